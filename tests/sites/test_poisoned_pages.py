"""Hostile pages: enormous texts, endless nesting, cycles, wrong types. Reading stays bounded and
what it yields is what the backend takes."""

from __future__ import annotations

import json
import time

import pytest

from backend.saved_pages.reader_browser import ReaderBrowser
from backend.schemas.capture import Capture
from tests.sites.page_cases import PageCase, page_cases

POISONED = [case for case in page_cases() if case.folder.name == "poisoned"]
URL = "https://hostile.example/t"


@pytest.mark.parametrize("case", POISONED, ids=lambda case: case.name)
def test_a_megabyte_of_text_is_cut(case: PageCase, readers: ReaderBrowser) -> None:
    with readers.open(case.url, case.html.replace("@@LONG@@", "long words " * 100_000)) as page:
        answer = page.read(case.url)
    capture = Capture.model_validate(case.as_expectation(answer))
    if capture.profile:
        texts = [capture.profile.about or ""]
    else:
        assert capture.discussion
        texts = [post.text for post in capture.discussion.posts]
    assert 80_000 < max(map(len, texts)) <= 100_000


def test_deep_and_wide_pages_end(readers: ReaderBrowser) -> None:
    """100,000 nodes and a depth of 1,500 (at 3,000 Chromium itself dies): read in seconds."""
    html = """<!DOCTYPE html><title>x</title><body><div itemscope
      itemtype="https://schema.org/DiscussionForumPosting"><p itemprop="headline">Deep</p>
      <div itemprop="text" id="deep"></div><div id="wide"></div></div><script>
      let at = document.getElementById("deep");
      for (let i = 0; i < 1500; i += 1) at = at.appendChild(document.createElement("div"));
      at.textContent = "the bottom";
      const wide = document.getElementById("wide");
      for (let i = 0; i < 100000; i += 1) wide.appendChild(document.createElement("i"));
      </script></body>"""
    with readers.open(URL, html) as page:
        started = time.monotonic()
        answer = page.read(URL)
        assert time.monotonic() - started < 10
    assert answer["drafts"][0]["discussion"]["posts"][0]["text"] == "the bottom"


@pytest.mark.parametrize(
    "block",
    [
        "[" * 50_000,
        json.dumps({"@type": "Person", "name": {"@type": "Person", "name": ["x"] * 10}}),
        json.dumps({"@graph": {"@graph": {"@graph": []}}, "@type": 7}),
        json.dumps({"@type": "Question", "comment": "words", "author": [[["x"]]], "text": 9}),
        '{"@type":"QAPage","mainEntity":{"@type":"Question","@id":"a","suggestedAnswer":'
        '{"@type":"Answer","@id":"b","text":"t","comment":{"@id":"a"}}}}',
        '{"@type":"Person","__proto__":{"name":"Prototype"},"constructor":null,"toString":"x"}',
    ],
    ids=["unclosed", "nested-name", "graphs", "wrong-types", "cycle", "prototype"],
)
def test_broken_json_ld_never_throws(block: str, readers: ReaderBrowser) -> None:
    html = f'<!DOCTYPE html><script type="application/ld+json">{block}</script><h1>x</h1>'
    with readers.open(URL, html) as page:
        answer = page.read(URL)
        assert page.evaluate("({}).name === undefined && ({}).x === undefined")
    assert answer["health"]["status"] != "failed"
    assert "Prototype" not in json.dumps(answer["drafts"])


def test_a_throwing_site_is_reported_not_thrown(readers: ReaderBrowser) -> None:
    with readers.open(URL, "<!DOCTYPE html><h1>x</h1>") as page:
        answer = page.evaluate(
            "(() => { const broken = {...Sidenote.sites.all()[0], id: 'broken', matches: [],"
            " claims: () => true, refuse: undefined, pageKind: () => 'profile',"
            " layouts: () => ['one'], read: {profile: function* () { throw new TypeError('x'); }}};"
            " Sidenote.sites.register(broken);"
            " return Sidenote.sites.readNow(document, location.href); })()"
        )
    assert answer["drafts"] == []
    assert (answer["health"]["status"], answer["health"]["site"]) == ("failed", "broken")
