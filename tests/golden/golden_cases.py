"""The three-file cases, from the side of annotations.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.sites.page_cases import PAGES, PageCase, captures_in, page_cases

CRM = PAGES / "crm"
Json = dict[str, Any]


@dataclass(frozen=True)
class GoldenCase(PageCase):
    @property
    def captures(self) -> list[Json]:
        """What goes to the backend: one capture, of a feed one a discussion, or none."""
        return captures_in(self.expected())

    @property
    def annotations_path(self) -> Path:
        return self.folder / "annotations.json"

    def annotations(self) -> list[Json]:
        """The expectation, a set for each capture; a missing file is an error, it is never made by
        a test."""
        found: Json = json.loads(self.annotations_path.read_text(encoding="utf-8"))
        return list(found["annotations"]) if "annotations" in found else [found]


def golden_cases(pages: Path = PAGES) -> list[GoldenCase]:
    """Every case, by name."""
    return [GoldenCase(case.folder) for case in page_cases(pages)]


def captured_cases() -> list[GoldenCase]:
    """All but those from which nothing may be read; a case without its capture.json is among them,
    so that its own tests fail and no others."""
    return [case for case in golden_cases() if not case.capture_path.exists() or case.captures]


def shown_people(annotations: list[Json]) -> list[Json]:
    """Whom badges are about, in the page's order: the profile's owner, or each post's author."""
    shown: list[Json] = []
    for one in annotations:
        if one["kind"] == "profile":
            shown += one["people"][:1]
            continue
        people = {person["key"]: person for person in one["people"]}
        keys = [post["person_key"] for post in one["posts"]]
        shown += [people[key] for key in keys if key is not None]
    return shown
