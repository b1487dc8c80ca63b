"""Known names of skills, tools and fields: which tokens of a sentence spell one of them.

The lists (assets/models/skill_spans/terms.npz, sources and licences in its card) are hints to the
span model, not findings: being in a list is one feature among many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from backend.nlp.assets_reading import ASSETS
from backend.nlp.skills.words import bare

SOURCES = "JTKE"
"""J terms of job advertisements, T names of software (O*NET), K ESCO knowledge, E ESCO skills."""
LONGEST = 6
"""Words of a term, at most."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A token's part in a listed term: B first, I inside, E last, S alone; `length` in tokens."""

    source: str
    part: str
    length: int

    @property
    def name(self) -> str:
        return self.source + self.part


class TermList:
    """Terms by their bare words; `sources` of a term is a string of letters of SOURCES."""

    def __init__(self, terms: dict[tuple[str, ...], str]) -> None:
        self._terms = terms
        self._longest: dict[str, int] = {}
        self._counts: dict[str, list[int]] = {}
        for words, sources in terms.items():
            first = words[0]
            self._longest[first] = max(self._longest.get(first, 0), len(words))
            if sources != "E":
                self._count(words)

    def _count(self, words: tuple[str, ...]) -> None:
        if len(words) == 1:
            self._counts.setdefault(words[0], [0, 0, 0])[0] += 1
            return
        self._counts.setdefault(words[-1], [0, 0, 0])[1] += 1
        self._counts.setdefault(words[0], [0, 0, 0])[2] += 1

    def counts(self, word: str) -> tuple[int, int, int]:
        """How many terms the bare word makes alone, ends and begins."""
        alone, last, first = self._counts.get(word, (0, 0, 0))
        return alone, last, first

    def marks(self, words: Sequence[str]) -> list[list[Mark]]:
        """Each token's marks; within a source the longest term from the left wins. Linear: at most
        LONGEST look-ups a token and source."""
        found: list[list[Mark]] = [[] for _ in words]
        reach = [min(self._longest.get(word, 0), LONGEST, len(words) - i)
                 for i, word in enumerate(words)]  # fmt: skip
        if not any(reach):
            return found
        for source in SOURCES:
            index = 0
            while index < len(words):
                length = self._length(words, index, reach[index], source)
                for place in range(length):
                    found[index + place].append(Mark(source, _part(place, length), length))
                index += max(length, 1)
        return found

    def _length(self, words: Sequence[str], index: int, reach: int, source: str) -> int:
        for length in range(reach, 0, -1):
            if source in self._terms.get(tuple(words[index : index + length]), ""):
                return length
        return 0


def _part(place: int, length: int) -> str:
    if length == 1:
        return "S"
    return "B" if place == 0 else "E" if place == length - 1 else "I"


def words_of(term: str) -> tuple[str, ...]:
    """A term's bare words; empty when it has none or more than LONGEST."""
    words = tuple(word for word in map(bare, term.split()) if any(map(str.isalnum, word)))
    return words if len(words) <= LONGEST else ()


@cache
def term_list() -> TermList:
    """The shipped lists."""
    with np.load(ASSETS / "models" / "skill_spans" / "terms.npz", allow_pickle=False) as data:
        lines = bytes(data["terms"]).decode().split("\n")
    terms = {}
    for line in lines:
        sources, _, words = line.partition("\t")
        terms[tuple(words.split(" "))] = sources
    return TermList(terms)
