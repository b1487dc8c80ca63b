"""Take a capture in: a row first, then analysis, then people and posts, then its annotations."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import OperationalError

from backend.models import Capture
from backend.schemas.annotation import AnnotationSet
from backend.schemas.capture import Capture as WireCapture
from backend.services.annotate import annotate_capture
from backend.services.count_pages import count_capture
from backend.services.errors import Conflict, Gone
from backend.services.scope import Scope
from backend.services.seen_people import read_at
from backend.services.take_discussion import take_discussion
from backend.services.take_profile import take_profile
from backend.services.watch_capture_health import watch
from backend.store import captures, discussions

log = structlog.get_logger(__name__)


def ingest(scope: Scope, capture: WireCapture) -> tuple[AnnotationSet, bool]:
    """The annotations of a capture, and whether it is new. Raises as `take_in`."""
    row, is_new = take_in(scope, capture)
    if is_new:
        watch(scope)
    return annotate_capture(scope, row), is_new


def take_in(scope: Scope, capture: WireCapture) -> tuple[Capture, bool]:
    """The row of a capture, kept and analysed, and whether it is new.

    The same capture_id again gives the same answer without doing the work twice; the same id with
    another content is refused. What was received but not analysed (the process died) is analysed
    when it comes again, or by `finish_unfinished`.

    Raises:
        Conflict: the capture_id was used for another page.
        Gone: the person on the page was erased since it was first received.
    """
    payload_hash = content_hash(capture)
    with scope.database.write(scope.tenant_id) as tx:
        row, is_new = captures.keep(tx, capture, payload_hash, scope.device_id)
        if is_new:
            count_capture(tx, row, capture, read_at(scope, capture))
    if row.payload_hash != payload_hash:
        raise Conflict("This capture_id was used for another capture.")
    if row.status == "erased":
        raise Gone("What this capture read was erased.")
    if row.status != "analysed":
        analyse(scope, row, capture)
        row.status = "analysed"
    return row, is_new


def content_hash(capture: WireCapture) -> str:
    """The same before and after an update of the server that adds a field."""
    return hashlib.sha256(capture.model_dump_json(exclude_defaults=True).encode()).hexdigest()


@dataclass
class Finished:
    """How many captures were analysed now, and how many failed (again)."""

    analysed: int = 0
    failed: int = 0


def finish_unfinished(scope: Scope) -> Finished:
    """Analyse what a dead process left behind; one that fails does not stop the others."""
    with scope.database.read(scope.tenant_id) as tx:
        row_ids = captures.unfinished(tx)
    finished = Finished()
    for row_id in row_ids:
        with scope.database.read(scope.tenant_id) as tx:
            row = captures.by_id(tx, row_id)
        if row is None or not row.payload:
            continue  # finished or erased meanwhile
        try:
            analyse(scope, row, captures.payload(row))
            finished.analysed += 1
        except OperationalError:
            raise
        except Exception as error:  # the row says why
            log.warning("capture_failed", error=type(error).__name__, kind=row.kind, site=row.site)
            finished.failed += 1
    return finished


def analyse(scope: Scope, row: Capture, capture: WireCapture) -> None:
    """Read a kept capture into people, posts and findings; the row says how it ended."""
    try:
        if capture.profile is not None:
            take_profile(scope, row, capture, capture.profile)
        elif capture.discussion is not None:
            take_discussion(scope, row, capture, capture.discussion)
        else:
            _take_organisation(scope, row, capture)
    except OperationalError:
        raise  # the database's trouble, not the capture's: it stays as received
    except Exception as error:
        with scope.database.write(scope.tenant_id) as tx:
            captures.settle(tx, row.id, "failed", subject_id=None, problem=type(error).__name__)
        raise


def _take_organisation(scope: Scope, row: Capture, capture: WireCapture) -> None:
    organisation = capture.organisation
    assert organisation is not None
    with scope.database.write(scope.tenant_id) as tx:
        row.subject_id = discussions.save_organisation_page(
            tx,
            capture.url,
            organisation.name,
            organisation.model_dump(mode="json"),
            read_at(scope, capture),
        )
        captures.settle(tx, row.id, "analysed", subject_id=row.subject_id, problem=None)
