"""CRM records: written by synchronisation, found again by the CRM's own ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import SQLModel, col

from backend.models import (
    Account,
    Activity,
    Contact,
    CrmConnection,
    CrmUser,
    ExternalRef,
    Invoice,
    Opportunity,
    SalesOrder,
    SyncRun,
)
from backend.models.base import new_id, utc_now
from backend.store.database import TenantSession, batches

MODELS: dict[str, type[SQLModel]] = {
    "user": CrmUser,
    "account": Account,
    "contact": Contact,
    "opportunity": Opportunity,
    "order": SalesOrder,
    "invoice": Invoice,
    "activity": Activity,
}
"""Object types, in the order in which they can be written (references point backwards)."""


def connection(tx: TenantSession, connector: str, name: str) -> CrmConnection:
    """The connection of that name, made if new."""
    found = tx.first(tx.select(CrmConnection).where(col(CrmConnection.name) == name))
    if found is None:
        found = CrmConnection(tenant_id=tx.tenant_id, connector=connector, name=name)
        tx.add(found)
    return found


def refs(
    tx: TenantSession, connection_id: str, object_type: str, external_ids: Iterable[str]
) -> dict[str, ExternalRef]:
    """References by external id."""
    return {
        ref.external_id: ref
        for batch in batches(external_ids)
        for ref in tx.scalars(
            tx.select(ExternalRef).where(
                col(ExternalRef.connection_id) == connection_id,
                col(ExternalRef.object_type) == object_type,
                col(ExternalRef.external_id).in_(batch),
            )
        )
    }


def insert_records(
    tx: TenantSession,
    connection_id: str,
    object_type: str,
    records: Sequence[tuple[str, str, Mapping[str, Any]]],
) -> dict[str, str]:
    """Insert (external id, payload hash, values); returns record ids by external id."""
    ids = {external_id: new_id() for external_id, _, _ in records}
    tx.insert(
        MODELS[object_type],
        [{"id": ids[external_id], **values} for external_id, _, values in records],
    )
    tx.insert(
        ExternalRef,
        [
            {
                "id": new_id(),
                "connection_id": connection_id,
                "object_type": object_type,
                "external_id": external_id,
                "record_id": ids[external_id],
                "payload_hash": payload_hash,
            }
            for external_id, payload_hash, _ in records
        ],
    )
    return ids


def update_record(
    tx: TenantSession,
    object_type: str,
    ref: ExternalRef,
    payload_hash: str,
    values: Mapping[str, Any],
) -> None:
    model: Any = MODELS[object_type]
    tx.execute(tx.update(model).where(model.id == ref.record_id).values(**values))
    tx.execute(
        tx.update(ExternalRef)
        .where(col(ExternalRef.id) == ref.id)
        .values(payload_hash=payload_hash, deleted_at=None)
    )


def set_parents(tx: TenantSession, parents: Mapping[str, str | None]) -> None:
    """Parent account by account; only those that differ are written."""
    for batch in batches(parents):
        query = tx.select(Account.id, Account.parent_id).where(col(Account.id).in_(batch))
        tx.update_each(
            Account,
            [
                {"id": account_id, "parent_id": parents[account_id]}
                for account_id, parent_id in tx.rows(query)
                if parents[account_id] != parent_id
            ],
        )


def start_run(tx: TenantSession, connection_id: str) -> SyncRun:
    run = SyncRun(tenant_id=tx.tenant_id, connection_id=connection_id)
    tx.add(run)
    return run


def finish_run(
    tx: TenantSession,
    run_id: str,
    status: str,
    counts: Mapping[str, Any],
    errors: Sequence[Mapping[str, Any]],
) -> None:
    tx.execute(
        tx.update(SyncRun)
        .where(col(SyncRun.id) == run_id)
        .values(status=status, counts=dict(counts), errors=list(errors), finished_at=utc_now())
    )


def page_of_accounts(
    tx: TenantSession, *, after: str | None, limit: int, text: str | None
) -> list[Account]:
    query = (
        tx.select(Account)
        .where(col(Account.deleted_at).is_(None))
        .order_by(col(Account.id))
        .limit(limit)
    )
    if after:
        query = query.where(col(Account.id) > after)
    if text:
        pattern = "%" + text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
        query = query.where(col(Account.name).ilike(pattern, escape="\\"))
    return tx.scalars(query)


def latest_activity(
    tx: TenantSession, column: Any, record_ids: Iterable[str]
) -> dict[str, tuple[datetime, str, str]]:
    """(time, kind, subject) of the newest activity, by account or contact (`column`)."""
    newest: dict[str, tuple[datetime, str, str]] = {}
    rank = func.row_number().over(
        partition_by=column, order_by=(col(Activity.occurred_at).desc(), col(Activity.id).desc())
    )
    for batch in batches(record_ids):
        ranked = (
            tx.select(
                column.label("record_id"),
                Activity.tenant_id,
                Activity.occurred_at,
                Activity.kind,
                Activity.subject,
                rank.label("rank"),
            )
            .where(column.in_(batch), col(Activity.deleted_at).is_(None))
            .subquery()
        )
        found = ranked.c
        query = tx.select(found.record_id, found.occurred_at, found.kind, found.subject)
        for record_id, occurred_at, kind, subject in tx.rows(query.where(found.rank == 1)):
            newest[record_id] = (occurred_at, kind, subject)
    return newest
