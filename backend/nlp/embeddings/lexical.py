"""The fast tier: hashed beginnings of words. Same field of words, same direction; one language."""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np

from backend.nlp.assets_reading import languages
from backend.nlp.embeddings.encoder import Vectors, readable, unit_rows
from backend.nlp.retrieval.terms import terms
from backend.nlp.tokens import fold

DIMENSIONS = 1024
BEGINNING = 6
"""Signs of a word that count: that cuts most inflection (McNamee, Mayfield 2004)."""


class LexicalEncoder:
    """Signed feature hashing (Weinberger et al. 2009) of word beginnings; function words are left
    out, a repeated word counts 1 + ln n times. Thread-safe: it has no state."""

    name = "lexical"
    version = "lexical/1"
    dimensions = DIMENSIONS

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder.encode."""
        rows = np.zeros((len(texts), DIMENSIONS))
        for row, text in zip(rows, texts, strict=True):
            for beginning, count in Counter(beginnings(readable(text))).items():
                place, sign = _slot(beginning)
                row[place] += sign * (1 + math.log(count))
        return unit_rows(rows)


def beginnings(text: str) -> list[str]:
    """The first signs of each content word, in their order."""
    skipped = function_words()
    return [word[:BEGINNING] for word in terms(text) if len(word) > 2 and word not in skipped]


@cache
def function_words() -> frozenset[str]:
    """The words of all our languages that say nothing of a topic, folded."""
    return frozenset(
        fold(word)
        for language in languages().values()
        for word in language["function_words"].split()
    )


@lru_cache(maxsize=50_000)
def _slot(beginning: str) -> tuple[int, int]:
    hashed = zlib.crc32(beginning.encode("utf-8", "replace"))
    return (hashed >> 1) % DIMENSIONS, 1 if hashed & 1 else -1
