"""The texts relevance is read from: the passages of a profile, and how a discussion opens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from backend.nlp.embeddings.lexical import beginnings
from backend.nlp.reactions.thread import is_root, named_place, with_article
from backend.schemas.capture import Discussion, Position, Profile
from backend.schemas.finding import Source

FEWEST_WORDS = 8
"""Content words an opening or a profile has to have to say something by itself."""
MOST_PASSAGES = 24
"""Passages of a profile that are read (bounded time): the first of each part."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a profile and where it stands."""

    source: Source
    where: str
    text: str


@dataclass(frozen=True)
class AuthorTexts:
    """What a profile says in words; posts of their own are left to the expertise."""

    passages: tuple[Passage, ...]

    def of(self, source: Source) -> list[Passage]:
        return [one for one in self.passages if one.source == source]

    @cached_property
    def whole(self) -> str:
        return ". ".join(one.text for one in self.passages)

    @cached_property
    def words(self) -> int:
        return len(beginnings(self.whole))


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
    def says_something(self) -> bool:
        """Whether there are words enough to be about something."""
        return len(beginnings(self.whole)) >= FEWEST_WORDS


def author_texts(profile: Profile) -> AuthorTexts:
    """The passages of a profile, own work first."""
    passages = [
        Passage("position", f"positions[{place}]", text)
        for place, position in enumerate(profile.positions[:MOST_PASSAGES])
        if (text := _position(position))
    ]
    if profile.headline:
        passages.append(Passage("headline", "headline", profile.headline))
    if profile.about:
        passages.append(Passage("about", "about", profile.about))
    skills = ", ".join(skill.name for skill in profile.skills if skill.name)
    if skills:
        passages.append(Passage("skill", "skills", skills))
    return AuthorTexts(tuple(passages))


def _position(position: Position) -> str:
    parts = [part for part in (position.title, position.text) if part and part.strip()]
    return ". ".join(parts)


def opening_of(discussion: Discussion) -> Opening | None:
    """How the discussion opens: its title, and the first post or the article it answers; None for a
    later part of a thread without a title."""
    post = with_article(discussion).posts[0]
    title = discussion.title or ""
    if is_root(post):
        source, where = named_place(post)
        return Opening(title, post.text, source, where)
    return Opening(title, "", "title", "title") if title else None
