"""Links what a text calls a skill to the concepts of ESCO, best first, with the arithmetic.

Likenesses are weighed and added: the concept's name by character sequences, all its text by words,
its best alternative name and this project's best own name by words, whether the surface is its name
or an own name, the mean word vectors of the names, its text by the words of the sentence; where the
semantic tier is installed, the cosine of sentence vectors. The weights are learnt (scripts/train
esco) and give the probability that the concept is right.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from backend.nlp.arithmetic import LOGISTIC, combine, term
from backend.nlp.embeddings.encoder import readable
from backend.nlp.skills.concept_records import FOLDER, ConceptRecord, concept_records
from backend.nlp.skills.concept_words import MOST_CHARACTERS, content, sequences
from backend.nlp.skills.term_index import TermIndex
from backend.nlp.skills.word_vectors import word_vectors
from backend.nlp.skills.words import bare
from backend.schemas.finding import Arithmetic

VERSION = "concept-linking 1"
Scores = NDArray[np.float64]
Encode = Callable[[str], NDArray[np.float32]]
LIKENESSES = (
    "name", "text", "other name", "own name", "same name", "same own name", "word vectors",
    "context", "meaning",
)  # fmt: skip
"""`meaning` is the semantic tier's; it is left out where the tier is missing."""


@dataclass(frozen=True, slots=True)
class ConceptMatch:
    """A concept the surface may stand for. `score` is the probability that it is right;
    `arithmetic` gives it back; `kind` "skill" or "knowledge"."""

    id: str
    label: str
    kind: str
    score: float
    arithmetic: Arithmetic


class ConceptLinker:
    """`weights` by tier ("fast", "semantic"): the weight of each likeness and "offset". `meanings`
    (n, d) int8 are the concepts' sentence vectors by `encode`, one row a record."""

    def __init__(
        self,
        records: Sequence[ConceptRecord],
        weights: Mapping[str, Mapping[str, float]],
        meanings: NDArray[np.int8] | None = None,
        encode: Encode | None = None,
    ) -> None:
        self.records, self._encode = records, encode
        self._meanings = _unit(meanings.astype(np.float32)) if meanings is not None else None
        self.tier = "semantic" if encode and meanings is not None else "fast"
        self._weights = weights.get(self.tier, {})
        self._names = TermIndex([(sequences(one.label), 1.0)] for one in records)
        self._texts = TermIndex(_parts(one) for one in records)
        self._others, self._other_of = _best_of(
            (one.label, *one.aliases) for one in records
        )  # fmt: skip
        self._own, self._own_of = _best_of(one.own for one in records)
        self._same = _by_name((one.label,) for one in records)
        self._same_own = _by_name(one.own for one in records)
        self._rarity = _rarity(records)
        vectors = np.stack([self._vector(one.label) for one in records])
        self._mean = vectors.mean(axis=0)
        self._vectors = _unit(vectors - self._mean)

    def likenesses(self, surface: str, context: str = "") -> dict[str, Scores]:
        """Every likeness of every record to the surface, in the records' order."""
        surface, context = surface[:MOST_CHARACTERS], context[:MOST_CHARACTERS]
        words = content(surface)
        found = {
            "name": self._names.cosines(sequences(surface)),
            "text": self._texts.cosines(words),
            "other name": self._best(self._others, self._other_of, words),
            "own name": self._best(self._own, self._own_of, words),
            "same name": self._exact(self._same, words),
            "same own name": self._exact(self._same_own, words),
            "word vectors": self._vectors @ _unit((self._vector(surface) - self._mean)[None])[0],
            "context": self._texts.cosines(content(context)),
        }
        if self._encode is not None and self._meanings is not None:
            found["meaning"] = self._meanings @ self._encode(surface)
        return found

    def link(self, surface: str, context: str = "", most: int = 5) -> list[ConceptMatch]:
        """The `most` likeliest concepts; none for a surface without a word. `context` is the
        sentence the surface stands in."""
        if not content(surface[:MOST_CHARACTERS]):
            return []
        found = self.likenesses(surface, context)
        total = np.full(len(self.records), self._weights["offset"])
        for name, scores in found.items():
            total += self._weights[name] * scores
        best = np.argsort(-total, kind="stable")[:most]
        return [self._match(int(index), found) for index in best]

    def _match(self, index: int, found: Mapping[str, Scores]) -> ConceptMatch:
        terms = [
            term(name, self._weights[name] * float(scores[index]), f"likeness {scores[index]:.3f}")
            for name, scores in found.items()
        ]
        terms.append(term("offset", self._weights["offset"]))
        arithmetic = combine(LOGISTIC, terms)
        one = self.records[index]
        return ConceptMatch(one.id, one.label, one.kind, arithmetic.result or 0.0, arithmetic)

    def _best(self, index: TermIndex, owner: NDArray[np.int64], words: Sequence[str]) -> Scores:
        found = np.zeros(len(self.records))
        np.maximum.at(found, owner, index.cosines(words))
        return found

    def _exact(self, names: Mapping[str, Sequence[int]], words: Sequence[str]) -> Scores:
        found = np.zeros(len(self.records))
        found[list(names.get(" ".join(words), ()))] = 1.0
        return found

    def _vector(self, text: str) -> Scores:
        """The weighed mean direction of the words; zeros when no word is known."""
        total = np.zeros(word_vectors().width)
        for token in text.split():
            vector = word_vectors().find(bare(token))
            if vector is not None and bare(token) not in _SMALL:
                rarity = self._rarity.get(bare(token), 1.0)
                total += rarity * vector / max(1e-6, float(np.linalg.norm(vector)))
        return total


