"""When a returned area of expertise is the one that was labelled.

Two areas match when, after folding (case, diacritics) and cutting inflection,
1. their concepts, or their surfaces, have the same words in any order; or
2. both name the same one concept of our own concept layer; or
3. concepts or surfaces share at least half of their words (Jaccard index of the stems, Jaccard
   1912), filler words ("of", "management") apart.
Each labelled area is matched once, the surest pairs first. Another matcher will draw the line
elsewhere: rule 2 is generous where our layer is coarse, so `f1_by_words` is measured without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from backend.nlp.gazetteer import mentions
from backend.nlp.tokens import Text
from measurements.gold_folder import Row

SHARED = 0.5
_FILLER = frozenset(
    ["of", "and", "for", "in", "the", "a", "an", "to", "with", "on", "und", "der", "die", "das",
     "von", "für", "im", "ja", "sekä", "v", "ve", "na", "pro", "a", "z", "ze", "s", "se", "do"]
)  # fmt: skip
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Pair:
    """Returned area number `given` is labelled area number `wanted`; 1 is the surest."""

    sureness: float
    given: int
    wanted: int


def pairs(given: Sequence[Row], wanted: Sequence[Row], *, by_layer: bool = True) -> list[Pair]:
    """The matches, each area at most once on either side."""
    possible = [
        Pair(sureness, i, j)
        for i, one in enumerate(given)
        for j, other in enumerate(wanted)
        if (sureness := alike(one, other, by_layer=by_layer))
    ]
    possible.sort(key=lambda pair: (-pair.sureness, pair.given, pair.wanted))
    taken_given: set[int] = set()
    taken_wanted: set[int] = set()
    chosen = []
    for pair in possible:
        if pair.given not in taken_given and pair.wanted not in taken_wanted:
            taken_given.add(pair.given)
            taken_wanted.add(pair.wanted)
            chosen.append(pair)
    return chosen


def alike(one: Row, other: Row, *, by_layer: bool = True) -> float:
    """How surely two areas are the same: 1 same words, .9 same concept, else the words shared from
    SHARED on, else 0. A row without `surface` (a tempting wrong concept) has its concept only."""
    best = 0.0
    for key in ("concept", "surface"):
        ours, theirs = stems(one.get(key) or ""), stems(other.get(key) or "")
        if ours and theirs:
            best = max(best, len(ours & theirs) / len(ours | theirs))
    if best == 1.0:
        return best
    layer = layer_concept(one["concept"]) if by_layer else None
    if layer is not None and layer == layer_concept(other["concept"]):
        return 0.9
    return best if best >= SHARED else 0.0


@lru_cache(maxsize=20_000)
def stems(words: str) -> frozenset[str]:
    """The beginnings of the words: "pumps", "pump" → "pump"; "calibrating" → "calibr"."""
    text = Text(words)
    kept = [
        _stem(norm)
        for norm, kind in zip(text.norms, text.kinds, strict=True)
        if kind in ("word", "number") and norm not in _FILLER
    ]
    return frozenset(kept)


def _stem(word: str) -> str:
    if len(word) <= _SHORTEST:
        return word
    return word[: max(_SHORTEST, min(6, len(word) - 2))]


@lru_cache(maxsize=20_000)
def layer_concept(words: str) -> str | None:
    """The one concept of our layer that English words name as a whole, None where they name none
    or several."""
    text = Text(words)
    named = {one.concept for one in mentions(text, "en")}
    return named.pop() if len(named) == 1 else None
