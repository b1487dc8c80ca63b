"""Whether the process lives and with what, and whether it can serve."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from backend import __version__
from backend.nlp.ladder import ladders
from backend.schemas.requests import Health, LadderRung, LadderState, Readiness
from backend.services.scope import shared_analyser
from backend.store.database import Database
from backend.store.schema import current_revision, head_revision


def health() -> Health:
    """What makes the findings, and what is missing on this machine; asks no database."""
    ladder = [
        LadderState(
            part=one.part,
            used=one.used.name,
            degraded=one.is_degraded,
            rungs=[LadderRung(name=rung.name, missing=rung.missing) for rung in one.rungs],
        )
        for one in ladders()
    ]
    made_by = shared_analyser().versions()
    return Health(status="ok", version=__version__, made_by=made_by, ladder=ladder)


def readiness(database: Database) -> Readiness:
    """Whether the database is there and its schema up to date."""
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
