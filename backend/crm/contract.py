"""What every CRM connector is: records come out in one shape, only approved writes go in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal, Protocol, Self, runtime_checkable

from backend.schemas.crm import (
    AccountRecord,
    ActivityRecord,
    ContactRecord,
    InvoiceRecord,
    OpportunityRecord,
    OrderRecord,
    UserRecord,
)

ObjectType = Literal["user", "account", "contact", "opportunity", "order", "invoice", "activity"]
READERS: Mapping[ObjectType, str] = {
    "user": "iter_users",
    "account": "iter_accounts",
    "contact": "iter_contacts",
    "opportunity": "iter_opportunities",
    "order": "iter_orders",
    "invoice": "iter_invoices",
    "activity": "iter_activities",
}
"""The method that reads each object type, in the order in which references resolve."""


class ConnectorAbort(Exception):
    """The source cannot be read (any further): stop. The message is for the person who started it
    and never holds a credential."""


class WriteRefused(Exception):
    """A write that must not or cannot be sent; nothing was sent."""


@dataclass(frozen=True, slots=True)
class RecordError:
    """One record or cell that could not be read.

    `row` counts from 1 as a spreadsheet shows it (the header included); connectors without rows put
    the object type there and the record's id into `column`. `skipped` is false where the record
    itself was still yielded, without the cell in question.
    """

    row: int | str | None
    column: str | None
    message: str
    source: str | None = None
    skipped: bool = True

    def __str__(self) -> str:
        place = self.source or ""
        if isinstance(self.row, int):
            place += f" row {self.row}" + (f", column {self.column}" if self.column else "")
        else:
            place += " " + " ".join(part for part in (self.row, self.column) if part)
        return f"{place.strip()}: {self.message}"

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, with the whole sentence under "text"."""
        return {
            "source": self.source,
            "row": self.row,
            "column": self.column,
            "message": self.message,
            "skipped": self.skipped,
            "text": str(self),
        }


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a connector can do; the conformance suite holds it to what it says here."""

    reads: frozenset[ObjectType]
    writes: frozenset[ObjectType] = frozenset()
    incremental: bool = False
    """`since` is honoured: records not changed since then are left out (where that is known)."""
    deletes: bool = False
    """`iter_removed` tells what was deleted; without it, an id no longer read is a deleted one."""
    merges: bool = False
    """`iter_removed` tells which record another one went into."""


@dataclass(frozen=True, slots=True)
class ApprovedWrite:
    """A write a person approved. `request_id` is the idempotency key: sent twice, written once.

    Raises:
        WriteRefused: nobody approved it.
    """

    request_id: str
    object_type: ObjectType
    action: Literal["create", "update", "log"]
    fields: Mapping[str, Any]
    approved_by: str
    approved_at: datetime
    external_id: str | None = None
    before: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.request_id or not self.approved_by:
            raise WriteRefused("a write needs a request id and a person who approved it")
        if self.action == "update" and not self.external_id:
            raise WriteRefused("an update needs the id of the record it changes")


@dataclass(frozen=True, slots=True)
class ExternalRef:
    """A record in the CRM, by its own id there."""

    object_type: ObjectType
    external_id: str


@dataclass(frozen=True, slots=True)
class RemovedRecord:
    """A record that is no longer there: deleted, or merged into `merged_into`."""

    object_type: ObjectType
    external_id: str
    removed_at: datetime | None = None
    merged_into: str | None = None


@runtime_checkable
class Connector(Protocol):
    """One CRM. Readers stream, may be called again and yield the same then; a record that cannot be
    read is yielded as RecordError in its place.

    Raises (all readers and `check`):
        ConnectorAbort: the source is unreadable, refuses the credentials or ended early.
    """

    name: ClassVar[str]
    """The name of the module, as settings and the store have it."""
    label: ClassVar[str]
    """For people."""
    capabilities: ClassVar[Capabilities]

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Self:
        """Made from stored settings; ConnectorAbort for settings that cannot work."""
        ...

    def check(self) -> tuple[str, ...]:
        """Whether the source can be read at all; returns what the person should know (guesses)."""
        ...

    def iter_users(self, since: datetime | None = None) -> Iterator[UserRecord | RecordError]: ...

    def iter_accounts(
        self, since: datetime | None = None
    ) -> Iterator[AccountRecord | RecordError]: ...

    def iter_contacts(
        self, since: datetime | None = None
    ) -> Iterator[ContactRecord | RecordError]: ...

    def iter_opportunities(
        self, since: datetime | None = None
    ) -> Iterator[OpportunityRecord | RecordError]: ...

    def iter_orders(self, since: datetime | None = None) -> Iterator[OrderRecord | RecordError]: ...

    def iter_invoices(
        self, since: datetime | None = None
    ) -> Iterator[InvoiceRecord | RecordError]: ...

    def iter_activities(
        self, since: datetime | None = None
    ) -> Iterator[ActivityRecord | RecordError]: ...

    def write(self, write: ApprovedWrite) -> ExternalRef:
        """Send an approved write exactly once; WriteRefused where the connector cannot write it."""
        ...


@runtime_checkable
class TellsRemovals(Protocol):
    """What a connector with the capability `deletes` or `merges` has besides."""

    def iter_removed(
        self, object_type: ObjectType, since: datetime | None = None
    ) -> Iterator[RemovedRecord]:
        """What was deleted or merged away since, as far back as the CRM keeps it; nothing for
        object types of which it keeps no trace."""
        ...
