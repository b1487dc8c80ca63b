"""Which item of one list is which of another: positions, skills, education and the rest."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import Any

from backend.nlp.expertise.dates import Moment, parse_moment
from backend.schemas.capture import ContactPoint, Education, OwnPost, Position, Skill
from backend.schemas.urls import url_key
from backend.services.compare_texts import company_key, folded

_ANY_DAY = date(9998, 1, 1)
"""Dates are read as they stand; none is too late."""
_TOLD_BY = 300
"""Characters of an own post without an address that tell it."""


def key_of(item: Any) -> Hashable:
    """What two pages must agree on to speak of the same item."""
    if isinstance(item, Position):
        return folded(item.title or ""), company_key(item.company)
    if isinstance(item, Skill):
        return folded(item.name)
    if isinstance(item, Education):
        return folded(item.school or ""), folded(item.degree or "")
    if isinstance(item, ContactPoint):
        return item.kind, item.value.casefold()
    if isinstance(item, OwnPost):
        return url_key(item.url) if item.url else folded(item.text[:_TOLD_BY])
    return folded(str(item))


def pairs(
    old: Sequence[Any],
    new: Sequence[Any],
    key: Callable[[Any], Hashable] = key_of,
    fits: Callable[[Any, Any], bool] | None = None,
) -> dict[int, int]:
    """Place in `new` → place in `old` of the same item; each item is in one pair at most."""
    check = fits or same_start
    waiting: dict[Hashable, list[int]] = {}
    for place, item in enumerate(old):
        waiting.setdefault(key(item), []).append(place)
    found: dict[int, int] = {}
    for place, item in enumerate(new):
        candidates = waiting.get(key(item), [])
        match = next((one for one in candidates if check(old[one], item)), None)
        if match is not None:
            candidates.remove(match)
            found[place] = match
    return found


def same_start(one: Any, other: Any) -> bool:
    """Two positions that both state when they began began at the same time, as far as they tell."""
    if not isinstance(one, Position):
        return True
    mine, theirs = began(one), began(other)
    if mine is None or theirs is None:
        return True
    if mine.is_exact and theirs.is_exact:
        return mine.month == theirs.month
    return mine.month // 12 == theirs.month // 12


def began(position: Position) -> Moment | None:
    return parse_moment(position.start, _ANY_DAY)


def exact_start(position: Position) -> int | None:
    """The month a position began in (year * 12 + month - 1), if the page states one."""
    moment = began(position)
    return moment.month if moment and moment.is_exact else None


def same_company(one: Position, other: Position) -> bool:
    """The same name but for its legal form, or the same page on the network."""
    addresses = [url_key(job.company_url) for job in (one, other) if job.company_url]
    if len(addresses) == 2 and addresses[0] == addresses[1]:
        return True
    return bool(one.company) and company_key(one.company) == company_key(other.company)
