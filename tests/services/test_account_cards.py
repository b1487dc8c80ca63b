"""What the card of an account says, and why."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from backend.schemas.annotation import AccountCard, Money
from backend.schemas.crm import (
    AccountRecord,
    ActivityRecord,
    ContactRecord,
    InvoiceRecord,
    OpportunityRecord,
    OrderRecord,
)
from backend.services.account_cards import FORMER_AFTER_DAYS, contact_cards
from backend.services.list_records import account, list_accounts
from backend.services.scope import Scope
from backend.services.sync_crm import sync_crm
from tests.conftest import Workspace
from tests.invented import InventedCrm, small_crm

TODAY = date(2026, 11, 21)


def card(tenant: Workspace, role: str = "sales", **records: list) -> AccountCard:
    empty: dict[str, list] = {kind: [] for kind in small_crm()}
    one = AccountRecord(external_id="A", name="Mill", **records.pop("values", {}))
    sync_crm(tenant.scope(), InventedCrm(**{**empty, "account": [one], **records}), "crm")
    (found,), _ = list_accounts(tenant.scope(), after=None, limit=2, text=None)
    now = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
    scope = Scope(tenant.database, tenant.id, role=role, now=lambda: now)
    return account(scope, found.id)


def order(number: int, days_ago: int, amount: str = "100", currency: str = "EUR") -> OrderRecord:
    return OrderRecord(
        external_id=f"S{number}",
        account_id="A",
        ordered_on=TODAY - timedelta(days=days_ago),
        amount=Decimal(amount),
        currency=currency,
    )


def invoice(number: int, due_in: int, amount: str = "100", *, paid: bool = False) -> InvoiceRecord:
    return InvoiceRecord(
        external_id=f"I{number}",
        account_id="A",
        issued_on=TODAY - timedelta(days=100),
        due_on=TODAY + timedelta(days=due_in),
        paid_on=TODAY if paid else None,
        amount=Decimal(amount),
        currency="EUR",
    )


def deal(number: int, category: str, amount: str | None = "100") -> OpportunityRecord:
    return OpportunityRecord(
        external_id=f"O{number}",
        account_id="A",
        name="Deal",
        stage_category=category,  # type: ignore[arg-type]
        amount=Decimal(amount) if amount else None,
        currency="EUR" if amount else None,
    )


@pytest.mark.parametrize(
    ("records", "status", "reason"),
    [
        ({}, "prospect", "no-orders-yet"),
        ({"order": [order(1, 10)]}, "customer", "has-orders"),
        ({"order": [order(1, FORMER_AFTER_DAYS)]}, "customer", "has-orders"),
        ({"order": [order(1, FORMER_AFTER_DAYS + 1)]}, "former", "no-order-for-three-years"),
        (
            {"order": [order(1, FORMER_AFTER_DAYS + 1)], "opportunity": [deal(1, "open")]},
            "customer",
            "has-orders",
        ),
        ({"opportunity": [deal(1, "won")]}, "customer", "has-orders"),
        ({"opportunity": [deal(1, "lost"), deal(2, "open")]}, "prospect", "no-orders-yet"),
        ({"values": {"status": "former"}, "order": [order(1, 1)]}, "former", "stated-by-crm"),
    ],
)
def test_status(tenant: Workspace, records: dict, status: str, reason: str) -> None:
    found = card(tenant, **records)
    assert (found.status, found.status_reason) == (status, reason)


@pytest.mark.parametrize(
    ("invoices", "payment", "overdue"),
    [
        ([], "unknown", []),
        ([invoice(1, -5, paid=True)], "ok", []),
        ([invoice(1, 0), invoice(2, 5)], "due", []),
        ([invoice(1, -1, "10.10"), invoice(2, -9, "20.20"), invoice(3, 5)], "overdue", ["30.3"]),
    ],
)
def test_payment(tenant: Workspace, invoices: list, payment: str, overdue: list[str]) -> None:
    found = card(tenant, invoice=invoices)
    assert found.payment_status == payment
    assert [str(money.amount) for money in found.overdue] == overdue


def test_payment_is_not_for_experts(tenant: Workspace) -> None:
    found = card(tenant, role="expert", invoice=[invoice(1, -1)])
    assert (found.payment_status, found.overdue) == ("unknown", [])


def test_sums_are_kept_by_currency(tenant: Workspace) -> None:
    found = card(
        tenant,
        order=[order(1, 9, "0.10"), order(2, 5, "0.20"), order(3, 7, "5", "CZK")],
        opportunity=[deal(1, "open", "70"), deal(2, "open", None), deal(3, "won", "9")],
    )
    assert found.orders == 3
    assert found.ordered == [Money(amount=5, currency="CZK"), Money(amount=0.3, currency="EUR")]
    assert found.last_order_on == (TODAY - timedelta(days=5)).isoformat()
    assert found.open_opportunities == 2
    assert found.open_pipeline == [Money(amount=70, currency="EUR")]


def test_the_newest_activity_is_shown(tenant: Workspace) -> None:
    def activity(number: int, days_ago: int) -> ActivityRecord:
        return ActivityRecord(
            external_id=f"V{number}",
            account_id="A",
            contact_id="C",
            kind="call",
            subject=f"Call {days_ago} days ago",
            occurred_at=datetime(2026, 11, 20, tzinfo=UTC) - timedelta(days=days_ago),
        )

    contact = ContactRecord(external_id="C", name="Somebody", account_id="A")
    activities = [activity(n, days) for n, days in enumerate((9, 2, 30))]
    found = card(tenant, contact=[contact], activity=activities)
    assert found.last_activity_on == "2026-11-18"
    assert found.last_activity == "call: Call 2 days ago"
    with tenant.database.read(tenant.id) as tx:
        from backend.models import Contact

        (contact_id,) = tx.scalars(tx.select(Contact.id))
        assert contact_cards(tx, [contact_id])[contact_id].last_activity_on == "2026-11-18"
