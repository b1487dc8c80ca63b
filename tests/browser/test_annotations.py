"""What the server knows of a page: asked for where wanted, kept at hand, corrected everywhere."""

from __future__ import annotations

from typing import Any

from tests.browser.chromium import Chromium
from tests.browser.flaky_server import FlakyServer
from tests.browser.invented_pages import discussion
from tests.browser.web import PageServer

THREAD = "http://network.test/d/bearings"


def known(url: str) -> dict[str, Any]:
    """An AnnotationSet with two people, cut down to what the worker looks at."""
    return {
        "capture_id": "c" * 32, "kind": "discussion", "url": url, "made_by": {}, "posts": [],
        "people": [
            {"key": "a", "person_id": "a", "state": "customer", "relevance": {"score": 0.9}},
            {"key": "b", "person_id": "b", "state": "prospect", "relevance": None},
        ],
    }  # fmt: skip


def lookups(server: FlakyServer) -> list[str]:
    return [asked for asked in server.asked if asked.startswith("GET /api/v1/annotations")]


def test_reading_by_click_tells_the_server_no_address(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("network.test")
    page = paired.open(site.add(THREAD, discussion(3)))
    tab = paired.tab_id(page)
    paired.wait_until(lambda: paired.send({"type": "tab-state", "tabId": tab})["health"], "a look")
    world = paired.content_world(page)
    ask = {"type": "known-annotations", "urls": [THREAD]}
    assert world.evaluate("(m) => chrome.runtime.sendMessage(m)", ask) == []
    person = {"name": "Jana Nová", "url": None, "headline": None}
    ask = {"type": "look-up-people", "people": [person]}
    assert world.evaluate("(m) => chrome.runtime.sendMessage(m)", ask) == {"people": []}
    assert lookups(server) == []


def test_a_known_page_is_asked_for_once_and_corrected_everywhere(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    server.known = known(THREAD)
    site.add(THREAD, discussion(3))
    paired.grant_host("network.test", mode="click", badges=True)
    page = paired.open(THREAD + "?utm_source=letter")
    tab = paired.tab_id(page)
    found = paired.wait_until(
        lambda: paired.send({"type": "tab-state", "tabId": tab})["annotations"], "annotations"
    )
    assert [person["state"] for person in found["people"]] == ["customer", "prospect"]
    paired.kill_worker()
    other = paired.open(THREAD)
    paired.wait_until(
        lambda: paired.send({"type": "tab-state", "tabId": paired.tab_id(other)})["annotations"],
        "annotations in a second tab, by a worker that was ended meanwhile",
    )
    assert len(lookups(server)) == 1
    world = paired.content_world(page)
    world.evaluate(
        """() => {
          globalThis.told = [];
          chrome.runtime.onMessage.addListener((m) => { if (m.set) told.push(m.set.people); });
        }"""
    )
    feedback = {
        "type": "feedback", "person_id": "a", "record": "contact", "record_id": "r",
        "verdict": "wrong", "url": THREAD,
    }  # fmt: skip
    answer = world.evaluate("(m) => chrome.runtime.sendMessage(m)", feedback)
    assert answer["person"]["state"] == "unknown"
    people = paired.send({"type": "tab-state", "tabId": tab})["annotations"]["people"]
    assert [person["state"] for person in people] == ["unknown", "prospect"]
    assert people[0]["relevance"] == {"score": 0.9}, "feedback does not know the page's topic"
    told = paired.wait_until(lambda: world.evaluate("() => told.at(-1)"), "news to the page")
    assert [person["state"] for person in told] == ["unknown", "prospect"]


def test_feedback_without_a_server_says_why(paired: Chromium, server: FlakyServer) -> None:
    server.stop()
    feedback = {
        "type": "feedback", "person_id": "a", "record": "contact", "record_id": "r",
        "verdict": "right", "url": THREAD,
    }  # fmt: skip
    assert paired.send(feedback) == {"error": "problem_unreachable"}
    server.start()
