"""The three-file cases, from the side of annotations.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.sites.page_cases import PAGES, PageCase, page_cases

CRM = PAGES / "crm"
Json = dict[str, Any]


@dataclass(frozen=True)
class GoldenCase(PageCase):
    @property
    def capture(self) -> Json | None:
        """What goes to the backend; None for a page from which nothing may be read."""
        expected = self.expected()
        return None if "reason" in expected else expected

    @property
    def annotations_path(self) -> Path:
        return self.folder / "annotations.json"

    def annotations(self) -> Json:
        """The expectation; a missing file is an error, it is never made by a test."""
        found: Json = json.loads(self.annotations_path.read_text(encoding="utf-8"))
        return found


def golden_cases(pages: Path = PAGES) -> list[GoldenCase]:
    """Every case, by name."""
    return [GoldenCase(case.folder) for case in page_cases(pages)]


def captured_cases() -> list[GoldenCase]:
    """All but those from which nothing may be read; a case without its capture.json is among them,
    so that its own tests fail and no others."""
    return [case for case in golden_cases() if not case.capture_path.exists() or case.capture]


def shown_people(annotations: Json) -> list[Json]:
    """Whom badges are about, in the page's order: the profile's owner, or each post's author."""
    if annotations["kind"] == "profile":
        return annotations["people"][:1]
    people = {person["key"]: person for person in annotations["people"]}
    keys = [post["person_key"] for post in annotations["posts"]]
    return [people[key] for key in keys if key is not None]
