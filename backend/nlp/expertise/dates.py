"""Dates of positions as pages write them, and the time they cover, in months.

A month is counted as year * 12 + (month - 1). Nothing here raises on odd input: what cannot be
read is None, and a position without dates has a period of unknown length.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from backend.nlp.assets_reading import ASSETS
from backend.nlp.tokens import fold

RECENT_YEARS = 8
_MIDDLE = 6
"""Month (from 0) a date without one is counted from: a year says no more."""
_OLDEST = 1930
_LENGTH = 60
_ISO = re.compile(r"\b(\d{4})[-/.](\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(?:\d{1,2}\s*[./-]\s*)?(\d{1,2})\s*[./-]\s*(\d{4})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_NAME = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Moment:
    """A month on the time line; `is_exact` is False when only the year was given."""

    month: int
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class Period:
    """Months `start` (included) to `end` (excluded); `is_known` False: the length is a guess."""

    start: int
    end: int
    is_known: bool = True
    is_current: bool = False

    @property
    def years(self) -> float:
        return (self.end - self.start) / 12


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def parse_moment(value: str | None, today: date) -> Moment | None:
    """The month a date means: "2019", "03/2019", "2019-03-05", "březen 2019", "Present"."""
    if not value:
        return None
    text = fold(value[:_LENGTH]).strip()
    for pattern, year_group, month_group in ((_ISO, 1, 2), (_NUMERIC, 2, 1)):
        match = pattern.search(text)
        if match and 1 <= int(match.group(month_group)) <= 12:
            return _moment(int(match.group(year_group)), int(match.group(month_group)), today)
    match = _YEAR.search(text)
    if match is None:
        return Moment(month_of(today)) if _is_present(text) else None
    return _moment(int(match.group(1)), _named_month(text), today)


def is_present(value: str | None) -> bool:
    """Whether an end date means "still there": nothing at all, or a word like "Present"."""
    return not value or _is_present(fold(value[:_LENGTH]).strip())


def period(start: str | None, end: str | None, today: date, *, is_first: bool = False) -> Period:
    """The time a position covers. Without any dates: a guess, current only for the first one."""
    now = month_of(today) + 1
    began, ended = parse_moment(start, today), parse_moment(end, today)
    if began is None:
        is_current = is_first and is_present(end)
        last = min(ended.month + 1, now) if ended and not is_present(end) else now
        return Period(last - 18, last, is_known=False, is_current=is_current)
    if is_present(end) or ended is None:
        is_open = is_present(end)
        first = min(began.month, now - 1)
        return Period(first, now if is_open else first + 18, is_known=is_open, is_current=is_open)
    first = min(began.month, now - 1)
    last = min(ended.month + (1 if ended.is_exact else 0), now)
    if last <= first:
        last = first + (6 if not ended.is_exact else 1)
    return Period(first, last)


def covered_months(periods: Iterable[Period]) -> int:
    """How many months the periods cover together, overlaps counted once."""
    total, reached = 0, 0
    for one in sorted(periods, key=lambda one: one.start):
        first = max(one.start, reached)
        if one.end > first:
            total += one.end - first
            reached = one.end
    return total


def recent_months(periods: Iterable[Period], today: date) -> int:
    """The part of the covered months that lies in the last RECENT_YEARS years."""
    edge = month_of(today) + 1 - RECENT_YEARS * 12
    clipped = [Period(max(one.start, edge), one.end) for one in periods if one.end > edge]
    return covered_months(clipped)


def _moment(year: int, month: int | None, today: date) -> Moment | None:
    if not _OLDEST <= year <= today.year + 1:
        return None
    if month is None:
        return Moment(year * 12 + _MIDDLE, is_exact=False)
    return Moment(year * 12 + month - 1)


def _named_month(text: str) -> int | None:
    names, longest = _months()
    for match in _NAME.finditer(text):
        word = match.group()
        for length in range(min(longest, len(word)), 2, -1):
            if month := names.get(word[:length]):
                return month
    return None


def _is_present(text: str) -> bool:
    words = text.strip(" .-–—()·")
    return bool(words) and any(
        words == one or words.startswith((f"{one} ", f"{one},")) for one in _asset()["present"]
    )


@cache
def _months() -> tuple[dict[str, int], int]:
    months = _asset()["months"]
    return months, max(map(len, months))


@cache
def _asset() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = json.loads(
        (ASSETS / "expertise" / "months.json").read_text("utf-8")
    )
    return found
