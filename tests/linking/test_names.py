"""Names of people: which are one and the same, which are namesakes at most."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.linking.assets import asset
from backend.linking.name_levels import NAME_LEVELS, name_level
from backend.linking.names import person_name
from backend.linking.normalise import fold


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("Ing. Jan Tichý, CSc.", "Tichý Jan", "exact"),
        ("Mgr. et Mgr. Jana Tichá, Ph.D., MBA", "JANA TICHÁ", "exact"),
        ("TICHÝ Jan", "Jan Tichy", "exact"),
        ("Tichý, Jan", "Jan Tichý", "exact"),
        ("Dr. Jürgen von der Müller, PhD", "Juergen Mueller", "exact"),
        ("Jörg Krøyer", "Joerg Kroeyer", "exact"),
        ("Иван Петров", "Ivan Petrov", "exact"),
        ("Jana Tichá (she/her)", "Jana Tichá", "exact"),
        ("Virtanen Mikko", "Mikko Virtanen", "exact"),
        ("Anna Müller-Schmidt", "Anna Müller", "without middle"),
        ("John Albert Tern", "John Tern", "without middle"),
        ("John A. Tern", "John Albert Tern", "without middle"),
        ("Anna-Maria Tern", "Anna Maria Tern", "exact"),
        ("Bob Tern", "Robert Tern", "nickname"),
        ("Honza Tichý", "Jan Tichý", "nickname"),
        ("Jussi Lakeus", "Juhani Lakeus", "nickname"),
        ("Sepp Tern", "Josef Tern", "nickname"),
        ("Mikko Virtanen", "Mikko Virtanem", "one typo"),
        ("J. Tern", "John Tern", "initials"),
        ("Jana Tichý", "Jana Tichá", "feminine form"),
        ("Jana Novák", "Jana Nováková", "feminine form"),
        ("John A. Tern", "John B. Tern", "middle differs"),
        ('Robert "Bobby" Tern', "Bobby Tern", "exact"),
        ("Jana Nová (Tichá)", "Jana Tichá", "exact"),
        ("Jana Nová (roz. Tichá)", "Jana Tichá", "exact"),
        ("José García López", "José García", "part of the name"),
        ("JUAN DE LA CRUZ", "Juan de la Cruz", "exact"),
        ("Jan Novák", "Jana Nováková", "family only"),
        ("Jan Tichý", "Petr Tichý", "family only"),
        ("Jana Tichá", "Jana Veselá", "given only"),
        ("Jan", "Jan Tichý", "given only"),
        ("jtichy", "Jan Tichý", "different"),
        ("Jan Tichý", "Petr Veselý", "different"),
        ("Bob Tern", "Bert Tern", "family only"),
    ],
)
def test_levels(left: str, right: str, level: str) -> None:
    assert name_level(left, right) == level
    assert name_level(right, left) == level


@pytest.mark.parametrize("text", ["", "  ", "🎉", "1234", "()", "-"])
def test_without_letters_nothing_is_compared(text: str) -> None:
    assert name_level(text, "Jan Tichý") is None


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Prof. Dr.-Ing. habil. Hans Meyer", ("hans",), ("meyer",)),
        ("Jan Ma", ("jan",), ("ma",)),
        ("Jan Ma, MBA", ("jan",), ("ma",)),
        ("Ludwig van der Tern", ("ludwig",), ("van", "der", "tern")),
        ("Tern", ("tern",), ()),
        ("Jana Tichá 🚀", ("jana",), ("ticha",)),
        ("Jana Tichá – Head of Sales", ("jana",), ("ticha",)),
    ],
)
def test_names_taken_apart(text: str, given: tuple[str, ...], family: tuple[str, ...]) -> None:
    name = person_name(text)
    assert (name.given, name.family) == (given, family)


_TITLES = {*asset("person_names")["titles"], *asset("person_names")["weak_titles"]}
NAME = (
    st.text("abcdeěéghijklmnoprsštuůvyýzž", min_size=2, max_size=9)
    .filter(lambda word: fold(word) not in _TITLES)  # "Bc Tichý" is read with a title, rightly
    .map(str.title)
)
FULL = st.tuples(NAME, NAME).map(" ".join)


@given(FULL, FULL)
def test_symmetric(left: str, right: str) -> None:
    assert name_level(left, right) == name_level(right, left)


@given(FULL)
def test_case_diacritics_and_titles_change_nothing(name: str) -> None:
    assert name_level(name, name.upper()) == "exact"
    assert name_level(name, f"Ing. {name}, Ph.D.") == "exact"


@given(st.text(max_size=120), st.text(max_size=120))
def test_hostile_text_reaches_a_level_or_none(left: str, right: str) -> None:
    level = name_level(left, right)
    assert level is None or level in NAME_LEVELS
