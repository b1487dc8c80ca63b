"""How fast a CRM may be asked: waits it states (RFC 9110, 10.2.3), limits read from headers."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Protocol


class Clock(Protocol):
    """Time as the connectors see it, so that tests need not wait."""

    def now(self) -> float:
        """Seconds since 1970-01-01 UTC."""
        ...

    def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds to wait as `Retry-After` states them (a number or a date); None without a usable
    one."""
    stated = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", stated):
        return float(stated)
    try:
        return max(0.0, parsedate_to_datetime(stated).timestamp() - now)
    except (ValueError, OverflowError):
        return None


@dataclass(frozen=True, slots=True)
class RateHeaders:
    """In which headers a vendor tells what is left.

    `remaining`: requests left in the running window; `window`: its length or rest, counted in
    `unit` seconds, else `default_window` seconds. `daily`: a header and a pattern for what is left
    of the day, either one group (left) or two (used, limit).
    """

    remaining: str | None = None
    window: str | None = None
    unit: float = 1.0
    default_window: float = 10.0
    daily: tuple[str, str] | None = None

    def pause(self, headers: Mapping[str, str]) -> float:
        """Seconds to wait before the next request, 0 while there are some left."""
        left = _number(headers.get(self.remaining or ""))
        if left is None or left > 0:
            return 0.0
        window = _number(headers.get(self.window or ""))
        return self.default_window if window is None else window * self.unit

    def left_today(self, headers: Mapping[str, str]) -> int | None:
        """Requests left for the day; None where the answer does not tell."""
        if self.daily is None:
            return None
        match = re.search(self.daily[1], headers.get(self.daily[0], ""))
        if not match:
            return None
        numbers = [int(group) for group in match.groups()]
        return numbers[0] if len(numbers) == 1 else numbers[1] - numbers[0]


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
