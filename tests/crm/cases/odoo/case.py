"""The case of the Odoo connector: a stateful fake."""

from __future__ import annotations

from datetime import datetime

from backend.crm.connectors.odoo import Odoo
from tests.crm.api_conformance import ApiCase, as_connector_case
from tests.crm.fakes.odoo import FakeOdoo, small_odoo, stamp


def _large(count: int) -> FakeOdoo:
    fake = FakeOdoo()
    person = {"is_company": False, "type": "contact", "partner_share": True}
    for number in range(count):
        fake.put("res.partner", 100 + number, name=f"Tern {number}", **person)
    return fake


def _spoil(fake: FakeOdoo) -> None:
    fake.records["account.move"][50]["invoice_date"] = "soon"


def _touch(fake: FakeOdoo, identity: str, at: datetime) -> None:
    fake.records["res.partner"][int(identity)]["write_date"] = stamp(at)


def _delete(fake: FakeOdoo, identity: str, at: datetime) -> None:
    del fake.records["res.partner"][int(identity)]


API_CASE = ApiCase(
    connector=Odoo,
    small=small_odoo,
    expected={
        "user": ["2"],
        "account": ["10", "11"],
        "contact": ["20", "21", "22"],
        "opportunity": ["30", "31", "32"],
        "order": ["40"],
        "invoice": ["50", "51"],
        "activity": ["60"],
    },
    large=_large,
    large_id=lambda number: str(100 + number),
    spoil=_spoil,
    bad_type="invoice",
    bad_id="50",
    touch=_touch,
    delete=_delete,
    merge=None,
    update=("20", "job_title", "Buyer", "Head of buying"),
    settings={"address": "https://seller.odoo.com"},
)
CASE = as_connector_case(API_CASE)
