"""LinkedIn's data archive ("Get a copy of your data"): connections, and the owner's own profile.

The archive is a zip, or the folder it was unpacked to; file names and headers are English in every
language of the site. Read are Connections, Profile, Positions, Education, Skills, Endorsements,
Languages and Shares; messages, invitations, searches, reactions and everything else about third
people is never opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from backend.profile_files.captures import profile_capture
from backend.schemas.capture import Capture
from backend.schemas.imports import FileProblem
from backend.tables.row_file import open_rows
from backend.tables.source import Source, find_sources
from backend.tables.unreadable import Unreadable

HEADERS: dict[str, tuple[str, ...]] = {
    "connections.csv": ("First Name", "Last Name", "URL", "Email Address", "Company", "Position"),
    "profile.csv": ("First Name", "Last Name", "Headline", "Summary", "Geo Location", "Websites"),
    "positions.csv": ("Company Name", "Title", "Description", "Location", "Started On",
                      "Finished On"),
    "education.csv": ("School Name", "Degree Name", "Start Date", "End Date"),
    "skills.csv": ("Name",),
    "endorsement_received_info.csv": ("Skill Name", "Endorsement Status"),
    "languages.csv": ("Name",),
    "shares.csv": ("Date", "ShareLink", "ShareCommentary"),
}  # fmt: skip
"""File (case-folded) -> the columns that are read; no other file and column is."""
_OWN = frozenset(HEADERS) - {"connections.csv"}
_MOST_POSTS = 100
_MOST_EVIDENCE = 300


@dataclass
class LinkedInArchive:
    """An archive found. `owner_url`: the owner's profile address, which the archive does not say;
    without it only connections are read.
    """

    sources: dict[str, Source]
    owner_url: str | None = None
    notices: list[str] = field(default_factory=list)

    def captures(self) -> Iterator[Capture | FileProblem]:
        """The owner's profile, then every connection.

        Raises:
            Unreadable: a file of the archive is broken; with its row.
        """
        if self.owner_url and "profile.csv" in self.sources:
            yield from self._owner(self.owner_url)
        if "connections.csv" in self.sources:
            yield from self._connections(self.sources["connections.csv"])

    def _connections(self, source: Source) -> Iterator[Capture | FileProblem]:
        at = source.modified_at
        for number, row in _rows(source):
            url = row.get("URL")
            if not url:
                # Members who closed their account stay in the list without name and address.
                if any(row.values()):
                    yield FileProblem(source.name, number, "no profile address")
                continue
            email = row.get("Email Address")
            position = {"title": row.get("Position"), "company": row.get("Company")}
            profile = {
                "person": {"name": _full_name(row), "url": url},
                "positions": [position] if any(position.values()) else [],
                "contact_points": [{"kind": "email", "value": email}] if email else [],
            }
            yield _capture("archive-connection", url, at, profile, source, number)

    def _owner(self, url: str) -> Iterator[Capture | FileProblem]:
        source = self.sources["profile.csv"]
        first = next(_rows(source), None)
        if first is None:
            yield FileProblem(source.name, None, "holds no profile")
            return
        number, row = first
        profile = {
            "person": {"name": _full_name(row), "url": url},
            "headline": row.get("Headline"),
            "location": row.get("Geo Location"),
            "about": row.get("Summary"),
            "positions": [_position(one) for _, one in self._all("positions.csv")][:200],
            "education": [_school(one) for _, one in self._all("education.csv")][:100],
            "skills": self._skills(),
            "languages": self._named("languages.csv")[:50],
            "posts": [
                {"text": text, "url": one.get("ShareLink"), "posted_at": one.get("Date")}
                for _, one in self._all("shares.csv")
                if (text := one.get("ShareCommentary"))
            ][:_MOST_POSTS],
        }
        yield _capture("archive-profile", url, source.modified_at, profile, source, number)

    def _skills(self) -> list[dict[str, Any]]:
        endorsed = Counter(
            row["Skill Name"]
            for _, row in self._all("endorsement_received_info.csv")
            if row.get("Skill Name") and row.get("Endorsement Status", "ACCEPTED") == "ACCEPTED"
        )
        return [
            {"name": name, "evidence": [f"{endorsed[name]} endorsements"] if endorsed[name] else []}
            for name in self._named("skills.csv")[:_MOST_EVIDENCE]
        ]

    def _named(self, file: str) -> list[str]:
        return list(dict.fromkeys(name for _, row in self._all(file) if (name := row.get("Name"))))

    def _all(self, file: str) -> Iterator[tuple[int, dict[str, str]]]:
        return _rows(self.sources[file]) if file in self.sources else iter(())


def open_linkedin_archive(path: Path, owner_url: str | None = None) -> LinkedInArchive:
    """The archive at a path.

    Raises:
        Unreadable: no archive, broken, or none of its files is one that is read.
    """
    try:
        found = {source.name.casefold(): source for source in find_sources([path], HEADERS)}
    except Unreadable as error:
        if path.exists() and "was found there" in str(error):
            raise Unreadable(
                f"{path.name}: no data archive of LinkedIn: neither Connections.csv nor"
                " Profile.csv is in it. One table of people goes with `sidenote import profiles`"
            ) from error
        raise
    archive = LinkedInArchive(found, owner_url)
    if "profile.csv" in found and not owner_url:
        archive.notices.append(
            "Your own profile was left out: the archive does not hold its address. State it with"
            " --me https://www.linkedin.com/in/…"
        )
    return archive


def _rows(source: Source) -> Iterator[tuple[int, dict[str, str]]]:
    """Row numbers and the columns that are read.

    Raises:
        Unreadable: the file is broken, or has none of its columns.
    """
    wanted = HEADERS[source.name.casefold()]
    file = open_rows(source, lambda row: sum(cell.strip("\ufeff ") in wanted for cell in row))
    if not file.known:
        raise Unreadable(f"{source.name}: has none of the columns {', '.join(wanted)}")
    for number, cells in file.rows():
        pairs = zip(file.headers, cells, strict=False)
        yield number, {h: cell.strip() for h, cell in pairs if h in wanted and cell.strip()}


def _capture(
    layout: str, url: str, at: datetime, profile: dict[str, Any], source: Source, number: int
) -> Capture | FileProblem:
    try:
        return profile_capture(site="linkedin", layout=layout, url=url, at=at, profile=profile)
    except ValueError as error:
        return FileProblem(source.name, number, str(error))


def _full_name(row: dict[str, str]) -> str | None:
    return f"{row.get('First Name', '')} {row.get('Last Name', '')}".strip() or None


def _position(row: dict[str, str]) -> dict[str, str | None]:
    return {
        "title": row.get("Title"),
        "company": row.get("Company Name"),
        "start": row.get("Started On"),
        "end": row.get("Finished On"),
        "location": row.get("Location"),
        "text": row.get("Description"),
    }


def _school(row: dict[str, str]) -> dict[str, str | None]:
    return {
        "school": row.get("School Name"),
        "degree": row.get("Degree Name"),
        "start": row.get("Start Date"),
        "end": row.get("End Date"),
    }