_BRACKETS = re.compile(r"\([^)]*\)")
_SMALL = frozenset({
    "a", "all", "an", "and", "any", "are", "as", "at", "be", "by", "etc", "for", "from", "in", "is",
    "its", "of", "on", "or", "other", "our", "that", "the", "their", "this", "to", "with", "your",
})  # fmt: skip


def _parts(one: ConceptRecord) -> list[tuple[list[str], float]]:
    aliases = [word for name in one.aliases for word in content(name)]
    return [(content(one.label), 3.0), (aliases, 1.0), (content(one.description), 0.7)]


def _best_of(names: Iterable[Sequence[str]]) -> tuple[TermIndex, NDArray[np.int64]]:
    """An index of all names and the record of each."""
    texts: list[list[tuple[Sequence[str], float]]] = []
    owners: list[int] = []
    for number, own in enumerate(names):
        for name in own:
            texts.append([(content(name), 1.0)])
            owners.append(number)
    return TermIndex(texts), np.array(owners, np.int64)


def _by_name(names: Iterable[Sequence[str]]) -> dict[str, list[int]]:
    """Stemmed name → the records that have it, without what stands in brackets."""
    found: dict[str, list[int]] = {}
    for number, own in enumerate(names):
        for name in own:
            key = " ".join(content(_BRACKETS.sub(" ", name)))
            if number not in found.setdefault(key, []):
                found[key].append(number)
    return found


def _rarity(records: Sequence[ConceptRecord]) -> dict[str, float]:
    counts: dict[str, int] = {}
    for one in records:
        for word in {bare(token) for token in f"{one.label} {one.description}".split()}:
            counts[word] = counts.get(word, 0) + 1
    most = math.log(1 + len(records))
    return {word: math.log(1 + len(records) / count) / most for word, count in counts.items()}


def _unit(rows: NDArray[np.floating]) -> NDArray[np.floating]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    result: NDArray[np.floating] = rows / np.maximum(lengths, 1e-9)
    return result


def linker(
    semantic: bool = True, weights: Mapping[str, Mapping[str, float]] | None = None
) -> ConceptLinker:
    """The shipped linker; without the semantic tier where it is missing or not wanted. `weights`
    replace the shipped ones (training)."""
    if weights is None:
        return _shipped(semantic)
    return _made(semantic, weights)


@cache
def _shipped(semantic: bool) -> ConceptLinker:
    path = FOLDER / "weights.json"
    return _made(semantic, json.loads(path.read_text("utf-8")) if path.exists() else {})


def _made(semantic: bool, weights: Mapping[str, Mapping[str, float]]) -> ConceptLinker:
    from backend.nlp.embeddings.semantic import SemanticEncoder, why_missing

    path = FOLDER / "meanings.npz"
    if not semantic or why_missing() is not None or not path.exists():
        return ConceptLinker(concept_records(), weights)
    with np.load(path, allow_pickle=False) as data:
        codes, mean, basis = data["codes"], data["mean"], data["basis"]
    model = SemanticEncoder()

    def encode(text: str) -> NDArray[np.float32]:
        own: NDArray[np.float32] = _unit((model.raw([readable(text)]) - mean) @ basis)[0]
        return own

    return ConceptLinker(concept_records(), weights, codes, encode)


def link(surface: str, context: str = "", most: int = 5) -> list[ConceptMatch]:
    """The likeliest concepts of a surface by the shipped linker; see ConceptLinker.link."""
    return linker().link(surface, context, most)
