"""How the columns of a table write dates and numbers, told from their own values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backend.crm.tabular.table import Table
from backend.crm.tabular.values import (
    DateStyle,
    NumberStyle,
    Styles,
    date_style,
    number_style,
)

DATES = frozenset({"close_date", "ordered_on", "issued_on", "due_on", "paid_on"})
MOMENTS = frozenset({"occurred_at", "modified_at"})
NUMBERS = frozenset({"amount", "probability"})
_SAMPLE = 2_000
"""Rows that tell how a column is written; further ones are read only while that is open."""


@dataclass(frozen=True, slots=True)
class ColumnStyles:
    """Styles by column index; `notices` say where a value may be read in two ways."""

    by_column: Mapping[int, Styles]
    notices: tuple[str, ...] = ()


def column_styles(
    table: Table, dates: DateStyle | None = None, numbers: NumberStyle | None = None
) -> ColumnStyles:
    """How each column of dates or numbers is written, and what had to be guessed.

    Reads the first rows, and the whole table where those do not tell. A stated `dates` or `numbers`
    is taken as it is.
    """
    wanted = {
        index: name
        for index, name in enumerate(table.columns.fields)
        if name in DATES | MOMENTS | NUMBERS
    }
    values: dict[int, list[str]] = {index: [] for index in wanted}
    settled: set[int] = set()
    for count, (_, cells) in enumerate(table.rows()):
        if count >= _SAMPLE and count % _SAMPLE == 0:
            for index in set(wanted) - settled:
                tell = number_style if wanted[index] in NUMBERS else date_style
                style, example = tell(values[index])
                if style or example is None:
                    settled.add(index)
                else:
                    del values[index][1:]  # one example is enough to keep the question open
            if settled == set(wanted):
                break
        for index in set(wanted) - settled:
            if index < len(cells) and cells[index].strip():
                values[index].append(cells[index])
    return _settle(table, wanted, values, dates, numbers)


def _settle(
    table: Table, wanted: Mapping[int, str], values: Mapping[int, list[str]],
    dates: DateStyle | None, numbers: NumberStyle | None,
) -> ColumnStyles:  # fmt: skip
    european = table.file.divider == ";"
    styles: dict[int, Styles] = {}
    notices: list[str] = []
    for index, name in wanted.items():
        header = table.columns.headers[index]
        if name in NUMBERS:
            number, example = number_style(values[index])
            if number is None and example and numbers is None:
                number = "comma" if european else "dot"
                notices.append(
                    f"{table.name} column {header}: {example.strip()!r} is read with a decimal"
                    f" {number}"
                )
            styles[index] = Styles(numbers=numbers or number or ("comma" if european else "dot"))
        else:
            order, example = date_style(values[index])
            if order is None and example and dates is None:
                order = "dmy" if european else "mdy"
                read = "day/month" if european else "month/day"
                notices.append(
                    f"{table.name} column {header}: {example.strip()!r} could be day/month or"
                    f" month/day; read as {read}"
                )
            styles[index] = Styles(dates=dates or order or "dmy")
    return ColumnStyles(styles, tuple(notices))
