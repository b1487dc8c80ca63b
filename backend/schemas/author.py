"""Wire types of what an author says beyond one thread."""

from __future__ import annotations

from backend.schemas.annotation import PersonAnnotation
from backend.schemas.capture import WireModel
from backend.schemas.finding import Finding


class PostSource(WireModel):
    """Where a quoted post stands: `where` is how evidence names it, `post_id` the site's own id."""

    where: str
    discussion_id: str
    title: str | None
    url: str
    post_id: str


class AuthorVoice(WireModel):
    """What a person talks about in the posts that were captured, wherever they stand.

    `topics` and `languages` are ordered by share; `likes` and `dislikes` are products and companies
    they named with approval or disapproval, the value being the name. Nothing of special categories
    (health, religion, politics, union membership, sexuality, ethnicity) is in any of them.
    """

    posts: int
    discussions: int
    topics: list[Finding] = []
    likes: list[Finding] = []
    dislikes: list[Finding] = []
    languages: list[Finding] = []
    sources: list[PostSource] = []


class PersonDescription(PersonAnnotation):
    """One person, with what they say beyond the page that is open."""

    voice: AuthorVoice
