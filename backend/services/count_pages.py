"""Count how pages were read, day by day: no address, no text, nobody's name."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from backend.models import Capture as CaptureRow
from backend.schemas.capture import Capture
from backend.schemas.capture_health import PageReport, PageReports
from backend.services.compare_rates import Sample
from backend.services.scope import Scope
from backend.store import capture_health, captures
from backend.store.database import TenantSession

LATEST_REPORT = timedelta(days=30)
"""A report that waited longer is counted on the first day that is still looked at."""


def count_capture(tx: TenantSession, row: CaptureRow, capture: Capture, at: datetime) -> None:
    """Count a capture that came in now, in the transaction that keeps it.

    A page counts once a day, however often it is captured while somebody scrolls or comes back: the
    comparison of rates takes pages for independent. Imported files are not counted, as they show
    what a site looked like at some time before.
    """
    if capture.trigger == "import" or captures.was_read_on(tx, row, at.date()):
        return
    where = {
        "day": at.date(),
        "site": capture.site,
        "site_version": capture.site_version,
        "layout": capture.layout,
    }
    capture_health.add_fill(
        tx,
        [
            {**where, "field": field, **asdict(Sample.of_page(min(filled, expected), expected))}
            for field, (filled, expected) in capture.fill.items()
            if expected > 0
        ],
    )
    host = (urlsplit(capture.url).hostname or "")[:253]
    read = {**where, "kind": capture.kind, "host": host, "outcome": "read", "pages": 1}
    capture_health.add_pages(tx, [read])


def count_page_reports(scope: Scope, batch: PageReports) -> int:
    """Pages from which nothing was read; how many were counted (none of a batch known already)."""
    with scope.database.write(scope.tenant_id) as tx:
        if not capture_health.take_batch(tx, batch.batch_id, scope.now()):
            return 0
        keys = Counter(_key(report, scope.today) for report in batch.reports)
        names = capture_health.PAGE_KEY[1:]
        rows = [{**dict(zip(names, key, strict=True)), "pages": n} for key, n in keys.items()]
        capture_health.add_pages(tx, rows)
    return len(batch.reports)


def _key(report: PageReport, today: date) -> tuple[date, str, str, str, str, str, str]:
    day = max(min(report.day, today), today - LATEST_REPORT)
    return (
        day, report.site or "", report.site_version or "", report.layout or "", report.kind or "",
        report.host, report.reason,
    )  # fmt: skip
