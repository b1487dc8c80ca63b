"""Badges on a network's page: what they say, where they stand, that they leave no trace."""

from __future__ import annotations

import json

from tests.ui import samples
from tests.ui.harness import GRANTED, Thread, known, thread_page

WORDS = {
    "customer": "Customer", "prospect": "Prospect", "former": "Former", "unknown": "Unknown",
    "several": "Several", "outdated": "Outdated",
}  # fmt: skip


def test_every_state_has_its_own_shape_and_word(thread):
    shown = thread(samples.discussion(6, 6)).badges(6)

    assert [badge["state"] for badge in shown] == list(samples.STATES)
    assert {badge["state"]: badge["word"] for badge in shown} == WORDS
    assert len({badge["shape"] for badge in shown}) == 6


def test_the_whole_badge_is_spoken_in_words(thread):
    first, *_, several, _ = thread(samples.discussion(6, 6)).badges(6)

    assert first["label"] == (
        "Jana Nováková: Works at a customer. Weight on this topic: 72 of 100. Open details."
    )
    assert several["label"].endswith("Weight on this topic: unknown. Open details.")


def test_the_weight_is_bars_and_a_number_and_a_question_mark_when_unknown(thread):
    shown = thread(samples.discussion(5, 5)).badges(5)

    assert [(badge["bars"], badge["weight"]) for badge in shown] == [
        (3, "72"), (2, "41"), (1, "18"), (0, "0"), (0, "?"),
    ]  # fmt: skip


def test_a_badge_follows_the_name_and_the_line_keeps_its_height(thread):
    opened = thread(samples.discussion(6, 6), style=".author { font-size: 9px; line-height: 10px }")
    heights = "[...document.querySelectorAll('article')].map((a) => a.offsetHeight)"
    opened.badges(6)
    with_badges = opened.world.evaluate(heights)

    assert opened.badges(6)[0]["after"] == "Jana Nováková"
    opened.world.evaluate("Sidenote.annotate.stop()")
    assert opened.world.evaluate(heights) == with_badges


def test_the_page_can_neither_name_nor_open_a_badge(thread):
    opened = thread(samples.discussion(6, 6))
    opened.badges(6)
    seen = opened.page.evaluate(
        """() => [...document.querySelectorAll("article > span")].map((s) => ({
          attributes: s.getAttributeNames().length, root: s.shadowRoot, text: s.textContent }))"""
    )

    assert seen == [{"attributes": 0, "root": None, "text": ""}] * 6
    assert "sidenote" not in opened.page.content().lower()
    assert "extension:" not in opened.page.content()
    assert opened.complaints == []


def test_hostile_styles_of_the_page_do_not_reach_a_badge(thread):
    style = (
        "span { display: none !important; font-size: 40px; color: red; --ground: red; --tone: red }"
    )
    opened = thread(samples.discussion(6, 6), style=style)
    opened.badges(6)
    shown = opened.world.evaluate(
        """(() => { const b = buttons()[0], s = getComputedStyle(b);
          return [b.offsetHeight, s.fontSize, s.color, s.backgroundColor]; })()"""
    )

    assert shown == [18, "11px", "rgb(15, 92, 54)", "rgb(241, 243, 245)"]


def test_light_text_means_a_dark_page_whatever_the_system_prefers(thread):
    style = "body, .author { background: #16181c; color: #eee }"
    opened = thread(samples.discussion(2, 2), style=style, color_scheme="light")
    opened.badges(2)

    assert opened.world.evaluate("buttons()[0].dataset.tone") == "dark"


def test_only_names_near_the_viewport_get_a_badge(thread):
    opened = thread(samples.discussion(400, 50))
    opened.badges(3)
    opened.page.wait_for_timeout(200)
    above = len(opened.badges())

    assert above < 40
    opened.page.evaluate("document.querySelector('#c300').scrollIntoView()")
    opened.world.wait(f"buttons().length > {above}")


