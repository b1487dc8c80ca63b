"""What the connectors over HTTP share: settings and reading as records.

A connector adds its mapping and how its vendor pages, filters, creates and looks up.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Self, cast

import httpx

from backend.crm.api_mapping import ApiObject, Row, at
from backend.crm.api_writing import WritesOnce
from backend.crm.contract import (
    READERS,
    ConnectorAbort,
    ObjectType,
    RecordError,
    RemovedRecord,
)
from backend.crm.pacing import Clock, RateHeaders, SystemClock
from backend.crm.records import validated
from backend.crm.transport import ApiRefusal, HttpTransport, Limits, NoAnswer, checked_origin
from backend.schemas.crm import (
    AccountRecord,
    ActivityRecord,
    ContactRecord,
    CrmRecord,
    InvoiceRecord,
    OpportunityRecord,
    OrderRecord,
    UserRecord,
)

OVERLAP = timedelta(minutes=5)
"""Records become visible some time after the moment they carry; reading twice costs little."""


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach a CRM. `allowed_hosts` is the operator's word, besides the vendor's own hosts.

    `leave_out`: object types the credentials may not read. `wire`, `clock` and `limits` are
    replaced in tests.
    """

    token: str = field(repr=False)
    address: str = ""
    allowed_hosts: tuple[str, ...] = ()
    leave_out: frozenset[str] = frozenset()
    options: Mapping[str, str] = field(default_factory=dict)
    wire: httpx.BaseTransport | None = field(default=None, repr=False)
    clock: Clock = field(default_factory=SystemClock, repr=False)
    limits: Limits = field(default_factory=Limits, repr=False)


