"""What an area is called: by the words of the profile, and in English."""

from __future__ import annotations

from collections.abc import Sequence

from backend.nlp.concepts import TERM, kin, label
from backend.nlp.expertise.candidates import Candidate
from backend.nlp.expertise.plausibility import FOREIGN
from backend.nlp.gazetteer import mentions
from backend.nlp.tokens import Text

_ORDER = {"skill": 0, "title": 1, "work": 2, "headline": 3, "about": 4}


def surface_of(found: Sequence[Candidate]) -> str:
    """The words of the profile that name the field best: a listed skill, else its own work."""
    ranked = sorted(
        (one for one in found if not one.manners & FOREIGN),
        key=lambda one: (_ORDER.get(one.part, 5), -len(one.written)),
    )
    return (ranked or found)[0].written


def english_of(concept: str, written: str) -> str:
    """The field in English, lower case, as far as the tables know it; else as it is `written`.

    A term of another language ("kalibrace teploměrů") is called by the concept it is a part of.
    """
    base = kin(concept)
    if base is None or not concept.startswith(TERM):
        return written.lower()
    name = label(concept)
    is_english = any(one.concept == base for one in mentions(Text(name), "en"))
    return name if is_english else label(base).lower()
