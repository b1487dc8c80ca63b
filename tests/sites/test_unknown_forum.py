"""The reader that guesses: when it is asked at all, that it says how sure it is, that no page of
any size keeps it busy, and that half a post is none."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from backend.saved_pages.reader_browser import ReaderBrowser
from tests.sites.page_cases import PageCase, page_cases

CASES = [case for case in page_cases() if case.folder.parent.name == "unknown-forum"]
READ = [case for case in CASES if case.expected().get("capture", "") is not None]
THREAD = next(case for case in READ if case.folder.name == "forum-cs")


def _read(readers: ReaderBrowser, url: str, html: str) -> dict[str, Any]:
    with readers.open(url, html) as page:
        answer: dict[str, Any] = page.evaluate(
            f"Sidenote.sites.readNow(document, {json.dumps(url)}).health"
        )
    return answer


@pytest.mark.parametrize("case", READ, ids=lambda case: case.folder.name)
def test_a_guess_says_how_sure_it_is(case: PageCase) -> None:
    capture = case.expected()
    assert 0.62 <= capture["confidence"] <= 1
    names = {post["author"]["name"] for post in capture["discussion"]["posts"]}
    assert len(names) > 1
    assert all(post["text"] and post["posted_at"] for post in capture["discussion"]["posts"])


def test_it_is_not_asked_about_a_page_of_a_known_network(readers: ReaderBrowser) -> None:
    url = "https://www.linkedin.com/some/thread"
    health = _read(readers, url, THREAD.html)
    assert (health["site"], health["status"]) == ("linkedin", "not-recognised")


def test_it_is_not_asked_about_a_page_that_describes_itself(readers: ReaderBrowser) -> None:
    told = {
        "@type": "DiscussionForumPosting",
        "headline": "Kompresor nenabíhá",
        "text": "Ahoj, po zimě mi nenaběhne kompresor, jen bručí. Kondenzátor jsem měnil vloni.",
        "author": {"@type": "Person", "name": "vrána"},
        "commentCount": 1,
        "comment": [{"@type": "Comment", "text": "Zpětný ventil.", "author": "kovář Luděk"}],
    }
    block = f'<script type="application/ld+json">{json.dumps(told)}</script></head>'
    health = _read(readers, THREAD.url, THREAD.html.replace("</head>", block))
    assert (health["site"], health["status"], health["posts"]) == ("schema-org", "recognised", 2)


@pytest.mark.parametrize(
    ("what", "to"),
    [
        ("nobody is named", ('class="uzivatel"', 'hidden class="uzivatel"')),
        ("nothing is dated", ('<div class="cas">', "<div hidden>")),
        ("nothing is said", ('<div class="obsah">', "<div hidden>")),
    ],
)
def test_half_a_post_is_none(what: str, to: tuple[str, str], readers: ReaderBrowser) -> None:
    health = _read(readers, THREAD.url, THREAD.html.replace(*to))
    assert (health["status"], health["posts"]) == ("not-recognised", 0), what


def test_a_page_without_end_is_read_as_far_as_a_bound(readers: ReaderBrowser) -> None:
    """150,000 elements with dates and names everywhere: seconds, in many steps, no failure."""
    html = """<!DOCTYPE html><title>x</title><body><div id="all"></div><script>
      const all = document.getElementById("all");
      for (let i = 0; i < 30000; i += 1) {
        const one = all.appendChild(document.createElement("div"));
        one.className = "a" + (i % 300) + "x b";
        for (const words of ["1 May 2020", "eva", "more"]) {
          one.appendChild(document.createElement("b")).textContent = words;
        }
      }
      </script></body>"""
    url = "https://wide.example/thread"
    with readers.open(url, html) as page:
        started = time.monotonic()
        steps, status = page.evaluate(
            f"(() => {{ const reading = Sidenote.sites.read(document, {json.dumps(url)});"
            " let steps = 0, step = reading.next();"
            " for (; !step.done; step = reading.next()) steps += 1;"
            " return [steps, step.value.health.status]; })()"
        )
        assert time.monotonic() - started < 20
    assert status == "not-recognised"
    assert steps > 100
