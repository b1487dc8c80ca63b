"""What selector packs read of pages: discussions nested and flat, people, organisations; and where
they stand beside the built-in layouts."""

from __future__ import annotations

import json
from typing import Any

from backend.saved_pages.reader_browser import ReaderBrowser

HEAD: dict[str, Any] = {"format": 1, "version": 4}
NESTED = """<!doctype html><title>x</title><main><h1>Cold bearings</h1>
<div class=branch><article id=c-1><b><a href="/u/ida?utm_source=x">Ida Holm</a></b>
  <p>First words.</p><i data-at=1762077600>then</i></article>
  <div class=branch><article id=c-2><b>Ole Brandt</b><em>Fitter</em><p>Answer.</p></article>
    <div class=branch><article id=c-3><b>Kaj Lund</b><p>Deeper.</p></article></div></div></div>
<div class=branch><article id=c-4><b>Eva Roos</b><p>Aside.</p></article></div></main>"""
THREAD = {
    **HEAD, "site": "talk", "layout": "tree", "kind": "discussion", "hosts": ["*.talk.example"],
    "fits": {"all": [".branch article"], "none": [".login"], "path": "/*/cold*"},
    "discussion": {
        "title": {"selector": ["h1.none", "h1"]}, "posts": "article",
        "id": {"attribute": "id", "keep": "digits"}, "author": {"selector": "b"},
        "author_link": {"selector": "b a"}, "headline": {"selector": "em"},
        "text": {"selector": "p"},
        "date": {"selector": "i", "attribute": "data-at", "unit": "seconds"},
        "parent": {"container": ".branch"},
    },
}  # fmt: skip
PERSON = """<!doctype html><title>x</title><main data-kind=person>
<h1>Ida Holm <small>she</small></h1><p class=line>Fitter</p>
<ul class=jobs><li><b>Fitter</b><a href="/c/holm">Holm A/S</a><i>2019 – today</i>
<li><b>Apprentice</b><a href="javascript:alert(1)">Dam</a><i>2015 - 2019</i></ul>
<ul class=can><li>Welding<small>3 endorsements</small><li>Lathes</ul></main>"""
PROFILE = {
    **HEAD, "site": "talk", "layout": "person", "kind": "profile", "hosts": ["talk.example"],
    "fits": {"all": ["main[data-kind='person']"]},
    "profile": {
        "name": {"selector": "h1", "without": ["small"]}, "headline": {"selector": ".line"},
        "positions": {
            "rows": ".jobs > li", "title": {"selector": "b"}, "company": {"selector": "a"},
            "company_link": {"selector": "a"}, "period": {"selector": "i"},
        },
        "skills": {"rows": ".can > li", "name": {"without": ["small"]}, "evidence": "small"},
        "partial": ["skills"],
    },
}  # fmt: skip


def reading(*packs: dict[str, Any]) -> str:
    return (
        f"(Sidenote.packs.use({json.dumps(packs)}),"
        " Sidenote.sites.readNow(document, location.href))"
    )


def read(
    readers: ReaderBrowser, url: str, html: str, *packs: dict[str, Any]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    with readers.open(url, html) as page:
        found = page.evaluate(reading(*packs))
    return found["drafts"], found["health"]


def test_a_tree_of_comments(readers: ReaderBrowser) -> None:
    ((draft,), health) = read(readers, "https://www.talk.example/t/cold-1", NESTED, THREAD)
    assert (draft["site"], draft["layout"], draft["site_version"]) == ("talk", "tree", "0.p4")
    discussion = draft["discussion"]
    assert discussion["title"] == "Cold bearings"
    assert [
        (post["id"], post["parent_id"], post["author"]["name"], post["text"])
        for post in discussion["posts"]
    ] == [
        ("1", None, "Ida Holm", "First words."), ("2", "1", "Ole Brandt", "Answer."),
        ("3", "2", "Kaj Lund", "Deeper."), ("4", "1", "Eva Roos", "Aside."),
    ]  # fmt: skip
    first, second = discussion["posts"][:2]
    assert first["author"]["url"] == "https://www.talk.example/u/ida"
    assert first["posted_at"] == "2025-11-02T10:00:00.000Z"
    assert second["author"]["headline"] == "Fitter"
    assert health["fill"]["posts.author.url"] == [1, 4]


def test_a_page_that_a_pack_does_not_fit_is_as_unknown_as_before(readers: ReaderBrowser) -> None:
    for url, html in (
        ("https://www.talk.example/warm-1", NESTED),
        ("https://talk.example.evil.example/t/cold-1", NESTED),
        ("https://www.talk.example/t/cold-1", NESTED.replace("<h1>", "<p class=login></p><h1>")),
    ):
        _, health = read(readers, url, html, THREAD)
        assert health["site"] != "talk"


def test_a_person(readers: ReaderBrowser) -> None:
    ((draft,), _) = read(readers, "https://talk.example/ida", PERSON, PROFILE)
    profile = draft["profile"]
    assert profile["person"] == {"name": "Ida Holm", "url": "https://talk.example/ida"}
    assert [
        (job["title"], job["company"], job["company_url"], job["start"], job["end"])
        for job in profile["positions"]
    ] == [
        ("Fitter", "Holm A/S", "https://talk.example/c/holm", "2019", None),
        ("Apprentice", "Dam", None, "2015", "2019"),
    ]
    assert profile["skills"] == [
        {"name": "Welding", "evidence": ["3 endorsements"]}, {"name": "Lathes", "evidence": []},
    ]  # fmt: skip
    assert profile["partial"] == ["skills"]


def test_two_packs_that_fit_are_none(readers: ReaderBrowser) -> None:
    second = {**PROFILE, "layout": "person-too"}
    drafts, health = read(readers, "https://talk.example/ida", PERSON, PROFILE, second)
    assert drafts == []
    assert health["reason"] == "health_two_layouts"


def test_a_selector_that_throws_puts_its_pack_out_of_use(readers: ReaderBrowser) -> None:
    broken = {**PROFILE, "layout": "broken", "root": "li:nth-child(of)"}
    ((draft,), health) = read(readers, "https://talk.example/ida", PERSON, broken, PROFILE)
    assert draft["layout"] == "person"
    assert health["unusable_packs"] == ["talk/broken"]


def test_packs_change_no_page(readers: ReaderBrowser) -> None:
    with readers.open("https://www.talk.example/t/cold-1", NESTED) as page:
        before = page.evaluate("document.documentElement.outerHTML")
        page.evaluate(reading(THREAD))
        assert page.evaluate("document.documentElement.outerHTML") == before
