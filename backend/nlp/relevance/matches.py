"""The fields of an author that are near a topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.nlp import arithmetic
from backend.nlp.concepts import closeness
from backend.schemas.finding import Evidence, Finding

TRACE_FACTOR, TRACE_CAP = 0.6, 0.35
"""What was sold, only claimed or done long ago makes an author adjacent at most."""
FURTHER = 0.3
"""The second and third match add a little; the best one decides."""
TOPICS_READ = 4


@dataclass(frozen=True, slots=True)
class Match:
    """An expertise and the topic it is nearest to; `value` 0..1."""

    topic: Finding
    expertise: Finding
    value: float
    relation: str

    @property
    def words(self) -> str:
        if self.relation in ("the same", "the same words"):
            return f"{self.expertise.label} is {self.relation} as {self.topic.label}"
        return f"{self.expertise.label}: {self.relation} ({self.topic.label})"


def find_matches(
    topics: Sequence[Finding], areas: Sequence[Finding], traces: Sequence[Finding]
) -> list[Match]:
    """The best topic for each expertise, the best expertise first."""
    heaviest = topics[0].score or 1.0 if topics else 1.0
    found = []
    for expertise, is_trace in [*((a, False) for a in areas), *((t, True) for t in traces)]:
        best: Match | None = None
        for topic in topics[:TOPICS_READ]:
            near = closeness(topic.value, expertise.value)
            value = near.value * (expertise.score or 0.0) * (topic.score or 0.0) / heaviest
            if is_trace:
                value = min(TRACE_CAP, value * TRACE_FACTOR)
            if value > 0 and (best is None or value > best.value):
                best = Match(topic, expertise, value, near.relation)
        if best is not None:
            found.append(best)
    found.sort(key=lambda match: (-match.value, match.expertise.value))
    return found


def together(matches: Sequence[Match]) -> float:
    """The best three matches as one value 0..1."""
    values = [one.value * (FURTHER if place else 1.0) for place, one in enumerate(matches[:3])]
    terms = [arithmetic.term("", value) for value in values]
    return arithmetic.combine(arithmetic.ANY_OF, terms).result or 0.0


def quotes(matches: Sequence[Match]) -> list[Evidence]:
    """The author's words for the two best matches, and the topic's for the best."""
    if not matches:
        return []
    found = [one for match in matches[:2] for one in match.expertise.evidence[:2]]
    return [*found, *matches[0].topic.evidence[:1]]
