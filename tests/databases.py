"""Fresh databases for tests: a migrated template is copied, which takes milliseconds.

PostgreSQL is used through a role that owns nothing, so that every test on it runs under row-level
security.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Engine, NullPool, create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from backend.store.database import Database
from backend.store.schema import grant_role, migrate

LOCAL_POSTGRESQL = "postgresql://postgres@127.0.0.1/postgres"
APP_ROLE = "sidenote_test_app"
NO_SERVER = (
    "no PostgreSQL answers (SIDENOTE_TEST_POSTGRESQL or the local default): its half did not run"
)


@dataclass(frozen=True)
class TestDatabase:
    """An address, and the role that row-level security is to hold for (PostgreSQL)."""

    __test__ = False

    url: str
    role: str | None = None

    @property
    def is_postgresql(self) -> bool:
        return self.role is not None


def postgresql_server() -> URL | None:
    """The server to test on, if one answers."""
    url = make_url(os.environ.get("SIDENOTE_TEST_POSTGRESQL") or LOCAL_POSTGRESQL)
    url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url, connect_args={"connect_timeout": 3})
    try:
        engine.connect().close()
    except OperationalError:
        return None
    finally:
        engine.dispose()
    return url


def sqlite_template(folder: Path) -> Path:
    """A migrated SQLite file to copy."""
    path = folder / "template.sqlite3"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.dispose()
    with closing(sqlite3.connect(path)) as connection:  # all of it into the one file
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def copied_sqlite(template: Path, folder: Path) -> TestDatabase:
    path = folder / "sidenote.sqlite3"
    shutil.copyfile(template, path)
    return TestDatabase(f"sqlite:///{path}")


@contextmanager
def empty_postgresql(server: URL) -> Iterator[URL]:
    """A new database without any table, dropped at the end."""
    with _maintenance(server) as engine:
        yield from _database(server, engine, "CREATE DATABASE {name}")


@contextmanager
def postgresql_template(server: URL) -> Iterator[URL]:
    """A migrated database to clone, with the rights of the application's role."""
    with _maintenance(server) as engine:
        _make_role(engine)
        _sweep(server, engine)
    with empty_postgresql(server) as url:
        database = Database(_address(url))
        migrate(database)
        grant_role(database, APP_ROLE)
        database.dispose()
        yield url


@contextmanager
def cloned_postgresql(server: URL, template: URL) -> Iterator[TestDatabase]:
    with _maintenance(server) as engine:
        statement = f"CREATE DATABASE {{name}} TEMPLATE {template.database}"
        for url in _database(server, engine, statement):
            yield TestDatabase(_address(url), APP_ROLE)


def empty_tables(database: TestDatabase) -> None:
    """As good as a new clone, and thirty times faster."""
    engine = create_engine(database.url, poolclass=NullPool)
    with engine.begin() as connection:
        for table in reversed(SQLModel.metadata.sorted_tables):
            connection.execute(table.delete())


def _database(server: URL, engine: Engine, statement: str) -> Iterator[URL]:
    name = f"sidenote_test_{os.getpid()}_{secrets.token_hex(4)}"
    with engine.connect() as connection:
        connection.execute(text(statement.format(name=name)))
    try:
        yield server.set(database=name)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


@contextmanager
def _maintenance(server: URL) -> Iterator[Engine]:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        yield engine
    finally:
        engine.dispose()


def _sweep(server: URL, engine: Engine) -> None:
    """Drop what test runs on this machine left behind that were killed."""
    if server.host not in ("127.0.0.1", "localhost", "::1"):
        return
    with engine.connect() as connection:
        names = connection.scalars(
            text(r"SELECT datname FROM pg_database WHERE datname LIKE 'sidenote\_test\_%'")
        )
        for name in names.all():
            if not _lives(int(name.split("_")[2])):
                connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


def _lives(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _make_role(engine: Engine) -> None:
    """Workers of one test run may race for it: whoever comes second finds it there."""
    with engine.connect() as connection:
        connection.execute(
            text(
                f"DO $$ BEGIN CREATE ROLE {APP_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS; "
                "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
            )
        )


def _address(url: URL) -> str:
    return url.render_as_string(hide_password=False)
