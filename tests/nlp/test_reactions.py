"""Reactions: evidence, arithmetic, thread, negation, hostile text, time."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.nlp.arithmetic import recompute
from backend.nlp.assets_reading import ASSETS
from backend.nlp.reactions import find_reactions
from backend.nlp.reactions.kinds import KINDS as NAMED
from backend.nlp.reactions.model import model
from backend.nlp.reactions.traits import WORDING
from backend.nlp.tokens import Text
from tests.nlp.reaction_cases import discussion_of, reactions_of

KINDS = {
    "question", "request_help", "complaint", "praise", "wish", "buying_intent", "answer",
    "agreement", "disagreement", "promotion", "small_talk",
}  # fmt: skip
ROOT = {"id": "r", "by": "Ann", "text": "Our pump trips twice a week. How do you find the cause?"}
PIECES = st.sampled_from([
    "How", "do you", "?", "!", ". ", "agree", "not", "great", ", another", "> quoted", "\n", "👍",
    "souhlasím", "nefunguje", "hilft", "kiitos", "https://a.example", "15 minutes", "(", "\x00",
    "\u202e", "Ž", "we need a quote", "“", "”", "12.5 %", ":)", "thanks", "…", "\ud800",
])  # fmt: skip
ANY_TEXT = st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=40).map(" ".join))


def kinds_of(text: str, *, root: dict[str, str] = ROOT, by: str = "Bob") -> set[str]:
    found = reactions_of(discussion_of([root, {"id": "c", "to": "r", "by": by, "text": text}]))
    return {one.value for one in found["c"]}


def test_the_kinds_are_those_of_the_labels() -> None:
    assert set(NAMED) == KINDS


@settings(deadline=None, max_examples=200)
@given(st.lists(ANY_TEXT, min_size=1, max_size=5), st.sampled_from([None, "en", "cs", "fi", "xx"]))
def test_any_text_gives_recomputable_scores_with_its_own_words(
    written: list[str], language: str | None
) -> None:
    discussion = discussion_of([{"text": text} for text in written])
    texts = {post.id: Text(post.text) for post in discussion.posts}
    found = find_reactions(discussion, texts, dict.fromkeys(texts, language))
    assert set(found) == set(texts)
    for post in discussion.posts:
        assert bool(found[post.id]) == bool(len(texts[post.id]))
        for one in found[post.id]:
            assert one.value in KINDS
            assert one.score == recompute(one.arithmetic)
            assert one.evidence
            for evidence in one.evidence:
                assert evidence.quote
                assert evidence.quote in post.text
                assert evidence.where == post.id
                assert evidence.source == ("root_post" if post.position == 0 else "comment")


@pytest.mark.parametrize(
    "text",
    ["? " * 50_000, "not great " * 20_000, "(" * 100_000, "> " * 50_000, "a" * 100_000,
     "does anyone " * 16_000],
)  # fmt: skip
def test_hostile_text_takes_bounded_time(text: str) -> None:
    reactions_of(discussion_of([ROOT]))
    started = time.process_time()
    reactions_of(discussion_of([ROOT, {"text": text[:100_000]}]))
    assert time.process_time() - started < 5


def test_the_cost_grows_with_the_comments_and_no_faster() -> None:
    """How long it takes is what scripts/bench analysis tells; here that it is not quadratic."""
    comment = "We had the same trip last winter. Check the suction filter first, then the breaker. "

    def cost(comments: int) -> float:
        posts = [{"text": comment * 3} for _ in range(comments)]
        discussion = discussion_of([ROOT, *posts])
        texts = {post.id: Text(post.text) for post in discussion.posts}
        languages: dict[str, str | None] = dict.fromkeys(texts, "en")
        taken = []
        for _ in range(3):
            started = time.process_time()
            find_reactions(discussion, texts, languages)
            taken.append(time.process_time() - started)
        return min(taken)

    cost(10)
    assert cost(400) < 20 * cost(50)  # eight times as many


def test_a_deleted_text_has_no_reaction() -> None:
    found = reactions_of(discussion_of([ROOT, {"id": "c", "text": " "}]))
    assert found["c"] == []


def test_when_nothing_holds_the_likeliest_kind_is_given_with_its_lower_score() -> None:
    found = reactions_of(
        discussion_of([{"id": "r", "text": "Pumps of the north, part four of nine"}])
    )
    assert len(found["r"]) == 1
    assert found["r"][0].evidence[0].quote in "Pumps of the north, part four of nine"


def test_the_thread_decides_what_a_bare_figure_is() -> None:
    question = {"id": "q", "to": "r", "by": "Bob", "text": "How many hours between two trips?"}
    reply = {"id": "c", "to": "q", "by": "Ann", "text": "About forty, sometimes sixty."}
    found = reactions_of(discussion_of([ROOT, question, reply]))
    assert [one.value for one in found["c"]] == ["answer"]


@pytest.mark.parametrize(
    ("text", "expected", "refused"),
    [
        ("I agree.", "agreement", "disagreement"),
        ("I don't agree.", "disagreement", "agreement"),
        ("Half agree.", "disagreement", "small_talk"),
        ("Half agree.", "agreement", "small_talk"),
        ("Souhlasím.", "agreement", "disagreement"),
        ("Nesouhlasím.", "disagreement", "agreement"),
        ("Olen samaa mieltä.", "agreement", "disagreement"),
        ("En ole samaa mieltä.", "disagreement", "agreement"),
        ("Da stimme ich zu.", "agreement", "disagreement"),
        ("Da stimme ich nicht zu.", "disagreement", "agreement"),
        ("Do you have 15 minutes this week for a call?", "promotion", "question"),
        ("Great, another six weeks without data.", "complaint", "praise"),
        ("Following", "small_talk", "answer"),
        ("Thanks!", "small_talk", "praise"),
        ("+1", "agreement", "small_talk"),
        ("Same here", "agreement", "small_talk"),
        ("Ma s tim nekdo zkusenost", "question", "small_talk"),
        ("We are looking for a supplier of vibration sensors.", "buying_intent", "promotion"),
        ("Könnte mir jemand helfen? Wir sind ratlos.", "request_help", "question"),
    ],
)
def test_wording(text: str, expected: str, refused: str) -> None:
    kinds = kinds_of(text)
    assert expected in kinds
    assert refused not in kinds


def test_quoted_lines_are_not_the_authors_words() -> None:
    assert "question" not in kinds_of("> How do you find the cause?\nCheck the suction filter.")


def test_a_vendor_who_informs_answers_and_one_who_offers_promotes() -> None:
    informs = kinds_of("I work for a pump maker. Most trips we see are air in the suction line.")
    offers = kinds_of(
        "At Pumpex we help plants like yours. Book a free demo: https://pumpex.example"
    )
    assert "answer" in informs
    assert "promotion" not in informs
    assert "promotion" in offers
    assert "answer" not in offers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jag håller helt med.", "agreement"),
        ("Söker leverantör av vibrationsgivare, har ni tips?", "buying_intent"),
        ("Entièrement d'accord avec vous.", "agreement"),
        ("Est-ce que quelqu'un utilise ce logiciel ?", "question"),
    ],
)
def test_other_languages_have_at_least_the_plain_wordings(text: str, expected: str) -> None:
    assert expected in kinds_of(text)


def test_every_group_of_cues_is_weighed_or_read() -> None:
    read_by_code = {"negator", "neutral"}
    weighed = {name.removeprefix(WORDING).partition(", ")[0] for name in model().traits}
    for path in sorted((ASSETS / "reactions").glob("*.json")):
        groups = set(json.loads(path.read_text("utf-8")))
        assert {group.replace("_", " ") for group in groups - read_by_code} <= weighed, path.name
