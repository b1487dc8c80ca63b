"""What the CRM knows of some accounts and contacts, read for many at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import case, func
from sqlmodel import col

from backend.models import Account, Activity, Contact, CrmUser, Invoice, Opportunity, SalesOrder
from backend.store.crm_records import latest_activity
from backend.store.database import TenantSession, batches


@dataclass
class AccountFacts:
    """Sums by currency; `overdue`: unpaid invoices past their due date, `due`: not yet due."""

    account: Account
    owner: str | None = None
    orders: int = 0
    ordered: dict[str, Decimal] = field(default_factory=dict)
    last_order_on: date | None = None
    won: int = 0
    open_opportunities: int = 0
    open_pipeline: dict[str, Decimal] = field(default_factory=dict)
    invoices: int = 0
    due: dict[str, Decimal] = field(default_factory=dict)
    overdue: dict[str, Decimal] = field(default_factory=dict)
    oldest_overdue_on: date | None = None
    last_activity: tuple[datetime, str, str] | None = None


def facts_of(tx: TenantSession, account_ids: Iterable[str], today: date) -> dict[str, AccountFacts]:
    """Facts by account id, with one query per table and batch."""
    facts: dict[str, AccountFacts] = {}
    for batch in batches(account_ids):
        query = (
            tx.select(Account, CrmUser.name, of=Account)
            .outerjoin(CrmUser, col(Account.owner_id) == col(CrmUser.id))
            .where(col(Account.id).in_(batch))
        )
        for account, owner in tx.rows(query):
            facts[account.id] = AccountFacts(account=account, owner=owner)
        _add_orders(tx, batch, facts)
        _add_opportunities(tx, batch, facts)
        _add_invoices(tx, batch, facts, today)
        newest = latest_activity(tx, col(Activity.account_id), batch)
        for account_id, activity in newest.items():
            facts[account_id].last_activity = activity
    return facts


def _add_orders(tx: TenantSession, batch: list[str], facts: dict[str, AccountFacts]) -> None:
    query = (
        tx.select(
            SalesOrder.account_id,
            SalesOrder.currency,
            func.count(),
            func.sum(SalesOrder.amount),
            func.max(SalesOrder.ordered_on),
        )
        .where(col(SalesOrder.account_id).in_(batch), col(SalesOrder.deleted_at).is_(None))
        .group_by(col(SalesOrder.account_id), col(SalesOrder.currency))
    )
    for account_id, currency, count, amount, last in tx.rows(query):
        entry = facts[account_id]
        entry.orders += count
        entry.ordered[currency] = Decimal(amount or 0)
        entry.last_order_on = max(filter(None, (entry.last_order_on, last)), default=None)


def _add_opportunities(tx: TenantSession, batch: list[str], facts: dict[str, AccountFacts]) -> None:
    query = (
        tx.select(
            Opportunity.account_id,
            Opportunity.stage_category,
            Opportunity.currency,
            func.count(),
            func.sum(Opportunity.amount),
        )
        .where(col(Opportunity.account_id).in_(batch), col(Opportunity.deleted_at).is_(None))
        .group_by(
            col(Opportunity.account_id), col(Opportunity.stage_category), col(Opportunity.currency)
        )
    )
    for account_id, category, currency, count, amount in tx.rows(query):
        entry = facts[account_id]
        if category == "won":
            entry.won += count
        elif category == "open":
            entry.open_opportunities += count
            if currency and amount:
                entry.open_pipeline[currency] = Decimal(amount)


def _add_invoices(
    tx: TenantSession, batch: list[str], facts: dict[str, AccountFacts], today: date
) -> None:
    standing = case(
        (col(Invoice.paid_on).is_not(None), "paid"),
        (col(Invoice.due_on) < today, "overdue"),
        else_="due",
    )
    query = (
        tx.select(
            Invoice.account_id,
            Invoice.currency,
            standing,
            func.count(),
            func.sum(Invoice.amount),
            func.min(Invoice.due_on),
        )
        .where(col(Invoice.account_id).in_(batch), col(Invoice.deleted_at).is_(None))
        .group_by(col(Invoice.account_id), col(Invoice.currency), standing)
    )
    for account_id, currency, kind, count, amount, oldest in tx.rows(query):
        entry = facts[account_id]
        entry.invoices += count
        if kind == "due":
            entry.due[currency] = Decimal(amount or 0)
        elif kind == "overdue":
            entry.overdue[currency] = Decimal(amount or 0)
            entry.oldest_overdue_on = min(filter(None, (entry.oldest_overdue_on, oldest)))


@dataclass
class ContactFacts:
    contact: Contact
    account_name: str | None = None
    owner: str | None = None
    last_activity: tuple[datetime, str, str] | None = None


def contacts_of(tx: TenantSession, contact_ids: Iterable[str]) -> dict[str, ContactFacts]:
    facts: dict[str, ContactFacts] = {}
    for batch in batches(contact_ids):
        query = (
            tx.select(Contact, Account.name, CrmUser.name, of=Contact)
            .outerjoin(Account, col(Contact.account_id) == col(Account.id))
            .outerjoin(CrmUser, col(Contact.owner_id) == col(CrmUser.id))
            .where(col(Contact.id).in_(batch))
        )
        for contact, account_name, owner in tx.rows(query):
            facts[contact.id] = ContactFacts(contact, account_name, owner)
        for contact_id, activity in latest_activity(tx, col(Activity.contact_id), batch).items():
            facts[contact_id].last_activity = activity
    return facts
