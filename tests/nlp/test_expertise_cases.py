"""Areas of expertise of labelled, invented profiles in four languages.

A case names the fields of a profile: `strong` and `some` are expected ("a|b": either will do),
`fine` may be found or not, `not_areas` tempt and must not be found. Anything else found counts
against precision.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backend.nlp.concepts import concepts, is_within
from backend.nlp.expertise import Expertise, find_expertise
from backend.schemas.capture import Profile

CASES = Path(__file__).parent / "cases" / "expertise"
TODAY = date(2026, 11, 21)
Case = dict[str, Any]


def _cases() -> list[Case]:
    return [
        json.loads(line)
        for path in sorted(CASES.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]


def _found(case: Case) -> Expertise:
    profile = Profile.model_validate(case["profile"])
    return find_expertise(profile, today=TODAY, language=case["language"])


def _areas(case: Case) -> set[str]:
    return {one.value for one in _found(case).areas}


def _counted(cases: list[Case]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for case in cases:
        areas = _areas(case)
        expected = [set(one.split("|")) for one in case["strong"] + case["some"]]
        allowed = {*case["fine"], *(name for names in expected for name in names)}
        hits = sum(1 for names in expected if any(_is_any_of(one, names) for one in areas))
        counts["hit"] += hits
        counts["missed"] += len(expected) - hits
        counts["wrong"] += sum(1 for one in areas if not _is_any_of(one, allowed))
    return counts


def _is_any_of(area: str, names: set[str]) -> bool:
    """Whether the area is one of the fields or a part of one: "nursing" for "health-industry"."""
    return any(is_within(area, name) for name in names)


def _f1(counts: Counter[str]) -> float:
    return 2 * counts["hit"] / (2 * counts["hit"] + counts["missed"] + counts["wrong"])


def test_the_cases_name_known_fields() -> None:
    cases = _cases()
    assert len(cases) >= 50
    assert {case["language"] for case in cases} == {"en", "cs", "fi", "de"}
    for case in cases:
        for names in case["strong"] + case["some"] + case["fine"] + case["not_areas"]:
            assert set(names.split("|")) <= set(concepts()), case["id"]


@pytest.mark.parametrize("language", ["en", "cs", "fi", "de"])
def test_areas_are_found(language: str) -> None:
    counts = _counted([case for case in _cases() if case["language"] == language])
    assert _f1(counts) >= 0.75, counts


def test_tempting_fields_stay_out() -> None:
    tempting = [(case, name) for case in _cases() for name in case["not_areas"]]
    fallen = [
        (case["id"], name)
        for case, name in tempting
        if any(is_within(area, name) for area in _areas(case))
    ]
    assert len(fallen) <= 0.05 * len(tempting), fallen


def test_strong_and_some_are_told_apart() -> None:
    right = total = 0
    for case in _cases():
        scores = {one.value: one.score or 0.0 for one in _found(case).areas}
        for level in ("strong", "some"):
            for names in case[level]:
                wanted = set(names.split("|"))
                fitting = [score for area, score in scores.items() if _is_any_of(area, wanted)]
                best = max(fitting, default=0.0)
                if best:
                    total += 1
                    right += (best >= 0.6) == (level == "strong")
    assert right / total >= 0.75, (right, total)


@pytest.mark.parametrize(
    "case", [one for one in _cases() if "informative" in one], ids=lambda one: one["id"]
)
def test_informative(case: Case) -> None:
    assert _found(case).informative is case["informative"]
