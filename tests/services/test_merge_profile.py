"""Pages of one person become one profile, in whatever order and however often they arrive."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.schemas.capture import PROFILE_FIELDS, Profile
from backend.services.merge_profile import merge
from backend.services.profile_sections import Known, Page, as_json, stamp
from tests.invented import NOON

BY = "member 1"


def page(day: int, *, by: str = BY, unread: tuple[str, ...] = (), **fields: Any) -> Page:
    profile = Profile.model_validate({"person": {"name": "Mirja Ashgrove"}, **fields})
    at = NOON + timedelta(days=day)
    return Page(profile, stamp(at, f"capture-{day:04}"), by, frozenset(unread))


def rest(*shown: str) -> list[str]:
    """`partial` of a details page that shows these fields alone, and whole."""
    return [name for name in PROFILE_FIELDS if name not in shown]


def merged(*pages: Page) -> Known:
    known: Known | None = None
    for one in pages:
        known = merge(known, one)
    assert known is not None
    return known


def skills(known: Known) -> list[str]:
    return [skill.name for skill in known.profile.skills]


def jobs(known: Known) -> list[tuple[str | None, str | None]]:
    return [(job.title, job.company) for job in known.profile.positions]


MAIN = page(
    0,
    headline="Pump engineer",
    about="Pumps.",
    positions=[{"title": "Engineer", "company": "Kovohutě a.s.", "start": "2019-03"}],
    skills=[{"name": "Pumps"}, {"name": "Seals"}],
    partial=["positions", "skills"],
)


def test_a_details_page_adds_to_what_the_main_page_shows_in_part() -> None:
    details = page(
        1,
        skills=[{"name": n} for n in ("Vibration", "seals ", "PUMPS", "C++", "C")],
        partial=rest("skills"),
    )
    known = merged(MAIN, details)
    assert skills(known) == ["Vibration", "seals", "PUMPS", "C++", "C"]
    assert known.profile.headline == "Pump engineer"
    assert jobs(known) == [("Engineer", "Kovohutě a.s.")]
    assert known.profile.partial == ["positions"]


def test_what_is_shown_in_part_comes_first_and_the_known_rest_after() -> None:
    details = page(0, skills=[{"name": n} for n in ("A1", "B2", "C3")], partial=rest("skills"))
    again = page(1, skills=[{"name": "C3"}, {"name": "D4"}], partial=["skills"])
    assert skills(merged(details, again)) == ["C3", "D4", "A1", "B2"]


def test_a_field_shown_whole_is_replaced_unless_the_page_is_older() -> None:
    first = page(0, skills=[{"name": "Old"}], headline="Old")
    later = page(1, skills=[{"name": "New"}], headline="New")
    for order in permutations((first, later)):
        known = merged(*order)
        assert skills(known) == ["New"]
        assert known.profile.headline == "New"


def test_a_late_page_replaces_only_sections_that_are_older() -> None:
    """The newer page showed no skills: those of the older one are the newest there are."""
    late = page(0, skills=[{"name": "Pumps"}], headline="Old", location="Brno")
    newer = page(1, headline="New", partial=["skills", "location"])
    known = merged(newer, late)
    assert (known.profile.headline, known.profile.location) == ("New", "Brno")
    assert skills(known) == ["Pumps"]


def test_an_item_keeps_what_the_newer_page_leaves_out() -> None:
    details = page(
        0,
        positions=[
            {"title": "Engineer", "company": "Kovohutě", "start": "2019-03", "text": "Presses."}
        ],
        partial=rest("positions"),
    )
    again = page(
        1,
        positions=[
            {"title": "ENGINEER", "company": "Kovohutě, a.s.", "start": "2019", "end": "2026"}
        ],
        partial=["positions"],
    )
    (job,) = merged(details, again).profile.positions
    assert (job.company, job.end, job.text) == ("Kovohutě, a.s.", "2026", "Presses.")


def test_two_stays_at_one_company_are_two_jobs() -> None:
    stays = [
        {"title": "Engineer", "company": "Kovo", "start": "2019-03", "end": "2020-01"},
        {"title": "Engineer", "company": "Kovo", "start": "2023-05"},
    ]
    one = page(0, positions=stays[:1], partial=["positions"])
    other = page(1, positions=stays[1:], partial=["positions"])
    assert len(merged(one, other).profile.positions) == 2


def test_a_job_renamed_on_a_page_that_shows_a_part_is_one_job() -> None:
    old = page(
        0,
        positions=[{"title": "Engineer", "company": "Kovo", "start": "2019-03"}],
        partial=["positions"],
    )
    new = page(
        1,
        positions=[{"title": "Lead engineer", "company": "Kovo", "start": "2019-03"}],
        partial=["positions"],
    )
    for order in permutations((old, new)):
        assert jobs(merged(*order)) == [("Lead engineer", "Kovo")]


def test_what_a_reader_missed_stays() -> None:
    blind = page(1, headline=None, skills=[], unread=("headline", "skills"))
    known = merged(page(0, headline="Pumps", skills=[{"name": "Seals"}]), blind)
    assert known.profile.headline == "Pumps"
    assert skills(known) == ["Seals"]


@pytest.mark.parametrize(("by", "left"), [(BY, []), ("guest 1", ["Seals"])])
def test_an_empty_section_says_so_only_in_the_layout_that_filled_it(
    by: str, left: list[str]
) -> None:
    known = merged(page(0, skills=[{"name": "Seals"}]), page(1, headline="Pumps", by=by))
    assert skills(known) == left


def test_a_text_that_is_cut_off_does_not_replace_the_whole_one() -> None:
    whole = page(0, about="Fifteen years of pumps, seals and vibration.")
    cut = page(1, about="Fifteen years of pumps… see more", partial=["about"])
    for order in permutations((whole, cut)):
        assert merged(*order).profile.about == "Fifteen years of pumps, seals and vibration."


def test_an_end_in_words_is_the_present() -> None:
    positions = [{"title": "Engineer", "company": "Kovo", "start": "2019", "end": "heute"}]
    assert merged(page(0, positions=positions)).profile.positions[0].end is None


# --- properties

WORDS = st.sampled_from(["Pumps", "Seals", "Šroub", "C", "C++", "Vibration", "Gears", "Öl", "水"])
SKILLS = st.lists(WORDS, max_size=5, unique=True).map(lambda names: [{"name": n} for n in names])
DATES = st.sampled_from([None, "2019", "2019-03", "Mar 2021", "2024-11"])
JOBS = st.lists(
    st.builds(
        lambda title, company, start, end: {
            "title": title, "company": company, "start": start, "end": end
        },
        st.sampled_from(["Engineer", "Head", None]),
        st.sampled_from(["Kovo", "Kovo a.s.", "Nordwind GmbH", "IBM"]),
        DATES,
        DATES,
    ),
    max_size=4,
)  # fmt: skip
TEXTS = st.sampled_from([None, "Pumps", "Head of pumps", "Head of pumps at Kovo…"])
PAGES = st.builds(
    lambda day, headline, about, positions, found, languages, partial: page(
        day, headline=headline, about=about, positions=positions, skills=found,
        languages=languages, partial=sorted(partial),
    ),
    st.integers(0, 9), TEXTS, TEXTS, JOBS, SKILLS, st.lists(WORDS, max_size=2, unique=True),
    st.sets(st.sampled_from(PROFILE_FIELDS)),
)  # fmt: skip


def state(known: Known) -> tuple[Any, Any]:
    return known.profile.model_dump(), as_json(known.sections)


@settings(deadline=None, max_examples=150)
@given(st.lists(PAGES, min_size=1, max_size=4, unique_by=lambda one: one.stamp))
def test_a_page_merged_again_changes_nothing(pages: list[Page]) -> None:
    known = merged(*pages)
    assert state(merged(*pages, pages[-1])) == state(known)


@settings(deadline=None, max_examples=150)
@given(st.lists(PAGES, min_size=1, max_size=4, unique_by=lambda one: one.stamp), st.randoms())
def test_the_newest_whole_page_is_what_remains(pages: list[Page], random: Any) -> None:
    """Whatever came before or comes late, a newest page that shows everything is the profile."""
    last = page(10, headline="Last", skills=[{"name": "Last"}], positions=[], by=BY)
    mixed = [*pages, last]
    random.shuffle(mixed)
    known = merged(*mixed)
    assert known.profile.headline == "Last"
    assert skills(known) == ["Last"]


FIELDS = st.permutations(["headline", "about", "positions", "skills", "languages"])


@settings(deadline=None, max_examples=100)
@given(PAGES, FIELDS, st.integers(1, 4), st.permutations([0, 1, 2, 3, 4]))
def test_pages_of_different_sections_merge_in_any_order(
    whole: Page, fields: list[str], first: int, order: list[int]
) -> None:
    """Details pages: each shows one section, or a few."""
    groups = [fields[:first], *([name] for name in fields[first:])]
    pages = [
        page(day, partial=rest(*names), **{
            name: whole.profile.model_dump()[name] for name in names
        })
        for day, names in enumerate(groups)
    ]  # fmt: skip
    shuffled = [pages[place] for place in order if place < len(pages)]
    assert state(merged(*shuffled)) == state(merged(*pages))


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from([f"Skill {n}" for n in range(12)]), unique=True), st.data())
def test_disjoint_parts_of_a_section_merge_in_any_order(names: list[str], data: Any) -> None:
    cut = data.draw(st.integers(0, len(names)))
    parts = [
        page(day, skills=[{"name": n} for n in part], partial=["skills"])
        for day, part in enumerate((names[:cut], names[cut:]))
    ]
    one, other = (merged(*order) for order in permutations(parts))
    assert state(one) == state(other)
    assert sorted(skills(one)) == sorted(names)
