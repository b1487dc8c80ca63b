"""Takes a person out of every table."""

from __future__ import annotations

from sqlmodel import col

from backend.models import (
    Capture,
    Discussion,
    DiscussionArticle,
    Expertise,
    LinkDecision,
    Person,
    PersonChange,
    PersonKey,
    Post,
    PostRevision,
)
from backend.store import text_vectors
from backend.store.database import TenantSession, batches


def keys_of(tx: TenantSession, person_id: str) -> set[str]:
    """What the person is told again by (see models.PersonKey)."""
    return set(tx.scalars(tx.select(PersonKey.key).where(col(PersonKey.person_id) == person_id)))


def forget_person(tx: TenantSession, person_id: str) -> list[str]:
    """Delete a person, all that was drawn from them and the addresses of their pages; their posts
    stay in their place, empty, unsigned and without earlier texts, and so do their articles.
    Returns the ids of the discussions that had them: what was found in those is gone too, as it may
    quote them, and has to be found again."""
    tx.execute(tx.delete(Expertise).where(col(Expertise.person_id) == person_id))
    tx.execute(tx.delete(PersonChange).where(col(PersonChange.person_id) == person_id))
    tx.execute(tx.delete(LinkDecision).where(col(LinkDecision.person_id) == person_id))
    discussion_ids = _empty_posts(tx, person_id)
    text_vectors.forget(tx, [person_id, *discussion_ids])
    forget_captures(tx, person_id)
    tx.execute(tx.delete(PersonKey).where(col(PersonKey.person_id) == person_id))
    tx.execute(tx.delete(Person).where(col(Person.id) == person_id))
    return discussion_ids


def forget_captures(tx: TenantSession, subject_id: str) -> None:
    """What remains of the captures of a page is that there were some."""
    tx.execute(
        tx.update(Capture)
        .where(col(Capture.subject_id) == subject_id)
        .values(url="", url_key="", payload=b"", status="erased")
    )


def forget_capture(tx: TenantSession, row_id: str) -> None:
    """The same for one that was never analysed."""
    tx.execute(
        tx.update(Capture)
        .where(col(Capture.id) == row_id)
        .values(url="", url_key="", payload=b"", status="erased")
    )


def _empty_posts(tx: TenantSession, person_id: str) -> list[str]:
    theirs = tx.scalars(tx.select(Post).where(col(Post.person_id) == person_id))
    text_vectors.forget(tx, [post.id for post in theirs])
    for batch in batches(post.id for post in theirs):
        tx.execute(tx.delete(PostRevision).where(col(PostRevision.post_id).in_(batch)))
    tx.execute(
        tx.update(Post)
        .where(col(Post.person_id) == person_id)
        .values(person_id=None, text="", reactions=[], edited_at=None)
    )
    articles = _empty_articles(tx, person_id)
    discussion_ids = list(dict.fromkeys([*(post.discussion_id for post in theirs), *articles]))
    for batch in batches(discussion_ids):
        tx.execute(tx.update(Discussion).where(col(Discussion.id).in_(batch)).values(analysis={}))
    begun = {post.discussion_id for post in theirs if post.position == 0}
    for discussion_id in begun.union(articles):
        _unname(tx, discussion_id)
    return discussion_ids


def _empty_articles(tx: TenantSession, person_id: str) -> list[str]:
    """The ids of the discussions of their articles."""
    theirs = col(DiscussionArticle.person_id) == person_id
    found = tx.scalars(tx.select(DiscussionArticle.discussion_id).where(theirs))
    tx.execute(tx.update(DiscussionArticle).where(theirs).values(person_id=None, text=""))
    return found


def _unname(tx: TenantSession, discussion_id: str) -> None:
    """Who begins a discussion names it, and networks put both names into its address."""
    tx.execute(
        tx.update(Discussion)
        .where(col(Discussion.id) == discussion_id)
        .values(title=None, url="", url_key=f"erased:{discussion_id}")
    )
    forget_captures(tx, discussion_id)
