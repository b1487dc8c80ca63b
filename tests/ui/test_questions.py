"""What the panel asks: is a guess right, whose words are marked."""

from __future__ import annotations

import json

import pytest

from tests.ui import samples
from tests.ui.harness import tab_state

PANEL = "panel/panel.html"
HOSTILE = '<img src=x onerror="window.poisoned = 1"> enough'
GUESS = {**samples.GUESS, "first": {"author": "Jana Nováková", "words": HOSTILE}}
UNSURE = {
    **tab_state(None)["health"],
    "status": "unsure", "reason": "health_unsure", "confidence": 0.72, "posts": 12, "missing": [],
}  # fmt: skip
MARKED = samples.MARKED


def guessed(**more):
    return tab_state(None, health=UNSURE, guess=GUESS, **more)


def calls(page) -> list[dict]:
    quiet = ("tab-state", "outbox", "connection")
    return [call for call in page.evaluate("double.calls") if call["type"] not in quiet]


def question(page) -> str:
    return page.locator("#ask").inner_text().replace("\xa0", " ")


def test_a_guess_is_shown_and_asked_about_before_anything_is_sent(extension_page):
    page, complaints = extension_page(
        PANEL, {"tab-state": guessed(), "capture-now": {"stored": True}}
    )
    shown = question(page)
    for words in (
        "Is this a discussion?", "Posts found: 12. Fairly sure (72%).", "Grease or oil?",
        "Jana Nováková", HOSTILE, "Name not shown", "We changed the seals in March and",
    ):  # fmt: skip
        assert words in shown, words
    assert page.evaluate("window.poisoned") is None
    assert page.locator("#ask img").count() == 0
    assert calls(page) == []
    page.get_by_role("button", name="Yes, send it").click()
    page.wait_for_timeout(50)
    assert calls(page) == [{"type": "capture-now", "tabId": 7, "sure": True}]
    assert complaints == []


@pytest.mark.parametrize(
    ("confidence", "words"), [(0.95, "Very sure (95%)"), (0.3, "Not very sure (30%)")]
)
def test_how_sure_in_words(extension_page, confidence, words):
    state = guessed()
    state["health"] = {**UNSURE, "confidence": confidence}
    page, _ = extension_page(PANEL, {"tab-state": state})
    assert words in question(page)


def test_no_is_told_and_the_question_goes(extension_page):
    page, _ = extension_page(PANEL, {"tab-state": guessed()})
    rejected = {**UNSURE, "status": "not-recognised", "reason": "health_rejected", "kind": None}
    after = tab_state(None, health=rejected, guess=None)
    page.evaluate(f"double.answers['tab-state'] = {json.dumps(after)}")
    page.get_by_role("button", name="No, this is not a discussion").click()
    page.locator("#ask section").wait_for(state="detached")
    assert calls(page) == [{"type": "reject-guess", "tabId": 7}]
    assert (
        "You said that what was found here is not a discussion."
        in page.locator("#view").inner_text()
    )


def test_a_guess_that_was_sent_is_not_asked_about_again(extension_page):
    page, _ = extension_page(PANEL, {"tab-state": guessed(delivery="waiting")})
    assert question(page) == ""


def test_why_a_guess_could_not_be_sent_is_said(extension_page):
    page, _ = extension_page(
        PANEL, {"tab-state": guessed(), "capture-now": {"error": "problem_outbox_full"}}
    )
    page.get_by_role("button", name="Yes, send it").click()
    page.locator("#ask").get_by_text("The outbox is full.").wait_for()


def test_marked_words_are_sent_with_the_author_chosen(extension_page):
    answers = {
        "tab-state": tab_state(None),
        "read-selection": {"marked": MARKED},
        "capture-selection": {"stored": True},
    }
    page, complaints = extension_page(PANEL, answers)
    page.get_by_role("button", name="Capture the selection").click()
    page.locator("form.ask").wait_for()
    assert page.evaluate("document.activeElement.id") == "marked"
    assert "The seals held through the winter." in question(page)
    assert page.get_by_label("Anna Nová").is_checked()
    assert "wrote the post it stands in" in question(page)
    assert page.get_by_label("Name").count() == 0 or not page.get_by_label("Name").is_visible()
    page.get_by_label("Ota Starý").check()
    page.get_by_role("button", name="Send as a comment").click()
    page.locator("form.ask").wait_for(state="detached")
    assert calls(page) == [
        {"type": "read-selection", "tabId": 7},
        {"type": "capture-selection", "tabId": 7, "author": MARKED["authors"][1]},
    ]
    assert page.locator("#live").inner_text() == "Captured as a comment by Ota Starý."
    assert complaints == []


