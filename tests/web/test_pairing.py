"""Pairing from end to end: the extension asks, a person decides, the extension collects once."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import create_engine, text
from werkzeug.test import TestResponse

from backend.models.base import utc_now
from backend.services.pair_device import CODE_ALPHABET, challenge_of, new_user_code
from tests.api.problems import problem
from tests.conftest import ApiClient, Workspace
from tests.databases import TestDatabase
from tests.services.tables import all_rows, tables_with
from tests.web.conftest import Browser


@dataclass
class Extension:
    """The worker of an extension that asks to be paired."""

    api: ApiClient
    verifier: str
    started: dict

    @property
    def code(self) -> str:
        code: str = self.started["user_code"]
        return code

    def collect(self, verifier: str | None = None) -> TestResponse:
        path = f"/pairing/{self.started['pairing_id']}/token"
        return self.api.post(path, {"verifier": verifier or self.verifier})


def asks(api: ApiClient, label: str = "Firefox on a laptop", **values: str) -> Extension:
    verifier = secrets.token_urlsafe(48)
    wanted = {"challenge": challenge_of(verifier), "device_label": label, **values}
    response = api.post("/pairing", wanted)
    assert response.status_code == 201, response.json
    return Extension(api, verifier, response.json)


@pytest.fixture
def extension(stranger: ApiClient, tenant: Workspace) -> Extension:
    return asks(stranger)


def test_from_end_to_end(
    extension: Extension, signed_in: Browser, app: APIFlask, test_database: TestDatabase
) -> None:
    assert extension.started["verification_url"] == "http://localhost:8765/pair"
    waiting = extension.collect()
    assert (waiting.status_code, waiting.json) == (202, {"status": "pending"})

    page = signed_in.submit("/pair", code=extension.code, do="approve")
    assert page.status_code == 200
    assert "Firefox on a laptop" in page.get_data(as_text=True)

    done = extension.collect()
    assert done.status_code == 200
    token = done.json["token"]
    assert done.json["user"]["role"] == "sales"
    assert done.json["workspace"]["name"] == "Ours"
    device = ApiClient(app, token)
    assert device.get("/people").status_code == 200

    assert tables_with(test_database, token) == []
    assert tables_with(test_database, token.split("_", 2)[2]) == []
    assert tables_with(test_database, extension.verifier) == []

    problem(extension.collect(), 410)
    assert device.get("/people").status_code == 200

    assert device.delete("/devices/current").status_code == 204
    problem(device.get("/people"), 401)


def test_revoked_on_the_page_it_works_no_more(
    extension: Extension, signed_in: Browser, app: APIFlask
) -> None:
    signed_in.submit("/pair", code=extension.code, do="approve")
    done = extension.collect().json
    device = ApiClient(app, done["token"])
    assert device.get("/people").status_code == 200
    home = signed_in.get("/").get_data(as_text=True)
    csrf = home.partition('name="csrf_token" value="')[2].partition('"')[0]
    path = f"/devices/{done['device_id']}/revoke"
    assert signed_in.post(path, csrf_token=csrf).status_code == 302
    assert "no longer works" in signed_in.get("/").get_data(as_text=True)
    problem(device.get("/people"), 401)
    assert signed_in.post(path, csrf_token=csrf).status_code == 404


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", " "), " {} ".format])
def test_a_code_is_read_as_people_type_it(
    extension: Extension, signed_in: Browser, typed: Callable[[str], str]
) -> None:
    page = signed_in.submit("/pair", code=typed(extension.code), do="approve")
    assert page.status_code == 200


@pytest.mark.parametrize("code", ["", "BCDF-GHJK", "x", "%", "\x00", "<script>", "B" * 500, "ÄÖÜß"])
def test_a_wrong_code(extension: Extension, signed_in: Browser, code: str) -> None:
    page = signed_in.submit("/pair", code=code, do="approve")
    assert page.status_code == 404
    assert "No device waits with this code" in page.get_data(as_text=True)
    assert "<script>" not in page.get_data(as_text=True)
    assert extension.collect().status_code == 202


def test_denied(extension: Extension, signed_in: Browser) -> None:
    page = signed_in.submit("/pair", code=extension.code, do="deny")
    assert "was not connected" in page.get_data(as_text=True)
    problem(extension.collect(), 403)
    assert signed_in.submit("/pair", code=extension.code, do="approve").status_code == 404
    problem(extension.collect(), 403)


def expire(database: TestDatabase) -> None:
    engine = create_engine(database.url)
    with engine.begin() as connection:
        past = utc_now() - timedelta(seconds=1)
        connection.execute(text("UPDATE pairing SET expires_at = :past"), {"past": str(past)})
    engine.dispose()


def test_expired_before_anybody_decided(
    extension: Extension, signed_in: Browser, test_database: TestDatabase
) -> None:
    expire(test_database)
    assert signed_in.submit("/pair", code=extension.code, do="approve").status_code == 404
    problem(extension.collect(), 410)


def test_expired_before_it_was_collected(
    extension: Extension, signed_in: Browser, test_database: TestDatabase
) -> None:
    signed_in.submit("/pair", code=extension.code, do="approve")
    expire(test_database)
    problem(extension.collect(), 410)


def test_the_code_alone_gives_nobody_a_token(extension: Extension, signed_in: Browser) -> None:
    signed_in.submit("/pair", code=extension.code, do="approve")
    problem(extension.collect(secrets.token_urlsafe(48)), 404)
    assert extension.collect().status_code == 200


@pytest.mark.parametrize("pairing_id", [f"{'0' * 32}.{'0' * 32}", "x", "%00", "0" * 65])
def test_pairings_that_are_none(extension: Extension, pairing_id: str) -> None:
    api = extension.api
    problem(api.post(f"/pairing/{pairing_id}/token", {"verifier": extension.verifier}), 404)


def test_a_pairing_of_another_workspace_is_not_settled_here(
    extension: Extension, other_tenant: Workspace, signed_in: Browser, stranger: ApiClient
) -> None:
    theirs = asks(stranger, workspace="theirs")
    assert signed_in.submit("/pair", code=theirs.code, do="approve").status_code == 404
    assert theirs.collect().status_code == 202
    crossed = theirs.started["pairing_id"].replace(
        theirs.started["pairing_id"][:32], extension.started["pairing_id"][:32]
    )
    problem(stranger.post(f"/pairing/{crossed}/token", {"verifier": theirs.verifier}), 404)


def test_where_there_are_two_workspaces_one_is_named(
    tenant: Workspace, other_tenant: Workspace, stranger: ApiClient
) -> None:
    wanted = {"challenge": challenge_of("v" * 43), "device_label": "Firefox"}
    problem(stranger.post("/pairing", wanted), 404)
    problem(stranger.post("/pairing", wanted | {"workspace": "none-such"}), 404)
    assert stranger.post("/pairing", wanted | {"workspace": "theirs"}).status_code == 201


@pytest.mark.parametrize(
    "change",
    [
        {"challenge": "short"},
        {"challenge": "!" * 43},
        {"device_label": ""},
        {"device_label": "\u202e\x00"},
        {"device_label": "x" * 101},
        {"workspace": "Ä"},
        {"extra": 1},
    ],
)
def test_requests_that_are_none(tenant: Workspace, stranger: ApiClient, change: dict) -> None:
    wanted = {"challenge": challenge_of("v" * 43), "device_label": "Firefox"}
    problem(stranger.post("/pairing", wanted | change), 422)


def test_a_label_with_script_in_it_is_text(
    tenant: Workspace, stranger: ApiClient, signed_in: Browser
) -> None:
    extension = asks(stranger, "<script>alert(1)</script>")
    page = signed_in.submit("/pair", code=extension.code, do="approve").get_data(as_text=True)
    extension.collect()
    for found in (page, signed_in.get("/").get_data(as_text=True)):
        assert "&lt;script&gt;" in found
        assert "<script>" not in found


def test_codes_cannot_be_guessed(
    make_app: Callable[..., APIFlask], sign_in_path: Callable[[str], str]
) -> None:
    browser = Browser(make_app(rate_limits=True))
    browser.submit(sign_in_path("sales"))
    page = browser.get("/pair").get_data(as_text=True)
    csrf = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    answers = [browser.post("/pair", csrf_token=csrf, code=new_user_code()) for _ in range(11)]
    assert [response.status_code for response in answers] == [404] * 10 + [429]
    assert "Too many tries" in answers[-1].get_data(as_text=True)


def test_a_proxy_is_not_everybody(make_app: Callable[..., APIFlask]) -> None:
    """Behind a proxy the limits count who is before it, not the proxy."""
    stranger = ApiClient(make_app(rate_limits=True, trusted_proxies=1), None)
    for number in range(31):
        one = {"X-Forwarded-For": f"203.0.113.{number}"}
        problem(stranger.post("/pairing", {}, headers=one), 422)
    forged = [{"X-Forwarded-For": f"198.51.100.{n}, 203.0.113.9"} for n in range(31)]
    answers = [stranger.post("/pairing", {}, headers=one) for one in forged]
    problem(answers[-1], 429)


def test_codes_are_easy_to_type() -> None:
    codes = {new_user_code() for _ in range(500)}
    assert len(codes) == 500
    for code in codes:
        assert len(code) == 9
        assert set(code) <= set(CODE_ALPHABET + "-")
    assert not set(CODE_ALPHABET) & set("AEIOUY0O1I")


def test_old_pairings_are_swept_up(
    extension: Extension, stranger: ApiClient, test_database: TestDatabase
) -> None:
    engine = create_engine(test_database.url)
    with engine.begin() as connection:
        past = utc_now() - timedelta(days=2)
        connection.execute(text("UPDATE pairing SET expires_at = :past"), {"past": str(past)})
    engine.dispose()
    asks(stranger)
    assert len(all_rows(test_database)["pairing"]) == 1


def test_the_pages_of_a_stranger(app: APIFlask, tenant: Workspace) -> None:
    browser = Browser(app)
    assert browser.get("/").status_code == 200
    assert browser.get("/pair").status_code == 401
    assert browser.get("/pair?code=BCDF-GHJK").status_code == 401
