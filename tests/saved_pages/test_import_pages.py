"""`sidenote import pages`: saved pages through the real readers in real Chromium, and resumable."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.services.import_pages import import_pages
from tests.conftest import Workspace, on_one_database
from tests.databases import TestDatabase
from tests.services.tables import all_rows

pytestmark = pytest.mark.browser

TOPIC = """<!DOCTYPE html><!-- saved from url=(0031)https://pumps.example/t/seals/7 -->
<html><head><title>Seals</title></head><body>
<main itemscope itemtype="https://schema.org/DiscussionForumPosting">
<h1 itemprop="headline">Seals that fail</h1>
<p><a itemprop="author" href="/u/jana">Jana Tichá</a> <time itemprop="datePublished"
 datetime="2026-03-01T09:00:00Z">1 March</time></p><div itemprop="text">Ours fail each spring.</div>
<div itemprop="comment" itemscope itemtype="https://schema.org/Comment" id="p2">
<a itemprop="author" href="/u/petr">Petr Veselý</a>
<div itemprop="text">Look at the shaft first.</div></div></main>
<script>document.body.append("changed by the page"); fetch("https://elsewhere.example/")</script>
</body></html>"""
NOTHING = "<!-- saved from url=(0024)https://pumps.example/ --><p>Welcome to our shop.</p>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "topic.html").write_text(TOPIC, encoding="utf-8")
    (folder / "shop.html").write_text(NOTHING, encoding="utf-8")
    (folder / "unknown.html").write_text("<p>no address</p>", encoding="utf-8")
    return folder


@on_one_database
def test_pages_are_taken_in_once_and_the_others_told(
    tenant: Workspace, test_database: TestDatabase, folder: Path
) -> None:
    scope = tenant.scope("administrator")
    heard: list[tuple[int, int]] = []
    report = import_pages(scope, folder, progress=lambda *done: heard.append(done))
    assert (report.new, report.known, report.problem_count) == (1, 0, 2)
    assert heard[-1] == (3, 3)
    assert {problem.file for problem in report.problems} == {"shop.html", "unknown.html"}
    (capture,) = all_rows(test_database)["capture"]
    assert (capture["trigger"], capture["url"]) == ("import", "https://pumps.example/t/seals/7")
    assert len(all_rows(test_database)["post"]) == 2

    again = import_pages(scope, folder)
    assert (again.new, again.known) == (0, 1)
    assert len(all_rows(test_database)["capture"]) == 1
