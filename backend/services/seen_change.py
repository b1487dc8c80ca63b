"""A change between two captures as it is found, and the finding that shows it with its quotes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backend.nlp import arithmetic
from backend.schemas.capture import Position
from backend.schemas.change import ChangeKind, Stated
from backend.schemas.finding import Evidence, Finding, Source
from backend.services.profile_sections import Stamp

MADE_BY = "changes/1"
MOST_SHOWN = 500
"""Characters kept of what a field said."""

LABELS: dict[str, str] = {
    "job_changed": "Changed job",
    "job_started": "Started a job",
    "job_ended": "Left a job",
    "title_changed": "Another title at the same company",
    "headline": "Another headline",
    "name": "Another name",
    "location": "Another location",
    "about": "Another text about themselves",
    "education": "Education added",
    "skill_added": "Skill added",
    "skill_removed": "Skill taken away",
}


@dataclass(frozen=True)
class Side:
    """What one capture said, and where in it ("positions[0]")."""

    text: str
    stamp: Stamp
    where: str
    job: Position | None = None

    def stated(self) -> Stated:
        job = self.job
        return Stated(
            text=shortened(self.text),
            title=job.title if job else None,
            company=job.company if job else None,
            start=job.start if job else None,
        )

    def evidence(self, source: Source) -> Evidence:
        return Evidence(
            source=source,
            quote=shortened(self.text),
            where=f"capture {self.stamp.capture_id}: {self.where}",
            when=self.stamp.at,
        )


@dataclass(frozen=True)
class SeenChange:
    """`signs`: what speaks for it, each with its share of certainty (0..1)."""

    kind: ChangeKind
    source: Source
    before: Side | None
    after: Side | None
    previous: Stamp
    """of the earlier capture"""
    stamp: Stamp
    """of the later one"""
    signs: list[tuple[str, float]]

    def finding(self) -> Finding:
        terms = [arithmetic.term(name, value) for name, value in self.signs]
        made = arithmetic.combine(arithmetic.ANY_OF, terms)
        sides = [side for side in (self.before, self.after) if side]
        return Finding(
            kind="change",
            value=self.kind,
            label=LABELS[self.kind],
            score=made.result,
            evidence=[side.evidence(self.source) for side in sides],
            arithmetic=made,
            made_by=MADE_BY,
        )

    def row(self) -> dict[str, Any]:
        """The columns of models.PersonChange but id and person."""
        return {
            "kind": self.kind,
            "before": self.before.stated().model_dump() if self.before else None,
            "after": self.after.stated().model_dump() if self.after else None,
            "previous_seen_at": self.previous.time,
            "previous_capture_id": self.previous.capture_id,
            "seen_at": self.stamp.time,
            "capture_id": self.stamp.capture_id,
            "finding": self.finding().model_dump(mode="json"),
        }


def shortened(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1].rstrip() + "…"


def job_text(job: Position) -> str:
    """A position on one line: "Pump engineer, Kovohutě Ledeč"."""
    return ", ".join(part for part in (job.title, job.company) if part)
