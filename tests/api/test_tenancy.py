"""Another workspace's token, with our ids, at every route there is: nothing is seen or changed."""

from __future__ import annotations

import json
import re

import pytest
from apiflask import APIFlask

from backend.services.sync_crm import sync_crm
from tests.api.problems import problem
from tests.conftest import ApiClient, Workspace
from tests.databases import TestDatabase
from tests.invented import (
    InventedCrm,
    discussion_capture,
    name,
    organisation_capture,
    person_url,
    profile_capture,
)
from tests.services.tables import all_rows

OURS = "Zweihänder"
"""Stands in all that our workspace has."""
PUBLIC = {"openapi.spec", "health.get_health", "health.get_ready", "pairing.post_pairing",
          "pairing.post_token"}  # fmt: skip


@pytest.fixture
def ids(client: ApiClient, tenant: Workspace, other_tenant: Workspace) -> dict[str, str]:
    """Our world, and the ids of what is in it."""
    sync_crm(tenant.scope(), InventedCrm(), "crm")
    profile = profile_capture(profile={"headline": f"Pump engineer, {OURS}"})
    assert client.post("/captures", profile).status_code == 201
    discussion = discussion_capture(3, discussion={"title": f"{OURS}?"})
    answer = client.post("/captures", discussion).json
    assert client.post("/captures", organisation_capture()).status_code == 201
    accounts = client.get("/accounts").json["accounts"]
    return {
        "person_id": answer["people"][0]["person_id"],
        "account_id": accounts[0]["account_id"],
        "device_id": client.get("/devices").json["devices"][0]["device_id"],
        "capture_id": discussion["capture_id"],
        "discussion_id": answer["discussion"]["discussion_id"],
        "url": discussion["url"],
    }


def test_every_route_that_is_not_public_asks_for_a_token(
    app: APIFlask, stranger: ApiClient
) -> None:
    asked = 0
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/api/v1") or rule.endpoint in PUBLIC:
            continue
        path = re.sub(r"<[^>]+>", "0" * 32, rule.rule.removeprefix("/api/v1"))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            json_body = {} if method == "POST" else None
            problem(stranger.request(method, path, json=json_body), 401)
            asked += 1
    assert asked >= 10


def test_our_ids_mean_nothing_elsewhere(
    ids: dict[str, str], other_client: ApiClient, app: APIFlask, other_tenant: Workspace
) -> None:
    administrator = ApiClient(app, other_tenant.tokens["administrator"])
    for theirs in (other_client, administrator):
        for method, path in (
            ("GET", f"/people/{ids['person_id']}"),
            ("GET", f"/accounts/{ids['account_id']}"),
            ("DELETE", f"/devices/{ids['device_id']}"),
        ):
            problem(theirs.request(method, path), 404)
        problem(theirs.get("/annotations", query_string={"url": ids["url"]}), 404)
        since = {"since": EVER}
        problem(theirs.get(f"/people/{ids['person_id']}/changes"), 404)
        path = f"/discussions/{ids['discussion_id']}/changes"
        problem(theirs.get(path, query_string=since), 404)
        query = since | {"url": ids["url"]}
        problem(theirs.get("/discussions/changes", query_string=query), 404)
        for record, record_id in (("account", "account_id"), ("contact", "account_id")):
            word = {"record": record, "record_id": ids[record_id], "verdict": "right"}
            problem(theirs.post("/links/feedback", word | {"person_id": ids["person_id"]}), 404)
    problem(administrator.delete(f"/people/{ids['person_id']}"), 404)


EVER = "2026-01-01T00:00:00Z"
BODIES = {
    "captures.post_capture": lambda ids: discussion_capture(3),
    "lookup.post_lookup": lambda ids: {"rows": [{"url": person_url(0)}, {"name": name(0)}]},
    "links.post_feedback": lambda ids: {
        "person_id": ids["person_id"],
        "record": "account",
        "record_id": ids["account_id"],
        "verdict": "right",
    },
    "capture_health.post_page_reports": lambda ids: {
        "batch_id": "theirs-0001",
        "reports": [{"day": EVER[:10], "host": "forum.example", "reason": "empty"}],
    },
    "capture_health.post_acknowledgement": lambda ids: {"notice_id": "0" * 32},
}
"""What to send to each route that takes something: a new route needs a line here."""


