"""What another capture of a discussion says differently: texts edited, posts that are gone.

A post counts as gone only on strong evidence, as pages hold back posts for many reasons (collapsed
replies, further pages, loading while scrolling, another order). All of this must hold:

- the capture is whole and surely read: no part of a longer one, its structure not guessed, no post
  reported as missing, and it begins with what the discussion begins with;
- it was read by the same version of the same reader of the same layout as the post last was;
- it lists the posts it shares with what is known in the same order;
- of the posts known, those right before and right after the missing one are both in it; if it
  answers a comment, so do others before and after it that are in it;
- no more than one in ten of the posts it should show is missing (always one may be).

So the last post, and posts that vanish together, are never said to be gone: that looks like a page
that was not loaded whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from backend.models import Post
from backend.schemas.capture import Capture as WireCapture
from backend.schemas.capture import Discussion
from backend.services.compare_texts import begins
from backend.services.profile_sections import reader_of

_QUOTED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_UNFOLD = re.compile(r"\b(?:click to expand|show quote|see more|show more)\b\W*", re.IGNORECASE)
_END = 160
"""Characters at the end of a post in which a network's mark is looked for."""
_MARK = re.compile(
    r"[\s(\[*·•-]*\b(?:last edited by|edited|edit(?:ed)? \d+ (?:times?|\w+ ago)|upraveno|muokattu"
    r"|bearbeitet|redigerad|modifié|editado|modificato)\b[^\n.]{0,60}[)\]*]*\s*$",
    re.IGNORECASE,
)
"""What networks write under an edited post."""
_SIGNS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'",
                        "–": "-", "—": "-", "…": "..."})  # fmt: skip
GONE_AT_MOST = 10
"""One in so many."""


def own_words(text: str) -> str:
    """A post's text without what a page adds or folds: spacing, quotes of others, edit marks."""
    plain = _UNFOLD.sub("", _QUOTED.sub("", unicodedata.normalize("NFKC", text)))
    plain = " ".join(plain.translate(_SIGNS).split())
    return plain[:-_END] + _MARK.sub("", plain[-_END:])


def was_edited(before: str, after: str) -> bool:
    """Whether the author wrote another text; one that is shown in part is none."""
    if own_words(before) == own_words(after):
        return False
    return not begins(after, before) and not begins(before, after)


def shown_whole(known: str, shown: str) -> str:
    """The text to keep: what is known where the page shows only its beginning."""
    return known if begins(shown, known) else shown


def gone(capture: WireCapture, discussion: Discussion, known: Sequence[Post]) -> list[Post]:
    """Known posts that are surely not there any more; `known` is in page order."""
    if not _is_whole(capture, discussion):
        return []
    present = {post.id: post.position for post in discussion.posts}
    still = [post for post in known if post.gone_since is None or post.external_id in present]
    shared = [place for place, post in enumerate(still) if post.external_id in present]
    order = [present[still[place].external_id] for place in shared]
    if not shared or order != sorted(order):
        return []
    missing = [place for place in range(shared[0], shared[-1]) if place not in set(shared)]
    if len(missing) > max(1, len(shared) // GONE_AT_MOST):
        return []
    return [
        still[place]
        for place in missing
        if _stands_between(still, place, present) and still[place].read_by == reader_of(capture)
    ]


def _is_whole(capture: WireCapture, discussion: Discussion) -> bool:
    if discussion.part is not None and discussion.part.count > 1:
        return False
    if capture.confidence is not None or "posts" in capture.missing:
        return False
    filled, expected = capture.fill.get("posts", [1, 1])
    first = min(post.position for post in discussion.posts)
    return filled >= expected and first == 0


def _stands_between(posts: Sequence[Post], place: int, present: Mapping[str, int]) -> bool:
    """Whether the posts known right before and after it are there, and answers beside it too."""
    if not 0 < place < len(posts) - 1:
        return False
    before, after = posts[place - 1], posts[place + 1]
    if before.external_id not in present or after.external_id not in present:
        return False
    root = posts[0].external_id
    parent = posts[place].parent_external_id
    if parent is None or parent == root:
        return True
    beside = [at for at, post in enumerate(posts) if post.parent_external_id == parent]
    return any(at < place and posts[at].external_id in present for at in beside) and any(
        at > place and posts[at].external_id in present for at in beside
    )
