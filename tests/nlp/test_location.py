"""The country of a location in many spellings, and the honest "unknown"."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.nlp.assets_reading import table
from backend.nlp.function import find_function
from backend.nlp.location import find_location
from backend.nlp.places import gazetteer
from backend.nlp.seniority import find_seniority
from tests.nlp.role_cases import accuracy, check_sound, judged, profile, rows, words


@pytest.mark.parametrize(
    ("name", "least"), [("locations.tsv", 0.99), ("locations_later.tsv", 0.95)]
)
def test_accuracy_on_labelled_locations(name: str, least: float) -> None:
    share, wrong = accuracy(judged(name, column="country"), find_location)
    assert share >= least, wrong


def test_an_ambiguous_city_is_unknown_and_the_reason_names_the_countries() -> None:
    finding = find_location(profile(location="Cambridge"))
    assert finding.value == "unknown"
    assert finding.score is None
    for country in ("United Kingdom", "United States", "Canada"):
        assert country in (finding.reason or "")


def test_places_in_two_countries_are_unknown_and_named() -> None:
    finding = find_location(profile(location="Brno / Wien"))
    assert finding.value == "unknown"
    assert "Czechia" in (finding.reason or "")
    assert "Austria" in (finding.reason or "")


def test_a_country_weighs_more_than_a_city_alone() -> None:
    named = find_location(profile(location="Bristol, United Kingdom")).score
    alone = find_location(profile(location="Bristol")).score
    assert named is not None
    assert alone is not None
    assert alone < named


def test_without_a_location_the_current_positions_place_counts_for_less() -> None:
    given_profile = profile("Buyer")
    given_profile.positions[0].location = "Tampere"
    finding = find_location(given_profile)
    assert (finding.value, finding.evidence[0].where) == ("FI", "positions[0].location")
    assert (finding.score or 0) < (find_location(profile(location="Tampere")).score or 0)


def test_lower_case_alone_is_read_but_not_words_in_between() -> None:
    assert find_location(profile(location="brno, czechia")).value == "CZ"
    assert find_location(profile(location="a most split and nice reading bath")).value == "unknown"


def test_every_country_is_found_by_each_of_its_names() -> None:
    wrong, count = [], 0
    for row in table("places/countries.tsv"):
        for name in row["names"].split("|"):
            count += 1
            finding = find_location(profile(location=name))
            if finding.value not in (row["code"], "unknown"):
                wrong.append((name, row["code"], finding.value))
    # Names of far territories hold their mother country's: "Hong Kong, RAE da China".
    assert len(wrong) <= count / 200, wrong


def test_the_tables_name_only_known_countries() -> None:
    known = set(gazetteer().country_names)
    for row in table("places/regions.tsv"):
        assert set(row["code"].split()) <= known, row["code"]
    for row in table("places/cities.tsv"):
        assert {one.split(":")[0] for one in row["people"].split()} <= known, row["name"]


@given(
    st.lists(
        st.sampled_from(words("Cambridge , / IL CZ U.S. Praha Georgia and New York DE ( ) Wien"))
        | st.text(max_size=10),
        max_size=8,
    ).map(" ".join)
)
def test_whatever_is_written_the_finding_is_sound(place: str) -> None:
    given_profile = profile(location=place)
    finding = find_location(given_profile)
    check_sound(finding, given_profile)
    assert finding.value == "unknown" or finding.value in gazetteer().country_names


def test_a_profile_is_read_in_milliseconds() -> None:
    profiles = [
        profile(row["title"], headline=row["title"] + " at Orrin Vale", location="Brno, Czechia")
        for row in rows("titles.tsv")
    ]
    for find in (find_seniority, find_function, find_location):
        find(profiles[0])
    begin = time.process_time()
    for one in profiles:
        find_seniority(one)
        find_function(one)
        find_location(one)
    assert (time.process_time() - begin) / len(profiles) < 0.003
