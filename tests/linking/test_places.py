"""Cities and countries under their many names."""

from __future__ import annotations

import pytest

from backend.linking.places import city_and_country, city_key, country_key


@pytest.mark.parametrize(
    ("left", "right"),
    [("Praha 4", "Prague"), ("Wien", "Vídeň"), ("Greater Munich Area", "München"),
     ("Helsingfors", "Helsinki, Finland"), ("BRNO", "Brünn"), ("Den Haag", "The Hague")],
)  # fmt: skip
def test_one_city(left: str, right: str) -> None:
    assert city_key(left) == city_key(right)


@pytest.mark.parametrize(
    ("text", "code"),
    [("Česká republika", "CZ"), ("Czechia", "CZ"), ("Saksa", "DE"), ("de", "DE"), ("U.S.A.", "US"),
     ("Spojené státy", "US"), ("Suomi", "FI"), ("Great Britain", "GB")],
)  # fmt: skip
def test_countries_have_their_code(text: str, code: str) -> None:
    assert country_key(text) == code


def test_an_unknown_place_equals_itself_and_nothing_is_nothing() -> None:
    assert city_key("Zvonokosy") == city_key("ZVONOKOSY") != city_key("Brno")
    assert country_key("Atlantis") == "atlantis"
    assert city_key("") is city_key(None) is country_key("  ") is None


@pytest.mark.parametrize(
    ("location", "found"),
    [
        ("Brno, South Moravia, Czechia", ("Brno", "Czechia")),
        ("Praha, Česká republika", ("Praha", "Česká republika")),
        ("Seinäjoki", ("Seinäjoki", None)),
        ("Suomi", (None, "Suomi")),
        ("Austin, TX", ("Austin", None)),
        ("San Jose, CA", ("San Jose", None)),
        ("London, UK", ("London", "UK")),
        ("Greater Boston", ("Greater Boston", None)),
        (" , ", (None, None)),
        (None, (None, None)),
    ],
)
def test_a_location_states_a_city_a_country_or_both(
    location: str | None, found: tuple[str | None, str | None]
) -> None:
    assert city_and_country(location) == found