class ApiConnector(WritesOnce):
    """A CRM over HTTP. Subclasses state the class variables and the abstract methods."""

    name: ClassVar[str]
    hosts: ClassVar[tuple[str, ...]] = ()
    """The vendor's own hosts; () where customers run it themselves."""
    default_address: ClassVar[str] = ""
    options: ClassVar[Mapping[str, str]] = {}
    """Further settings with their defaults."""
    rates: ClassVar[RateHeaders] = RateHeaders()

    def __init__(self, connection: Connection) -> None:
        if not connection.token:
            raise ConnectorAbort(f"{self.label} needs a token")
        if not (connection.token.isascii() and connection.token.isprintable()):
            raise ConnectorAbort(f"this is no token of {self.label}: it holds odd characters")
        if unknown := set(connection.options) - set(self.options):
            raise ConnectorAbort(f"unknown setting: {', '.join(sorted(unknown))}")
        if odd := connection.leave_out - set(READERS):
            raise ConnectorAbort(f"leave_out: there is no {', '.join(sorted(odd))}")
        self._connection = connection
        self._option = {**self.options, **connection.options}
        address = connection.address or self.default_address
        self._http = HttpTransport(
            self.label,
            checked_origin(address, (*self.hosts, *connection.allowed_hosts)),
            self._headers(connection.token),
            secrets=(connection.token,),
            rates=self.rates,
            limits=connection.limits,
            clock=connection.clock,
            wire=connection.wire,
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._http!r})"

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Self:
        """Settings: `token`, `address`, `leave_out` and the connector's own; `allowed_hosts` is
        added by `open_connector`."""
        stated = dict(settings)
        return cls(
            Connection(
                token=str(stated.pop("token", None) or ""),
                address=str(stated.pop("address", None) or ""),
                allowed_hosts=tuple(stated.pop("allowed_hosts", ())),
                leave_out=frozenset(stated.pop("leave_out", ())),
                options={name: str(value) for name, value in stated.items()},
            )
        )

    def close(self) -> None:
        self._http.close()

    def iter_users(self, since: datetime | None = None) -> Iterator[UserRecord | RecordError]:
        """Users of the CRM who can own records."""
        return cast(Iterator[UserRecord | RecordError], self._read("user", since))

    def iter_accounts(self, since: datetime | None = None) -> Iterator[AccountRecord | RecordError]:
        """Accounts."""
        return cast(Iterator[AccountRecord | RecordError], self._read("account", since))

    def iter_contacts(self, since: datetime | None = None) -> Iterator[ContactRecord | RecordError]:
        """Contacts."""
        return cast(Iterator[ContactRecord | RecordError], self._read("contact", since))

    def iter_opportunities(
        self, since: datetime | None = None
    ) -> Iterator[OpportunityRecord | RecordError]:
        """Opportunities."""
        return cast(Iterator[OpportunityRecord | RecordError], self._read("opportunity", since))

    def iter_orders(self, since: datetime | None = None) -> Iterator[OrderRecord | RecordError]:
        """Orders."""
        return cast(Iterator[OrderRecord | RecordError], self._read("order", since))

    def iter_invoices(self, since: datetime | None = None) -> Iterator[InvoiceRecord | RecordError]:
        """Invoices."""
        return cast(Iterator[InvoiceRecord | RecordError], self._read("invoice", since))

    def iter_activities(
        self, since: datetime | None = None
    ) -> Iterator[ActivityRecord | RecordError]:
        """Activities."""
        return cast(Iterator[ActivityRecord | RecordError], self._read("activity", since))

    def iter_removed(
        self, object_type: ObjectType, since: datetime | None = None
    ) -> Iterator[RemovedRecord]:
        """What was deleted or merged away since."""
        if object_type in self._connection.leave_out:
            return
        for api_object in self.objects.get(object_type, ()):
            with self._told(object_type, api_object):
                yield from self._removed(object_type, api_object, _with_overlap(since))

    def _read(self, kind: ObjectType, since: datetime | None) -> Iterator[CrmRecord | RecordError]:
        if kind in self._connection.leave_out:
            return
        for api_object in self.objects.get(kind, ()):
            with self._told(kind, api_object):
                for row in self._rows(kind, api_object, _with_overlap(since)):
                    yield from self._converted(kind, api_object, row)

    @contextmanager
    def _told(self, kind: ObjectType, api_object: ApiObject) -> Iterator[None]:
        """What goes wrong in a reading, as an abort that says what the person can do about it."""
        try:
            yield
        except ApiRefusal as refusal:
            raise self._explained(refusal, kind, api_object) from None
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise ConnectorAbort(
                f"{self.label} answered a request for {api_object.resource} in a shape we do not"
                f" know ({type(error).__name__})"
            ) from error

    def _explained(
        self, refusal: ApiRefusal, kind: ObjectType, api_object: ApiObject
    ) -> ConnectorAbort:
        """A refused reading: which permission is missing, or what to leave out."""
        if "limit" in str(refusal).lower():
            return refusal
        if refusal.status == 403:
            return ConnectorAbort(
                f"{refusal}. The credentials may not read {api_object.resource}: allow it, or leave"
                f" {kind!r} out of this connection"
            )
        return ConnectorAbort(
            f"{refusal}. If this CRM has no {api_object.resource}, leave {kind!r} out of this"
            " connection"
        )

    def _pages(
        self, path: str, params: Mapping[str, Any], rows: str, cursor: str, parameter: str
    ) -> Iterator[list[Row]]:
        """Pages of a list by its cursor: `rows` and `cursor` are paths in the answer, `parameter`
        is where the cursor goes in the next request."""
        following: Any = None
        while True:
            given = {**params, parameter: following} if following is not None else params
            answer = self._http.get(path, given)
            yield rows_at(answer, rows, self.label)
            before, following = following, at(answer, cursor)
            if following is None:
                return
            if following == before:
                raise ConnectorAbort(f"{self.label} sends the same page again; not read further")

    def _converted(
        self, kind: ObjectType, api_object: ApiObject, row: Row
    ) -> Iterator[CrmRecord | RecordError]:
        try:
            values = api_object.values(row)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            message = str(error) if isinstance(error, ValueError) else "not in the usual shape"
            identity = at(row, str(api_object.read["external_id"]))
            yield RecordError(kind, f"{api_object.prefix}{identity}", message, self.label)
            return
        record, misfits = validated(kind, values)
        for bad in misfits:
            message = f"{bad.field}: {bad.message}"
            yield RecordError(kind, values["external_id"], message, self.label, bad.needed)
        if record is not None:
            yield record

    @abstractmethod
    def _headers(self, token: str) -> Mapping[str, str]:
        """Headers of every request, the credentials among them."""

    @abstractmethod
    def check(self) -> tuple[str, ...]:
        """Sign in and read a little; what the person should know."""

    @abstractmethod
    def _rows(
        self, kind: ObjectType, api_object: ApiObject, since: datetime | None
    ) -> Iterator[Row]:
        """Every record changed since (all without), page by page, none lost or doubled."""

    def _removed(
        self, kind: ObjectType, api_object: ApiObject, since: datetime | None
    ) -> Iterator[RemovedRecord]:
        """What was deleted or merged away; nothing where the CRM keeps no trace."""
        del kind, api_object, since
        return iter(())


def _with_overlap(since: datetime | None) -> datetime | None:
    if since is None:
        return None
    return (since if since.tzinfo else since.replace(tzinfo=UTC)) - OVERLAP


def rows_at(answer: Any, path: str, label: str) -> list[Row]:
    """The list of records in an answer; ConnectorAbort where it is none, so that an answer of
    another shape is never taken for an empty page."""
    found = at(answer, path) if path else answer
    if not isinstance(found, list) or not all(isinstance(row, Mapping) for row in found):
        raise ConnectorAbort(f"{label} answered without the list of records asked for")
    return found


def identity_in(answer: Any, path: str, label: str) -> str:
    """The id of what was written. NoAnswer where the answer does not tell it: it is looked up."""
    found = at(answer, path)
    if isinstance(found, bool) or not isinstance(found, str | int):
        raise NoAnswer(f"{label} did not tell the id of what was written")
    return str(found)
