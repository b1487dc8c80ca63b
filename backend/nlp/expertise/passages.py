"""The parts of a profile that may name a field, each tokenised once and within a budget."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from backend.nlp import language as languages
from backend.nlp.expertise.wording import Wording
from backend.nlp.gazetteer import readable_as
from backend.nlp.special_categories import BarredSentences, is_barred_position
from backend.nlp.tokens import Text
from backend.schemas.capture import Profile
from backend.schemas.finding import Source

Part = Literal["title", "work", "headline", "about", "skill", "post", "education"]

_LONGEST = 12_000
"""Characters read of one passage."""
_BUDGET = 60_000
"""Characters read of a whole profile: well above what people write, far below what hurts."""
_ENOUGH_TO_TELL = 6
"""Words from which on a passage's own language is asked for."""
_COUNT = re.compile(
    r"(\d{1,4})\+?\s*\S*\s*(?:endors|potvrz|suositu|vahvist|kenntnis|bestätig|rekom|recom)"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """One field of the profile: `text.source` is the field itself (perhaps cut at its end), `where`
    its path, `role` the index of its position, `endorsed` how often a skill was endorsed,
    `backing` the evidence lines the site showed under a skill, `order` its place in the list;
    `barred`: sentences that speak of a special category of data (GDPR article 9), None without
    any."""

    part: Part
    source: Source
    where: str
    text: Text
    wording: Wording
    language: str | None
    role: int | None = None
    endorsed: int = 0
    backing: tuple[str, ...] = ()
    order: int = 0
    barred: BarredSentences | None = None

    def speaks_of_oneself(self, first: int, last: int) -> bool:
        """Whether tokens `first`..`last` stand where a special category of data is spoken of."""
        return self.barred is not None and self.barred.bars(first, last)


def passages(profile: Profile, language: str | None) -> list[Passage]:
    """The profile's passages in order of weight: titles and headline first, own posts last."""
    language = language or _of_the_whole(profile)
    found: list[Passage] = []
    left, listed = _BUDGET, 0
    for part, source, where, value, role, lines in _fields(profile):
        if left <= 0:
            break
        read = value[: min(_LONGEST, left)]
        left -= len(read)
        text = Text(read)
        if not len(text):
            continue
        own = _language(text, part, language)
        wording = Wording(text, readable_as(own or language))
        sentences = BarredSentences(text, own or language)
        barred = sentences if sentences.categories else None
        found.append(
            Passage(part, source, where, text, wording, own, role, _endorsed(lines), tuple(lines),
                    listed, barred)
        )  # fmt: skip
        listed += part == "skill"
    return found


_Field = tuple[Part, Source, str, str, int | None, list[str]]


def _fields(profile: Profile) -> Iterator[_Field]:
    # A post in a church, a party or a patients' association is not read at all.
    barred = {index for index, one in enumerate(profile.positions) if is_barred_position(one)}
    for index, position in enumerate(profile.positions):
        if position.title and index not in barred:
            yield "title", "position", f"positions[{index}].title", position.title, index, []
    if profile.headline:
        yield "headline", "headline", "headline", profile.headline, None, []
    for index, position in enumerate(profile.positions):
        if position.text and index not in barred:
            yield "work", "position", f"positions[{index}].text", position.text, index, []
    if profile.about:
        yield "about", "about", "about", profile.about, None, []
    for index, skill in enumerate(profile.skills):
        yield "skill", "skill", f"skills[{index}].name", skill.name, None, skill.evidence
    for index, one in enumerate(profile.education):
        if one.degree:
            yield "education", "education", f"education[{index}].degree", one.degree, None, []
    for index, post in enumerate(profile.posts):
        yield "post", "own_post", f"posts[{index}].text", post.text, None, []


def _of_the_whole(profile: Profile) -> str | None:
    """The language of everything together, for profiles whose parts are too short to tell."""
    parts = [profile.about, *(one.text for one in profile.positions[:10])]
    lines = [profile.headline, *(one.title for one in profile.positions[:10])]
    for words in (
        parts,
        [*parts, *lines],
        [*parts, *lines, *(s.name for s in profile.skills[:20])],
    ):
        whole = "\n".join(one[:400] for one in words if one)
        if found := languages.detect(Text(whole))[0]:
            return found
    return None


def _language(text: Text, part: Part, language: str | None) -> str | None:
    """The language a passage is read in: its own where it is long enough to tell."""
    if part in ("work", "about", "post", "education") and text.words >= _ENOUGH_TO_TELL:
        return languages.detect(text)[0] or language
    return language


def _endorsed(lines: list[str]) -> int:
    counts = [int(match.group(1)) for line in lines if (match := _COUNT.search(line.lower()))]
    return max(counts, default=0)
