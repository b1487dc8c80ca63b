"""The function that the fields of the present work point to, where no word of the title does.

"Owner", "Technician", "Principal Consultant" name no kind of work; the fields named in the title,
the headline, the present position's text and the skills do. Each is counted for the function of the
nearest wider field that assets/titles/concept_functions.tsv names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from backend.nlp import language as languages
from backend.nlp.assets_reading import table
from backend.nlp.concepts import concepts
from backend.nlp.gazetteer import mentions
from backend.nlp.roles import current_position
from backend.nlp.special_categories import BarredSentences
from backend.nlp.tokens import Text, short_quote
from backend.schemas.capture import Profile
from backend.schemas.finding import Evidence, Source

_WEIGHTS: dict[Source, float] = {"position": 1.0, "headline": 2.0, "skill": 0.75}
_OF_A_TITLE = 3.0
_MOST_SKILLS = 12
_READ = 1_500
"""Characters of a text that are read: the first lines say what somebody does."""


@dataclass(frozen=True, slots=True)
class Vote:
    """The function most of the weight is for, its share of it all, and the first words for it."""

    function: str
    share: float
    weight: float
    evidence: Evidence


def vote(profile: Profile, *, with_headline: bool) -> Vote | None:
    """The function the fields point to; None where none is named. `with_headline`: it tells of the
    present, so its fields count."""
    code = _language(profile)
    weights: dict[str, float] = {}
    first: dict[str, Evidence] = {}
    for source, where, value, weight in _texts(profile, with_headline):
        text = Text(value[:_READ])
        barred = BarredSentences(text, code)
        for one in mentions(text, code):
            function = function_of(one.concept)
            if function is None or barred.bars(one.first, one.last):
                continue
            weights[function] = weights.get(function, 0.0) + weight
            quote = short_quote(text, one.first, one.last)
            first.setdefault(function, Evidence(source=source, where=where, quote=quote))
    if not weights:
        return None
    best = max(weights, key=lambda function: (weights[function], function))
    share = weights[best] / sum(weights.values())
    return Vote(best, round(share, 4), weights[best], first[best])


@cache
def function_of(concept_id: str) -> str | None:
    """The function of people whose own work a field is; None for a field of none."""
    near = [concept_id]
    while near:
        for one in near:
            if one in _functions():
                return _functions()[one]
        near = [up for one in near for up in concepts()[one].broader]
    return None


def _texts(profile: Profile, with_headline: bool) -> Iterator[tuple[Source, str, str, float]]:
    number = current_position(profile)
    if number is not None:
        position = profile.positions[number]
        yield "position", f"positions[{number}].title", position.title or "", _OF_A_TITLE
        if position.text:
            yield "position", f"positions[{number}].text", position.text, _WEIGHTS["position"]
    if profile.headline and with_headline:
        yield "headline", "headline", profile.headline, _WEIGHTS["headline"]
    for index, skill in enumerate(profile.skills[:_MOST_SKILLS]):
        yield "skill", f"skills[{index}].name", skill.name, _WEIGHTS["skill"]


def _language(profile: Profile) -> str | None:
    parts = [one.text or "" for one in profile.positions[:3]]
    lines = [profile.about or "", profile.headline or "", *(s.name for s in profile.skills[:12])]
    return languages.detect(Text("\n".join([*parts, *lines])[:_READ]))[0]


@cache
def _functions() -> dict[str, str]:
    found = {}
    for row in table("titles/concept_functions.tsv"):
        for concept in row["concepts"].split():
            if concept not in concepts():
                raise ValueError(f"concept_functions.tsv names {concept!r}, which is no concept")
            found[concept] = row["function"]
    return found
