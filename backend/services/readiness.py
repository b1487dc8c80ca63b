"""Whether the service can serve: database there, schema up to date."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from backend.schemas.requests import Readiness
from backend.store.database import Database
from backend.store.schema import current_revision, head_revision


def readiness(database: Database) -> Readiness:
    expected = head_revision()
    try:
        revision = current_revision(database)
    except SQLAlchemyError:
        return Readiness(
            ready=False, database="unreachable", schema_revision=None, schema_expected=expected
        )
    return Readiness(
        ready=revision == expected,
        database="ok",
        schema_revision=revision,
        schema_expected=expected,
    )
