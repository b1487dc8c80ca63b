"""Describe an author: what they talk about over all their captured posts.

Worked out at each asking from the posts as they stand, and stored nowhere: what is erased or edited
is gone from it at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from backend.models import Discussion, Person, Post
from backend.nlp.authors import AuthorPost
from backend.schemas.author import AuthorVoice, PersonDescription, PostSource
from backend.schemas.finding import Evidence
from backend.services.annotate import annotate_person
from backend.services.scope import Scope
from backend.store import discussions, people
from backend.store.database import TenantSession

POSTS_READ = 200
"""The newest posts of a person that are read (bounded time)."""


def describe_person(scope: Scope, person_id: str) -> PersonDescription:
    """One person with what they say beyond one thread.

    Raises:
        NotFound: nobody of that id in this workspace.
    """
    with scope.database.read(scope.tenant_id) as tx:
        annotation = annotate_person(scope, tx, person_id)
        person = people.by_id(tx, person_id)
        voice = author_voice(scope, tx, person) if person else AuthorVoice(posts=0, discussions=0)
    return PersonDescription(**dict(annotation), voice=voice)


def author_voice(scope: Scope, tx: TenantSession, person: Person) -> AuthorVoice:
    """Topics, likes, dislikes and languages of a person's captured posts."""
    written = discussions.posts_by(tx, person.id, POSTS_READ)
    posts = [
        AuthorPost(
            where=post.id,
            text=post.text,
            source="root_post" if post.position == 0 else "comment",
            when=post.posted_at,
        )
        for post, _ in written
    ]
    found = scope.analyser.author([*posts, *_own_posts(person)])
    quoted = [
        evidence
        for finding in (*found.topics, *found.languages, *found.likes, *found.dislikes)
        for evidence in finding.evidence
    ]
    return AuthorVoice(
        posts=len(posts),
        discussions=len({discussion.id for _, discussion in written}),
        topics=found.topics,
        likes=found.likes,
        dislikes=found.dislikes,
        languages=found.languages,
        sources=_sources(written, quoted),
    )


def _own_posts(person: Person) -> list[AuthorPost]:
    """The posts that their profile shows."""
    return [
        AuthorPost(f"posts[{index}].text", post["text"], "own_post", post.get("posted_at"))
        for index, post in enumerate((person.profile or {}).get("posts", ()))
    ]


def _sources(
    written: Iterable[tuple[Post, Discussion]], quoted: Iterable[Evidence]
) -> list[PostSource]:
    """Of the posts that are quoted, where they stand."""
    places = {evidence.where for evidence in quoted}
    return [
        PostSource(
            where=post.id,
            discussion_id=discussion.id,
            title=discussion.title,
            url=discussion.url,
            post_id=post.external_id,
        )
        for post, discussion in written
        if post.id in places
    ]
