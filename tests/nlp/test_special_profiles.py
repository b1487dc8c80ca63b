"""Profiles that tell of health, faith, party, union, love and origin: nothing of it is concluded.

Invented profiles in four languages (cases/special_categories). No finding of any kind (areas,
traces, seniority, function, language), nor what names them, may carry a word of `secret`; the
ordinary work beside it (`keeps`) must still be found.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backend.nlp.analysis import Analyser
from backend.nlp.concepts import is_within
from backend.nlp.results import ProfileAnalysis
from backend.schemas.capture import Profile

CASES = Path(__file__).parent / "cases" / "special_categories" / "profiles.jsonl"
ANALYSER = Analyser()
Case = dict[str, Any]


def _cases() -> list[Case]:
    return [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]


def _analysis(case: Case) -> ProfileAnalysis:
    profile = Profile.model_validate(case["profile"])
    return ANALYSER.profile(profile, today=date(2026, 11, 21))


def test_every_category_is_there_in_every_language() -> None:
    there = {(case["language"], case["category"]) for case in _cases()}
    categories = {"health", "religion", "politics", "union", "sexuality", "ethnicity"}
    assert there == {(code, one) for code in ("en", "cs", "fi", "de") for one in categories}


@pytest.mark.parametrize("case", _cases(), ids=lambda case: str(case["id"]))
def test_nothing_of_it_is_concluded_or_shown(case: Case) -> None:
    found = _analysis(case)
    shown = [one.model_dump_json() for one in found.findings]
    shown += [*found.surfaces.values(), *found.english.values(), *found.concepts]
    told = " ".join(shown).lower()
    assert not [word for word in case["secret"] if word in told], told


@pytest.mark.parametrize("case", _cases(), ids=lambda case: str(case["id"]))
def test_the_ordinary_work_beside_it_is_found(case: Case) -> None:
    areas = [one.value for one in _analysis(case).expertise]
    for wanted in case["keeps"]:
        assert any(is_within(area, wanted) for area in areas), areas
