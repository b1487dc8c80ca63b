"""Bulk lookup: every row has its answer, in order, whatever stands in the other rows."""

from __future__ import annotations

import time

import pytest

from backend.services.sync_crm import sync_crm
from tests.api.problems import problem
from tests.conftest import ApiClient, Workspace
from tests.invented import InventedCrm, discussion_capture, name, person_url, profile_capture


@pytest.fixture
def asked(client: ApiClient, tenant: Workspace) -> ApiClient:
    sync_crm(tenant.scope(), InventedCrm(), "crm")
    assert client.post("/captures", profile_capture(0)).status_code == 201
    assert client.post("/captures", discussion_capture(3)).status_code == 201
    return client


def results(client: ApiClient, rows: list[dict]) -> list[dict]:
    response = client.post("/lookup", {"rows": rows})
    assert response.status_code == 200, response.json
    found: list[dict] = response.json["results"]
    assert [one["row"] for one in found] == list(range(len(rows)))
    assert [one["row_id"] for one in found] == [row.get("row_id") for row in rows]
    return found


def test_rows_of_every_kind_at_once(asked: ApiClient) -> None:
    rows = [
        {"row_id": "a", "url": person_url(0)},
        {"row_id": "b", "url": person_url(0) + "/?utm_source=x#top"},
        {"row_id": "c", "url": person_url(2)},
        {"row_id": "d", "url": "https://forum.example/people/never-seen"},
        {"email": "mk@ledec.example"},
        {"email": "MK@Ledec.Example"},
        {"name": name(0), "organisation": "Kovohutě Ledeč"},
        {"name": "Nobody Whatsoever"},
        {"organisation": "Papírny Zásmuky"},
        {"name": name(1), "organisation": "Papirny Zasmuky", "email": "none", "url": person_url(7)},
        {"row_id": "a", "name": "Nobody Whatsoever"},
        {"name": name(0), "headline": "Maintenance lead at Kovohutě Ledeč"},
    ]
    found = results(asked, rows)
    assert [one["known"] for one in found] == [True] * 3 + [False] * 9
    assert found[0]["person"] == found[1]["person"]
    states = [one["person"]["state"] for one in found]
    assert states[0] == "customer"
    assert states[3] == states[7] == "unknown"
    assert states[4] == states[5] == states[6] == states[11] == "customer"
    assert found[4]["person"]["contact"]["name"] == name(0)
    assert found[8]["person"]["account"]["name"] == "Papírny Zásmuky"
    assert found[2]["person"]["person_id"]
    assert found[7]["person"]["person_id"] == ""
    assert found[11]["person"]["headline"] == "Maintenance lead at Kovohutě Ledeč"


def test_the_same_row_twice_has_the_same_answer_twice(asked: ApiClient) -> None:
    row = {"name": name(0), "organisation": "Kovohutě Ledeč"}
    first, second = results(asked, [row, row])
    assert first["person"] == second["person"]


def test_a_thousand_rows(asked: ApiClient) -> None:
    rows = [
        [
            {"url": person_url(n % 5)},
            {"name": name(n), "organisation": f"Mill {n}"},
            {"email": f"person{n}@mill{n}.example"},
            {"organisation": "Kovohutě Ledeč"},
        ][n % 4]
        | {"row_id": str(n)}
        for n in range(1_000)
    ]
    started = time.monotonic()
    found = results(asked, rows)
    assert time.monotonic() - started < 20
    assert {one["person"]["state"] for one in found[3::4]} == {"customer"}


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"name": "x"}] * 1_001,
        [{}],
        [{"row_id": "only"}],
        [{"name": ""}],
        [{"name": "x"}, {"url": "nowhere"}],
        [None],
        "x",
        {"0": {"name": "x"}},
    ],
)
def test_requests_that_are_none(client: ApiClient, rows: object) -> None:
    problem(client.post("/lookup", {"rows": rows}), 422)


def test_no_row_changes_anything(asked: ApiClient) -> None:
    before = asked.get("/people").json
    results(asked, [{"url": "https://forum.example/people/never-seen", "name": "New One"}])
    assert asked.get("/people").json == before
