"""Who a page names: their keys, when they were seen, and what is kept of their analysis."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from backend.nlp.results import ProfileAnalysis
from backend.schemas.capture import Author
from backend.schemas.capture import Capture as WireCapture
from backend.schemas.urls import short_key, url_key
from backend.services.profile_sections import line_section
from backend.services.scope import Scope
from backend.store.people import SeenPerson


def read_at(scope: Scope, capture: WireCapture) -> datetime:
    """When the page was read; a clock that runs ahead must not make a page the newest for good."""
    return min(capture.captured_at, scope.now())


def person_key(name: str | None, url: str | None, page_url: str) -> str:
    """What tells a person again: their profile's address, else their name on this host."""
    if url:
        return f"url:{url_key(url)}"
    host = urlsplit(page_url).hostname or ""
    return short_key(f"name:{host}:{' '.join((name or '?').casefold().split())}")


def seen_author(author: Author, capture: WireCapture, at: datetime) -> SeenPerson | None:
    """The author of a post or an article; None where the page names nobody."""
    if not author.name and not author.url:
        return None
    page_url = capture.discussion.url if capture.discussion else capture.url
    return SeenPerson(
        person_key(author.name, author.url, page_url),
        author.name,
        author.url,
        author.headline,
        line_section(at, capture) if author.headline else {},
    )


def distinct_people(seen: Iterable[SeenPerson | None]) -> dict[str, SeenPerson]:
    """Everyone once, by key; a line with a headline says more than one without."""
    people: dict[str, SeenPerson] = {}
    for person in seen:
        if person and (person.key not in people or person.headline):
            people[person.key] = person
    return people


def stored_analysis(analysis: ProfileAnalysis) -> dict[str, Any]:
    """What a person's row keeps beside the table of expertise."""
    return {
        "informative": analysis.informative,
        "traces": [finding.model_dump(mode="json") for finding in analysis.traces],
        **{
            kind: getattr(analysis, kind).model_dump(mode="json")
            for kind in ("seniority", "function", "location", "language")
        },
    }
