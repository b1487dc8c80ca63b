"""What an author line says differently from the one before, where such lines are all we know."""

from __future__ import annotations

from datetime import datetime

from backend.models import Person
from backend.services.compare_jobs import BY_HEADLINE, other_employer
from backend.services.compare_texts import same_line
from backend.services.profile_sections import Section, Stamp, sections_of
from backend.services.seen_change import SeenChange, Side
from backend.store.people import SeenPerson

BY_LINES = 0.6
"""Both lines were read, and the words differ."""


def line_changes(person: Person, line: SeenPerson, at: datetime) -> list[SeenChange]:
    """A change of job where both lines surely name an employer and another one, else of headline.

    Lines are often shown in part: one that begins another is no change. A captured profile says
    more than any line, and an older line nothing new.
    """
    before, after = person.headline, line.headline
    earlier = sections_of(person).get("headline")
    now = Section.from_json(line.sections["headline"]) if "headline" in line.sections else None
    if person.profile is not None or not before or not after or not earlier or not now:
        return []
    if at < person.last_seen_at or now.seen <= earlier.seen or same_line(before, after):
        return []
    return [_change(before, earlier.seen, after, now.seen)]


def _change(before: str, earlier: Stamp, after: str, now: Stamp) -> SeenChange:
    signs = [("both lines were read and differ", BY_LINES)]
    jobs = other_employer(before, after)
    if jobs is None:
        kind, left, new = "headline", None, None
    else:
        kind, (left, new) = "job_changed", jobs
        signs.append(("both name an employer, and another one", BY_HEADLINE))
    return SeenChange(
        kind=kind,  # type: ignore[arg-type]
        source="headline",
        before=Side(before, earlier, "author line", left),
        after=Side(after, now, "author line", new),
        previous=earlier,
        stamp=now,
        signs=signs,
    )
