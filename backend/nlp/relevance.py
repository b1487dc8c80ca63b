"""How far an author's own work concerns the topic: the weight of what they say.

Grades as in the label guide: 2 own work on the core topic, 1 adjacent (an aspect of it, the wider
field, sold or long ago), 0 an informative profile with nothing of the kind, "unknown" otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.nlp import arithmetic
from backend.nlp.concepts import closeness
from backend.schemas.finding import Evidence, Finding, Term

VERSION = "relevance/1"

EXPERT, ADJACENT = 0.55, 0.18
"""Scores from which an author's grade is 2, or 1."""
TRACE_FACTOR, TRACE_CAP = 0.6, 0.35
"""What was sold, only claimed or done long ago makes an author adjacent at most."""
FURTHER = 0.3
"""The second and third match add a little; the best one decides."""
TOPICS_READ = 4
NO_MATCH = "nothing in common with the topic"


@dataclass(frozen=True, slots=True)
class _Match:
    topic: Finding
    expertise: Finding
    value: float
    relation: str


def relevance(
    topics: Sequence[Finding],
    areas: Sequence[Finding],
    traces: Sequence[Finding] = (),
    *,
    informative: bool,
    about: Sequence[Evidence] = (),
) -> Finding:
    """The relevance of someone with these areas of expertise to these topics.

    `informative`: enough is known of the person to say that something is not there. `about` is
    evidence of what they do instead, for a "0".
    """
    if not topics:
        return _unknown("the topic of the discussion was not recognised")
    if not areas and not traces and not informative:
        return _unknown("too little is known of the author's own work")
    matches = _matches(topics, areas, traces)
    if not matches:
        return _nothing_in_common(areas, traces, informative=informative, about=about)
    terms = [_term(match, position) for position, match in enumerate(matches[:3])]
    made = arithmetic.combine(arithmetic.ANY_OF, terms)
    score = made.result or 0.0
    if score < ADJACENT and not informative:
        return _unknown("the little that is known of the author is far from the topic", terms)
    grade = "2" if score >= EXPERT else "1" if score >= ADJACENT else "0"
    return Finding(
        kind="relevance", value=grade, label=_label(grade), score=score,
        evidence=_evidence(matches), arithmetic=made, made_by=VERSION,
    )  # fmt: skip


def _matches(
    topics: Sequence[Finding], areas: Sequence[Finding], traces: Sequence[Finding]
) -> list[_Match]:
    """The best topic for each expertise, the best expertise first."""
    heaviest = topics[0].score or 1.0
    found = []
    for expertise, is_trace in [*((a, False) for a in areas), *((t, True) for t in traces)]:
        best: _Match | None = None
        for topic in topics[:TOPICS_READ]:
            near = closeness(topic.value, expertise.value)
            value = near.value * (expertise.score or 0.0) * (topic.score or 0.0) / heaviest
            if is_trace:
                value = min(TRACE_CAP, value * TRACE_FACTOR)
            if value > 0 and (best is None or value > best.value):
                best = _Match(topic, expertise, value, near.relation)
        if best is not None:
            found.append(best)
    found.sort(key=lambda match: (-match.value, match.expertise.value))
    return found


def _term(match: _Match, position: int) -> Term:
    value = match.value * (FURTHER if position else 1.0)
    note = f"{match.expertise.label} is {match.relation} as {match.topic.label}"
    if match.relation not in ("the same", "the same words"):
        note = f"{match.expertise.label}: {match.relation} ({match.topic.label})"
    return arithmetic.term(f"{match.expertise.label} → {match.topic.label}", value, note)


def _evidence(matches: Sequence[_Match]) -> list[Evidence]:
    """The author's words for the two best matches, and the topic's for the best."""
    quotes = [one for match in matches[:2] for one in match.expertise.evidence[:2]]
    return [*quotes, *matches[0].topic.evidence[:1]]


def _nothing_in_common(
    areas: Sequence[Finding],
    traces: Sequence[Finding],
    *,
    informative: bool,
    about: Sequence[Evidence],
) -> Finding:
    """Grade 0, shown by what the author does instead; unknown where that does not show either."""
    instead = [one for finding in [*areas, *traces][:3] for one in finding.evidence[:1]]
    quotes = [*instead, *about][:3]
    if not informative or not quotes:
        return _unknown("too little is known of the author's own work")
    made = arithmetic.combine(arithmetic.LARGEST, [arithmetic.term(NO_MATCH, 0.0)])
    return Finding(
        kind="relevance", value="0", label=_label("0"), score=0.0, evidence=quotes,
        arithmetic=made, made_by=VERSION,
    )  # fmt: skip


def _label(grade: str) -> str:
    return {"2": "own work on the topic", "1": "adjacent to the topic", "0": "another field"}[grade]


def _unknown(reason: str, terms: Sequence[Term] = ()) -> Finding:
    return Finding(
        kind="relevance", value="unknown", label="unknown", reason=reason,
        arithmetic=arithmetic.nothing(*terms), made_by=VERSION,
    )  # fmt: skip
