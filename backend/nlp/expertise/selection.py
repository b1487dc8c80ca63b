"""Which of the weighed fields are shown as areas, and which remain traces."""

from __future__ import annotations

from backend.nlp.concepts import TERM, is_within, kin
from backend.nlp.expertise.salience import Beside, salience
from backend.nlp.expertise.strength import SOME, Weighing
from backend.nlp.expertise.word_lists import concept_ids
from backend.nlp.tokens import fold
from backend.schemas.finding import Finding

_LINES = frozenset({"title", "headline", "skill"})
MOST_AREAS, MOST_TRACES = 7, 12
LIKELY = 0.35
"""Salience from which on a field is an area."""
SAME_WORDS = 0.5


def select(weighed: list[Weighing]) -> tuple[list[Finding], list[Finding], list[Weighing]]:
    """Areas and traces, strongest first, and what the areas were weighed from.

    Areas are the fields people would name (see salience) that the evidence bears out. A field whose
    every evidence lies where a narrower one is found gives way to it, and so does one that another
    area already says in nearly the same words.
    """
    kept = [one for one in weighed if not _is_said_better(one, weighed)]
    scored = [(finding, one) for one in kept if (finding := one.finding()) is not None]
    beside = Beside.of([one for _, one in scored])
    likely = [(salience(one, beside), finding, one) for finding, one in scored]
    likely.sort(key=lambda row: (-row[0], -(row[1].score or 0), row[1].value))
    chosen: list[Weighing] = []
    for value, finding, one in likely:
        if len(chosen) == MOST_AREAS or value < LIKELY:
            break
        if one.concept in concept_ids("no_fields") or (finding.score or 0) < SOME:
            continue
        if not any(_is_repeated(one, other) for other in chosen):
            chosen.append(one)
    scored.sort(key=lambda pair: (-(pair[0].score or 0), pair[0].value))
    areas = [finding for finding, one in scored if one in chosen]
    traces = [finding for finding, one in scored if one not in chosen and not one.is_item]
    return areas, traces[:MOST_TRACES], chosen


def _is_repeated(one: Weighing, other: Weighing) -> bool:
    """Whether an area says the same in most of its words, or an item of a list repeats it."""
    ours, theirs = _stems(one), _stems(other)
    if one.is_item and (ours >= theirs or kin(one.concept) == other.concept):
        return True
    shared = len(ours & theirs) / len(ours | theirs) if ours | theirs else 0.0
    return shared > SAME_WORDS


def _stems(one: Weighing) -> frozenset[str]:
    return frozenset(fold(word)[:6] for word in one.surface.split())


def _is_said_better(one: Weighing, others: list[Weighing]) -> bool:
    """Whether another field has all its evidence and is narrower, or has more of its own."""
    if one.concept.startswith(TERM):
        return False
    places, words = _places(one), _words(one)
    for other in others:
        if other is one or kin(other.concept) is None:
            continue
        if is_within(other.concept, one.concept):
            if places <= _places(other):
                return True
        elif not is_within(one.concept, other.concept) and words < _words(other):
            return True
    return False


def _places(one: Weighing) -> set[tuple[str, int]]:
    """The sentences that name the field; in a short line, which lists fields, the very words."""
    return {
        (found.evidence.where, found.place[0] if found.part in _LINES else found.segment)
        for found in one.found
    }


def _words(one: Weighing) -> set[tuple[str, tuple[int, int]]]:
    """The very words that name the field."""
    return {(found.evidence.where, found.place) for found in one.found}
