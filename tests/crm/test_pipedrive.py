"""Pipedrive: what its records become, notes and activities, looking up what was just written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from backend.crm.connectors.pipedrive import Pipedrive
from backend.crm.contract import ApprovedWrite, WriteRefused
from backend.schemas.crm import AccountRecord, ContactRecord, OpportunityRecord
from tests.crm.cases.pipedrive.case import API_CASE
from tests.crm.conformance import ids, read
from tests.crm.fakes.pipedrive import FIELD, FakePipedrive, small_pipedrive
from tests.crm.fakes.server import NOON, TOKEN


@pytest.fixture
def fake() -> FakePipedrive:
    return small_pipedrive()


@pytest.fixture
def pipedrive(fake: FakePipedrive) -> Any:
    return API_CASE.of(fake)


def approved(kind: Any, fields: dict[str, Any], request: str = "r-1") -> ApprovedWrite:
    return ApprovedWrite(request, kind, "create", fields, "jana", NOON)


def test_records(pipedrive: Pipedrive) -> None:
    assert read(pipedrive, "account")[0] == AccountRecord(
        external_id="1", name="Kovohutě Ledeč a.s.", city="Ledeč", country="Czechia", owner_id="7"
    )
    assert read(pipedrive, "contact")[0] == ContactRecord(
        external_id="11", name="Mirja Korpivaara", first_name="Mirja", last_name="Korpivaara",
        account_id="1", job_title="Buyer", emails=["mk@ledec.example"], owner_id="7",
    )  # fmt: skip
    monitoring, sensors = read(pipedrive, "opportunity")
    assert monitoring == OpportunityRecord(
        external_id="21", account_id="1", contact_id="11", name="Monitoring line 3",
        stage="Offer made", stage_category="open", amount=Decimal("120000.5"), currency="CZK",
        probability=0.4, close_date=date(2026, 12, 31),
    )  # fmt: skip
    assert (sensors.stage_category, sensors.close_date) == ("won", date(2026, 10, 2))


def test_activities_and_notes(pipedrive: Pipedrive) -> None:
    call, note = read(pipedrive, "activity")
    assert (call.kind, call.text) == ("call", "Wants ten")
    assert call.occurred_at == datetime(2026, 10, 30, 9, tzinfo=UTC)
    assert (note.kind, note.text, note.contact_id) == ("note", "Prefers e-mail", "11")


def test_notes_page_by_offset(fake: FakePipedrive, pipedrive: Pipedrive) -> None:
    for number in range(450):
        fake.put("notes", 100 + number, content=f"Note {number}", person_id=11)
    found = ids(read(pipedrive, "activity"))
    assert len(found) == len(set(found)) == 452


def test_a_call_is_an_activity_with_its_person(fake: FakePipedrive, pipedrive: Pipedrive) -> None:
    when = datetime(2026, 11, 2, 14, 30, tzinfo=UTC)
    fields = {"kind": "call", "subject": "Quote", "text": "a < b\nc", "occurred_at": when,
              "contact_id": "12", "account_id": "1"}  # fmt: skip
    reference = pipedrive.write(approved("activity", fields))
    made = fake.objects["activities"][int(reference.external_id.removeprefix("activities:"))]
    assert made["note"] == "a &lt; b<br>c<br>(Sidenote r-1)"
    assert (made["due_date"], made["due_time"], made["done"]) == ("2026-11-02", "14:30", True)
    assert (made["person_id"], made["org_id"], made["type"]) == (12, 1, "call")
    assert pipedrive.write(approved("activity", fields)) == reference
    assert fake.commits == 1
    other = pipedrive.write(approved("activity", fields, "r-10"))
    assert other != reference, "one request's mark is not the other's"


def test_what_the_crm_refuses_is_told(fake: FakePipedrive, pipedrive: Pipedrive) -> None:
    with pytest.raises(WriteRefused, match="hangs on something"):
        pipedrive.write(approved("activity", {"kind": "note", "subject": "x"}))
    assert fake.commits == 0


def test_nothing_is_made_where_it_could_not_be_found_again(fake: FakePipedrive) -> None:
    pipedrive = Pipedrive(fake.connection())
    (notice,) = pipedrive.check()
    assert "persons_request_id_field" in notice
    with pytest.raises(WriteRefused, match="persons_request_id_field"):
        pipedrive.write(approved("contact", {"name": "Tern"}))
    assert fake.commits == 0
    assert API_CASE.of(fake).check() == ()


def test_a_contact_is_found_by_its_field(fake: FakePipedrive, pipedrive: Pipedrive) -> None:
    fields = {"name": "Tern Grebe", "emails": ["t@x.example", "g@x.example"], "account_id": "2"}
    reference = pipedrive.write(approved("contact", fields))
    made = fake.objects["persons"][int(reference.external_id)]
    assert made["custom_fields"] == {FIELD: "r-1"}
    assert made["org_id"] == 2
    assert [email["primary"] for email in made["emails"]] == [True, False]


def test_both_ways_to_sign_in(fake: FakePipedrive) -> None:
    given = Pipedrive(fake.connection())._headers(TOKEN)
    assert given == {"x-api-token": TOKEN}
    signed_in = Pipedrive(fake.connection(options={"sign_in": "oauth"}))
    assert signed_in._headers(TOKEN) == {"authorization": f"Bearer {TOKEN}"}
