"""Which of the weighed fields are shown as areas, and which remain traces."""

from __future__ import annotations

from backend.nlp.concepts import TERM, is_within
from backend.nlp.expertise.strength import SOME, Weighing
from backend.schemas.finding import Finding

_LINES = frozenset({"title", "headline", "skill"})
MOST_AREAS, MOST_TRACES, MOST_SKILL_ONLY = 8, 12, 4


def select(weighed: list[Weighing]) -> tuple[list[Finding], list[Finding]]:
    """Areas and traces, strongest first.

    A field whose every evidence lies where a narrower one is found gives way to it. Of fields that
    are listed as skills only, a few are areas.
    """
    kept = [one for one in weighed if not _is_said_better(one, weighed)]
    scored = [(finding, one) for one in kept if (finding := one.finding()) is not None]
    scored.sort(key=lambda pair: (-(pair[0].score or 0), pair[0].value))
    areas: list[Finding] = []
    traces: list[Finding] = []
    listed = 0
    for finding, one in scored:
        is_area = (finding.score or 0) >= SOME and len(areas) < MOST_AREAS
        if is_area and one.is_skill_only:
            listed += 1
            is_area = listed <= MOST_SKILL_ONLY
        (areas if is_area else traces).append(finding)
    return areas, traces[:MOST_TRACES]


def _is_said_better(one: Weighing, others: list[Weighing]) -> bool:
    """Whether another field has all its evidence and is narrower, or has more of its own."""
    if one.concept.startswith(TERM):
        return False
    places, words = _places(one), _words(one)
    for other in others:
        if other is one or other.concept.startswith(TERM):
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
