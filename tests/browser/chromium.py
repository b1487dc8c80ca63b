"""Drives a real Chromium with the extension loaded; what the fixtures of conftest.py hand out."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, Request, Worker, sync_playwright

BLANK = "manifest.json"
"""Any file of the extension opens as a document of its origin: a page without our scripts."""


def browser_path() -> str | None:
    """Chromium's executable, or None. SIDENOTE_CHROMIUM names another one."""
    named = os.environ.get("SIDENOTE_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


@dataclass
class Chromium:
    """One browser. `requests` notes every request of pages and of the worker."""

    context: BrowserContext
    extension_id: str
    requests: list[Request] = field(default_factory=list)
    _speaker: Page | None = None
    _session: CDPSession | None = None

    @property
    def base(self) -> str:
        return f"chrome-extension://{self.extension_id}/"

    @property
    def worker(self) -> Worker:
        """The running service worker; wakes it if it sleeps."""
        self.wake()
        return self._workers()[-1]

    def wake(self) -> None:
        """Starts the worker if it sleeps: any message does."""
        if not self.worker_runs():
            self.send({"type": "connection"})
            self.wait_until(self.worker_runs, "the worker to start")

    def worker_runs(self) -> bool:
        """As the browser sees it; Playwright learns of an ended worker too late."""
        return any(self._worker_targets())

    def _worker_targets(self) -> list[str]:
        targets = self._cdp().send("Target.getTargets")["targetInfos"]
        return [
            target["targetId"]
            for target in targets
            if target["type"] == "service_worker" and target["url"].startswith(self.base)
        ]

    def _cdp(self) -> CDPSession:
        if self._session is None:
            assert self.context.browser is not None
            self._session = self.context.browser.new_browser_cdp_session()
        return self._session

    def note(self, request: Request) -> None:
        if request.url.startswith("http"):
            self.requests.append(request)

    def wait_until(self, condition: Callable[[], Any], what: str, seconds: float = 15) -> Any:
        """The first true value of `condition`, asked again and again; fails after `seconds`."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = condition()
            if value:
                return value
            # Not time.sleep: Playwright hears of events only while it is called.
            self.context.pages[0].wait_for_timeout(40)
        raise AssertionError(f"waited {seconds} s in vain for {what}")

    def _workers(self) -> list[Worker]:
        return [w for w in self.context.service_workers if w.url.startswith(self.base)]

    def open(self, url: str) -> Page:
        page = self.context.new_page()
        page.goto(url)
        return page

    def open_extension(self, path: str) -> Page:
        return self.open(self.base + path)

    def send(self, message: dict[str, Any]) -> Any:
        """Sends a message to the worker as an extension page does; returns its answer."""
        return self._page().evaluate("(message) => chrome.runtime.sendMessage(message)", message)

    def _page(self) -> Page:
        if self._speaker is None or self._speaker.is_closed():
            self._speaker = self.open_extension(BLANK)
        return self._speaker

    def tab_id(self, page: Page) -> int:
        """The browser's number of a page's tab."""
        page.bring_to_front()
        return self.worker.evaluate(
            "async () => (await chrome.tabs.query({active: true, lastFocusedWindow: true}))[0].id"
        )

    def grant_host(self, host: str, mode: str | None = None, badges: bool | None = None) -> None:
        """Access to a host as if the user had allowed it, then what the options page sends."""
        self.permit(host)
        self.send({"type": "site-granted", "host": host})
        wish = {"mode": mode, "badges": badges}
        wish = {key: value for key, value in wish.items() if value is not None}
        if wish:
            self.send({"type": "site-set", "host": host, **wish})

    def permit(self, host: str) -> None:
        """The browser's own permission for a host, without the extension hearing of it from us.

        The native dialog can't be answered headless; a host put on the developer page's list first
        needs none.
        """
        origins = [f"{scheme}://{host}/*" for scheme in ("http", "https")]
        self._developer("addHostPermission", origins)
        assert self._page().evaluate("(origins) => chrome.permissions.request({origins})", origins)

    def revoke_host(self, host: str) -> None:
        """Takes a host away behind the extension's back, as the browser's own settings can."""
        self._developer(
            "removeHostPermission", [f"{scheme}://{host}/*" for scheme in ("http", "https")]
        )

    def _developer(self, verb: str, patterns: list[str]) -> None:
        page = self.open("chrome://extensions")
        for pattern in patterns:
            page.evaluate(
                "([verb, id, pattern]) => chrome.developerPrivate[verb](id, pattern)",
                [verb, self.extension_id, pattern],
            )
        page.close()

    def content_world(self, page: Page) -> ContentWorld:
        """The isolated world of our content scripts in a page."""
        session = self.context.new_cdp_session(page)
        contexts: list[dict[str, Any]] = []
        session.on("Runtime.executionContextCreated", lambda e: contexts.append(e["context"]))
        session.send("Runtime.enable")
        found = self.wait_until(
            lambda: [c for c in contexts if self.extension_id in c["origin"]],
            "the content scripts' world",
        )
        return ContentWorld(session, found[-1]["id"])

    def click_action(self, page: Page) -> None:
        """A real click on the toolbar button while `page` is shown: grants activeTab."""
        page.bring_to_front()
        found = self._cdp().send("Target.getTargets", {"filter": [{"type": "tab"}]})
        target = next(t for t in found["targetInfos"] if t["url"] == page.url)
        self._cdp().send(
            "Extensions.triggerAction", {"id": self.extension_id, "targetId": target["targetId"]}
        )

    def target_urls(self) -> list[str]:
        """The addresses of everything open, the side panel too."""
        return [target["url"] for target in self._cdp().send("Target.getTargets")["targetInfos"]]

    def reload_extension(self) -> None:
        """As after an update: old content scripts live on without their extension."""
        page = self.open("chrome://extensions")
        # Without developer mode a reloaded folder stays switched off.
        page.evaluate("chrome.developerPrivate.updateProfileConfiguration({inDeveloperMode: true})")
        page.evaluate("(id) => chrome.developerPrivate.reload(id)", self.extension_id)
        page.close()
        self.wait_until(self.worker_runs, "the extension to come back")

    def kill_worker(self) -> None:
        """Ends the worker at once, in the middle of whatever it does; the next event starts it."""
        for target in self._worker_targets():
            self._cdp().send("Target.closeTarget", {"targetId": target})
        self.wait_until(lambda: not self.worker_runs(), "the worker to end")


@dataclass
class ContentWorld:
    """Evaluates in the world of the content scripts, as they would."""

    session: CDPSession
    context: int

    def evaluate(self, function: str, *arguments: Any) -> Any:
        answer = self.session.send(
            "Runtime.callFunctionOn",
            {
                "functionDeclaration": function,
                "executionContextId": self.context,
                "arguments": [{"value": value} for value in arguments],
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")


@contextmanager
def launch(
    extension: Path,
    profile: Path,
    pages_port: int,
    others: tuple[Path, ...] = (),
    *,
    rules: tuple[str, ...] = (),
    headless: bool = True,
    language: str = "en",
    blocks_popups: bool = False,
) -> Iterator[Chromium]:
    """Chromium with `extension` (and `others`) in the profile; *.test leads to `pages_port`.

    `rules`: further host resolver rules, such as "MAP localhost:8766 127.0.0.1:9000".
    `blocks_popups`: as Chromium does for people; Playwright's own launch lets them through.
    """
    folders = ",".join(str(folder) for folder in (extension, *others))
    manifest = json.loads((extension / "manifest.json").read_text())
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path=browser_path(),
            headless=headless,
            ignore_default_args=["--disable-popup-blocking"] if blocks_popups else [],
            args=[
                f"--load-extension={folders}",
                f"--disable-extensions-except={folders}",
                "--host-resolver-rules=" + ",".join((f"MAP *.test 127.0.0.1:{pages_port}", *rules)),
                "--no-sandbox",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                f"--lang={language}",
            ],
        )
        browser = Chromium(context, extension_id(manifest["key"]))
        context.on("request", browser.note)
        try:
            browser.wait_until(browser._workers, "the extension's worker")
            yield browser
        finally:
            context.close()


def extension_id(key: str) -> str:
    """The id Chromium derives from a manifest's `key`."""
    digest = hashlib.sha256(base64.b64decode(key)).hexdigest()[:32]
    return digest.translate(str.maketrans("0123456789abcdef", "abcdefghijklmnop"))
