"""Captures as they arrived."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import col

from backend.models import Capture
from backend.models.base import new_id, utc_now
from backend.schemas.capture import Capture as WireCapture
from backend.schemas.urls import url_key
from backend.store.database import TenantSession, batches


def keep(
    tx: TenantSession, capture: WireCapture, payload_hash: str, device_id: str | None
) -> tuple[Capture, bool]:
    """The row of a capture, and whether it was made now: a capture_id has one row only."""
    known = by_capture_id(tx, capture.capture_id)
    if known is not None:
        return known, False
    row_id = new_id()
    tx.insert(
        Capture,
        [
            {
                "id": row_id,
                "capture_id": capture.capture_id,
                "device_id": device_id,
                "kind": capture.kind,
                "site": capture.site,
                "site_version": capture.site_version,
                "layout": capture.layout,
                "url": capture.url,
                "url_key": url_key(capture.url),
                "captured_at": capture.captured_at,
                "received_at": utc_now(),
                "trigger": capture.trigger,
                "missing": capture.missing,
                "payload_hash": payload_hash,
                "payload": zlib.compress(capture.model_dump_json().encode(), 3),
                "status": "received",
            }
        ],
        on_conflict=("tenant_id", "capture_id"),
    )
    row = by_capture_id(tx, capture.capture_id)
    assert row is not None
    return row, row.id == row_id  # another worker may have been faster


def was_read_on(tx: TenantSession, row: Capture, day: date) -> bool:
    """Whether the row's page was captured on that day (UTC) by another capture, too."""
    begin = datetime.combine(day, time.min, UTC)
    others = tx.select(Capture.id).where(
        col(Capture.url_key) == row.url_key,
        col(Capture.captured_at) >= begin,
        col(Capture.captured_at) < begin + timedelta(days=1),
        col(Capture.id) != row.id,
    )
    return tx.first(others) is not None


def by_capture_id(tx: TenantSession, capture_id: str) -> Capture | None:
    return tx.first(tx.select(Capture).where(col(Capture.capture_id) == capture_id))


def latest_of_url(tx: TenantSession, url: str) -> Capture | None:
    """The newest analysed capture of a page."""
    return tx.first(
        tx.select(Capture)
        .where(col(Capture.url_key) == url_key(url), col(Capture.status) == "analysed")
        .order_by(col(Capture.captured_at).desc(), col(Capture.id).desc())
    )


def settled_ids(tx: TenantSession, capture_ids: Iterable[str]) -> set[str]:
    """Which of these captures were taken in already: analysed, or erased since."""
    settled = col(Capture.status).in_(("analysed", "erased"))
    return {
        capture_id
        for batch in batches(capture_ids)
        for capture_id in tx.scalars(
            tx.select(Capture.capture_id).where(col(Capture.capture_id).in_(batch), settled)
        )
    }


def times_of_subject(
    tx: TenantSession, subject_id: str, *, until: datetime
) -> list[tuple[datetime, str | None]]:
    """When a person or discussion was captured by which device, newest first; the last 200."""
    query = tx.select(Capture.captured_at, Capture.device_id).where(
        col(Capture.subject_id) == subject_id, col(Capture.captured_at) <= until
    )
    return [
        (at, device_id)
        for at, device_id in tx.rows(query.order_by(col(Capture.captured_at).desc()).limit(200))
    ]


def unfinished(tx: TenantSession) -> list[str]:
    """Ids of the rows that were received and not analysed, oldest first."""
    waiting = col(Capture.status).in_(("received", "failed"))
    return tx.scalars(tx.select(Capture.id).where(waiting).order_by(col(Capture.id)))


def by_id(tx: TenantSession, row_id: str) -> Capture | None:
    return tx.first(tx.select(Capture).where(col(Capture.id) == row_id))


def payload(row: Capture) -> WireCapture:
    return WireCapture.model_validate_json(zlib.decompress(row.payload))


def settle(
    tx: TenantSession, row_id: str, status: str, *, subject_id: str | None, problem: str | None
) -> None:
    """Note how the analysis ended. What was analysed lives on in its own tables, so the copy of
    the page goes: personal text is kept once."""
    values: dict[str, Any] = {"status": status, "subject_id": subject_id, "problem": problem}
    if status == "analysed":
        values["payload"] = b""
    tx.execute(tx.update(Capture).where(col(Capture.id) == row_id).values(**values))
