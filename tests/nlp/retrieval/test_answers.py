"""Who can answer: quotes, sums, and nothing from what is not there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.nlp.arithmetic import recompute
from backend.nlp.embeddings import Vectors
from backend.nlp.retrieval.answers import Answer, AnswerHistory, Question

NOW = datetime(2026, 6, 1)  # noqa: DTZ001


def asked(number: int, text: str, *, asker: str = "asker", field: str = "plant") -> Question:
    return Question(f"q{number}", asker, text.split(".", maxsplit=1)[0], text, field, NOW)


def history() -> AnswerHistory:
    made = AnswerHistory()
    made.add(
        asked(1, "Bearing noise after fitting drives. The motor bearings of our pumps howl."),
        [Answer("q1.1", "ann", "Cut the bearing open: fluting means current. Fit a shaft ring."),
         Answer("q1.2", "asker", "Thanks, bearing is cut open, it is fluted.")],
    )  # fmt: skip
    made.add(
        asked(2, "Payroll tax of cross-border workers. Which country taxes the wages?"),
        [Answer("q2.1", "bea", "Look at the treaty: 183 days decide about the wage tax.")],
    )
    made.add(
        asked(3, "Bearing grease interval. How often do you grease the motor bearings?"),
        [Answer("q3.1", "ann", "By running hours and speed, never by the calendar.")],
    )
    return made


def test_who_answered_questions_like_it_comes_first() -> None:
    ranked = history().rank(asked(9, "Motor bearings fail. Drive currents or grease?", asker="new"))
    assert [one.person for one in ranked] == ["ann", "bea"]
    assert ranked[0].probability > 0.5 > ranked[1].probability


def test_the_asker_is_not_sent_to_themselves() -> None:
    question = asked(9, "Motor bearings fail.", asker="ann")
    assert [one.person for one in history().rank(question)] == ["bea"]


def test_own_additions_are_no_evidence() -> None:
    assert history().people == ["ann", "bea"]
    assert history().answered("asker") == 0


def test_a_score_shows_its_quotes_and_adds_up() -> None:
    made, question = history(), asked(9, "Motor bearings fail. Is it current?", asker="new")
    found = made.finding(question, "ann")
    best = made.rank(question)[0]
    assert found.value == "likely"
    assert found.score == pytest.approx(best.probability, abs=2e-3)
    assert recompute(found.arithmetic) == found.score
    assert found.evidence[0].where in {"q1.1", "q3.1"}
    assert found.evidence[0].when == "2026-06-01"
    assert any("Cut the bearing open" in one.quote for one in found.evidence)


def test_too_little_is_unknown_not_nothing() -> None:
    question = asked(9, "Motor bearings fail. Is it current?", asker="new")
    found = history().finding(question, "bea")
    assert (found.value, found.score) == ("unknown", None)
    assert found.reason


def test_somebody_who_never_answered_is_no_case() -> None:
    with pytest.raises(KeyError):
        history().finding(asked(9, "Bearings."), "nobody")


def test_another_field_and_an_older_answer_count_less() -> None:
    text = "Bearing noise. The motor bearings howl."
    made = AnswerHistory()
    made.add(asked(1, text), [Answer("1", "near", "Cut it open.")])
    made.add(asked(2, text, field="office"), [Answer("2", "elsewhere", "Cut it open.")])
    old = Question("q3", "asker", "Bearing noise", text, "plant", datetime(2024, 1, 1))  # noqa: DTZ001
    made.add(old, [Answer("3", "long ago", "Cut it open.")])
    ranked = [one.person for one in made.rank(asked(9, text, asker="new"))]
    assert ranked[0] == "near"


class OneMeaning:
    """An encoder to which texts on bearings mean the same in both languages."""

    name, version, dimensions = "stub", "stub/1", 2

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = [[1, 0] if "bearing" in t.lower() or "ložisk" in t else [0, 1] for t in texts]
        return np.array(rows, dtype=np.float32)


def test_meaning_finds_threads_in_another_language() -> None:
    asking = Question("q9", "new", None, "Proč odchází ložiska motorů?", "plant", NOW)
    made = AnswerHistory(OneMeaning())
    made.add(asked(1, "Wage tax. Which country?"), [Answer("1.1", "bea", "The treaty decides.")])
    made.add(asked(2, "Bearing noise. Which current?"), [Answer("2.1", "ann", "Cut it open.")])
    assert made.rank(asking)[0].person == "ann"
    found = made.finding(asking, "ann")
    assert found.made_by.endswith("semantic")
    assert recompute(found.arithmetic) == found.score
    plain = AnswerHistory()
    plain.add(asked(2, "Bearing noise. Which current?"), [Answer("2.1", "ann", "Cut it open.")])
    assert plain.rank(asking)[0].evidence == 0


def test_an_empty_history_knows_nobody() -> None:
    assert AnswerHistory().rank(asked(1, "Anybody?")) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=60), st.text(max_size=60)), max_size=4), st.text())
def test_any_text_gives_ordered_people_and_sums_that_hold(
    threads: list[tuple[str, str]], text: str
) -> None:
    made = AnswerHistory()
    for number, (question, answer) in enumerate(threads):
        author = f"person {number % 2}"
        made.add(asked(number, question), [Answer(f"{number}.1", author, answer)])
    question = asked(9, text, asker="new")
    ranked = made.rank(question)
    assert sorted(one.person for one in ranked) == sorted(made.people)
    values = [one.evidence for one in ranked]
    assert values == sorted(values, reverse=True)
    for one in ranked:
        assert 0 <= one.probability <= 1
        found = made.finding(question, one.person)
        assert recompute(found.arithmetic) == found.score
        assert found.score is None or all(quote.quote for quote in found.evidence)
