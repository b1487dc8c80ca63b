"""/changes, /people/{id}/changes, /discussions/{id}/changes: paged, narrowed, described."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.api.problems import problem
from tests.conftest import ApiClient
from tests.invented import NOON, discussion_capture, post, profile_capture

OLD = {"title": "Engineer", "company": "Kovohutě", "start": "2011-03"}
NEW = {"title": "Head", "company": "Papírny", "start": "2026-11"}


def captured(client: ApiClient, number: int, day: int, **profile: Any) -> str:
    at = (NOON + timedelta(days=day)).isoformat()
    answer = client.post("/captures", profile_capture(number, profile=profile, captured_at=at))
    assert answer.status_code == 201
    return answer.json["people"][0]["person_id"]


def three_who_moved(client: ApiClient) -> list[str]:
    people = [captured(client, n, -3, positions=[OLD], headline="Engineer") for n in range(3)]
    for n in range(3):
        captured(client, n, n, positions=[NEW, {**OLD, "end": "2026-10"}], headline="Head of it")
    return people


def test_changes_of_everybody_page_by_page(client: ApiClient) -> None:
    people = three_who_moved(client)
    query: dict[str, Any] = {"kind": "job_changed", "limit": 2}
    first = client.get("/changes", query_string=query).json
    rest = client.get("/changes", query_string={**query, "after": first["next"]}).json
    found = [*first["changes"], *rest["changes"]]
    assert [line["change"]["person_id"] for line in found] == people
    assert {line["change"]["kind"] for line in found} == {"job_changed"}
    assert rest["next"] is None
    assert all(line["headline"] == "Head of it" for line in found)


def test_changes_since_a_time(client: ApiClient) -> None:
    three_who_moved(client)
    query = {"since": (NOON + timedelta(days=2)).isoformat()}
    found = client.get("/changes", query_string=query).json["changes"]
    assert [line["change"]["kind"] for line in found] == ["job_changed", "headline"]


def test_changes_of_one_person(client: ApiClient) -> None:
    person_id, *_ = three_who_moved(client)
    path = f"/people/{person_id}/changes"
    found = client.get(path, query_string={"limit": 1}).json
    rest = client.get(path, query_string={"after": found["next"]}).json
    kinds = [change["kind"] for change in [*found["changes"], *rest["changes"]]]
    assert sorted(kinds) == ["headline", "job_changed"]
    problem(client.get(f"/people/{'0' * 32}/changes"), 404)


def test_changes_of_a_discussion(client: ApiClient) -> None:
    first = discussion_capture([post(0), post(1), post(2)])
    answer = client.post("/captures", first).json
    at = (NOON + timedelta(days=1)).isoformat()
    posts = [post(0, text="Written anew."), post(2), post(3)]
    client.post("/captures", discussion_capture(posts, captured_at=at))
    since = {"since": NOON.isoformat()}
    path = f"/discussions/{answer['discussion']['discussion_id']}/changes"
    found = client.get(path, query_string=since).json
    assert [(one["post_id"], one["kind"]) for one in found["posts"]] == [
        ("p0", "edited"), ("p1", "gone"), ("p3", "new"),
    ]  # fmt: skip
    assert found["posts"][0]["revisions"][0]["text"] == post(0)["text"]
    by_url = client.get("/discussions/changes", query_string={**since, "url": first["url"]})
    assert by_url.json == found
    assert client.get(path, query_string={"since": at}).json["posts"] == []


def test_what_is_asked_wrongly(client: ApiClient) -> None:
    problem(client.get("/changes", query_string={"kind": "haircut"}), 422)
    problem(client.get("/changes", query_string={"since": "2026-11-02T12:00:00"}), 422)
    problem(client.get("/changes", query_string={"limit": 0}), 422)
    problem(client.get(f"/discussions/{'0' * 32}/changes"), 422)
    query = {"url": "https://forum.example/t/none", "since": NOON.isoformat()}
    problem(client.get("/discussions/changes", query_string=query), 404)
    path = f"/discussions/{'0' * 32}/changes"
    problem(client.get(path, query_string={"since": NOON.isoformat()}), 404)
