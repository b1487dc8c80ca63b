"""The semantic tier's later pass over a discussion's posts: reactions by their meaning as well.

Posts are stored with the fast tier's reactions as they come in. In a server they are then read once
more with the meaning of each post and of the one it answers; vectors are kept by the hash of the
text, so that of a page that grows only what is new is encoded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backend.models import Discussion as KnownDiscussion
from backend.models import Person
from backend.models import Post as KnownPost
from backend.nlp.analysis import REACTIONS_VERSION
from backend.nlp.embeddings import SEMANTIC
from backend.schemas.capture import Author, Discussion, Post
from backend.services import refiner as refining
from backend.services.refiner import Task
from backend.services.scope import Scope
from backend.services.take_discussion import known_article
from backend.services.text_meanings import encoded, lacking, semantic_encoder
from backend.store import discussions, people, text_vectors

MOST_POSTS = 500
"""Posts of a discussion that is refined: about half a minute of one core, once."""


def ask_for_reactions(
    scope: Scope, discussion: KnownDiscussion, posts: Sequence[KnownPost]
) -> None:
    """Have a discussion read by meaning unless it is; never waits."""
    semantic = semantic_encoder()
    if not refining.refiner.is_running or semantic is None or len(posts) > MOST_POSTS:
        return
    if not scope.analyser.reads_reactions_with(semantic) or all(map(is_refined, posts)):
        return
    name = ("reactions", discussion.id)
    refining.refiner.ask(Task(name, lambda: refine_reactions(scope, discussion.id)))


def is_refined(post: KnownPost) -> bool:
    """Whether its reactions were found by this version's semantic tier; none are as good as it."""
    made_by = f"{REACTIONS_VERSION} {SEMANTIC}"
    return all(reaction["made_by"] == made_by for reaction in post.reactions)


def refine_reactions(scope: Scope, discussion_id: str) -> None:
    """Read the posts as they stand by meaning, and keep their reactions; one whose text has changed
    meanwhile, or was erased, is left as it is."""
    semantic = semantic_encoder()
    with scope.database.read(scope.tenant_id) as tx:
        known = discussions.by_id(tx, discussion_id)
        posts = [one for one in discussions.posts_of(tx, discussion_id) if one.gone_since is None]
        if semantic is None or known is None or not posts:
            return
        writers = people.by_ids(tx, (post.person_id for post in posts if post.person_id))
        authors = {person.id: person for person in writers}
        thread = _thread(known, posts, authors)
        thread.article = known_article(tx, discussion_id)
        ids = {post.external_id: post.id for post in posts}
        said = scope.analyser.read_for_meaning(thread)
        texts = {ids[one]: (text,) for one, text in said.items() if one in ids}
        left = {one: texts[one] for one in lacking(semantic, tx, texts)}
    made = encoded(semantic, left)
    found = scope.analyser.discussion(thread, tier=SEMANTIC).posts
    with scope.database.write(scope.tenant_id) as tx:
        discussions.locked(tx, discussion_id)
        before = {post.id: post.text for post in posts}
        now = discussions.posts_of(tx, discussion_id)
        same = [post for post in now if post.text and post.text == before.get(post.id)]
        discussions.save_reactions(
            tx,
            {
                post.id: [one.model_dump(mode="json") for one in found[post.external_id].reactions]
                for post in same
            },
        )
        there = {post.id for post in same}
        text_vectors.replace(tx, {one: made[one] for one in made if one in there})


def _thread(
    known: KnownDiscussion, posts: Sequence[KnownPost], authors: Mapping[str, Person]
) -> Discussion:
    """The discussion as a capture would show it now."""

    def author(post: KnownPost) -> Author:
        person = authors.get(post.person_id or "")
        return Author.model_construct(name=person.name, url=person.url) if person else Author()

    return Discussion.model_construct(
        title=known.title,
        url=known.url,
        article=None,
        part=None,
        posts=[
            Post.model_construct(
                id=post.external_id,
                parent_id=post.parent_external_id,
                author=author(post),
                text=post.text,
                posted_at=post.posted_at,
                position=post.position,
            )
            for post in posts
        ],
    )
