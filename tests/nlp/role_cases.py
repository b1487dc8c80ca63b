"""Reads the labelled titles, headlines and places of cases/roles, and makes profiles of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from backend.nlp import arithmetic
from backend.schemas.capture import PersonName, Position, Profile
from backend.schemas.finding import Finding

CASES = Path(__file__).parent / "cases" / "roles"


def profile(
    title: str | None = None,
    *,
    headline: str | None = None,
    location: str | None = None,
    **position: Any,
) -> Profile:
    """A profile of an invented person with at most one position."""
    positions = [Position(title=title, **position)] if title is not None or position else []
    return Profile(
        person=PersonName(name="Ida Vrbová"),
        headline=headline,
        location=location,
        positions=positions,
    )


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a case file by column name."""
    lines = [
        line.split("\t")
        for line in (CASES / name).read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def judged(*names: str, column: str) -> Iterator[tuple[Profile, str, str]]:
    """(profile, its text, the label) of every row that asks for an answer in `column`."""
    for name in names:
        for row in rows(name):
            if row.get(column, "?") == "?":
                continue
            if "title" in row:
                yield profile(row["title"]), row["title"], row[column]
            elif "headline" in row:
                yield profile(headline=row["headline"]), row["headline"], row[column]
            else:
                yield profile(location=row["location"]), row["location"], row[column]


def accuracy(
    cases: Iterator[tuple[Profile, str, str]], find: Callable[[Profile], Finding]
) -> tuple[float, list[str]]:
    """Share of right answers, and the wrong ones in words."""
    wrong, count = [], 0
    for given, text, label in cases:
        count += 1
        value = find(given).value
        if value != label:
            wrong.append(f"{text!r}: {value}, not {label}")
    return 1 - len(wrong) / count, wrong


def check_sound(finding: Finding, given: Profile) -> None:
    """Every quote stands where it says it stands; the arithmetic gives the score."""
    assert arithmetic.recompute(finding.arithmetic) == finding.score
    assert (finding.value == "unknown") == (finding.score is None)
    for evidence in finding.evidence:
        assert evidence.quote
        assert evidence.quote in field_at(given, evidence.where)


def field_at(given: Profile, where: str) -> str:
    """The text of "headline", "location" or "positions[2].title"."""
    if not where.startswith("positions["):
        return getattr(given, where) or ""
    number, _, name = where.removeprefix("positions[").partition("].")
    return getattr(given.positions[int(number)], name) or ""


def words(line: str) -> tuple[str, ...]:
    """The words of a line."""
    return tuple(line.split())
