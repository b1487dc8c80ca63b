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

from backend.crm.contract import READERS, Connector, ConnectorAbort, ObjectType, RecordError
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

REFERENCES = {"owner_id": "user", "account_id": "account", "contact_id": "contact"}
REQUIRED_REFERENCE = {"opportunity": "account_id", "order": "account_id", "invoice": "account_id"}


@dataclass
class SyncReport:
    """What one run did: counts by object type (new, changed, unchanged, refused) and the errors."""

    run_id: str = ""
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)
    error_count: int = 0
    notices: tuple[str, ...] = ()
    """What the connector guessed or left out."""

    def count(self, object_type: str, what: str) -> None:
        counts = self.counts.setdefault(
            object_type, {"new": 0, "changed": 0, "unchanged": 0, "refused": 0}
        )
        counts[what] += 1

    def note(self, object_type: str, error: RecordError) -> None:
        if error.skipped:
            self.count(object_type, "refused")
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
        Refused: the source cannot be read; nothing was written unless it broke only at the second
            reading.
    """
    try:
        notices = connector.check()
        for reader in READERS.values():
            for _ in getattr(connector, reader)():
                pass
        report = _write_everything(scope, connector, name, progress)
    except ConnectorAbort as abort:
        raise Refused(str(abort)) from abort
    report.notices = notices
    return report


def _write_everything(
    scope: Scope, connector: Connector, name: str, progress: Progress | None
) -> SyncReport:
    with scope.database.write(scope.tenant_id) as tx:
        connection_id = crm_records.connection(tx, connector.name, name).id
        run = crm_records.start_run(tx, connection_id)
        workspace.record_event(tx, scope.user_id, "crm.import", connection_id)
    report = SyncReport(run_id=run.id)
    status = "failed"
    try:
        for object_type, reader in READERS.items():
            writer = _TypeWriter(connection_id, object_type, report)
            done = 0
            for batch in _in_batches(getattr(connector, reader)()):
                with scope.database.write(scope.tenant_id) as tx:
                    writer.write(tx, batch)
                done += len(batch)
                if progress:
                    progress(object_type, done)
            for children in _in_batches(writer.parents.items()):
                with scope.database.write(scope.tenant_id) as tx:
                    writer.set_parents(tx, dict(children))
        status = "done"
    finally:
        with scope.database.write(scope.tenant_id) as tx:
            crm_records.finish_run(tx, run.id, status, report.counts, report.errors)
    return report


def _in_batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


class _TypeWriter:
    """Writes the records of one object type; remembers which ids and parents it met."""

    def __init__(self, connection_id: str, object_type: ObjectType, report: SyncReport) -> None:
        self.connection_id = connection_id
        self.object_type = object_type
        self.report = report
        self.parents: dict[str, str | None] = {}
        """Parent by account, both as the CRM names them; a parent may come after its child."""
        self._seen: set[str] = set()

    def write(self, tx: TenantSession, batch: Sequence[CrmRecord | RecordError]) -> None:
        records = [record for item in batch if (record := self._accepted(item)) is not None]
        known = crm_records.refs(
            tx, self.connection_id, self.object_type, (r.external_id for r in records)
        )
        targets = self._targets(tx, records)
        inserts: list[tuple[str, str, dict[str, Any]]] = []
        touched: list[str] = []
        for record in records:
            values = self._values(record, targets)
            if values is None:
                continue
            payload_hash = _hash(values, self.parents.get(record.external_id))
            ref = known.get(record.external_id)
            if ref is None:
                inserts.append((record.external_id, payload_hash, values))
                self.report.count(self.object_type, "new")
            elif ref.payload_hash == payload_hash and ref.deleted_at is None:
                self.report.count(self.object_type, "unchanged")
            else:
                crm_records.update_record(tx, self.object_type, ref, payload_hash, values)
                touched.append(ref.record_id)
                self.report.count(self.object_type, "changed")
        made = crm_records.insert_records(tx, self.connection_id, self.object_type, inserts)
        self._index(tx, [*made.values(), *touched])

    def set_parents(self, tx: TenantSession, parents: dict[str, str | None]) -> None:
        """Say which account belongs to which, now that all of them have a row."""
        wanted = {*parents, *filter(None, parents.values())}
        refs = crm_records.refs(tx, self.connection_id, "account", wanted)
        found: dict[str, str | None] = {}
        for child, parent in parents.items():
            if child not in refs:
                continue
            if parent and (parent not in refs or parent == child):
                self._error(child, f"parent_id {parent}: there is no such account", skipped=False)
            record = refs.get(parent) if parent and parent != child else None
            found[refs[child].record_id] = record.record_id if record else None
        crm_records.set_parents(tx, found)

    def _accepted(self, item: CrmRecord | RecordError) -> CrmRecord | None:
        if isinstance(item, RecordError):
            self.report.note(self.object_type, item)
            return None
        if item.external_id in self._seen:
            self._error(item.external_id, "the same id twice")
            return None
        self._seen.add(item.external_id)
        if self.object_type == "account":
            self.parents[item.external_id] = getattr(item, "parent_id", None)
        return item

    def _error(self, external_id: str, message: str, *, skipped: bool = True) -> None:
        error = RecordError(self.object_type, external_id, message, skipped=skipped)
        self.report.note(self.object_type, error)

    def _targets(
        self, tx: TenantSession, records: Sequence[CrmRecord]
    ) -> dict[tuple[str, str], str]:
        """Our record ids by (object type, external id) for everything the records point at."""
        targets: dict[tuple[str, str], str] = {}
        for name, object_type in REFERENCES.items():
            wanted = {value for record in records if (value := getattr(record, name, None))}
            refs = crm_records.refs(tx, self.connection_id, object_type, wanted)
            targets |= {(object_type, external): ref.record_id for external, ref in refs.items()}
        return targets

    def _values(
        self, record: CrmRecord, targets: dict[tuple[str, str], str]
    ) -> dict[str, Any] | None:
        """Column values; None (and an error) where a record points at nothing it cannot do
        without."""
        values = record.model_dump(exclude={"external_id", "parent_id"})
        for name, kind in REFERENCES.items():
            wanted = values.get(name)
            if not wanted:
                continue
            values[name] = targets.get((kind, wanted))
            if values[name] is None:
                required = REQUIRED_REFERENCE.get(self.object_type) == name
                message = f"{name} {wanted}: there is no such {kind}"
                self._error(record.external_id, message, skipped=required)
                if required:
                    return None
        if self.object_type == "account":
            values["stated_status"] = values.pop("status")
        return values

    def _index(self, tx: TenantSession, record_ids: Sequence[str]) -> None:
        if self.object_type == "account":
            index_accounts(tx, list(link_index.accounts(tx, record_ids).values()))
        elif self.object_type == "contact":
            found: list[tuple[Contact, str | None]] = list(
                link_index.contacts(tx, record_ids).values()
            )
            index_contacts(tx, found)


def _hash(values: dict[str, Any], parent: str | None) -> str:
    return hashlib.sha256(repr([*sorted(values.items()), parent]).encode()).hexdigest()
