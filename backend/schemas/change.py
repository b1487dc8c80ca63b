"""Wire types of what changed between two captures: of a person, and in a discussion."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from backend.schemas.capture import WireModel
from backend.schemas.finding import Finding

ChangeKind = Literal[
    "job_changed",
    "job_started",
    "job_ended",
    "title_changed",
    "headline",
    "name",
    "location",
    "about",
    "education",
    "skill_added",
    "skill_removed",
]
"""job_changed: left one employer for another · job_started: another employer, none left that we
know of · job_ended: no new one that we know of · title_changed: another title at the same employer
· education, skill_added, skill_removed: an item of the list · the rest: the field says something
else.
"""


class Stated(WireModel):
    """What one capture said: `text` as shown (at most 500 characters); of a job, its parts as
    well."""

    text: str
    title: str | None = None
    company: str | None = None
    start: str | None = None


class PersonChange(WireModel):
    """`before` stood in the capture `previous_capture_id`, seen last at `previous_seen_at`;
    `after` in `capture_id`. Null: there was, or is, none. The finding quotes both and says how
    sure it is."""

    change_id: str
    person_id: str
    kind: ChangeKind
    before: Stated | None
    after: Stated | None
    previous_seen_at: datetime
    previous_capture_id: str
    seen_at: datetime
    capture_id: str
    finding: Finding


class PostRevision(WireModel):
    """A text a post had; it was last seen at `seen_at`, another one first at `replaced_at`."""

    text: str
    seen_at: datetime
    replaced_at: datetime


class PostChange(WireModel):
    """What happened to a post since a time: it is new, was edited, or is gone (a post that is new
    and was edited since is in the list twice)."""

    kind: Literal["new", "edited", "gone"]
    at: datetime
    """when it was first seen so"""
    post_id: str
    person_id: str | None
    name: str | None
    text: str
    revisions: list[PostRevision] = []
    """of an edited one: the earlier texts, newest first"""
