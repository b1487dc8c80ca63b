"""Who may see and do what: payment is for those who deal with the account, erasing for leads."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from backend.services.sync_crm import sync_crm
from tests.api.problems import problem
from tests.conftest import ApiClient, Workspace
from tests.invented import InventedCrm, discussion_capture, person_url, profile_capture


@pytest.fixture
def world(client: ApiClient, tenant: Workspace) -> dict[str, str]:
    sync_crm(tenant.scope(), InventedCrm(), "crm")
    (person,) = client.post("/captures", profile_capture()).json["people"]
    discussion = discussion_capture(2)
    assert client.post("/captures", discussion).status_code == 201
    return {
        "person_id": person["person_id"],
        "account_id": person["account"]["id"],
        "url": discussion["url"],
    }


@pytest.mark.parametrize(
    ("role", "sees"), [("sales", True), ("lead", True), ("administrator", True), ("expert", False)]
)
def test_payment_is_seen_by_those_who_deal_with_the_account(
    world: dict[str, str], client_as: Callable[[str], ApiClient], role: str, sees: bool
) -> None:
    client = client_as(role)
    answers = [
        client.get(f"/accounts/{world['account_id']}").json,
        client.get(f"/people/{world['person_id']}").json,
        client.get("/annotations", query_string={"url": world["url"]}).json,
        client.get("/annotations", query_string={"url": person_url(0)}).json,
        client.post("/lookup", {"rows": [{"url": person_url(0)}]}).json,
        client.post("/lookup", {"rows": [{"organisation": "Kovohutě Ledeč"}]}).json,
        client.post("/captures", profile_capture()).json,
    ]  # fmt: skip
    for answer in answers:
        text = json.dumps(answer)
        assert ('"overdue"' in text.replace('"overdue": []', "")) is sees
        assert ("1234.56" in text) is sees
        assert '"Kovoh' in text


@pytest.mark.parametrize("role", ["sales", "expert"])
def test_erasing_is_for_leads(
    world: dict[str, str], client_as: Callable[[str], ApiClient], role: str
) -> None:
    problem(client_as(role).delete(f"/people/{world['person_id']}"), 403)
    assert client_as(role).get(f"/people/{world['person_id']}").status_code == 200


@pytest.mark.parametrize("role", ["lead", "administrator"])
def test_leads_erase(
    world: dict[str, str], client_as: Callable[[str], ApiClient], role: str
) -> None:
    client = client_as(role)
    response = client.delete(f"/people/{world['person_id']}")
    assert (response.status_code, response.data) == (204, b"")
    problem(client.get(f"/people/{world['person_id']}"), 404)
    problem(client.delete(f"/people/{world['person_id']}"), 404)


def test_paging_goes_through_everybody_once(client: ApiClient) -> None:
    assert client.post("/captures", discussion_capture(23)).status_code == 201
    seen: list[str] = []
    after = ""
    for _ in range(9):
        query = {"limit": 5} | ({"after": after} if after else {})
        page = client.get("/people", query_string=query).json
        seen += [person["person_id"] for person in page["people"]]
        after = page["next"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 23


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "after=", "limit=-1", "q=a&x=1"]
)
def test_paging_that_is_none(client: ApiClient, query: str) -> None:
    problem(client.get(f"/people?{query}"), 422)
    problem(client.get(f"/accounts?{query}"), 422)