def test_somebody_else_is_named_by_hand(extension_page):
    answers = {
        "tab-state": tab_state(None),
        "read-selection": {"marked": {**MARKED, "authors": [], "isKnown": False}},
        "capture-selection": {"error": "problem_nothing_marked"},
    }
    page, _ = extension_page(PANEL, answers)
    page.get_by_role("button", name="Capture the selection").click()
    send = page.get_by_role("button", name="Send as a comment")
    send.click()
    page.get_by_text("Say who wrote it.").wait_for()
    assert page.evaluate("document.activeElement.id") == "author-name"
    page.get_by_label("Name", exact=True).fill("  Mirka Dlouhá ")
    page.get_by_label("Address of their profile").fill("no address")
    send.click()
    page.get_by_text("That is not a web address.").wait_for()
    page.get_by_label("Address of their profile").fill("club.example/members/mirka")
    send.click()
    page.get_by_text("What was marked is no longer there").wait_for()
    assert calls(page)[-1] == {
        "type": "capture-selection", "tabId": 7,
        "author": {"name": "Mirka Dlouhá", "url": "https://club.example/members/mirka"},
    }  # fmt: skip
    assert page.get_by_label("Name", exact=True).input_value() == "  Mirka Dlouhá ", (
        "nothing is lost"
    )


def test_nothing_marked_says_what_to_do(extension_page):
    answers = {"tab-state": tab_state(None), "read-selection": {"marked": None}}
    page, _ = extension_page(PANEL, answers)
    page.get_by_role("button", name="Capture the selection").click()
    page.get_by_text("Nothing is marked.").wait_for()
    page.evaluate(f"double.answers['read-selection'] = {json.dumps({'marked': MARKED})}")
    page.get_by_role("button", name="Look again").click()
    page.locator("form.ask").wait_for()
    page.get_by_role("button", name="Cancel").click()
    page.locator("form.ask").wait_for(state="detached")


def test_the_pages_menu_opens_the_form(extension_page):
    answers = {
        "tab-state": {**tab_state(None), "wantsSelection": True},
        "read-selection": {"marked": MARKED},
    }
    page, _ = extension_page(PANEL, answers)
    page.locator("form.ask").wait_for()


@pytest.mark.parametrize(("kind", "words"), [
    ("feed", "only those that have been in view"),
    ("people", "Nothing of this page is captured."),
])  # fmt: skip
def test_feeds_and_lists_say_what_becomes_of_them(extension_page, kind, words):
    health = {**tab_state(None)["health"], "kind": kind, "missing": []}
    page, _ = extension_page(PANEL, {"tab-state": tab_state(None, health=health)})
    assert words in page.locator("#view").inner_text()


def test_a_guess_that_was_sent_is_asked_about_again_before_it_is_sent_again(extension_page):
    answers = {"tab-state": guessed(delivery="sent"), "capture-now": {"error": "problem_unsure"}}
    page, _ = extension_page(PANEL, answers)
    assert question(page) == ""
    page.get_by_role("button", name="Capture this page").click()
    page.get_by_text("Is this a discussion?").wait_for()
    assert page.locator("#capture").get_attribute("aria-disabled") == "true"
    page.evaluate("double.answers['capture-now'] = { stored: true }")
    page.get_by_role("button", name="Yes, send it").click()
    page.get_by_text("Is this a discussion?").wait_for(state="detached")
    assert page.evaluate("document.activeElement.id") == "selection"


def test_after_a_selection_the_keyboard_is_where_it_was_asked_for(extension_page):
    answers = {"tab-state": tab_state(None), "read-selection": {"marked": MARKED},
               "capture-selection": {"stored": True}}  # fmt: skip
    for button in ("Cancel", "Send as a comment"):
        page, _ = extension_page(PANEL, answers)
        page.get_by_role("button", name="Capture the selection").click()
        page.get_by_role("button", name=button).click()
        page.locator("form.ask").wait_for(state="detached")
        assert page.evaluate("document.activeElement.id") == "selection"


def test_a_list_of_people_offers_no_capture(extension_page):
    health = {**tab_state(None)["health"], "kind": "people", "layout": "people"}
    page, _ = extension_page(PANEL, {"tab-state": tab_state(None, health=health)})
    button = page.locator("#capture")
    assert button.get_attribute("aria-disabled") == "true"
    assert "main" not in button.get_attribute("class").split()
    button.click(force=True)
    assert calls(page) == []
