"""A browser without a screen: keeps cookies, reads the form's hidden token."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from werkzeug.test import TestResponse

from backend.services.sign_in import make_sign_in_secret
from tests.conftest import Workspace


class Browser:
    """One person's browser; `base` is the address they see."""

    def __init__(self, app: APIFlask, base: str = "http://localhost") -> None:
        self.client = app.test_client()
        self.base = base

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, base_url=self.base)

    def submit(self, path: str, **fields: str) -> TestResponse:
        """Open the page at `path`, fill its form in and send it."""
        page = self.get(path)
        found = re.search(r'name="csrf_token" value="([^"]+)"', page.get_data(as_text=True))
        assert found, f"no form at {path}: {page.status_code}"
        return self.post(path, csrf_token=found[1], **fields)

    def post(self, path: str, **fields: Any) -> TestResponse:
        """Send a form without having opened the page."""
        return self.client.post(path, data=fields, base_url=self.base)

    def cookie(self) -> str | None:
        cookie = self.client.get_cookie("sidenote_session")
        return cookie.value if cookie else None


@pytest.fixture
def browser(app: APIFlask) -> Browser:
    return Browser(app)


@pytest.fixture
def sign_in_path(tenant: Workspace) -> Callable[[str], str]:
    """A fresh one-time link for somebody of that role."""

    def make(role: str = "sales") -> str:
        email = f"{role}@{tenant.slug}.example"
        return f"/sign-in/{make_sign_in_secret(tenant.database, tenant.id, email, 30)}"

    return make


@pytest.fixture
def signed_in(browser: Browser, sign_in_path: Callable[[str], str]) -> Browser:
    assert browser.submit(sign_in_path("sales")).status_code == 302
    return browser
