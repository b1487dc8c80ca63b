"""What a person marks on any page: its words as they stand, and who may have written them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from backend.saved_pages.reader_browser import OpenPage, ReaderBrowser

URL = "https://club.example/minutes/7"

COMMENTS = """<!DOCTYPE html><title>Minutes</title><main><h1>Minutes</h1>
<div class="entry" id="a"><div class="head"><a href="/members/anna">Anna Nová</a> on Monday</div>
  <div class="words"><p id="one">The seals   held through
    the winter.</p>
  <p id="two">Ask <a href="/members/ota">Ota Starý</a> about the pump.</p></div></div>
<div class="entry" id="b"><div class="words"><p id="three">We changed the oil.</p></div>
  <div class="foot">said <span class="comment-author">Mirka Dlouhá</span>
  <a href="/reply?to=3">Reply</a></div></div>
<p id="alone">Nobody near.</p><a href="/imprint">Imprint</a></main>"""
MARK = """((first, last) => { const range = document.createRange();
  range.setStartBefore(document.querySelector(first));
  range.setEndAfter(document.querySelector(last));
  getSelection().removeAllRanges(); getSelection().addRange(range); })"""


def mark(page: OpenPage, first: str, last: str, posts: list[Any] | None = None) -> Any:
    page.evaluate(f"{MARK}({json.dumps(first)}, {json.dumps(last)})")
    return page.evaluate(
        f"Sidenote.selection.read(document, {json.dumps(URL)}, {json.dumps(posts or [])})"
    )


def names(found: Any) -> list[str]:
    return [author["name"] for author in found["authors"]]


def test_text_and_the_nearest_author_first(readers: ReaderBrowser) -> None:
    with readers.open(URL, COMMENTS) as page:
        found = mark(page, "#one", "#two")
        assert (
            found["text"] == "The seals held through the winter.\n\nAsk Ota Starý about the pump."
        )
        assert found["authors"][0] == {
            "name": "Anna Nová",
            "url": "https://club.example/members/anna",
        }
        assert "Ota Starý" not in names(found), "somebody spoken of"
        assert found["isKnown"] is False
        found = mark(page, "#three", "#three")
        assert found["authors"][0] == {"name": "Mirka Dlouhá", "url": None}
        assert "Reply" not in names(found)
        assert "Imprint" not in names(found)


def test_words_of_a_known_post_have_its_author(readers: ReaderBrowser) -> None:
    known = {"name": "Rut Malá", "url": "https://club.example/members/rut", "headline": None}
    post = {"id": "1", "author": known, "text": "So:\n\nWe changed the oil. Twice."}
    other = {"id": "2", "author": {**known, "name": "Jan", "url": None}, "text": "Else"}
    with readers.open(URL, COMMENTS) as page:
        found = mark(page, "#three", "#three", [post, other])
        assert (found["isKnown"], names(found)[0]) == (True, "Rut Malá")
        quoted = {**other, "text": "> We changed the oil.\n\nWhy?"}
        assert mark(page, "#three", "#three", [post, quoted])["isKnown"] is False, "which of two?"


def test_nothing_marked_is_nothing(readers: ReaderBrowser) -> None:
    with readers.open(URL, COMMENTS) as page:
        assert page.evaluate(f"Sidenote.selection.read(document, {json.dumps(URL)}, [])") is None


def test_reading_the_selection_leaves_no_trace(readers: ReaderBrowser) -> None:
    with readers.open(URL, COMMENTS) as page:
        page.evaluate(f"{MARK}('#one', '#two')")
        changed = page.evaluate(
            f"""(() => {{
              const state = () => [document.documentElement.outerHTML, String(getSelection()),
                getSelection().rangeCount, document.activeElement.tagName, scrollX, scrollY].join();
              const seen = [];
              const observer = new MutationObserver((records) => seen.push(...records));
              observer.observe(document, {{ subtree: true, childList: true, attributes: true,
                characterData: true }});
              document.addEventListener("selectionchange", () => seen.push(1));
              const before = state();
              Sidenote.selection.read(document, {json.dumps(URL)}, []);
              return [observer.takeRecords().length, seen.length, state() !== before];
            }})()"""
        )
        assert changed == [0, 0, False]
        assert page.requests == []


@pytest.mark.parametrize("size", [3_000])
def test_an_endless_page_is_searched_in_bounds(size: int, readers: ReaderBrowser) -> None:
    links = '<a href="/members/x">Somebody Else</a>' * size
    long = "word " * 60_000
    html = f"<!DOCTYPE html><main>{links}<p id=long>{long}</p>{links}</main>"
    with readers.open(URL, html) as page:
        found = mark(page, "#long", "#long")
        assert len(found["text"]) <= 100_000
        assert len(found["authors"]) == 1
