"""Runs the benchmarks and prints their figures; scripts/bench is the door."""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import sqlite3
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from demo.world import ROOT, running
from scripts.benchmarks import analysis, capture_path, page, watching
from tests.browser.chromium import launch
from tests.browser.web import PageServer
from tests.end_to_end.stage import Stage, free_port

INTRODUCTION = """\
# Benchmarks

Written by `scripts/bench --write`. Everything is the real thing: gunicorn with two workers, SQLite
in WAL mode with the demo CRM, headless Chromium with the extension, one client, all on one machine,
so that the browser, the server and the clock share its cores. Look at ratios and growth more than
at a single figure."""
PARTS = {
    "analysis": "The analysis",
    "capture": "The server",
    "page": "The page",
    "watching": "Watching a page",
}
METHOD = """\
## How they were taken

- *Analysis*: the functions the services call, in a process like a worker's (the application is
  loaded beside them) with one thread for linear algebra, on the invented discussions of
  `scripts/training/texts`, a quarter each English, Czech, Finnish and German, every comment by
  an author with a headline; profiles are those of the demo network. Each of the 15 rounds has other
  comments. *Growth* is the fastest of three runs. *Plain spaCy* gets the same comments in a process
  of its own; memory is what loading and running added. The *semantic tier* reads the same
  discussion once more, as the server does aside after its answer. Targets: 100 comments within
  1,000 ms, a profile within 25 ms of CPU, a worker within 900 MB.
- *New discussion*: the demo network's thread of 200 comments, its first 100, handed in 20 times as
  20 different pages; the time until the whole answer is read. The answer is checked to carry
  reactions for every post and relevance for every person.
- *Known discussion*: `GET /annotations` of those pages; links and CRM facts worked out anew.
- *First badge*: each page opened ten times after it was captured once; from
  DOMContentLoaded to the first badge in the page, as the page itself sees it.
- *Tasks over 50 ms*: the Long Tasks API in a page of 2,000 comments, three loads without the
  extension and three with automatic capture and badges, each scrolled ten times. Tasks that began
  before the page was parsed are the page's own and left out.
- *Watching*: a page of 50 comments that adds one each second and scrolls to it, in two tabs at
  once, one with automatic capture and badges and one without the extension; JavaScript heap after
  garbage collection, ten seconds after loading and at the end.
"""
DOCUMENT = ROOT / "docs" / "benchmarks.md"


def take(wanted: set[str], minutes: float) -> dict[str, Any]:
    """All figures; a fresh world in a scratch folder each time. `minutes`: of watching."""
    found: dict[str, Any] = {"machine": machine()}
    if "analysis" in wanted:
        found["analysis"] = analysis.measure()
    if wanted & {"capture", "page", "watching"}:
        found |= _with_a_world(wanted, minutes)
    return found


def _with_a_world(wanted: set[str], minutes: float) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch,
        running(
            Path(scratch) / "world", backend_port=free_port(), network_port=free_port()
        ) as world,
        PageServer() as pages,
    ):
        if "capture" in wanted:
            found["capture"] = capture_path.measure(world)
        if wanted & {"page", "watching"}:
            rules = (f"MAP localhost:8766 127.0.0.1:{world.network_port}",)
            profile = Path(scratch) / "profile"
            with launch(ROOT / "extension", profile, pages.port, rules=rules) as chromium:
                scene = Stage(world, chromium)
                scene.connect()
                if "page" in wanted:
                    found["page"] = page.measure(scene, pages)
                if "watching" in wanted:
                    name = f"watching a growing page for {minutes:g} minutes"
                    found["watching"] = {name: watching.measure(scene, pages, minutes, say)}
    return found


def say(line: str) -> None:
    """Progress of the long ones; the figures alone go to standard output."""
    print(line, file=sys.stderr, flush=True)


def machine() -> dict[str, Any]:
    return {
        "taken": datetime.now(UTC).strftime("%Y-%m-%d"),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.machine()}",
    }


def document(found: dict[str, Any], before: str = "") -> str:
    """docs/benchmarks.md: the figures as printed, and how they came about.

    Parts that were not taken now stay as they stand in `before`, each under its own machine line.
    """
    machine_line = ", ".join(f"{key} {value}" for key, value in found["machine"].items())
    lines = [INTRODUCTION]
    for part, heading in PARTS.items():
        if part not in found:
            kept = re.search(rf"^## {heading}$.*?(?=^## |\Z)", before, re.MULTILINE | re.DOTALL)
            lines += ["", kept[0].strip()] if kept else []
            continue
        lines += ["", f"## {heading}", "", f"Machine: {machine_line}."]
        for name, values in found[part].items():
            lines += ["", f"### {name[0].upper()}{name[1:]}", "", "| figure | value |", "|---|---|"]
            lines += [f"| {key.replace('_', ' ')} | {value} |" for key, value in values.items()]
    lines += ["", METHOD]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("what", nargs="*", default=["analysis", "capture", "page"])
    parser.add_argument("--minutes", type=float, default=30, help="of watching (default 30)")
    parser.add_argument("--json", action="store_true", help="one JSON line last")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    found = take(set(given.what), given.minutes)
    if given.write:
        before = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
        DOCUMENT.write_text(document(found, before), encoding="utf-8")
    print(json.dumps(found) if given.json else json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
