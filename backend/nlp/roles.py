"""The words a person's present work is read from, cut into parts.

The current main position is the first listed without an end that names a title; without one the
headline speaks. Employers ("at ...", "bei ...", a legal form) and what a title is for ("for ERP
software") are no part of a title and are cut away.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from backend.nlp.assets_reading import ASSETS
from backend.nlp.special_categories import BarredSentences, is_barred_position
from backend.nlp.tokens import Text, fold
from backend.schemas.capture import Profile
from backend.schemas.finding import Source

_WE = frozenset({"i", "we"})
_SPACED_FORMS = (("s", "r", "o"), ("a", "s"), ("z", "o", "o"), ("sp", "z"), ("k", "s"))
_SEPARATORS = frozenset(',;:|•·()[]{}/–—"„“”»«')
_SHORTEST_NAME = 4
_LONGEST = 60
"""Words of a title that are read; a headline of more is an essay."""


@dataclass(frozen=True, slots=True)
class Part:
    """Tokens `first`..`last` of a title; from `cut` on (if any) it tells of others."""

    first: int
    last: int
    cut: int


@dataclass(frozen=True, slots=True)
class Role:
    """One field that may tell the present work: where it is, and its parts."""

    source: Source
    where: str
    text: Text
    parts: tuple[Part, ...]
    when: str | None = None

    @property
    def is_headline(self) -> bool:
        """A headline says less surely what somebody is than a position does."""
        return self.source == "headline"


@dataclass(frozen=True, slots=True)
class OwnFirm:
    """A sign in the employer's name that the person works on their own account."""

    where: str
    quote: str


def roles(profile: Profile) -> list[Role]:
    """The fields to read, best first: the current main position, then the headline."""
    found = []
    number = current_position(profile)
    company = None
    if number is not None:
        position = profile.positions[number]
        company = position.company
        found.append(
            _role("position", f"positions[{number}].title", position.title or "", company,
                  position.start)
        )  # fmt: skip
    if profile.headline and profile.headline.strip():
        if company is None and profile.positions:
            company = profile.positions[0].company
        found.append(_role("headline", "headline", profile.headline, company, None))
    return found


def current_position(profile: Profile) -> int | None:
    """The number of the first position without an end that has a title."""
    for number, position in enumerate(profile.positions):
        is_titled = bool(position.title and position.title.strip())
        if is_titled and is_open(position.end) and not is_barred_position(position):
            return number
    return None


def is_open(end: str | None) -> bool:
    """Whether a position with this end goes on."""
    return not end or fold(end).strip(" .") in marks()["present"]


def named_after(profile: Profile) -> OwnFirm | None:
    """The person's family name, the whole of a double one, in the present employer's name."""
    number = current_position(profile)
    if number is None or not (company := profile.positions[number].company):
        return None
    names = (profile.person.name or "").split()
    text, family = Text(company), Text(names[-1] if len(names) > 1 else "").norms
    if not family or max(map(len, family)) < _SHORTEST_NAME or not set(family) <= set(text.norms):
        return None
    at = text.norms.index(family[0])
    return OwnFirm(f"positions[{number}].company", text.quote(at, at))


def own_firm(profile: Profile) -> OwnFirm | None:
    """The sign of self-employment in the present employer's name, if there is one."""
    number = current_position(profile)
    if number is None or not (company := profile.positions[number].company):
        return None
    text = Text(company)
    for sign in _own_firm_signs():
        length = len(sign)
        for first in range(len(text) - length + 1):
            if tuple(text.norms[first : first + length]) == sign:
                where = f"positions[{number}].company"
                return OwnFirm(where, text.quote(first, first + length - 1))
    return None


@cache
def marks() -> dict[str, frozenset[str]]:
    """The small words that cut a title, folded, by what they mean."""
    read = json.loads((ASSETS / "titles" / "marks.json").read_text("utf-8"))
    endings = " ".join(read.pop("occupation_endings").values())
    read["occupation_endings"] = endings
    return {name: frozenset(map(fold, words.split())) for name, words in read.items()}


@cache
def _own_firm_signs() -> tuple[tuple[str, ...], ...]:
    lines = (ASSETS / "titles" / "own_firms.txt").read_text("utf-8").splitlines()
    return tuple(
        tuple(Text(line).norms) for line in lines if line.strip() and not line.startswith("#")
    )


def _role(source: Source, where: str, title: str, company: str | None, when: str | None) -> Role:
    text = Text(title)
    # What speaks of a special category of data (GDPR article 9) is no part of anybody's title.
    barred = BarredSentences(text, None)
    parts = tuple(
        part
        for part in _parts(text, Text(company) if company else None)
        if not barred.bars(part.first, part.last)
    )
    return Role(source, where, text, parts, when)


def _parts(text: Text, company: Text | None) -> Iterator[Part]:
    first = 0
    employer = [norm for norm in company.norms if norm.isalnum()] if company else []
    end = min(len(text), _LONGEST)
    for index in range(end + 1):
        if index < end and not _separates(text, index):
            continue
        cut = _cut(text, first, index)
        is_whole = cut == index
        # The first words are the title, even where the employer follows them without a comma.
        if index > first and not (
            first and is_whole and _is_employer(text.norms[first:index], employer)
        ):
            yield Part(first, index - 1, cut)
        first = index + 1


def _separates(text: Text, index: int) -> bool:
    if text.kinds[index] == "end":
        # A stop after one or two letters abbreviates ("Jr.", "v. P."); others end a sentence.
        return text.norms[index] != "." or index == 0 or len(text.norms[index - 1]) > 6
    sign = text.norms[index]
    if sign == "/" and 0 < index < len(text) - 1:
        return not (text.source[text.starts[index - 1]].isupper() and
                    text.ends[index - 1] - text.starts[index - 1] <= 3)  # fmt: skip
    return text.kinds[index] == "comma" and (sign in _SEPARATORS or sign.strip() == "-")


def _is_employer(norms: list[str], employer: list[str]) -> bool:
    words = [norm for norm in norms if norm.isalnum()]
    if not words:
        return True
    if (
        len(employer) > 0
        and words == employer[: len(words)]
        and len(words) >= min(2, len(employer))
    ):
        return True
    if len(words) > 1 and words[-1] in marks()["legal_forms"]:
        return True
    return any(tuple(words[-len(form) :]) == form and len(words) > len(form)
               for form in _SPACED_FORMS)  # fmt: skip


def _cut(text: Text, first: int, end: int) -> int:
    """The token from which on the part tells of the employer or of a purpose (or `end`)."""
    words = marks()
    for index in range(first, end):
        norm = text.norms[index]
        if norm in words["purpose_follows"] or (norm == "help" and text.norms[index - 1] in _WE):
            return index
        if index == first:
            continue
        if norm in words["employer_follows"]:
            return index
        if norm in words["employer_follows_if_capital"] and index + 1 < end:
            following = text.quote(index + 1, index + 1)
            if following[0].isupper() or fold(following) in words["employer_follows_if_capital"]:
                return index
    return end
