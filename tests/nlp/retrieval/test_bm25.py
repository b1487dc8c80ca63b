"""The index: shares of a query between 0 and 1, whatever is asked."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backend.nlp.retrieval.bm25 import Bm25Index
from backend.nlp.retrieval.terms import query, terms

WORDS = st.lists(st.sampled_from(["pump", "steam", "valve", "pay", "tax"]), max_size=8)


@given(st.lists(WORDS, max_size=6), WORDS)
def test_shares_are_between_nothing_and_all(texts: list[list[str]], asked: list[str]) -> None:
    index = Bm25Index()
    for text in texts:
        index.add(text)
    found = index.shares({word: float(asked.count(word)) for word in asked})
    assert found.shape == (len(texts),)
    assert np.all((found >= 0) & (found <= 1))
    for text, share in zip(texts, found.tolist(), strict=True):
        assert (share > 0) == bool(set(text) & set(asked))


def test_a_rare_word_counts_more_than_a_frequent_one() -> None:
    index = Bm25Index()
    for text in ("pump steam", "pump tax", "pump pay", "pump valve"):
        index.add(text.split())
    found = index.shares({"pump": 1.0, "steam": 1.0})
    assert found[0] > 2 * found[1] > 0


def test_more_of_the_same_word_counts_less_each_time() -> None:
    index = Bm25Index()
    for text in (["pump"], ["pump"] * 2, ["pump"] * 3, ["tax"] * 2):
        index.add(text)
    once, twice, thrice, never = index.shares({"pump": 1.0}).tolist()
    assert never == 0 < once < twice < thrice
    assert thrice - twice < twice - once


def test_terms_are_folded_and_signs_left_out() -> None:
    assert terms("Údržba, ČERPADEL! 4–20 mA\x00x") == ["udrzba", "cerpadel", "20", "ma"]


def test_the_title_counts_more() -> None:
    asked = query("Steam", "pump steam")
    assert asked == {"steam": 3.0, "pump": 1.0}
