"""The hover card: how it opens and closes, where it stands, and that a correction is one click."""

from __future__ import annotations

import json

import pytest

from tests.ui import samples

FEEDBACK = """
double.answers.feedback = (message) => new Promise((done) => setTimeout(() => {
  const person = structuredClone(set.people.find((one) => one.person_id === message.person_id));
  const link = message.record === "contact" ? person.contact_link : person.account_link;
  link.decision = message.verdict === "undo" ? null : message.verdict;
  for (const one of link.candidates)
    one.decided_by_person = message.verdict !== "undo" && one.id === message.record_id;
  const nobody = { state: "unknown", state_reason: "no-match", contact: null, account: null };
  if (message.verdict === "wrong") Object.assign(person, nobody);
  if (message.verdict === "right") Object.assign(person, { state: "customer" });
  person.relevance = null;
  done({ person });
}, 60));
"""
"""A backend that takes every correction; like the real one it knows no discussion here."""


BOX = "(({ x, y, right, bottom }) => [x, y, right, bottom])(card().getBoundingClientRect())"


@pytest.fixture
def opened(thread):
    """A thread with people of every state; its backend takes corrections."""
    annotations = samples.discussion(12, 12)
    made = thread(annotations)
    made.world.evaluate(f"globalThis.set = {json.dumps(annotations)}; {FEEDBACK}")
    made.badges(6)
    return made


def text(opened) -> str:
    return opened.world.evaluate("card()?.innerText ?? ''").replace("\xa0", " ")


def press(opened, label: str) -> None:
    """Clicks the button of the open card that reads so."""
    box = opened.world.wait(
        f"""(() => {{ const b = [...card().querySelectorAll("button, summary")].find((b) =>
          b.innerText.trim().startsWith({json.dumps(label)})); if (!b) return null;
          b.scrollIntoView({{ block: "nearest" }}); const r = b.getBoundingClientRect();
          return {{ x: r.x + r.width / 2, y: r.y + r.height / 2 }}; }})()"""
    )
    opened.page.mouse.click(box["x"], box["y"])


def focused(opened) -> str:
    """What has the focus: text of the element inside our root."""
    return opened.world.evaluate(
        """(() => { const root = Sidenote.ui.rootOf(document.activeElement ?? document.body);
          const e = root?.activeElement;
          return e?.className + ":" + (e?.innerText ?? "").split("\\n")[0]; })()"""
    )


def test_hovering_opens_after_a_moment_and_leaving_closes(opened):
    x, y = opened.badge_at(0)
    opened.page.mouse.move(x, y)
    opened.page.wait_for_timeout(80)
    assert opened.world.evaluate("card()") is None
    opened.world.wait("card()?.matches(':popover-open')")
    opened.page.mouse.move(x, y + 60, steps=4)  # into the card: it stays
    opened.page.wait_for_timeout(400)
    assert "Jana Nováková" in text(opened)
    opened.page.mouse.move(5, 5)
    opened.world.wait("!card()")


def test_passing_over_a_badge_opens_nothing(opened):
    x, y = opened.badge_at(0)
    opened.page.mouse.move(x, y)
    opened.page.mouse.move(5, 5)
    opened.page.wait_for_timeout(500)
    assert opened.world.evaluate("card()") is None


def test_with_the_keyboard_alone(opened):
    for _ in range(2):
        opened.page.keyboard.press("Tab")  # the author's link, then the badge
    assert focused(opened).startswith("badge:Customer")
    opened.page.keyboard.press("Enter")
    opened.world.wait("card()")
    assert focused(opened).startswith("card:")
    assert opened.world.evaluate("buttons()[0].getAttribute('aria-expanded')") == "true"
    for _ in range(8):  # past the weight on the topic and this post's reactions
        opened.page.keyboard.press("Tab")
        if "How the match was weighed" in focused(opened):
            break
    assert "How the match was weighed" in focused(opened)
    opened.page.keyboard.press("Enter")
    assert opened.world.evaluate("card().querySelector('details[open]').innerText").startswith(
        "How the match was weighed"
    )
    opened.page.keyboard.press("Escape")
    assert opened.world.evaluate("card()") is None
    assert focused(opened).startswith("badge:Customer")


def test_escape_and_clicks_are_not_the_pages_business(opened):
    opened.page.evaluate(
        """() => { globalThis.heard = [];
          for (const type of ["keydown", "click"])
            document.addEventListener(type, (event) => heard.push(event.type)); }"""
    )
    opened.open_card(0)
    press(opened, "How the match was weighed")
    opened.page.keyboard.press("Escape")
    opened.world.wait("!card()")
    assert opened.page.evaluate("heard") == []
    assert opened.page.url.endswith("/thread/1")


def test_a_click_beside_it_closes_it(opened):
    opened.open_card(0)
    opened.page.mouse.click(5, 5)
    assert opened.world.evaluate("card()") is None


def test_it_says_who_what_and_why(opened):
    opened.open_card(0)
    shown = text(opened)
    for words in (
        "Jana Nováková", "Works at a customer", "Known contact of the account.",
        "Name and employer agree", "Linked", "98%", "Ostravské válcovny a.s.",
        "Customer · has ordered", "Petra Horáková", "Overdue: €18,450", "12 · €342,000",
        "2 · €96,000 + CZK 1,200,000", "Nov 3, 2026 · call: spare parts for line 2",
        "Maintenance engineering", "86", "Weight on this topic", "72", "This post", "Question",
    ):  # fmt: skip
        assert words in shown, words


