"""Who can answer a question: those who answered questions like it, by what was written there.

Evidence of a person is the sum over the threads they answered in of

    likeness^1.5 × (1 in the same field, else 1/4) × 2^(−days/120)

where likeness is the mean of two shares of the question's words: those the thread's question
matches, and those the thread as a whole matches. With a semantic encoder, a fifth of the nearness
of meaning of the two questions is added, which finds threads in other languages. Divided by the
average of all who are known, this gives a probability (arithmetic.ODDS). Every factor is about a
text the person wrote under; how often somebody answers at all counts only as far as the texts are
alike. The constants are round numbers in a wide flat region, the same on two communities
(docs/relevance.md); nothing is trained.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from backend.nlp.arithmetic import odds
from backend.nlp.embeddings import FAST, SEMANTIC, Encoder
from backend.nlp.retrieval.bm25 import Bm25Index
from backend.nlp.retrieval.evidence import SHOWN, Piece
from backend.nlp.retrieval.evidence import finding as make_finding
from backend.nlp.retrieval.terms import query, terms
from backend.schemas.finding import Finding

VERSION = "who-answers/1"

STEEPNESS, OTHER_FIELD, HALF_LIFE_DAYS, MEANING = 1.5, 0.25, 120.0, 0.2


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is asked. `field`: the board, tag or group it stands in, if there is one;
    `when` is read as UTC where it has no time zone."""

    id: str
    asker: str
    title: str | None
    text: str
    field: str | None = None
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply to a question."""

    id: str
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody who may know: `evidence` in shares of the average person, `probability` 0..1 of
    being on the topic."""

    person: str
    evidence: float
    probability: float


class AnswerHistory:
    """The threads known so far. Grows by `add`; not safe to share by threads while it grows.

    `meaning`: the semantic encoder, or None to go by words alone; `made_by` names the tier.
    """

    def __init__(self, meaning: Encoder | None = None) -> None:
        self._meaning, self._vectors = meaning, array("f")
        self._questions, self._threads = Bm25Index(), Bm25Index()
        self._fields: list[str | None] = []
        self._days = array("d")
        self._told: list[Question] = []
        self._people: dict[str, int] = {}
        self._by_person: list[dict[int, Answer]] = []
        self._pairs_person, self._pairs_thread = array("L"), array("L")

    def add(self, question: Question, answers: Iterable[Answer]) -> None:
        """A thread with its answers. What the asker adds to their own question is read as part of
        the thread and is no evidence for them."""
        asked = list(query(question.title, question.text).items())
        words = [term for term, weight in asked for _ in range(int(weight))]
        number = self._questions.add(words)
        if self._meaning is not None:
            self._vectors.extend(self._meaning.encode([_whole(question)])[0].tolist())
        self._told.append(question)
        self._fields.append(question.field)
        self._days.append(_days(question.when))
        for answer in answers:
            words += terms(answer.text)
            if answer.author == question.asker:
                continue
            person = self._people.setdefault(answer.author, len(self._people))
            if person == len(self._by_person):
                self._by_person.append({})
            written = self._by_person[person]
            if number not in written:
                self._pairs_person.append(person)
                self._pairs_thread.append(number)
                written[number] = answer
        self._threads.add(words)

    @property
    def people(self) -> list[str]:
        """Everybody who answered somebody else, in the order they came."""
        return list(self._people)

    def answered(self, person: str) -> int:
        """In how many threads of others the person answered."""
        place = self._people.get(person)
        return 0 if place is None else len(self._by_person[place])

    def rank(self, question: Question) -> list[Suggestion]:
        """Everybody known but the asker, the most evidence first; equal ones in a fixed order."""
        evidence = self._evidence(question)
        ranked = [
            Suggestion(person, value, odds(value))
            for person, value in zip(self._people, evidence.tolist(), strict=True)
            if person != question.asker
        ]
        ranked.sort(key=lambda one: (-one.evidence, one.person))
        return ranked

    def finding(self, question: Question, person: str) -> Finding:
        """Why the person was ranked there: quotes of their answers, and the sum.

        Raises KeyError for somebody who never answered.
        """
        place = self._people[person]
        weights, average = self._weights(question), self._average(question)
        asked = query(question.title, question.text)
        written = self._by_person[place]
        ordered = sorted(written, key=lambda number: (-weights[number], number))
        values = {number: float(weights[number]) / average for number in ordered}
        shown = [number for number in ordered[:SHOWN] if values[number] > 0]
        pieces = [self._piece(number, written[number], values[number]) for number in shown]
        rest = [values[number] for number in ordered[SHOWN:] if values[number] > 0]
        made_by = f"{VERSION} {SEMANTIC if self._meaning else FAST}"
        return make_finding(
            pieces, sum(rest), len(rest), self._threads, asked, made_by=made_by
        )  # fmt: skip

    def _piece(self, number: int, answer: Answer, value: float) -> Piece:
        asked = self._told[number]
        return Piece(
            value=value,
            name="answered a question like it",
            note=(asked.title or asked.text)[:120].strip(),
            source="comment",
            where=answer.id,
            when=None if asked.when is None else asked.when.date().isoformat(),
            text=answer.text,
        )

    def _weights(self, question: Question) -> NDArray[np.float64]:
        """What answering in each thread says of this question, 0..1."""
        asked = query(question.title, question.text)
        likeness = (self._questions.shares(asked) + self._threads.shares(asked)) / 2
        if self._meaning is not None and len(likeness):
            known = np.array(self._vectors, dtype=np.float32).reshape(len(likeness), -1)
            near = known @ self._meaning.encode([_whole(question)])[0]
            likeness = likeness + MEANING * np.maximum(0.0, near)
        same = np.array([field == question.field for field in self._fields], dtype=bool)
        age = np.maximum(0.0, _days(question.when) - np.array(self._days))
        recency: NDArray[np.float64] = 0.5 ** (age / HALF_LIFE_DAYS)
        weights: NDArray[np.float64] = (
            likeness**STEEPNESS * np.where(same, 1.0, OTHER_FIELD) * recency
        )
        return weights

    def _evidence(self, question: Question) -> NDArray[np.float64]:
        """Evidence for each person in shares of the average."""
        return self._sums(question) / self._average(question)

    def _sums(self, question: Question) -> NDArray[np.float64]:
        people = np.array(self._pairs_person, dtype=np.int64)
        threads = np.array(self._pairs_thread, dtype=np.int64)
        sums = np.bincount(
            people, weights=self._weights(question)[threads], minlength=len(self._people)
        )
        return sums.astype(np.float64)

    def _average(self, question: Question) -> float:
        sums = self._sums(question)
        asker = self._people.get(question.asker)
        others = sums if asker is None else np.delete(sums, asker)
        return float(others.mean()) or 1.0 if others.size else 1.0


def _whole(question: Question) -> str:
    return f"{question.title}. {question.text}" if question.title else question.text


def _days(when: datetime | None) -> float:
    if when is None:
        return 0.0
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() / 86_400
