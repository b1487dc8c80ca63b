"""The case of the Pipedrive connector: a stateful fake."""

from __future__ import annotations

from datetime import datetime

from backend.crm.connectors.pipedrive import Pipedrive
from tests.crm.api_conformance import ApiCase, as_connector_case
from tests.crm.fakes.pipedrive import FIELD, FakePipedrive, small_pipedrive


def _large(count: int) -> FakePipedrive:
    fake = FakePipedrive()
    for number in range(count):
        fake.put("persons", 1 + number, name=f"Tern {number}")
    return fake


def _spoil(fake: FakePipedrive) -> None:
    fake.objects["deals"][21]["org_id"] = None


def _touch(fake: FakePipedrive, identity: str, at: datetime) -> None:
    fake.objects["persons"][int(identity)]["update_time"] = f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _delete(fake: FakePipedrive, identity: str, at: datetime) -> None:
    fake.objects["persons"][int(identity)]["is_deleted"] = True


API_CASE = ApiCase(
    connector=Pipedrive,
    small=small_pipedrive,
    expected={
        "user": ["7"],
        "account": ["1", "2"],
        "contact": ["11", "12", "13"],
        "opportunity": ["21", "22"],
        "activity": ["activities:31", "notes:41"],
    },
    large=_large,
    large_id=lambda number: str(1 + number),
    spoil=_spoil,
    bad_type="opportunity",
    bad_id="21",
    touch=_touch,
    delete=_delete,
    merge=None,
    update=("11", "job_title", "Buyer", "Head of buying"),
    settings={
        "options": {"organizations_request_id_field": FIELD, "persons_request_id_field": FIELD}
    },
)
CASE = as_connector_case(API_CASE)
