"""People and accounts, page by page."""

from __future__ import annotations

from backend.models import Account, Person
from backend.schemas.annotation import AccountCard
from backend.services.account_cards import account_cards
from backend.services.errors import NotFound
from backend.services.scope import Scope
from backend.store import crm_records, people


def list_people(
    scope: Scope, *, after: str | None, limit: int, text: str | None
) -> tuple[list[Person], str | None]:
    """A page, and the id to go on after (None at the end)."""
    with scope.database.read(scope.tenant_id) as tx:
        found = people.page_of_people(tx, after=after, limit=limit + 1, text=text)
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def list_accounts(
    scope: Scope, *, after: str | None, limit: int, text: str | None
) -> tuple[list[Account], str | None]:
    with scope.database.read(scope.tenant_id) as tx:
        found = crm_records.page_of_accounts(tx, after=after, limit=limit + 1, text=text)
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def account(scope: Scope, account_id: str) -> AccountCard:
    """Raises NotFound when there is no such account in this workspace."""
    with scope.database.read(scope.tenant_id) as tx:
        card = account_cards(tx, scope, [account_id]).get(account_id)
    if card is None:
        raise NotFound("There is no such account in this workspace.")
    return card
