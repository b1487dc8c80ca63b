"""Spans: inside the text, bounded, deterministic, with arithmetic that gives the score back."""

import itertools
import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.nlp.arithmetic import recompute
from backend.nlp.skills import Span, tag
from backend.nlp.skills.tagging import LAYERS, LONGEST_SENTENCE, tagger

WORDS = ["Python", "SQL", "manage", "a", "team", "of", "people", "with", "and", ",", "AWS"]
TOKEN = st.text(min_size=0, max_size=12)
SENTENCES = st.lists(st.lists(TOKEN, max_size=12), max_size=5)


def surfaces(text: str, layer: str) -> set[str]:
    tokens = text.split()
    return {
        " ".join(tokens[span.first : span.last + 1])
        for span in tag([tokens])[0]
        if span.layer == layer
    }


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Experience with Docker and PostgreSQL", {"Docker", "PostgreSQL"}),
        ("Solid knowledge of Java", {"Java"}),
        ("You are fluent in English", {"English"}),
        ("We offer free lunch and a nice office", set()),
    ],
)
def test_knowledge_that_is_named(text: str, wanted: set[str]) -> None:
    assert surfaces(text, "knowledge") == wanted


def test_what_one_does_is_a_skill() -> None:
    assert surfaces("You will manage a team of five developers", "skill")


@settings(deadline=None, max_examples=60)
@given(SENTENCES)
def test_any_text_gives_spans_within_it(sentences: list[list[str]]) -> None:
    found = tag(sentences)
    assert len(found) == len(sentences)
    for number, (tokens, spans) in enumerate(zip(sentences, found, strict=True)):
        for span in spans:
            assert span.sentence == number
            assert 0 <= span.first <= span.last < len(tokens)
        for layer in LAYERS:
            assert_apart([span for span in spans if span.layer == layer])
    assert tag(sentences) == found


def assert_apart(spans: list[Span]) -> None:
    for one, other in itertools.pairwise(spans):
        assert one.last < other.first


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=20))
def test_arithmetic_gives_the_score_back(tokens: list[str]) -> None:
    for span in tag([tokens])[0]:
        assert recompute(span.arithmetic) == span.score
        assert 0.0 <= span.score <= 1.0
        named = tagger().features(tokens, span)
        assert all(math.isfinite(value) and name for name, value in named)


def test_long_and_hostile_texts_take_bounded_time() -> None:
    begin = time.process_time()
    found = tag([["Kubernetes"] * 5_000, ["\ud800", "\x00", "(" * 5_000, "x" * 100_000], ["👍"]])
    assert time.process_time() - begin < 10
    assert all(span.last < LONGEST_SENTENCE for span in found[0])


def test_nothing_gives_nothing() -> None:
    assert tag([]) == []
    assert tag([[]]) == [[]]
