"""What is known of a person from several pages, and when and where each field of it was read.

Kept as JSON beside the profile (models.Person.sections), by field name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from backend.models import Person
from backend.schemas.capture import PROFILE_FIELDS, Profile
from backend.schemas.capture import Capture as WireCapture

SCALARS = ("headline", "location", "about")
LISTS = tuple(name for name in PROFILE_FIELDS if name not in SCALARS)


@dataclass(frozen=True, order=True)
class Stamp:
    """When something was read, and in which capture; stamps sort by time."""

    at: str
    """UTC, ISO 8601 with microseconds: sorts as text"""
    capture_id: str

    @property
    def time(self) -> datetime:
        return datetime.fromisoformat(self.at)


BEFORE_ALL = Stamp("0001-01-01T00:00:00.000000+00:00", "")
"""Of what was known before stamps were kept."""


def stamp(at: datetime, capture_id: str) -> Stamp:
    return Stamp(at.astimezone(UTC).isoformat(timespec="microseconds"), capture_id)


@dataclass(frozen=True)
class Section:
    """One field. `items` are the stamps and places of a list's items, in the list's order."""

    seen: Stamp
    """the newest page that showed any of it"""
    by: str
    """layout and version of the reader of that page"""
    whole: Stamp | None = None
    """the newest page that showed all of it"""
    items: tuple[tuple[Stamp, int], ...] = ()

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(
            seen=Stamp(*value["seen"]),
            by=value["by"],
            whole=Stamp(*value["whole"]) if value["whole"] else None,
            items=tuple((Stamp(at, name), place) for at, name, place in value["items"]),
        )


@dataclass(frozen=True)
class Known:
    """A merged profile with its sections."""

    profile: Profile
    sections: Mapping[str, Section] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """One captured profile. `unread`: fields its reader missed, which says nothing of them."""

    profile: Profile
    stamp: Stamp
    by: str
    unread: frozenset[str] = frozenset()

    def value(self, name: str) -> Any:
        return getattr(self.profile, name)

    def shows(self, name: str, known: Section | None) -> bool | None:
        """Whether the page shows a field whole (True), in part (False) or not at all (None).

        A field that stands empty was taken away only if the reader that had filled it says so: to
        another layout it may be unknown.
        """
        if self.value(name):
            return name not in self.profile.partial
        if name in self.profile.partial or name in self.unread:
            return None
        return True if known is None or known.by == self.by else None


def page_of(capture: WireCapture, profile: Profile, at: datetime) -> Page:
    """The page of a capture that was read at `at`."""
    return Page(
        profile=profile,
        stamp=stamp(at, capture.capture_id),
        by=reader_of(capture),
        unread=frozenset(capture.missing) & frozenset(PROFILE_FIELDS),
    )


def reader_of(capture: WireCapture) -> str:
    """Layout and version: only what the same reader reads twice can be compared whole."""
    return f"{capture.layout} {capture.site_version}"


def known_of(person: Person | None) -> Known | None:
    """What captured profiles tell of a person; None if they were only seen as an author."""
    if person is None or person.profile is None:
        return None
    return Known(Profile.model_validate(person.profile), sections_of(person))


def sections_of(person: Person) -> dict[str, Section]:
    return {name: Section.from_json(one) for name, one in (person.sections or {}).items()}


def as_json(sections: Mapping[str, Section]) -> dict[str, Any]:
    return {
        name: {
            "seen": _pair(section.seen),
            "by": section.by,
            "whole": _pair(section.whole) if section.whole else None,
            "items": [[*_pair(one), place] for one, place in section.items],
        }
        for name, section in sections.items()
    }


def line_section(at: datetime, capture: WireCapture) -> dict[str, Any]:
    """The sections of a person known from an author line alone."""
    return as_json({"headline": Section(stamp(at, capture.capture_id), reader_of(capture))})


def _pair(one: Stamp) -> list[str]:
    return [one.at, one.capture_id]
