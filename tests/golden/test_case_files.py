"""Every site has its three-file cases, and they fit each other."""

from __future__ import annotations

from typing import get_args

import pytest

from backend.saved_pages.reader_browser import ReaderBrowser
from backend.schemas.annotation import State
from tests.golden.golden_cases import (
    GoldenCase,
    Json,
    captured_cases,
    golden_cases,
    shown_people,
)

CASES = golden_cases()
CAPTURED = captured_cases()
WHOLE = [case for case in CAPTURED if case.annotations_path.exists()]


@pytest.mark.browser
def test_every_registered_site_has_a_case_of_three_files(readers: ReaderBrowser) -> None:
    """A profile or a discussion that is read, answered and shown, with somebody on it."""
    with readers.open("https://empty.example/", "<!DOCTYPE html><title>x</title>") as page:
        sites = page.evaluate("Sidenote.sites.all().map((site) => site.id)")
    whole = {
        case.folder.parent.name
        for case in WHOLE
        if case.shows_names and shown_people(case.annotations())
    }
    assert sites
    assert set(sites) - whole == set()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_annotations_are_there_where_there_is_a_capture(case: GoldenCase) -> None:
    assert case.annotations_path.exists() == bool(case.captures)


@pytest.mark.parametrize("case", CAPTURED, ids=lambda case: case.name)
def test_annotations_speak_of_what_was_captured(case: GoldenCase) -> None:
    for capture, answer in zip(case.captures, case.annotations(), strict=True):
        _speaks_of(capture, answer)


def _speaks_of(capture: Json, annotations: Json) -> None:
    for field in ("capture_id", "kind", "url"):
        assert annotations[field] == capture[field]
    if capture["kind"] == "organisation":
        assert annotations["organisation"]["name"] == capture["organisation"]["name"]
        return
    if capture["kind"] == "profile":
        assert [one["name"] for one in annotations["people"]] == [
            capture["profile"]["person"]["name"]
        ]
        return
    posts = capture["discussion"]["posts"]
    people = {person["key"]: person for person in annotations["people"]}
    assert len(people) == len(annotations["people"]) == annotations["discussion"]["people"]
    assert [one["id"] for one in annotations["posts"]] == [post["id"] for post in posts]
    for post, shown in zip(posts, annotations["posts"], strict=True):
        author = post["author"]
        assert (shown["person_key"] is not None) == bool(author["name"] or author["url"])
        if shown["person_key"]:
            assert people[shown["person_key"]]["name"] == author["name"]


def test_every_state_and_kind_of_page_occurs() -> None:
    sets = [one for case in WHOLE for one in case.annotations()]
    states = {person["state"] for person in shown_people(sets)}
    assert states == set(get_args(State))
    assert {one["kind"] for one in sets} == {"profile", "discussion", "organisation"}
