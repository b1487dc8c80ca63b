"""Salesforce: what its records become, currencies, hidden fields, limits, conditional updates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from backend.crm.connectors.salesforce import Salesforce
from backend.crm.contract import ApprovedWrite, ConnectorAbort, WriteRefused
from backend.schemas.crm import AccountRecord, ContactRecord, OpportunityRecord
from tests.crm.cases.salesforce.case import API_CASE
from tests.crm.conformance import errors, read
from tests.crm.fakes.salesforce import FIELDS, REQUEST_ID, FakeSalesforce, small_salesforce
from tests.crm.fakes.server import NOON, Refuse, answer


@pytest.fixture
def fake() -> FakeSalesforce:
    return small_salesforce()


@pytest.fixture
def salesforce(fake: FakeSalesforce) -> Any:
    return API_CASE.of(fake)


def approved(kind: Any, fields: dict[str, Any], **also: Any) -> ApprovedWrite:
    given = {"request_id": "r-1", "action": "create", "approved_by": "jana", "approved_at": NOON}
    return ApprovedWrite(object_type=kind, fields=fields, **{**given, **also})


def test_records(salesforce: Salesforce) -> None:
    assert read(salesforce, "account")[0] == AccountRecord(
        external_id="001A", name="Kovohutě Ledeč a.s.", website="ledec.example", size="250",
        city="Ledeč", country="Czechia", status="customer", owner_id="005A", parent_id="001B",
    )  # fmt: skip
    assert read(salesforce, "account")[1].status is None
    assert read(salesforce, "contact")[0] == ContactRecord(
        external_id="003A", name="Mirja Korpivaara", first_name="Mirja", last_name="Korpivaara",
        account_id="001A", job_title="Buyer", emails=["mk@ledec.example"], phones=["+420 1"],
        do_not_contact=True,
    )  # fmt: skip
    monitoring, sensors = read(salesforce, "opportunity")
    assert monitoring == OpportunityRecord(
        external_id="006A", account_id="001A", name="Monitoring line 3", stage="Proposal",
        stage_category="open", amount=Decimal("120000.5"), currency="CZK", probability=0.4,
        close_date=date(2026, 12, 31), owner_id="005A",
    )  # fmt: skip
    assert sensors.stage_category == "lost"


def test_activities_are_with_contacts_only(salesforce: Salesforce) -> None:
    call, task, visit = read(salesforce, "activity")
    assert (call.kind, call.contact_id) == ("call", "003A")
    assert call.occurred_at == datetime(2026, 10, 30, 9, tzinfo=UTC)
    assert (task.kind, task.contact_id) == ("task", None), "a lead is no contact"
    assert (visit.kind, visit.account_id) == ("meeting", "001A")


def test_an_org_of_one_currency(
    fake: FakeSalesforce, salesforce: Salesforce, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in ("Opportunity", "Order"):
        monkeypatch.setitem(FIELDS, kind, FIELDS[kind].replace("CurrencyIsoCode ", ""))
    with pytest.raises(ConnectorAbort, match="CurrencyIsoCode"):
        read(salesforce, "order")
    of_one = API_CASE.of(fake, options={"currency": "CZK"})
    assert [order.currency for order in read(of_one, "order")] == ["CZK"]
    assert errors(read(of_one, "opportunity")) == []


def test_a_field_these_credentials_may_not_see(
    fake: FakeSalesforce, salesforce: Salesforce, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = FIELDS["Contact"].replace("HasOptedOutOfEmail ", "")
    monkeypatch.setitem(FIELDS, "Contact", shown)
    with pytest.raises(ConnectorAbort, match="HasOptedOutOfEmail"):
        read(salesforce, "contact")
    hiding = API_CASE.of(fake, options={"hidden_fields": "HasOptedOutOfEmail, Fax"})
    assert len(read(hiding, "contact")) == 3


def test_an_object_that_is_not_there(
    salesforce: Salesforce, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(FIELDS, "Order")
    with pytest.raises(ConnectorAbort, match="leave 'order' out"):
        read(salesforce, "order")


def test_the_limit_of_the_day(fake: FakeSalesforce, salesforce: Salesforce) -> None:
    fake.usage = "api-usage=14990/15000"
    read(salesforce, "account")
    with pytest.raises(ConnectorAbort, match="left today"):
        read(salesforce, "contact")

    def used_up(*given: Any, **also: Any) -> None:
        raise Refuse(403, [{"message": "TotalRequests Limit exceeded.", "errorCode": "X"}])

    fake.query = used_up  # type: ignore[method-assign, assignment]
    with pytest.raises(ConnectorAbort, match="Limit exceeded") as caught:
        read(API_CASE.of(fake), "contact")
    assert "may not read" not in str(caught.value)


def test_a_list_that_breaks_off(fake: FakeSalesforce, salesforce: Salesforce) -> None:
    fake.query = lambda *a, **k: answer(  # type: ignore[method-assign]
        {"records": [], "done": False}
    )
    with pytest.raises(ConnectorAbort, match="broke off"):
        read(salesforce, "contact")


def test_a_contact_is_upserted_by_its_request(fake: FakeSalesforce, salesforce: Salesforce) -> None:
    fields = {"name": "Anna-Liisa van Sumbera", "emails": ["als@x.example"], "account_id": "001B"}
    reference = salesforce.write(approved("contact", fields))
    made = fake.objects["Contact"][reference.external_id]
    assert (made["FirstName"], made["LastName"]) == ("Anna-Liisa van", "Sumbera")
    assert (made["Email"], made["AccountId"], made[REQUEST_ID]) == ("als@x.example", "001B", "r-1")


def test_what_a_person_changed_since_is_not_written_over_by_a_second_sending(
    fake: FakeSalesforce, salesforce: Salesforce
) -> None:
    write = approved("contact", {"name": "Tern", "job_title": "Buyer"})
    reference = salesforce.write(write)
    fake.objects["Contact"][reference.external_id]["Title"] = "Director"
    assert salesforce.write(write) == reference
    assert fake.objects["Contact"][reference.external_id]["Title"] == "Director"


def test_a_change_between_our_look_and_our_write(
    fake: FakeSalesforce, salesforce: Salesforce
) -> None:
    look = salesforce._row

    def looked(*given: Any) -> Any:
        row = look(*given)
        fake.objects["Contact"]["003A"]["Title"] = "Director"
        fake.touch("Contact", "003A", NOON + timedelta(minutes=1))
        return row

    salesforce._row = looked  # type: ignore[method-assign]
    update = approved("contact", {"job_title": "Head"}, action="update", external_id="003A",
                      before={"job_title": "Buyer"})  # fmt: skip
    with pytest.raises(WriteRefused, match="412"):
        salesforce.write(update)
    assert fake.objects["Contact"]["003A"]["Title"] == "Director"


@pytest.mark.parametrize(
    ("kind", "resource", "subtype"),
    [("call", "Task", "Call"), ("note", "Task", "Task"), ("meeting", "Event", None)],
)
def test_activities_are_logged(
    fake: FakeSalesforce, salesforce: Salesforce, kind: str, resource: str, subtype: str | None
) -> None:
    fields = {"kind": kind, "subject": "Quote", "text": "Wants ten", "occurred_at": NOON,
              "contact_id": "003A", "account_id": "001A"}  # fmt: skip
    reference = salesforce.write(approved("activity", fields, action="log"))
    made = fake.objects[resource][reference.external_id]
    assert (made["Subject"], made.get("TaskSubtype")) == ("Quote", subtype)
    assert made.get("ActivityDate", "2026-11-02") == "2026-11-02"
    assert (made["WhoId"], made["WhatId"]) == ("003A", "001A")


def test_writing_needs_the_field(fake: FakeSalesforce, salesforce: Salesforce) -> None:
    assert salesforce.check() == ()
    fake.external_ids.discard("Contact")
    (notice,) = salesforce.check()
    assert "Contact" in notice
    with pytest.raises(WriteRefused, match="external ID field does not exist"):
        salesforce.write(approved("contact", {"name": "Tern"}))
    fake.external_ids.add("Contact")
    with pytest.raises(WriteRefused, match="LastName"):
        salesforce.write(approved("contact", {"job_title": "Buyer"}))
    assert fake.commits == 0
