"""Tf-idf over short texts in memory: an inverted index that answers with every text's cosine."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

_UNSEEN = 0.3
"""Part of a rare term's weight that a query term counts which no text has: it can match nothing,
but it makes the query say less about what does match."""


class TermIndex:
    """Cosine between sublinear tf-idf vectors (Salton & Buckley 1988). `texts` are the weighted
    terms of each text: pairs of terms and their weight."""

    def __init__(self, texts: Iterable[Sequence[tuple[Sequence[str], float]]]) -> None:
        self._terms: dict[str, int] = {}
        rows, columns, weights = array("i"), array("i"), array("f")
        count = 0
        for number, parts in enumerate(texts):
            counts: Counter[str] = Counter()
            for terms, weight in parts:
                for name in terms:
                    counts[name] += weight  # type: ignore[assignment]
            for name, value in counts.items():
                rows.append(number)
                columns.append(self._terms.setdefault(name, len(self._terms)))
                weights.append(1 + math.log(value) if value >= 1 else value)
            count = number + 1
        self.count = count
        self._build(np.array(rows), np.array(columns), np.array(weights))

    def _build(
        self, rows: NDArray[np.int32], columns: NDArray[np.int32], weights: NDArray[np.float32]
    ) -> None:
        seen = np.bincount(columns, minlength=len(self._terms))
        self._idf = np.log(1 + self.count / np.maximum(seen, 1))
        values = weights * self._idf[columns]
        lengths = np.sqrt(np.bincount(rows, values**2, self.count))
        values /= np.maximum(lengths, 1e-9)[rows]
        order = np.argsort(columns, kind="stable")
        self._rows, self._values = rows[order], values[order].astype(np.float32)
        self._ends = np.concatenate([[0], np.cumsum(seen)])

    def cosines(self, terms: Sequence[str]) -> NDArray[np.float64]:
        """The cosine of the query with every text (count,)."""
        found = np.zeros(self.count)
        square = 0.0
        for name, times in Counter(terms).items():
            column = self._terms.get(name)
            weight = 1 + math.log(times)
            if column is None:
                square += _UNSEEN * (weight * math.log(1 + self.count)) ** 2
                continue
            weight *= self._idf[column]
            square += weight**2
            own = slice(self._ends[column], self._ends[column + 1])
            found[self._rows[own]] += weight * self._values[own]
        return found / math.sqrt(square) if square else found
