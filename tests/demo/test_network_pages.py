"""The demo network as a browser or a crawler meets it."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag

import pytest

from demo.serve import STATIC, Site, make_server
from tests.demo.html_page import HtmlPage, Thing

SITE = Site()
DISCUSSIONS = sorted(SITE.network.discussions)
PEOPLE = sorted(SITE.network.people)


def all_paths() -> list[str]:
    folders = {
        "people": SITE.network.people,
        "discussions": SITE.network.discussions,
        "organisations": SITE.network.organisations,
    }
    records = [f"/{folder}/{slug}" for folder, of in folders.items() for slug in of]
    return ["/", "/people", "/organisations", *records]


def page(path: str) -> HtmlPage:
    html = SITE.page(path)
    assert html is not None, path
    return HtmlPage(html)


PAGES = {path: page(path) for path in all_paths()}


def words(text: str) -> str:
    return " ".join(text.split())


def test_there_is_enough_of_everything() -> None:
    network = SITE.network
    filled = [person for person in network.people.values() if person.get("about")]
    assert len(filled) >= 16
    assert len(network.discussions) >= 6
    assert len(network.organisations) >= 20
    longest = max(network.discussions.values(), key=lambda d: len(d["comments"]))
    assert len(longest["comments"]) == 200
    assert longest["speakers"] >= 60
    assert {d["language"] for d in network.discussions.values()} == {"en", "cs", "fi", "de"}


@pytest.mark.parametrize("path", PAGES)
def test_page_is_well_formed_html(path: str) -> None:
    read = PAGES[path]
    assert read.wrong == []
    assert len(read.ids) == len(set(read.ids))
    assert read.headings.count("h1") == 1


@pytest.mark.parametrize("path", PAGES)
def test_page_lives_under_its_strict_policy(path: str) -> None:
    """No script that runs, no inline style, no handler, no address outside."""
    read = PAGES[path]
    assert all(script.get("type") == "application/ld+json" for script in read.scripts)
    assert not [name for name in read.attributes if name == "style" or name.startswith("on")]
    assert all(href.startswith(("/", "#", "mailto:")) for _, href in read.links)


@pytest.mark.parametrize("path", PAGES)
def test_every_link_resolves(path: str) -> None:
    for tag, href in PAGES[path].links:
        if href.startswith("mailto:"):
            continue
        target, fragment = urldefrag(href)
        target = target or path
        if target in STATIC:
            continue
        assert target in PAGES, f"<{tag}> on {path}: {href}"
        if fragment:
            assert fragment in PAGES[target].ids, f"<{tag}> on {path}: {href}"


def post_of_microdata(thing: Thing, parent: str | None) -> Iterator[dict[str, Any]]:
    author = thing.first("author")
    assert isinstance(author, Thing)
    assert author.type == "Person"
    post_id = (thing.item_id or "").rpartition("#")[2]
    yield {
        "id": post_id,
        "parent": parent,
        "name": author.first("name"),
        "url": author.first("url"),
        "headline": author.first("jobTitle"),
        "text": thing.first("text"),
        "at": thing.first("dateCreated") or thing.first("datePublished"),
    }
    if parent not in (None, "post"):
        assert thing.first("parentItem").endswith(f"#{parent}")
    for reply in thing.properties.get("comment", []):
        assert reply.type == "Comment"
        yield from post_of_microdata(reply, post_id)


def post_of_json_ld(thing: dict[str, Any], parent: str | None) -> Iterator[dict[str, Any]]:
    post_id = thing["@id"].rpartition("#")[2]
    yield {
        "id": post_id,
        "parent": parent,
        "name": thing["author"]["name"],
        "url": thing["author"]["url"],
        "headline": thing["author"].get("jobTitle"),
        "text": words(thing["text"]),
        "at": thing.get("dateCreated") or thing.get("datePublished"),
    }
    for reply in thing.get("comment", []):
        assert reply["parentItem"]["@id"].endswith(f"#{post_id}")
        yield from post_of_json_ld(reply, post_id)


@pytest.mark.parametrize("slug", DISCUSSIONS)
def test_markup_of_a_discussion_tells_every_post(slug: str) -> None:
    source = json.loads(_file("discussions", slug))
    read = PAGES[f"/discussions/{slug}"]
    if source["markup"] == "microdata":
        (thing,) = read.things
        assert thing.type == "DiscussionForumPosting"
        assert thing.first("headline") == source["title"]
        found = list(post_of_microdata(thing, None))
    else:
        assert read.things == []
        (root,) = read.json_ld
        assert root["@type"] == "DiscussionForumPosting"
        found = list(post_of_json_ld(root, None))
    people = SITE.network.people
    expected = [
        {
            "id": post.get("id", "post"),
            "parent": None if post is source else post["parent"] or "post",
            "name": people[post["author"]]["name"],
            "url": f"/people/{post['author']}",
            "headline": people[post["author"]].get("headline"),
            "text": words(post["text"]),
            "at": post["posted_at"],
        }
        for post in [source, *source["comments"]]
    ]
    by_id = {post["id"]: post for post in found}
    assert len(by_id) == len(found) == len(expected)
    for post in expected:
        # The parser here joins paragraphs without a space; compare the letters.
        got = by_id[post["id"]]
        assert got.pop("text").replace(" ", "") == post.pop("text").replace(" ", "")
        assert got == post
    assert set(by_id) <= set(read.ids)


@pytest.mark.parametrize("slug", PEOPLE)
def test_markup_of_a_profile_tells_what_the_page_shows(slug: str) -> None:
    person = json.loads(_file("people", slug))
    (markup,) = PAGES[f"/people/{slug}"].json_ld
    entity = markup["mainEntity"]
    assert (markup["@type"], entity["@type"]) == ("ProfilePage", "Person")
    assert (entity["name"], entity["url"]) == (person["name"], f"/people/{slug}")
    assert entity.get("disambiguatingDescription") == person.get("headline")
    assert [
        (role["roleName"], role["worksFor"]["name"], role["startDate"], role.get("endDate"))
        for role in entity.get("worksFor", [])
    ] == [
        (position["title"], position["company"], position["start"], position.get("end"))
        for position in person.get("positions", [])
    ]
    assert entity.get("knowsAbout", []) == [skill["name"] for skill in person.get("skills", [])]
    assert len(markup.get("hasPart", [])) == len(person.get("posts", []))


def test_hostile_words_stay_words() -> None:
    site = Site()
    person = site.network.people["jan-novak-7"]
    person["name"] = person["headline"] = '</script><script>alert(1)</script><b onclick="x">'
    read = HtmlPage(site.page("/people/jan-novak-7") or "")
    assert [script.get("type") for script in read.scripts] == ["application/ld+json"]
    assert "onclick" not in read.attributes


def _file(folder: str, slug: str) -> str:
    from demo.serve import NETWORK

    return (NETWORK / folder / f"{slug}.json").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server(0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_server_is_up_within_a_second() -> None:
    start = time.perf_counter()
    make_server(0).server_close()
    assert time.perf_counter() - start < 1


def test_server_sends_the_policy_and_the_sheet(address: str) -> None:
    with urllib.request.urlopen(address + "/people/annika-lindroos?from=feed") as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "style-src 'self'; img-src 'self' data:" in policy
        assert "Annika Lindroos" in answer.read().decode()
    for path, kind in STATIC.items():
        with urllib.request.urlopen(address + path) as answer:
            assert answer.headers["Content-Type"] == kind
            assert answer.read()


@pytest.mark.parametrize(
    "path", ["/nobody", "/people/nobody", "/people/annika-lindroos/x", "/static/../serve.py", "//"]
)
def test_what_is_not_there_is_a_404(address: str, path: str) -> None:
    if path == "//":
        with urllib.request.urlopen(address + path) as answer:
            assert answer.status == 200
        return
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(address + path)
    with error.value as answer:
        assert answer.code == 404
        assert b"Nothing here" in answer.read()


def test_head_has_no_body(address: str) -> None:
    request = urllib.request.Request(address + "/", method="HEAD")
    with urllib.request.urlopen(request) as answer:
        assert int(answer.headers["Content-Length"]) > 1000
        assert answer.read() == b""
