"""Where a post stands in its discussion: root, asker, parent.

A thread begins with its post at position 0, or with the article its posts are comments on. A later
page or part shows neither: its first post begins nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from backend.nlp.tokens import fold
from backend.schemas.capture import Author, Discussion, Post
from backend.schemas.finding import Source

ARTICLE_ID = "\narticle"
"""Stands for the article among the posts; no post has it, as ids hold no line breaks."""
_BEFORE_ALL = -1
MOST_DEPTH = 5
"""Deeper replies are as deep as this."""


@dataclass(frozen=True, slots=True)
class Place:
    """`parent` is the post answered to: the stated one, else the root; None for the root itself.

    `by_asker`: the author of the root wrote it. `of_parent`: the parent's author answers himself.
    `depth`: posts between it and the root, the root included (0 for the root itself, bounded).
    `spoke_before`: the author has a post further up.
    """

    post: Post
    is_root: bool
    parent: str | None
    is_top_level: bool
    by_asker: bool
    of_parent: bool
    depth: int = 0
    spoke_before: bool = False


def with_article(discussion: Discussion) -> Discussion:
    """The article as the root of the posts that answer it; without one, the discussion as it is."""
    article = discussion.article
    if article is None:
        return discussion
    root = Post.model_construct(
        id=ARTICLE_ID,
        author=article.author,
        text=article.text,
        posted_at=article.posted_at,
        position=_BEFORE_ALL,
    )
    return discussion.model_copy(update={"article": None, "posts": [root, *discussion.posts]})


def is_root(post: Post) -> bool:
    """Whether the thread begins with it."""
    return post.position <= 0


def named_place(post: Post) -> tuple[Source, str]:
    """Source and place of what a post says, as evidence names them."""
    if post.id == ARTICLE_ID:
        return "article", "article"
    return ("root_post" if is_root(post) else "comment"), post.id


def places(discussion: Discussion) -> tuple[str | None, list[Place]]:
    """The root's id (None if this part does not hold it) and the place of each post, in order."""
    posts = sorted(discussion.posts, key=lambda post: post.position)
    by_id = {post.id: post for post in posts}
    root = posts[0] if is_root(posts[0]) else None
    found = []
    depths: dict[str, int] = {}
    speakers: set[str] = set()
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
                depth=depths.setdefault(post.id, min(MOST_DEPTH, 1 + depths.get(parent.id, 0)))
                if parent
                else 0,
                spoke_before=_identity(post.author) in speakers,
            )
        )
        speakers |= {name for name in [_identity(post.author)] if name}
    return (root.id if root else None), found


def same_author(one: Post, other: Post) -> bool:
    """The same address, or without addresses the same name; unknown authors are never the same."""
    mine, theirs = _identity(one.author), _identity(other.author)
    return mine is not None and mine == theirs


def _identity(author: Author) -> str | None:
    if author.url:
        return author.url
    return fold(author.name) if author.name else None
