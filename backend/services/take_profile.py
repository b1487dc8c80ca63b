"""Take a captured profile in: merged with what other pages said, analysed whole, changes noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.models import Capture, Person
from backend.nlp.results import ProfileAnalysis
from backend.schemas.capture import Capture as WireCapture
from backend.schemas.capture import Profile
from backend.services.compare_profiles import Told, profile_changes
from backend.services.merge_profile import merge, newest
from backend.services.profile_sections import Known, Page, as_json, known_of, page_of
from backend.services.scope import Scope
from backend.services.seen_people import person_key, read_at, stored_analysis
from backend.store import captures, changes, people
from backend.store.people import SeenPerson


@dataclass(frozen=True)
class _Merged:
    """A person as known before the page, and after it."""

    before: Known | None
    after: Known
    analysis: ProfileAnalysis


def take_profile(scope: Scope, row: Capture, capture: WireCapture, profile: Profile) -> None:
    """The analysis is made before the transaction, on what is known then; once more inside it, if
    another capture of the same person was taken in meanwhile."""
    url = profile.person.url or capture.url
    at = read_at(scope, capture)
    page = page_of(capture, profile, at)
    seen = SeenPerson(
        person_key(profile.person.name, url, capture.url), profile.person.name, url, None
    )
    with scope.database.read(scope.tenant_id) as tx:
        person_id = people.ids_by_key(tx, [seen.key]).get(seen.key, "")
        merged = _merge(scope, people.by_id(tx, person_id), page)
    with scope.database.write(scope.tenant_id) as tx:
        person_id = people.remember(tx, [seen], at)[seen.key]
        (person,) = people.locked(tx, [person_id])
        if known_of(person) != merged.before:
            merged = _merge(scope, person, page)
        if merged.before is not None:
            told = _told(person, merged.analysis)
            found = profile_changes(merged.before, page, told)
            changes.add(tx, {person_id: [change.row() for change in found]})
        people.save_profile(
            tx, person_id, _values(person, merged, url, at), merged.analysis.expertise
        )
        captures.settle(tx, row.id, "analysed", subject_id=person_id, problem=None)
    row.subject_id = person_id


def _merge(scope: Scope, person: Person | None, page: Page) -> _Merged:
    before = known_of(person)
    after = merge(before, page)
    return _Merged(before, after, scope.analyser.profile(after.profile, today=scope.today))


def _told(person: Person, analysis: ProfileAnalysis) -> Told:
    def both(kind: str) -> tuple[str | None, str | None]:
        before = (person.analysis or {}).get(kind) or {}
        after = getattr(analysis, kind)
        return (
            None if before.get("score") is None else before["value"],
            None if after.score is None else after.value,
        )

    return Told(languages=both("language"), countries=both("location"))


def _values(person: Person, merged: _Merged, url: str, at: datetime) -> dict[str, Any]:
    profile, last = merged.after.profile, newest(merged.after)
    sections = as_json(merged.after.sections)
    if "headline" not in sections:  # a details page: what an author line said stays
        headline, sections = person.headline, {**(person.sections or {}), **sections}
    else:
        headline = profile.headline
    return {
        "name": profile.person.name or person.name,
        "url": profile.person.url or url,
        "headline": headline,
        "location": profile.location,
        "profile": profile.model_dump(mode="json"),
        "sections": sections,
        "profile_captured_at": max(at, last.time) if last else at,
        "last_seen_at": max(at, person.last_seen_at),
        "analysis": stored_analysis(merged.analysis),
    }
