"""The case of the Salesforce connector: a stateful fake."""

from __future__ import annotations

from datetime import datetime

from backend.crm.connectors.salesforce import Salesforce
from tests.crm.api_conformance import ApiCase, as_connector_case
from tests.crm.fakes.salesforce import FakeSalesforce, small_salesforce


def _large(count: int) -> FakeSalesforce:
    fake = FakeSalesforce()
    for number in range(count):
        fake.put("Contact", f"003{number:05}", Name=f"Tern {number}", HasOptedOutOfEmail=False)
    return fake


def _spoil(fake: FakeSalesforce) -> None:
    fake.objects["Opportunity"]["006A"]["AccountId"] = None


def _touch(fake: FakeSalesforce, identity: str, at: datetime) -> None:
    fake.touch("Contact", identity, at)


def _delete(fake: FakeSalesforce, identity: str, at: datetime) -> None:
    fake.delete("Contact", identity, at)


def _merge(fake: FakeSalesforce, gone: str, kept: str, at: datetime) -> None:
    fake.delete("Contact", gone, at, kept)


API_CASE = ApiCase(
    connector=Salesforce,
    small=small_salesforce,
    expected={
        "user": ["005A"],
        "account": ["001A", "001B"],
        "contact": ["003A", "003B", "003C"],
        "opportunity": ["006A", "006B"],
        "order": ["801A"],
        "activity": ["00TA", "00TB", "00UA"],
    },
    large=_large,
    large_id="003{:05}".format,
    spoil=_spoil,
    bad_type="opportunity",
    bad_id="006A",
    touch=_touch,
    delete=_delete,
    merge=_merge,
    update=("003A", "job_title", "Buyer", "Head of buying"),
    settings={"address": "https://seller.my.salesforce.com"},
)
CASE = as_connector_case(API_CASE)
