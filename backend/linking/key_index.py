"""Blocking keys held in memory: for bulk work and measurements, where no store is at hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from backend.linking.blocking import BUDGET, plan_keys, shortlist
from backend.linking.similarity import ALL

Entry = TypeVar("Entry")


class KeyIndex(Generic[Entry]):
    """Entries by blocking keys. `frequencies` is what `plan_keys` and the resolver ask for."""

    def __init__(self, entries: Sequence[Entry], keys_of: Callable[[Entry], Iterable[str]]) -> None:
        self._entries = entries
        rows: defaultdict[str, list[int]] = defaultdict(list)
        for position, entry in enumerate(entries):
            for key in keys_of(entry):
                rows[key].append(position)
        self._rows = dict(rows)
        self.frequencies: dict[str, int] = {key: len(found) for key, found in rows.items()}
        self.frequencies[ALL] = len(entries)

    def candidates(self, keys: Iterable[str], budget: int = BUDGET, limit: int = 64) -> list[Entry]:
        """The entries most worth comparing, best first; at most `limit`."""
        planned = plan_keys(keys, self.frequencies, budget)
        found = {key: self._rows[key] for key in planned}
        return [self._entries[position] for position in shortlist(found, self.frequencies, limit)]
