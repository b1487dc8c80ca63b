"""How well saved pages are read: `X.html[.gz]` beside `X.truth.json`, by the extension in Chromium.

The real extension, loaded unpacked, paired with a recording server on this computer, allowed on the
page's host and reading by itself. Each page is served under the `url` of its truth with the network
cut off; its own scripts may run. One JSON line a page with found/expected per field, a summary line
last.

A truth says `kind`: profile (name, headline, location, positions[{title, company}], skills),
discussion (title, posts[{author, author_url, text_start, position}]), company (name, industry, ...)
or negative (nothing may be captured). What it does not name is not compared. A page without a truth
is taken for a negative one.

--predictions FILE has a line a page: {"page": path below DIR, "capture": as it went over the wire,
or null, "reason": why null}.

* A long discussion travels in several parts; "capture" is the parts joined again in their order,
  without `part`.
* A feed yields a capture for each discussion: "captures" has them all, "capture" the one whose url
  is the truth's, else the first.
* Of a page whose structure it guessed the extension asks before it sends. The tool says yes, and
  the lines have "asked": true and how sure the reader was ("confidence").
* A reason is the extension's own (not-recognised, login-wall, listing, ...), or people-list (badges
  only), left (the page went away), crashed, timeout, unreadable (the file).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from measurements.extension_browser import ExtensionBrowser, extension_browser
from measurements.page_reading import Reading
from measurements.pages_compared import compare, summary
from measurements.pages_saved import (
    UnreadableError,
    charset_of,
    read_html,
    read_truth,
    saved_pages,
)

LIMIT_S = 40.0
PAGES_A_BROWSER = 400
"""After which a fresh one goes on: what pages leave in memory does not add up."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directory", type=Path, metavar="DIR")
    parser.add_argument("--predictions", type=Path, metavar="FILE")
    parser.add_argument(
        "--seconds", type=float, default=LIMIT_S, help="for one page at most (%(default)s)"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the lines; 0 unless nothing could be read at all."""
    if not arguments.directory.is_dir():
        print(f"no such folder: {arguments.directory}", file=sys.stderr)
        return 1
    lines = []
    predictions = []
    for page, truth, reading in _readings(arguments.directory, arguments.seconds):
        name = page.relative_to(arguments.directory).as_posix()
        captures = _main_first(reading.captures, truth["url"])
        line, prediction = _lines(name, captures, reading, truth)
        lines.append(line)
        predictions.append(prediction)
        print(json.dumps(line, ensure_ascii=False), flush=True)
        if arguments.predictions:
            _write(arguments.predictions, predictions)
    print(json.dumps(summary(lines), ensure_ascii=False))
    return 0


def _readings(directory: Path, limit: float) -> Iterator[tuple[Path, dict[str, Any], Reading]]:
    """Every page with its truth and what became of it; another browser follows one that is gone."""
    left = list(saved_pages(directory))
    while left:
        with extension_browser() as browser:
            for _ in range(PAGES_A_BROWSER):
                if not left:
                    return
                yield left[0], *_read(browser, left[0], limit)
                left.pop(0)
                if not browser.is_alive:
                    break


def _read(browser: ExtensionBrowser, page: Path, limit: float) -> tuple[dict[str, Any], Reading]:
    try:
        truth = read_truth(page)
    except UnreadableError:
        return {"kind": "unknown", "url": ""}, Reading(reason="unreadable")
    try:
        html = read_html(page)
    except UnreadableError:
        return truth, Reading(reason="unreadable")
    return truth, browser.read(truth["url"], html, charset_of(html), limit)


def _main_first(captures: list[dict[str, Any]], url: str) -> list[dict[str, Any]]:
    plain = url.partition("#")[0].rstrip("/")
    return sorted(captures, key=lambda one: one["url"].rstrip("/") != plain)


def _lines(
    name: str, captures: list[dict[str, Any]], reading: Reading, truth: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    capture = captures[0] if captures else None
    asked = {"asked": True, "confidence": reading.confidence} if reading.asked else {}
    told = {"page": name, "reason": reading.reason, **asked}
    site = capture and {"site": capture["site"], "layout": capture["layout"]}
    line = {**told, **(site or {"site": None}), **compare(captures, truth, reading.reason)}
    several = {"captures": captures} if len(captures) > 1 else {}
    return line, {"page": name, "capture": capture, "reason": reading.reason, **asked, **several}


def _write(path: Path, predictions: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in predictions)
    path.write_text(text, encoding="utf-8")
