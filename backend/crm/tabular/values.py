"""Cells read as dates, amounts, yes/no and words of a list; ValueError says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Literal

from backend.crm.assets import asset
from backend.crm.tabular.header import folded

_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"^(19|20)(\d\d)(\d\d)(\d\d)$")
_PARTS = re.compile(r"^(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})(?!\d)")
_NAMED = re.compile(r"^(\d{1,2})\.?[\s-]+([^\W\d_]+)\.?[\s,-]+(\d{4})(?!\d)")
_NAMED_US = re.compile(r"^([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_TIME = re.compile(
    r"^[T\s,]*(?:klo\s+|um\s+|v\s+)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?\s*"
    r"(?P<half>[ap]\.?m\.?)?\s*(?:Uhr)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"^\d{5}(?:[.,]\d+)?$")
_NUMBER = re.compile(r"[-+]?[\d.,'’\s\u00a0\u202f]*\d")
DateStyle = Literal["dmy", "mdy"]
NumberStyle = Literal["comma", "dot"]


@dataclass(frozen=True, slots=True)
class Styles:
    """How a column writes what can be read in two ways."""

    dates: DateStyle = "dmy"
    numbers: NumberStyle = "dot"


@cache
def _months() -> dict[str, int]:
    return {name: int(no) for no, names in asset("words")["months"].items() for name in names}


@cache
def _words(group: str) -> dict[str, str]:
    return {word: value for value, words in asset("words")[group].items() for word in words}


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 2:
        year += 2000 if year < 70 else 1900
    return year


def _date_and_rest(text: str, style: DateStyle) -> tuple[date, str]:
    if match := _ISO.match(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _COMPACT.match(text):
        year, month, day = int(match[1] + match[2]), int(match[3]), int(match[4])
    elif match := _PARTS.match(text):
        first, second, year = int(match[1]), int(match[3]), _year(match[4])
        # A dot is written between day, month and year only; a slash or hyphen is read by column.
        day, month = (second, first) if style == "mdy" and match[2] != "." else (first, second)
    elif match := _NAMED.match(text):
        day, month, year = int(match[1]), _months().get(folded(match[2]), 0), int(match[3])
    elif match := _NAMED_US.match(text):
        day, month, year = int(match[2]), _months().get(folded(match[1]), 0), int(match[3])
    elif _SERIAL.match(text):
        raise ValueError(f"{text!r} is a spreadsheet's inner number of a day; format it as a date")
    else:
        raise ValueError(f"{text[:40]!r} is no date")
    try:
        return date(year, month, day), text[match.end() :]
    except ValueError:
        order = "month/day/year" if style == "mdy" else "day/month/year"
        raise ValueError(f"{text[:40]!r} is no date (read as {order})") from None


def read_date(text: str, style: DateStyle = "dmy") -> date:
    """2026-12-31, 31.12.2026, 31. 12. 2026, 12/31/2026 (by `style`), 31 Dec 2026, 20261231.

    A time behind the date is left out.
    """
    found, rest = _date_and_rest(text.strip(), style)
    if rest.strip() and not _TIME.match(rest):
        raise ValueError(f"{text[:40]!r} is no date")
    return found


def read_moment(text: str, style: DateStyle = "dmy") -> datetime:
    """A date with or without time; without a zone it is taken as UTC."""
    found, rest = _date_and_rest(text.strip(), style)
    if not rest.strip():
        return datetime.combine(found, time(), UTC)
    match = _TIME.match(rest)
    if not match:
        raise ValueError(f"{text[:40]!r} is no date and time")
    hour = int(match[1])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
    zone: timezone = UTC
    if match["zone"] and match["zone"][0] in "+-":
        sign = -1 if match["zone"][0] == "-" else 1
        digits = match["zone"][1:].replace(":", "")
        zone = timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
    try:
        moment = datetime.combine(found, time(hour, int(match[2]), int(match[3] or 0)), zone)
    except ValueError:
        raise ValueError(f"{text[:40]!r} is no date and time") from None
    return moment.astimezone(UTC)


def date_style(values: Iterable[str]) -> tuple[DateStyle | None, str | None]:
    """How a column orders day and month, and an example that may be read both ways.

    (None, None): no value needs the question. (None, example): nothing in the column answers it.
    Values that contradict each other decide for day/month; the others become errors of their rows.
    """
    example: str | None = None
    monthly = False
    for value in values:
        match = _PARTS.match(value.strip())
        if not match or match[2] == ".":
            continue
        first, second = int(match[1]), int(match[3])
        if first > 12 >= second:
            return "dmy", value
        if second > 12 >= first:
            monthly = True
        example = example or value
    return ("mdy", example) if monthly else (None, example)


def split_amount(text: str) -> tuple[str, str | None]:
    """The number of "1 200,50 Kč" and the currency beside it."""
    match = _NUMBER.search(text)
    if not match:
        return text, None
    beside = (text[: match.start()] + text[match.end() :]).strip(" \u00a0.-,;")
    if not beside:
        return match[0], None
    symbols: dict[str, str] = asset("words")["currencies"]
    code = symbols.get(beside.casefold())
    if code is None and re.fullmatch(r"[A-Za-z]{3}", beside):
        code = beside.upper()
    if code is None:
        raise ValueError(f"{text[:40]!r} is no amount")
    return match[0], code


def number_style(values: Iterable[str]) -> tuple[NumberStyle | None, str | None]:
    """Which mark divides decimals, and an example that may be read both ways (as with dates)."""
    example: str | None = None
    for value in values:
        digits = re.sub(r"[\s\u00a0\u202f'’]", "", value)
        comma, dot = digits.rfind(","), digits.rfind(".")
        if comma >= 0 and dot >= 0:
            return ("comma" if comma > dot else "dot"), value
        mark = max(comma, dot)
        if mark < 0:
            continue
        sign = "," if comma >= 0 else "."
        if digits.count(sign) > 1:
            return ("dot" if sign == "," else "comma"), value
        behind = len(re.match(r"\d*", digits[mark + 1 :])[0])  # type: ignore[index]
        if behind != 3:
            return ("comma" if sign == "," else "dot"), value
        example = example or value
    return None, example


def read_number(text: str, style: NumberStyle = "dot") -> Decimal:
    """A number with thousands and decimals as the column writes them; no exponent, no formula."""
    digits = re.sub(r"[\s\u00a0\u202f'’]", "", text.strip())
    decimal, thousands = (",", ".") if style == "comma" else (".", ",")
    if digits.count(decimal) == 0 and digits.count(thousands) == 1:
        head, tail = digits.split(thousands)
        if len(tail) != 3:  # "12.50" in a column of decimal commas is clear all the same
            digits = f"{head}{decimal}{tail}"
    digits = digits.replace(thousands, "").replace(decimal, ".")
    if not re.fullmatch(r"[-+]?\d{1,24}(\.\d{0,10})?|[-+]?\.\d{1,10}", digits):
        raise ValueError(f"{text[:40]!r} is no number")
    try:
        return Decimal(digits)
    except InvalidOperation:  # pragma: no cover - the pattern lets nothing else through
        raise ValueError(f"{text[:40]!r} is no number") from None


def read_amount(text: str, style: NumberStyle = "dot") -> tuple[Decimal, str | None]:
    """An amount and the currency written beside it, if any."""
    number, currency = split_amount(text)
    return read_number(number, style), currency


def read_currency(text: str) -> str:
    """An ISO 4217 code out of a code, symbol or word."""
    found = asset("words")["currencies"].get(text.strip().casefold()) or text.strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", found):
        raise ValueError(f"{text[:40]!r} is no currency")
    return str(found)


def read_share(text: str, style: NumberStyle = "dot", percent: bool = False) -> float:
    """A probability out of "40 %", "40" or "0.4"; `percent`: the column says it counts in them."""
    value = float(read_number(text.replace("%", ""), style))
    if percent or "%" in text or value > 1:
        value /= 100
    if not 0 <= value <= 1:
        raise ValueError(f"{text[:40]!r} is no probability")
    return value


def read_yes(text: str) -> bool:
    """Yes or no in four languages; empty is no."""
    word = folded(text)
    if word in asset("words")["yes"]:
        return True
    if word in asset("words")["no"]:
        return False
    raise ValueError(f"{text[:40]!r} is neither yes nor no")


def read_word(
    group: Literal["status", "stage_category", "activity_kind", "direction"], text: str
) -> str | None:
    """The value of a closed list a cell stands for, or None where it is not known."""
    return _words(group).get(folded(text))
