"""page.html + annotations.json -> badges after the right names, in the right states; no trace."""

from __future__ import annotations

import json

import pytest

from backend.saved_pages.reader_browser import ReaderBrowser
from tests.golden.golden_cases import GoldenCase, Json, captured_cases, golden_cases, shown_people
from tests.golden.shown_page import NOTHING_HAPPENED, plain, shown

pytestmark = pytest.mark.browser

CAPTURED = captured_cases()
NOT_CAPTURED = [case for case in golden_cases() if case not in CAPTURED]
KNOWN_FAULTS: dict[str, str] = {}
"""Cases that fail, and why; strict, so that whoever mends one has to take it out."""


def named_people(case: GoldenCase, annotations: list[Json]) -> list[Json]:
    """Whom a badge is due: one for each author's name that the page shows."""
    return [one for one in shown_people(annotations) if one["name"] and case.shows_names]


def pairs(badges: list[Json], people: list[Json]) -> list[tuple[int, Json]]:
    """Each badge with the one it speaks of, whose name has to stand before it. A name may stand
    elsewhere than its post, so the page's order is not always that of the posts.

    Raises AssertionError for a badge of nobody, of another state, or after another name.
    """
    left, found = list(people), []
    for index, badge in enumerate(badges):
        fitting = [
            one
            for one in left
            if one["name"] in badge["label"] and one["name"] in plain(badge["after"])
        ]
        assert fitting, f"the badge {badge['label']!r} after {badge['after']!r} is nobody's"
        assert badge["state"] == fitting[0]["state"], badge
        left.remove(fitting[0])
        found.append((index, fitting[0]))
    return found


@pytest.mark.parametrize("case", CAPTURED, ids=lambda case: case.name)
def test_badges_and_cards_are_what_the_backend_said(
    case: GoldenCase, readers: ReaderBrowser, request: pytest.FixtureRequest
) -> None:
    if case.name in KNOWN_FAULTS:
        request.applymarker(pytest.mark.xfail(strict=True, reason=KNOWN_FAULTS[case.name]))
    annotations = case.annotations()
    people = named_people(case, annotations)
    is_poisoned = case.folder.name == "poisoned"  # its names may be nowhere on the page
    with shown(readers, case, annotations) as page:
        badges = page.badges(0 if is_poisoned else len(people))
        assert is_poisoned or len(badges) == len(people)
        for index, person in pairs(badges, people):
            card = page.card_of(index)
            assert card, f"the badge of {person['name']!r} opened no card"
            assert (card["title"], card["badge"]) == (person["name"], index)
            assert card["state"] in badges[index]["label"]
            assert not {"script", "img", "iframe", "object"} & set(card["elements"])
        assert page.watched() == NOTHING_HAPPENED
        assert page.end() == 0
        assert page.watched() == NOTHING_HAPPENED


@pytest.mark.parametrize("case", NOT_CAPTURED, ids=lambda case: case.name)
def test_what_was_not_read_gets_no_badge(case: GoldenCase, readers: ReaderBrowser) -> None:
    """Not even when the annotations of the site's other pages arrive, as they may after a silent
    navigation."""
    site = case.folder.parent.name
    same = [one for one in CAPTURED if one.folder.parent.name == site]
    others = [one for case in same for one in case.annotations()]
    assert others
    with shown(readers, case, [], arriving=others) as page:
        assert page.badges(0) == []
        assert page.watched() == NOTHING_HAPPENED


def test_the_check_bites(readers: ReaderBrowser) -> None:
    """Another state, authors mixed up, a page that was touched: each would be seen."""
    case = next(case for case in CAPTURED if case.name == "discourse/live-topic")
    annotations = case.annotations()
    author, commenter = named_people(case, annotations)
    with shown(readers, case, annotations) as page:
        badges = page.badges(2)
        pairs(badges, [author, commenter])
        page.touch()
        assert page.watched()["foreign"]
        assert page.watched()["changed"]
    with pytest.raises(AssertionError):
        pairs(badges, [author | {"state": "former"}, commenter])
    mixed = json.loads(json.dumps(annotations))
    first, second = mixed[0]["posts"]
    first["person_key"], second["person_key"] = second["person_key"], first["person_key"]
    with shown(readers, case, mixed) as page, pytest.raises(AssertionError):
        pairs(page.badges(2), [author, commenter])
