"""Captures, CRM records and people for tests; all of them invented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Self
from uuid import uuid4

from backend.crm.contract import (
    READERS,
    ApprovedWrite,
    Capabilities,
    ConnectorAbort,
    ExternalRef,
    RecordError,
    WriteRefused,
)
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

NETWORK = "https://forum.example"
GIVEN = ("Mirja", "Oswin", "Radka", "Teppo", "Ingeborg", "Bohdan", "Sunniva", "Leocadie")
FAMILY = ("Korpivaara", "Blankenagel", "Zahrádníčková", "Ashgrove", "Määttälä", "Quillon")
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)

Json = dict[str, Any]


def new_capture_id() -> str:
    return str(uuid4())


def name(number: int) -> str:
    """Distinct for distinct numbers."""
    family = FAMILY[number // len(GIVEN) % len(FAMILY)]
    turn = number // (len(GIVEN) * len(FAMILY))
    return f"{GIVEN[number % len(GIVEN)]} {family}{f' {turn}' if turn else ''}"


def person_url(number: int) -> str:
    return f"{NETWORK}/people/{number}"


def envelope(kind: str, url: str, **values: Any) -> Json:
    return {
        "capture_id": new_capture_id(),
        "kind": kind,
        "site": "schema-org",
        "site_version": "1",
        "layout": "json-ld",
        "url": url,
        "captured_at": NOON.isoformat(),
        **values,
    }


def profile_capture(number: int = 0, profile: Json | None = None, **values: Any) -> Json:
    url = values.pop("url", person_url(number))
    own: Json = {
        "person": {"name": name(number), "url": url},
        "headline": "Pump engineer at Kovohutě Ledeč",
        "location": "Brno, Czechia",
        "about": "Fifteen years of pumps, seals and vibration measurement in paper mills.",
        "positions": [
            {"title": "Pump engineer", "company": "Kovohutě Ledeč", "start": "2011-03"},
        ],
        "skills": [{"name": "Vibration analysis", "evidence": ["12 endorsements"]}],
    }
    return envelope("profile", url, profile=own | (profile or {}), **values)


def post(number: int, **values: Any) -> Json:
    return {
        "id": f"p{number}",
        "parent_id": "p0" if number else None,
        "author": {
            "name": name(number),
            "url": person_url(number),
            "headline": f"Maintenance lead, plant {number}",
        },
        "text": f"We had bearing trouble on pump {number}. Which sensor would you choose?",
        "posted_at": "2026-11-01",
        "position": number,
        **values,
    }


def discussion_capture(
    posts: int | Sequence[Json] = 3,
    url: str = f"{NETWORK}/t/1",
    discussion: Json | None = None,
    **values: Any,
) -> Json:
    own: Json = {
        "title": "Which vibration sensors survive a paper mill?",
        "url": url,
        "posts": [post(n) for n in range(posts)] if isinstance(posts, int) else list(posts),
    }
    return envelope("discussion", url, discussion=own | (discussion or {}), **values)


def organisation_capture(
    url: str = f"{NETWORK}/organisations/ledec", organisation: Json | None = None, **values: Any
) -> Json:
    own: Json = {"name": "Kovohutě Ledeč", "url": url, "website": "https://ledec.example"}
    return envelope("organisation", url, organisation=own | (organisation or {}), **values)


class InventedCrm:
    """A CRM in memory. `break_at` names an object type whose reading aborts the second time."""

    name: ClassVar[str] = "invented"
    label: ClassVar[str] = "Invented CRM"
    capabilities: ClassVar[Capabilities] = Capabilities(reads=frozenset(READERS))

    def __init__(
        self, break_at: str | None = None, **records: Sequence[CrmRecord | RecordError]
    ) -> None:
        self.records = {**small_crm(), **records}
        self.break_at = break_at
        self.readings = 0

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Self:
        return cls()

    def check(self) -> tuple[str, ...]:
        return ()

    def _read(self, object_type: str) -> Iterator[Any]:
        if object_type == self.break_at:
            self.readings += 1
            if self.readings > 1:
                raise ConnectorAbort("the source went away")
        yield from self.records.get(object_type, ())

    def iter_users(self, since: datetime | None = None) -> Iterator[Any]:
        return self._read("user")

    def iter_accounts(self, since: datetime | None = None) -> Iterator[Any]:
        return self._read("account")

    def iter_contacts(self, since: datetime | None = None) -> Iterator[Any]:
        return self._read("contact")

    def iter_opportunities(self, since: datetime | None = None) -> Iterator[Any]:
        return self._read("opportunity")

    def iter_orders(self, since: datetime | None = None) -> Iterator[Any]:
        return self._read("order")

    def iter_invoices(self, since: datetime | None = None) -> Iterator[Any]:
        return self._read("invoice")

    def iter_activities(self, since: datetime | None = None) -> Iterator[Any]:
        return self._read("activity")

    def write(self, write: ApprovedWrite) -> ExternalRef:
        raise WriteRefused("read only")


def small_crm() -> dict[str, list[CrmRecord | RecordError]]:
    """Two accounts, three contacts; A1 has orders and an overdue invoice, A2 is a prospect."""
    return {
        "user": [UserRecord(external_id="U1", name="Hedvika Salvet", email="hs@seller.example")],
        "account": [
            AccountRecord(
                external_id="A1",
                name="Kovohutě Ledeč a.s.",
                domain="ledec.example",
                country="CZ",
                industry="Metal",
                owner_id="U1",
                parent_id="A2",
            ),
            AccountRecord(external_id="A2", name="Papírny Zásmuky", domain="zasmuky.example"),
        ],
        "contact": [
            ContactRecord(
                external_id="C1",
                name=name(0),
                account_id="A1",
                emails=["mk@ledec.example"],
                profile_url=person_url(0),
                job_title="Pump engineer",
            ),
            ContactRecord(external_id="C2", name=name(1), account_id="A2"),
            ContactRecord(external_id="C3", name="Vlastislav Hrubeš", account_id="A1"),
        ],
        "opportunity": [
            OpportunityRecord(
                external_id="O1",
                account_id="A1",
                name="Monitoring line 3",
                stage_category="open",
                amount=Decimal("120000.50"),
                currency="CZK",
            )
        ],
        "order": [
            OrderRecord(
                external_id="S1",
                account_id="A1",
                ordered_on=TODAY - timedelta(days=40),
                amount=Decimal("9900.10"),
                currency="EUR",
            )
        ],
        "invoice": [
            InvoiceRecord(
                external_id="I1",
                account_id="A1",
                issued_on=TODAY - timedelta(days=90),
                due_on=TODAY - timedelta(days=60),
                amount=Decimal("1234.56"),
                currency="EUR",
            )
        ],
        "activity": [
            ActivityRecord(
                external_id="V1",
                account_id="A1",
                contact_id="C1",
                kind="call",
                subject="Asked for a quote",
                occurred_at=NOON - timedelta(days=3),
            )
        ],
    }
