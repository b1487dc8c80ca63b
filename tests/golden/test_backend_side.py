"""capture.json -> annotations.json through the real application, on SQLite and PostgreSQL.

A case without its annotations.json fails; scripts/write-annotations writes it on purpose.
"""

from __future__ import annotations

import pytest
from apiflask import APIFlask

from backend.schemas.annotation import AnnotationSet
from backend.store.database import Database
from tests.golden.backend_answers import NOW, answers_to, stable, standing_clock, workspace_with_crm
from tests.golden.golden_cases import GoldenCase, captured_cases

CASES = captured_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_capture_is_answered_with_its_annotations(
    case: GoldenCase, app: APIFlask, database: Database
) -> None:
    """When it fails on purpose: scripts/write-annotations SITE/CASE, and read the difference."""
    workspace = workspace_with_crm(database, "golden")
    assert answers_to(case, app, workspace) == case.annotations()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_expectation_is_what_goes_over_the_wire(case: GoldenCase) -> None:
    for expected in case.annotations():
        assert AnnotationSet.model_validate(expected).model_dump(mode="json") == expected


def test_an_id_without_a_lasting_name_is_noticed() -> None:
    answer = {"people": [], "organisation": None, "where": f"account {'0a' * 16}"}
    with pytest.raises(KeyError):
        stable(answer, {})
    assert stable(answer, {"0a" * 16: "account ACC-01"})["where"] == "account account ACC-01"


def test_two_people_of_one_name_are_noticed() -> None:
    nobody = {"contact_link": {"candidates": []}, "account_link": {"candidates": []}}
    people = [{"person_id": str(n), "url": None, "name": "Ann", **nobody} for n in range(2)]
    with pytest.raises(ValueError, match="under one name"):
        stable({"people": people, "organisation": None}, {})


def test_the_clock_stands() -> None:
    from backend.services.scope import _now

    with standing_clock():
        assert _now() == NOW
    assert _now() != NOW
