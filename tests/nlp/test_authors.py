"""What is told of an author beyond one thread, and what never is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backend.nlp.authors import AuthorPost, Voice, voice
from backend.nlp.relevance import author_texts
from backend.schemas.capture import Profile
from backend.schemas.finding import Finding
from tests.nlp.analysis_checks import check

CASES = Path(__file__).parent / "cases" / "authors" / "special_categories.jsonl"
WORK = {
    "en": ("We balance the rotor first, bearings are changed every second year.", "bearings"),
    "cs": ("Nejdřív vyvážíme rotor, ložiska měníme každý druhý rok.", "bearings"),
    "fi": ("Ensin tasapainotetaan roottori, laakerit vaihdetaan joka toinen vuosi.", "bearings"),
    "de": ("Zuerst wird der Rotor ausgewuchtet, die Lager tauschen wir alle zwei Jahre.", None),
    "sv": ("Först balanserar vi rotorn, lagren byts vartannat år.", None),
    "fr": ("On équilibre d'abord le rotor, les roulements changent tous les deux ans.", "bearings"),
}


def _findings(found: Voice) -> list[Finding]:
    return [*found.topics, *found.languages, *found.likes, *found.dislikes]


def _words(found: Voice) -> str:
    findings = _findings(found)
    quotes = [evidence.quote for finding in findings for evidence in finding.evidence]
    return " ".join([*quotes, *(finding.label for finding in findings)]).lower()


def _checked(posts: list[AuthorPost]) -> Voice:
    found = voice(posts)
    texts = {post.where: post.text for post in posts}
    for finding in _findings(found):
        check(finding, lambda evidence: texts[evidence.where])
    return found


def _cases() -> list[dict[str, Any]]:
    return [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["text"][:40])
def test_special_categories_are_never_told(case: dict[str, Any]) -> None:
    work, topic = WORK[case["lang"]]
    found = _checked([AuthorPost("p1", case["text"]), AuthorPost("p2", f"{case['text']} {work}")])
    assert case["told"] in case["text"].lower()
    assert case["told"] not in _words(found)
    assert all(evidence.quote in work for one in found.topics for evidence in one.evidence)
    if topic:
        assert topic in [one.value for one in found.topics]


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["text"][:40])
def test_the_labelled_sentence_alone_leaves_nothing(case: dict[str, Any]) -> None:
    assert _findings(_checked([AuthorPost("p1", case["text"])])) == []


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("A race condition in our machine learning pipeline.", "machine-learning"),
        ("The European Union wants cybersecurity for machines.", "cybersecurity"),
        ("We act in good faith and vibration analysis proves it.", "vibration-analysis"),
        ("Nurses need hospital software that works, and cybersecurity.", "cybersecurity"),
        ("Sami jsme si vyměnili ložiska i čerpadla.", "bearings"),
        ("Virtualizace serverů a kybernetická bezpečnost.", "cybersecurity"),
        ("Party walls and heat pumps do not go together.", "heat-pumps"),
    ],
)
def test_what_only_sounds_like_it_is_told(text: str, topic: str) -> None:
    assert topic in [one.value for one in _checked([AuthorPost("p1", text)]).topics]


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["text"][:40])
def test_relevance_reads_and_quotes_nothing_of_it(case: dict[str, Any]) -> None:
    work, _ = WORK[case["lang"]]
    profile = Profile.model_validate({
        "person": {"name": "Someone Invented"},
        "headline": f"Engineer | {case['text']}",
        "about": f"{case['text']} {work}",
        "positions": [{"title": "Engineer", "text": f"{work} {case['text']}"}],
    })  # fmt: skip
    texts = author_texts(profile)
    quotes = [words for passage in texts.passages for _, words in passage.quotes]
    assert case["told"] not in " ".join([texts.whole, *quotes]).lower()
    assert work in texts.whole
    assert any("Engineer" in words for words in quotes)


def test_what_they_talk_about_most_comes_first() -> None:
    posts = [AuthorPost(f"p{n}", "Heat pumps again, and a question.") for n in range(4)]
    posts += [AuthorPost("p9", "Cybersecurity is a topic of its own.", when="2026-03-01")]
    found = _checked(posts)
    assert [one.value for one in found.topics][:2] == ["heat-pumps", "cybersecurity"]
    assert found.topics[0].arithmetic.terms[0].value == 4
    assert found.topics[1].evidence[0].when == "2026-03-01"
    assert [one.value for one in found.languages] == ["en"]


def test_several_languages_are_told_by_share() -> None:
    posts = [
        AuthorPost(
            "p1", "Měřili jsme průtok páry v naší papírně a nebylo to vůbec snadné, ale šlo."
        ),
        AuthorPost("p2", "Thanks, that is exactly what we need here."),
    ]
    found = _checked(posts)
    assert [one.value for one in found.languages] == ["cs", "en"]
    assert sum(one.score or 0 for one in found.languages) == pytest.approx(1, abs=0.001)


PRAISE = "We switched to Wexmoor Pulse last year and it is excellent, the support is great."
BLAME = "Our Wexmoor Pulse keeps losing data and nobody answers us. Very disappointed."


def test_likes_and_dislikes_are_named_with_their_words() -> None:
    found = _checked([AuthorPost("p1", PRAISE), AuthorPost("p2", "Wexmoor Pulse is brilliant.")])
    (liked,) = found.likes
    assert liked.value == "Wexmoor Pulse"
    assert len(liked.evidence) == len(liked.arithmetic.terms) == 2
    assert found.dislikes == []
    found = _checked([AuthorPost("p1", BLAME)])
    assert [one.value for one in found.dislikes] == ["Wexmoor Pulse"]
    assert found.likes == []


def test_who_praised_and_complained_is_told_as_both() -> None:
    found = _checked([AuthorPost("p1", PRAISE), AuthorPost("p2", BLAME)])
    assert [one.value for one in found.likes] == ["Wexmoor Pulse"]
    assert [one.value for one in found.dislikes] == ["Wexmoor Pulse"]


@pytest.mark.parametrize(
    "text",
    [
        "The Green Party is excellent, great work!",
        "I pray with Hillsong Church and it is brilliant.",
        "Great support by my union, Wexmoor Pulse is excellent too.",
        "Gewerkschaft Verdi macht hervorragende Arbeit, großartig!",
        "Výborná práce, ODS! Skvělý výsledek voleb.",
    ],
)
def test_likes_of_special_categories_are_never_told(text: str) -> None:
    found = _checked([AuthorPost("p1", text)])
    assert [*found.likes, *found.dislikes] == []


def test_of_nothing_nothing_is_told() -> None:
    assert _findings(voice([])) == []
    assert (
        _findings(voice([AuthorPost("p1", ""), AuthorPost("p2", "👍"), AuthorPost("p3", "\n")]))
        == []
    )
