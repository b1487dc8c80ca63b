"""Counts of how well pages were read, and notices of drops."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import col

from backend.models import (
    FillCount,
    HealthNotice,
    HealthWatch,
    PageCount,
    PageReportBatch,
    User,
)
from backend.store.database import TenantSession

FILL_KEY = ("tenant_id", "day", "site", "site_version", "layout", "field")
FILL_SUMS = ("pages", "filled", "expected", "shares", "shares_squared")
PAGE_KEY = ("tenant_id", "day", "site", "site_version", "layout", "kind", "host", "outcome")


def add_fill(tx: TenantSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds to the counts of a field; one row a key."""
    tx.insert(FillCount, rows, on_conflict=FILL_KEY, add_columns=FILL_SUMS)


def add_pages(tx: TenantSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds to the counts of pages; one row a key."""
    tx.insert(PageCount, rows, on_conflict=PAGE_KEY, add_columns=("pages",))


def take_batch(tx: TenantSession, batch_id: str, now: datetime) -> bool:
    """Whether a batch of reports is new; it is known from now on, for a month."""
    known = tx.select(PageReportBatch).where(col(PageReportBatch.batch_id) == batch_id)
    if tx.first(known) is not None:
        return False
    old = col(PageReportBatch.received_at) < now - timedelta(days=31)
    tx.execute(tx.delete(PageReportBatch).where(old))
    tx.insert(PageReportBatch, [{"batch_id": batch_id, "received_at": now}])
    return True


def take_turn(tx: TenantSession, now: datetime, pause: timedelta) -> bool:
    """Whether it is time to compare, and nobody else does it now."""
    tx.insert(
        HealthWatch,
        [{"compared_at": now - 2 * pause}],
        on_conflict=("tenant_id",),
    )
    due = tx.update(HealthWatch).where(col(HealthWatch.compared_at) <= now - pause)
    return tx.execute(due.values(compared_at=now)) == 1


def fill_counts(tx: TenantSession, since: date, site: str | None = None) -> list[FillCount]:
    """In the order of site, layout, field, version, day."""
    query = tx.select(FillCount).where(col(FillCount.day) >= since)
    if site is not None:
        query = query.where(col(FillCount.site) == site)
    order = (FillCount.site, FillCount.layout, FillCount.field, FillCount.site_version)
    return tx.scalars(query.order_by(*map(col, order), col(FillCount.day)))


def page_counts(tx: TenantSession, since: date, site: str | None = None) -> list[PageCount]:
    query = tx.select(PageCount).where(col(PageCount.day) >= since)
    if site is not None:
        query = query.where(col(PageCount.site) == site)
    return tx.scalars(query.order_by(col(PageCount.day), col(PageCount.site)))


def forget_before(tx: TenantSession, day: date) -> None:
    tx.execute(tx.delete(FillCount).where(col(FillCount.day) < day))
    tx.execute(tx.delete(PageCount).where(col(PageCount.day) < day))


def open_notices(tx: TenantSession) -> list[HealthNotice]:
    open_ones = tx.select(HealthNotice).where(col(HealthNotice.closed_at).is_(None))
    return tx.scalars(open_ones.order_by(col(HealthNotice.opened_at).desc()))


def notices(
    tx: TenantSession, since: datetime, site: str | None = None
) -> list[tuple[HealthNotice, str | None]]:
    """Open ones and those closed since then, newest first, with the name of who acknowledged."""
    query = tx.select(HealthNotice).where(
        col(HealthNotice.closed_at).is_(None) | (col(HealthNotice.closed_at) >= since)
    )
    if site is not None:
        query = query.where(col(HealthNotice.site) == site)
    found: list[HealthNotice] = tx.scalars(query.order_by(col(HealthNotice.opened_at).desc()))
    ids = {notice.acknowledged_by for notice in found if notice.acknowledged_by}
    users: Iterable[User] = tx.scalars(tx.select(User).where(col(User.id).in_(ids))) if ids else ()
    names = {user.id: user.name for user in users}
    return [(notice, names.get(notice.acknowledged_by or "")) for notice in found]


def open_notice(tx: TenantSession, row: Mapping[str, Any]) -> None:
    """Opens a notice unless there is one open of the same thing."""
    tx.insert(HealthNotice, [row], on_conflict=("tenant_id", "open_key"))


def close_notice(tx: TenantSession, notice_id: str, at: datetime) -> None:
    """Its key becomes free for the next notice of the same thing."""
    closing = tx.update(HealthNotice).where(
        col(HealthNotice.id) == notice_id, col(HealthNotice.closed_at).is_(None)
    )
    tx.execute(closing.values(closed_at=at, open_key=notice_id))


def acknowledge(tx: TenantSession, notice_id: str, user_id: str | None, at: datetime) -> bool:
    """False when there is no such notice; a second acknowledgement changes nothing."""
    own = col(HealthNotice.id) == notice_id
    if tx.first(tx.select(HealthNotice).where(own)) is None:
        return False
    first = tx.update(HealthNotice).where(own, col(HealthNotice.acknowledged_at).is_(None))
    tx.execute(first.values(acknowledged_at=at, acknowledged_by=user_id))
    return True


def notice_by_id(tx: TenantSession, notice_id: str) -> HealthNotice | None:
    return tx.first(tx.select(HealthNotice).where(col(HealthNotice.id) == notice_id))
