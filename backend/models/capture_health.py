"""How well pages are read: counts by day, and notices of drops. Nothing personal, no address."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.models.base import UtcDateTime, new_id, utc_now


def _sum() -> Any:
    return Column(BigInteger, nullable=False)


class FillCount(SQLModel, table=True):
    """Of one field on one layout of one day: how many places of the pages were filled, of how many.
    The sums of shares tell how far pages differ from each other (services.compare_rates)."""

    __tablename__ = "fill_count"

    tenant_id: str = Field(foreign_key="tenant.id", primary_key=True)
    day: date = Field(primary_key=True)
    site: str = Field(primary_key=True)
    site_version: str = Field(primary_key=True)
    layout: str = Field(primary_key=True)
    field: str = Field(primary_key=True)
    pages: int = Field(sa_column=_sum())
    filled: int = Field(sa_column=_sum())
    expected: int = Field(sa_column=_sum())
    shares: float
    """of each page, filled / expected, summed up; and their squares"""
    shares_squared: float


class PageCount(SQLModel, table=True):
    """How reading ended, per day: pages captured ("read") and pages from which nothing was read, by
    reason. What was not known (no site claimed the page) is ""."""

    __tablename__ = "page_count"

    tenant_id: str = Field(foreign_key="tenant.id", primary_key=True)
    day: date = Field(primary_key=True)
    site: str = Field(primary_key=True)
    site_version: str = Field(primary_key=True)
    layout: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    host: str = Field(primary_key=True)
    outcome: str = Field(primary_key=True)
    """read, or the reader's reason: not-recognised, two-layouts, empty, failed ..."""
    pages: int = Field(sa_column=_sum())


class PageReportBatch(SQLModel, table=True):
    """A batch of page reports that was counted: sent again, it is not counted again."""

    __tablename__ = "page_report_batch"

    tenant_id: str = Field(foreign_key="tenant.id", primary_key=True)
    batch_id: str = Field(primary_key=True)
    received_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class HealthWatch(SQLModel, table=True):
    """When a tenant's counts were last compared."""

    __tablename__ = "health_watch"

    tenant_id: str = Field(foreign_key="tenant.id", primary_key=True)
    compared_at: datetime = Field(sa_type=UtcDateTime)


class HealthNotice(SQLModel, table=True):
    """A drop: a field is filled less often than before, or fewer pages are recognised."""

    __tablename__ = "health_notice"
    __table_args__ = (UniqueConstraint("tenant_id", "open_key"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id")
    open_key: str
    """what the notice is about while it is open, its id afterwards: one open notice of a thing"""
    what: str
    """field or recognition"""
    site: str
    site_version: str
    layout: str
    field: str
    host: str
    """of one host alone; "" for a site as a whole"""
    opened_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    arithmetic: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """the counts before and after, the interval of the drop (a RateComparison)"""
    acknowledged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    acknowledged_by: str | None = Field(default=None, foreign_key="app_user.id")
