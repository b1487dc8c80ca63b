"""Expert search: people by the documents they produced that are like a query.

Evidence of a person is the sum over their documents of likeness^3 (^1.5 for a query of a few
words), where likeness is the mean of what share of the query's words the document matches (of the
best document's share) and how near it lies in the topics of the collection (`latent`). A sum over
documents beats one text a person and the best document alone (Balog et al. 2006, model 2), and
every document is its own evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.nlp.arithmetic import odds
from backend.nlp.embeddings.lexical import function_words
from backend.nlp.retrieval.bm25 import Bm25Index
from backend.nlp.retrieval.evidence import SHOWN, Piece
from backend.nlp.retrieval.evidence import finding as make_finding
from backend.nlp.retrieval.latent import LatentTopics
from backend.nlp.retrieval.terms import query
from backend.schemas.finding import Finding

VERSION = "expert-search/1"
STEEPNESS, STEEPNESS_OF_WORDS, FEW_WORDS = 3.0, 1.5, 8
"""The exponent for a text, and for a query of fewer words, whose likenesses lie further apart."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text and the people who produced it."""

    id: str
    people: tuple[str, ...]
    text: str
    title: str | None = None
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Expert:
    """`evidence` in shares of the average person; `score` is the same as 0..1 (arithmetic.ODDS). It
    orders people; unlike that of answers, it is not calibrated."""

    person: str
    evidence: float
    score: float


class DocumentCollection:
    """Documents that do not change; made once, searched often. Safe to share by threads."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = list(documents)
        self._index = Bm25Index()
        texts = [_words(query(one.title, one.text)) for one in documents]
        for text in texts:
            self._index.add(text)
        self._latent = LatentTopics(texts)
        self._people: dict[str, list[int]] = {}
        for number, one in enumerate(self._documents):
            for person in dict.fromkeys(one.people):
                self._people.setdefault(person, []).append(number)

    @property
    def people(self) -> list[str]:
        return list(self._people)

    def rank(self, title: str | None, text: str) -> list[Expert]:
        """Everybody, the most evidence first; equal ones in a fixed order."""
        weights = self._weights(title, text)
        sums = {person: float(weights[ones].sum()) for person, ones in self._people.items()}
        average = float(np.mean(list(sums.values()))) if sums else 0.0
        ranked = [
            Expert(person, value / (average or 1.0), odds(value / (average or 1.0)))
            for person, value in sums.items()
        ]
        ranked.sort(key=lambda one: (-one.evidence, one.person))
        return ranked

    def finding(self, title: str | None, text: str, person: str) -> Finding:
        """Why the person was ranked there: quotes of their documents, and the sum.

        Raises KeyError for somebody without documents.
        """
        weights = self._weights(title, text)
        sums = [float(weights[ones].sum()) for ones in self._people.values()]
        average = float(np.mean(sums)) or 1.0
        ordered = sorted(self._people[person], key=lambda number: (-weights[number], number))
        values = [float(weights[number]) / average for number in ordered]
        pieces = [
            self._piece(number, value)
            for number, value in zip(ordered[:SHOWN], values[:SHOWN], strict=True) if value > 0
        ]  # fmt: skip
        rest = [value for value in values[SHOWN:] if value > 0]
        return make_finding(
            pieces, sum(rest), len(rest), self._index, _content(title, text), made_by=VERSION
        )

    def _piece(self, number: int, value: float) -> Piece:
        one = self._documents[number]
        return Piece(
            value=value,
            name="produced a document like it",
            note=(one.title or one.text)[:120].strip(),
            source="own_post",
            where=one.id,
            when=one.when,
            text=f"{one.title}. {one.text}" if one.title else one.text,
        )

    def _weights(self, title: str | None, text: str) -> NDArray[np.float64]:
        """What each document says of the query, 0..1."""
        asked = _content(title, text)
        shares = self._index.shares(asked)
        best = shares.max(initial=0.0)
        words = shares / best if best else shares
        steepness = STEEPNESS if len(asked) >= FEW_WORDS else STEEPNESS_OF_WORDS
        weights: NDArray[np.float64] = ((words + self._latent.likeness(asked)) / 2) ** steepness
        return weights


def _content(title: str | None, text: str) -> dict[str, float]:
    skipped = function_words()
    return {term: weight for term, weight in query(title, text).items() if term not in skipped}


def _words(weights: Mapping[str, float]) -> list[str]:
    skipped = function_words()
    return [
        term for term, weight in weights.items() if term not in skipped for _ in range(int(weight))
    ]
