"""The administrator's page of capture health."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from backend.models.base import utc_now
from tests.conftest import Workspace
from tests.invented import NOON
from tests.services.test_capture_health import LINKS, captured, reported
from tests.services.test_capture_health import days_of as captured_days
from tests.web.conftest import Browser


@pytest.fixture
def administrator(browser: Browser, sign_in_path: Callable[[str], str]) -> Browser:
    assert browser.submit(sign_in_path("administrator")).status_code == 302
    return browser


def test_numbers_plots_and_reasons(administrator: Browser, tenant: Workspace) -> None:
    scope = tenant.scope("administrator")
    for number in range(4):
        captured(scope, f"https://forum.example/t/{number}", filled=7)
    reported(scope, 3)
    page = administrator.get("/capture-health").get_data(as_text=True)
    assert LINKS in page
    assert "70 %" in page
    assert page.count("<svg") == 3
    assert "not-recognised" in page
    assert "<script" not in page
    assert "style=" not in page
    assert 'href="/capture-health"' in administrator.get("/").get_data(as_text=True)


def test_a_notice_is_told_and_acknowledged(administrator: Browser, tenant: Workspace) -> None:
    today = (utc_now().date() - NOON.date()).days
    captured_days(tenant, range(today - 8, today), 10)
    captured_days(tenant, range(today, today + 1), 0, pages=12)
    page = administrator.get("/capture-health").get_data(as_text=True)
    assert "100 % → 0 %" in page
    path = page.partition('action="/capture-health/')[2].partition('"')[0]
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert administrator.post(f"/capture-health/{path}", csrf_token=token).status_code == 302
    page = administrator.get("/capture-health").get_data(as_text=True)
    assert "seen by Administrator of ours" in page


def test_it_is_for_administrators(signed_in: Browser, browser: Browser) -> None:
    assert signed_in.get("/capture-health").status_code == 403
    assert "Capture health" not in signed_in.get("/").get_data(as_text=True)
    stranger = Browser(browser.client.application)
    assert stranger.get("/capture-health").status_code == 401


@pytest.mark.parametrize("days", ["0", "-5", "x", "99999"])
def test_any_period_is_answered(administrator: Browser, days: str) -> None:
    assert administrator.get(f"/capture-health?days={days}").status_code == 200
