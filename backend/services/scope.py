"""On whose behalf a use case runs: the tenant, the person, and what the process offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache

from backend.nlp.analysis import Analyser
from backend.store.database import Database


@cache
def shared_analyser() -> Analyser:
    """One analyser a process; made at first use, so after the fork."""
    return Analyser()


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Scope:
    """A tenant and the one who acts in it. `role` decides what of the CRM may be seen."""

    database: Database
    tenant_id: str
    user_id: str | None = None
    role: str = "sales"
    device_id: str | None = None
    now: Callable[[], datetime] = field(default=_now)

    @property
    def analyser(self) -> Analyser:
        return shared_analyser()

    @property
    def today(self) -> date:
        return self.now().date()

    @property
    def sees_payment(self) -> bool:
        """Payment and solvency are for those who deal with the account, not for every expert."""
        return self.role in ("sales", "lead", "administrator")
