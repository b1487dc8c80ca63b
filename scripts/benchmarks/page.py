"""The browser's half: when the first badge stands, and what the extension costs a big page."""

from __future__ import annotations

from typing import Any

from scripts.benchmarks.capture_path import figures
from tests.browser.invented_pages import discussion
from tests.browser.web import PageServer
from tests.end_to_end.stage import Stage

NETWORK = "http://localhost:8766"
KNOWN = {
    "profile": "/people/adelheid-morgenroth",
    "discussion of 14 comments": "/discussions/murmur-4-2-six-weeks-of-spectra-gone",
    "discussion of 200 comments": "/discussions/sunday-3-am-what-would-you-switch-off-first",
}
"""Pages of the demo network, captured once before."""
BIG = "http://big.test/discussions/bearings"
ROUNDS = 10
COMMENTS = 2_000

_OBSERVE = """
window.__tasks = []; window.__first = null; window.__ready = null;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.__tasks.push([entry.startTime, entry.duration]);
}).observe({ type: "longtask", buffered: true });
document.addEventListener("DOMContentLoaded", () => { window.__ready = performance.now(); });
new MutationObserver((records) => {
  for (const record of records) for (const node of record.addedNodes) {
    if (window.__first === null && window.__ready !== null && node.nodeName === "SPAN" &&
        node.attributes.length === 0 && node.childNodes.length === 0) {
      window.__first = performance.now();
    }
  }
}).observe(document, { childList: true, subtree: true });
"""


def first_badges(scene: Stage, path: str) -> dict[str, Any]:
    """Milliseconds from the page being there (DOMContentLoaded) to the first badge; known page."""
    scene.allow("automatic", badges=True)
    page, inside = scene.visit(path)
    scene.wait_for(inside.badges, "the first visit's badges")
    page.close()
    times = []
    for _ in range(ROUNDS):
        page = scene.chromium.context.new_page()
        page.add_init_script(_OBSERVE)
        page.goto(NETWORK + path)
        scene.wait_for(lambda page=page: page.evaluate("window.__first"), "a badge")
        times.append(page.evaluate("window.__first - window.__ready"))
        page.close()
    return figures(times)


def long_tasks(scene: Stage, pages: PageServer) -> dict[str, Any]:
    """Tasks over 50 ms on a page of 2,000 comments, without and with the extension at work."""
    text = "We changed the bearings twice, and the third time we changed the supplier. " * 3
    pages.add(BIG, discussion(COMMENTS, root=text))
    without = [_tasks(scene, settle_ms=1_500) for _ in range(3)]
    scene.chromium.grant_host("big.test", mode="automatic", badges=True)
    with_it = [_tasks(scene, settle_ms=6_000, needs_badges=True) for _ in range(3)]
    return {
        "without_ms": without,
        "with_ms": with_it,
        "longest_after_load_without_ms": max((t for run in without for t in run), default=0),
        "longest_after_load_with_ms": max((t for run in with_it for t in run), default=0),
    }


def _tasks(scene: Stage, settle_ms: int, *, needs_badges: bool = False) -> list[int]:
    """Durations of long tasks that began after the page itself was parsed, while scrolling too.

    `needs_badges`: fail unless the extension was at work.
    """
    page = scene.chromium.context.new_page()
    page.add_init_script(_OBSERVE)
    page.goto(BIG)
    page.wait_for_timeout(settle_ms)
    for _ in range(10):
        page.mouse.wheel(0, 3_000)
        page.wait_for_timeout(100)
    found = page.evaluate(
        "window.__tasks.filter(([start]) => start > window.__ready)"
        ".map(([, took]) => Math.round(took))"
    )
    assert not needs_badges or page.evaluate("window.__first") is not None, "no badge stood"
    page.close()
    return list(found)


def measure(scene: Stage, pages: PageServer) -> dict[str, Any]:
    badges = {
        f"first badge of a known {name}, after DOMContentLoaded": first_badges(scene, path)
        for name, path in KNOWN.items()
    }
    return badges | {f"tasks over 50 ms on a page of {COMMENTS} comments": long_tasks(scene, pages)}
