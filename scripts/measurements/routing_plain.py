"""The baseline of `routing`: BM25 of the question against each earlier post, summed by author."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np

from backend.nlp.retrieval.answers import Answer, Question, Suggestion
from backend.nlp.retrieval.bm25 import Bm25Index
from backend.nlp.retrieval.terms import query, terms


class PlainHistory:
    """The same questions to it as to AnswerHistory; it has no probabilities."""

    def __init__(self) -> None:
        self._index, self._authors = Bm25Index(), array("L")
        self._people: dict[str, int] = {}
        self._answered: set[str] = set()

    def add(self, question: Question, answers: Iterable[Answer]) -> None:
        self._note(question.asker, f"{question.title or ''} {question.text}")
        for answer in answers:
            self._note(answer.author, answer.text)
            if answer.author != question.asker:
                self._answered.add(answer.author)

    def rank(self, question: Question) -> list[Suggestion]:
        """Those who answered somebody, the largest sum first."""
        shares = self._index.shares(query(question.title, question.text))
        sums = np.bincount(
            np.array(self._authors, dtype=np.int64), weights=shares, minlength=len(self._people)
        )
        ranked = [
            Suggestion(person, float(sums[place]), 0.0)
            for person, place in self._people.items()
            if person in self._answered and person != question.asker
        ]
        ranked.sort(key=lambda one: (-one.evidence, one.person))
        return ranked

    def _note(self, author: str, text: str) -> None:
        self._authors.append(self._people.setdefault(author, len(self._people)))
        self._index.add(terms(text))
