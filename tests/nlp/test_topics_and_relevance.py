"""Topics of discussions, and the weight of authors on them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.nlp.analysis import Analyser
from backend.nlp.arithmetic import recompute
from backend.nlp.results import DiscussionAnalysis
from backend.schemas.capture import Discussion, Profile
from backend.schemas.finding import Finding

TODAY = date(2026, 11, 21)
ANALYSER = Analyser()


def thread(title: str | None, *texts: str) -> Discussion:
    posts = [
        {"id": f"p{number}", "author": {"name": f"Person {number}"}, "text": text,
         "position": number, "parent_id": "p0" if number else None}
        for number, text in enumerate(texts)
    ]  # fmt: skip
    return Discussion.model_validate(
        {"title": title, "url": "https://forum.example/t/1", "posts": posts}
    )


def person(
    headline: str | None, *positions: dict[str, Any], skills: tuple[str, ...] = ()
) -> Profile:
    return Profile.model_validate(
        {
            "person": {"name": "Robin Example"},
            "headline": headline,
            "positions": list(positions),
            "skills": [{"name": skill} for skill in skills],
        }
    )


def relevance(found: DiscussionAnalysis, profile: Profile) -> Finding:
    read = ANALYSER.profile(profile, today=TODAY)
    return ANALYSER.relevance(
        found.topics, read.expertise, read.traces, [read.function, read.seniority],
        informative=read.informative,
    )  # fmt: skip


VIBRATION = thread(
    "Wireless vibration sensors on old pumps: worth it?",
    "Our pumps are from 1985. Does condition monitoring with wireless vibration sensors see "
    "bearing faults early enough, or is a quarterly vibration analysis by hand better?",
    "We did it on 40 pumps. The bearings told us weeks before.",
)
ANALYST = person(
    "Vibration analyst Cat. III",
    {"title": "Vibration analyst", "company": "Example Diagnostics", "start": "2012",
     "text": "Vibration analysis and condition monitoring of pumps and fans; bearing faults."},
    skills=("Vibration analysis", "Condition monitoring"),
)  # fmt: skip
CZECH_ANALYST = person(
    "Vibrodiagnostik",
    {"title": "Specialista vibrodiagnostiky", "company": "Příklad a.s.", "start": "2011",
     "text": "Měření vibrací čerpadel a ventilátorů, technická diagnostika strojů."},
)  # fmt: skip
ACCOUNTANT = person(
    "Chief accountant",
    {"title": "Chief accountant", "company": "Example Ltd", "start": "2010",
     "text": "Financial statements, VAT and payroll of a group of four companies."},
)  # fmt: skip


def test_the_title_and_the_first_post_lead() -> None:
    topics = [topic.value for topic in ANALYSER.discussion(VIBRATION).topics]
    assert "vibration-analysis" in topics[:3]
    assert "pumps" in topics[:3]


def test_what_the_named_fields_have_in_common_is_a_topic() -> None:
    found = ANALYSER.discussion(
        thread("What to switch off first?", "Refrigeration, compressed air and submeters: all run.")
    )
    assert "energy-efficiency" in [topic.value for topic in found.topics]


def test_nothing_named_is_no_topic_and_weighs_unknown() -> None:
    found = ANALYSER.discussion(thread(None, "Happy Friday everybody!"))
    assert found.topics == []
    assert relevance(found, ANALYST).value == "unknown"


@pytest.mark.parametrize("profile", [ANALYST, CZECH_ANALYST], ids=["English", "Czech"])
def test_own_work_on_the_topic_in_any_language(profile: Profile) -> None:
    found = relevance(ANALYSER.discussion(VIBRATION), profile)
    assert found.value == "2", found
    assert found.evidence[0].quote


def test_another_field_is_zero_and_shows_what_they_do() -> None:
    found = relevance(ANALYSER.discussion(VIBRATION), ACCOUNTANT)
    assert found.value == "0"
    assert found.score is not None
    assert found.score < 0.05  # a probability, never quite nothing
    assert found.evidence


def test_an_empty_profile_is_unknown() -> None:
    found = relevance(ANALYSER.discussion(VIBRATION), person(None))
    assert (found.value, found.score) == ("unknown", None)
    assert found.reason


def test_the_expert_weighs_more_than_the_neighbour_and_the_stranger() -> None:
    found = ANALYSER.discussion(VIBRATION)
    planner = person(
        "Maintenance planner",
        {"title": "Maintenance planner", "company": "Example Paper", "start": "2015",
         "text": "Plans maintenance shutdowns and spare parts."},
    )  # fmt: skip
    scores = [relevance(found, one).score or 0.0 for one in (ANALYST, planner, ACCOUNTANT)]
    assert scores[0] > scores[1] > scores[2]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=120), st.text(max_size=200))
def test_every_score_has_evidence_and_adds_up(
    title: str, text: str, headline: str, work: str
) -> None:
    discussion = thread(title, text, work)
    found = ANALYSER.discussion(discussion)
    profile = person(headline, {"title": headline, "company": "Example", "text": work})
    read = ANALYSER.profile(profile, today=TODAY)
    findings = [
        *found.topics,
        found.language,
        *(f for post in found.posts.values() for f in (*post.reactions, *post.topics)),
        *read.findings,
        relevance(found, profile),
    ]
    for finding in findings:
        assert recompute(finding.arithmetic) == finding.score, finding
        assert finding.score is None or all(one.quote for one in finding.evidence), finding
