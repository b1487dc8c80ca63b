"""Where a post stands in its discussion: root, asker, parent."""

from __future__ import annotations

from dataclasses import dataclass

from backend.nlp.tokens import fold
from backend.schemas.capture import Author, Discussion, Post


@dataclass(frozen=True, slots=True)
class Place:
    """`parent` is the post answered to: the stated one, else the root; None for the root itself.

    `by_asker`: the author of the root wrote it. `of_parent`: the parent's author answers himself.
    """

    post: Post
    is_root: bool
    parent: str | None
    is_top_level: bool
    by_asker: bool
    of_parent: bool


def places(discussion: Discussion) -> tuple[str | None, list[Place]]:
    """The root's id (None if this part does not hold it) and the place of each post, in order."""
    posts = sorted(discussion.posts, key=lambda post: post.position)
    by_id = {post.id: post for post in posts}
    root = _root(discussion, posts)
    found = []
    for post in posts:
        parent = None
        if post is not root:
            stated = by_id.get(post.parent_id or "")
            parent = stated if stated is not None and stated is not post else root
        found.append(
            Place(
                post=post,
                is_root=post is root,
                parent=parent.id if parent else None,
                is_top_level=post is not root and (parent is None or parent is root),
                by_asker=root is not None and post is not root and same_author(post, root),
                of_parent=parent is not None and same_author(post, parent),
            )
        )
    return (root.id if root else None), found


def _root(discussion: Discussion, posts: list[Post]) -> Post | None:
    first = posts[0]
    if first.position == 0:
        return first
    is_start = discussion.part is None or discussion.part.index == 0
    return first if is_start and first.parent_id is None else None


def same_author(one: Post, other: Post) -> bool:
    """The same address, or without addresses the same name; unknown authors are never the same."""
    mine, theirs = _identity(one.author), _identity(other.author)
    return mine is not None and mine == theirs


def _identity(author: Author) -> str | None:
    if author.url:
        return author.url
    return fold(author.name) if author.name else None
