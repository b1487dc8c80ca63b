"""What holds of the analysis of anything: no score without quote, place and arithmetic; no text
that breaks it or holds it up."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.nlp.analysis import Analyser, warm_up
from backend.nlp.relevance import author_texts, opening_of
from backend.nlp.results import DiscussionAnalysis
from backend.schemas.capture import (
    Article,
    Author,
    Discussion,
    OwnPost,
    PersonName,
    Position,
    Post,
    Profile,
)
from backend.schemas.finding import Evidence
from backend.schemas.text import clean_text
from tests.nlp.analysis_checks import check, check_discussion, check_profile, place_in, text_at

TODAY = date(2026, 11, 21)
ANALYSER = Analyser()
SAID = [
    "Which sensor would you choose for pumps?", "Thanks!", "We need a quote for 40 submeters.",
    "I disagree, the bearings of Wexmoor failed twice.", "Great write-up", "mene itse asiaan",
    "Kdo z vás měřil průtok páry?", "Děkuji, souhlasím.", "Hledáme dodavatele čerpadel, cena?",
    "Onko kenelläkään kokemusta lämpöpumpuista?", "Kiitos!", "En ole samaa mieltä.",
    "Wer hat Erfahrung mit Lastspitzen?", "Danke, sehr hilfreich.", "Das stimmt so nicht.",
    "Vilken leverantör rekommenderar ni?", "Quelqu'un a mesuré la vapeur ?",
    "> quoted line", "(((", "]]]", "\n", "…", "?!", "🔥", "👩‍🔧", "مرحبا بكم", "שלום", "日本語です",
    "https://a.example/x?y=1", "a@b.example", "1,5 %",
    "\u202eesrever\u202c", "ZERO\u200bWIDTH", "e\u0301",
]  # fmt: skip
WORK = [
    "Maintenance engineer", "|", ",", "at", "Brno", "no longer", "aspiring", "ředitelka údržby",
    "Head of Sales, DACH", "energia-asiantuntija", "Vertriebsleiter", "GmbH", "trade union member",
    "15 years of pumps", "Python", "🔥", "\n", "cancer survivor", "CEO & founder", "ex-", "(", "–",
]  # fmt: skip

_said = st.lists(st.sampled_from(SAID), max_size=8).map(" ".join)
_any_text = st.one_of(_said, st.text(max_size=80), st.lists(st.sampled_from(WORK)).map(" ".join))
_names = st.one_of(st.none(), st.sampled_from(["Radka Ashgrove", "Teppo Määttälä", "李"]))
_posts = st.lists(
    st.tuples(_any_text, _names, st.integers(-1, 5)), min_size=1, max_size=6
)  # text, author, parent


@st.composite
def _discussions(draw: st.DrawFn) -> Discussion:
    first = draw(st.sampled_from([0, 0, 0, 7]))
    posts = [
        {
            "id": f"p{number}",
            "parent_id": f"p{parent}" if parent >= 0 else None,
            "author": {"name": name},
            "text": text,
            "position": first + number,
        }
        for number, (text, name, parent) in enumerate(draw(_posts))
    ]
    article = draw(st.one_of(st.none(), _any_text))
    return Discussion.model_validate(
        {
            "title": draw(st.one_of(st.none(), _any_text)),
            "url": "http://forum.example/t/1",
            "posts": posts,
            "article": {"author": {}, "text": article} if article else None,
        }
    )


@st.composite
def _profiles(draw: st.DrawFn) -> Profile:
    line = st.one_of(st.none(), _any_text.map(lambda text: text[:400]))
    position = st.fixed_dictionaries(
        {"title": line, "company": line, "start": st.sampled_from([None, "2019", "heute"]),
         "end": st.sampled_from([None, "2021-03", "?"]), "text": line}
    )  # fmt: skip
    return Profile.model_validate(
        {
            "person": {"name": "Someone Invented"},
            "headline": draw(line),
            "location": draw(st.one_of(line, st.sampled_from(["Brno, Czechia", "Turku"]))),
            "about": draw(line),
            "positions": draw(st.lists(position, max_size=3)),
            "posts": [{"text": draw(_any_text)} for _ in range(draw(st.integers(0, 2)))],
        }
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_discussions())
def test_any_discussion_gives_sound_findings(discussion: Discussion) -> None:
    check_discussion(discussion, ANALYSER.discussion(discussion))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_profiles())
def test_any_profile_gives_sound_findings(profile: Profile) -> None:
    check_profile(profile, ANALYSER.profile(profile, today=TODAY))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_profiles(), _discussions(), st.booleans())
def test_any_relevance_quotes_both_sides(
    profile: Profile, discussion: Discussion, has_texts: bool
) -> None:
    topics = ANALYSER.discussion(discussion).topics
    person = ANALYSER.profile(profile, today=TODAY)
    found = ANALYSER.relevance(
        topics, person.expertise, person.traces, [person.function, person.seniority],
        informative=person.informative,
        author=author_texts(profile) if has_texts else None,
        opening=opening_of(discussion) if has_texts else None,
    )  # fmt: skip
    in_discussion = place_in(discussion)

    def place(evidence: Evidence) -> str:
        if evidence.source in ("title", "root_post", "comment", "article"):
            return in_discussion(evidence)
        return text_at(profile, evidence.where)

    check(found, place)


def test_the_checks_see_what_is_wrong() -> None:
    """A quote from elsewhere, a place that is not there and a sum that is off are noticed."""
    discussion = _one_post("Which sensor would you choose for pumps? We need a quote.")
    found = ANALYSER.discussion(discussion)
    reaction = found.posts["p0"].reactions[0]
    for damaged in (
        {"evidence": [reaction.evidence[0].model_copy(update={"quote": "never said"})]},
        {"evidence": [reaction.evidence[0].model_copy(update={"where": "p9"})]},
        {"evidence": []},
        {"score": 0.123},
        {"arithmetic": reaction.arithmetic.model_copy(update={"terms": []})},
    ):
        bad = reaction.model_copy(update=damaged)
        with pytest.raises((AssertionError, LookupError)):
            check(bad, place_in(discussion))


def _one_post(text: str, title: str | None = None) -> Discussion:
    """Past the schema: longer than the wire allows, and not cleaned. (Half a sign that cannot be
    encoded no finding could quote: the schema takes them out.)"""
    post = Post.model_construct(id="p0", author=Author(), text=text, position=0)
    return Discussion.model_construct(
        title=title, url="http://forum.example/t/1", posts=[post], article=None, part=None
    )


def _profile_of(text: str) -> Profile:
    return Profile.model_construct(
        person=PersonName(),
        headline=text[:500],
        location=text[:500],
        about=text,
        positions=[Position.model_construct(title=text[:500], company=text[:500], text=text)],
        posts=[OwnPost.model_construct(text=text)],
    )


MEGABYTE = 1_000_000
HOSTILE: dict[str, Callable[[], str]] = {
    "empty": lambda: "",
    "blanks": lambda: " \t\n" * 5_000,
    "one emoji": lambda: "👍",
    "joined emoji": lambda: "👩‍👩‍👧‍👦" * 5_000,
    "a megabyte of words": lambda: "we measured steam flow in the mill, who else? " * 22_000,
    "a megabyte of one word": lambda: "a" * MEGABYTE,
    "a megabyte of different words": lambda: " ".join(f"w{n:x}ord" for n in range(110_000)),
    "brackets": lambda: "(" * 10_000 + "[" * 10_000 + "]" * 10_000,
    "question marks": lambda: "?" * 50_000,
    "full stops": lambda: ".…" * 30_000,
    "lines": lambda: "\n" * 100_000,
    "quoted lines": lambda: "> it is\n" * 10_000,
    "one quoted line": lambda: "> " + "why not " * 10_000,
    "quotation marks": lambda: "„“»«\"'’" * 10_000,
    "an address that never ends": lambda: "a.-" * 20_000 + "@" + "a-" * 20_000,
    "addresses": lambda: "a@b.c" * 20_000,
    "links": lambda: "http://" * 20_000,
    "www": lambda: "www." * 20_000,
    "numbers": lambda: "1,1." * 20_000,
    "apostrophes": lambda: "a'" * 40_000,
    "words with signs": lambda: "c++#.js&" * 10_000,
    "dashes": lambda: " - " * 30_000,
    "faces": lambda: ":-) " * 20_000,
    "combining signs": lambda: "e" + "\u0301" * 50_000,
    "ligatures that grow": lambda: "ﷺ" * 20_000,
    "control signs": lambda: "pumps\x00\x1b[31m\x7f" * 5_000,
    "lone surrogates, as the door lets them in": lambda: clean_text("pumps \ud800 and " * 3_000),
    "right to left": lambda: "\u202e" + "مرحبا بالعالم. שלום עולם? " * 3_000,
    "mixed scripts": lambda: "Кто measured ατμός 流量 údržba? ไม่มี " * 3_000,
    "negations": lambda: "not never no longer " * 5_000,
    "offers": lambda: "book a demo now, free webinar, 15 minutes? " * 3_000,
    "cues of every kind": lambda: " ".join(SAID) * 200,
}


def _spent(function: Callable[..., Any], *given_: Any, **named: Any) -> tuple[float, Any]:
    """Seconds of CPU, and the answer."""
    began = time.process_time()
    answer = function(*given_, **named)
    return time.process_time() - began, answer


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_breaks_a_discussion_or_holds_it_up(name: str) -> None:
    warm_up()
    text = HOSTILE[name]()
    discussion = _one_post(text, title=text[:500])
    spent, found = _spent(ANALYSER.discussion, discussion)
    check_discussion(discussion, found)
    assert spent < 2


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_breaks_a_profile_or_holds_it_up(name: str) -> None:
    warm_up()
    profile = _profile_of(HOSTILE[name]())
    spent, found = _spent(ANALYSER.profile, profile, today=TODAY)
    check_profile(profile, found)
    assert spent < 2


@pytest.mark.parametrize("name", ["brackets", "cues of every kind", "quoted lines", "offers"])
def test_a_longer_thread_costs_in_proportion(name: str) -> None:
    warm_up()
    text = HOSTILE[name]()[:2_000]

    def thread(count: int) -> Discussion:
        posts = [
            Post.model_construct(
                id=f"p{n}", parent_id="p0" if n else None, author=Author(), text=text, position=n
            )
            for n in range(count)
        ]
        return Discussion.model_construct(
            title=None, url="http://forum.example/t/1", posts=posts, article=None, part=None
        )

    ANALYSER.discussion(thread(5))
    few = min(_spent(ANALYSER.discussion, thread(20))[0] for _ in range(3))
    many = min(_spent(ANALYSER.discussion, thread(160))[0] for _ in range(2))
    assert many < 8 * few * 2 + 0.05


@pytest.mark.parametrize("text", ["", " ", "👍", "\x00", "\ud800", "...", "(((((", "123"])
def test_what_says_nothing_is_unknown_not_guessed(text: str) -> None:
    found: DiscussionAnalysis = ANALYSER.discussion(_one_post(text))
    assert found.language.score is None
    assert found.language.reason
    assert found.topics == []
    assert found.posts["p0"].language is None


def test_an_article_is_quoted_as_such() -> None:
    discussion = Discussion(
        title=None, url="http://forum.example/t/1",
        article=Article(author=Author(), text="Vibration analysis of bearings in paper mills."),
        posts=[Post(id="p1", author=Author(), text="Which sensor did you use?", position=1)],
    )  # fmt: skip
    found = ANALYSER.discussion(discussion)
    check_discussion(discussion, found)
    assert any(e.source == "article" for topic in found.topics for e in topic.evidence)
