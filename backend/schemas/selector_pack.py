"""Selector packs: one layout of one site described as data, never as code.

A pack holds CSS selectors, names of attributes from an allow-list and fixed words; nothing in it is
run, and there are no regular expressions. extension/background/pack-rules.js checks the same rules,
as an extension trusts no server; tests/browser/test_selector_packs.py holds the two together.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from backend.schemas.capture import ProfileField, WireModel
from backend.schemas.capture_health import HealthNotice, LayoutName, SiteId

MAX_PACK_BYTES = 16_384
MAX_PACKS = 64
"""Packs in force of one workspace."""
MAX_SELECTOR = 300
MAX_PARTS = 12
"""Compound selectors in one selector: what a browser walks through grows with them."""

_CHARACTERS = re.compile(r"[A-Za-z0-9 _.#\[\]=~^$*|:>+,()\"'/%?&!-]+")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_PSEUDO = re.compile(r":+[A-Za-z-]*\(?")
_PSEUDO_CLASSES = frozenset({
    ":scope", ":root", ":empty", ":first-child", ":last-child", ":only-child", ":first-of-type",
    ":last-of-type", ":only-of-type", ":not(", ":is(", ":where(", ":nth-child(", ":nth-last-child(",
    ":nth-of-type(", ":nth-last-of-type(",
})  # fmt: skip
_PART = re.compile(r"[^\s>+~,]+")
_ATTRIBUTES = re.compile(
    r"data-[a-z0-9_-]{1,60}|id|href|title|datetime|content|alt|name|cite|about|resource|rel"
    r"|itemid|itemprop|aria-label|aria-level|aria-labelledby|property"
)
_SCRIPT = re.compile(r"(?i)(java|vb|live)script:|data:|expression\(|url\(")


def _selector(value: str) -> str:
    """Refused: characters no selector here needs (escapes, comments, braces), other pseudo-classes
    than those that only look at the tree (":has(" may cost a walk for every element)."""
    if value != value.strip() or not _CHARACTERS.fullmatch(value) or _SCRIPT.search(value):
        raise ValueError("holds characters or words that no selector here may hold")
    bare = _QUOTED.sub('""', value)
    if bare.count('"') % 2 or "'" in bare or bare.count("(") != bare.count(")"):
        raise ValueError("has a quote or bracket that does not end")
    for pseudo in _PSEUDO.findall(bare):
        if pseudo not in _PSEUDO_CLASSES:
            raise ValueError("holds a pseudo-class that is not allowed")
    if len(_PART.findall(bare)) > MAX_PARTS:
        raise ValueError(f"has more than {MAX_PARTS} parts")
    return value


def _no_flag(value: Any) -> Any:
    """JSON's true is no 1, as it would be here."""
    return None if isinstance(value, bool) else value


def _attribute(value: str) -> str:
    if not _ATTRIBUTES.fullmatch(value):
        raise ValueError("is no attribute that may be read")
    return value


Selector = Annotated[
    str, StringConstraints(min_length=1, max_length=MAX_SELECTOR), AfterValidator(_selector)
]
Attribute = Annotated[str, AfterValidator(_attribute)]
Selectors = Annotated[list[Selector], Field(min_length=1, max_length=6)]
Host = Annotated[
    str, StringConstraints(pattern=r"^(?:\*\.)?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}$")
]
PathGlob = Annotated[str, StringConstraints(pattern=r"^/[A-Za-z0-9_./~%*-]{0,199}$")]
"""A path; "*" stands for anything but a slash, a "*" at the end for everything."""


class Value(WireModel):
    """The text or an attribute of the first element that a selector finds, the selectors in order
    of preference; without a selector, of the post or row itself. Whole, or a fixed part of it."""

    selector: Selector | Selectors | None = None
    attribute: Attribute | None = None
    without: Annotated[list[Selector], Field(max_length=6)] = []
    """parts that do not belong to the text"""
    keep: Literal["whole", "digits", "path-end", "fragment"] = "whole"
    """digits: the first number; path-end: last part of an address's path; fragment: behind "#"."""


class Date(Value):
    unit: Literal["stated", "seconds"] = "stated"
    """seconds: since 1970"""


class Link(WireModel):
    """The address in the href of an element: http or https, nothing else."""

    selector: Selector | Selectors


class Parent(WireModel):
    """Which post a post answers. nested: the post it stands in; container: the post that heads the
    next container above its own; value: the id in a value of the post."""

    nested: Literal[True] | None = None
    container: Selector | None = None
    value: Value | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if sum(one is not None for one in (self.nested, self.container, self.value)) != 1:
            raise ValueError("one of nested, container, value")
        return self


