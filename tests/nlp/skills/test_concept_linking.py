"""Linking: the right concept among the first, arithmetic, any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.nlp.arithmetic import recompute
from backend.nlp.skills.concept_linking import ConceptLinker, ConceptMatch, linker
from backend.nlp.skills.concept_records import ConceptRecord, concept_records


def found(surface: str, context: str = "") -> list[ConceptMatch]:
    return linker(semantic=False).link(surface, context)


@pytest.mark.parametrize(
    ("surface", "wanted"),
    [
        ("teamwork", "work in teams"),
        ("accounting", "accounting"),
        ("managing budgets", "manage budgets"),
        ("welding", "operate welding equipment"),
        ("Scrum", "Agile project management"),
        ("unit tests", "perform software unit testing"),
    ],
)
def test_the_concept_is_among_the_first(surface: str, wanted: str) -> None:
    assert wanted in [match.label for match in found(surface)]


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_gives_matches_with_arithmetic(surface: str, context: str) -> None:
    matches = found(surface, context)
    scores = [match.score for match in matches]
    assert scores == sorted(scores, reverse=True)
    for match in matches:
        assert recompute(match.arithmetic) == match.score
        assert match.id
        assert match.label


def test_a_surface_without_a_word_stands_for_nothing() -> None:
    assert found("") == found("… 👍 !") == []


def test_long_surfaces_are_cut() -> None:
    assert found("database " * 10_000, "x" * 1_000_000)


def test_ids_are_unique_and_own_names_have_their_concept() -> None:
    records = concept_records()
    assert len({one.id for one in records}) == len(records) > 13_000
    assert sum(bool(one.own) for one in records) > 200


def test_another_list_of_concepts_can_be_linked_to() -> None:
    records = [
        ConceptRecord("a", "skill", "řídit projekty", ("vedení projektů",)),
        ConceptRecord("b", "knowledge", "účetnictví"),
    ]
    own = dict.fromkeys(("name", "text", "other name", "own name", "same name", "same own name",
                         "word vectors", "context"), 1.0)  # fmt: skip
    link = ConceptLinker(records, {"fast": {**own, "offset": -3.0}}).link
    assert [match.id for match in link("vedení projektů", most=1)] == ["a"]
    assert [match.id for match in link("účetnictví", most=1)] == ["b"]
