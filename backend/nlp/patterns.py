"""The pattern language of the assets, and its parser.

A pattern is words as they are written, cut by the same tokeniser as the texts:

    predictive maintenance      these words, case and diacritics do not count
    jadern|á energetik|a        "|" marks where the stem ends: any word that begins so
    ~instandhaltung|            also inside a compound (first word only)
    =IT                         exactly these capitals
    does anyone .. know         up to three words between
    (we/i) (/really) need       alternatives, one may be empty
    would be nice @0.6          a weight other than 1

The bar keeps a whole word readable, so that the first pattern of a concept is also its label.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

from backend.nlp.tokens import Text

GAP = 3
"""Words that ".." may stand for, at most."""
_CHOICE = re.compile(r"\(([^()]*)\)")
_WEIGHT = re.compile(r"\s*@(-?\d+(?:\.\d+)?)$")


@dataclass(frozen=True, slots=True)
class Word:
    """One element: a whole word or the beginning of one, perhaps after a gap.

    `is_inner`: it may also start inside a word, as the head of a compound does.
    """

    norm: str
    is_stem: bool = False
    is_inner: bool = False
    surface: str | None = None
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    words: tuple[Word, ...]
    weight: float = 1.0


def parse(source: str) -> list[Pattern]:
    """All patterns a line of an asset stands for. Raises ValueError on an empty pattern."""
    weight = 1.0
    if match := _WEIGHT.search(source):
        weight, source = float(match.group(1)), source[: match.start()]
    return [Pattern(_words(variant), weight) for variant in _variants(source)]


def label_of(source: str) -> str:
    """The pattern as a person would write it: no bars, the first of alternatives."""
    plain = _CHOICE.sub(lambda match: match.group(1).split("/")[0], _WEIGHT.sub("", source))
    return " ".join(plain.replace("|", "").replace("~", "").removeprefix("=").split())


def _variants(source: str) -> list[str]:
    pieces = _CHOICE.split(source)
    choices = [piece.split("/") if index % 2 else [piece] for index, piece in enumerate(pieces)]
    variants = {"".join(parts) for parts in product(*choices)}
    if len(variants) > 200:
        raise ValueError(f"too many alternatives: {source!r}")
    return sorted(" ".join(variant.split()) for variant in variants)


def _words(source: str) -> tuple[Word, ...]:
    words: list[Word] = []
    gap = False
    for piece in source.split():
        if piece == "..":
            gap = True
            continue
        found = _piece(piece)
        words += (replace(found[0], gap=True), *found[1:]) if gap and found else found
        gap = False
    if not words or words[0].gap:
        raise ValueError(f"no pattern: {source!r}")
    return tuple(words)


@lru_cache(maxsize=20_000)  # alternatives repeat the same words thousands of times
def _piece(piece: str) -> tuple[Word, ...]:
    exact = piece.startswith("=") and len(piece) > 1
    bare = piece[1:] if exact else piece
    stem, bar, _ = bare.partition("|")
    inner = stem.startswith("~")
    text = Text(stem if bar else bare)
    last = len(text) - 1
    return tuple(
        Word(
            norm,
            is_stem=bool(bar) and index == last,
            is_inner=inner and index == 0,
            surface=text.quote(index, index) if exact else None,
        )
        for index, norm in enumerate(text.norms)
    )
