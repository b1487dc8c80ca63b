"""/page-reports and /capture-health: who may, what is refused, what is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.problems import problem
from tests.conftest import ApiClient
from tests.invented import discussion_capture, new_capture_id

REPORT = {
    "day": "2026-11-02", "site": "discourse", "site_version": "1", "layout": None, "kind": None,
    "host": "forum.example", "reason": "not-recognised",
}  # fmt: skip


def batch(*reports: dict[str, Any]) -> dict[str, Any]:
    return {
        "batch_id": new_capture_id(),
        "reports": [{**REPORT, **one} for one in reports or ({},)],
    }


def test_reports_come_in_once_and_are_shown(
    client: ApiClient, client_as: Callable[[str], ApiClient]
) -> None:
    sent = batch({"day": "2999-01-01"}, {"day": "2999-01-01"})
    assert client.post("/page-reports", sent).json == {"counted": 2}
    assert client.post("/page-reports", sent).json == {"counted": 0}
    shown = client_as("administrator").get("/capture-health?days=7").json
    assert [(one["reason"], one["host"], one["pages"]) for one in shown["unread"]] == [
        ("not-recognised", "forum.example", 2)
    ]
    assert shown["unread"][0]["layout"] == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "https://forum.example/t/1"},
        {"title": "What they said"},
        {"host": "forum.example/t/1"},
        {"host": "Jana Nováková"},
        {"reason": "Not recognised: Jana"},
        {"site": "../etc"},
        {"layout": "a layout"},
        {"day": "yesterday"},
    ],
)
def test_a_report_holds_no_address_and_no_words(client: ApiClient, wrong: dict[str, Any]) -> None:
    problem(client.post("/page-reports", batch(wrong)), 422)


def test_a_batch_is_bounded(client: ApiClient) -> None:
    problem(client.post("/page-reports", batch(*[{}] * 201)), 422)
    problem(client.post("/page-reports", {"batch_id": "x", "reports": [REPORT]}), 422)


def test_fill_rates_are_for_administrators(
    client: ApiClient, client_as: Callable[[str], ApiClient], other_client: ApiClient
) -> None:
    capture = discussion_capture(2, fill={"posts.author.url": [1, 2]})
    assert client.post("/captures", capture).status_code == 201
    for role in ("sales", "expert", "lead"):
        problem(client_as(role).get("/capture-health"), 403)
    administrator = client_as("administrator")
    shown = administrator.get("/capture-health?days=366").json
    (series,) = shown["series"]
    assert (series["site"], series["field"], series["total"]["rate"]) == (
        "schema-org", "posts.author.url", 0.5,
    )  # fmt: skip
    assert administrator.get("/capture-health?days=366&site=discourse").json["series"] == []
    problem(administrator.get("/capture-health?days=0"), 422)
    problem(administrator.get("/capture-health?site=../x"), 422)
    unknown = {"notice_id": "0" * 32}
    problem(administrator.post("/capture-health/acknowledgements", unknown), 404)
    problem(client.post("/capture-health/acknowledgements", unknown), 403)
