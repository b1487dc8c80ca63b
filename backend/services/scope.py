"""On whose behalf a use case runs: the tenant, the person, and what the process offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from backend.nlp.analysis import Analyser
from backend.nlp.esco_labels import EscoFiles, esco_files, load_esco
from backend.store.database import Database

_esco_folder: Path | None = None


def use_esco(folder: Path) -> None:
    """Where the operator's ESCO labels lie, if there are any; said once as the process starts."""
    global _esco_folder  # noqa: PLW0603  what the process offers, as its environment is
    _esco_folder = folder


def shared_analyser() -> Analyser:
    """One analyser a process; made at first use, so after the fork, and made anew when the operator
    has imported ESCO meanwhile."""
    return _analyser(esco_files(_esco_folder))


@lru_cache(maxsize=1)
def _analyser(files: EscoFiles) -> Analyser:
    return Analyser(load_esco(files))


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
