"""What watching a page that never stops growing costs, beside the same page without the extension.

Two tabs load the same thread, which adds comments by itself: one on a site where the extension
reads automatically and shows badges, one where it may not. After the given minutes both are swept
of garbage and compared.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import CDPSession, Page

from tests.browser.invented_pages import discussion, post
from tests.browser.web import PageServer
from tests.end_to_end.stage import Stage

WATCHED = "http://watched.test/discussions/bearings"
ALONE = "http://alone.test/discussions/bearings"
FIRST = 50
MEGABYTE = 1_048_576

_GROW = """<script>
const template = %r;
let number = FIRST;
setInterval(() => {
  number += 1;
  const holder = document.createElement("template");
  holder.innerHTML = template.replaceAll("4242", number);
  document.querySelector("#comments").append(holder.content);
  scrollTo(0, document.body.scrollHeight);
}, EVERY);
</script>"""


def growing(every_ms: int) -> str:
    """The page: one more comment each `every_ms`, and the window follows it."""
    script = (_GROW % post(4242)).replace("FIRST", str(FIRST)).replace("EVERY", str(every_ms))
    return discussion(FIRST) + script


def measure(
    scene: Stage, pages: PageServer, minutes: float, say: Callable[[str], None]
) -> dict[str, Any]:
    """Megabytes of JavaScript heap that watching adds, and the time its scripts took."""
    every = 1_000
    for url in (WATCHED, ALONE):
        pages.add(url, growing(every))
    scene.chromium.grant_host("watched.test", mode="automatic", badges=True)
    tabs = {name: _opened(scene, url) for name, url in (("watched", WATCHED), ("alone", ALONE))}
    time.sleep(10)  # the first reading and its badges are not what is measured
    before = {name: _state(session) for name, (_, session) in tabs.items()}
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        time.sleep(min(60, max(end - time.monotonic(), 0)))
        say(f"{max(end - time.monotonic(), 0) / 60:.0f} min left")
    after = {name: _state(session) for name, (_, session) in tabs.items()}
    comments = {name: _comments(page) for name, (page, _) in tabs.items()}
    grown = {name: _difference(before[name], after[name]) for name in tabs}
    for page, _ in tabs.values():
        page.close()
    return {
        "minutes": minutes,
        "comments_at_the_end": comments["watched"],
        "heap_growth_alone_mb": grown["alone"]["heap_mb"],
        "heap_growth_watched_mb": grown["watched"]["heap_mb"],
        "added_mb": round(grown["watched"]["heap_mb"] - grown["alone"]["heap_mb"], 2),
        "script_seconds_alone": grown["alone"]["script_s"],
        "script_seconds_watched": grown["watched"]["script_s"],
    }


def _opened(scene: Stage, url: str) -> tuple[Page, CDPSession]:
    page = scene.chromium.context.new_page()
    page.goto(url)
    session = scene.chromium.context.new_cdp_session(page)
    session.send("Performance.enable")
    return page, session


def _state(session: CDPSession) -> dict[str, float]:
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    found = {metric["name"]: float(metric["value"]) for metric in metrics}
    return {"heap": found["JSHeapUsedSize"], "script": found["ScriptDuration"]}


def _difference(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    return {
        "heap_mb": round((after["heap"] - before["heap"]) / MEGABYTE, 2),
        "script_s": round(after["script"] - before["script"], 2),
    }


def _comments(page: Page) -> int:
    return int(page.evaluate("document.querySelectorAll('[itemprop=comment]').length"))
