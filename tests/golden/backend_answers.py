"""What the real application answers to a case's capture, in a form that stays the same.

Used by test_backend_side.py and by scripts/write-annotations.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from typing import Any
from unittest.mock import patch

from apiflask import APIFlask
from sqlmodel import col

from backend.api import API_PREFIX
from backend.crm.registry import open_connector
from backend.models import ExternalRef
from backend.services import scope as scope_module
from backend.services.sync_crm import sync_crm
from backend.store.database import Database
from tests.conftest import Workspace, make_workspace
from tests.golden.golden_cases import CRM, GoldenCase, Json

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
"""When the captures of the cases arrive: years of experience and overdue invoices hang on it."""

_OUR_ID = re.compile(r"\b[0-9a-f]{32}\b")


class _StandingClock(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return NOW.astimezone(tz)


@contextmanager
def standing_clock() -> Iterator[None]:
    """The backend's clock stands at NOW."""
    with patch.object(scope_module, "datetime", _StandingClock):
        yield


def workspace_with_crm(database: Database, slug: str) -> Workspace:
    """A new workspace that imported the CRM of the cases, without a complaint."""
    workspace = make_workspace(database, slug)
    connector = open_connector("csv_files", {"path": str(CRM)})
    report = sync_crm(workspace.scope("administrator"), connector, "Golden CRM")
    assert report.error_count == 0, report.errors
    return workspace


def answers_to(case: GoldenCase, app: APIFlask, workspace: Workspace) -> list[Json]:
    """POST /captures as a salesperson's device does it: the answer to each, made stable.

    Each is asked for again by the page's address, as the extension does at the next visit, and has
    to be the same. Each case needs a workspace of its own: what one page tells of a person shows on
    the next.
    """
    assert case.captures, f"{case.name} has nothing to post"
    signed: Json = {"headers": {"Authorization": f"Bearer {workspace.tokens['sales']}"}}
    answers = []
    with standing_clock(), app.test_client() as client:
        for capture in case.captures:
            posted = client.post(f"{API_PREFIX}/captures", json=capture, **signed)
            assert posted.status_code == 201, f"{case.name}: {posted.get_data(as_text=True)[:500]}"
            page = {"url": capture["url"]}
            again = client.get(f"{API_PREFIX}/annotations", query_string=page, **signed)
            assert again.get_json() == posted.get_json(), f"{case.name}: another answer by address"
            answers.append(stable(posted.get_json(), _record_names(workspace)))
    return answers


def _record_names(workspace: Workspace) -> dict[str, str]:
    """Our ids of CRM records → what the CRM calls them: "account ACC-01"."""
    with workspace.database.read(workspace.id) as tx:
        query = tx.select(ExternalRef).where(
            col(ExternalRef.object_type).in_(["account", "contact"])
        )
        return {ref.record_id: f"{ref.object_type} {ref.external_id}" for ref in tx.scalars(query)}


def stable(answer: Json, record_names: dict[str, str]) -> Json:
    """The answer with a lasting name for each of our ids, equal candidates in a lasting order.

    Raises KeyError for an id without a name: it would be another one at the next run.
    """
    names = dict(record_names)
    for person in answer["people"]:
        names[person["person_id"]] = person["url"] or f"name {person['name']}"
    if answer.get("discussion"):
        names[answer["discussion"]["discussion_id"]] = "the discussion"
    if len(set(names.values())) < len(names):
        raise ValueError("two records under one name: annotations.json would be ambiguous")
    named = _named(answer, names)
    for link in _links(named):
        link["candidates"].sort(key=lambda one: (-one["match_weight"], one["id"]))
    return named


def _named(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _named(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [_named(one, names) for one in value]
    return _OUR_ID.sub(lambda match: names[match[0]], value) if isinstance(value, str) else value


def _links(answer: Json) -> Iterator[Json]:
    for person in answer["people"]:
        yield from (person["contact_link"], person["account_link"])
    if answer["organisation"]:
        yield answer["organisation"]["account_link"]


def as_text(annotations: list[Json]) -> str:
    """annotations.json as it is written: one set, or those of a feed in a list."""
    whole = annotations[0] if len(annotations) == 1 else {"annotations": annotations}
    return json.dumps(whole, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
