"""Links, state and CRM cards of many people in a few queries; shared by pages and bulk lookup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.linking.records import PersonQuery
from backend.models import LinkDecision
from backend.schemas.annotation import AccountCard, ContactCard, Link, State
from backend.services.account_cards import account_cards, contact_cards
from backend.services.link_people import PersonLinks, link_people
from backend.services.person_state import person_state
from backend.services.scope import Scope
from backend.store.database import TenantSession


@dataclass(frozen=True)
class Judged:
    """What a person is to us. `account` is the present employer's, else the contact's."""

    links: PersonLinks
    state: State
    state_reason: str
    contact: ContactCard | None
    account: AccountCard | None


def judge_people(
    scope: Scope,
    tx: TenantSession,
    queries: Sequence[PersonQuery],
    decisions: Sequence[Sequence[LinkDecision]] | None = None,
) -> list[Judged]:
    """A judgement for each query, in order."""
    links = link_people(tx, queries, decisions)
    accounts = account_cards(
        tx,
        scope,
        [
            account_id
            for link in links
            for account_id in (link.contact_account, linked_id(link.account))
            if account_id
        ],
    )
    contacts = contact_cards(tx, filter(None, (linked_id(link.contact) for link in links)))
    return [_judged(link, accounts, contacts) for link in links]


def linked_id(link: Link) -> str | None:
    """The record a judgement links to; None for a suggestion or nothing."""
    return link.candidates[0].id if link.judgement == "linked" and link.candidates else None


def _judged(
    links: PersonLinks, accounts: dict[str, AccountCard], contacts: dict[str, ContactCard]
) -> Judged:
    at_contact = accounts.get(links.contact_account or "")
    at_employer = accounts.get(linked_id(links.account) or "")
    state, reason = person_state(
        links,
        at_contact.status if at_contact else None,
        at_employer.status if at_employer else None,
    )
    return Judged(
        links=links,
        state=state,
        state_reason=reason,
        contact=contacts.get(linked_id(links.contact) or ""),
        account=at_employer or at_contact,
    )
