"""Tables of people (CSV, XLSX): one row a person, columns known by their headers.

Headers are known in English, Czech, Finnish and German. A profile's address is what tells a person
again, so a row without one is left out and told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from anyascii import anyascii

from backend.profile_files.captures import profile_capture, site_of
from backend.schemas.capture import Capture
from backend.schemas.imports import FileProblem
from backend.tables.row_file import RowFile, open_rows
from backend.tables.source import find_sources
from backend.tables.unreadable import Unreadable

_ASSET = Path(__file__).with_name("assets") / "headers.json"
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_BETWEEN = re.compile(r"\s*[;|\n•]\s*")
_COMMA = re.compile(r"\s*,\s*")
_WEB = re.compile(r"^(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?$", re.IGNORECASE)


@cache
def _fields() -> Mapping[str, str]:
    """Folded header -> field."""
    named = json.loads(_ASSET.read_text(encoding="utf-8"))["fields"]
    return {header: name for name, headers in named.items() for header in headers}


def field_of(header: str) -> str | None:
    """The field a column's header names, or None."""
    folded = _NOT_WORD.sub(" ", anyascii(header).casefold()).strip()
    return _fields().get(folded)


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """A table with a column of names and one of profile addresses. `fields` is by column."""

    file: RowFile
    fields: tuple[str | None, ...]

    @property
    def notices(self) -> tuple[str, ...]:
        """What was guessed or left out."""
        pairs = zip(self.file.headers, self.fields, strict=True)
        unread = [header for header, field in pairs if header and field is None]
        if not unread:
            return self.file.notices
        left = f"{self.file.name}: columns left out: " + ", ".join(unread[:20])
        return (*self.file.notices, left)

    def captures(self) -> Iterator[Capture | FileProblem]:
        """A capture for each person, in order; a problem where a row cannot be read.

        Raises:
            Unreadable: the file breaks somewhere; with its row.
        """
        at = self.file.source.modified_at
        seen: dict[str, int] = {}
        for number, cells in self.file.rows():
            row = {
                field: cells[index].strip()
                for index, field in enumerate(self.fields)
                if field and index < len(cells) and cells[index].strip()
            }
            try:
                url = _address(row.get("url"))
                if url in seen:
                    raise ValueError(f"the same profile as row {seen[url]}")
                capture = profile_capture(
                    site=site_of(url), layout="people-table", url=url, at=at, profile=_profile(row)
                )
            except ValueError as error:
                yield FileProblem(self.file.name, number, str(error))
                continue
            seen[url] = number
            yield capture


def open_people_tables(paths: Sequence[Path]) -> list[PeopleTable]:
    """The tables of people at these paths.

    Raises:
        Unreadable: nothing there, or a table without the columns it needs.
    """
    tables = []
    for source in find_sources(paths):
        file = open_rows(source, lambda row: sum(field_of(cell) is not None for cell in row))
        taken: set[str] = set()
        fields = tuple(_once(field_of(header), taken) for header in file.headers)
        if "url" not in taken or not taken & {"name", "last_name"}:
            raise Unreadable(
                f"{source.name}: needs a column of names and one of profile addresses"
                " (for example Name, Profile URL); found: "
                + (", ".join(filter(None, file.headers[:20])) or "no header row")
            )
        tables.append(PeopleTable(file, fields))
    return tables


def _once(field: str | None, taken: set[str]) -> str | None:
    """The first column of two for one field counts."""
    if field is None or field in taken:
        return None
    taken.add(field)
    return field


def _address(value: str | None) -> str:
    if not value:
        raise ValueError("no profile address")
    if not _WEB.match(value):
        raise ValueError("the profile address is no web address")
    return value if value.casefold().startswith(("http://", "https://")) else f"https://{value}"


def _several(value: str | None) -> list[str]:
    """The parts of a cell that holds several; commas divide only where nothing else does."""
    parts = _BETWEEN.split(value or "")
    if len(parts) == 1:
        parts = _COMMA.split(parts[0])
    return [part for part in parts if part]


def _profile(row: Mapping[str, str]) -> dict[str, Any]:
    name = row.get("name") or f"{row.get('first_name', '')} {row.get('last_name', '')}".strip()
    if not name:
        raise ValueError("no name")
    place = row.get("location") or ", ".join(filter(None, (row.get("city"), row.get("country"))))
    position = {key: row.get(key) for key in ("title", "company", "start")}
    if company_url := row.get("company_url"):
        position["company_url"] = _address(company_url)
    school = {key: row.get(key) for key in ("school", "degree")}
    points = [
        {"kind": kind, "value": row[kind]} for kind in ("email", "website") if row.get(kind)
    ]  # fmt: skip
    return {
        "person": {"name": name, "url": _address(row.get("url"))},
        "headline": row.get("headline"),
        "location": place or None,
        "about": row.get("about"),
        "positions": [position] if position["title"] or position["company"] else [],
        "education": [school] if any(school.values()) else [],
        "skills": [{"name": skill} for skill in dict.fromkeys(_several(row.get("skills")))],
        "languages": list(dict.fromkeys(_several(row.get("languages")))),
        "contact_points": points,
    }
