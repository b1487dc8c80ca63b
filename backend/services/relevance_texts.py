"""The texts an author's relevance is read from, out of the rows of a person and a discussion."""

from __future__ import annotations

from collections.abc import Sequence

from backend.models import Discussion, DiscussionArticle, Person, Post
from backend.nlp.relevance import AuthorTexts, Opening, author_texts
from backend.schemas.capture import PersonName, Profile


def texts_of(person: Person) -> AuthorTexts:
    """What their pages say, or the headline beside their post."""
    if person.profile:
        return author_texts(Profile.model_validate(person.profile))
    return author_texts(Profile(person=PersonName(), headline=person.headline))


def opening_of(
    discussion: Discussion, posts: Sequence[Post], article: DiscussionArticle | None
) -> Opening | None:
    """How the discussion opens: the article or the post at position 0, and the title."""
    title = discussion.title or ""
    if article is not None:
        return Opening(title, article.text, "article", "article")
    root = next((post for post in posts if post.position == 0), None)
    if root is not None:
        return Opening(title, root.text, "root_post", root.external_id)
    return Opening(title, "", "title", "title") if title else None
