"""scripts/measure pages and reading_speed, on pages of our own: what they count and print."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from measurements.reader_browser import ROOT, ReaderBrowser

from tests.sites.page_cases import PAGES

CASES = {
    "profile": "linkedin/guest-profile",
    "thread": "discourse/live-topic",
    "wall": "linkedin/login-wall",
    "unknown": "schema-org/nothing",
}


def _measure(*arguments: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "scripts/measure", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A folder of saved pages with truth, one page plain, one packed, one without truth."""
    folder = tmp_path / "pages"
    folder.mkdir()
    captures = {}
    for name, case in CASES.items():
        html = (PAGES / case / "page.html").read_bytes()
        if name == "thread":
            (folder / f"{name}.html.gz").write_bytes(gzip.compress(html))
        else:
            (folder / f"{name}.html").write_bytes(html)
        captures[name] = json.loads((PAGES / case / "capture.json").read_text("utf-8"))
    profile = captures["profile"]["profile"]
    _write_truth(folder, "profile", {
        "kind": "profile",
        "url": captures["profile"]["url"],
        "name": profile["person"]["name"],
        "headline": "Somebody else's headline",
        "location": profile["location"],
        "positions": profile["positions"][:2],
        "skills": [skill["name"] for skill in profile["skills"]],
    })  # fmt: skip
    posts = captures["thread"]["discussion"]["posts"]
    _write_truth(folder, "thread", {
        "kind": "discussion",
        "url": captures["thread"]["url"],
        "title": captures["thread"]["discussion"]["title"],
        "posts": [
            {
                "author": post["author"]["name"],
                "author_url": post["author"]["url"],
                "text_start": post["text"][:20],
                "position": post["position"] + 1,
            }
            for post in posts
        ] + [{"author": "Lost", "author_url": None, "text_start": "Never there", "position": 9}],
    })  # fmt: skip
    _write_truth(folder, "wall", {"kind": "negative", "url": "https://www.linkedin.com/authwall"})
    return folder


def _write_truth(folder: Path, name: str, truth: dict[str, Any]) -> None:
    (folder / f"{name}.truth.json").write_text(json.dumps(truth), encoding="utf-8")


def test_pages_counts_what_is_right_wrong_and_invented(
    saved: Path, tmp_path: Path, readers: ReaderBrowser
) -> None:
    *lines, total = _measure("pages", str(saved), "--predictions", str(tmp_path / "out.jsonl"))
    by_page = {line["page"]: line for line in lines}
    profile = by_page["profile.html"]["fields"]
    assert (profile["name"], profile["headline"]) == ([1, 1], [0, 1])
    assert (profile["positions"], profile["skills"]) == ([2, 2], [3, 3])
    assert profile["invented"] == [1, 0]
    thread = by_page["thread.html.gz"]["fields"]
    assert (thread["posts"], thread["author"], thread["invented"]) == ([2, 3], [2, 3], [0, 0])
    assert by_page["wall.html"]["reason"] == "health_login_wall"
    assert by_page["unknown.html"]["fields"] == {"negative": [1, 1]}
    assert total["pages"] == 4
    assert total["all_right"] == 2
    predictions = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [one["page"] for one in predictions] == sorted(by_page)
    assert {one["page"]: one["capture"] is None for one in predictions} == {
        "profile.html": False, "thread.html.gz": False, "unknown.html": True, "wall.html": True,
    }  # fmt: skip


def test_reading_asks_for_no_layout(readers: ReaderBrowser) -> None:
    for line in _measure("reading_speed", "--comments", "60", "--runs", "2"):
        assert (line["posts"], line["anchors"]) == (61, 61), line
        assert line["layout_ms"] == 0, line
