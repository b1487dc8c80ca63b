"""Hostile and broken input: a clear refusal or inert text; what was accepted is kept."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.schemas.text import clean_text
from tests.api.problems import problem
from tests.conftest import ApiClient, on_one_database
from tests.databases import TestDatabase
from tests.invented import (
    discussion_capture,
    name,
    new_capture_id,
    organisation_capture,
    person_url,
    post,
    profile_capture,
)
from tests.services.tables import all_rows

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}${7*7}';DROP TABLE post;--"
HOSTILE = {
    "script": SCRIPT,
    "nul": "a\x00b",
    "lone surrogate": "a\ud800b\udfff",
    "right-to-left override": "a\u202egnp.exe\u2066b",
    "controls": "a" + "".join(map(chr, range(32))) + "\x7f\x9f",
    "emoji": "👩‍👩‍👧‍👦" * 40,
    "combining marks": "e" + "\u0301\u0327" * 120,
    "wide spaces": "\u3000\u2028\u2029\u00a0 x \ufeff",
    "not a character": "\ufffe\uffff\U0010ffff",
    "arabic": "سلام عليكم يا \u200fصديقي",
    "percent": "%s %(x)s %n {0} \\u0000",
}
fuzzed = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def sent(client: ApiClient, capture: dict, status: int) -> dict[str, Any]:
    response = client.post("/captures", capture)
    if status >= 400:
        return problem(response, status)
    assert response.status_code == status, response.get_data(as_text=True)[:500]
    assert isinstance(response.json, dict)
    return response.json


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_in_every_field_is_inert(
    client: ApiClient, test_database: TestDatabase, kind: str
) -> None:
    text = HOSTILE[kind]
    captures = [
        profile_capture(
            profile={
                "person": {"name": text, "url": person_url(0)},
                "headline": text,
                "location": text,
                "about": text,
                "positions": [{"title": text, "company": text, "location": text, "text": text}],
                "education": [{"school": text, "degree": text}],
                "skills": [{"name": text, "evidence": [text]}],
                "languages": [text],
                "contact_points": [{"kind": "email", "value": text}],
                "posts": [{"text": text}],
            },
            missing=[text],
        ),
        discussion_capture(
            [
                post(0, text=text, author={"name": text, "headline": text}, id=f"x{text}"),
                post(1, text=text, author={"name": text}, parent_id=f"x{text}"),
            ],
            discussion={"title": text},
        ),
        organisation_capture(
            organisation=dict.fromkeys(("name", "industry", "size", "about"), text)
        ),
    ]
    for capture in captures:
        answer = sent(client, capture, 201)
        assert sent(client, capture, 200) == answer
        found = client.get("/annotations", query_string={"url": capture["url"]})
        assert found.status_code == 200
        assert found.content_type == "application/json"
    stored = {row["text"] for row in all_rows(test_database)["post"]}
    assert stored == {clean_text(text)}
    for person in all_rows(test_database)["person"]:
        assert person["name"] == clean_text(text)


def test_hostile_text_in_questions(client: ApiClient) -> None:
    sent(client, profile_capture(), 201)
    for text in HOSTILE.values():
        rows = [
            {"name": text},
            {"organisation": text},
            {"email": text},
            {"name": "x", "row_id": text},
        ]
        answer = client.post("/lookup", {"rows": rows})
        assert answer.status_code == 200
        assert len(answer.json["results"]) == len(rows)
        query = quote(text.encode("utf-8", "surrogatepass"))
        assert client.get(f"/people?q={query}").status_code == 200
        assert client.get(f"/accounts?q={query}").status_code == 200


def test_search_takes_wildcards_as_they_are(client: ApiClient) -> None:
    sent(client, profile_capture(), 201)
    for text in ("%", "_", "\\", "%%", "'"):
        assert client.get("/people", query_string={"q": text}).json["people"] == []
    assert client.get("/people", query_string={"q": name(0)[:4].lower()}).json["people"]


def changed(capture: dict, path: str, value: Any) -> dict:
    place: Any = capture
    *way, last = path.split(".")
    for part in way:
        place = place[int(part)] if part.isdigit() else place[part]
    place[last] = value
    return capture


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("captured_at", "2026-11-02T12:00:00"),
        ("captured_at", "2026-11-02"),
        ("captured_at", "yesterday"),
        ("captured_at", "0001-01-01T00:00:00+14:00"),
        ("captured_at", "9999-12-31T23:59:59-14:00"),
        ("captured_at", 10**30),
        ("captured_at", None),
        ("capture_id", "short"),
        ("capture_id", "x" * 65),
        ("capture_id", "a b c d e f g h"),
        ("capture_id", "abcdefgh\n"),
        ("capture_id", "abcdefgh\ud800"),
        ("kind", "photo"),
        ("kind", "profile"),
        ("site", "LinkedIn"),
        ("trigger", "robot"),
        ("url", "file:///etc/passwd"),
        ("profile", {"person": {"name": "x"}}),
        ("missing", ["x"] * 101),
        ("discussion.posts", []),
        ("discussion.posts", {}),
        ("discussion.posts.0.id", ""),
        ("discussion.posts.0.id", "\u202e\u200b"),
        ("discussion.posts.0.position", -1),
        ("discussion.posts.0.position", 10**30),
        ("discussion.posts.0.position", 1.5),
        ("discussion.posts.0.position", float("nan")),
        ("discussion.posts.0.text", None),
        ("discussion.posts.0.text", 7),
        ("discussion.posts.0.text", "x" * 1_000_000),
        ("discussion.posts.0.author", None),
        ("discussion.posts.0.author.name", "x" * 501),
        ("discussion.posts.0.author.photo", "https://forum.example/p.jpg"),
        ("discussion.posts.1.id", "p0"),
        ("discussion.part", {"index": -1, "count": 2}),
        ("discussion.part", {"index": 0, "count": 0}),
        ("discussion.part", {"index": 5, "count": 2}),
        ("discussion.__proto__", {"polluted": True}),
        ("__proto__", {"polluted": True}),
        ("constructor", {"prototype": {}}),
    ],
)
@on_one_database
def test_what_is_not_as_described_is_refused_and_leaves_nothing(
    client: ApiClient, test_database: TestDatabase, path: str, value: Any
) -> None:
    found = sent(client, changed(discussion_capture(3), path, value), 422)
    assert found["errors"]
    assert all_rows(test_database)["capture"] == []


@on_one_database
def test_deep_nesting_inside_a_field(client: ApiClient) -> None:
    deep: Any = "x"
    for _ in range(400):
        deep = [deep]
    sent(client, changed(discussion_capture(2), "discussion.posts", deep), 422)
    sent(client, changed(discussion_capture(2), "discussion.title", deep), 422)


@on_one_database
def test_fifty_thousand_posts_are_refused_quickly(client: ApiClient) -> None:
    posts = [{**post(0), "id": f"p{n}", "position": n} for n in range(50_000)]
    started = time.monotonic()
    sent(client, discussion_capture(posts), 422)
    assert time.monotonic() - started < 10


def test_a_megabyte_of_combining_marks_takes_no_time(client: ApiClient) -> None:
    """Putting them into canonical order takes quadratic time: a day, for as many as fit."""
    text = "e" + "\u0301\u0327" * 500_000
    started = time.monotonic()
    sent(client, discussion_capture([post(0, text=text)]), 201)
    assert time.monotonic() - started < 5


@on_one_database
def test_the_largest_discussion_is_kept_whole(
    client: ApiClient, test_database: TestDatabase
) -> None:
    posts = [{**post(n % 300, text=f"Pump {n} again"), "id": f"p{n}"} for n in range(5_000)]
    answer = sent(client, discussion_capture(posts), 201)
    assert len(answer["posts"]) == 5_000
    rows = all_rows(test_database)
    assert (len(rows["post"]), len(rows["person"])) == (5_000, 300)


def test_an_empty_profile_is_an_answer_of_its_own(client: ApiClient) -> None:
    capture = profile_capture()
    capture["profile"] = {"person": {}}
    (person,) = sent(client, capture, 201)["people"]
    assert person["name"] is None
    assert person["state"] == "unknown"
    assert person["expertise"] == []


def test_posts_of_nobody(client: ApiClient) -> None:
    answer = sent(client, discussion_capture([post(0, author={}), post(1, author={})]), 201)
    assert answer["people"] == []
    assert [one["person_key"] for one in answer["posts"]] == [None, None]


def test_a_post_that_answers_itself_and_one_that_answers_nobody(client: ApiClient) -> None:
    posts = [post(0, parent_id="p0"), post(1, parent_id="gone"), post(2, position=1)]
    assert len(sent(client, discussion_capture(posts), 201)["posts"]) == 3


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=30)
    | st.sampled_from([SCRIPT, *HOSTILE.values()]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
PLACES = [
    "capture_id", "kind", "site", "layout", "url", "captured_at", "missing", "trigger",
    "discussion", "discussion.title", "discussion.url", "discussion.part", "discussion.posts",
    "discussion.posts.0", "discussion.posts.0.id", "discussion.posts.0.text",
    "discussion.posts.0.parent_id", "discussion.posts.0.author", "discussion.posts.1.author.name",
    "discussion.posts.1.author.url", "discussion.posts.1.author.headline",
    "discussion.posts.1.posted_at", "discussion.posts.1.position",
]  # fmt: skip


@fuzzed
@given(place=st.sampled_from(PLACES), value=anything)
def test_a_capture_with_anything_anywhere(
    client: ApiClient, test_database: TestDatabase, place: str, value: Any
) -> None:
    capture = discussion_capture(2, url=f"https://forum.example/t/{new_capture_id()}")
    if "." in place:
        *way, last = place.split(".")
        target: Any = capture
        for part in way:
            target = target[int(part)] if part.isdigit() else target[part]
        target[int(last) if last.isdigit() else last] = value
    else:
        capture[place] = value
    body = json.dumps(capture)
    response = client.request("POST", "/captures", data=body, content_type="application/json")
    if response.status_code >= 400:
        assert response.status_code in (409, 422), response.get_data(as_text=True)
        problem(response, response.status_code)
        return
    assert response.status_code in (200, 201)
    assert isinstance(response.json, dict)
    kept = {row["capture_id"]: row for row in all_rows(test_database)["capture"]}
    assert kept[response.json["capture_id"]]["status"] == "analysed"
    assert len(response.json["posts"]) == len(capture["discussion"]["posts"])


@fuzzed
@given(
    rows=st.lists(
        st.dictionaries(
            st.sampled_from(["row_id", "url", "email", "name", "organisation"]),
            st.text(max_size=40) | st.sampled_from([*HOSTILE.values(), person_url(0)]) | anything,
            max_size=5,
        ),
        max_size=6,
    )
)
def test_a_lookup_of_anything(client: ApiClient, rows: list[dict]) -> None:
    response = client.request(
        "POST", "/lookup", data=json.dumps({"rows": rows}), content_type="application/json"
    )
    if response.status_code >= 400:
        problem(response, 422)
        return
    assert isinstance(response.json, dict)
    assert [result["row"] for result in response.json["results"]] == list(range(len(rows)))


@given(
    text=st.text(st.characters(), max_size=200) | st.text("e\u0301\u0327\u200d \n\x00", max_size=99)
)
def test_cleaning_is_done_at_once_and_leaves_nothing_hostile(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    cleaned.encode()
    assert not set(cleaned) & set("\x00\x1b\u202e\u2066\u200b\r\u2028")
    assert cleaned == cleaned.strip()
