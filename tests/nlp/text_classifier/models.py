"""Small models made by hand, so that the tests need neither training nor a shipped model."""

from __future__ import annotations

import numpy as np

from backend.nlp.text_classifier import Block, Meaning, TextClassifier, Vocabulary
from backend.nlp.text_classifier.ngrams import read

WORDS = (
    "Could you send the price list, please? Great work, thanks! This is broken again… ceník děkuji"
)


def vocabulary(source: str = WORDS) -> Vocabulary:
    """Every n-gram of the source, all of the same weight."""
    blocks = []
    for unit, lengths in (("word", (1, 3)), ("character", (2, 6))):
        empty = Block(unit, lengths, np.zeros(0, np.uint32), np.zeros(0, np.float32))
        keys = np.unique(empty.occurrences([read(source)]).key)
        blocks.append(Block(unit, lengths, keys, np.linspace(1, 3, len(keys), dtype=np.float32)))
    return Vocabulary(tuple(blocks))


def classifier(*, exclusive: bool = False, meaning: bool = False) -> TextClassifier:
    """Three labels over the n-grams of `WORDS` with drawn weights; vectors have four places."""
    dice = np.random.default_rng(3)
    known = vocabulary()
    tier = None
    if meaning:
        tier = Meaning(
            "of the test", dice.normal(size=(4, 3)).astype(np.float32),
            np.array([1, 0.5, 0.8], np.float32), np.array([0.1, 0, -0.2], np.float32),
        )  # fmt: skip
    return TextClassifier(
        labels=("request", "praise", "complaint"), exclusive=exclusive, vocabulary=known,
        weights=dice.normal(size=(known.columns, 3)).astype(np.float16).astype(np.float32),
        bias=np.array([-0.5, -0.2, 0.1], np.float32), offsets=np.array([0, 0.5, -0.5], np.float32),
        card={"trained_on": []}, meaning=tier,
    )  # fmt: skip