def test_posts_that_come_later_are_badged_too(thread):
    annotations = samples.discussion(8, 8)
    opened = thread(annotations)
    opened.badges(8)
    opened.page.evaluate(
        """() => { const a = document.querySelector("#c7").cloneNode(true); a.id = "c8";
          document.querySelector("main").append(a); }"""
    )
    more = samples.discussion(9, 9)
    message = {"type": "annotations", "url": samples.PAGE, "set": more}
    opened.world.evaluate(f"double.push({_json(message)})")

    assert len(opened.badges(9)) == 9


def test_a_line_drawn_anew_gets_its_badge_back(thread):
    opened = thread(samples.discussion(3, 3))
    opened.badges(3)
    opened.page.evaluate(
        """() => { const old = document.querySelector("#c1"), made = old.cloneNode(true);
          made.querySelectorAll("span").forEach((s) => s.remove()); old.replaceWith(made); }"""
    )
    opened.world.wait("buttons().length === 3 && hosts()[1].previousSibling?.isConnected")
    assert opened.badges(3)[1]["after"] == "Mikko Lehtinen"


def test_settings_off_take_everything_away_and_on_brings_it_back(thread):
    opened = thread(samples.discussion(3, 3))
    opened.badges(3)
    off = {"type": "settings", "settings": {**GRANTED, "badges": False}}
    opened.world.evaluate(f"double.push({_json(off)})")
    assert opened.world.evaluate("hosts().length") == 0

    opened.world.evaluate(f"double.push({_json({**off, 'settings': GRANTED})})")
    opened.badges(3)


def test_without_consent_or_opt_in_the_page_stays_as_it_is(thread):
    for missing in ("badges", "consent", "granted"):
        opened = thread(
            samples.discussion(3, 3), answers={"site-settings": {**GRANTED, missing: False}}
        )
        opened.page.wait_for_timeout(150)
        assert opened.world.evaluate("hosts().length") == 0, missing
        # asked for beside the settings; the worker answers nothing where they forbid it
        asked = {call["type"] for call in opened.calls()}
        assert asked == {"site-settings", "known-annotations"}


def test_the_end_of_the_extension_takes_the_badges_away(thread):
    opened = thread(samples.discussion(3, 3))
    opened.badges(3)
    opened.world.evaluate("double.end()")
    assert opened.world.evaluate("hosts().length") == 3, "nothing looks without a reason"

    opened.page.mouse.move(5, 5)  # the next thing the user does
    opened.world.wait("hosts().length === 0")
    assert opened.world.evaluate("double.listeners()") == 0


def test_a_page_that_goes_on_notices_the_end_as_well(thread):
    opened = thread(samples.discussion(3, 3))
    opened.badges(3)
    opened.world.evaluate("double.end()")
    opened.page.evaluate("document.querySelector('main').append(document.createElement('p'))")
    opened.world.wait("hosts().length === 0")


def test_an_abort_signal_takes_the_badges_away(thread):
    opened = thread(samples.discussion(3, 3))
    opened.world.evaluate(
        "globalThis.stop = new AbortController(); Sidenote.annotate.start({ signal: stop.signal })"
    )
    opened.badges(3)
    opened.world.evaluate("stop.abort()")
    assert opened.world.evaluate("hosts().length") == 0


def test_annotations_of_another_page_are_not_shown(thread):
    opened = thread(samples.discussion(3, 3), answers={"known-annotations": []})
    other = "https://network.test/thread/2"
    message = {"type": "annotations", "url": other, "set": samples.discussion(3, 3)}
    opened.world.evaluate(f"double.push({_json(message)})")
    opened.page.wait_for_timeout(150)

    assert opened.world.evaluate("hosts().length") == 0


def test_a_profile_gets_one_badge_and_never_under_another_name(page_of):
    for title, expected in (("Jana Nováková", 1), ("Somebody Else", 0)):
        html = thread_page([], title=title)
        answers = {"known-annotations": known(samples.profile())}
        opened = Thread(page_of(), html, answers)
        opened.start("https://network.test/in/0", answers)
        opened.page.wait_for_timeout(200)
        shown = opened.world.evaluate("buttons().map((b) => b.querySelector('.weight'))")
        assert shown == [None] * expected


def _json(value: object) -> str:
    """A message as JavaScript."""
    return json.dumps(value)
