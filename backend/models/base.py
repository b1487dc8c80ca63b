"""What all tables share: ids, times, the tenant column."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime

from sqlalchemy import DateTime, MetaData
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention


def new_id() -> str:
    """A UUID version 7 as 32 hex digits: sorts by time, so indexes grow at their end.

    The twelve bits behind the version count parts of the millisecond (RFC 9562, section 6.2, method
    3): rows made one after the other list in that order.
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    part = rest * 4_096 // 1_000_000
    value = milliseconds << 80 | 7 << 76 | part << 64 | 2 << 62 | secrets.randbits(62)
    return f"{value:032x}"


def utc_now() -> datetime:
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """Times are stored in UTC and come back aware, on SQLite too (it has no time zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: object) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: object) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