def test_every_score_opens_its_quotes_and_its_arithmetic(opened):
    opened.open_card(0)
    scores = opened.world.evaluate(
        """[...card().querySelectorAll(".score")].map((score) => {
          const details = score.closest("details"); details.open = true;
          const has = (selector) => details.querySelector(selector) !== null;
          return has("q, .waterfall") && has("table.terms"); })"""
    )

    assert len(scores) >= 5
    assert all(scores)


def test_the_weights_of_a_match_add_up(opened):
    opened.open_card(0)
    shown = opened.world.evaluate(
        "[...card().querySelectorAll('.waterfall .number')].map((cell) => cell.textContent)"
    )
    steps = [float(cell.replace("−", "-")) for cell in shown[1:-1]]

    assert sum(steps) == pytest.approx(float(shown[-1]), abs=0.2)


@pytest.mark.parametrize(
    "viewport", [{"width": 360, "height": 520}, {"width": 1200, "height": 700}]
)
@pytest.mark.parametrize("edge", ["start", "end"])
def test_it_stays_inside_the_window(thread, viewport, edge):
    made = thread(samples.discussion(12, 12), viewport=viewport, style="main { margin-left: 55vw }")
    made.badges(3)
    made.world.evaluate(f"buttons()[1].scrollIntoView({{ block: {json.dumps(edge)} }})")
    made.open_card(1)
    box = made.world.evaluate(BOX)

    assert box[0] >= 8 - 0.5
    assert box[1] >= 8 - 0.5
    assert box[2] <= viewport["width"] - 7
    assert box[3] <= viewport["height"] - 7


def test_it_follows_its_badge_and_leaves_with_it(opened):
    opened.page.evaluate("document.querySelector('main').style.paddingBottom = '3000px'")
    opened.open_card(0)
    before = opened.world.evaluate(BOX)
    opened.page.evaluate("scrollTo(0, 60)")
    opened.world.wait(f"card().getBoundingClientRect().y < {before[1] - 50}")
    opened.page.evaluate("scrollTo(0, 2500)")
    opened.world.wait("!card()")


def test_wrong_person_in_one_click_and_undo(opened):
    opened.open_card(0)
    press(opened, "Wrong person")
    opened.world.wait("card().innerText.includes('Noted: wrong match.')")
    last = opened.calls()[-1]
    assert last == {
        "type": "feedback", "url": samples.PAGE, "person_id": "person-0", "record": "contact",
        "record_id": "contact-1", "verdict": "wrong",
    }  # fmt: skip
    assert opened.badges()[0]["word"] == "Unknown"
    assert opened.badges()[0]["weight"] == "72", "the weight on the topic stays"
    assert focused(opened).endswith(":Undo")

    opened.page.keyboard.press("Enter")
    opened.world.wait("card().innerText.includes('Right person')")
    assert opened.calls()[-1]["verdict"] == "undo"
    assert opened.calls()[-1]["record_id"] == "contact-1"
    assert opened.badges()[0]["word"] == "Customer"


def test_a_click_is_answered_at_once(opened):
    opened.open_card(0)
    opened.world.evaluate(
        """void (() => {
          const usual = double.answers.feedback;
          const held = new Promise((release) => { globalThis.release = release; });
          double.answers.feedback = async (message) => { await held; return usual(message); };
        })()"""
    )
    press(opened, "Right person")
    opened.world.wait("card().innerText.includes('Saving…')")
    opened.world.evaluate("void release()")
    opened.world.wait("card().innerText.includes('Confirmed. Thank you.')")


def test_one_of_several_is_chosen(opened):
    opened.open_card(4)
    assert "Who is it?" in text(opened)
    press(opened, "This one")
    opened.world.wait("buttons()[4].dataset.state === 'customer'")
    assert opened.calls()[-1]["verdict"] == "right"
    assert opened.calls()[-1]["record_id"] == "contact-1"


@pytest.mark.parametrize("answer", ["undefined", '{ error: "problem_unreachable" }'])
def test_a_correction_that_fails_says_so_and_can_be_repeated(opened, answer):
    opened.world.evaluate(f"double.answers.feedback = () => ({answer})")
    opened.open_card(0)
    press(opened, "Wrong person")
    opened.world.wait("card().innerText.includes('Not saved:')")
    assert "did not answer" in text(opened) or "does not answer" in text(opened)
    press(opened, "Wrong person")
    opened.page.wait_for_timeout(50)
    assert len([call for call in opened.calls() if call["type"] == "feedback"]) == 2


def test_a_second_candidate_that_is_near_is_shown(thread):
    near = samples.link("linked", samples.candidate(1, 14.2, 0.96), samples.candidate(2, 13.1, 0.9))
    person = samples.person(0, "customer", contact_link=near)
    made = thread({**samples.discussion(1, 1), "people": [person]})
    made.open_card(0)

    assert "Also possible" in made.world.evaluate("card().innerText")


def test_no_motion_where_none_is_wanted(thread):
    for preference, expected in (("reduce", "none"), ("no-preference", "sidenote-appear")):
        made = thread(samples.discussion(2, 2), reduced_motion=preference)
        made.open_card(0)
        assert made.world.evaluate("getComputedStyle(card()).animationName") == expected


def test_dark_follows_the_system(thread):
    shades = []
    for scheme in ("light", "dark"):
        made = thread(samples.discussion(2, 2), color_scheme=scheme)
        made.open_card(0)
        shades.append(made.world.evaluate("getComputedStyle(card()).backgroundColor"))
    assert shades == ["rgb(255, 255, 255)", "rgb(28, 32, 38)"]


def test_forced_colours_keep_shape_and_word(thread):
    made = thread(samples.discussion(6, 6), forced_colors="active")
    shown = made.badges(6)
    assert len({badge["shape"] for badge in shown}) == 6
    border = made.world.evaluate("getComputedStyle(buttons()[0]).borderTopWidth")
    assert border == "1px"
