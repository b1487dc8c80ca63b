"""Employers read from headlines; a slogan is no employer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.linking.employers import MAX_EMPLOYERS, employers_from_headline


@pytest.mark.parametrize(
    ("headline", "present", "past"),
    [
        ("Head of Energy at Nordwind GmbH", ["Nordwind GmbH"], []),
        ("CTO @ Tern", ["Tern"], []),
        ("CTO @Nordwind | ex-Grebe, ex-Tern", ["Nordwind"], ["Grebe", "Tern"]),
        ("Sales Manager at Nordwind (ex Grebe)", ["Nordwind"], ["Grebe"]),
        ("Vedoucí údržby ve společnosti Kovo Brno a.s.", ["Kovo Brno a.s."], []),
        ("Obchodní ředitelka, Kovo Brno a.s., dříve ve společnosti Tern", ["Kovo Brno a.s."],
         ["Tern"]),
        ("Kunnossapitopäällikkö | Lakeus Oy", ["Lakeus Oy"], []),
        ("Ingenieur bei Müller & Söhne GmbH", ["Müller & Söhne GmbH"], []),
        ("Werkleiter bei der Stahl AG", ["Stahl AG"], []),
        ("dříve Škorpion Auto", [], ["Škorpion Auto"]),
        ("entinen Lakeus", [], ["Lakeus"]),
        ("ehemals Nordwind AG", [], ["Nordwind AG"]),
        ("Former CTO at Tern", [], ["Tern"]),
        ("CEO, Kovo Brno, spol. s r.o.", ["Kovo Brno, spol. s r.o."], []),
        ("Founder of Kovo, speaker", ["Kovo"], []),
        ("Consultant at Lakeus, Helsinki", ["Lakeus"], []),
        ("Works at Nordwind.", ["Nordwind"], []),
    ],
)  # fmt: skip
def test_employers(headline: str, present: list[str], past: list[str]) -> None:
    found = employers_from_headline(headline)
    assert [employer.name for employer in found if employer.current] == present
    assert [employer.name for employer in found if not employer.current] == past


@pytest.mark.parametrize(
    "headline",
    ["Engineer at heart", "Helping people at scale", "Dad, runner, dreamer", "Looking for a job",
     "Student at large", "CEO | Speaker | Author", "Energy is my life", "", "at", "@", "ex-", "|"],
)  # fmt: skip
def test_slogans(headline: str) -> None:
    assert employers_from_headline(headline) == ()


@pytest.mark.parametrize(
    ("headline", "name"),
    [
        ("Plant engineer, Nordwind Pumpen", "Nordwind Pumpen"),
        ("Plant engineer | Nordwind Pumpen", "Nordwind Pumpen"),
        ("Energetička v Kovárnách Hostýn", "Kovárnách Hostýn"),
    ],
)
def test_what_only_stands_in_the_place_of_an_employer_is_not_certain(
    headline: str, name: str
) -> None:
    (found,) = employers_from_headline(headline)
    assert (found.name, found.current, found.certain) == (name, True, False)


def test_no_headline() -> None:
    assert employers_from_headline(None) == ()


@given(st.text(max_size=300))
def test_hostile_headlines_stay_bounded(headline: str) -> None:
    found = employers_from_headline(headline)
    assert len(found) <= MAX_EMPLOYERS
    assert all(employer.name.strip() for employer in found)
