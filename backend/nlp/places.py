"""The places a text may name: countries, regions, cities and two-letter codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from backend.nlp.assets_reading import table
from backend.nlp.tokens import fold

_WORD = re.compile(r"[^\W_]+")
LONGEST_NAME = 7
"""Words of the longest name that is looked for."""


@dataclass(frozen=True, slots=True)
class Place:
    """A name: `kind` country, region or city; `countries` by weight (people for cities)."""

    kind: str
    countries: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Code:
    """Two or three capitals; `first` is the likelier country when nothing else tells."""

    countries: tuple[str, ...]
    first: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """`names` by their folded words, `shorts` by their capitals as written."""

    names: Mapping[tuple[str, ...], Place]
    shorts: Mapping[str, Place]
    codes: Mapping[str, Code]
    country_names: Mapping[str, str]


def words_of(name: str) -> tuple[str, ...]:
    """The folded words of a name: letters and digits only ("d'Ivoire" → d, ivoire)."""
    return tuple(_WORD.findall(fold(name)))


@cache
def gazetteer() -> Gazetteer:
    """All places, loaded once a process."""
    names: dict[tuple[str, ...], Place] = {}
    shorts: dict[str, Place] = {}
    countries = table("places/countries.tsv")
    for row in table("places/cities.tsv"):
        people = (one.split(":") for one in row["people"].split())
        where = {code: int(count) for code, count in people}
        if (key := words_of(row["name"])) and key not in _NO_PLACES:
            names[key] = Place("city", where)
    for row in table("places/regions.tsv"):
        where = dict.fromkeys(row["code"].split(), 1)
        for name in row["names"].split("|"):
            _add(names, shorts, name, Place("region", where))
    for row in countries:
        for name in row["names"].split("|"):
            _add(names, shorts, name, Place("country", {row["code"]: 1}))
    own = {row["code"]: row["names"].split("|")[0] for row in countries}
    return Gazetteer(names, shorts, _codes(set(own)), own)


_EVERYDAY = ("area", "most", "greater", "of", "region", "home", "center", "remote")
_NO_PLACES = frozenset((word,) for word in _EVERYDAY)
"""Towns whose names are everyday words in locations; only a country beside them would tell."""


def _add(
    names: dict[tuple[str, ...], Place], shorts: dict[str, Place], name: str, place: Place
) -> None:
    key = words_of(name)
    if name.isupper() and len(name) <= 5:
        shorts["".join(sign for sign in name if sign.isalpha())] = place
        return
    known = names.get(key)
    if known and known.kind != "city" and known.countries != place.countries:
        # "Georgia" is a state and a country, "Kongo" two countries: any of them may be meant.
        place = Place("region", {**known.countries, **place.countries})
    names[key] = place


def _codes(iso: set[str]) -> dict[str, Code]:
    codes = {code: Code((code,), code) for code in iso}
    codes |= {"UK": Code(("GB",), "GB")}
    for row in table("places/codes.tsv"):
        for code in row["codes"].split():
            country = row["state_of"]
            both = (country, code) if code in iso else (country,)
            codes[code] = Code(both, row["first"] or (country if len(both) == 1 else ""))
    return codes
