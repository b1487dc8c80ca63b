"""Erase a person on request: profile, expertise, decisions, words and addresses of their pages."""

from __future__ import annotations

from backend.schemas.capture import Author, Discussion, Post
from backend.schemas.capture import Capture as WireCapture
from backend.services.errors import NotFound
from backend.services.ingest import finish_unfinished
from backend.services.scope import Scope
from backend.services.seen_people import person_key
from backend.services.take_discussion import discussion_analysis, known_article
from backend.store import captures, discussions, erasure, people, workspace
from backend.store.database import TenantSession


def erase_person(scope: Scope, person_id: str) -> None:
    """Afterwards no table holds a word of theirs; what others wrote stays.

    Raises:
        NotFound: nobody of that id is in this workspace.
    """
    with scope.database.read(scope.tenant_id) as tx:
        _must_exist(tx, person_id)
    finish_unfinished(scope)  # what waits to be analysed may hold them too
    with scope.database.write(scope.tenant_id) as tx:
        _must_exist(tx, person_id)
        _forget_waiting(tx, erasure.keys_of(tx, person_id))
        discussion_ids = erasure.forget_person(tx, person_id)
        workspace.record_event(tx, scope.user_id, "person.erased", person_id)
    for discussion_id in discussion_ids:
        _analyse_again(scope, discussion_id)


def _must_exist(tx: TenantSession, person_id: str) -> None:
    if people.by_id(tx, person_id) is None:
        raise NotFound("There is no such person in this workspace.")


def _forget_waiting(tx: TenantSession, keys: set[str]) -> None:
    """Captures whose analysis fails are forgotten whole when the person is in them."""
    for row_id in captures.unfinished(tx):
        row = captures.by_id(tx, row_id)
        if row is not None and row.payload and keys & keys_in(captures.payload(row)):
            erasure.forget_capture(tx, row_id)


def keys_in(capture: WireCapture) -> set[str]:
    """The keys of everybody on a captured page."""
    if capture.profile is not None:
        person = capture.profile.person
        return {person_key(person.name, person.url or capture.url, capture.url)}
    if capture.discussion is not None:
        found = capture.discussion
        authors = [post.author for post in found.posts]
        authors += [found.article.author] if found.article else []
        return {person_key(author.name, author.url, found.url) for author in authors}
    return set()


def _analyse_again(scope: Scope, discussion_id: str) -> None:
    """Find the topics of a discussion in what is left of it."""
    with scope.database.read(scope.tenant_id) as tx:
        discussion = discussions.by_id(tx, discussion_id)
        posts = discussions.posts_of(tx, discussion_id)
        article = known_article(tx, discussion_id)
    if discussion is None or not posts:
        return
    rest = Discussion.model_construct(
        title=discussion.title,
        url=discussion.url,
        article=article,
        part=None,
        posts=[
            Post.model_construct(
                id=post.external_id,
                parent_id=post.parent_external_id,
                author=Author(),
                text=post.text,
                posted_at=post.posted_at,
                position=post.position,
            )
            for post in posts
        ],
    )
    analysis = discussion_analysis(scope.analyser.discussion(rest))
    with scope.database.write(scope.tenant_id) as tx:
        discussions.save_analysis(tx, discussion_id, analysis)
