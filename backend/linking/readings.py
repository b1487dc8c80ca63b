"""What a stated employer name says beside the name: "ex-", "part of", "formerly", "(IBM)", "@".

"Kovo Brno (part of Nordwind)" reads as the name "Kovo Brno" with the parent "Nordwind".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_PARENT = (
    r"(?:a |an )?(?:part|member|division|subsidiary|unit|brand|company) of(?: the)?"
    r"|by|teil (?:der|von)|ein unternehmen der|tochter (?:der|von)|součást(?: skupiny)?"
    r"|člen skupiny|osa|kuuluu|now part of|nyní součást|nykyisin osa"
)
_FORMER = (
    r"formerly(?: known as)?|former(?:ly)?|previously|prev\.?|f/?k/?a|ex|dříve"
    r"|drive|bývalá|byvala|entinen|ent\.|aiemmin|ehemals|vormals|früher|fruher|ehem\."
)
_ALSO = r"d/?b/?a|aka|a\.k\.a\.|also known as|trading as|t/a|operating as|zkráceně|lyhyesti|kurz"
_INSIDE = re.compile(r"\s*[(\[]([^()\[\]]{1,200})[)\]]")
_AFTER = re.compile(
    rf"(?i)(?:\s*[,;–—|/-]\s*|\s+)\b({_PARENT}|{_FORMER}|{_ALSO})\b[\s:.]+(?=\S)(?!.*[(\[])"
)
_STARTS = re.compile(
    rf"(?i)^(?:(?P<parent>{_PARENT})|(?P<former>{_FORMER})|(?P<also>{_ALSO}))[\s:.]+"
)
_COMPANY_AFTER = re.compile(
    r"(?i)^(?P<main>.+?)\s*(?:[,;–—|-]\s*|[(])an? (?P<parent>.+?) (?:group )?company[)]?\s*$"
)
_EX = re.compile(
    r"(?i)^(?:ex[-–.]\s*|(?:former(?:ly)?|dříve|bývalý|bývalá|entinen|ehemals)\s+)(?=\S)"
)
_EX_APART = re.compile(r"^ex (?=[^\W\d_a-z])")  # "ex Nordwind", but "Ex Libris" is a name
_AT = re.compile(r"^@\s*")
_ACRONYM = re.compile(r"^[A-Z][A-Z0-9&.]{1,7}$")
MAX_LENGTH = 500
# "by" and "ex" begin too many plain names to be read without a bracket around them.
_BRACKET_ONLY = {"by", "ex", "osa"}


@dataclass(frozen=True, slots=True)
class Readings:
    """`main` is the name itself; `also` other names of the same, `former` and `parents` others."""

    main: str
    also: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    is_former: bool = False
    """The whole was marked as past ("ex-Siemens")."""


def _is_made_of_initials(acronym: str, name: str) -> bool:
    """ "IBM" behind "International Business Machines", not "JIANGSU" behind a firm from there."""
    letters = [char for char in acronym.casefold() if char.isalnum()]
    initials = [word[0].casefold() for word in re.findall(r"\w+", name)]
    return len(letters) >= 2 and letters == initials[: len(letters)]


@lru_cache(maxsize=65_536)
def readings(text: str) -> Readings:
    """Read a stated name; without decorations `main` is the text as it stands."""
    main = _AT.sub("", text[:MAX_LENGTH].strip())
    bare = _EX_APART.sub("", _EX.sub("", main))
    is_former, main = bare != main, bare
    found: dict[str, list[str]] = {"parent": [], "former": [], "also": []}
    company = _COMPANY_AFTER.match(main)
    if company:
        found["parent"].append(company["parent"])
        main = company["main"]
    kept = main
    for match in _INSIDE.finditer(main):
        inner = match[1].strip()
        start = _STARTS.match(inner)
        if start and start.lastgroup:
            found[start.lastgroup].append(inner[start.end() :])
        elif _ACRONYM.match(inner) and _is_made_of_initials(inner, main[: match.start()]):
            found["also"].append(inner)
        else:
            continue
        kept = kept.replace(match[0], " ", 1)
    after = _AFTER.search(kept)
    if after and after.start() > 0 and after[1].casefold() not in _BRACKET_ONLY:
        start = _STARTS.match(kept[after.start(1) :])
        if start and start.lastgroup:
            found[start.lastgroup].append(kept[after.start(1) + start.end() :])
            kept = kept[: after.start()]
    kept = " ".join(kept.split()) or main
    cleaned = {kind: tuple(n.strip(" ,;)") for n in names) for kind, names in found.items()}
    return Readings(kept, cleaned["also"], cleaned["former"], cleaned["parent"], is_former)
