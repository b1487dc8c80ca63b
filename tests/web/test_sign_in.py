"""Signing in: once per link, with a session of one's own, and out again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from apiflask import APIFlask

from backend.models.base import utc_now
from backend.services.pair_device import token_hash
from backend.services.sign_in import make_sign_in_secret
from backend.store import workspace
from tests.conftest import Workspace
from tests.databases import TestDatabase
from tests.services.tables import all_rows, tables_with
from tests.web.conftest import Browser


def test_a_link_works_once(browser: Browser, sign_in_path: Callable[[str], str]) -> None:
    path = sign_in_path("sales")
    assert browser.submit(path).location == "/"
    assert "My devices" in browser.get("/").get_data(as_text=True)
    second = Browser(browser.client.application)
    response = second.submit(path)
    assert response.status_code == 404
    assert "used already" in response.get_data(as_text=True)
    assert "My devices" not in second.get("/").get_data(as_text=True)


def test_opening_the_link_does_not_use_it_up(
    browser: Browser, sign_in_path: Callable[[str], str]
) -> None:
    path = sign_in_path("sales")
    for _ in range(3):  # a mail scanner
        assert browser.get(path).status_code == 200
    assert browser.submit(path).status_code == 302


def test_a_link_goes_on_to_pairing_and_nowhere_else(
    browser: Browser, sign_in_path: Callable[[str], str]
) -> None:
    assert browser.submit(sign_in_path("sales") + "?next=pair").location == "/pair"
    for elsewhere in ("https://evil.example", "//evil.example", "/pair", "devices"):
        path = f"{sign_in_path('sales')}?next={elsewhere}"
        assert browser.submit(path).location == "/"


def test_a_link_that_is_too_old(browser: Browser, tenant: Workspace) -> None:
    with tenant.database.write(tenant.id) as tx:
        user = workspace.user_by_email(tx, "sales@ours.example")
        assert user is not None
        secret = f"{tenant.id}.{'A' * 43}"
        past = utc_now() - timedelta(seconds=1)
        workspace.add_sign_in_link(tx, user.id, token_hash(secret), past)
    assert browser.submit(f"/sign-in/{secret}").status_code == 404


@pytest.mark.parametrize("secret", ["x", "%00", "0" * 32, f"{'0' * 32}.{'A' * 43}", "<script>"])
def test_links_that_are_none(browser: Browser, secret: str) -> None:
    response = browser.submit(f"/sign-in/{secret}")
    assert response.status_code == 404
    assert "<script>" not in response.get_data(as_text=True)


def test_only_the_hash_of_a_link_is_kept(tenant: Workspace, test_database: TestDatabase) -> None:
    secret = make_sign_in_secret(tenant.database, tenant.id, "sales@ours.example", 30)
    assert tables_with(test_database, secret.partition(".")[2]) == []
    assert [row["secret_hash"] for row in all_rows(test_database)["sign_in_link"]] == [
        token_hash(secret)
    ]


def test_the_session_of_before_is_not_the_session_after(
    browser: Browser, sign_in_path: Callable[[str], str], app: APIFlask
) -> None:
    """Somebody who planted a session in this browser gains nothing from the sign-in."""
    browser.get(sign_in_path("sales"))
    planted = browser.cookie()
    assert planted
    browser.submit(sign_in_path("sales"))
    assert browser.cookie() != planted
    attacker = Browser(app)
    attacker.client.set_cookie("sidenote_session", planted, domain="localhost")
    assert "My devices" not in attacker.get("/").get_data(as_text=True)


def test_the_cookie_is_for_this_server_only(
    make_app: Callable[..., APIFlask], sign_in_path: Callable[[str], str]
) -> None:
    app = make_app(public_url="https://sidenote.example")
    browser = Browser(app, "https://sidenote.example")
    response = browser.submit(sign_in_path("sales"))
    assert response.status_code == 302, response.get_data(as_text=True)
    cookie = response.headers["Set-Cookie"]
    for wanted in ("HttpOnly", "SameSite=Lax", "Secure"):
        assert wanted in cookie


def test_signing_out(signed_in: Browser) -> None:
    page = signed_in.get("/").get_data(as_text=True)
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert signed_in.post("/sign-out", csrf_token=token).status_code == 302
    assert "My devices" not in signed_in.get("/").get_data(as_text=True)


def test_a_session_made_up_elsewhere_is_none(app: APIFlask, tenant: Workspace) -> None:
    browser = Browser(app)
    made_up = "eyJ0ZW5hbnRfaWQiOiJ4In0.aaaa.bbbb"
    browser.client.set_cookie("sidenote_session", made_up, domain="localhost")
    assert "My devices" not in browser.get("/").get_data(as_text=True)


@pytest.mark.parametrize(
    "path", ["/pair", "/sign-out", f"/devices/{'0' * 32}/revoke", "/sign-in/x"]
)
def test_forms_without_their_token_are_refused(signed_in: Browser, path: str) -> None:
    for fields in ({}, {"csrf_token": "x"}, {"csrf_token": "", "code": "BCDF-GHJK"}):
        response = signed_in.post(path, **fields)
        assert response.status_code == 400
        assert response.content_type.startswith("text/html")
        assert "Go back and try again" in response.get_data(as_text=True)


def test_the_token_of_another_session_is_refused(signed_in: Browser, app: APIFlask) -> None:
    attacker = Browser(app)
    page = attacker.get("/sign-in/x").get_data(as_text=True)
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert token
    assert signed_in.post("/pair", csrf_token=token, code="BCDF-GHJK").status_code == 400


def test_pages_run_no_script_and_are_framed_by_nobody(signed_in: Browser) -> None:
    for path in ("/", "/pair", "/sign-in/x"):
        response = signed_in.get(path)
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "frame-ancestors 'none'" in policy
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == "no-store"
        assert "<script" not in response.get_data(as_text=True)
        assert "http://" not in response.get_data(as_text=True).replace("http://localhost", "")
    with signed_in.get("/static/workspace.css") as style:
        assert style.status_code == 200
        assert "text/css" in style.content_type
