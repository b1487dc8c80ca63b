"""People seen on networks, their keys, profiles and expertise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import col

from backend.models import Expertise, Person, PersonKey
from backend.models.base import new_id
from backend.schemas.finding import Finding
from backend.store.database import TenantSession, batches


@dataclass(frozen=True)
class SeenPerson:
    """A person as one page names them; `key` tells them again (see models.PersonKey)."""

    key: str
    name: str | None
    url: str | None
    headline: str | None
    sections: Mapping[str, Any] = field(default_factory=dict)
    """when and where the line was read (see models.Person.sections)"""


def ids_by_key(tx: TenantSession, keys: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for batch in batches(keys):
        query = tx.select(PersonKey.key, PersonKey.person_id).where(col(PersonKey.key).in_(batch))
        found |= dict(tx.rows(query))
    return found


def remember(tx: TenantSession, seen: Sequence[SeenPerson], at: datetime) -> dict[str, str]:
    """Make sure that everyone seen has a row; returns person ids by key.

    What an author line says replaces an older author line, never a newer one or a captured profile.
    """
    distinct = {person.key: person for person in seen}
    known = ids_by_key(tx, distinct)
    fresh = [person for key, person in distinct.items() if key not in known]
    lines = {known[key]: person for key, person in distinct.items() if key in known}
    if fresh:
        known |= _insert(tx, fresh, at)
    _update_author_lines(tx, lines, at)
    return known


def _insert(tx: TenantSession, fresh: Sequence[SeenPerson], at: datetime) -> dict[str, str]:
    ids = {person.key: new_id() for person in fresh}
    tx.insert(
        Person,
        [
            {
                "id": ids[person.key],
                "name": person.name,
                "url": person.url,
                "headline": person.headline,
                "sections": dict(person.sections) if person.headline else {},
                "analysis": {},
                "first_seen_at": at,
                "last_seen_at": at,
            }
            for person in fresh
        ],
    )
    tx.insert(
        PersonKey,
        [{"key": key, "person_id": person_id} for key, person_id in ids.items()],
        on_conflict=("tenant_id", "key"),
    )
    now = ids_by_key(tx, ids)
    lost = [ids[key] for key in ids if now[key] != ids[key]]  # another worker was faster
    for batch in batches(lost):
        tx.execute(tx.delete(Person).where(col(Person.id).in_(batch)))
    return now


def _update_author_lines(tx: TenantSession, lines: Mapping[str, SeenPerson], at: datetime) -> None:
    """Note that these people were seen again, and what is said of them now."""
    rows = []
    for person in by_ids(tx, lines):
        line = lines[person.id]
        if at < person.last_seen_at:
            continue
        takes_line = person.profile is None and bool(line.headline)
        rows.append(
            {
                "id": person.id,
                "headline": line.headline if takes_line else person.headline,
                "name": line.name if takes_line else person.name,
                "sections": dict(line.sections) if takes_line else person.sections,
                "last_seen_at": at,
            }
        )
    tx.update_each(Person, rows)


def by_ids(tx: TenantSession, person_ids: Iterable[str]) -> list[Person]:
    return [
        person
        for batch in batches(person_ids)
        for person in tx.scalars(tx.select(Person).where(col(Person.id).in_(batch)))
    ]


def locked(tx: TenantSession, person_ids: Iterable[str]) -> list[Person]:
    """The same, held until the end of the transaction: nobody else changes them meanwhile."""
    return [
        person
        for batch in batches(sorted(person_ids))
        for person in tx.scalars(
            tx.select(Person)
            .where(col(Person.id).in_(batch))
            .order_by(col(Person.id))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ]


def by_id(tx: TenantSession, person_id: str) -> Person | None:
    return tx.first(tx.select(Person).where(col(Person.id) == person_id))


def page_of_people(
    tx: TenantSession, *, after: str | None, limit: int, text: str | None
) -> list[Person]:
    """People by id, newest last; `text` is looked for in name and headline."""
    query = tx.select(Person).order_by(col(Person.id)).limit(limit)
    if after:
        query = query.where(col(Person.id) > after)
    if text:
        pattern = "%" + text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
        query = query.where(
            col(Person.name).ilike(pattern, escape="\\")
            | col(Person.headline).ilike(pattern, escape="\\")
        )
    return tx.scalars(query)


def save_profile(
    tx: TenantSession,
    person_id: str,
    values: Mapping[str, Any],
    expertise: Sequence[Finding],
) -> None:
    """Replace a person's profile and all expertise drawn from it."""
    tx.execute(tx.update(Person).where(col(Person.id) == person_id).values(**values))
    save_expertise(tx, {person_id: expertise})


def save_expertise(tx: TenantSession, expertise: Mapping[str, Sequence[Finding]]) -> None:
    """Replace the expertise of several people at once."""
    for batch in batches(expertise):
        tx.execute(tx.delete(Expertise).where(col(Expertise.person_id).in_(batch)))
    tx.insert(
        Expertise,
        [
            {
                "id": new_id(),
                "person_id": person_id,
                "concept": finding.value[:200],
                "label": finding.label,
                "score": finding.score,
                "finding": finding.model_dump(mode="json"),
            }
            for person_id, findings in expertise.items()
            for finding in findings
        ],
        on_conflict=("tenant_id", "person_id", "concept"),
    )


def save_analysis(tx: TenantSession, analyses: Mapping[str, Mapping[str, Any]]) -> None:
    tx.update_each(
        Person,
        [{"id": person_id, "analysis": dict(found)} for person_id, found in analyses.items()],
    )


def expertise_of(tx: TenantSession, person_ids: Iterable[str]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for batch in batches(person_ids):
        query = (
            tx.select(Expertise.person_id, Expertise.finding)
            .where(col(Expertise.person_id).in_(batch))
            .order_by(col(Expertise.score).desc(), col(Expertise.concept))
        )
        for person_id, finding in tx.rows(query):
            found.setdefault(person_id, []).append(Finding.model_validate(finding))
    return found