class DiscussionSelectors(WireModel):
    title: Value | None = None
    posts: Selector
    first: Selector | None = None
    """the root post, where it is no such element"""
    id: Value
    author: Value
    """the element that shows the name"""
    author_link: Link | None = None
    """where it is not the author's element itself"""
    headline: Value | None = None
    text: Value
    date: Date | None = None
    parent: Parent | None = None
    number: Value | None = None
    """its number in the whole thread, from 1"""


class PositionSelectors(WireModel):
    rows: Selector
    title: Value | None = None
    company: Value | None = None
    company_link: Link | None = None
    period: Value | None = None
    """ "2019 - 2021": divided at the dash; what holds no year is the present"""
    start: Date | None = None
    end: Date | None = None
    location: Value | None = None
    text: Value | None = None


class EducationSelectors(WireModel):
    rows: Selector
    school: Value | None = None
    degree: Value | None = None
    period: Value | None = None


class SkillSelectors(WireModel):
    rows: Selector
    name: Value
    evidence: Selector | None = None
    """lines below it"""


class LanguageSelectors(WireModel):
    rows: Selector
    name: Value


class ProfileSelectors(WireModel):
    name: Value
    url: Link | None = None
    """the profile's own address, where it is not the page's"""
    headline: Value | None = None
    location: Value | None = None
    about: Value | None = None
    positions: PositionSelectors | None = None
    education: EducationSelectors | None = None
    skills: SkillSelectors | None = None
    languages: LanguageSelectors | None = None
    partial: Annotated[list[ProfileField], Field(max_length=9)] = []


class OrganisationSelectors(WireModel):
    name: Value
    website: Link | None = None
    industry: Value | None = None
    size: Value | None = None
    headquarters: Value | None = None
    founded: Value | None = None
    about: Value | None = None


class Fits(WireModel):
    """When a page is of this layout: every selector of `all` finds something, none of `none` does,
    and the path is as `path` says."""

    all: Annotated[list[Selector], Field(min_length=1, max_length=8)]
    none: Annotated[list[Selector], Field(max_length=8)] = []
    path: PathGlob | None = None


Version = Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
Format = Annotated[Literal[1], BeforeValidator(_no_flag)]


class SelectorPack(WireModel):
    """A layout as data. `replaces` names the built-in layouts it takes the place of; with `hosts`
    pages of these hosts are the site's own, also of a site that the extension does not know."""

    format: Format
    site: SiteId
    layout: LayoutName
    version: Version
    withdrawn: Literal[False] = False
    kind: Literal["discussion", "profile", "organisation"]
    label: Annotated[str, StringConstraints(min_length=1, max_length=60)] | None = None
    """the network's name for people, of a site that the extension does not know"""
    note: Annotated[str, StringConstraints(max_length=500)] | None = None
    """for colleagues: what changed"""
    replaces: Annotated[list[LayoutName], Field(max_length=8)] = []
    hosts: Annotated[list[Host], Field(max_length=20)] = []
    fits: Fits
    root: Selector | None = None
    """the smallest element under which posts appear"""
    discussion: DiscussionSelectors | None = None
    profile: ProfileSelectors | None = None
    organisation: OrganisationSelectors | None = None

    @model_validator(mode="after")
    def _has_exactly_its_kind(self) -> Self:
        kinds = ("discussion", "profile", "organisation")
        if [kind for kind in kinds if getattr(self, kind) is not None] != [self.kind]:
            raise ValueError(f"a pack of kind {self.kind} holds the selectors of one {self.kind}")
        return self


class WithdrawnPack(WireModel):
    """Takes a pack back: the built-in layout is read again."""

    format: Format
    site: SiteId
    layout: LayoutName
    version: Version
    withdrawn: Literal[True]


AnyPack = SelectorPack | WithdrawnPack


def read_pack(given: Any) -> AnyPack:
    """A pack from parsed JSON.

    Raises:
        ValidationError: it breaks a rule.
    """
    return (WithdrawnPack if isinstance(given, dict) and given.get("withdrawn") is True
            else SelectorPack).model_validate(given)  # fmt: skip


Base64Url = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,200}$")]


class SignedPack(WireModel):
    """`body` is the pack as JSON text: what was signed is what is read, byte for byte."""

    body: Annotated[str, StringConstraints(min_length=2, max_length=MAX_PACK_BYTES)]
    signature: Base64Url
    """ECDSA P-256 with SHA-256 over "sidenote-selector-pack-1\\n" and the body in UTF-8; r and s,
    32 bytes each (IEEE P1363)"""


class SelectorPacks(WireModel):
    """All packs in force, the key they are signed with, and open notices of pages that are read
    worse than before. `tag` goes into If-None-Match of the next question."""

    tag: str
    public_key: str | None
    """base64url of the uncompressed P-256 point (65 bytes); null: the operator has none"""
    packs: list[SignedPack]
    notices: list[HealthNotice]
