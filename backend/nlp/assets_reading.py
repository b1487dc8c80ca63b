"""Reads the assets: one JSON file a language, tables of concepts and places."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

ASSETS = Path(__file__).parent / "assets"


@cache
def languages() -> dict[str, dict[str, Any]]:
    """The language files by ISO 639-1 code; the file name is the code.

    A section a language lacks is simply empty: what it cannot tell stays unknown.
    """
    return {
        path.stem: json.loads(path.read_text("utf-8"))
        for path in sorted((ASSETS / "languages").glob("*.json"))
    }


def section(*keys: str) -> dict[str, Any]:
    """One section of every language that has it: section("cues", "wish") → {"en": [...], ...}."""
    found: dict[str, Any] = {}
    for code, asset in languages().items():
        part: Any = asset
        for key in keys:
            part = part.get(key) if isinstance(part, dict) else None
        if part:
            found[code] = part
    return found


def table(name: str) -> list[dict[str, str]]:
    """The rows of a tab-separated asset by column name; lines that start with "#" are comments.

    Raises ValueError on a row with more cells than the header.
    """
    lines = [
        line
        for line in (ASSETS / name).read_text("utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    header = lines[0].split("\t")
    rows = []
    for line in lines[1:]:
        cells = line.split("\t")
        if len(cells) > len(header):
            raise ValueError(f"{name}: too many cells: {line[:80]!r}")
        cells += [""] * (len(header) - len(cells))
        rows.append(dict(zip(header, (cell.strip() for cell in cells), strict=True)))
    return rows
