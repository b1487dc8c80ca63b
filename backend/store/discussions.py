"""Discussions and their posts; organisations' pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import col

from backend.models import Discussion, DiscussionArticle, OrganisationPage, Person, Post
from backend.models.base import new_id
from backend.schemas.urls import url_key
from backend.store.database import TenantSession, batches


def remember(
    tx: TenantSession,
    *,
    site: str,
    url: str,
    title: str | None,
    analysis: Mapping[str, Any] | None,
    at: datetime,
    leads: bool = True,
) -> str:
    """The id of the discussion at a url, made if new.

    `analysis` None (a later part of it) leaves the one it has; one of a later page (`leads` false)
    does as well, if there is any. What is known already is replaced only by what was read later.
    """
    tx.insert(
        Discussion,
        [
            {
                "id": new_id(),
                "site": site,
                "url": url,
                "url_key": url_key(url),
                "title": title,
                "analysis": dict(analysis or {}),
                "first_seen_at": at,
                "last_seen_at": at,
            }
        ],
        on_conflict=("tenant_id", "url_key"),
    )
    found = by_url(tx, url)
    assert found is not None
    is_newer = at >= found.last_seen_at
    values: dict[str, Any] = {"last_seen_at": max(at, found.last_seen_at)}
    if title and (is_newer or not found.title):
        values["title"] = title
    if analysis is not None and ((leads and is_newer) or not found.analysis):
        values["analysis"] = dict(analysis)
    tx.execute(tx.update(Discussion).where(col(Discussion.id) == found.id).values(**values))
    return found.id


def by_url(tx: TenantSession, url: str) -> Discussion | None:
    return tx.first(tx.select(Discussion).where(col(Discussion.url_key) == url_key(url)))


def by_id(tx: TenantSession, discussion_id: str) -> Discussion | None:
    return tx.first(tx.select(Discussion).where(col(Discussion.id) == discussion_id))


def save_posts(tx: TenantSession, discussion_id: str, posts: Sequence[Mapping[str, Any]]) -> None:
    """Insert posts, or update those known by their external id unless they were read later.

    Each row: external_id, parent_external_id, person_id, position, posted_at, text, language,
    reactions, seen_at, read_by, edited_at, gone_since; for new ones first_seen_at as well.
    """
    tx.insert(
        Post,
        [{"id": new_id(), "discussion_id": discussion_id, **post} for post in posts],
        on_conflict=("tenant_id", "discussion_id", "external_id"),
        set_columns=(
            "parent_external_id",
            "person_id",
            "position",
            "posted_at",
            "text",
            "language",
            "reactions",
            "seen_at",
            "read_by",
            "edited_at",
            "gone_since",
        ),
        unless_older="seen_at",
    )


def seen_before(tx: TenantSession, post_ids: Iterable[str], at: datetime) -> None:
    """Note that these posts were there at that time already (a late delivery says so)."""
    for batch in batches(post_ids):
        tx.execute(
            tx.update(Post)
            .where(col(Post.id).in_(batch), col(Post.first_seen_at) > at)
            .values(first_seen_at=at)
        )


def mark_edited(tx: TenantSession, since: Mapping[str, datetime]) -> None:
    """Note when another text of these posts was first seen."""
    tx.update_each(Post, [{"id": post_id, "edited_at": at} for post_id, at in since.items()])


def mark_gone(tx: TenantSession, post_ids: Iterable[str], at: datetime) -> None:
    for batch in batches(post_ids):
        tx.execute(
            tx.update(Post)
            .where(col(Post.id).in_(batch), col(Post.seen_at) < at)
            .values(gone_since=at)
        )


def save_article(
    tx: TenantSession,
    discussion_id: str,
    *,
    person_id: str | None,
    text: str,
    posted_at: str | None,
    at: datetime,
) -> None:
    """Keep what the discussion's posts are comments on; a later reading replaces an earlier one."""
    values = {"person_id": person_id, "text": text, "posted_at": posted_at, "seen_at": at}
    tx.insert(
        DiscussionArticle,
        [{"discussion_id": discussion_id, **values}],
        on_conflict=("discussion_id",),
        set_columns=tuple(values),
        unless_older="seen_at",
    )


def article_of(
    tx: TenantSession, discussion_id: str
) -> tuple[DiscussionArticle, Person | None] | None:
    """The article of a discussion and who wrote it."""
    found = tx.first(
        tx.select(DiscussionArticle).where(col(DiscussionArticle.discussion_id) == discussion_id)
    )
    if found is None:
        return None
    author = tx.first(tx.select(Person).where(col(Person.id) == (found.person_id or "")))
    return found, author


def locked(tx: TenantSession, discussion_id: str) -> Discussion:
    """The discussion, held until the end of the transaction: its posts are compared in it."""
    found = tx.first(
        tx.select(Discussion).where(col(Discussion.id) == discussion_id).with_for_update()
    )
    assert found is not None
    return found


def save_analysis(tx: TenantSession, discussion_id: str, analysis: Mapping[str, Any]) -> None:
    tx.execute(
        tx.update(Discussion)
        .where(col(Discussion.id) == discussion_id)
        .values(analysis=dict(analysis))
    )


def posts_of(tx: TenantSession, discussion_id: str) -> list[Post]:
    """In page order."""
    return tx.scalars(
        tx.select(Post)
        .where(col(Post.discussion_id) == discussion_id)
        .order_by(col(Post.position), col(Post.id))
    )


def save_reactions(tx: TenantSession, reactions: Mapping[str, list[dict[str, Any]]]) -> None:
    """Replace the reactions of posts, by the posts' ids."""
    tx.update_each(
        Post, [{"id": post_id, "reactions": found} for post_id, found in reactions.items()]
    )


def posts_by(tx: TenantSession, person_id: str, limit: int) -> list[tuple[Post, Discussion]]:
    """A person's posts that still stand, the last seen first, each with its discussion."""
    query = (
        tx.select(Post, Discussion)
        .where(
            col(Post.person_id) == person_id,
            col(Post.discussion_id) == col(Discussion.id),
            col(Post.gone_since).is_(None),
        )
        .order_by(col(Post.first_seen_at).desc(), col(Post.id).desc())
        .limit(limit)
    )
    return [(post, discussion) for post, discussion in tx.rows(query)]


def save_organisation_page(
    tx: TenantSession, url: str, name: str, page: Mapping[str, Any], at: datetime
) -> str:
    tx.insert(
        OrganisationPage,
        [
            {
                "id": new_id(),
                "url": url,
                "url_key": url_key(url),
                "name": name,
                "page": dict(page),
                "seen_at": at,
            }
        ],
        on_conflict=("tenant_id", "url_key"),
        set_columns=("name", "page", "seen_at"),
        unless_older="seen_at",
    )
    found = organisation_page(tx, url)
    assert found is not None
    return found.id


def organisation_page(tx: TenantSession, url: str) -> OrganisationPage | None:
    return tx.first(
        tx.select(OrganisationPage).where(col(OrganisationPage.url_key) == url_key(url))
    )
