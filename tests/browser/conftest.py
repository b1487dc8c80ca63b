"""Real Chromium with the extension loaded. Import nothing from here: ask for the fixtures.

- `chromium`: one browser with a fresh profile, see chromium.py: `open`, `send` (a message as an
  extension page sends it), `grant_host`, `revoke_host`, `kill_worker`, `click_action`, `requests`
- `site`: a web server for invented pages on any host ending in .test
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import Chromium, browser_path, launch
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
    return ROOT / "extension"


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
