"""What changed since the last visit: of people on card and panel, of discussions, on badges."""

from __future__ import annotations

import pytest

from tests.ui import samples
from tests.ui.harness import tab_state

PANEL = "panel/panel.html"


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


def panel_of(extension_page, annotations, language: str = "en", **options):
    page, complaints = extension_page(
        PANEL, {"tab-state": tab_state(annotations)}, language, **options
    )
    assert complaints == []
    return page


def test_a_changed_job_is_one_line_that_opens_to_both_captures(extension_page):
    person = samples.person(0, "outdated", changes=samples.CHANGES)
    page = panel_of(extension_page, {**samples.profile(), "people": [person]})
    line = page.get_by_text("Changed job since Mar 3, 2026: was Head of maintenance")
    assert "now Plant manager, Nordwind Pumpen" in plain(line.inner_text())
    line.click()
    quotes = page.locator("details[open] .quotes li")
    assert [plain(one) for one in quotes.all_inner_texts()] == [
        "Head of maintenance, Ostravské válcovny a.s.\nPosition · Mar 3, 2026",
        "Plant manager, Nordwind Pumpen\nPosition · Nov 20, 2026",
    ]
    assert page.get_by_text("Skill added since Mar 3, 2026: Condition monitoring").is_visible()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("cs", "Od 3. 3. 2026 změna práce: dříve Head of maintenance"),
        ("de", "Stelle gewechselt seit 03.03.2026: vorher Head of maintenance"),
        ("fi", "Työpaikka vaihtunut (3.3.2026 jälkeen): ennen Head of maintenance"),
    ],
)
def test_in_other_languages(extension_page, language, words):
    person = samples.person(0, "outdated", changes=samples.CHANGES)
    page = panel_of(extension_page, {**samples.profile(), "people": [person]}, language)
    assert words in plain(page.locator("#view").inner_text())


def test_a_job_that_began_lately(extension_page):
    evidence = [{"source": "position", "quote": "Head, Papírny", "where": "positions[0]",
                 "when": "2026-10"}]  # fmt: skip
    started = samples.finding("change", "new_job", "Head, Papírny", 0.9, evidence=evidence)
    person = samples.person(0, new_job=started)
    page = panel_of(extension_page, {**samples.profile(), "people": [person]})
    shown = plain(page.locator("#view").inner_text())
    assert "New in this job, since Oct 2026: Head, Papírny" in shown


def test_a_change_of_a_kind_this_version_does_not_know(extension_page):
    odd = samples.change("headline", "A", "B") | {"kind": "haircut"}
    odd["finding"] |= {"label": "Another haircut"}
    made = {**samples.profile()}
    made["people"][0]["changes"] = [odd]
    page = panel_of(extension_page, made)
    assert page.get_by_text("Another haircut").is_visible()


def test_what_is_new_edited_and_gone_in_a_discussion(extension_page):
    page = panel_of(extension_page, samples.news())
    since = page.locator(".since")
    assert "New since it was last read (Mar 3, 2026): 3" in plain(since.inner_text())
    for line in since.locator("summary").all():
        line.click()
    shown = plain(since.inner_text())
    assert "Has anybody run this?" in shown
    assert "before, read on Nov 19, 2026" in shown
    assert "Ulla Mäkelä" in shown
    assert "gone since Nov 20, 2026" in shown
    assert page.locator(".speaker .name", has_text=" new").count() == 3


def test_nothing_new_takes_no_room(extension_page):
    page = panel_of(extension_page, samples.discussion(6, 6))
    assert page.locator(".since").count() == 0


def test_a_badge_marks_a_new_post_and_its_card_the_weightiest_changes(thread):
    made = thread(samples.news(3))
    badges = made.badges(3)
    assert [badge["label"].startswith("New post. ") for badge in badges] == [True, True, True]
    assert made.world.evaluate("buttons().every((b) => b.querySelector('.new'))")
    made.open_card(0)
    lines = made.world.evaluate(
        "[...card().querySelectorAll('.finding .what')].map((one) => one.textContent)"
    )
    assert plain(lines[0]).startswith("Changed job since Mar 3, 2026")
    assert not any("Skill added" in line for line in lines)
    assert made.complaints == []
