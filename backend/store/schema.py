"""Brings a database to the newest schema; one Alembic chain for SQLite and PostgreSQL."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from backend.store.database import Database

_MIGRATIONS = Path(__file__).parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def migrate(database: Database, revision: str = "head") -> None:
    """Run the chain up to `revision`; does nothing when the database is there already."""
    config = _config()
    with database.writing_engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def grant_role(database: Database, role: str) -> None:
    """On PostgreSQL: what the application's role may do. It owns nothing, so row-level security
    binds it; the schema's revision it may only read."""
    if not database.is_postgresql:
        return
    quoted = database.engine.dialect.identifier_preparer.quote(role)
    with database.writing_engine.begin() as connection:
        schema = connection.scalar(text("SELECT current_schema()"))
        for statement in (
            f"GRANT USAGE ON SCHEMA {schema} TO {quoted}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {quoted}",
            f"REVOKE INSERT, UPDATE, DELETE ON {schema}.alembic_version FROM {quoted}",
        ):
            connection.execute(text(statement))


def make_revision(database: Database, message: str) -> None:
    """Write a new migration from the difference between the models and the database."""
    config = _config()
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True)


def current_revision(database: Database) -> str | None:
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@cache
def head_revision() -> str | None:
    """The revision this version of the software needs; does not change while it runs."""
    return ScriptDirectory.from_config(_config()).get_current_head()
