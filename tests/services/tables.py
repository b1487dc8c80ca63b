"""A look into every table, as somebody with the database file would have it."""

from __future__ import annotations

import zlib
from typing import Any

from sqlalchemy import create_engine, select
from sqlmodel import SQLModel

from tests.databases import TestDatabase


def all_rows(database: TestDatabase) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table by table name, past row-level security."""
    engine = create_engine(database.url)
    try:
        with engine.connect() as connection:
            return {
                table.name: [dict(row._mapping) for row in connection.execute(select(table))]
                for table in SQLModel.metadata.sorted_tables
            }
    finally:
        engine.dispose()


def all_text(database: TestDatabase) -> str:
    """Everything that is stored, compressed captures unpacked."""
    found = []
    for name, rows in all_rows(database).items():
        for row in rows:
            for column, value in row.items():
                plain = (
                    zlib.decompress(value).decode() if isinstance(value, bytes) and value else value
                )
                found.append(f"{name}.{column}: {plain!r}")
    return "\n".join(found)


def tables_with(database: TestDatabase, text: str) -> list[str]:
    """The lines of `all_text` that hold `text`."""
    return [line for line in all_text(database).splitlines() if text in line]
