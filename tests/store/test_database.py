"""Transactions: what is read is one moment, what is written is whole, and writers wait."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text as text_clause
from sqlalchemy.exc import DBAPIError

from backend.models import Person
from backend.models.base import UtcDateTime, new_id, utc_now
from backend.services.readiness import readiness
from backend.store.database import Database, batches
from backend.store.people import SeenPerson, by_ids, page_of_people, remember
from backend.store.tenants import all_tenants, tenant_by_id
from tests.conftest import Workspace
from tests.invented import NOON, name


def person(number: int) -> SeenPerson:
    return SeenPerson(f"url:forum.example/{number}", name(number), None, "Engineer")


def test_an_error_takes_everything_back(database: Database, tenant: Workspace) -> None:
    def interrupted() -> None:
        with database.write(tenant.id) as tx:
            remember(tx, [person(1)], NOON)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with database.read(tenant.id) as tx:
        assert page_of_people(tx, after=None, limit=9, text=None) == []


def test_what_a_reader_writes_is_refused_or_gone(database: Database, tenant: Workspace) -> None:
    try:
        with database.read(tenant.id) as tx:
            tx.add(Person(name="Nobody"))
    except DBAPIError:
        assert database.is_postgresql
    with database.read(tenant.id) as tx:
        assert page_of_people(tx, after=None, limit=9, text=None) == []


def test_a_reader_sees_one_moment(database: Database, tenant: Workspace) -> None:
    with database.read(tenant.id) as reader:
        assert page_of_people(reader, after=None, limit=9, text=None) == []
        with database.write(tenant.id) as writer:
            remember(writer, [person(1)], NOON)
        assert page_of_people(reader, after=None, limit=9, text=None) == []
    with database.read(tenant.id) as reader:
        assert len(page_of_people(reader, after=None, limit=9, text=None)) == 1


def test_readers_do_not_wait_for_a_writer(database: Database, tenant: Workspace) -> None:
    with database.write(tenant.id) as writer:
        remember(writer, [person(1)], NOON)
        started = time.monotonic()
        with database.read(tenant.id) as reader:
            assert page_of_people(reader, after=None, limit=9, text=None) == []
        assert time.monotonic() - started < 2


def test_eight_writers_and_readers_at_once(database: Database, tenant: Workspace) -> None:
    """No "database is locked", no deadlock, nobody twice."""
    stop = threading.Event()

    def read() -> int:
        count = 0
        while not stop.is_set():
            with database.read(tenant.id) as tx:
                page_of_people(tx, after=None, limit=200, text=None)
            count += 1
        return count

    def write(turn: int) -> None:
        numbers = range(40) if turn % 2 else reversed(range(40))
        with database.write(tenant.id) as tx:
            remember(tx, [person(number) for number in numbers], NOON + timedelta(seconds=turn))

    with ThreadPoolExecutor(10) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for done in [pool.submit(write, turn) for turn in range(32)]:
            done.result()
        stop.set()
        assert all(reader.result() > 0 for reader in readers)
    with database.read(tenant.id) as tx:
        assert len(page_of_people(tx, after=None, limit=200, text=None)) == 40


def test_update_each_keeps_to_its_tenant(
    database: Database, tenant: Workspace, other_tenant: Workspace
) -> None:
    with database.write(tenant.id) as tx:
        ids = remember(tx, [person(1), person(2)], NOON)
    for workspace, expected in ((other_tenant, "Engineer"), (tenant, "Director")):
        with database.write(workspace.id) as tx:
            tx.update_each(Person, [{"id": i, "headline": "Director"} for i in ids.values()])
        with database.read(tenant.id) as tx:
            assert {one.headline for one in by_ids(tx, ids.values())} == {expected}


def test_batches_are_distinct_and_bounded() -> None:
    assert list(batches([3, 1, 3, 2, 1], size=2)) == [[3, 1], [2]]
    assert list(batches([])) == []


def test_ids_sort_by_time() -> None:
    ids = []
    for _ in range(5):
        ids.append(new_id())
        time.sleep(0.002)
    assert ids == sorted(ids)
    assert all(len(one) == 32 and one[12] == "7" for one in ids)
    assert len({new_id() for _ in range(10_000)}) == 10_000


def test_times_need_a_zone_and_come_back_with_one(database: Database, tenant: Workspace) -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(utc_now().replace(tzinfo=None), None)
    with database.write(tenant.id) as tx:
        (person_id,) = remember(tx, [person(1)], NOON).values()
    with database.read(tenant.id) as tx:
        (found,) = by_ids(tx, [person_id])
    assert found.first_seen_at == NOON
    assert found.first_seen_at.tzinfo is not None


def test_watching_and_signing_in_do_not_wait_for_a_writer(
    database: Database, tenant: Workspace
) -> None:
    """An import holds the write lock for seconds: /ready and pairing must not stand behind it."""
    with database.write(tenant.id) as writer:
        remember(writer, [person(1)], NOON)
        started = time.monotonic()
        assert readiness(database).ready
        assert [found.id for found in all_tenants(database)] == [tenant.id]
        assert tenant_by_id(database, tenant.id) is not None
        assert time.monotonic() - started < 3


@pytest.mark.parametrize("text", ["ŠÁRKA", "šárka", "Šár", "VÄINÄMÖINEN", "straße", "ÖZGÜR"])
def test_names_are_found_in_any_case(database: Database, tenant: Workspace, text: str) -> None:
    seen = SeenPerson("url:x/1", "Šárka Väinämöinen-Özgür, Straße", None, None)
    with database.write(tenant.id) as tx:
        remember(tx, [seen], NOON)
    with database.read(tenant.id) as tx:
        assert len(page_of_people(tx, after=None, limit=9, text=text)) == 1


@pytest.mark.parametrize("test_database", ["postgresql"], indirect=True)
def test_a_lock_is_not_waited_for_for_ever(database: Database) -> None:
    with database.engine.connect() as connection:
        assert connection.scalar(text_clause("SHOW lock_timeout")) == "15s"
