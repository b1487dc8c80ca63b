"""Cities and countries as people write them, brought to one key."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from backend.linking.assets import asset
from backend.linking.normalise import fold, words

_METRO = re.compile(
    r"(?i)^(?:greater|metro|region|okres|kraj)\s+"
    r"|\s+(?:metropolitan )?(?:area|region|metro|bay area)$"
)


@cache
def _country_codes() -> dict[str, str]:
    return {
        name: code
        for code, names in asset("places")["countries"].items()
        for name in (code.casefold(), *names)
    }


@cache
def _city_keys() -> dict[str, str]:
    return {name: names[0] for names in asset("places")["cities"] for name in names}


@lru_cache(maxsize=16_384)
def country_key(text: str | None) -> str | None:
    """ISO-2 code of a country as written, the folded text where it is not known, None if empty."""
    if text is None or not (folded := " ".join(fold(text).split())):
        return None
    return _country_codes().get(folded) or _country_codes().get(folded.replace(".", "")) or folded


def city_and_country(location: str | None) -> tuple[str | None, str | None]:
    """The city and the country that a person's location states, None for what it does not.

    "Brno, Czechia" -> both; "Seinäjoki" -> the city; "Greater Boston" -> the city; "Austin, TX" ->
    the city alone, as two letters behind a city are more often a state than a country.
    """
    parts = [part.strip() for part in (location or "").split(",") if part.strip()]
    if not parts:
        return None, None
    last = " ".join(fold(parts[-1]).split())
    known = _country_codes()
    is_country = last in known and (len(last) > 2 or last in ("uk", "us") or len(parts) == 1)
    if is_country:
        return parts[0] if len(parts) > 1 else None, parts[-1]
    return parts[0], None


@lru_cache(maxsize=16_384)
def city_key(text: str | None) -> str | None:
    """One key for all names of a city ("Prag", "Praha 4" -> "praha"), None if empty.

    Of "Brno, South Moravia" and "Greater Brno Area" the city is taken; district numbers go.
    """
    if text is None:
        return None
    first = _METRO.sub("", text.split(",")[0].strip())
    tokens = [token for token in words(first) if not token.isdigit()]
    if not tokens:
        return None
    return _city_keys().get(" ".join(tokens), " ".join(tokens))
