"""HubSpot: what its records become, links, the search's limits, writing by a unique property."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from backend.crm.connectors.hubspot import HubSpot
from backend.crm.contract import ApprovedWrite, ConnectorAbort, WriteRefused
from backend.schemas.crm import AccountRecord, ActivityRecord, ContactRecord, OpportunityRecord
from tests.crm.conformance import errors, ids, read
from tests.crm.fakes.hubspot import REQUEST_ID, FakeHubSpot, small_hubspot
from tests.crm.fakes.server import NOON, Refuse, answer


@pytest.fixture
def fake() -> FakeHubSpot:
    return small_hubspot()


@pytest.fixture
def hubspot(fake: FakeHubSpot) -> HubSpot:
    return HubSpot(fake.connection())


def approved(kind: Any, fields: dict[str, Any], **also: Any) -> ApprovedWrite:
    given = {"request_id": "r-1", "action": "create", "approved_by": "jana", "approved_at": NOON}
    return ApprovedWrite(object_type=kind, fields=fields, **{**given, **also})


def test_records(hubspot: HubSpot) -> None:
    assert read(hubspot, "account")[0] == AccountRecord(
        external_id="101", name="Kovohutě Ledeč a.s.", domain="ledec.example", status="customer",
        owner_id="7", size="250", parent_id="102",
    )  # fmt: skip
    assert read(hubspot, "account")[2].name == "lakeus.example"
    assert read(hubspot, "contact")[0] == ContactRecord(
        external_id="201", name="Mirja Korpivaara", first_name="Mirja", last_name="Korpivaara",
        account_id="101", job_title="Buyer", emails=["mk@ledec.example", "mirja@ledec.example"],
        phones=["+420 1"], do_not_contact=True,
    )  # fmt: skip
    assert [user.name for user in read(hubspot, "user")] == [
        "Hedvika Salvet",
        "gone@seller.example",
    ]


def test_deals_take_the_primary_company_and_the_name_of_their_stage(hubspot: HubSpot) -> None:
    monitoring, sensors = read(hubspot, "opportunity")
    assert monitoring == OpportunityRecord(
        external_id="301", account_id="101", contact_id="201", name="Monitoring line 3",
        stage="Qualified to buy", stage_category="open", amount=Decimal("120000.50"),
        currency="CZK", probability=0.4, close_date=date(2026, 12, 31),
    )  # fmt: skip
    assert (sensors.stage_category, sensors.stage) == ("won", "Closed won")


def test_invoices_that_were_never_sent_are_none(hubspot: HubSpot) -> None:
    paid, open_one = read(hubspot, "invoice")
    assert (paid.paid_on, open_one.paid_on) == (date(2026, 10, 20), None)


def test_a_deal_without_a_company_is_told(fake: FakeHubSpot, hubspot: HubSpot) -> None:
    fake.put("deals", "303", {"dealname": "Nobody's"})
    (told,) = errors(read(hubspot, "opportunity"))
    assert str(told) == "HubSpot opportunity 303: account_id: empty, but it is needed"
    assert told.skipped


def test_notes_are_plain_text(hubspot: HubSpot) -> None:
    call, note = read(hubspot, "activity")
    assert (call.kind, call.direction, call.subject) == ("call", "in", "Asked for a quote")
    assert note == ActivityRecord(
        external_id="notes:602", contact_id="201", kind="note", subject="Prefers e-mail & calls",
        text="Prefers e-mail & calls\nSecond", occurred_at=datetime(2026, 10, 31, 9, tzinfo=UTC),
    )  # fmt: skip


def test_more_changes_than_a_search_gives_out(fake: FakeHubSpot, hubspot: HubSpot) -> None:
    for number in range(10_150):
        fake.put("companies", str(20_000 + number), {"name": f"Mill {number}"})
    found = ids(read(hubspot, "account", NOON))
    assert len(found) == len(set(found)) == 10_151


def test_only_what_is_asked_for_is_sent(fake: FakeHubSpot, hubspot: HubSpot) -> None:
    read(hubspot, "contact")
    (asked,) = [path for _, path in fake.log if "/contacts" in path]
    assert "jobtitle" in asked
    assert "dealname" not in asked


def test_a_logged_note_hangs_on_its_contact_as_inert_text(
    fake: FakeHubSpot, hubspot: HubSpot
) -> None:
    fields = {"kind": "note", "subject": "Exchange", "text": "<script>x</script> & so\non",
              "occurred_at": NOON, "contact_id": "202", "account_id": "102"}  # fmt: skip
    reference = hubspot.write(approved("activity", fields, action="log"))
    assert reference.external_id.startswith("notes:")
    identity = reference.external_id.removeprefix("notes:")
    written = fake.objects["notes"][identity]["properties"]
    assert written["hs_note_body"] == ("Exchange<br>&lt;script&gt;x&lt;/script&gt; &amp; so<br>on")
    (note,) = [r for r in read(hubspot, "activity") if r.external_id == reference.external_id]
    assert (note.contact_id, note.account_id, note.subject) == ("202", "102", "Exchange")
    assert note.text == "Exchange\n<script>x</script> & so\non"


def test_a_call_is_logged_as_a_call(fake: FakeHubSpot, hubspot: HubSpot) -> None:
    fields = {"kind": "call", "subject": "Quote", "text": "Wants ten", "occurred_at": NOON}
    assert hubspot.write(approved("activity", fields, action="log")).external_id.startswith(
        "calls:"
    )


def test_a_contact_is_made_at_its_company(fake: FakeHubSpot, hubspot: HubSpot) -> None:
    fields = {"name": "Anna-Liisa van Sumbera", "emails": ["als@zasmuky.example"],
              "account_id": "102", "job_title": "Buyer"}  # fmt: skip
    reference = hubspot.write(approved("contact", fields))
    (made,) = [r for r in read(hubspot, "contact") if r.external_id == reference.external_id]
    assert (made.first_name, made.last_name) == ("Anna-Liisa van", "Sumbera")
    assert (made.account_id, made.emails) == ("102", ["als@zasmuky.example"])
    assert fake.objects["contacts"][reference.external_id]["properties"][REQUEST_ID] == "r-1"


def test_writing_needs_the_property(fake: FakeHubSpot, hubspot: HubSpot) -> None:
    assert hubspot.check() == ()
    fake.unique_properties.discard(("contacts", REQUEST_ID))
    (notice,) = hubspot.check()
    assert "contacts" in notice
    assert REQUEST_ID in notice
    with pytest.raises(WriteRefused, match="does not exist"):
        hubspot.write(approved("contact", {"name": "Tern"}))
    assert fake.commits == 0


def test_two_senders_of_one_request_write_once(fake: FakeHubSpot, hubspot: HubSpot) -> None:
    """The other one was quicker, between our look-up and our write."""
    first = hubspot.write(approved("contact", {"name": "Tern"}))
    looked = hubspot._find
    answers = [None, looked]
    hubspot._find = lambda *given: (  # type: ignore[method-assign]
        None if (one := answers.pop(0)) is None else one(*given)
    )
    assert hubspot.write(approved("contact", {"name": "Tern"})) == first
    assert fake.commits == 1


def test_links_are_not_moved_by_an_update(fake: FakeHubSpot, hubspot: HubSpot) -> None:
    with pytest.raises(WriteRefused, match="company"):
        hubspot.write(
            approved("contact", {"account_id": "102"}, action="update", external_id="201")
        )
    assert fake.commits == 0


def test_merges_of_companies(fake: FakeHubSpot, hubspot: HubSpot) -> None:
    fake.merge("companies", "101", "102", NOON)
    (gone,) = hubspot.iter_removed("account", NOON)
    assert (gone.external_id, gone.merged_into) == ("101", "102")


def test_forbidden_objects_are_named(fake: FakeHubSpot, hubspot: HubSpot) -> None:
    def forbidden(*given: Any, **also: Any) -> None:
        raise Refuse(403, {"message": "requires scopes", "category": "MISSING_SCOPES"})

    fake.list_objects = forbidden  # type: ignore[method-assign, assignment]
    with pytest.raises(ConnectorAbort, match=r"may not read invoices.*leave 'invoice' out"):
        read(hubspot, "invoice")


def test_an_answer_of_another_shape(fake: FakeHubSpot, hubspot: HubSpot) -> None:
    fake.pipelines = lambda request: answer({"results": [{}]})  # type: ignore[method-assign]
    with pytest.raises(ConnectorAbort, match=r"deals in a shape we do not know \(KeyError\)"):
        read(hubspot, "opportunity")


def test_a_write_whose_answer_tells_no_id_is_looked_up(fake: FakeHubSpot, hubspot: HubSpot) -> None:
    create = fake.create

    def silent(*given: Any, **also: Any) -> Any:
        create(*given, **also)
        return answer({"status": "ok"})

    fake.create = silent  # type: ignore[method-assign]
    reference = hubspot.write(approved("contact", {"name": "Tern"}))
    assert reference.external_id in fake.objects["contacts"]
    assert fake.commits == 1


@pytest.mark.parametrize("token", ["t\n", "t…", "t\x00"])
def test_what_is_no_token(token: str) -> None:
    with pytest.raises(ConnectorAbort, match="no token") as caught:
        HubSpot.from_settings({"token": token})
    assert token not in str(caught.value)


def test_settings() -> None:
    with pytest.raises(ConnectorAbort, match="token"):
        HubSpot.from_settings({})
    with pytest.raises(ConnectorAbort, match="unknown setting: colour"):
        HubSpot.from_settings({"token": "t", "colour": "red"})
    with pytest.raises(ConnectorAbort, match="leave_out"):
        HubSpot.from_settings({"token": "t", "leave_out": ["deals"]})
    made = HubSpot.from_settings({"token": "t-secret", "version": "2026-03"})
    assert "t-secret" not in repr(made)
    assert made._path("objects", "contacts") == "/crm/objects/2026-03/contacts"


def test_hosts_come_from_the_operator_only() -> None:
    from backend.crm.registry import open_connector

    given = {"token": "t", "address": "https://proxy.example"}
    with pytest.raises(ConnectorAbort, match="not among"):
        open_connector("hubspot", given)
    with pytest.raises(ConnectorAbort, match="allowed_hosts"):
        open_connector("hubspot", {**given, "allowed_hosts": ["proxy.example"]})
    assert open_connector("hubspot", given, allowed_hosts=["proxy.example"])
