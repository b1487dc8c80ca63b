"""What changed: of people, and in discussions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import col

from backend.models import Person, PersonChange, Post, PostRevision
from backend.models.base import new_id
from backend.store.database import TenantSession, batches


def add(tx: TenantSession, changes: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Keep changes of people, by person id; each with the columns of PersonChange."""
    tx.insert(
        PersonChange,
        [
            {"id": new_id(), "person_id": person_id, **change}
            for person_id, rows in changes.items()
            for change in rows
        ],
    )


def of_people(
    tx: TenantSession, person_ids: Iterable[str], since: datetime
) -> dict[str, list[PersonChange]]:
    """Changes seen since then, by person, newest first."""
    found: dict[str, list[PersonChange]] = {}
    for batch in batches(person_ids):
        query = (
            tx.select(PersonChange)
            .where(col(PersonChange.person_id).in_(batch), col(PersonChange.seen_at) >= since)
            .order_by(col(PersonChange.seen_at).desc(), col(PersonChange.id))
        )
        for change in tx.scalars(query):
            found.setdefault(change.person_id, []).append(change)
    return found


def page_of_person(
    tx: TenantSession, person_id: str, *, after: str | None, limit: int
) -> list[PersonChange]:
    """Changes of a person in the order they were found, the last one first."""
    query = tx.select(PersonChange).where(col(PersonChange.person_id) == person_id)
    if after:
        query = query.where(col(PersonChange.id) < after)
    return tx.scalars(query.order_by(col(PersonChange.id).desc()).limit(limit))


def page_of_all(
    tx: TenantSession,
    *,
    kind: str | None,
    since: datetime | None,
    after: str | None,
    limit: int,
) -> list[tuple[PersonChange, Person]]:
    """Changes of everybody with the people, in the order they were found, the first one first: a
    program that goes on after the last one it has misses none."""
    query = tx.select(PersonChange, Person).where(
        col(Person.id) == col(PersonChange.person_id), *_narrowed(kind, since, after)
    )
    return [tuple(row) for row in tx.rows(query.order_by(col(PersonChange.id)).limit(limit))]


def _narrowed(kind: str | None, since: datetime | None, after: str | None) -> list[Any]:
    conditions: list[Any] = []
    if kind:
        conditions.append(col(PersonChange.kind) == kind)
    if since:
        conditions.append(col(PersonChange.seen_at) >= since)
    if after:
        conditions.append(col(PersonChange.id) > after)
    return conditions


def add_revisions(tx: TenantSession, revisions: Sequence[Mapping[str, Any]]) -> None:
    """Keep earlier texts of posts: post_id, text, seen_at, replaced_at."""
    tx.insert(
        PostRevision,
        [{"id": new_id(), **revision} for revision in revisions],
        on_conflict=("tenant_id", "post_id", "seen_at"),
    )


def revisions_of(tx: TenantSession, post_ids: Iterable[str]) -> dict[str, list[PostRevision]]:
    """Earlier texts by post, newest first."""
    found: dict[str, list[PostRevision]] = {}
    for batch in batches(post_ids):
        query = (
            tx.select(PostRevision)
            .where(col(PostRevision.post_id).in_(batch))
            .order_by(col(PostRevision.seen_at).desc())
        )
        for revision in tx.scalars(query):
            found.setdefault(revision.post_id, []).append(revision)
    return found


def changed_posts(tx: TenantSession, discussion_id: str, since: datetime) -> list[Post]:
    """Posts of a discussion that are new, edited or gone since then, in page order."""
    return tx.scalars(
        tx.select(Post)
        .where(
            col(Post.discussion_id) == discussion_id,
            (col(Post.first_seen_at) > since)
            | (col(Post.edited_at) > since)
            | (col(Post.gone_since) > since),
        )
        .order_by(col(Post.position), col(Post.id))
    )
