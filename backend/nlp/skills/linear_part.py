"""The linear part of the span model: a weight for each named feature, layer and label."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from backend.nlp.skills.sparse_features import (
    OFFSETS,
    mark_features,
    place_features,
    word_features,
)
from backend.nlp.skills.term_list import term_list
from backend.nlp.skills.words import bare

GROUPS = ("the word", "its neighbours", "known terms", "word pairs and place")


def key_of(feature: str) -> int:
    return crc32(feature.encode("utf-8", "surrogatepass"))


class LinearPart:
    """`keys` (d,) uint32 CRC-32 of the features, `codes` (d, 6) int8 times `scale` (6,): weights of
    O, B, I of skills, then of knowledge; `bias` (6,) is every token's."""

    def __init__(
        self,
        keys: NDArray[np.uint32],
        codes: NDArray[np.int8],
        scale: NDArray[np.float32],
        bias: NDArray[np.float32],
    ) -> None:
        self._rows = {key: row for row, key in enumerate(keys.tolist())}
        self._weights = codes * scale
        self._bias = bias
        self._word = lru_cache(maxsize=20_000)(self._of_word)

    def potentials(self, tokens: Sequence[str]) -> NDArray[np.float64]:
        """(4, n, 6): what each group of GROUPS adds to each label of each token; the bias is the
        word's."""
        count = len(tokens)
        found = np.zeros((len(GROUPS), count, 6))
        found[0] += self._bias
        for offset in OFFSETS:
            group = 0 if offset == 0 else 1
            for index in range(max(0, -offset), min(count, count - offset)):
                found[group, index] += self._word(tokens[index + offset], offset)
        words = [bare(token) for token in tokens]
        marks = term_list().marks(words)
        for index in range(count):
            found[2, index] = self._sum(mark_features(marks, index))
            found[3, index] = self._sum(place_features(words, index))
        return found

    def weight(self, feature: str) -> NDArray[np.float32]:
        """The six weights of one feature; zeros when it has none."""
        row = self._rows.get(key_of(feature))
        return np.zeros(6, np.float32) if row is None else self._weights[row]

    def _of_word(self, token: str, offset: int) -> NDArray[np.float32]:
        return self._sum(word_features(token, offset))

    def _sum(self, features: Iterable[str]) -> NDArray[np.float32]:
        rows = self._rows
        found = [row for row in (rows.get(key_of(name)) for name in features) if row is not None]
        total: NDArray[np.float32] = self._weights[found].sum(axis=0)
        return total
