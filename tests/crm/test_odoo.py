"""Odoo: what its records become, whose they are, both protocols, notes on the right partner."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from backend.crm.connectors.odoo import Odoo
from backend.crm.contract import ApprovedWrite, ConnectorAbort, WriteRefused
from backend.schemas.crm import AccountRecord, ContactRecord, OpportunityRecord
from tests.crm.api_conformance import API_RULES
from tests.crm.cases.odoo.case import API_CASE
from tests.crm.conformance import errors, ids, read
from tests.crm.fakes.odoo import FakeOdoo, small_odoo
from tests.crm.fakes.server import NOON, TOKEN

OLDER = {"database": "crm", "login": "bot@seller.example"}


@pytest.fixture
def fake() -> FakeOdoo:
    return small_odoo()


@pytest.fixture
def odoo(fake: FakeOdoo) -> Any:
    return API_CASE.of(fake)


def approved(kind: Any, fields: dict[str, Any], request: str = "r-1") -> ApprovedWrite:
    return ApprovedWrite(request, kind, "create", fields, "jana", NOON)


def test_records(odoo: Odoo) -> None:
    assert odoo.check() == ()
    assert read(odoo, "account")[0] == AccountRecord(
        external_id="10", name="Kovohutě Ledeč a.s.", website="http://ledec.example", city="Ledeč",
        country="Czech Republic", industry="Metal", owner_id="2",
    )  # fmt: skip
    assert read(odoo, "contact")[0] == ContactRecord(
        external_id="20", name="Mirja Korpivaara", account_id="10", job_title="Buyer",
        emails=["mk@ledec.example"], do_not_contact=True,
    )  # fmt: skip
    open_one, lost, won = read(odoo, "opportunity")
    assert open_one == OpportunityRecord(
        external_id="30", account_id="10", contact_id="20", name="Monitoring line 3",
        stage="Proposition", stage_category="open", amount=Decimal("120000.5"), currency="CZK",
        probability=0.4, close_date=date(2026, 12, 31), owner_id="2",
    )  # fmt: skip
    assert (lost.stage_category, won.stage_category) == ("lost", "won")


def test_orders_and_invoices_are_the_company_s(odoo: Odoo) -> None:
    (order,) = read(odoo, "order")
    assert (order.account_id, order.ordered_on) == ("10", date(2026, 9, 1))
    unpaid, paid = read(odoo, "invoice")
    assert (unpaid.paid_on, paid.paid_on) == (None, NOON.date())
    assert unpaid.due_on == date(2026, 10, 31)


def test_what_belongs_to_a_person_of_no_company_is_told(fake: FakeOdoo, odoo: Odoo) -> None:
    fake.records["sale.order"][40]["partner_id"] = [21, "Oswin"]
    (told,) = errors(read(odoo, "order"))
    assert "account_id" in told.message


def test_messages(odoo: Odoo) -> None:
    (note,) = read(odoo, "activity")
    assert (note.kind, note.text, note.contact_id, note.account_id) == (
        "note", "Prefers e-mail", "20", "10",
    )  # fmt: skip
    assert note.occurred_at == datetime(2026, 10, 31, 9, tzinfo=UTC)


@pytest.mark.parametrize("rule", API_RULES, ids=lambda rule: rule.__name__)
def test_the_older_protocol_holds_every_rule(rule: Any) -> None:
    def with_json2(fake: FakeOdoo) -> FakeOdoo:
        fake.json2 = False
        return fake

    older = dataclasses.replace(
        API_CASE,
        small=lambda: small_odoo(json2=False),
        large=lambda count: with_json2(API_CASE.large(count)),
        settings={**API_CASE.settings, "options": OLDER},
    )
    rule(older)


def test_the_older_protocol_is_chosen_where_there_is_no_other() -> None:
    fake = small_odoo(json2=False)
    older = API_CASE.of(fake, options=OLDER)
    (notice,) = older.check()
    assert "JSON-RPC" in notice
    assert ids(read(older, "contact")) == ["20", "21", "22"]
    with pytest.raises(ConnectorAbort, match="`database` and `login`"):
        API_CASE.of(fake).check()
    with pytest.raises(ConnectorAbort, match="404"):
        API_CASE.of(fake, options={"protocol": "json2"}).check()


def test_errors_inside_good_answers() -> None:
    fake = small_odoo(json2=False)
    wrong = API_CASE.of(fake, options={**OLDER, "login": "nobody@seller.example"})
    with pytest.raises(ConnectorAbort, match="credentials"):
        read(wrong, "contact")
    older = API_CASE.of(fake, options=OLDER)
    read(older, "contact")
    older._user = 99  # the key was revoked after it had been accepted
    with pytest.raises(ConnectorAbort, match="credentials") as caught:
        read(older, "contact")
    assert TOKEN not in str(caught.value)


def test_a_module_that_is_not_installed(fake: FakeOdoo) -> None:
    for json2, options in ((True, {}), (False, OLDER)):
        fake = small_odoo(json2)
        del fake.records["sale.order"]
        with pytest.raises(ConnectorAbort, match="leave 'order' out"):
            read(API_CASE.of(fake, options=options), "order")


def test_a_note_stands_on_its_contact_as_inert_text(fake: FakeOdoo, odoo: Odoo) -> None:
    fields = {"kind": "note", "subject": "Exchange", "text": "<b>x</b>", "contact_id": "21",
              "occurred_at": NOON}  # fmt: skip
    reference = odoo.write(approved("activity", fields))
    made = fake.records["mail.message"][int(reference.external_id)]
    assert made["res_id"] == 21
    text = "Exchange<br>&lt;b&gt;x&lt;/b&gt;<br>2026-11-02 12:00 (Sidenote r-1)"
    assert made["body"] == f"<p>{text}</p>"
    assert odoo.write(approved("activity", fields)) == reference
    assert odoo.write(approved("activity", fields, "r-10")) != reference
    with pytest.raises(WriteRefused, match="contact or an account"):
        odoo.write(approved("activity", {"subject": "x"}))


def test_a_contact_of_a_company(fake: FakeOdoo, odoo: Odoo) -> None:
    fields = {"name": "Tern Grebe", "account_id": "11", "emails": ["t@x.example"]}
    made = fake.records["res.partner"][int(odoo.write(approved("contact", fields)).external_id)]
    assert (made["parent_id"], made["email"], made["is_company"]) == (11, "t@x.example", False)
    assert made["comment"] == "(Sidenote r-1)"
    with pytest.raises(WriteRefused, match="require a name"):
        odoo.write(approved("contact", {"job_title": "x"}, "r-2"))
