"""Expertise: the fields a profile gives evidence for, each with quotes and arithmetic.

See docs in the modules: passages (what is read), wording (in what manner a field is named),
employers, roles, candidates, listed_skills, phrases, meanings, plausibility, strength (the terms),
salience and selection (which are areas), naming.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from backend.nlp.expertise.candidates import Candidate, candidates
from backend.nlp.expertise.free_terms import with_work
from backend.nlp.expertise.listed_skills import one_name_each
from backend.nlp.expertise.meanings import resolved
from backend.nlp.expertise.naming import english_of
from backend.nlp.expertise.passages import passages
from backend.nlp.expertise.plausibility import Ground
from backend.nlp.expertise.roles import roles
from backend.nlp.expertise.selection import select
from backend.nlp.expertise.strength import VERSION, Weighing
from backend.nlp.expertise.sufficiency import is_informative
from backend.schemas.capture import Profile
from backend.schemas.finding import Finding

__all__ = ["VERSION", "Expertise", "find_expertise"]


@dataclass(frozen=True, slots=True)
class Expertise:
    """`areas`, strongest first (score from .6 on strong, from .25 on some); `traces`: fields that
    are touched without being areas; `informative`: enough is told to say what is not there;
    `surfaces`: area → the words of the profile that name it best; `english`: area → its name in
    English, in lower case."""

    areas: list[Finding]
    traces: list[Finding]
    informative: bool
    surfaces: dict[str, str] = field(default_factory=dict)
    english: dict[str, str] = field(default_factory=dict)


def find_expertise(profile: Profile, *, today: date, language: str | None) -> Expertise:
    """The person's areas of expertise. `language`: ISO 639-1 of the profile, None when unknown.

    Pure; never raises on odd text, and reads a bounded part of long ones.
    """
    read = passages(profile, language)
    held = roles(profile, read, today)
    named = resolved(one_name_each(candidates(profile, read, held)), read)
    found = with_work(named, read, held)
    ground = Ground(profile, found, held)
    by_concept: dict[str, list[Candidate]] = {}
    for one in found:
        by_concept.setdefault(one.concept, []).append(one)
    weighed = [Weighing(concept, ones, ground, today) for concept, ones in by_concept.items()]
    areas, traces, chosen = select(weighed)
    return Expertise(
        areas,
        traces,
        is_informative(read, found, ground),
        surfaces={one.concept: one.surface for one in chosen},
        english={one.concept: english_of(one.concept, one.found[0].label) for one in chosen},
    )
