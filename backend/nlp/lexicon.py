"""Finds many patterns in a text at once (Aho-Corasick over folded tokens)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import ahocorasick

from backend.nlp.patterns import GAP, Pattern, Word
from backend.nlp.tokens import Text

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """A pattern, what it means, and the language it belongs to (None: any)."""

    pattern: Pattern
    payload: T
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """Tokens `first`..`last` of the text match `entry`."""

    first: int
    last: int
    entry: Entry[T]

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class Lexicon(Generic[T]):
    """Read-only once built, so threads may share it."""

    def __init__(self, entries: Iterable[Entry[T]]) -> None:
        by_key: dict[str, list[tuple[int, Entry[T]]]] = {}
        for entry in entries:
            key, taken = _key(entry.pattern.words)
            by_key.setdefault(key, []).append((taken, entry))
        self._automaton = ahocorasick.Automaton()
        for key, found in by_key.items():
            self._automaton.add_word(key, (len(key), found))
        self._empty = not by_key
        if by_key:
            self._automaton.make_automaton()

    def find(self, text: Text, languages: frozenset[str] | None = None) -> list[Hit[T]]:
        """Every match, in order of place. `languages`: only entries of these (or of any)."""
        if self._empty or not text.joined:
            return []
        hits: list[Hit[T]] = []
        token_at = text.token_at
        for end, (length, found) in self._automaton.iter(text.joined):
            start = end - length + 1
            first = token_at.get(start)
            if first is None and found[0][1].pattern.words[0].is_inner:
                first = bisect_right(text.places, start) - 1
            if first is None:
                continue
            for taken, entry in found:
                if not (languages is None or entry.language is None or entry.language in languages):
                    continue
                last = _rest(text, first + taken - 1, entry.pattern.words[taken:])
                if last is not None and _same_case(text, first, entry.pattern.words):
                    hits.append(Hit(first, last, entry))
        hits.sort(key=lambda hit: (hit.first, -hit.last))
        return hits


def longest(hits: list[Hit[T]]) -> list[Hit[T]]:
    """Hits that lie in no longer hit: "predictive maintenance" hides "maintenance".

    `hits` come in order of place, longer ones first at the same place. Of several with the very
    same extent those stay that are written out furthest.
    """
    kept: list[Hit[T]] = []
    for hit in hits:
        if kept and hit.last <= kept[-1].last:
            if (hit.first, hit.last) != (kept[-1].first, kept[-1].last):
                continue
            if _written(hit) < _written(kept[-1]):
                continue
            while kept and kept[-1].first == hit.first and _written(kept[-1]) < _written(hit):
                kept.pop()
        kept.append(hit)
    return kept


def _written(hit: Hit[T]) -> int:
    """How many letters of the pattern are written out: "Datenschutz|" says more than "Daten|"."""
    return sum(len(word.norm) for word in hit.entry.pattern.words)


def _key(words: tuple[Word, ...]) -> tuple[str, int]:
    """The longest leading part without a gap or an open stem inside, as the automaton's word."""
    key, taken = "", 0
    for word in words:
        if word.gap:
            break
        key += word.norm if word.is_inner and not taken else " " + word.norm
        taken += 1
        if word.is_stem:
            return key, taken
    return key + " ", taken


def _rest(text: Text, last: int, words: tuple[Word, ...]) -> int | None:
    """Where the match ends if `words` follow after token `last`, else None."""
    for word in words:
        reach = GAP + 1 if word.gap else 1
        for step in range(1, reach + 1):
            index = last + step
            if index >= len(text.norms) or (step > 1 and text.kinds[index - 1] == "end"):
                return None
            norm = text.norms[index]
            if norm == word.norm or (word.is_stem and norm.startswith(word.norm)):
                last = index
                break
        else:
            return None
    return last


def _same_case(text: Text, first: int, words: tuple[Word, ...]) -> bool:
    if words[0].surface is None:
        return True
    return all(
        word.surface is None or text.source.startswith(word.surface, text.starts[first + index])
        for index, word in enumerate(words)
    )
