"""Static word vectors, 8 bits a number: what a word is like when the training data lack it."""

from __future__ import annotations

from functools import cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from backend.nlp.assets_reading import ASSETS


class WordVectors:
    """`keys` (n,) sorted uint32 CRC-32 of the words, `rows` (n,) uint16 into `codes` (m, d) int8,
    `scale` (d,): a vector is codes[row] * scale. Two words of one key share a vector (about 1 in
    30,000)."""

    def __init__(
        self,
        keys: NDArray[np.uint32],
        rows: NDArray[np.uint16],
        codes: NDArray[np.int8],
        scale: NDArray[np.float32],
    ) -> None:
        self._keys, self._rows, self._codes, self._scale = keys, rows, codes, scale
        self.width = codes.shape[1]

    def find(self, word: str) -> NDArray[np.float32] | None:
        """The word's vector, else the mean over its parts at hyphens and slashes, else None."""
        parts = (self._one(part) for part in word.replace("/", "-").split("-") if part)
        whole = self._one(word)
        if whole is not None:
            return whole
        known = [part for part in parts if part is not None]
        return np.mean(known, axis=0, dtype=np.float32) if known else None

    def _one(self, word: str) -> NDArray[np.float32] | None:
        key = crc32(word.encode("utf-8", "surrogatepass"))
        place = int(np.searchsorted(self._keys, np.uint32(key)))
        if place == len(self._keys) or self._keys[place] != key:
            return None
        return self._codes[self._rows[place]] * self._scale


@cache
def word_vectors() -> WordVectors:
    """The shipped vectors; the card names their origin."""
    with np.load(ASSETS / "models" / "skill_spans" / "vectors.npz", allow_pickle=False) as data:
        return WordVectors(data["keys"], data["rows"], data["codes"], data["scale"])
