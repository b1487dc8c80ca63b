"""Pages that nobody wrote a reader for: a guess is asked about, marked words can always be sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import Chromium, launch
from tests.browser.flaky_server import FlakyServer
from tests.browser.invented_feed import GUESS, guess, with_reader
from tests.browser.real_backend import Backend
from tests.browser.web import PageServer

NOTES = "http://notes.test/minutes"
MINUTES = """<!doctype html><meta charset=utf-8><title>Minutes</title><main><h2>Minutes of May</h2>
  <div><a href="/members/anna">Anna Nová</a>
  <p id="words">The seals held through the winter.</p></div>
  <div><a href="/members/ota">Ota Starý</a><p>Next time in June.</p></div></main>"""
MARK = """(selector) => {
  const range = document.createRange();
  range.selectNodeContents(document.querySelector(selector));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.fixture
def chromium(extension_folder: Path, tmp_path: Path, site: PageServer) -> Iterator[Chromium]:
    """As usual, with a reader that guesses."""
    folder = with_reader(extension_folder, tmp_path)
    with launch(folder, tmp_path / "profile", site.port) as browser:
        yield browser


def state_of(browser: Chromium, tab: int) -> dict[str, Any]:
    found: dict[str, Any] = browser.send({"type": "tab-state", "tabId": tab})
    return found


def test_a_guess_is_sent_only_after_a_yes(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("invented.test", mode="automatic")
    page = paired.open(site.add(GUESS, guess(5)))
    tab = paired.tab_id(page)
    health = paired.wait_until(lambda: state_of(paired, tab)["health"], "the reading")
    assert (health["status"], health["confidence"], health["posts"]) == ("unsure", 0.72, 5)
    assert state_of(paired, tab)["guess"] == {
        "title": "Grease or oil?",
        "first": {"author": "Person 0", "words": "Number 0 thinks that grease is enough."},
        "last": {"author": "Person 4", "words": "Number 4 thinks that grease is enough."},
    }
    page.wait_for_timeout(1_500)
    assert server.arrived == [], "nothing by itself"
    assert paired.send({"type": "capture-now", "tabId": tab}) == {"error": "problem_unsure"}
    assert server.arrived == [], "nor by the button alone"
    yes = {"type": "capture-now", "tabId": tab, "sure": True}
    assert paired.send(yes) == {"stored": True}
    paired.wait_until(lambda: server.arrived, "the capture")
    (capture,) = server.arrived
    assert (capture["confidence"], capture["trigger"]) == (0.72, "click")
    assert len(capture["discussion"]["posts"]) == 5


def test_a_no_is_kept_for_the_visit(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("invented.test", mode="automatic")
    page = paired.open(site.add(GUESS, guess(5)))
    tab = paired.tab_id(page)
    paired.wait_until(lambda: state_of(paired, tab)["guess"], "the guess")
    paired.send({"type": "reject-guess", "tabId": tab})
    state = state_of(paired, tab)
    assert (state["health"]["status"], state["guess"]) == ("not-recognised", None)
    assert state["health"]["reason"] == "health_rejected"
    page.evaluate(
        "document.querySelector('main').append(document.querySelector('[data-post]').cloneNode(true))"
    )
    page.wait_for_timeout(3_500)
    assert state_of(paired, tab)["health"]["status"] == "not-recognised"
    problem = {"error": "problem_not_recognised"}
    assert paired.send({"type": "capture-now", "tabId": tab}) == problem
    page.reload()
    paired.wait_until(lambda: state_of(paired, tab)["guess"], "the guess, at the next visit")


def test_the_panel_asks_and_sends(paired: Chromium, server: FlakyServer, site: PageServer) -> None:
    paired.grant_host("invented.test", mode="click")
    page = paired.open(site.add(GUESS, guess(3)))
    panel = panel_beside(paired, page)
    panel.get_by_role("button", name="Yes, send it").click()
    paired.wait_until(lambda: server.arrived, "the capture")
    panel.get_by_text("Is this a discussion?").wait_for(state="detached")


def panel_beside(browser: Chromium, page: Page) -> Page:
    return browser.open_extension(f"panel/panel.html?tab={browser.tab_id(page)}")


def test_marked_words_of_an_unknown_page_are_a_comment(
    connected: Chromium, backend: Backend, site: PageServer
) -> None:
    """On the real backend, beside what is known of the page, and after a click alone."""
    page = connected.open(site.add(NOTES, MINUTES))
    connected.click_action(page)
    panel = panel_beside(connected, page)
    page.evaluate(MARK, "#words")
    before = page.evaluate("document.documentElement.outerHTML")
    panel.get_by_role("button", name="Capture the selection").click()
    panel.get_by_text("The seals held through the winter.").wait_for()
    assert panel.get_by_label("Anna Nová").is_checked()
    panel.get_by_role("button", name="Send as a comment").click()
    panel.get_by_text("Minutes").last.wait_for()
    panel.locator(".speaker").get_by_text("Anna Nová").wait_for()
    assert page.evaluate("document.documentElement.outerHTML") == before
    assert page.evaluate("String(getSelection())") == "The seals held through the winter."

    page.evaluate(MARK, "main div:last-child p")
    panel.get_by_role("button", name="Capture the selection").click()
    panel.get_by_label("Somebody else").check()
    panel.get_by_label("Name", exact=True).fill("Mirka Dlouhá")
    panel.get_by_role("button", name="Send as a comment").click()
    panel.locator(".speaker").get_by_text("Mirka Dlouhá").wait_for()
    assert panel.locator(".speaker").count() == 2, "beside the first, not instead of it"


def test_the_same_words_of_the_same_author_are_one_post(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("notes.test")
    page = paired.open(site.add(NOTES, MINUTES))
    tab = paired.tab_id(page)
    page.evaluate(MARK, "#words")
    author = {"name": "Anna Nová", "url": None}
    for _ in range(2):
        marked = paired.send({"type": "read-selection", "tabId": tab})["marked"]
        assert marked["text"] == "The seals held through the winter."
        sent = paired.send({"type": "capture-selection", "tabId": tab, "author": author})
        assert sent == {"stored": True}
    paired.wait_until(lambda: len(server.arrived) == 2, "both captures")
    first, second = server.arrived
    assert first["capture_id"] != second["capture_id"]
    (one,), (other,) = (capture["discussion"]["posts"] for capture in server.arrived)
    assert one["id"] == other["id"]
    assert one["id"].startswith("marked-")
    assert one["position"] == 10_000_000
    assert (first["site"], first["layout"], first["trigger"]) == ("selection", "selection", "click")
    assert (first["url"], first["discussion"]["title"]) == (NOTES, "Minutes")


def test_words_marked_elsewhere_are_not_sent(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("notes.test")
    page = paired.open(site.add(NOTES, MINUTES))
    tab = paired.tab_id(page)
    assert paired.send({"type": "read-selection", "tabId": tab}) == {"marked": None}
    author = {"type": "capture-selection", "tabId": tab, "author": {"name": "A", "url": None}}
    assert paired.send(author) == {"error": "problem_nothing_marked"}
    page.evaluate(MARK, "#words")
    assert paired.send({"type": "read-selection", "tabId": tab})["marked"]
    page.evaluate("history.pushState({}, '', '/another')")
    assert paired.send(author) == {"error": "problem_nothing_marked"}
    assert server.arrived == []


def test_the_pages_menu_leads_to_the_form(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    """The entry is there; what its click leads to, as the browser would tell of it."""
    paired.grant_host("notes.test")
    page = paired.open(site.add(NOTES, MINUTES))
    tab = paired.tab_id(page)
    page.evaluate(MARK, "#words")
    panel = panel_beside(paired, page)
    panel.locator("body[data-loaded]").wait_for()
    paired.worker.evaluate(
        """async (id) => {
          await chrome.contextMenus.update("selection", {contexts: ["selection"]});
          const tab = await chrome.tabs.get(id);
          chrome.contextMenus.onClicked.dispatch({menuItemId: "selection"}, tab);
        }""",
        tab,
    )
    panel.get_by_text("The seals held through the winter.").wait_for()
    assert not state_of(paired, tab)["wantsSelection"], "once"
