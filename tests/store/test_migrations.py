"""One chain of migrations brings either database from nothing to what the models say, and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from backend.services.readiness import readiness
from backend.store import schema
from backend.store.database import Database
from tests import databases


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without a table."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
        yield database
        database.dispose()
        return
    with databases.empty_postgresql(request.getfixturevalue("postgresql_server")) as url:
        database = Database(url.render_as_string(hide_password=False))
        yield database
        database.dispose()


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def test_from_nothing_to_what_the_models_say(empty: Database) -> None:
    schema.migrate(empty)
    assert tables(empty) == set(SQLModel.metadata.tables)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    schema.migrate(empty)  # again: nothing to do


def test_down_again(empty: Database) -> None:
    schema.migrate(empty)
    with empty.engine.begin() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert tables(empty) == set()
    schema.migrate(empty)
    assert tables(empty) == set(SQLModel.metadata.tables)


def test_ready_only_with_the_newest_schema(empty: Database) -> None:
    assert not readiness(empty).ready
    schema.migrate(empty)
    assert readiness(empty).ready
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    state = readiness(empty)
    assert (state.ready, state.database, state.schema_revision) == (False, "ok", "older")


def test_not_ready_without_a_database(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/no/such/folder/file.sqlite3")
    assert readiness(database).database == "unreachable"
    with pytest.raises(OperationalError):
        schema.migrate(database)
    database.dispose()


def test_rights_are_for_postgresql_only(sqlite_database: databases.TestDatabase) -> None:
    database = Database(sqlite_database.url)
    schema.grant_role(database, "nobody")
    database.dispose()
