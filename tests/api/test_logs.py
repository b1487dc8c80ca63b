"""Logs tell what happened and never what a page said: no captured word, no token, anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask

from backend.config import Settings
from backend.log_policy import ALLOWED
from backend.nlp.analysis import Analyser
from backend.services import ingest
from backend.services.pair_device import challenge_of
from backend.services.sign_in import make_sign_in_secret
from tests.conftest import ApiClient, Workspace
from tests.invented import discussion_capture, organisation_capture, post, profile_capture

MARKER = "Quagga"
VERIFIER = "verifier-of-the-worker-" + "v" * 30


def marked(value: Any) -> Any:
    """The same with the marker in every text that is free."""
    fixed = {"kind", "site", "site_version", "layout", "captured_at", "capture_id", "trigger"}
    if isinstance(value, dict):
        return {key: value if key in fixed else marked(value) for key, value in value.items()}
    if isinstance(value, list):
        return [marked(item) for item in value]
    return f"{value}{MARKER}" if isinstance(value, str) else value


@pytest.fixture
def logged(
    capfd: pytest.CaptureFixture[str], make_app: Callable[..., APIFlask], tenant: Workspace
) -> Callable[[], str]:
    """All that was written since the start."""
    written: list[str] = []

    def read() -> str:
        out, err = capfd.readouterr()
        written.append(out + err)
        return "".join(written)

    return read


def nothing_slipped(text: str, tenant: Workspace) -> None:
    assert MARKER.lower() not in text.lower()
    assert VERIFIER not in text
    assert "sdn_" not in text
    for token in tenant.tokens.values():
        assert token.split("_", 2)[2] not in text


@pytest.mark.parametrize("style", ["json", "console"])
def test_nothing_that_was_sent_is_logged(
    logged: Callable[[], str], make_app: Callable[..., APIFlask], tenant: Workspace, style: str
) -> None:
    app = make_app(log_format=style, log_level="DEBUG")
    client = ApiClient(app, tenant.tokens["lead"])
    pages = (profile_capture(), discussion_capture(3), organisation_capture())
    captures = [marked(capture) for capture in pages]
    for capture in captures:
        assert client.post("/captures", capture).status_code == 201
        assert client.post("/captures", capture).status_code == 200
        assert client.post("/captures", {**capture, "missing": [MARKER]}).status_code == 409
        assert client.post("/captures", {**capture, MARKER: MARKER}).status_code == 422
        assert client.post("/captures", {**capture, "captured_at": MARKER}).status_code == 422
        client.get("/annotations", query_string={"url": capture["url"]})
    (person,) = client.post("/captures", captures[0]).json["people"]
    for path in (f"/{MARKER}", f"/people/{MARKER}", f"/people?q={MARKER}", f"/people?{MARKER}=1"):
        client.get(path, headers={"User-Agent": MARKER, "Cookie": f"a={MARKER}", "X-Other": MARKER})
    client.post("/lookup", {"rows": [{"name": MARKER}, {"url": f"https://{MARKER}.example/"}]})
    client.request("POST", "/captures", data=f'{{"{MARKER}', content_type="application/json")
    client.request("POST", "/captures", data=MARKER, content_type=f"text/{MARKER}")
    client.get("/people", headers={"Authorization": f"Bearer {MARKER}"})
    wanted = {"challenge": challenge_of(VERIFIER), "device_label": MARKER}
    started = client.post("/pairing", wanted).json
    client.post(f"/pairing/{started['pairing_id']}/token", {"verifier": VERIFIER})
    secret = make_sign_in_secret(tenant.database, tenant.id, "sales@ours.example", 30)
    with app.test_client() as browser:
        for _ in range(2):
            browser.get(f"/sign-in/{secret}")
            browser.post(f"/sign-in/{secret}", data={"csrf_token": MARKER})
        browser.get(f"/pair?code={MARKER}")
    assert client.delete(f"/people/{person['person_id']}").status_code == 204
    text = logged()
    assert text.count("request_id") > 20
    nothing_slipped(text, tenant)
    assert secret not in text
    assert started["user_code"] not in text


def test_an_unexpected_error_is_told_by_its_name_and_place(
    logged: Callable[[], str],
    make_app: Callable[..., APIFlask],
    tenant: Workspace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(_self: object, discussion: Any) -> None:
        raise ValueError(f"cannot read {discussion.posts[0].text!r}")

    monkeypatch.setattr(Analyser, "discussion", broken)
    client = ApiClient(make_app(), tenant.tokens["sales"])
    assert client.post("/captures", marked(discussion_capture(2))).status_code == 500
    assert ingest.finish_unfinished(tenant.scope()).failed == 1
    text = logged()
    assert "ValueError" in text
    assert "take_discussion" in text
    nothing_slipped(text, tenant)


def test_an_error_of_the_database_does_not_bring_its_parameters(
    logged: Callable[[], str],
    make_app: Callable[..., APIFlask],
    tenant: Workspace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = ApiClient(make_app(), tenant.tokens["sales"])
    monkeypatch.setattr(ingest.discussions, "save_posts", insert_nonsense)
    assert client.post("/captures", marked(discussion_capture([post(0)]))).status_code == 500
    text = logged()
    assert "IntegrityError" in text
    nothing_slipped(text, tenant)


def insert_nonsense(tx: Any, discussion_id: str, posts: list[dict[str, Any]]) -> None:
    """A row without what it needs: the database's message repeats all of it."""
    from backend.models import Post
    from backend.models.base import new_id

    rows = [{"id": new_id(), "discussion_id": "0" * 32, **post} for post in posts]
    tx.insert(Post, rows)


def test_lines_are_json_with_known_keys_only(
    logged: Callable[[], str], make_app: Callable[..., APIFlask], tenant: Workspace
) -> None:
    client = ApiClient(make_app(), tenant.tokens["sales"])
    client.get("/people", headers={"X-Request-ID": "a-request-0001"})
    lines = [json.loads(line) for line in logged().splitlines()]
    assert lines
    for line in lines:
        assert set(line) <= ALLOWED
    assert lines[-1]["request_id"] == "a-request-0001"
    assert lines[-1]["tenant_id"] == tenant.id
    assert lines[-1]["status"] == 200


def test_a_log_level_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="log_level"):
        Settings(_env_file=None, log_level="CHATTY")
    assert Settings(_env_file=None, log_level="debug").log_level == "DEBUG"
    with pytest.raises(ValueError, match="log_format"):
        Settings(_env_file=None, log_format="xml")
