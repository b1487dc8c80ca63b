"""One error shape for everything that can go wrong, and nothing that was sent comes back in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy.exc import OperationalError

from backend.services import ingest
from tests.api.problems import MARKER, problem
from tests.conftest import ApiClient, on_one_database
from tests.invented import discussion_capture, profile_capture

JSON = {"content_type": "application/json"}
pytestmark = on_one_database


def test_unknown_address(client: ApiClient) -> None:
    problem(client.get(f"/{MARKER}"), 404)


@pytest.mark.parametrize("path", ["/people/{}", "/accounts/{}"])
@pytest.mark.parametrize(
    "part",
    ["0123456789abcdef" * 2, MARKER, "%00", "%ED%A0%80", "x" * 5_000, "..%2f", "%F0%9F%92%A9", "1"],
)
def test_ids_that_are_none(client: ApiClient, path: str, part: str) -> None:
    problem(client.get(path.format(part)), 404)


def test_wrong_method_names_the_right_ones(client: ApiClient) -> None:
    response = client.request("PUT", "/captures")
    problem(response, 405)
    assert "POST" in response.headers["Allow"]


@pytest.mark.parametrize(
    "header",
    [
        None,
        f"Bearer {MARKER}",
        "Bearer ",
        "Bearer \u00e9",
        f"Basic {MARKER}",
        f"Bearer sdn_{'0' * 32}_{'A' * 43}",
        f"Bearer sdn_{'0' * 32}_{'A' * 43}\x00",
    ],
)
def test_without_a_good_token(stranger: ApiClient, header: str | None) -> None:
    headers = {"Authorization": header} if header else {}
    response = stranger.get("/people", headers=headers)
    problem(response, 401)
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "body",
    [
        '{"a":',
        f"{{'{MARKER}': 1}}",
        "",
        '{"a":' * 100_000,
        "[" * 100_000,
        '{"a": ' + "1" * 5_000 + "}",
        b'{"a": "\xff\xfe"}',
        b"\x00\x01\x02",
        "{} {}",
    ],
)
def test_what_is_no_json(client: ApiClient, body: Any) -> None:
    found = problem(client.request("POST", "/captures", data=body, **JSON), 400)
    assert "JSON" in found["detail"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", None])
def test_what_does_not_say_that_it_is_json(client: ApiClient, content_type: str | None) -> None:
    """A page elsewhere could send that without the browser asking us first."""
    problem(client.request("POST", "/captures", data="{}", content_type=content_type), 415)


@pytest.mark.parametrize("body", ["[]", f'"{MARKER}"', "null", "1", "true", "{}", "NaN"])
def test_json_that_is_no_capture(client: ApiClient, body: str) -> None:
    problem(client.request("POST", "/captures", data=body, **JSON), 422)


def test_too_large(client: ApiClient) -> None:
    body = b'{"a": "' + b"x" * (20 * 1024 * 1024) + b'"}'
    problem(client.request("POST", "/captures", data=body, **JSON), 413)


def test_a_large_body_for_a_small_question(stranger: ApiClient) -> None:
    """Pairing is open to everybody: nobody needs 16 MB to ask for it."""
    body = b'{"challenge": "' + b"x" * 100_000 + b'"}'
    problem(stranger.request("POST", "/pairing", data=body, **JSON), 413)


@pytest.mark.parametrize(
    "key", [MARKER, f"{MARKER}.kind", "\ud800", "__proto__", "", "constructor", "a" * 10_000]
)
def test_unknown_fields_are_refused_without_their_names(client: ApiClient, key: str) -> None:
    problem(client.post("/captures", {**profile_capture(), key: MARKER}), 422)
    nested = profile_capture()
    nested["profile"]["person"][key] = MARKER
    found = problem(client.post("/captures", nested), 422)
    if key != "\ud800":  # not even a name
        assert [error["where"] for error in found["errors"]] == ["profile.person.(unknown field)"]
    problem(client.post("/lookup", {"rows": [{"name": MARKER, key: MARKER}]}), 422)


def test_unknown_parameters_are_refused_without_their_names(client: ApiClient) -> None:
    found = problem(client.get(f"/people?{MARKER}={MARKER}"), 422)
    assert found["errors"] == [
        {"where": "(unknown field)", "why": "Extra inputs are not permitted"}
    ]


@pytest.mark.parametrize(
    "url",
    [
        f"javascript:alert('{MARKER}')",
        f"https://{MARKER}\u2100.example/",
        f"https://[{MARKER}]/",
        f"/{MARKER}",
        f"data:text/html,{MARKER}",
        f"https:///{MARKER}",
        "https://forum.example/" + MARKER * 1_000,
    ],
)
def test_addresses_that_are_none(client: ApiClient, url: str) -> None:
    problem(client.post("/captures", profile_capture(url=url)), 422)
    problem(client.get("/annotations", query_string={"url": url}), 422)
    problem(client.post("/lookup", {"rows": [{"url": url}]}), 422)


def test_field_problems_name_the_place(client: ApiClient) -> None:
    capture = discussion_capture(3)
    capture["discussion"]["posts"][2]["position"] = MARKER
    found = problem(client.post("/captures", capture), 422)
    assert [error["where"] for error in found["errors"]] == ["discussion.posts.2.position"]


def test_many_field_problems_are_cut_short(client: ApiClient) -> None:
    capture = discussion_capture(400)
    for post in capture["discussion"]["posts"]:
        post["position"] = MARKER
    assert len(problem(client.post("/captures", capture), 422)["errors"]) == 50


def test_something_broke(client: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError(MARKER)

    monkeypatch.setattr(ingest, "take_profile", broken)
    problem(client.post("/captures", profile_capture()), 500)


def test_the_database_is_busy(client: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise OperationalError(MARKER, {MARKER: MARKER}, Exception(MARKER))

    monkeypatch.setattr(ingest, "take_profile", busy)
    response = client.post("/captures", profile_capture())
    problem(response, 503)
    assert int(response.headers["Retry-After"]) >= 1


def test_too_many_requests(make_app: Callable[..., APIFlask]) -> None:
    stranger = ApiClient(make_app(rate_limits=True), None)
    answers = [stranger.post("/pairing", {MARKER: 1}) for _ in range(31)]
    for response in answers[:30]:
        problem(response, 422)
    problem(answers[30], 429)
    assert int(answers[30].headers["Retry-After"]) >= 1


@pytest.mark.parametrize("given", ["a-request-0001", "0" * 64])
def test_a_request_id_is_taken(client: ApiClient, given: str) -> None:
    response = client.get("/people", headers={"X-Request-ID": given})
    assert response.headers["X-Request-ID"] == given
    assert client.get("/nope", headers={"X-Request-ID": given}).json["request_id"] == given


@pytest.mark.parametrize("given", ["short", "a" * 65, "<script>", "with spaces in it", ""])
def test_a_request_id_that_is_none_is_replaced(client: ApiClient, given: str) -> None:
    made = client.get("/people", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert len(made) == 32
    assert made != client.get("/people").headers["X-Request-ID"]


def test_answers_are_not_cached_and_not_guessed_at(client: ApiClient) -> None:
    for response in (client.get("/people"), client.get("/nope")):
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
