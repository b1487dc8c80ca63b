"""An index that grows: BM25 (Robertson, Zaragoza 2009) as the share of a query that is matched."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.75


class Bm25Index:
    """Texts by number, in the order they were added."""

    def __init__(self) -> None:
        self._postings: dict[str, tuple[array[int], array[int]]] = {}
        self._lengths: array[int] = array("I")

    def __len__(self) -> int:
        return len(self._lengths)

    def add(self, terms: Iterable[str]) -> int:
        """Adds a text; its number."""
        number = len(self._lengths)
        counts = Counter(terms)
        for term, count in counts.items():
            texts, often = self._postings.setdefault(term, (array("I"), array("I")))
            texts.append(number)
            often.append(count)
        self._lengths.append(sum(counts.values()))
        return number

    def shares(self, query: Mapping[str, float]) -> NDArray[np.float64]:
        """For each text the share of the query it matches, 0..1, words weighed by their rarity.

        That is BM25 divided by the most any text could reach, so that queries can be compared.
        """
        found = np.zeros(len(self))
        if not len(self) or not query:
            return found
        lengths = np.array(self._lengths, dtype=np.float64)
        damping = K1 * (1 - B + B * lengths / max(1.0, lengths.mean()))
        most = 0.0
        for term, weight in query.items():
            texts, often = self._postings.get(term, _NOWHERE)
            rarity = weight * self.rarity(len(texts))
            most += rarity
            if texts:
                at, count = np.array(texts), np.array(often, dtype=np.float64)
                found[at] += rarity * count / (count + damping[at])
        return found / most if most else found

    def rarity(self, texts: int) -> float:
        """The weight of a term that stands in so many texts (inverse document frequency)."""
        return math.log(1 + (len(self) - texts + 0.5) / (texts + 0.5))

    def rarity_of(self, term: str) -> float:
        """The weight of a term here; a term of no text has the highest."""
        return self.rarity(len(self._postings.get(term, _NOWHERE)[0]))


_NOWHERE: tuple[array[int], array[int]] = (array("I"), array("I"))
