"""Cards: what the CRM knows of an account or contact, in the form people see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from backend.schemas.annotation import AccountCard, AccountStatus, ContactCard, Money, PaymentStatus
from backend.services.scope import Scope
from backend.store.account_facts import AccountFacts, ContactFacts, contacts_of, facts_of
from backend.store.database import TenantSession

FORMER_AFTER_DAYS = 3 * 365
"""Without an order for this long (and without an open deal) a customer counts as a former one."""


def account_status(facts: AccountFacts, today: date) -> tuple[AccountStatus, str]:
    """The status and its reason, a stable code; what the CRM states goes before what we derive."""
    stated = facts.account.stated_status
    if stated in ("customer", "prospect", "former"):
        return stated, "stated-by-crm"  # type: ignore[return-value]
    if facts.orders or facts.won:
        last = facts.last_order_on
        if (
            facts.open_opportunities == 0
            and last is not None
            and (today - last).days > FORMER_AFTER_DAYS
        ):
            return "former", "no-order-for-three-years"
        return "customer", "has-orders"
    return "prospect", "no-orders-yet"


def payment_status(facts: AccountFacts) -> PaymentStatus:
    if facts.overdue:
        return "overdue"
    if facts.due:
        return "due"
    return "ok" if facts.invoices else "unknown"


def _money(sums: Mapping[str, Decimal]) -> list[Money]:
    return [Money(amount=float(amount), currency=code) for code, amount in sorted(sums.items())]


def account_card(facts: AccountFacts, scope: Scope) -> AccountCard:
    """The card; what is owed only for roles that may see it."""
    status, reason = account_status(facts, scope.today)
    account = facts.account
    card = AccountCard(
        id=account.id,
        name=account.name,
        status=status,
        status_reason=reason,
        industry=account.industry,
        country=account.country,
        owner=facts.owner,
        orders=facts.orders,
        ordered=_money(facts.ordered),
        last_order_on=facts.last_order_on.isoformat() if facts.last_order_on else None,
        open_opportunities=facts.open_opportunities,
        open_pipeline=_money(facts.open_pipeline),
    )
    if facts.last_activity:
        card.last_activity_on = facts.last_activity[0].date().isoformat()
        card.last_activity = f"{facts.last_activity[1]}: {facts.last_activity[2]}"[:300]
    if scope.sees_payment:
        card.payment_status = payment_status(facts)
        card.overdue = _money(facts.overdue)
    return card


def contact_card(facts: ContactFacts) -> ContactCard:
    contact = facts.contact
    return ContactCard(
        id=contact.id,
        name=contact.name,
        job_title=contact.job_title,
        account_name=facts.account_name,
        owner=facts.owner,
        do_not_contact=contact.do_not_contact,
        last_activity_on=(
            facts.last_activity[0].date().isoformat() if facts.last_activity else None
        ),
    )


def account_cards(
    tx: TenantSession, scope: Scope, account_ids: Iterable[str]
) -> dict[str, AccountCard]:
    found = facts_of(tx, account_ids, scope.today)
    return {account_id: account_card(facts, scope) for account_id, facts in found.items()}


def contact_cards(tx: TenantSession, contact_ids: Iterable[str]) -> dict[str, ContactCard]:
    found = contacts_of(tx, contact_ids)
    return {contact_id: contact_card(facts) for contact_id, facts in found.items()}
