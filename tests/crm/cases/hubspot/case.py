"""The case of the HubSpot connector: a stateful fake."""

from __future__ import annotations

from datetime import datetime

from backend.crm.connectors.hubspot import HubSpot
from tests.crm.api_conformance import ApiCase, as_connector_case
from tests.crm.fakes.hubspot import FakeHubSpot, small_hubspot


def _large(count: int) -> FakeHubSpot:
    fake = FakeHubSpot()
    for number in range(count):
        fake.put("contacts", str(1_000 + number), {"firstname": "Tern", "lastname": str(number)})
    return fake


def _spoil(fake: FakeHubSpot) -> None:
    fake.objects["invoices"]["500"]["properties"]["hs_due_date"] = "soon"


def _touch(fake: FakeHubSpot, identity: str, at: datetime) -> None:
    fake.objects["contacts"][identity]["modified"] = at


def _delete(fake: FakeHubSpot, identity: str, at: datetime) -> None:
    fake.archive("contacts", identity, at)


def _merge(fake: FakeHubSpot, gone: str, kept: str, at: datetime) -> None:
    fake.merge("contacts", gone, kept, at)


API_CASE = ApiCase(
    connector=HubSpot,
    small=small_hubspot,
    expected={
        "user": ["7", "8"],
        "account": ["101", "102", "1003"],
        "contact": ["201", "202", "1203"],
        "opportunity": ["301", "302"],
        "order": ["401"],
        "invoice": ["500", "501"],
        "activity": ["calls:601", "notes:602"],
    },
    large=_large,
    large_id=lambda number: str(1_000 + number),
    spoil=_spoil,
    bad_type="invoice",
    bad_id="500",
    touch=_touch,
    delete=_delete,
    merge=_merge,
    update=("201", "job_title", "Buyer", "Head of buying"),
)
CASE = as_connector_case(API_CASE)
