"""Feeds and lists of people: each discussion in view is a capture; of people only badges."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import Chromium, launch
from tests.browser.flaky_server import FlakyServer
from tests.browser.invented_feed import HOME, SEARCH, feed, own_url, post, search, with_reader
from tests.browser.web import PageServer
from tests.ui import samples

HOSTS = """() => [...document.querySelectorAll("span")].filter((one) =>
  one.attributes.length === 0 && one.childNodes.length === 0)
  .map((one) => one.previousSibling?.textContent)"""
"""The text before each badge: a host in the page has nothing to tell it by but being empty."""
KEEP_HOSTS = (
    HOSTS.replace(".map((one) => one.previousSibling?.textContent)", "").replace(
        "() => ", "() => { globalThis.old = "
    )
    + "; return old.length; }"
)


@pytest.fixture
def chromium(extension_folder: Path, tmp_path: Path, site: PageServer) -> Iterator[Chromium]:
    """As usual, with a reader for the pages of this file."""
    folder = with_reader(extension_folder, tmp_path)
    with launch(folder, tmp_path / "profile", site.port) as browser:
        yield browser


def arrived(server: FlakyServer) -> list[str]:
    return [capture["url"] for capture in server.arrived]


def test_each_discussion_of_a_feed_is_captured_once_it_was_in_view(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("invented.test", mode="automatic")
    page = paired.open(site.add(HOME, feed(6)))
    paired.wait_until(lambda: server.arrived, "the first in view")
    page.wait_for_timeout(1_500)
    assert arrived(server) == [own_url(0)], "what is below was not looked at"
    first = server.arrived[0]
    assert (first["kind"], first["trigger"], first["layout"]) == ("discussion", "automatic", "feed")
    assert [one["author"]["name"] for one in first["discussion"]["posts"]] == ["Person 0"]
    assert first["fill"] == {"posts.author.name": [1, 1]}

    page.evaluate("document.querySelector('#d2').scrollIntoView()")
    paired.wait_until(lambda: own_url(2) in arrived(server), "the one scrolled to")
    page.evaluate("scrollTo(0, 0)")
    page.evaluate(
        "(html) => document.querySelector('main').insertAdjacentHTML('afterbegin', html)",
        post(9, "Breaking news from the foundry."),
    )
    paired.wait_until(lambda: own_url(9) in arrived(server), "the new one on top")
    assert len(arrived(server)) == len(set(arrived(server))), "each once"
    assert own_url(5) not in arrived(server)
    tab = paired.tab_id(page)
    state = paired.send({"type": "tab-state", "tabId": tab})
    assert (state["health"]["kind"], state["health"]["posts"]) == ("feed", 7)
    assert state["delivery"] == "sent"


def test_a_click_captures_what_of_a_feed_is_in_view(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    page = paired.open(site.add(HOME, feed(4)))
    paired.click_action(page)
    tab = paired.tab_id(page)
    assert paired.send({"type": "capture-now", "tabId": tab}) == {"stored": True}
    paired.wait_until(lambda: server.arrived, "the capture")
    page.wait_for_timeout(300)
    assert arrived(server) == [own_url(0)]
    assert server.arrived[0]["trigger"] == "click"


def test_a_post_opened_from_a_feed_is_a_page_of_its_own(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    """Its words stood in the feed already; they are its own all the same."""
    paired.grant_host("invented.test", mode="automatic")
    page = paired.open(site.add(HOME, feed(1)))
    paired.wait_until(lambda: server.arrived, "the post in the feed")
    page.evaluate("history.pushState({}, '', '/post/0')")
    paired.wait_until(lambda: len(server.arrived) == 2, "the post by itself")
    assert arrived(server) == [own_url(0), own_url(0)]
    assert [one["layout"] for one in server.arrived] == ["feed", "thread"]


def known_post(number: int) -> Any:
    """What the server knows of one discussion of the feed, and of comments not shown there."""
    made = samples.discussion(3, 3, url=own_url(number))
    for index, one in enumerate(made["posts"]):
        one["id"] = f"p{number}" if index == 0 else f"hidden-{number}-{index}"
    made["people"][0]["name"] = f"Person {number}"
    return made


def test_badges_stand_in_a_feed_by_each_discussion(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    server.known_by_url = {own_url(n): known_post(n) for n in range(5)}
    paired.grant_host("invented.test", mode="click", badges=True)
    page = paired.open(site.add(HOME, feed(5)))
    paired.wait_until(lambda: page.evaluate(HOSTS), "the first badge")
    asked = [one for one in server.asked if "annotations" in one]
    assert any("post%2F0" in one for one in asked)
    assert not any("post%2F4" in one for one in asked), "far below: not asked for"
    page.evaluate("document.querySelector('#d4').scrollIntoView()")
    paired.wait_until(lambda: "Person 4" in page.evaluate(HOSTS), "the badge far below")
    assert server.arrived == [], "showing captures nothing"


def test_badges_come_after_the_capture_of_a_feeds_discussion(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    server.answers = {own_url(0): known_post(0)}
    paired.grant_host("invented.test", mode="automatic", badges=True)
    page = paired.open(site.add(HOME, feed(2)))
    paired.wait_until(lambda: page.evaluate(HOSTS) == ["Person 0"], "the badge")


def test_people_of_a_list_get_badges_and_nothing_is_captured(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    listed = [("Jana Nová", "Head of maintenance at Ledeč"), ("Ota Starý", "Buyer")]
    server.known_people = [samples.person(0, "customer"), samples.bare_person(1)]
    paired.grant_host("invented.test", mode="automatic", badges=True)
    page = paired.open(site.add(SEARCH, search(listed)))
    paired.wait_until(lambda: len(page.evaluate(HOSTS)) == 2, "two badges")
    assert page.evaluate(HOSTS) == ["Jana Nová", "Ota Starý"]
    assert server.looked_up == [
        {"name": "Jana Nová", "url": "http://invented.test/in/0",
         "headline": "Head of maintenance at Ledeč"},
        {"name": "Ota Starý", "url": "http://invented.test/in/1", "headline": "Buyer"},
    ]  # fmt: skip
    tab = paired.tab_id(page)
    assert paired.send({"type": "tab-state", "tabId": tab})["health"]["kind"] == "people"
    page.wait_for_timeout(500)
    assert server.arrived == []
    assert paired.send({"type": "outbox"}) == {"waiting": [], "refused": []}


def test_a_list_is_not_looked_up_where_no_badges_are_wanted(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("invented.test", mode="automatic", badges=False)
    page = paired.open(site.add(SEARCH, search([("Jana Nová", "Buyer")])))
    tab = paired.tab_id(page)
    state = lambda: paired.send({"type": "tab-state", "tabId": tab})  # noqa: E731
    paired.wait_until(lambda: state()["health"], "a look")
    assert paired.send({"type": "capture-now", "tabId": tab}) == {"error": "problem_only_badges"}
    assert not any("lookup" in one for one in server.asked)


def test_badges_of_a_reloaded_extension_go_when_the_user_does_anything(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    server.known_by_url = {own_url(0): known_post(0)}
    paired.grant_host("invented.test", mode="click", badges=True)
    page = paired.open(site.add(own_url(0), feed(1)))
    paired.wait_until(lambda: page.evaluate(HOSTS), "the badge")
    assert page.evaluate(KEEP_HOSTS) == 1
    paired.reload_extension()
    page.bring_to_front()
    page.mouse.move(200, 200)
    paired.wait_until(lambda: not page.evaluate("old[0].isConnected"), "the old badge to go", 5)
    paired.wait_until(lambda: len(page.evaluate(HOSTS)) == 1, "the new extension's badge")
    page.wait_for_timeout(500)
    assert page.evaluate(HOSTS) == ["Person 0"]
