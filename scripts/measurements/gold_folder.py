"""A folder of the gold set's shape: people, discussions, and what is right about them.

Files are JSON lines (`*.jsonl`, `*.jsonl.gz`). What a file holds is told by the keys of its first
row, so that several files of one kind, and files of other names, are read as well; rows with a
`kind` are predictions and left alone. Labels may be missing: then there is nothing to measure, and
still something to answer.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]

_KEYS = {
    "authors": {"id", "headline", "positions"},
    "discussions": {"id", "root", "comments"},
    "staff": {"id", "unit", "expertise"},
    "catalogue": {"id", "name", "text"},
    "expertise": {"author", "areas"},
    "relevance": {"discussion", "author", "grade"},
    "reactions": {"comment", "kinds"},
    "seniority": {"author", "seniority"},
    "triage": {"comment", "react"},
}
"""What a row holds → keys that no other kind of row has all of."""


@dataclass
class GoldFolder:
    """The rows as they stand in the files, in their order."""

    authors: list[Row] = field(default_factory=list)
    discussions: list[Row] = field(default_factory=list)
    staff: list[Row] = field(default_factory=list)
    catalogue: list[Row] = field(default_factory=list)
    expertise: list[Row] = field(default_factory=list)
    relevance: list[Row] = field(default_factory=list)
    reactions: list[Row] = field(default_factory=list)
    seniority: list[Row] = field(default_factory=list)
    triage: list[Row] = field(default_factory=list)

    def language_of_author(self) -> dict[str, str]:
        return {row["id"]: row.get("lang") or "?" for row in self.authors}

    def language_of_comment(self) -> dict[str, str]:
        return {
            comment["id"]: row.get("lang") or "?"
            for row in self.discussions
            for comment in row["comments"]
        }


def read_folder(folder: Path) -> GoldFolder:
    """Everything the folder's files hold. Raises ValueError when no people and no discussions are
    there, and for a line that is no JSON object."""
    found = GoldFolder()
    for path in sorted([*folder.glob("*.jsonl"), *folder.glob("*.jsonl.gz")]):
        rows = list(_rows(path))
        kind = _kind(rows[0]) if rows else None
        if kind is None:
            print(f"{path.name}: not of the gold set's shape, left alone", file=sys.stderr)
            continue
        getattr(found, kind).extend(rows)
    if not found.authors and not found.discussions:
        raise ValueError(f"{folder}: no authors and no discussions")
    return found


def _kind(row: Row) -> str | None:
    if "kind" in row:
        return None
    return next((kind for kind, keys in _KEYS.items() if keys <= row.keys()), None)


def _rows(path: Path) -> Iterator[Row]:
    opener: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig") as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError(f"{path.name}, line {number}: no object")
            yield row