QUERIES = {
    "annotations.get_annotations": lambda ids: {"url": ids["url"]},
    "changes.get_discussion_changes": lambda ids: {"since": EVER},
    "changes.get_discussion_changes_by_url": lambda ids: {"url": ids["url"], "since": EVER},
}
"""What to ask of each route that has to be asked something."""


def test_at_every_route_there_is(
    ids: dict[str, str], app: APIFlask, other_tenant: Workspace, test_database: TestDatabase
) -> None:
    """A route that is added later is walked too: with our ids in its path where it takes some."""
    theirs = ApiClient(app, other_tenant.tokens["administrator"])
    before = all_rows(test_database)
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/api/v1") or rule.endpoint in PUBLIC:
            continue
        path = re.sub(r"<[^:>]+:([^>]+)>", lambda found: ids[found[1]], rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            body = BODIES[rule.endpoint](ids) if method == "POST" else None
            query = QUERIES[rule.endpoint](ids) if rule.endpoint in QUERIES else None
            path = path.removeprefix("/api/v1")
            response = theirs.request(method, path, json=body, query_string=query)
            text = response.get_data(as_text=True)
            assert OURS not in json.dumps(response.json, ensure_ascii=False), rule
            assert not [one for one in ids.values() if one in text and one != ids["url"]], rule
            if rule.arguments:
                problem(response, 404)
    after = all_rows(test_database)
    for table, rows in before.items():
        ours = [row for row in rows if row.get("tenant_id") != other_tenant.id]
        assert [row for row in after[table] if row.get("tenant_id") != other_tenant.id] == ours


def test_nothing_of_ours_is_listed_or_found_elsewhere(
    ids: dict[str, str], app: APIFlask, other_tenant: Workspace
) -> None:
    theirs = ApiClient(app, other_tenant.tokens["administrator"])
    own_capture = discussion_capture(3)
    answers = [
        theirs.get("/people"),
        theirs.get("/people", query_string={"q": name(0)[:5]}),
        theirs.get("/people", query_string={"after": "0" * 32}),
        theirs.get("/accounts"),
        theirs.get("/devices"),
        theirs.post("/lookup", {"rows": [{"url": person_url(0)}, {"name": name(0)},
                                         {"email": "mk@ledec.example"},
                                         {"organisation": "Kovohutě Ledeč"}]}),
        theirs.post("/captures", own_capture),
    ]  # fmt: skip
    for response in answers:
        assert response.status_code in (200, 201)
        text = json.dumps(response.json, ensure_ascii=False)
        assert OURS not in text
        for one in (ids["person_id"], ids["account_id"], ids["device_id"]):
            assert one not in text
    states = {person["state"] for person in answers[-1].json["people"]}
    states |= {result["person"]["state"] for result in answers[-2].json["results"]}
    assert states == {"unknown"}


def test_the_same_capture_id_in_two_workspaces_is_two_captures(
    client: ApiClient, other_client: ApiClient, test_database: TestDatabase
) -> None:
    capture = profile_capture()
    other = {**profile_capture(1), "capture_id": capture["capture_id"]}
    assert client.post("/captures", capture).status_code == 201
    assert other_client.post("/captures", other).status_code == 201
    assert len({row["tenant_id"] for row in all_rows(test_database)["capture"]}) == 2


def test_a_token_with_another_tenant_in_it_opens_nothing(
    app: APIFlask, tenant: Workspace, other_tenant: Workspace
) -> None:
    forged = tenant.tokens["administrator"].replace(tenant.id, other_tenant.id)
    problem(ApiClient(app, forged).get("/people"), 401)


def test_a_device_of_a_colleague_is_revoked_by_administrators_only(
    app: APIFlask, tenant: Workspace
) -> None:
    sales = ApiClient(app, tenant.tokens["sales"])
    expert = ApiClient(app, tenant.tokens["expert"])
    (device,) = expert.get("/devices").json["devices"]
    problem(sales.delete(f"/devices/{device['device_id']}"), 404)
    assert expert.get("/people").status_code == 200
    administrator = ApiClient(app, tenant.tokens["administrator"])
    assert len(administrator.get("/devices").json["devices"]) == 4
    assert administrator.delete(f"/devices/{device['device_id']}").status_code == 204
    problem(expert.get("/people"), 401)
