"""Golden-path cases: tests/pages/<site>/<case>/page.html and the capture.json it must yield.

The first line of page.html is a comment with the address to serve it under, and, where names have
no place on the visible page, `anchors: none`:

    <!-- url: https://forum.example/t/1; anchors: none -->

capture.json is the whole capture as the backend takes it (with a fixed id, time and trigger); of a
feed `{"captures": [...]}`; of a list of people `{"capture": null, "layout": ..., "people": [...]}`;
or `{"capture": null, "reason": "health_..."}` for a page from which nothing may be read.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGES = Path(__file__).resolve().parents[1] / "pages"
CAPTURED_AT = "2026-11-20T09:00:00Z"
_FIRST_LINE = re.compile(r"<!-- url: (\S+?)(?:; (anchors: none))? -->")


@dataclass(frozen=True)
class PageCase:
    folder: Path

    @property
    def name(self) -> str:
        return f"{self.folder.parent.name}/{self.folder.name}"

    @property
    def html(self) -> str:
        return (self.folder / "page.html").read_text(encoding="utf-8")

    @property
    def url(self) -> str:
        return self._first_line()[1]

    @property
    def shows_names(self) -> bool:
        """Can every author's name be found on the page that the user sees?"""
        return self._first_line()[2] is None

    @property
    def capture_path(self) -> Path:
        return self.folder / "capture.json"

    def expected(self) -> dict[str, Any]:
        """The expectation; a missing file is an error, it is never made by a test."""
        expected: dict[str, Any] = json.loads(self.capture_path.read_text(encoding="utf-8"))
        return expected

    def as_expectation(self, answer: dict[str, Any]) -> dict[str, Any]:
        """What a reader answered, in the form of capture.json."""
        drafts = answer["drafts"]
        if answer["people"]:
            layout = answer["health"]["layout"]
            return {"capture": None, "layout": layout, "people": answer["people"]}
        if not drafts:
            return {"capture": None, "reason": answer["health"]["reason"]}
        if answer["health"]["kind"] == "feed":
            return {"captures": [self._capture(one, f"-{n}") for n, one in enumerate(drafts)]}
        return self._capture(drafts[0])

    def _capture(self, draft: dict[str, Any], ending: str = "") -> dict[str, Any]:
        name = f"case-{self.folder.parent.name}-{self.folder.name}"
        capture_id = name[: 64 - len(ending)] + ending
        return {"capture_id": capture_id, "captured_at": CAPTURED_AT, "trigger": "click"} | draft

    def _first_line(self) -> re.Match[str]:
        line = self.html.partition("\n")[0]
        match = _FIRST_LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"{self.name}/page.html: the first line must be <!-- url: … -->")
        return match


def captures_in(expected: dict[str, Any]) -> list[dict[str, Any]]:
    """The captures of a capture.json: one, those of a feed, or none."""
    if "captures" in expected:
        return list(expected["captures"])
    return [] if "capture" in expected else [expected]


def page_cases(pages: Path = PAGES) -> list[PageCase]:
    """Every case below a folder, by name."""
    return [PageCase(path.parent) for path in sorted(pages.glob("*/*/page.html"))]
