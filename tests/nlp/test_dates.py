"""Dates of positions: what they mean, and how much time they cover."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.nlp.expertise.dates import (
    Period,
    covered_months,
    is_present,
    month_of,
    parse_moment,
    period,
    recent_months,
)

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("written", "year", "month"),
    [
        ("2019-03", 2019, 3),
        ("2019-03-15", 2019, 3),
        ("2019-03-15T08:00:00Z", 2019, 3),
        ("03/2019", 2019, 3),
        ("3.2019", 2019, 3),
        ("15.3.2019", 2019, 3),
        ("15. 3. 2019", 2019, 3),
        ("Mar 2019", 2019, 3),
        ("March 2019", 2019, 3),
        ("Sept. 2019", 2019, 9),
        ("březen 2019", 2019, 3),
        ("od března 2019", 2019, 3),
        ("června 2018", 2018, 6),
        ("červenec 2018", 2018, 7),
        ("listopad 2020", 2020, 11),
        ("září 2020", 2020, 9),
        ("maaliskuu 2019", 2019, 3),
        ("marraskuussa 2019", 2019, 11),
        ("kesäk. 2019", 2019, 6),
        ("März 2019", 2019, 3),
        ("Dez. 2019", 2019, 12),
        ("Juni 2019", 2019, 6),
        ("mars 2019", 2019, 3),
        ("maj 2019", 2019, 5),
        ("août 2019", 2019, 8),
        ("juin 2019", 2019, 6),
    ],
)
def test_months_are_read(written: str, year: int, month: int) -> None:
    moment = parse_moment(written, TODAY)
    assert moment is not None
    assert (moment.month // 12, moment.month % 12 + 1, moment.is_exact) == (year, month, True)


def test_a_bare_year_is_its_middle_and_says_so() -> None:
    moment = parse_moment("2019", TODAY)
    assert moment is not None
    assert moment.month // 12 == 2019
    assert not moment.is_exact


@pytest.mark.parametrize("written", ["", None, "long ago", "1066", "12345", "2090", "0/0"])
def test_what_is_no_date_is_none(written: str | None) -> None:
    assert parse_moment(written, TODAY) is None


@pytest.mark.parametrize(
    "written",
    ["Present", "současnost", "nykyinen", "heute", "nu", "Aujourd'hui", "  now ", None, "",
     "Present · 3 yrs", "– současnost"],
)  # fmt: skip
def test_present_is_recognised(written: str | None) -> None:
    assert is_present(written)
    assert period("2020-01", written, TODAY).is_current


def test_lengths() -> None:
    assert period("2016-01", "2018-12", TODAY).years == 3
    assert period("2016", "2019", TODAY).years == 3
    assert period("2026-11", None, TODAY).years == pytest.approx(1 / 12)
    assert period("2019", "2019", TODAY).years == 0.5
    assert not period(None, None, TODAY).is_known


def test_odd_orders_do_not_make_negative_time() -> None:
    assert period("2020-05", "2019-01", TODAY).years > 0
    assert period("2027-06", None, TODAY).years > 0
    assert period("2020-05", "no idea", TODAY).is_known is False


def test_overlaps_count_once_and_old_work_is_told_from_recent() -> None:
    first, second = period("2010-01", "2014-12", TODAY), period("2012-01", "2015-12", TODAY)
    assert covered_months([first, second]) == 72
    assert recent_months([first, second], TODAY) == 0
    assert recent_months([period("2018-01", None, TODAY)], TODAY) == 96


@given(st.text(max_size=80), st.text(max_size=80), st.booleans())
def test_any_text_gives_a_sound_period(start: str, end: str, is_first: bool) -> None:
    found = period(start, end, TODAY, is_first=is_first)
    assert found.start < found.end <= month_of(TODAY) + 1


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 300)), max_size=12))
def test_covered_months_are_the_union(pairs: list[tuple[int, int]]) -> None:
    periods = [Period(start, start + length) for start, length in pairs]
    months = {month for one in periods for month in range(one.start, one.end)}
    assert covered_months(periods) == len(months)
