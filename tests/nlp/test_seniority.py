"""How senior a title is: the labelled sets, the traps one by one, and what must always hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.nlp.seniority import find_seniority
from backend.schemas.capture import PersonName, Position, Profile
from tests.nlp.role_cases import accuracy, check_sound, judged, profile, words


@pytest.mark.parametrize(
    ("names", "least"),
    [(("titles.tsv",), 0.98), (("titles_later.tsv",), 0.97), (("headlines.tsv",), 0.9)],
)
def test_accuracy_on_labelled_titles(names: tuple[str, ...], least: float) -> None:
    share, wrong = accuracy(judged(*names, column="seniority"), find_seniority)
    assert share >= least, wrong


def test_the_current_position_counts_before_the_headline_and_before_past_ones() -> None:
    given_profile = Profile(
        person=PersonName(name="Ida Vrbová"),
        headline="Managing director",
        positions=[
            Position(title="CEO", end="2020-01"),
            Position(title="Maintenance manager", start="2020-02"),
            Position(title="Board member"),
        ],
    )
    finding = find_seniority(given_profile)
    assert finding.value == "manager"
    assert finding.evidence[0].where == "positions[1].title"
    assert finding.evidence[0].when == "2020-02"


def test_without_an_open_position_the_headline_speaks() -> None:
    finding = find_seniority(profile("CEO", end="2021", headline="Plant director, Orrin Vale"))
    assert (finding.value, finding.evidence[0].where) == ("director", "headline")


def test_an_end_that_says_present_is_no_end() -> None:
    assert find_seniority(profile("Jednatel", end="Současnost")).value == "executive"


def test_a_past_position_alone_tells_nothing() -> None:
    finding = find_seniority(profile("CEO", end="2021"))
    assert finding.value == "unknown"
    assert finding.reason


def test_owner_wins_over_executive_also_when_only_the_headline_says_so() -> None:
    finding = find_seniority(profile("CEO", company="Tidewick", headline="Founder & CEO, Tidewick"))
    assert finding.value == "owner"


@pytest.mark.parametrize(
    "company", ["Vrbová audity (OSVČ)", "Self-employed", "Kaarna Mittaus Tmi", "Freelance"]
)
def test_a_one_person_business_has_an_owner(company: str) -> None:
    given_profile = profile("Energy auditor", company=company)
    finding = find_seniority(given_profile)
    assert finding.value == "owner"
    assert finding.evidence[0].where == "positions[0].company"
    check_sound(finding, given_profile)


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Assistant to the CEO", "specialist"),
        ("Assistant to the Managing Director and the board", "specialist"),
        ("Toimitusjohtajan sihteeri", "specialist"),
        ("Sekretářka generálního ředitele", "specialist"),
        ("Ex-CEO, now consultant", "specialist"),
        ("Maintenance engineer (former plant manager)", "specialist"),
        ("Sales engineer for managing directors", "specialist"),
        ("Head of student services", "director"),
        ("Vice President of the Board's office", "director"),
        ("Professor emeritus", "unknown"),
        ("Chairwoman of the housing association", "unknown"),
    ],
)
def test_words_of_rank_that_are_not_the_persons_own(title: str, level: str) -> None:
    assert find_seniority(profile(title)).value == level


def test_the_employers_name_is_no_rank() -> None:
    title = "Buyer, Directors & Partners Ltd"
    assert find_seniority(profile(title)).value == "specialist"
    given_profile = profile("Buyer, Chief Brewing", company="Chief Brewing Company")
    assert find_seniority(given_profile).value == "specialist"


def test_the_score_says_less_for_a_headline() -> None:
    said_by_position = find_seniority(profile("Plant director")).score
    said_by_headline = find_seniority(profile(headline="Plant director")).score
    assert said_by_position is not None
    assert said_by_headline is not None
    assert said_by_headline < said_by_position


_WORDS = st.sampled_from(
    words(
        "CEO assistant to the head of director, vedoucí ředitele | ex former retired owner "
        "student - päällikkö Leiter junior partner (VP) a.D. i. R. bei at OSVČ , / johtaja"
    )
)


@given(st.lists(_WORDS, max_size=12).map(" ".join) | st.text(max_size=80), st.text(max_size=80))
def test_whatever_is_written_the_finding_is_sound(title: str, headline: str) -> None:
    given_profile = profile(title, headline=headline, company=headline)
    finding = find_seniority(given_profile)
    check_sound(finding, given_profile)
    assert finding == find_seniority(given_profile)
