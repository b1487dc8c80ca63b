"""When the one who asks last saw a discussion: what came after is new to them.

Captures less than half an hour apart are one visit, in which somebody scrolls, turns pages or opens
replies: what shows up then was there before. Whoever sees a discussion for the first time is told
what is new since the workspace saw it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from backend.models import Capture, Post
from backend.services.scope import Scope
from backend.store import captures
from backend.store.database import TenantSession

ONE_VISIT = timedelta(minutes=30)


def last_visit(scope: Scope, tx: TenantSession, row: Capture) -> datetime | None:
    """The end of the visit before the one a capture belongs to; None if there was none."""
    seen = captures.times_of_subject(tx, row.subject_id or "", until=row.captured_at)
    own = [at for at, device_id in seen if device_id == scope.device_id]
    return _before_this(own, row.captured_at) or _before_this(
        [at for at, _ in seen], row.captured_at
    )


def _before_this(times: Sequence[datetime], begin: datetime) -> datetime | None:
    """The first of the times, newest first, that lies before the visit that ends with `begin`."""
    for at in times:
        if begin - at >= ONE_VISIT:
            return at
        begin = min(begin, at)
    return None


def is_new(post: Post, since: datetime | None) -> bool:
    """Whether a post came after that time; one that states an earlier day was there, not shown."""
    if since is None or post.first_seen_at <= since:
        return False
    stated = _stated_day(post.posted_at)
    return stated is None or stated >= since.astimezone(UTC).date().isoformat()


def _stated_day(posted_at: str | None) -> str | None:
    """The day of a date in ISO form; other forms ("3 h") tell nothing sure."""
    try:
        return datetime.fromisoformat(posted_at).date().isoformat() if posted_at else None
    except ValueError:
        return None
