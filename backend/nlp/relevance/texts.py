"""The texts relevance is read from: the passages of a profile, and how a discussion opens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from backend.nlp.embeddings.lexical import beginnings
from backend.nlp.language import detect
from backend.nlp.reactions.thread import is_root, named_place, with_article
from backend.nlp.special_categories import allowed_parts, told
from backend.nlp.tokens import Text
from backend.schemas.capture import Discussion, Position, Profile
from backend.schemas.finding import Source

FEWEST_WORDS = 8
"""Content words an opening or a profile has to have to say something by itself."""
MOST_SKILLS = 60
READ = 2_400
"""Characters of a passage that are read: twice what an encoder does."""
QUOTED, MOST_QUOTED_SKILLS = 240, 3
READ_FOR_LANGUAGE = 600
MOST_PASSAGES = 24
"""Passages of a profile that are read (bounded time): the first of each part."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a profile and where it stands; `quotes` are places and words of it that evidence
    may show. What tells of special categories is in neither (special_categories)."""

    source: Source
    where: str
    text: str
    quotes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class AuthorTexts:
    """What a profile says in words; posts of their own are left to the expertise."""

    passages: tuple[Passage, ...]

    def of(self, source: Source) -> list[Passage]:
        return [one for one in self.passages if one.source == source]

    @property
    def is_headline(self) -> bool:
        """Whether nothing else is known, as of most who speak in a discussion."""
        return {one.source for one in self.passages} == {"headline"}

    @cached_property
    def whole(self) -> str:
        return ". ".join(one.text for one in self.passages)

    @cached_property
    def words(self) -> int:
        return len(beginnings(self.whole))

    @cached_property
    def language(self) -> str | None:
        """ISO 639-1, or None where it cannot be told."""
        return _language(self.whole)


@dataclass(frozen=True)
class Opening:
    """The title and the first post of a discussion."""

    title: str
    text: str
    source: Source
    where: str

    @cached_property
    def whole(self) -> str:
        return f"{self.title}. {self.text}" if self.title else self.text

    @cached_property
    def language(self) -> str | None:
        """ISO 639-1, or None where it cannot be told."""
        return _language(self.whole)

    @cached_property
    def says_something(self) -> bool:
        """Whether there are words enough to be about something."""
        return len(beginnings(self.whole)) >= FEWEST_WORDS


def _language(text: str) -> str | None:
    return detect(Text(text[:READ_FOR_LANGUAGE]))[0]


def author_texts(profile: Profile) -> AuthorTexts:
    """The passages of a profile, own work first."""
    positions = enumerate(profile.positions[:MOST_PASSAGES])
    passages = [_position(f"positions[{place}]", position) for place, position in positions]
    passages += [
        Passage(source, source, told(line[:READ]), _quotes((source, line)))
        for source, line in _lines(profile)
        if line
    ]
    passages.append(_skills(profile))
    return AuthorTexts(tuple(one for one in passages if one.text.strip()))


def _lines(profile: Profile) -> list[tuple[Source, str | None]]:
    return [("headline", profile.headline), ("about", profile.about)]


def _position(where: str, position: Position) -> Passage:
    said = (position.title, position.text)
    parts = [told(part[:READ]) for part in said if part and part.strip()]
    quotes = _quotes((f"{where}.text", position.text), (f"{where}.title", position.title))
    return Passage("position", where, ". ".join(filter(None, parts)), quotes[:1])


def _skills(profile: Profile) -> Passage:
    names = [
        (f"skills[{place}].name", skill.name)
        for place, skill in enumerate(profile.skills[:MOST_SKILLS])
        if skill.name and told(skill.name) == skill.name
    ]
    text = ", ".join(name for _, name in names)
    return Passage("skill", "skills", text, _quotes(*names[:MOST_QUOTED_SKILLS]))


def _quotes(*lines: tuple[str, str | None]) -> tuple[tuple[str, str], ...]:
    """Place and words of each line: the first of it that may be quoted, QUOTED signs at most."""
    found = []
    for where, line in lines:
        parts = allowed_parts((line or "")[:READ])
        if parts and (words := parts[0].strip()[:QUOTED].strip()):
            found.append((where, words))
    return tuple(found)


def opening_of(discussion: Discussion) -> Opening | None:
    """How the discussion opens: its title, and the first post or the article it answers; None for a
    later part of a thread without a title."""
    post = with_article(discussion).posts[0]
    title = discussion.title or ""
    if is_root(post):
        source, where = named_place(post)
        return Opening(title, post.text, source, where)
    return Opening(title, "", "title", "title") if title else None
