"""Cells as dates, amounts, yes and no: what four languages write, and what is refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.crm.tabular import values


@pytest.mark.parametrize(
    "text",
    ["2026-12-31", "2026/12/31", "31.12.2026", "31. 12. 2026", "31/12/2026", "31-12-2026",
     "31.12.26", "20261231", "31 Dec 2026", "31. prosince 2026", "31. joulukuuta 2026",
     "31. Dezember 2026", "December 31, 2026", "Dec 31st 2026", "2026-12-31T10:00:00Z",
     "31.12.2026 10:00", "2026-12-31 00:00:00"],
)  # fmt: skip
def test_dates(text: str) -> None:
    assert values.read_date(text) == date(2026, 12, 31)


def test_slashes_are_read_as_the_column_says() -> None:
    assert values.read_date("12/31/2026", "mdy") == date(2026, 12, 31)
    assert values.read_date("03/04/2026", "mdy") == date(2026, 3, 4)
    assert values.read_date("03/04/2026", "dmy") == date(2026, 4, 3)
    assert values.read_date("03.04.2026", "mdy") == date(2026, 4, 3)


@pytest.mark.parametrize(
    "text", ["soon", "2026-13-01", "31/12/2026/1", "45291", "=NOW()", "12", "2026-12-31x", "1.1.1"]
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|day"):
        values.read_date(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-31T10:15:30Z", datetime(2026, 12, 31, 10, 15, 30, tzinfo=UTC)),
        ("2026-12-31T10:15:30.123+02:00", datetime(2026, 12, 31, 8, 15, 30, tzinfo=UTC)),
        ("31.12.2026 10.15", datetime(2026, 12, 31, 10, 15, tzinfo=UTC)),
        ("31.12.2026 klo 10.15", datetime(2026, 12, 31, 10, 15, tzinfo=UTC)),
        ("31.12.2026, 10:15 Uhr", datetime(2026, 12, 31, 10, 15, tzinfo=UTC)),
        ("2026-12-31 10:15 PM", datetime(2026, 12, 31, 22, 15, tzinfo=UTC)),
        ("31.12.2026", datetime(2026, 12, 31, tzinfo=UTC)),
    ],
)
def test_moments(text: str, moment: datetime) -> None:
    assert values.read_moment(text) == moment


@pytest.mark.parametrize("text", ["2026-12-31 25:00", "2026-12-31 10:99", "2026-12-31 noon"])
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError, match="date"):
        values.read_moment(text)


@pytest.mark.parametrize(
    ("column", "style", "asks"),
    [
        (["31/12/2026", "03/04/2026"], "dmy", True),
        (["03/04/2026", "12/31/2026"], "mdy", True),
        (["03/04/2026", "05/06/2026"], None, True),
        (["2026-01-01", "31.12.2026", ""], None, False),
        (["12/31/2026", "31/12/2026"], "dmy", True),
    ],
)
def test_a_column_tells_its_order_of_day_and_month(
    column: list[str], style: str | None, asks: bool
) -> None:
    found, example = values.date_style(column)
    assert found == style
    assert (example is not None) == asks


@pytest.mark.parametrize(
    ("text", "style", "amount"),
    [
        ("1234.5", "dot", "1234.5"), ("1,234.50", "dot", "1234.50"), ("1,234", "dot", "1234"),
        ("1.234", "comma", "1234"), ("1 234,50", "comma", "1234.50"),
        ("1\u00a0234,50", "comma", "1234.50"), ("1.234.567,8", "comma", "1234567.8"),
        ("1'234.50", "dot", "1234.50"), ("-12,5", "comma", "-12.5"), ("12.50", "comma", "12.50"),
        ("12,5", "dot", "12.5"), ("0", "dot", "0"),
    ],
)  # fmt: skip
def test_numbers(text: str, style: values.NumberStyle, amount: str) -> None:
    assert values.read_number(text, style) == Decimal(amount)


@pytest.mark.parametrize("text", ["=1+1", "1e9", "abc", "", "1.2.3,4", "--1", "NaN", "Infinity"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        values.read_number(text)


@pytest.mark.parametrize(
    ("column", "style"),
    [(["1,50"], "comma"), (["1.50"], "dot"), (["1.234,50"], "comma"), (["1,234.50"], "dot"),
     (["1.234.567"], "comma"), (["1,234"], None), (["12", "1,234"], None),
     (["1,234", "2,5"], "comma")],
)  # fmt: skip
def test_a_column_tells_its_decimal_mark(column: list[str], style: str | None) -> None:
    assert values.number_style(column)[0] == style


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [("€ 1,200.00", "1200", "EUR"), ("1 200 Kč", "1200", "CZK"), ("USD 5", "5", "USD"),
     ("5 usd", "5", "USD"), ("£9.99", "9.99", "GBP"), ("12", "12", None)],
)  # fmt: skip
def test_amounts_with_their_currency(text: str, amount: str, currency: str | None) -> None:
    assert values.read_amount(text) == (Decimal(amount), currency)


def test_an_unknown_sign_beside_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="amount"):
        values.read_amount("12 bananas")
    with pytest.raises(ValueError, match="currency"):
        values.read_currency("crowns")


def test_shares_and_yes_and_no() -> None:
    assert values.read_share("40 %") == values.read_share("40") == values.read_share("0.4") == 0.4
    assert values.read_share("1", percent=True) == 0.01
    assert values.read_share("1") == 1.0
    with pytest.raises(ValueError, match="probability"):
        values.read_share("400")
    assert all(values.read_yes(text) for text in ("Yes", "ANO", "kyllä", "ja", "TRUE", "x", "1"))
    assert not any(values.read_yes(text) for text in ("No", "ne", "ei", "Nein", "FALSE", "", "0"))
    with pytest.raises(ValueError, match="neither"):
        values.read_yes("perhaps")


@pytest.mark.parametrize(
    ("group", "text", "value"),
    [
        ("status", "Stávající zákazník", "customer"), ("status", "Customer - Direct", "customer"),
        ("status", "Entinen asiakas", "former"), ("status", "Interessent", "prospect"),
        ("status", "Partner", None), ("stage_category", "Closed Won", "won"),
        ("stage_category", "Voitettu", "won"), ("stage_category", "Verloren", "lost"),
        ("activity_kind", "Schůzka", "meeting"), ("activity_kind", "Puhelu", "call"),
        ("direction", "Ausgehend", "out"),
    ],
)  # fmt: skip
def test_words_of_closed_lists(group: str, text: str, value: str | None) -> None:
    assert values.read_word(group, text) == value  # type: ignore[arg-type]


DAYS = st.dates(date(1971, 1, 1), date(2068, 12, 31))


@given(DAYS)
def test_every_day_reads_back_in_every_style(day: date) -> None:
    assert values.read_date(day.isoformat()) == day
    assert values.read_date(f"{day.day}.{day.month}.{day.year}") == day
    assert values.read_date(day.strftime("%d/%m/%Y"), "dmy") == day
    assert values.read_date(day.strftime("%m/%d/%Y"), "mdy") == day
    assert values.read_date(day.strftime("%d.%m.%y")) == day


@given(DAYS, st.times(), st.integers(-14, 14))
def test_every_moment_reads_back(day: date, at: time, hours: int) -> None:
    moment = datetime.combine(day, at)
    text = moment.replace(microsecond=0).isoformat() + f"{hours:+03d}:00"
    expected = moment.replace(microsecond=0, tzinfo=UTC) - timedelta(hours=hours)
    assert values.read_moment(text) == expected


@given(st.decimals(-(10**9), 10**9, places=2))
def test_every_amount_reads_back_in_both_styles(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    european = english.translate(str.maketrans(",.", ".,"))
    assert values.read_number(english, "dot") == amount
    assert values.read_number(european, "comma") == amount
    assert values.read_number(european.replace(".", "\u00a0"), "comma") == amount


@given(st.text(max_size=60))
def test_hostile_cells_are_read_or_refused(text: str) -> None:
    for reader in (values.read_date, values.read_moment, values.read_number, values.read_amount,
                   values.read_share, values.read_currency, values.read_yes):  # fmt: skip
        with suppress(ValueError):
            reader(text)
    values.date_style([text])
    values.number_style([text])
