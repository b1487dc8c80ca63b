"""Real Chromium with the extension loaded. Import nothing from here: ask for the fixtures.

- `chromium`: one browser with a fresh profile, see chromium.py: `open`, `send` (a message as an
  extension page sends it), `grant_host`, `revoke_host`, `kill_worker`, `click_action`, `requests`
- `site`: a web server for invented pages on any host ending in .test
- `server`: a server that can fail on purpose; `paired`: `chromium`, consenting and paired with it
- `backend`: the real backend on a fresh database; `connected`: `chromium`, consenting and paired
  with it

SIDENOTE_EXTENSION names another folder to load (an unpacked release).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import Chromium, browser_path, launch
from tests.browser.flaky_server import FlakyServer
from tests.browser.real_backend import Backend, running_backend
from tests.browser.web import PageServer

ROOT = Path(__file__).resolve().parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test that needs the browser is marked, and skipped in words where there is none."""
    missing = browser_path() is None
    for item in items:
        if "chromium" not in getattr(item, "fixturenames", ()):
            continue
        item.add_marker(pytest.mark.browser)
        if missing:
            item.add_marker(pytest.mark.skip(reason="no Chromium here: browser tests did not run"))


@pytest.fixture(scope="session")
def extension_folder() -> Path:
    """The folder a user would load."""
    return Path(os.environ.get("SIDENOTE_EXTENSION") or ROOT / "extension")


@pytest.fixture
def site() -> Iterator[PageServer]:
    """Invented pages: `site.add("http://network.test/p/1", html)`, then open that address."""
    with PageServer() as server:
        yield server


@pytest.fixture
def chromium(extension_folder: Path, tmp_path: Path, site: PageServer) -> Iterator[Chromium]:
    """A browser with the extension in a fresh profile; hosts ending in .test lead to `site`."""
    with launch(extension_folder, tmp_path / "profile", site.port) as browser:
        yield browser


@pytest.fixture
def server() -> Iterator[FlakyServer]:
    """A server that approves every pairing, keeps what it gets, and fails when told to."""
    with FlakyServer() as flaky:
        yield flaky


@pytest.fixture
def paired(chromium: Chromium, server: FlakyServer) -> Chromium:
    """The browser after consent and pairing with `server`."""
    chromium.send({"type": "consent", "given": True})
    assert chromium.send({"type": "pair", "server": server.url})["user_code"] == "ABCD-EFGH"
    chromium.wait_until(lambda: chromium.send({"type": "connection"})["paired"], "the pairing")
    return chromium


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """The real backend under gunicorn; one for all tests of a file."""
    with running_backend(tmp_path_factory.mktemp("backend")) as running:
        yield running


@pytest.fixture
def connected(chromium: Chromium, backend: Backend) -> Chromium:
    """The browser after consent and a real pairing with `backend`."""
    chromium.send({"type": "consent", "given": True})
    started = chromium.send({"type": "pair", "server": backend.url})
    backend.approve(started["user_code"])
    chromium.wait_until(lambda: chromium.send({"type": "connection"})["paired"], "the pairing")
    return chromium
