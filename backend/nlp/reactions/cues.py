"""The cues of the reaction kinds: wording that speaks for a kind, found in one pass over a text.

The assets (assets/reactions/<language>.json, "any" for signs every language shares) map a group of
cues to patterns (see nlp/patterns.py), with three marks of place more:

    ^ no           at the beginning of a sentence (a name, "well", a bracket may stand before)
    ^^ this        at the beginning of the post
    ^^ agreed $    and nothing but a sign, a stop or a comma behind it

Apostrophes may be left out by writers ("dont"), German umlauts written "ue": those variants are
made here, diacritics are folded by the tokeniser.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import prod
from pathlib import Path

from backend.nlp import patterns
from backend.nlp.assets_reading import ASSETS
from backend.nlp.lexicon import Entry, Hit, Lexicon
from backend.nlp.tokens import Text

REACH = 3
"""Words before a cue in which a negation counts."""
NEGATOR = "negator"
_OPENING_REACH = 40
"""Tokens before a cue within which a sentence may still be opening (bounded time)."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_UNNEGATED = frozenset(
    {
        "negator",
        "neutral",
        "half",
        "question",
        "rhetorical",
        "tag",
        "bad",
        "supplier",
        "own_side",
        "contrast",
        "request",
    }
)
_CHOICE = re.compile(r"\(([^()]*)\)")
_SIGNS = frozenset({"end", "comma", "sign", "face"})


@dataclass(frozen=True, slots=True)
class Cue:
    """What a pattern of the assets means: its group, and where it has to stand."""

    group: str
    start: str = ""
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A cue in a text: tokens `first`..`last`, in sentence `sentence`; `weight` from the asset."""

    group: str
    weight: float
    first: int
    last: int
    sentence: int
    negated: bool


def asset_languages() -> list[str]:
    """The codes of the languages that have cues."""
    return sorted(path.stem for path in _asset_files() if path.stem != "any")


def _asset_files() -> list[Path]:
    return sorted((ASSETS / "reactions").glob("*.json"))


@cache
def lexicon() -> Lexicon[Cue]:
    """Every cue of every language, built once."""
    entries: list[Entry[Cue]] = []
    for path in _asset_files():
        language = None if path.stem == "any" else path.stem
        for group, sources in json.loads(path.read_text("utf-8")).items():
            for source in sources:
                entries.extend(_entries(group, source, language))
    return Lexicon(entries)


def _entries(group: str, source: str, language: str | None) -> Iterator[Entry[Cue]]:
    bare, start, at_end = source, "", False
    if bare.startswith("^"):
        start = "post" if bare.startswith("^^") else "sentence"
        bare = bare.lstrip("^ ")
    words, mark, weight = bare.partition(" @")
    if words.endswith("$"):
        at_end, words = True, words[:-1].rstrip()
    cue = Cue(group, start, at_end)
    variants = {words}
    if "'" in words:
        variants.add(words.replace("'", ""))
    if language == "de":
        variants |= {variant.translate(_UMLAUTS) for variant in variants}
    for variant in sorted(variants):
        for part in _spread(variant):
            for pattern in patterns.parse(part + mark + weight):
                yield Entry(pattern, cue, language)


def _spread(source: str) -> list[str]:
    """The line with its longest choices written out, so that the parser takes each part."""
    choices = _CHOICE.findall(source)
    if prod(choice.count("/") + 1 for choice in choices) <= 200:
        return [source]
    longest_choice = max(choices, key=lambda choice: choice.count("/"))
    parts = (source.replace(f"({longest_choice})", one, 1) for one in longest_choice.split("/"))
    return [line for part in parts for line in _spread(part)]


def find_cues(
    text: Text, language: str | None, sentences: list[tuple[int, int]], own: list[bool]
) -> list[Found]:
    """The cues of a text in order of place.

    `sentences`: token ranges; `own`: per token, whether it is the author's (not a quoted line).
    A language without cues, or an unknown one, is read with the cues of all.
    """
    known = frozenset({language, "en"}) if language in asset_languages_set() else None
    hits = [hit for hit in lexicon().find(text, known) if own[hit.first]]
    sentence_of = _sentence_of(len(text), sentences)
    hits = [hit for hit in hits if _in_place(text, hit, sentences[sentence_of[hit.first]])]
    negators = {hit.last for hit in hits if hit.entry.payload.group == NEGATOR}
    found = []
    for hit in _not_inside_others(hits):
        group = hit.entry.payload.group
        if group == NEGATOR:
            continue
        negated = group not in _UNNEGATED and _is_negated(text, hit, negators)
        weight = hit.entry.pattern.weight
        found.append(Found(group, weight, hit.first, hit.last, sentence_of[hit.first], negated))
    return found


@cache
def asset_languages_set() -> frozenset[str]:
    return frozenset(asset_languages())


def _not_inside_others(hits: list[Hit[Cue]]) -> Iterator[Hit[Cue]]:
    """Hits that lie in no longer hit of another group: "not bad" hides "bad"."""
    reach: dict[str, tuple[int, int]] = {}
    for hit in hits:  # in order of place, the longer first
        group = hit.entry.payload.group
        if not any(
            hit.last <= last and (first, last) != (hit.first, hit.last)
            for other, (first, last) in reach.items()
            if other != group
        ):
            yield hit
        if group not in reach or hit.last > reach[group][1]:
            reach[group] = (hit.first, hit.last)


def _sentence_of(count: int, sentences: list[tuple[int, int]]) -> list[int]:
    found = [0] * count
    for number, (first, last) in enumerate(sentences):
        for index in range(first, last + 1):
            found[index] = number
    return found


def _is_negated(text: Text, hit: Hit[Cue], negators: set[int]) -> bool:
    written = {word.norm for word in hit.entry.pattern.words}
    negates_itself = any(
        index in negators and text.norms[index] in written
        for index in range(hit.first, hit.last + 1)
    )
    for index in range(hit.first + 1, hit.last):  # in a gap of the pattern
        if index in negators and not negates_itself:
            return True
    for index in range(hit.first - 1, max(-1, hit.first - 1 - REACH), -1):
        if text.kinds[index] in ("end", "comma"):
            return False
        if index in negators:
            return True
    return False


def _in_place(text: Text, hit: Hit[Cue], sentence: tuple[int, int]) -> bool:
    cue = hit.entry.payload
    if cue.at_end and hit.last + 1 < len(text) and text.kinds[hit.last + 1] not in _SIGNS:
        return False
    if not cue.start or hit.first == 0:
        return True
    if cue.start == "post" and sentence[0] > 0:
        before = text.kinds[: min(sentence[0], _OPENING_REACH)]
        if sentence[0] > _OPENING_REACH or "word" in before:
            return False
    return _is_opening(text, sentence[0], hit.first)


def _is_opening(text: Text, first: int, place: int) -> bool:
    """Nothing but signs, or a form of address of up to three words and a comma, stands before."""
    if place - first > _OPENING_REACH:
        return False
    before = text.kinds[first:place]
    words = before.count("word")
    if not words:
        return True
    return words <= 3 and before[-1] in ("comma", "sign")
