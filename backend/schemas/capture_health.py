"""Wire types of capture health: pages that were not read, fill rates by day, notices of drops."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from backend.schemas.capture import Identifier, WireModel

SiteId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
SiteVersion = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
LayoutName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,60}$")]
Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9._:\[\]-]{1,253}$")]
Reason = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]

MAX_REPORTS = 200
"""Page reports in one batch."""
MAX_DAYS = 366


class PageReport(WireModel):
    """One visit of a page from which nothing was read. Neither its address nor a word of it."""

    day: date
    site: SiteId | None = None
    site_version: SiteVersion | None = None
    layout: LayoutName | None = None
    kind: Reason | None = None
    host: Host
    reason: Reason


class PageReports(WireModel):
    """`batch_id` is made with the batch: sent again, it is not counted again."""

    batch_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{8,64}$")]
    reports: Annotated[list[PageReport], Field(min_length=1, max_length=MAX_REPORTS)]


class PageReportsAnswer(WireModel):
    counted: int
    """0 for a batch that was counted before"""


class Rate(WireModel):
    """`filled` of `expected` places on `pages` pages."""

    pages: int
    filled: int
    expected: int
    rate: float | None
    """mean share that was filled of a page's places; null where there was no page"""


class RateComparison(WireModel):
    """A rate before and after, and how sure the drop is (formula: services.compare_rates)."""

    before: Rate
    after: Rate
    before_version: str
    """site version of the pages before; an older one where the present one is too young"""
    since: date
    """first day of `after`"""
    drop: float
    """before.rate - after.rate"""
    least_drop: float
    """lower end of the interval of the drop: with the confidence of `z` it is at least this"""
    z: float
    method: str


class HealthNotice(WireModel):
    """A field that is filled less often than before, or pages that are recognised less often."""

    notice_id: str
    what: Literal["field", "recognition"]
    site: str
    """"" where the notice is about a host"""
    site_version: str
    layout: str
    field: str
    host: str
    opened_at: datetime
    closed_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    """name of the person"""
    comparison: RateComparison


class FillPoint(WireModel):
    day: date
    pages: int
    filled: int
    expected: int


class FillSeries(WireModel):
    """One field of one layout, as one version of the site's reader found it, day by day."""

    site: str
    site_version: str
    layout: str
    field: str
    total: Rate
    points: list[FillPoint]


class UnreadCount(WireModel):
    """Pages from which nothing was read, in the days asked for."""

    reason: str
    site: str
    site_version: str
    layout: str
    kind: str
    host: str
    pages: int


class RecognitionPoint(WireModel):
    """`read` pages, and pages that should have been and were not."""

    day: date
    site: str
    read: int
    unrecognised: int


class CaptureHealth(WireModel):
    since: date
    until: date
    notices: list[HealthNotice]
    """open ones first, then those closed in the days asked for"""
    series: list[FillSeries]
    recognition: list[RecognitionPoint]
    unread: list[UnreadCount]
    """the most frequent first"""


class CaptureHealthQuery(WireModel):
    days: Annotated[int, Field(ge=1, le=MAX_DAYS)] = 30
    site: SiteId | None = None


class NoticeToAcknowledge(WireModel):
    notice_id: Identifier


class NoticeAcknowledged(WireModel):
    notice_id: Identifier
    acknowledged_at: datetime
