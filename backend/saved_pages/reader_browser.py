"""The page readers in real Chromium, in an isolated world of the page, with the network cut off.

The readers run as content scripts do: they share the page's DOM but not its JavaScript. Needs
Playwright and a Chromium of the machine; `chromium_path` tells whether there is one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, CDPSession, Page, Route

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "extension"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--disable-quic", "--no-first-run", "--disable-background-networking"]


def chromium_path() -> str | None:
    """Path of the machine's Chromium or Chrome, None when there is none."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def reader_scripts() -> list[Path]:
    """The reading content scripts in their order (extension/content/scripts.js, READERS)."""
    source = (EXTENSION / "content" / "scripts.js").read_text(encoding="utf-8")
    block = re.search(r"export const READERS = \[(.*?)\];", source, re.DOTALL)
    if block is None:
        raise ValueError("extension/content/scripts.js has no READERS list")
    return [EXTENSION / name for name in re.findall(r'^\s*"([^"]+)"', block[1], re.MULTILINE)]


def readers_source() -> str:
    """All readers, as they are put into a page."""
    return "\n;\n".join(path.read_text(encoding="utf-8") for path in reader_scripts())


def readers_fingerprint() -> str:
    """Changes with the readers: what older ones read may be read anew."""
    return hashlib.sha256(readers_source().encode()).hexdigest()


@dataclass
class OpenPage:
    """One page being read: `evaluate` runs in the readers' world, `requests` is what it fetched."""

    page: Page
    session: CDPSession
    context_id: int
    requests: list[str] = field(default_factory=list)

    def evaluate(self, expression: str) -> Any:
        """The JSON value of an expression in the readers' world; JavaScript errors are raised."""
        answer = self.session.send(
            "Runtime.evaluate",
            {
                "expression": expression,
                "contextId": self.context_id,
                "returnByValue": True,
                "awaitPromise": True,
            },
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise RuntimeError(details.get("exception", {}).get("description") or details["text"])
        return answer["result"].get("value")

    def read(self, url: str) -> dict[str, Any]:
        """`{"drafts": captures without their delivery fields (of a feed one a discussion),
        "people": those of a list, "health": PageHealth}`."""
        answer: dict[str, Any] = self.evaluate(
            f"Sidenote.sites.readNow(document, {json.dumps(url)})"
        )
        return answer


class ReaderBrowser:
    """Opens pages given as text under any address; nothing else is ever fetched."""

    def __init__(self, context: BrowserContext, errors: tuple[type[Exception], ...]) -> None:
        self.errors = errors
        """what opening or reading a page may raise"""
        self._context = context
        self._pages: dict[str, str] = {}
        self._requests: list[str] = []
        self._source = readers_source()
        context.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        url = route.request.url.partition("#")[0]
        html = self._pages.get(url) if route.request.is_navigation_request() else None
        if html is None:
            self._requests.append(route.request.url)
            route.abort()
            return
        route.fulfill(body=html, content_type="text/html; charset=utf-8")

    @contextmanager
    def open(self, url: str, html: str) -> Iterator[OpenPage]:
        """The page loaded under `url`, the readers in place, nothing read yet."""
        self._pages = {url.partition("#")[0]: html}
        self._requests = []
        page = self._context.new_page()
        try:
            page.goto(url, wait_until="domcontentloaded")
            yield self._with_readers(page)
        finally:
            page.close()

    def _with_readers(self, page: Page) -> OpenPage:
        session = self._context.new_cdp_session(page)
        frame = session.send("Page.getFrameTree")["frameTree"]["frame"]
        world = session.send(
            "Page.createIsolatedWorld", {"frameId": frame["id"], "worldName": "sidenote"}
        )
        opened = OpenPage(page, session, world["executionContextId"], self._requests)
        opened.evaluate(self._source + "\n;undefined")
        return opened


def _is_root() -> bool:
    """Chromium has no sandbox of its own for root, as in containers."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


@contextmanager
def reader_browser() -> Iterator[ReaderBrowser]:
    """A headless Chromium with no network.

    Raises:
        FileNotFoundError: the machine has no Chromium. ImportError: Playwright is not installed.
    """
    path = chromium_path()
    if path is None:
        raise FileNotFoundError("no Chromium or Chrome on this machine")
    # Only who reads saved pages needs it: it is no dependency of the server.
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        arguments = [*ARGUMENTS, *(["--no-sandbox"] if _is_root() else [])]
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=arguments)
        context = browser.new_context(locale="en-GB", timezone_id="UTC")
        try:
            yield ReaderBrowser(context, (Error, RuntimeError))
        finally:
            context.close()
            browser.close()
