"""Expert search: the sum of what people produced, with the documents as evidence."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.nlp.arithmetic import recompute
from backend.nlp.retrieval.documents import Document, DocumentCollection

TEXTS = [
    ("ann", "Bearing currents in motors fed by frequency converters"),
    ("ann", "Fluting of motor bearings: currents, shaft rings and insulation"),
    ("bob", "Grease and wear of roller bearings in motors"),
    ("bob", "Payroll tax of cross-border workers"),
    ("cyd", "Wage tax treaties and payroll in three countries"),
    ("cyd", "Social insurance and payroll of posted workers"),
]


def collection() -> DocumentCollection:
    return DocumentCollection(
        [Document(f"d{number}", (who,), text) for number, (who, text) in enumerate(TEXTS)]
    )


def test_the_sum_over_documents_orders_people() -> None:
    ranked = [one.person for one in collection().rank(None, "currents in motor bearings")]
    assert ranked == ["ann", "bob", "cyd"]


def test_every_score_shows_documents_and_adds_up() -> None:
    made = collection()
    found = made.finding(None, "currents in motor bearings", "ann")
    assert recompute(found.arithmetic) == found.score
    assert {one.where for one in found.evidence} == {"d0", "d1"}
    assert found.score == pytest.approx(made.rank(None, "currents in motor bearings")[0].score,
                                        abs=2e-3)  # fmt: skip


def test_a_query_nobody_wrote_about_is_unknown() -> None:
    found = collection().finding(None, "zeppelins", "ann")
    assert (found.value, found.score) == ("unknown", None)


def test_no_documents_are_nobody() -> None:
    assert DocumentCollection([]).rank("a", "b") == []


def test_a_long_text_is_read_in_part() -> None:
    made = DocumentCollection([Document("1", ("ann",), "pump " * 200_000), *map_documents()])
    start = time.perf_counter()
    made.rank(None, "pump " * 200_000)
    assert time.perf_counter() - start < 5


def map_documents() -> list[Document]:
    return [Document(str(n), ("bob",), f"valve number {n}") for n in range(2, 5)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=80), st.integers(0, 3)), max_size=6), st.text())
def test_any_text_keeps_the_order_and_the_sums(written: list[tuple[str, int]], text: str) -> None:
    made = DocumentCollection(
        [Document(str(n), (f"person {who}",), one) for n, (one, who) in enumerate(written)]
    )
    ranked = made.rank(None, text)
    assert [one.evidence for one in ranked] == sorted(
        (one.evidence for one in ranked), reverse=True
    )
    for one in ranked:
        found = made.finding(None, text, one.person)
        assert recompute(found.arithmetic) == found.score
        assert found.score is None or all(quote.quote for quote in found.evidence)
