"""Put what several pages say of one person together, in whatever order they arrive.

Of every field it is kept when it was read. A page that shows a field whole replaces it, unless it
is older; a page that shows a part of it adds its items, the newest word on an item wins, and what
no page since the last whole one showed is dropped. So late deliveries, repeated ones and the pages
of one profile (main page, details) lead to the same profile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from backend.nlp.expertise.dates import is_present
from backend.schemas.capture import Education, PersonName, Position, Profile, Skill
from backend.services.compare_texts import begins
from backend.services.match_items import exact_start, pairs, same_company
from backend.services.profile_sections import (
    BEFORE_ALL,
    LISTS,
    SCALARS,
    Known,
    Page,
    Section,
    Stamp,
)

MOST = {
    "positions": 200, "education": 100, "skills": 300, "languages": 50, "contact_points": 20,
    "posts": 100,
}  # fmt: skip
"""Items of a merged list; the wire type allows no more."""


def merge(known: Known | None, page: Page) -> Known:
    """What is known after the page. Pure: merging a page twice changes nothing."""
    before = known or Known(Profile(person=page.profile.person))
    values: dict[str, Any] = {"person": _person(before, page)}
    sections: dict[str, Section] = dict(before.sections)
    for name in SCALARS:
        values[name], section = _scalar(before, page, name)
        if section:
            sections[name] = section
    for name in LISTS:
        values[name], section = _list(before, page, name)
        if section:
            sections[name] = section
    seen_in_part = [name for name in LISTS if name in sections and not sections[name].whole]
    return Known(Profile(**values, partial=seen_in_part), sections)


def newest(known: Known) -> Stamp | None:
    """The stamp of the newest page that is in it."""
    return max((section.seen for section in known.sections.values()), default=None)


def _person(before: Known, page: Page) -> PersonName:
    own, theirs = before.profile.person, page.profile.person
    last = newest(before)
    newer, older = (theirs, own) if last is None or page.stamp >= last else (own, theirs)
    return PersonName(name=newer.name or older.name, url=newer.url or older.url)


def _scalar(before: Known, page: Page, name: str) -> tuple[Any, Section | None]:
    section = before.sections.get(name)
    value, stated = getattr(before.profile, name), page.value(name)
    whole = page.shows(name, section)
    if whole is None:
        return value, section
    if section is not None and section.seen > page.stamp:
        cut_off = value and stated and begins(value, stated)
        return (stated if cut_off else value), section
    after = Section(page.stamp, page.by, _whole(page, section, whole))
    if not whole and value and begins(stated, value):
        return value, after  # the page shows the beginning of what is known
    return stated, after


def _whole(page: Page, section: Section | None, is_whole: bool) -> Stamp | None:
    """The newest page that showed all of a field, this one included."""
    stamps = [section.whole] if section and section.whole else []
    return max([*stamps, page.stamp] if is_whole else stamps, default=None)


@dataclass(frozen=True)
class _Item:
    value: Any
    stamp: Stamp
    place: int


def _list(before: Known, page: Page, name: str) -> tuple[list[Any], Section | None]:
    section = before.sections.get(name)
    whole = page.shows(name, section)
    if whole is None:
        return getattr(before.profile, name), section
    last_whole = _whole(page, section, whole)
    known = _known_items(getattr(before.profile, name), section)
    stated = [
        _Item(_plain(value), page.stamp, place) for place, value in enumerate(page.value(name))
    ]
    if last_whole is not None:
        known = [item for item in known if item.stamp >= last_whole]
        stated = [item for item in stated if item.stamp >= last_whole]
    items = _without_superseded(list(_united(known, stated)))
    items.sort(key=lambda item: item.place)
    items.sort(key=lambda item: item.stamp, reverse=True)
    items = items[: MOST[name]]
    is_newest = section is None or page.stamp >= section.seen
    return [item.value for item in items], Section(
        seen=page.stamp if is_newest or section is None else section.seen,
        by=page.by if is_newest or section is None else section.by,
        whole=last_whole,
        items=tuple((item.stamp, item.place) for item in items),
    )


def _known_items(values: Sequence[Any], section: Section | None) -> list[_Item]:
    places = section.items if section else [(BEFORE_ALL, place) for place in range(len(values))]
    return [_Item(value, at, place) for value, (at, place) in zip(values, places, strict=True)]


def _plain(value: Any) -> Any:
    return plain_position(value) if isinstance(value, Position) else value


def plain_position(job: Position) -> Position:
    """An end such as "heute" is none."""
    if job.end is not None and is_present(job.end):
        return job.model_copy(update={"end": None})
    return job


def _united(known: list[_Item], stated: list[_Item]) -> Iterable[_Item]:
    """Each item once, as the newer of the two pages has it."""
    pair = pairs([item.value for item in known], [item.value for item in stated])
    for place, item in enumerate(stated):
        other = known[pair[place]] if place in pair else None
        if other is None:
            yield item
        elif other.stamp > item.stamp:
            yield replace(other, value=_completed(other.value, item.value))
        else:
            yield replace(item, value=_completed(item.value, other.value))
    paired = set(pair.values())
    yield from (item for place, item in enumerate(known) if place not in paired)


def _completed(newer: Any, older: Any) -> Any:
    """The newer page's word; what it leaves out stays as the older one had it."""
    if isinstance(newer, Skill):
        return newer if newer.evidence else newer.model_copy(update={"evidence": older.evidence})
    if not isinstance(newer, Position | Education):
        return newer
    left_out = {name for name in type(newer).model_fields if getattr(newer, name) is None}
    if newer.start or newer.end:  # the two go together: no end is the present
        left_out -= {"end"}
    return newer.model_copy(update={name: getattr(older, name) for name in left_out})


def _without_superseded(items: Sequence[_Item]) -> list[_Item]:
    """Of two present titles at one company since the same month the newer page's stands: the job
    was given another name, and only a part of the page shows it."""
    return [item for item in items if not any(_supersedes(other, item) for other in items)]


def _supersedes(other: _Item, item: _Item) -> bool:
    one, by = item.value, other.value
    return (
        isinstance(one, Position)
        and other.stamp > item.stamp
        and one.end is None
        and by.end is None
        and exact_start(one) is not None
        and exact_start(one) == exact_start(by)
        and same_company(one, by)
    )
