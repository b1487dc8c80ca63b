"""Bring CRM records into the store: new ones in, changed ones updated, unchanged ones skipped.

Two passes over the connector: the first reads everything and writes nothing, so that an unreadable
source changes nothing; the second writes in batches, each its own transaction, so that captures
need not wait for a long import. Running it again picks up where it stopped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from backend.crm.contract import Connector, ConnectorAbort, RecordError
from backend.models import Contact
from backend.schemas.crm import CrmRecord
from backend.services.errors import Refused
from backend.services.link_people import index_accounts, index_contacts
from backend.services.scope import Scope
from backend.store import crm_records, link_index, workspace
from backend.store.database import TenantSession

BATCH = 500
KEPT_ERRORS = 1_000
"""Errors kept with the run; the count goes on."""

READERS = {
    "user": "iter_users",
    "account": "iter_accounts",
    "contact": "iter_contacts",
    "opportunity": "iter_opportunities",
    "order": "iter_orders",
    "invoice": "iter_invoices",
    "activity": "iter_activities",
}
REFERENCES = {"owner_id": "user", "account_id": "account", "contact_id": "contact",
              "parent_id": "account"}  # fmt: skip
REQUIRED_REFERENCE = {"opportunity": "account_id", "order": "account_id", "invoice": "account_id"}


@dataclass
class SyncReport:
    """What one run did: counts by object type (new, changed, unchanged, refused) and the errors."""

    run_id: str = ""
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)
    error_count: int = 0

    def count(self, object_type: str, what: str, by: int = 1) -> None:
        counts = self.counts.setdefault(
            object_type, {"new": 0, "changed": 0, "unchanged": 0, "refused": 0}
        )
        counts[what] += by

    def refuse(self, object_type: str, error: RecordError) -> None:
        self.count(object_type, "refused")
        self.note(error)

    def note(self, error: RecordError) -> None:
        self.error_count += 1
        if len(self.errors) < KEPT_ERRORS:
            self.errors.append(error.as_dict())


Progress = Callable[[str, int], None]
"""Called with an object type and how many of its records are done."""


def sync_crm(
    scope: Scope, connector: Connector, name: str, progress: Progress | None = None
) -> SyncReport:
    """Import everything a connector yields into the connection `name`.

    Raises:
        Refused: the source cannot be read; nothing was written.
    """
    try:
        connector.check()
        for reader in READERS.values():
            for _ in getattr(connector, reader)():
                pass
    except ConnectorAbort as abort:
        raise Refused(str(abort)) from abort
    with scope.database.write(scope.tenant_id) as tx:
        connection_id = crm_records.connection(tx, connector.name, name).id
        run = crm_records.start_run(tx, connection_id)
        workspace.record_event(tx, scope.user_id, "crm.import", connection_id)
    report = SyncReport(run_id=run.id)
    status = "failed"
    try:
        for object_type in READERS:
            _sync_type(scope, connector, connection_id, object_type, report, progress)
        status = "done"
    finally:
        with scope.database.write(scope.tenant_id) as tx:
            crm_records.finish_run(tx, run.id, status, report.counts, report.errors)
    return report


def _sync_type(
    scope: Scope,
    connector: Connector,
    connection_id: str,
    object_type: str,
    report: SyncReport,
    progress: Progress | None,
) -> None:
    done = 0
    for batch in _in_batches(getattr(connector, READERS[object_type])()):
        records = []
        for item in batch:
            if isinstance(item, RecordError):
                report.refuse(object_type, item)
            else:
                records.append(item)
        with scope.database.write(scope.tenant_id) as tx:
            _write_batch(tx, connection_id, object_type, records, report)
        done += len(batch)
        if progress:
            progress(object_type, done)


def _in_batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _write_batch(
    tx: TenantSession,
    connection_id: str,
    object_type: str,
    records: Sequence[CrmRecord],
    report: SyncReport,
) -> None:
    known = crm_records.refs(tx, connection_id, object_type, (r.external_id for r in records))
    targets = _targets(tx, connection_id, records)
    inserts: dict[str, tuple[str, str, dict[str, Any]]] = {}
    touched: list[str] = []
    for record in records:
        values = _values(object_type, record, targets, report)
        if values is None:
            continue
        payload_hash = _hash(values)
        ref = known.get(record.external_id)
        if ref is None:
            if record.external_id in inserts:
                report.refuse(
                    object_type,
                    RecordError(object_type, record.external_id, "the same id twice"),
                )
                continue
            inserts[record.external_id] = (record.external_id, payload_hash, values)
            report.count(object_type, "new")
        elif ref.payload_hash == payload_hash and ref.deleted_at is None:
            report.count(object_type, "unchanged")
        else:
            crm_records.update_record(tx, object_type, ref, payload_hash, values)
            touched.append(ref.record_id)
            report.count(object_type, "changed")
    made = crm_records.insert_records(tx, connection_id, object_type, list(inserts.values()))
    _index(tx, object_type, [*made.values(), *touched])


def _targets(
    tx: TenantSession, connection_id: str, records: Sequence[CrmRecord]
) -> dict[tuple[str, str], str]:
    """Our record ids by (object type, external id) for everything the records point at."""
    targets: dict[tuple[str, str], str] = {}
    for object_type in ("user", "account", "contact"):
        fields = [name for name, kind in REFERENCES.items() if kind == object_type]
        wanted = {
            value for record in records for name in fields if (value := getattr(record, name, None))
        }
        for external_id, ref in crm_records.refs(tx, connection_id, object_type, wanted).items():
            targets[(object_type, external_id)] = ref.record_id
    return targets


def _values(
    object_type: str,
    record: CrmRecord,
    targets: dict[tuple[str, str], str],
    report: SyncReport,
) -> dict[str, Any] | None:
    """Column values; None (and an error) where a record points at nothing it cannot do without."""
    values = record.model_dump(exclude={"external_id"})
    for name, kind in REFERENCES.items():
        wanted = values.get(name)
        if not wanted:
            continue
        values[name] = targets.get((kind, wanted))
        if values[name] is None and name != "parent_id":
            error = RecordError(
                object_type, record.external_id, f"{name} {wanted}: there is no such {kind}"
            )
            if REQUIRED_REFERENCE.get(object_type) == name:
                report.refuse(object_type, error)
                return None
            report.note(error)
    if object_type == "account":
        values["stated_status"] = values.pop("status")
    return values


def _hash(values: dict[str, Any]) -> str:
    return hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()


def _index(tx: TenantSession, object_type: str, record_ids: Sequence[str]) -> None:
    if object_type == "account":
        index_accounts(tx, list(link_index.accounts(tx, record_ids).values()))
    elif object_type == "contact":
        found: list[tuple[Contact, str | None]] = list(link_index.contacts(tx, record_ids).values())
        index_contacts(tx, found)
