"""What holds of the expertise of any profile: quotes are there, scores add up, nothing breaks."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.nlp.arithmetic import recompute
from backend.nlp.expertise import Expertise, find_expertise
from backend.nlp.expertise.passages import passages
from backend.schemas.capture import Profile
from backend.schemas.finding import Evidence

TODAY = date(2026, 11, 21)
CASES = Path(__file__).parent / "cases" / "expertise"
LANGUAGES = [None, "en", "cs", "fi", "de", "sv", "fr", "pl"]
WORDS = [
    "maintenance", "pumps", "no longer", "aspiring", "sales manager", "|", ",", "at", ".", "data",
    "Python", "údržba", "myynti", "Vertrieb", "thesis on", "15 years", "cancer survivor", "GmbH",
    "welding", "energy", "for customers in", "nuclear power", "not", "but", "\n", "2019", "🔥",
]  # fmt: skip

_phrases = st.one_of(
    st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
)
_dates = st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["2019", "2019-03", "heute"]))
_positions = st.fixed_dictionaries(
    {"title": _phrases, "company": _phrases, "start": _dates, "end": _dates, "text": _phrases}
)
_profiles = st.fixed_dictionaries(
    {
        "person": st.just({"name": "Someone Invented"}),
        "headline": _phrases,
        "about": _phrases,
        "positions": st.lists(_positions, max_size=4),
        "education": st.lists(st.fixed_dictionaries({"degree": _phrases}), max_size=2),
        "posts": st.lists(st.fixed_dictionaries({"text": _phrases}), max_size=2),
        "skills": st.lists(
            st.fixed_dictionaries({
                "name": _phrases.map(lambda name: f"{name} x"),
                "evidence": st.lists(st.sampled_from(["12 endorsements", "pumps"]), max_size=2),
            }),
            max_size=4,
        ),
    }
)  # fmt: skip


def _field(profile: Profile, where: str) -> str:
    """The text at a path such as "positions[2].title"."""
    value: Any = profile.model_dump()
    for step in where.replace("]", "").replace("[", ".").split("."):
        value = value[int(step)] if step.isdigit() else value[step]
    assert isinstance(value, str)
    return value


def _check(profile: Profile, found: Expertise) -> None:
    for finding in [*found.areas, *found.traces]:
        assert finding.kind == "expertise"
        assert finding.label
        assert finding.score == recompute(finding.arithmetic)
        assert finding.score is not None
        assert 0 < finding.score < 1
        for evidence in finding.evidence:
            assert evidence.quote
            assert evidence.quote in _field(profile, evidence.where)
            assert evidence.source == _source_of(evidence)
    assert len(found.areas) <= 8
    assert all((one.score or 0) >= 0.25 for one in found.areas)
    assert [one.score for one in found.areas] == sorted(
        (one.score or 0 for one in found.areas), reverse=True
    )
    values = [one.value for one in [*found.areas, *found.traces]]
    assert len(values) == len(set(values))


def _source_of(evidence: Evidence) -> str:
    start = evidence.where.partition("[")[0]
    return {"positions": "position", "skills": "skill", "posts": "own_post"}.get(start, start)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_profiles, st.sampled_from(LANGUAGES))
def test_any_profile_gives_sound_findings(raw: dict[str, Any], language: str | None) -> None:
    profile = Profile.model_validate(raw)
    _check(profile, find_expertise(profile, today=TODAY, language=language))


def _cases() -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for path in sorted(CASES.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]


@pytest.mark.parametrize("case", _cases(), ids=lambda case: str(case["id"]))
def test_the_labelled_profiles_give_sound_findings(case: dict[str, Any]) -> None:
    profile = Profile.model_validate(case["profile"])
    found = find_expertise(profile, today=TODAY, language=case["language"])
    _check(profile, found)
    assert found == find_expertise(profile, today=TODAY, language=case["language"])


def test_an_empty_profile_has_nothing_and_tells_nothing() -> None:
    found = find_expertise(Profile.model_validate({"person": {}}), today=TODAY, language=None)
    assert found == Expertise([], [], informative=False)


def test_a_megabyte_of_text_stays_bounded() -> None:
    long = ("maintenance of pumps, " * 5_000)[:100_000]
    profile = Profile.model_validate({
        "person": {},
        "headline": "maintenance | " * 30,
        "about": long,
        "positions": [{"title": "pump engineer, " * 30, "text": long, "start": "2019"}] * 10,
        "skills": [{"name": f"pumping {'x' * (number % 40)} y{number}"} for number in range(300)],
    })  # fmt: skip
    read = passages(profile, "en")
    assert sum(len(one.text.source) for one in read) <= 60_000
    find_expertise(profile, today=TODAY, language="en")
    began = time.perf_counter()
    _check(profile, find_expertise(profile, today=TODAY, language="en"))
    assert time.perf_counter() - began < 3


def test_brackets_and_stops_without_end_stay_bounded() -> None:
    profile = Profile.model_validate({
        "person": {}, "about": "(((.-" * 20_000, "headline": "|,|,at at" * 50,
        "positions": [{"title": "," * 499, "text": "no longer " * 10_000}],
    })  # fmt: skip
    find_expertise(profile, today=TODAY, language=None)
