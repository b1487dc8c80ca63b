"""When two texts of two pages say the same: what a network, a reader or a translation changes of
them is no change.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from backend.linking.normalise import organisation_name
from backend.linking.normalise import words as latin_words
from backend.schemas.capture import Line

_CUT = re.compile(r"\s*(?:…|\.\.\.)\s*(?:\(?(?:see |show |read )?more\)?)?$", re.IGNORECASE)
"""How networks end a text they show in part."""
_NUMBERS = re.compile(r"\d+")
_CITY = 4
"""Letters of a word that two names of the same area share ("Brno", "Greater Brno Area")."""
_FEWEST_SHARED = 12
"""Characters the shown beginning of a text needs to be taken for it."""


@lru_cache(maxsize=8_192)
def folded(text: str) -> str:
    """The words alone: no case, accents, punctuation, emoji or doubled spaces; a text that stands
    there twice ("EngineerEngineer") once. "C", "C++" and "C#" stay apart. A text without a word is
    itself.
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    signs = (
        sign if sign.isalnum() or sign in "+#" else " "
        for sign in plain
        if not unicodedata.combining(sign)
    )
    words = [word for word in "".join(signs).split() if any(sign.isalnum() for sign in word)]
    return _once(" ".join(words)) or text.strip().casefold()


def _once(text: str) -> str:
    """One half of a text that is twice the same."""
    half = len(text) // 2
    for end, start in ((half, half), (half, half + 1)):
        if half >= 4 and text[:end] == text[start:]:
            return text[:end].strip()
    return text


def same_text(one: str, other: str) -> bool:
    """Whether two lines say the same, also where one is shown in part ("Head at Nord…")."""
    mine, theirs = folded(one), folded(other)
    return mine == theirs or begins(one, other) or begins(other, one)


def begins(shown: str, whole: str) -> bool:
    """Whether `shown` is the beginning of `whole`, cut off with an ellipsis."""
    if not _CUT.search(shown):
        return False
    start = folded(_CUT.sub("", shown))
    return len(start) >= _FEWEST_SHARED and folded(whole).startswith(start)


def same_line(one: str, other: str) -> bool:
    """As `same_text`; lines that differ in their numbers alone are counters ("1,203 posts")."""
    return same_text(one, other) or (
        (rest := _without_numbers(one)) != "" and rest == _without_numbers(other)
    )


def _without_numbers(text: str) -> str:
    return " ".join(_NUMBERS.sub(" ", folded(text)).split())


def same_name(one: Line, other: Line) -> bool:
    """Whether one name may be the other: titles added, in another script or order, cut to initials,
    masked."""
    if "*" in one + other:
        return True
    mine, theirs = set(latin_words(one)), set(latin_words(other))
    fewer, more = sorted((mine, theirs), key=len)
    return all(any(_may_be(word, full) for full in more) for word in fewer)


def _may_be(word: str, full: str) -> bool:
    return word == full or (min(len(word), len(full)) == 1 and word[0] == full[0])


def same_place(one: str, other: str) -> bool:
    """Whether two places may be the same one: named more or less exactly, or in another language.

    Where the last parts (the country) are written differently, the interface speaks another
    language, and a city has another name in it; that is for who knows the countries to decide.
    """
    mine, theirs = _parts(one), _parts(other)
    return (
        set(mine) <= set(theirs)
        or set(theirs) <= set(mine)
        or mine[-1] != theirs[-1]
        or any(len(word) >= _CITY for word in {*mine[0].split()} & {*theirs[0].split()})
    )


def _parts(place: str) -> list[str]:
    return [folded(part) for part in place.split(",") if part.strip()] or [folded(place)]


def company_key(name: str | None) -> str:
    """A company's name without case, accents and legal form; "" where there is none."""
    return organisation_name(name).joined if name else ""
