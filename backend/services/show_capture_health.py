"""What an administrator is shown of capture health, and the acknowledging of notices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from itertools import groupby
from operator import add

from backend.models import FillCount, PageCount
from backend.models import HealthNotice as NoticeRow
from backend.schemas.capture_health import (
    CaptureHealth,
    FillPoint,
    FillSeries,
    HealthNotice,
    NoticeAcknowledged,
    RateComparison,
    RecognitionPoint,
    UnreadCount,
)
from backend.services.compare_rates import Sample
from backend.services.errors import NotFound
from backend.services.scope import Scope
from backend.services.watch_capture_health import (
    FAILURES,
    compare_all,
    rate_of,
    sample_of,
)
from backend.store import capture_health, workspace

MOST_UNREAD = 200


def show_capture_health(scope: Scope, days: int = 30, site: str | None = None) -> CaptureHealth:
    """Everything of the last `days` days, today among them; compared anew."""
    compare_all(scope)
    since = scope.today - timedelta(days=days - 1)
    with scope.database.read(scope.tenant_id) as tx:
        fills = capture_health.fill_counts(tx, since, site)
        pages = capture_health.page_counts(tx, since, site)
        noticed = capture_health.notices(tx, datetime.combine(since, time.min, UTC), site)
    told = [notice_of(row, name) for row, name in noticed]
    return CaptureHealth(
        since=since,
        until=scope.today,
        notices=sorted(told, key=lambda notice: notice.closed_at is not None),
        series=_series(fills),
        recognition=_recognition(pages),
        unread=_unread(pages),
    )


def acknowledge_notice(scope: Scope, notice_id: str) -> NoticeAcknowledged:
    """A person has seen it; the first one's word stands.

    Raises:
        NotFound: no such notice in this workspace.
    """
    with scope.database.write(scope.tenant_id) as tx:
        if not capture_health.acknowledge(tx, notice_id, scope.user_id, scope.now()):
            raise NotFound("There is no such notice.")
        workspace.record_event(tx, scope.user_id, "health_notice.acknowledged", notice_id)
        row = capture_health.notice_by_id(tx, notice_id)
    assert row is not None
    assert row.acknowledged_at is not None
    return NoticeAcknowledged(notice_id=notice_id, acknowledged_at=row.acknowledged_at)


def notice_of(row: NoticeRow, acknowledged_by: str | None) -> HealthNotice:
    return HealthNotice(
        notice_id=row.id,
        what=row.what,
        site=row.site,
        site_version=row.site_version,
        layout=row.layout,
        field=row.field,
        host=row.host,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=acknowledged_by,
        comparison=RateComparison.model_validate(row.arithmetic),
    )


def _series(rows: Iterable[FillCount]) -> list[FillSeries]:
    """The rows come in the order of what they are about."""
    found = []
    for (site, layout, field, version), group in groupby(
        rows, key=lambda row: (row.site, row.layout, row.field, row.site_version)
    ):
        days = list(group)
        found.append(
            FillSeries(
                site=site,
                site_version=version,
                layout=layout,
                field=field,
                total=rate_of(reduce(add, map(sample_of, days), Sample())),
                points=[
                    FillPoint(
                        day=row.day, pages=row.pages, filled=row.filled, expected=row.expected
                    )
                    for row in days
                ],
            )
        )
    return found


def _recognition(pages: Iterable[PageCount]) -> list[RecognitionPoint]:
    counts: dict[tuple[date, str], list[int]] = defaultdict(lambda: [0, 0])
    for page in pages:
        if page.outcome == "read" or page.outcome in FAILURES:
            counts[page.day, page.site][page.outcome != "read"] += page.pages
    return [
        RecognitionPoint(day=day, site=site, read=read, unrecognised=unrecognised)
        for (day, site), (read, unrecognised) in counts.items()
    ]


def _unread(pages: Iterable[PageCount]) -> list[UnreadCount]:
    counts: dict[tuple[str, ...], int] = defaultdict(int)
    names = ("outcome", "site", "site_version", "layout", "kind", "host")
    for page in pages:
        if page.outcome != "read":
            counts[tuple(getattr(page, name) for name in names)] += page.pages
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_UNREAD]
    return [
        UnreadCount(reason=key[0], **dict(zip(names[1:], key[1:], strict=True)), pages=pages_)
        for key, pages_ in most
    ]
