"""What an analysis gives back."""

from __future__ import annotations

from dataclasses import dataclass, field

from backend.nlp.reactions.mentions import Mention
from backend.schemas.finding import Finding


@dataclass(frozen=True, slots=True)
class ProfileAnalysis:
    """What a profile tells of its owner.

    `expertise`: the areas, strongest first (score from .6 on: strong, from .25 on: some).
    `traces`: fields the profile touches without being areas (sold, claimed only, long ago): they
    make an author adjacent at most. `concepts`: concept id → strength of both.
    `informative`: there is enough to say that something is not there. `surfaces`: concept id → the
    words of the profile that name the area best, `english`: → its name in English, in lower case.
    """

    expertise: list[Finding]
    traces: list[Finding]
    seniority: Finding
    function: Finding
    location: Finding
    language: Finding
    informative: bool
    concepts: dict[str, float] = field(default_factory=dict)
    surfaces: dict[str, str] = field(default_factory=dict)
    english: dict[str, str] = field(default_factory=dict)

    @property
    def findings(self) -> list[Finding]:
        """All findings; `Analyser.relevance` takes this list back as well, from a store say."""
        return [
            *self.expertise, *self.traces,
            self.seniority, self.function, self.location, self.language,
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PostAnalysis:
    """What one post says: its language (None: cannot be told), reactions and topics; its stance
    towards the root's main claim (None: none is told), the products and companies it names."""

    language: str | None
    reactions: list[Finding]
    topics: list[Finding]
    stance: Finding | None = None
    mentions: list[Mention] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DiscussionAnalysis:
    """What a discussion is about (heaviest topic first), and its posts by id."""

    topics: list[Finding]
    language: Finding
    posts: dict[str, PostAnalysis]
