"""What the words around a field say of it: own work, given up, wished for, sold, someone else's.

The cues lie in assets/expertise/cues.json, by manner and language. A sentence is the widest reach;
negation and wishes reach over a few words only and end at a turn ("but", "now").
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache

from backend.nlp.assets_reading import ASSETS
from backend.nlp.expertise.word_lists import words
from backend.nlp.lexicon import Entry, Lexicon
from backend.nlp.patterns import parse
from backend.nlp.tokens import Text, fold

_BEFORE = {"over": 8, "wish": 10, "others": 8, "past": 9}
"""Cues that count when they stand so many tokens before the field, at most."""
_AFTER = {"over_after": 8, "others_after": 2}
"""Cues that count when they follow within so many tokens."""
_AROUND = ("hobby", "slogan", "employer", "training", "side", "proof")
"""Cues that count anywhere in the field's sentence."""
_BREAKS = frozenset(";|•·")


@dataclass(frozen=True, slots=True)
class Cue:
    """Tokens `first`..`last` say `manner`."""

    manner: str
    first: int
    last: int


class Wording:
    """The cues of one text by sentence, found once."""

    def __init__(self, text: Text, languages: frozenset[str] | None = None) -> None:
        self._sentence_of: list[int] = _sentences(text)
        self._cues: dict[int, list[Cue]] = {}
        for hit in _lexicon().find(text, languages):
            cue = Cue(hit.entry.payload, hit.first, hit.last)
            self._cues.setdefault(self._sentence_of[hit.first], []).append(cue)

    def sentence(self, index: int) -> tuple[int, int]:
        """The first and the last token of the sentence that holds token `index`."""
        number = self._sentence_of[index]
        return (
            bisect_left(self._sentence_of, number),
            bisect_right(self._sentence_of, number) - 1,
        )

    def manners(self, first: int, last: int) -> frozenset[str]:
        """What is said of the field in tokens `first`..`last`: any of over, wish, hobby, slogan,
        employer, others, training, side, proof, past, sensitive. Empty: plain own work."""
        cues = self._cues.get(self._sentence_of[first], [])
        if not cues:
            return frozenset()
        turns = [cue for cue in cues if cue.manner == "turn"]
        found = set()
        for cue in cues:
            # A cue inside the field's own name ("sales of", "training") says nothing more.
            if cue.manner != "sensitive" and first <= cue.first and cue.last <= last:
                continue
            if _reaches(cue, first, last, turns):
                found.add(cue.manner.removesuffix("_after"))
        return frozenset(found)

    def manners_anywhere(self) -> frozenset[str]:
        """Every manner the text has a cue for: enough for one line such as a title."""
        return frozenset(cue.manner for cues in self._cues.values() for cue in cues)


def stated_years(text: Text, first: int, last: int) -> int:
    """Years of experience the tokens state ("15 years", "14 vuotta"), 0 when none."""
    for index in range(first, last):
        if text.kinds[index] != "number" or not text.norms[index].isdigit():
            continue
        following = text.norms[index + 1 : index + 3]
        if any(norm in words("years") for norm in following) and 0 < int(text.norms[index]) <= 60:
            return int(text.norms[index])
    return 0


@cache
def generic_terms() -> frozenset[str]:
    """Folded names of things everybody lists: tools, virtues, languages."""
    names = json.loads((ASSETS / "expertise" / "generic.json").read_text("utf-8"))
    return frozenset(" ".join(Text(name).norms) for name in names)


def is_sensitive_term(text: Text) -> bool:
    """Whether a listed term speaks of health, religion, politics, union, sexuality or origin."""
    return bool(_sensitive_terms().find(text)) or bool(
        [hit for hit in _lexicon().find(text) if hit.entry.payload == "sensitive"]
    )


def _reaches(cue: Cue, first: int, last: int, turns: list[Cue]) -> bool:
    manner = cue.manner
    if manner in _AROUND or manner == "sensitive":
        return True
    if manner in _BEFORE:
        return (
            cue.last < first
            and first - cue.last <= _BEFORE[manner]
            and not any(cue.last < turn.first < first for turn in turns)
        )
    if manner in _AFTER:
        return (
            cue.first > last
            and cue.first - last <= _AFTER[manner]
            and not any(last < turn.first < cue.first for turn in turns)
        )
    return False


def _sentences(text: Text) -> list[int]:
    """The number of the sentence each token lies in; "|" and bullets divide as a full stop does."""
    numbers, number = [], 0
    for index, kind in enumerate(text.kinds):
        numbers.append(number)
        if kind == "end":
            number += not _is_abbreviation(text, index)
        elif kind == "comma" and text.norms[index] in _BREAKS:
            number += 1
    return numbers


def _is_abbreviation(text: Text, index: int) -> bool:
    """Whether a full stop ends "Cat." or "i. R.", not a sentence."""
    if text.norms[index] != "." or not index or text.source[text.starts[index]] == "\n":
        return False
    return (
        len(text.norms[index - 1]) <= 3
        and not text.norms[index - 1].isdigit()
        and (index + 1 < len(text) and text.norms[index - 1] in _ABBREVIATIONS)
    )


_ABBREVIATIONS = frozenset(fold(word) for word in ("cat", "kat", "i", "a", "z", "e", "g", "dr"))


@cache
def _lexicon() -> Lexicon[str]:
    cues = json.loads((ASSETS / "expertise" / "cues.json").read_text("utf-8"))
    sensitive = json.loads((ASSETS / "expertise" / "sensitive.json").read_text("utf-8"))
    entries = [
        Entry(pattern, manner, None if code == "any" else code)
        for manner, by_language in (*cues.items(), ("sensitive", sensitive["own_words"]))
        for code, sources in by_language.items()
        for source in sources
        for pattern in parse(source)
    ]
    return Lexicon(entries)


@cache
def _sensitive_terms() -> Lexicon[None]:
    sources = json.loads((ASSETS / "expertise" / "sensitive.json").read_text("utf-8"))["terms"]
    return Lexicon(Entry(pattern, None) for source in sources for pattern in parse(source))
