"""Wire types of a capture: what the extension read on one page, and nothing else.

The field list is an allow-list (unknown fields are refused): the promise of docs/privacy.md.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from backend.schemas.text import clean_text

MAX_POSTS = 5_000
"""Posts in one capture; the extension splits longer discussions into several captures."""


def _http_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:  # its words would repeat the address
        whole = False
    if not whole:
        raise ValueError("must be an absolute http or https address")
    return value


Line = Annotated[str, BeforeValidator(clean_text), StringConstraints(max_length=500)]
"""One line of text: a name, a headline, a title."""
Name = Annotated[str, BeforeValidator(clean_text), StringConstraints(min_length=1, max_length=300)]
Text = Annotated[str, BeforeValidator(clean_text), StringConstraints(max_length=100_000)]
"""A passage of text; paragraphs divided by newlines."""
Url = Annotated[
    str,
    BeforeValidator(clean_text),
    StringConstraints(max_length=2_048),
    AfterValidator(_http_url),
    Field(json_schema_extra={"format": "uri"}),
]
"""An absolute http or https address."""
Identifier = Annotated[
    str, BeforeValidator(clean_text), StringConstraints(min_length=1, max_length=300)
]
PartialDate = Annotated[str, BeforeValidator(clean_text), StringConstraints(max_length=40)]
"""A date as far as the page tells it: "2021", "2021-03", "Mar 2021", an ISO date or a time."""


FieldPath = Annotated[str, StringConstraints(pattern=r"^[a-z_]+(\.[a-z_]+){0,3}$", max_length=60)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
FillRate = Annotated[list[Count], Field(min_length=2, max_length=2)]
"""[filled, expected]"""


class WireModel(BaseModel):
    """Base of all wire types: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Position(WireModel):
    """One job as the profile states it; `end` is null when it is the present one."""

    title: Line | None = None
    company: Line | None = None
    company_url: Url | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    location: Line | None = None
    text: Text | None = None


class Education(WireModel):
    school: Line | None = None
    degree: Line | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None


class Skill(WireModel):
    """A listed skill with the evidence lines the site shows under it ("3 endorsements")."""

    name: Name
    evidence: Annotated[list[Line], Field(max_length=20)] = []


class ContactPoint(WireModel):
    """An address the site showed publicly."""

    kind: Literal["email", "phone", "website"]
    value: Line


class OwnPost(WireModel):
    """A post by the profile's owner, shown on the profile."""

    text: Text
    url: Url | None = None
    posted_at: PartialDate | None = None


class PersonName(WireModel):
    name: Line | None = None
    url: Url | None = None


PROFILE_FIELDS = (
    "headline",
    "location",
    "about",
    "positions",
    "education",
    "skills",
    "languages",
    "contact_points",
    "posts",
)
ProfileField = Literal[
    "headline",
    "location",
    "about",
    "positions",
    "education",
    "skills",
    "languages",
    "contact_points",
    "posts",
]


class Profile(WireModel):
    """A person's page. `partial` names the fields that this page shows in part or not at all (the
    first five jobs of more, the one section of a details page): what is known of those from
    another page of the same person stays, and nothing counts as taken away.
    """

    person: PersonName
    headline: Line | None = None
    location: Line | None = None
    about: Text | None = None
    positions: Annotated[list[Position], Field(max_length=200)] = []
    education: Annotated[list[Education], Field(max_length=100)] = []
    skills: Annotated[list[Skill], Field(max_length=300)] = []
    languages: Annotated[list[Line], Field(max_length=50)] = []
    contact_points: Annotated[list[ContactPoint], Field(max_length=20)] = []
    posts: Annotated[list[OwnPost], Field(max_length=100)] = []
    partial: Annotated[list[ProfileField], Field(max_length=len(PROFILE_FIELDS))] = []


class Author(WireModel):
    name: Line | None = None
    url: Url | None = None
    headline: Line | None = None


class Post(WireModel):
    """One post; `position` counts from 0 (the root) in page order over the whole discussion."""

    id: Identifier
    parent_id: Identifier | None = None
    author: Author
    text: Text
    posted_at: PartialDate | None = None
    position: Annotated[int, Field(ge=0, le=10_000_000)]


class Article(WireModel):
    """What the comments are about, where it is no post of the discussion (a blog's article)."""

    author: Author
    text: Text
    posted_at: PartialDate | None = None


class Part(WireModel):
    """A long discussion arrives in several captures: this one is `index` (from 0) of `count`."""

    index: Annotated[int, Field(ge=0, le=9_999)]
    count: Annotated[int, Field(ge=1, le=10_000)]

    @model_validator(mode="after")
    def _lies_within(self) -> Part:
        if self.index >= self.count:
            raise ValueError("index counts from 0 and is below count")
        return self


class Discussion(WireModel):
    """A thread, or a part of it, in page order; the root post is the one at position 0. Comments on
    an article have no root post: all of them answer the article."""

    title: Line | None = None
    url: Url
    article: Article | None = None
    posts: Annotated[list[Post], Field(min_length=1, max_length=MAX_POSTS)]
    part: Part | None = None

    @model_validator(mode="after")
    def _ids_are_distinct(self) -> Discussion:
        if len({post.id for post in self.posts}) != len(self.posts):
            raise ValueError("post ids must be distinct within a discussion")
        return self


class Organisation(WireModel):
    name: Name
    url: Url | None = None
    website: Url | None = None
    industry: Line | None = None
    size: Line | None = None
    headquarters: Line | None = None
    founded: PartialDate | None = None
    about: Text | None = None


class Capture(WireModel):
    """One page as read; `capture_id` is made at capture and is the idempotency key."""

    capture_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{8,64}$")]
    kind: Literal["profile", "discussion", "organisation"]
    site: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
    site_version: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
    layout: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,60}$")]
    url: Url
    captured_at: datetime
    trigger: Literal["click", "automatic", "import"] = "click"
    missing: Annotated[list[Line], Field(max_length=100)] = []
    fill: Annotated[dict[FieldPath, FillRate], Field(max_length=40)] = {}
    """how many of a field's places were filled, and of how many: {"posts.author.url": [34, 36]}"""
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    """how sure a reader was that guessed the page's structure; null: it knew the page's software"""
    profile: Profile | None = None
    discussion: Discussion | None = None
    organisation: Organisation | None = None

    @model_validator(mode="after")
    def _has_exactly_its_kind(self) -> Capture:
        given = [
            kind
            for kind in ("profile", "discussion", "organisation")
            if getattr(self, kind) is not None
        ]
        if given != [self.kind]:
            raise ValueError(f"a capture of kind {self.kind} carries exactly one {self.kind}")
        if self.captured_at.tzinfo is None:
            raise ValueError("captured_at needs a time zone")
        if not 2000 <= self.captured_at.year < 9999:
            raise ValueError("captured_at is not a time a page can have been read at")
        return self
