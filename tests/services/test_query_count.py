"""The number of queries does not grow with the page: no query inside a loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from backend.schemas.capture import Capture
from backend.schemas.lookup import LookupRow
from backend.services.annotate import annotate_url
from backend.services.ingest import ingest
from backend.services.list_records import list_accounts, list_people
from backend.services.lookup import look_up
from backend.services.sync_crm import sync_crm
from backend.store.database import Database
from tests.conftest import Workspace
from tests.invented import InventedCrm, discussion_capture, name, person_url, profile_capture


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


@pytest.fixture
def known(tenant: Workspace) -> Workspace:
    sync_crm(tenant.scope(), InventedCrm(), "crm")
    for number in (0, 1):
        ingest(tenant.scope(), Capture.model_validate(profile_capture(number)))
    return tenant


def queries(tenant: Workspace, ask: Callable[[], Any]) -> int:
    ask()  # whatever is loaded once
    with counted(tenant.database) as statements:
        ask()
    return len(statements)


def test_annotations_of_a_page(known: Workspace) -> None:
    found = []
    for posts in (4, 120):
        url = f"https://forum.example/t/{posts}"
        ingest(known.scope(), Capture.model_validate(discussion_capture(posts, url=url)))
        found.append(queries(known, lambda url=url: annotate_url(known.scope(), url)))
    assert found[0] == found[1]
    assert found[0] <= 25


def test_taking_a_page_in(known: Workspace) -> None:
    found = []
    for posts in (4, 120):
        url = f"https://forum.example/t/{posts}"

        def take(posts: int = posts, url: str = url) -> None:
            capture = Capture.model_validate(discussion_capture(posts, url=url))
            ingest(known.scope(), capture)

        found.append(queries(known, take))
    assert found[0] == found[1]
    assert found[0] <= 50


def test_lookup(known: Workspace) -> None:
    def rows(count: int) -> list[LookupRow]:
        return [
            LookupRow(url=person_url(n % 9)) if n % 2 else LookupRow(name=name(n % 9))
            for n in range(count)
        ]

    few, many = rows(10), rows(300)
    assert queries(known, lambda: look_up(known.scope(), few)) == queries(
        known, lambda: look_up(known.scope(), many)
    )


def test_lists(known: Workspace) -> None:
    def ask(limit: int) -> Callable[[], Any]:
        return lambda: (
            list_people(known.scope(), after=None, limit=limit, text=None),
            list_accounts(known.scope(), after=None, limit=limit, text=None),
        )

    assert queries(known, ask(1)) == queries(known, ask(100))
