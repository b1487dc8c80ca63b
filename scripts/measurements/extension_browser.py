"""The real extension in real Chromium, paired with a recording server; pages under any address.

Everything from the content script to the wire is what users run. Nothing else is: no name is ever
resolved, the page comes from memory and whatever it asks for is refused. What counts as read is the
JSON body of POST /api/v1/captures, as the server got it.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Route

from measurements.page_reading import OpenedPage, Reading
from tests.browser.chromium import Chromium, browser_path, launch
from tests.browser.flaky_server import FlakyServer

EXTENSION = Path(__file__).resolve().parents[2] / "extension"
NO_NETWORK = ("MAP * ~NOTFOUND", "EXCLUDE 127.0.0.1")
NOBODY = 9
"""The port to which launch() leads *.test: nobody listens there."""
MOST_WAIT_MS = 3_000
ASK = """([message, ms]) => Promise.race([
  chrome.runtime.sendMessage(message), new Promise((done) => setTimeout(done, ms, null))])"""
ADD_HOST = "([id, origin]) => chrome.developerPrivate.addHostPermission(id, origin)"


class ExtensionBrowser:
    """Reads pages one after the other, each in a tab of its own."""

    def __init__(self, chromium: Chromium, server: FlakyServer) -> None:
        self._chromium = chromium
        self.server = server
        chromium.context.route(re.compile(r"^https?:"), self._refuse)
        self.speaker = chromium.open_extension("manifest.json")
        self._permissions = chromium.open("chrome://extensions")
        self._host: str | None = None
        self.tell({"type": "consent", "given": True})
        self.tell({"type": "pair", "server": server.url})
        chromium.wait_until(lambda: self.tell({"type": "connection"})["paired"], "the pairing")

    def _refuse(self, route: Route) -> None:
        """Nothing is asked of anybody but by the extension of its server; not by popups either."""
        if route.request.url.startswith(self.server.url + "/"):
            route.continue_()
        else:
            route.abort()

    @property
    def is_alive(self) -> bool:
        """False once the browser is gone, or its worker does not answer any more."""
        try:
            return self.tell({"type": "connection"}) is not None
        except PlaywrightError:
            return False

    def read(self, url: str, html: bytes, charset: str | None, limit: float) -> Reading:
        """The page read as it is under `url`, by itself; nothing is clicked on it.

        `charset` None leaves the encoding to the browser, `limit` is in seconds. A page that hangs,
        crashes or goes away is a Reading with its reason.
        """
        self.server.arrived.clear()
        try:
            self._allow(urlsplit(url).hostname or "")
            page = self._chromium.context.new_page()
            page.on("popup", _close)
            try:
                return OpenedPage(self, page, limit).read(url, html, charset)
            finally:
                _close(page)
                self._empty_outbox()
        except PlaywrightError:
            return Reading(reason="crashed")

    def tell(self, message: dict[str, Any]) -> Any:
        """An extension page's message to the worker; None when there is no answer in time."""
        return self.speaker.evaluate(ASK, [message, MOST_WAIT_MS])

    def tab_id(self, page: Page) -> int:
        """The browser's number of a page's tab."""
        page.bring_to_front()
        found: list[dict[str, Any]] = self.speaker.evaluate(
            "() => chrome.tabs.query({ active: true, lastFocusedWindow: true })"
        )
        return int(found[0]["id"])

    def _allow(self, host: str) -> None:
        """Access to one host at a time, read by itself; what was allowed before is taken back."""
        if host == self._host:
            return
        if self._host is not None:
            self.tell({"type": "site-remove", "host": self._host})
        origins = [f"{scheme}://{host}/*" for scheme in ("http", "https")]
        # The native dialog can't be answered headless; a host on this list needs none.
        for origin in origins:
            self._permissions.evaluate(ADD_HOST, [self._chromium.extension_id, origin])
        self.speaker.evaluate("(origins) => chrome.permissions.request({ origins })", origins)
        self.tell({"type": "site-granted", "host": host})
        self.tell({"type": "site-set", "host": host, "mode": "automatic"})
        self._host = host

    def _empty_outbox(self) -> None:
        """Nothing of one page may arrive while the next one is read."""
        for kept in (self.tell({"type": "outbox"}) or {}).get("waiting", []):
            self.tell({"type": "outbox-discard", "capture_id": kept["capture_id"]})


def _close(page: Page) -> None:
    with suppress(PlaywrightError):
        page.close()


@contextmanager
def extension_browser() -> Iterator[ExtensionBrowser]:
    """A headless Chromium with the extension in a fresh profile, paired, with no network.

    Raises RuntimeError when the machine has no Chromium.
    """
    if browser_path() is None:
        raise RuntimeError("no Chromium on this machine")
    with (
        tempfile.TemporaryDirectory(prefix="sidenote-measure-") as folder,
        FlakyServer() as server,
        launch(
            EXTENSION, Path(folder) / "profile", NOBODY, rules=NO_NETWORK, blocks_popups=True
        ) as chromium,
    ):
        yield ExtensionBrowser(chromium, server)
