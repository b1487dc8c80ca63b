"""How likely people would name a field when they say what somebody knows.

Strength tells how well a field is proved; a profile proves many, and names few that matter: its
titles, the skills it lists and works with, what it tells twice. Salience is logistic in a sum of
signs that know no industry and no word of one. Their weights were set by hand: the order of size
comes from looking at the even-numbered authors of tests/gold, whose odd-numbered half is what
figures are given for; every weight is a quarter or a multiple of it, small ones were left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from backend.nlp.concepts import TERM, concepts, kin
from backend.nlp.expertise.plausibility import FOREIGN
from backend.nlp.expertise.strength import Weighing

BIAS = -1.0
WEIGHTS = {
    "score": 1.0,
    "the present title": 1.0,
    "an earlier title": 0.75,
    "told in two places": 1.0,
    "among the first skills": 0.75,
    "a listed skill": 0.5,
    "one of few skills": 0.5,
    "an item with a known field in it": 1.5,
    "told where few skills are listed": 0.25,
    "one of few fields": 0.75,
    "one of many fields": -0.25,
    "only an item of a list": -1.0,
    "a skill no table knows": -0.75,
    "a skill that is a part of a known field": -0.25,
    "a skill no work is near": -0.5,
    "a skill of which no word recurs": -0.75,
    "somebody else's": -0.5,
    "of a seller's customers": -1.0,
    "long ago": -0.25,
    "in the headline beside positions": -0.25,
    "in the about text": -0.5,
    "in own posts": -0.5,
    "a whole sector": -0.5,
    "a number in it": -0.5,
    "of four letters or less": -0.5,
}
_FIRST, _FEW_SKILLS, _FEW_FIELDS, _MANY_FIELDS, _SHORT = 3, 4, 6, 14, 4


@dataclass(frozen=True, slots=True)
class Beside:
    """How much a profile tells: its fields, and how many of them are listed skills."""

    fields: int
    skills: int

    @classmethod
    def of(cls, weighed: Sequence[Weighing]) -> Beside:
        listed = sum(any(found.part == "skill" for found in one.found) for one in weighed)
        return cls(len(weighed), listed)


def salience(one: Weighing, beside: Beside) -> float:
    """The probability, 0..1, that the field is named."""
    total = BIAS + sum(WEIGHTS[name] * value for name, value in signs(one, beside).items())
    return 1 / (1 + math.exp(-total))


def signs(one: Weighing, beside: Beside) -> dict[str, float]:
    """The signs of WEIGHTS that hold, as 1; the score as it is."""
    return {"score": one.share} | {
        name: 1.0
        for name, holds in (*_of_places(one), *_of_skills(one, beside), *_of_name(one, beside))
        if holds
    }


def _of_places(one: Weighing) -> list[tuple[str, bool]]:
    own = [found for found in one.found if not found.manners & FOREIGN]
    parts = {found.part for found in own}
    places = {(found.evidence.where, found.place) for found in own}
    return [
        ("the present title", any(one.is_title_now(found) for found in own)),
        ("an earlier title",
         any(found.part == "title" and not one.is_current(found) for found in own)),
        ("told in two places", len(places) > 1),
        ("in the headline beside positions", "headline" in parts and one.has_positions),
        ("in the about text", "about" in parts),
        ("in own posts", "post" in parts),
        ("somebody else's",
         any(found.manners & (FOREIGN - {"unsupported"}) for found in one.found)),
        ("long ago", one.is_old),
    ]  # fmt: skip


def _of_skills(one: Weighing, beside: Beside) -> list[tuple[str, bool]]:
    listed = [found for found in one.found if found.part == "skill"]
    is_told = all(found.part == "work" for found in one.found)
    is_term, is_known = one.concept.startswith(TERM), kin(one.concept) is not None
    return [
        ("a listed skill", bool(listed)),
        ("among the first skills", any(found.order < _FIRST for found in listed)),
        ("one of few skills", bool(listed) and beside.skills < _FEW_SKILLS),
        ("a skill no table knows", is_term and not is_known and not one.is_item),
        ("a skill that is a part of a known field", is_term and is_known and not one.is_item),
        ("a skill no work is near", bool(listed) and not one.is_worked and not one.is_near),
        ("a skill of which no word recurs",
         any("unsupported" in found.manners for found in one.found)),
        ("only an item of a list", one.is_item),
        ("an item with a known field in it", one.is_item and is_known),
        ("told where few skills are listed", is_told and beside.skills < _FIRST),
        ("of a seller's customers", one.is_of_seller),
    ]  # fmt: skip


def _of_name(one: Weighing, beside: Beside) -> list[tuple[str, bool]]:
    base = kin(one.concept)
    return [
        ("one of few fields", beside.fields < _FEW_FIELDS),
        ("one of many fields", beside.fields > _MANY_FIELDS),
        ("a whole sector", base is not None and not concepts()[base].broader),
        ("a number in it", any(sign.isdigit() for sign in one.surface)),
        ("of four letters or less", len(one.surface) <= _SHORT),
    ]
