"""Latent semantic indexing (Deerwester et al. 1990): texts near in the topics a collection has."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 50
MOST_TEXTS = 3_000
"""Texts the topics are learnt from (the Gram matrix is square in them); a larger collection gives
an even sample."""
MOST_TERMS = 30_000

Rows = NDArray[np.float32]


class LatentTopics:
    """The topics of a collection, and where a text lies in them."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        """`texts`: the terms of each text. Cubic in min(texts, MOST_TEXTS), about 2 s at 1,600."""
        step = max(1, math.ceil(len(texts) / MOST_TEXTS))
        sample = texts[::step]
        frequent = Counter(term for text in sample for term in set(text))
        kept = [term for term, count in frequent.most_common(MOST_TERMS) if count > 1]
        self._places = {term: place for place, term in enumerate(kept)}
        self._rarity = np.array([math.log(max(1, len(sample)) / frequent[term]) for term in kept])
        self._axes = self._learn(sample)
        self.rows = np.stack([self.place(Counter(text)) for text in texts]) if len(texts) else (
            np.zeros((0, self._axes.shape[1]), dtype=np.float32)
        )  # fmt: skip

    def place(self, text: Mapping[str, float]) -> Rows:
        """Where a text (term → how often) lies, shape [topics], of length one; zero without a
        known term."""
        found: Rows = self._axes_of(self._weighed(text))
        return found

    def likeness(self, text: Mapping[str, float]) -> NDArray[np.float64]:
        """Cosine of the text with each text of the collection, 0 where it is negative."""
        found: NDArray[np.float64] = np.maximum(0.0, self.rows @ self.place(text)).astype(float)
        return found

    def _learn(self, sample: Sequence[Sequence[str]]) -> Rows:
        """The axes, shape [terms, topics]."""
        if not sample or not self._places:
            return np.zeros((len(self._places), 1), dtype=np.float32)
        rows = np.stack([self._weighed(Counter(text)) for text in sample])
        values, vectors = np.linalg.eigh((rows @ rows.T).astype(np.float64))
        keep = np.flatnonzero(values > 1e-6)[-DIMENSIONS:]
        axes: Rows = (rows.T @ (vectors[:, keep] / np.sqrt(values[keep]))).astype(np.float32)
        return axes

    def _weighed(self, text: Mapping[str, float]) -> Rows:
        row = np.zeros(len(self._places), dtype=np.float32)
        for term, count in text.items():
            place = self._places.get(term)
            if place is not None:
                row[place] = (1 + math.log(max(1.0, count))) * self._rarity[place]
        length = float(np.linalg.norm(row))
        return row / length if length else row

    def _axes_of(self, row: Rows) -> Rows:
        placed = row @ self._axes
        length = float(np.linalg.norm(placed))
        found: Rows = (placed / length if length > 1e-6 else placed * 0).astype(np.float32)
        return found
