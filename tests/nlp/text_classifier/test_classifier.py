"""Any text gets probabilities, and the terms shown for a label are its arithmetic."""

import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.nlp.text_classifier import TextClassifier
from backend.nlp.tokens import Text
from tests.nlp.text_classifier.models import WORDS, classifier

PLAIN = classifier()
EXCLUSIVE = classifier(exclusive=True)
WITH_MEANING = classifier(meaning=True)
VECTOR = np.array([0.5, -1.0, 0.25, 2.0], np.float32)

any_text = st.text(st.characters(), max_size=200) | st.text("Could you please? !", max_size=80)


@settings(deadline=None)
@given(any_text)
def test_any_text_gets_probabilities(text: str) -> None:
    for model in (PLAIN, EXCLUSIVE):
        found = model.probabilities([text])
        assert found.shape == (1, 3)
        assert np.isfinite(found).all()
        assert (found >= 0).all()
        assert (found <= 1).all()
    assert EXCLUSIVE.probabilities([text]).sum() == pytest.approx(1, abs=1e-5)


@settings(deadline=None)
@given(any_text)
def test_contributions_sum_to_the_logit(text: str) -> None:
    for model, dense in ((PLAIN, None), (WITH_MEANING, None), (WITH_MEANING, VECTOR)):
        logits = model.logits([text], None if dense is None else dense[None])[0]
        for label, logit in zip(model.labels, logits, strict=True):
            terms = model.contributions(text, label, dense)
            assert math.fsum(term.value for term in terms) == pytest.approx(float(logit), abs=1e-3)


@settings(deadline=None)
@given(any_text)
def test_a_contribution_stands_where_it_says(text: str) -> None:
    for term in PLAIN.contributions(text, "praise"):
        assert term.surface is None or text[term.start : term.end] == term.surface


@settings(deadline=None)
@given(st.lists(any_text, max_size=6))
def test_a_batch_answers_like_its_texts_one_by_one(texts: list[str]) -> None:
    together = PLAIN.probabilities(texts)
    assert together.shape == (len(texts), 3)
    for text, row in zip(texts, together, strict=True):
        assert row == pytest.approx(PLAIN.probabilities([text])[0], abs=1e-5)


def test_a_tokenised_text_answers_like_its_source() -> None:
    assert np.array_equal(PLAIN.probabilities([Text(WORDS)]), PLAIN.probabilities([WORDS]))


@pytest.mark.parametrize(
    "text",
    ["", " ", "\0", "\ud800", "🙂", "İİİ ŉ ﬁ", "(" * 1_000_000, "a" * 1_000_000, "é " * 500_000],
    ids=["empty", "blank", "nul", "surrogate", "emoji", "growing", "brackets", "word", "words"],
)
def test_odd_and_long_texts_are_answered_in_bounded_time(text: str) -> None:
    start = time.process_time()
    assert np.isfinite(PLAIN.probabilities([text])).all()
    assert PLAIN.contributions(text, "request")
    assert time.process_time() - start < 2


def test_a_saved_model_answers_the_same(tmp_path) -> None:
    texts = [WORDS, "Could you?", "thanks for nothing, this is broken"]
    dense = np.stack([VECTOR] * 3)
    WITH_MEANING.save(tmp_path / "model.npz")
    loaded = TextClassifier.load(tmp_path / "model.npz")
    assert loaded.labels == WITH_MEANING.labels
    for vectors in (None, dense):
        wanted = WITH_MEANING.probabilities(texts, vectors)
        assert loaded.probabilities(texts, vectors) == pytest.approx(wanted, abs=2e-3)
    assert loaded.predict(texts) == WITH_MEANING.predict(texts)


def test_predictions_follow_the_offsets() -> None:
    moved = PLAIN.logits([WORDS])[0] + PLAIN.offsets
    kept = tuple(label for label, value in zip(PLAIN.labels, moved, strict=True) if value > 0)
    assert PLAIN.predict([WORDS]) == [kept]
    assert len(EXCLUSIVE.predict([WORDS])[0]) == 1


def test_unfit_dense_features_and_labels_are_refused() -> None:
    with pytest.raises(ValueError, match="without dense"):
        PLAIN.probabilities(["a"], VECTOR[None])
    with pytest.raises(ValueError, match="shape"):
        WITH_MEANING.probabilities(["a"], np.zeros((1, 5)))
    with pytest.raises(KeyError):
        PLAIN.contributions("a", "anger")
