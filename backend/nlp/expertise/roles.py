"""The positions of a profile: their time, their kind, and the fields their titles name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Literal

from backend.nlp.assets_reading import table
from backend.nlp.concepts import is_within
from backend.nlp.expertise.dates import Period, period
from backend.nlp.expertise.passages import Passage
from backend.nlp.expertise.word_lists import words as word_list
from backend.nlp.gazetteer import Mention, mentions
from backend.nlp.lexicon import Entry, Lexicon, longest
from backend.nlp.patterns import parse
from backend.nlp.tokens import Text
from backend.schemas.capture import Position, Profile

Kind = Literal["own", "training", "side", "selling"]

SELLING = ("sales", "recruitment", "lead-generation", "partner-management", "export-sales")
PROMOTING = ("marketing", "hr", "communications", "events", "customer-success")
OWN_TRADES = (
    "payroll", "learning-development", "occupational-safety", "compensation-benefits",
    "labour-relations", "workforce-planning", "psychology-work", "immigration-law", "pensions",
)  # fmt: skip
"""Parts of those that are a specialist's own field, not work for somebody else's."""


@dataclass(frozen=True, slots=True)
class Role:
    """One position. `fields`: concepts of its title, in order of place."""

    index: int
    kind: Kind
    period: Period
    when: str | None
    fields: tuple[str, ...]


def roles(profile: Profile, found: list[Passage], today: date) -> list[Role]:
    """The positions in the order the profile gives them. A title that names no field ("Principal
    Consultant") is a seller's or recruiter's where the headline says so."""
    titles = {one.role: one for one in found if one.part == "title"}
    headline = next((one for one in found if one.part == "headline"), None)
    sells = headline is not None and is_selling(
        headline.text, title_mentions(headline.text, headline.language)
    )
    held = [
        _role(index, position, titles.get(index), today)
        for index, position in enumerate(profile.positions)
    ]
    return [
        replace(role, kind="selling")
        if sells and role.kind == "own" and not role.fields and role.period.is_current else role
        for role in held
    ]  # fmt: skip


def _role(index: int, position: Position, title: Passage | None, today: date) -> Role:
    covered = period(position.start, position.end, today, is_first=index == 0)
    when = _when(position)
    if title is None:
        return Role(index, "own", covered, when, ())
    named = title_mentions(title.text, title.language)
    fields = tuple(dict.fromkeys(one.concept for one in named))
    return Role(index, _kind(title, named), covered, when, fields)


def _kind(title: Passage, named: list[Mention]) -> Kind:
    manners = title.wording.manners_anywhere()
    if "training" in manners:
        return "training"
    if "side" in manners:
        return "side"
    return "selling" if is_selling(title.text, named) else "own"


def is_selling(text: Text, named: list[Mention]) -> bool:
    """Whether a title's work is to sell, recruit or promote: "sales engineer, pumps".

    "Marketing data analyst" and "HR system developer" are not: their head is another field.
    """
    heads = word_list("selling_heads")
    for place, one in enumerate(named):
        if not is_commerce(one.concept):
            continue
        following = text.norms[one.last + 1 : one.last + 2]
        # "Leiter Vertrieb", "head of sales": the head may come first.
        leading = text.norms[max(0, one.first - 2) : one.first] if one.first <= 2 else []
        if not heads.isdisjoint((text.norms[one.last], *following, *leading)):
            return True
        later = [other for other in named[place + 1 :] if other.first == one.last + 1]
        if not any(not is_commerce(other.concept) for other in later) and not _is_object(
            text, one.first
        ):
            return True
    return False


def _is_object(text: Text, first: int) -> bool:
    """ "Data scientist for sales": commerce is whom the work is for."""
    return first > 0 and text.norms[first - 1] in word_list("beneficiary")


@cache
def is_commerce(concept: str) -> bool:
    """Whether the concept is selling, recruiting or promoting, or a part of it."""
    return any(is_within(concept, up) for up in (*SELLING, *PROMOTING)) and not any(
        is_within(concept, up) for up in OWN_TRADES
    )


def title_mentions(text: Text, language: str | None) -> list[Mention]:
    """The fields a title names, those included that only titles name ("CEO", "Mechatroniker")."""
    found = _apart(fields_of_line(text, language))
    taken = {index for one in found for index in range(one.first, one.last + 1)}
    for hit in longest(_titles().find(text)):
        if taken.isdisjoint(range(hit.first, hit.last + 1)):
            found.append(Mention(hit.entry.payload, hit.first, hit.last))
    return sorted(found, key=lambda one: (one.first, one.last))


def _apart(found: list[Mention]) -> list[Mention]:
    """Of overlapping names the first: "OT security architect" is OT security."""
    kept: list[Mention] = []
    for one in found:
        if (
            not kept
            or one.first > kept[-1].last
            or (one.first, one.last) == (kept[-1].first, kept[-1].last)
        ):
            kept.append(one)
    return kept


def fields_of_line(text: Text, language: str | None) -> list[Mention]:
    """The fields a short line names, in the profile's language.

    English profiles keep titles in other languages: there any language is tried as well.
    """
    found = mentions(text, language)
    return found if found or language != "en" else mentions(text, None)


@cache
def _titles() -> Lexicon[str]:
    return Lexicon(
        Entry(pattern, row["concept"])
        for row in table("expertise/titles.tsv")
        for source in row["any"].split(";")
        for pattern in parse(source.strip())
    )


def _when(position: Position) -> str | None:
    if not position.start and not position.end:
        return None
    return f"{position.start or '?'} – {position.end or 'present'}"
