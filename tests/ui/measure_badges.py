"""What badges cost a page of 2,000 comments: `python -m tests.ui.measure_badges [--comments N]`.

Prints JSON: time from "annotations known" to the first badges, and the longest tasks of the page's
main thread while badges start and while the page is scrolled to its end, with and without badges.
Tasks are in CPU time, so that other work on the machine does not count. The set is put into the
isolated world beforehand; its transport is the worker's and measured by scripts/bench.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.ui import samples
from tests.ui.harness import (
    FIND_BADGES,
    GRANTED,
    World,
    content_sources,
    double,
    new_page,
    serve,
    thread_page,
)

SCROLL = """async (speed) => {
  const end = document.documentElement.scrollHeight;
  let last = performance.now();
  for (let y = 0; y < end; ) {
    await new Promise((done) => requestAnimationFrame(done));
    const now = performance.now();
    y += (speed * Math.min(now - last, 50)) / 1000; last = now;
    scrollTo(0, y);
  }
}"""
SPEEDS = {"reading": 1_500, "fast": 6_000, "flinging": 30_000}
"""Pixels a second; the slow one goes through a tenth of the page."""
CATEGORIES = ["devtools.timeline", "toplevel", "blink"]
FIRST = """(async () => {
  const began = performance.now();
  const started = Sidenote.annotate.start();
  const seen = () => buttons().some((b) => { const r = b.getBoundingClientRect();
    return r.bottom > 0 && r.top < innerHeight; });
  while (!seen()) await new Promise((done) => requestAnimationFrame(done));
  return performance.now() - began;
})()"""


def names_of(annotations: Any) -> list[str]:
    """The author's name of each post."""
    people = {one["key"]: one["name"] for one in annotations["people"]}
    return [people[post["person_key"]] for post in annotations["posts"]]


def comment_page(names: list[str]) -> str:
    """A page of comments with about 17 elements each, as networks have them."""
    line = "<span><b></b><i></i></span>"
    filler = f"<div>{line}{line}<ul><li></li><li></li></ul></div>"
    return thread_page(names).replace("</article>", f"{filler}</article>")


def prepared(page: Page, annotations: Any) -> World:
    """The page is loaded and everything but the start of the badges is done."""
    world = World(page)
    world.evaluate(double("en", {"site-settings": GRANTED, "known-annotations": []}))
    world.evaluate(f"globalThis.set = {json.dumps(annotations)}; 0")
    world.evaluate("double.answers['known-annotations'] = () => [{ url: set.url, set }]; 0")
    for source in content_sources():
        world.evaluate(source.replace("void Sidenote.annotate.start();", "") + "\n0")
    world.evaluate(FIND_BADGES)
    return world


def tasks_of(path: Path) -> list[float]:
    """CPU milliseconds of each task of the thread that lays the page out, the longest first."""
    events = json.loads(path.read_text("utf-8"))["traceEvents"]
    threads = Counter(
        (one["pid"], one["tid"])
        for one in events
        if one.get("name") == "PrePaint" and one.get("ph") == "X"
    )
    main_thread = threads.most_common(1)[0][0]
    found = [
        one.get("tdur", one["dur"]) / 1_000
        for one in events
        if one.get("ph") == "X"
        and one["name"] in ("RunTask", "ThreadControllerImpl::RunTask")
        and (one["pid"], one["tid"]) == main_thread
    ]
    return sorted(found, reverse=True)


def measure(browser: Browser, annotations: Any, speed: int, *, badges: bool) -> dict[str, Any]:
    """One load, start and scroll."""
    page = new_page(browser, viewport={"width": 1280, "height": 900})
    page.set_default_timeout(0)
    serve(page.context, {"/thread/1": comment_page(names_of(annotations))})
    page.goto(samples.PAGE)
    world = prepared(page, annotations)
    page.wait_for_timeout(500)
    with TemporaryDirectory() as folder:
        trace = Path(folder) / "trace.json"
        browser.start_tracing(
            page=page, path=trace, categories=["devtools.timeline", "toplevel", "blink"]
        )
        first = world.evaluate(FIRST) if badges else None
        page.wait_for_timeout(1_500)
        scroll = SCROLL.replace("scrollHeight", "scrollHeight / 10") if speed < 5_000 else SCROLL
        page.evaluate(scroll, speed)
        page.wait_for_timeout(300)
        browser.stop_tracing()
        tasks = tasks_of(trace)
    found = {
        "first_badges_ms": round(first, 1) if first is not None else None,
        "longest_tasks_cpu_ms": [round(one, 1) for one in tasks[:5]],
        "tasks_over_50_ms": sum(one > 50 for one in tasks),
        "shown": world.evaluate("hosts().length") if badges else 0,
        "elements": page.evaluate("document.querySelectorAll('*').length"),
    }
    page.context.close()
    return found


def main(arguments: list[str]) -> None:
    """Prints the figures of several runs with and without badges."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args(arguments)
    annotations = samples.discussion(options.comments, max(1, options.comments // 3))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        runs = [
            {
                "scroll": name,
                "badges": on,
                **measure(browser, annotations, speed, badges=on),
            }
            for _ in range(options.runs)
            for name, speed in SPEEDS.items()
            for on in (False, True)
        ]
        browser.close()
    size = len(json.dumps(annotations))
    print(json.dumps({"comments": options.comments, "set_bytes": size, "runs": runs}, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
