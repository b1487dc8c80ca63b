"""Finds the concepts a text names, in whatever language, and keeps homonyms out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol

from backend.nlp.assets_reading import ASSETS
from backend.nlp.concepts import concepts
from backend.nlp.lexicon import Entry, Lexicon, longest
from backend.nlp.patterns import Pattern, Word, parse
from backend.nlp.tokens import Text

_SHORT = 5
"""A single word of another language this short needs a text known to be in that language."""
_KIN = {"sk": "cs", "no": "sv", "nb": "sv", "da": "sv"}
"""Languages near enough to read with another's patterns."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `first`..`last` of a text name `concept`."""

    concept: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Meaning:
    concept: str
    is_short: bool


def readable_as(language: str | None) -> frozenset[str] | None:
    """The languages whose patterns apply to a text; None when its language is unknown: all."""
    if language is None:
        return None
    return frozenset({"en", _KIN.get(language, language)})


class FurtherNames(Protocol):
    """Names of concepts beside our own ones (ESCO's labels, say)."""

    def find(self, text: Text, language: str | None) -> list[Mention]:
        """Mentions that do not overlap, in order of place."""
        ...


_further: ContextVar[FurtherNames | None] = ContextVar("further_names", default=None)


@contextmanager
def further_names(names: FurtherNames | None) -> Iterator[None]:
    """While it lasts, `mentions` finds these names too, in this thread."""
    token = _further.set(names)
    try:
        yield
    finally:
        _further.reset(token)


def mentions(text: Text, language: str | None) -> list[Mention]:
    """The concepts named in the text, the longest names where they overlap. Further names count
    where none of our own stands."""
    found = own_mentions(text, language)
    names = _further.get()
    if names is None:
        return found
    taken = {index for one in found for index in range(one.first, one.last + 1)}
    more = [
        one
        for one in names.find(text, language)
        if taken.isdisjoint(range(one.first, one.last + 1))
    ]
    return sorted([*found, *more], key=lambda one: one.first) if more else found


def own_mentions(text: Text, language: str | None) -> list[Mention]:
    """The concepts of our own tables named in the text, longest names first where they overlap."""
    hits = _gazetteer().find(text, readable_as(language))
    if language is None:
        hits = [
            hit for hit in hits
            if not hit.entry.payload.is_short or hit.entry.language in (None, "en")
        ]  # fmt: skip
    if not hits:
        return []
    barred = _barred(text) if any(hit.entry.payload.concept in _guards() for hit in hits) else {}
    seen: set[tuple[str, int, int]] = set()
    found = []
    for hit in longest(hits):
        key = (hit.entry.payload.concept, hit.first, hit.last)
        surface = " ".join(text.norms[hit.first : hit.last + 1])
        if key in seen or surface in barred.get(hit.entry.payload.concept, ()):
            continue
        seen.add(key)
        found.append(Mention(*key))
    return found


@cache
def _gazetteer() -> Lexicon[_Meaning]:
    return Lexicon(_entries())


def _entries() -> Iterator[Entry[_Meaning]]:
    for concept in concepts().values():
        for code, sources in concept.patterns.items():
            for source in sources:
                for pattern in parse(source):
                    for form in _inflected(pattern, source, code):
                        yield Entry(form, _Meaning(concept.id, _is_short(form, code)), code)


def _is_short(pattern: Pattern, code: str) -> bool:
    only = pattern.words[0]
    return (
        code != "en"
        and len(pattern.words) == 1
        and len(only.norm) <= _SHORT
        and only.surface is None
    )


def _inflected(pattern: Pattern, source: str, code: str) -> Iterator[Pattern]:
    """The pattern with what its stems become.

    English "pump|s" means pump and pumps and nothing longer (no "pumpkin"); Czech and Finnish stems
    change their last consonants ("energetik-a", "energetic-e"; "kunta", "kunna-n").
    """
    last = pattern.words[-1]
    if code in _CHANGES:
        yield from _changed(pattern, code)
        return
    ending = source.rpartition("|")[2].strip()
    if code != "en" or not last.is_stem or ending not in ("s", "es", "er", "rs"):
        yield pattern
        return
    for suffix in {"", "s", ending, ending + "s" if ending == "er" else ending}:
        word = Word(last.norm + suffix, surface=last.surface, gap=last.gap)
        yield Pattern((*pattern.words[:-1], word), pattern.weight)


_CHANGES = {
    "cs": {"k": "c", "ch": "s", "h": "z"},
    "fi": {"kk": "k", "pp": "p", "tt": "t", "nt": "nn", "nk": "ng", "mp": "mm", "lt": "ll",
           "rt": "rr"},
}  # fmt: skip


def _changed(pattern: Pattern, code: str) -> Iterator[Pattern]:
    yield pattern
    changed = []
    for word in pattern.words:
        ending = next((end for end in _CHANGES[code] if word.norm.endswith(end)), None)
        if word.is_stem and ending and len(word.norm) > 4:
            norm = word.norm.removesuffix(ending) + _CHANGES[code][ending]
            changed.append(replace(word, norm=norm))
        else:
            changed.append(word)
    if tuple(changed) != pattern.words:
        yield Pattern(tuple(changed), pattern.weight)
        if len(changed) > 1:
            yield Pattern((*pattern.words[:-1], changed[-1]), pattern.weight)


@cache
def _guards() -> dict[str, tuple[dict[str, list[str]], ...]]:
    """Concept → its guards: {"words": [...], "unless": [patterns]}."""
    found: dict[str, list[dict[str, list[str]]]] = {}
    for guard in json.loads((ASSETS / "homonyms.json").read_text("utf-8")):
        found.setdefault(guard["concept"], []).append(guard)
    return {concept: tuple(guards) for concept, guards in found.items()}


@cache
def _guard_lexicon() -> Lexicon[tuple[str, tuple[str, ...]]]:
    return Lexicon(
        Entry(pattern, (concept, tuple(guard["words"])))
        for concept, guards in _guards().items()
        for guard in guards
        for source in guard["unless"]
        for pattern in parse(source)
    )


def _barred(text: Text) -> dict[str, set[str]]:
    """Concept → the surfaces that mean something else here (the snake, the island)."""
    found: dict[str, set[str]] = {}
    for hit in _guard_lexicon().find(text):
        concept, words = hit.entry.payload
        found.setdefault(concept, set()).update(words)
    return found
