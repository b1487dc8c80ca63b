"""What a newly captured profile says differently from what was known of the person.

Only what both captures showed is compared, and only a difference that no network, reader or
translation makes by itself counts. Pure: the person's stored state and the page in, changes out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from backend.schemas.capture import Education, Skill
from backend.schemas.change import ChangeKind
from backend.schemas.finding import Source
from backend.services.compare_jobs import job_changes
from backend.services.compare_texts import same_line, same_name, same_place, same_text
from backend.services.match_items import pairs
from backend.services.profile_sections import SCALARS, Known, Page, Section, Stamp
from backend.services.seen_change import SeenChange, Side

BY_TEXT = 0.8
"""Both captures state it and the words differ."""
BY_READER = 0.5
"""The same version of the same reader saw both."""


@dataclass(frozen=True)
class Told:
    """What the analysis tells of the two profiles as wholes: languages and countries, None for
    unknown. A profile in another language is a translation: its texts are not compared."""

    languages: tuple[str | None, str | None] = (None, None)
    countries: tuple[str | None, str | None] = (None, None)

    @property
    def is_translated(self) -> bool:
        return None not in self.languages and self.languages[0] != self.languages[1]

    @property
    def moved_abroad(self) -> bool:
        return None not in self.countries and self.countries[0] != self.countries[1]


def profile_changes(known: Known, page: Page, told: Told) -> list[SeenChange]:
    """Changes, the weightiest first; none where the page is older than what is known."""
    changes = [*job_changes(known, page, is_translated=told.is_translated)]
    changes += _scalars(known, page, told)
    if not told.is_translated:
        changes += _items(known, page, "education", "education", "education")
        changes += _items(known, page, "skills", "skill_added", "skill")
        changes += _removed_skills(known, page)
    return changes


def _compared(known: Known, page: Page, name: str) -> Section | None:
    """The section of a field that both captures showed, the page later; None for any other."""
    section = known.sections.get(name)
    shown = bool(page.value(name)) and bool(getattr(known.profile, name))
    return section if section and shown and section.seen < page.stamp else None


def _scalars(known: Known, page: Page, told: Told) -> Iterator[SeenChange]:
    own, theirs = known.profile.person.name, page.profile.person.name
    last = max((section.seen for section in known.sections.values()), default=None)
    if own and theirs and last and last < page.stamp and not same_name(own, theirs):
        yield _scalar("name", last, (own, theirs), page, None)
    for name in SCALARS:
        section = _compared(known, page, name)
        if section is None:
            continue
        before, after = getattr(known.profile, name), page.value(name)
        if not _says_the_same(name, before, after, told):
            yield _scalar(name, section.seen, (before, after), page, section)


def _says_the_same(name: str, before: str, after: str, told: Told) -> bool:
    if name == "location":
        return not told.moved_abroad and same_place(before, after)
    if told.is_translated:
        return True
    return same_line(before, after) if name == "headline" else same_text(before, after)


def _scalar(
    name: Any, seen: Stamp, texts: tuple[str, str], page: Page, section: Section | None
) -> SeenChange:
    before, after = texts
    return SeenChange(
        kind=name,
        source=name,
        before=Side(before, seen, name),
        after=Side(after, page.stamp, name),
        previous=seen,
        stamp=page.stamp,
        signs=_signs(section, page),
    )


def _items(
    known: Known, page: Page, name: str, kind: ChangeKind, source: Source
) -> Iterator[SeenChange]:
    """Items that were added to a list that was known as a whole; another reader may just read
    more."""
    section = _compared(known, page, name)
    if section is None or section.whole is None or section.by != page.by:
        return
    values = page.value(name)
    old = getattr(known.profile, name)
    there = pairs(old, values)
    for place, value in enumerate(values):
        if place not in there and (text := _text(value)):
            after = Side(text, page.stamp, f"{name}[{place}]")
            yield SeenChange(
                kind, source, None, after, section.seen, page.stamp, _signs(section, page)
            )


def _removed_skills(known: Known, page: Page) -> Iterator[SeenChange]:
    section = _compared(known, page, "skills")
    if section is None or section.by != page.by or not page.shows("skills", section):
        return
    still = set(pairs(known.profile.skills, page.profile.skills).values())
    for place, skill in enumerate(known.profile.skills):
        if place not in still:
            seen, at = section.items[place] if section.items else (section.seen, place)
            before = Side(skill.name, seen, f"skills[{at}]")
            yield SeenChange(
                "skill_removed", "skill", before, None, seen, page.stamp, _signs(section, page)
            )


def _text(value: Skill | Education) -> str:
    if isinstance(value, Skill):
        return value.name
    return ", ".join(part for part in (value.degree, value.school) if part)


def _signs(section: Section | None, page: Page) -> list[tuple[str, float]]:
    same = section is not None and section.by == page.by
    signs = [("both captures show the field", BY_TEXT)]
    return [*signs, ("the same reader read both", BY_READER)] if same else signs
