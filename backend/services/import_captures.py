"""Bring in captures that come from files: each a row first, then analysed; again = only the new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

import structlog
from sqlalchemy.exc import OperationalError

from backend.schemas.capture import Capture
from backend.schemas.imports import FileProblem
from backend.services.ingest import take_in
from backend.services.scope import Scope
from backend.store import captures as store
from backend.store import workspace

log = structlog.get_logger(__name__)

BATCH = 200
KEPT_PROBLEMS = 1_000


@dataclass
class ImportReport:
    """How many captures were new and how many known already; what was left out, and why."""

    new: int = 0
    known: int = 0
    problem_count: int = 0
    problems: list[FileProblem] = field(default_factory=list)

    def note(self, problem: FileProblem) -> None:
        """Count a problem; the first thousand are kept."""
        self.problem_count += 1
        if len(self.problems) < KEPT_PROBLEMS:
            self.problems.append(problem)

    @property
    def done(self) -> int:
        return self.new + self.known + self.problem_count


def import_captures(
    scope: Scope,
    found: Iterable[Capture | FileProblem],
    source: str,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Take in what a file or folder yields; `progress` hears how many items are done.

    A capture's id is made of what it says: one that was taken in before, by an earlier run that was
    stopped or of the same file, is known and costs a look-up. `source` is the kind of import, for
    the audit. What the iterable raises passes through; what was taken in by then stays.
    """
    report = ImportReport()
    with scope.database.write(scope.tenant_id) as tx:
        workspace.record_event(tx, scope.user_id, "captures.import", source)
    for batch in _batches(found):
        known = taken_in(scope, [one.capture_id for one in batch if isinstance(one, Capture)])
        for one in batch:
            if isinstance(one, FileProblem):
                report.note(one)
            elif one.capture_id in known:
                report.known += 1
            else:
                _take(scope, one, report)
            if progress:
                progress(report.done)
    return report


def _batches(items: Iterable[Capture | FileProblem]) -> Iterator[list[Capture | FileProblem]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


def taken_in(scope: Scope, capture_ids: list[str]) -> set[str]:
    """Which of these were taken in by an earlier run."""
    with scope.database.read(scope.tenant_id) as tx:
        return store.settled_ids(tx, capture_ids)


def _take(scope: Scope, capture: Capture, report: ImportReport) -> None:
    try:
        take_in(scope, capture)
    except OperationalError:
        raise  # the database's trouble: stop here, the next run goes on
    except Exception as error:  # the row keeps it; the others go on
        log.warning("import_failed", error=type(error).__name__, kind=capture.kind)
        report.note(FileProblem(capture.url, None, f"could not be read ({type(error).__name__})"))
    else:
        report.new += 1
