"""One saved page in the browser with the extension: served once, watched until it is read."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Route

if TYPE_CHECKING:
    from measurements.extension_browser import ExtensionBrowser

Capture = dict[str, Any]

QUIET_S = {"captured": 0.25, "feed": 1.0, "nothing": 0.6}
"""How long a page that was read must stay as it is. One that nobody recognised may still be drawing
itself; what of a feed came into view goes out one after the other."""
LOOK_AGAIN_S = 3.5
"""In which the extension looks once more at a page that grew (QUIET_MS, GAP_MS of capture.js)."""
MOST_GROWING_S = 12.0
"""A page that never stops growing is taken as read after this long."""

GROWTH = """([tabId, ms]) => Promise.race([
  chrome.scripting.executeScript({ target: { tabId }, injectImmediately: true, func: () => {
    globalThis.growth ??= (() => {
      const growth = { at: 0 };
      new MutationObserver((records) => {
        if (document.readyState !== "loading" && records.some((one) => one.addedNodes.length > 0))
          growth.at = performance.now();
      }).observe(document, { childList: true, subtree: true });
      return growth;
    })();
    return globalThis.growth.at > 0 ? (performance.now() - globalThis.growth.at) / 1000 : -1;
  } }).then(([{ result }]) => result, () => null),
  new Promise((done) => setTimeout(done, ms, null))])"""
"""Seconds since something was added to the finished page, asked as the extension could; -1 for
never, None while the page does not answer."""


SCROLL = """([tabId, ms]) => Promise.race([
  chrome.scripting.executeScript({ target: { tabId }, func: async () => {
    for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight * 0.7) {
      scrollTo(0, y);
      for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    }
  } }).catch(() => null),
  new Promise((done) => setTimeout(done, ms, null))])"""
"""Looks at the page from top to bottom: of a feed only what came into view is captured."""

STAY = """navigation.addEventListener("navigate", (event) => {
  if (!event.destination.sameDocument) event.preventDefault();
})"""
"""Saved pages that send their visitor elsewhere would be gone before anybody has seen them."""


@dataclass
class Reading:
    """What became of one page.

    `captures`: what went over the wire, parts joined, one for each address. `reason`: why there is
    none, a Refusal of extension/sites/contract.js, or: people-list, timeout, crashed, left (the
    page went elsewhere), or what kept the extension from sending. `asked`: the extension was not
    sure of the page's structure and asked first; we said yes.
    """

    captures: list[Capture] = field(default_factory=list)
    reason: str | None = None
    asked: bool = False
    confidence: float | None = None


class OpenedPage:
    """One page, from its address to what became of it."""

    def __init__(self, browser: ExtensionBrowser, page: Page, limit: float) -> None:
        self._browser = browser
        self._page = page
        self._end = time.monotonic() + limit
        self._state: dict[str, Any] = {}
        self._asked = False
        self._is_scrolled = False
        self._crashed = False
        page.on("crash", self._note_crash)
        self._tab = browser.tab_id(page)

    def _note_crash(self, _: Page) -> None:
        self._crashed = True

    def read(self, url: str, html: bytes, charset: str | None) -> Reading:
        self._page.add_init_script(STAY)
        self._page.route("**/*", _Served(html, charset))
        with suppress(PlaywrightError):
            self._page.goto(url, wait_until="commit", timeout=1_000 * self._left())
        in_time = self._watch()
        reading = Reading(joined(self._browser.server.arrived), asked=self._asked)
        health = self._state.get("health") or {}
        if self._asked:
            reading.confidence = health.get("confidence")
        if not reading.captures:
            reading.reason = self._mishap() or (self._why_nothing() if in_time else "timeout")
        return reading

    def _left(self) -> float:
        return max(self._end - time.monotonic(), 0.001)

    def _mishap(self) -> str | None:
        if self._crashed:
            return "crashed"
        return "left" if self._page.url.startswith(("about:", "chrome-error:")) else None

    def _watch(self) -> bool:
        """Until the extension has read and delivered the page as it stays; False if it did not."""
        begun = read_since = None
        last = 0
        while time.monotonic() < self._end and not self._mishap():
            now = time.monotonic()
            grown = self._browser.speaker.evaluate(GROWTH, [self._tab, 1_000])
            self._state = self._browser.tell({"type": "tab-state", "tabId": self._tab}) or {}
            arrived = len(self._browser.server.arrived)
            outcome = self._outcome()
            if grown is None or outcome is None or arrived != last:
                last = arrived
                read_since = None
            else:
                begun = begun or now
                read_since = read_since or now
                is_whole = not 0 <= grown < LOOK_AGAIN_S or now - begun > MOST_GROWING_S
                if is_whole and now - read_since >= QUIET_S[outcome]:
                    return True
            self._browser.speaker.wait_for_timeout(50)
        return False

    def _outcome(self) -> str | None:
        """ "captured" once all that was read has arrived, "feed" when that may be so, "nothing"
        where there is nothing to wait for, None while it is under way."""
        health = self._state.get("health")
        if health is None:
            return None
        if health["status"] == "unsure" and not self._asked:
            self._asked = True
            self._browser.tell({"type": "capture-now", "tabId": self._tab, "sure": True})
            return None
        if health["kind"] == "feed" and not self._is_scrolled:
            self._is_scrolled = True
            self._browser.speaker.evaluate(SCROLL, [self._tab, 10_000])
            return None
        if health["status"] not in ("recognised", "unsure") or health["kind"] == "people":
            return "nothing"
        if self._state["problem"] and self._state["delivery"] == "none":
            return "nothing"
        captures = joined(self._browser.server.arrived)
        posts = sum(len(one["discussion"]["posts"]) for one in captures if "discussion" in one)
        if captures and posts >= health["posts"]:
            return "captured"
        # What of a feed stands nowhere on the page cannot come into view.
        return "feed" if self._is_scrolled else None

    def _why_nothing(self) -> str:
        health = self._state["health"]
        if health["kind"] == "people":
            return "people-list"
        if health["kind"] == "feed" and not health["reason"]:
            return "feed"
        reason = health["reason"] or self._state["problem"] or "failed"
        return str(reason).removeprefix("health_").removeprefix("problem_").replace("_", "-")


class _Served:
    """The page's first navigation from memory, whatever else it asks for is refused. Should it get
    as far as to ask for another page, there is none (204), which leaves it where it is."""

    def __init__(self, html: bytes, charset: str | None) -> None:
        self._html = html
        self._type = "text/html" + (f"; charset={charset}" if charset else "")
        self._is_served = False

    def __call__(self, route: Route) -> None:
        request = route.request
        if not request.is_navigation_request() or request.frame.parent_frame is not None:
            route.abort()
        elif self._is_served:
            route.fulfill(status=204)
        else:
            self._is_served = True
            route.fulfill(body=self._html, content_type=self._type)


def joined(arrived: list[Capture]) -> list[Capture]:
    """Whole captures of what arrived, one for each address, the last of several.

    The parts of a long discussion (extension/background/capture-parts.js) become one again: posts
    in order, without `part`, under the id they derive theirs from. What lacks a part is left out.
    """
    runs: dict[str, dict[int, Capture]] = {}
    for capture in arrived:
        part = (capture.get("discussion") or {}).get("part")
        name = capture["capture_id"].rpartition("-")[0] if part else capture["capture_id"]
        runs.setdefault(name, {})[part["index"] if part else 0] = capture
    whole: dict[str, Capture] = {}
    for name, run in runs.items():
        first = run.get(0)
        if first is None:
            continue
        part = (first.get("discussion") or {}).get("part")
        if part and len(run) < part["count"]:
            continue
        if part:
            discussion = {key: value for key, value in first["discussion"].items() if key != "part"}
            posts = [post for _, one in sorted(run.items()) for post in one["discussion"]["posts"]]
            first = first | {"capture_id": name, "discussion": discussion | {"posts": posts}}
        whole.pop(first["url"], None)
        whole[first["url"]] = first
    return list(whole.values())
