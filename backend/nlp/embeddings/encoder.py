"""What every encoder is, and how a text is made fit for one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Rows of unit length (or zero, for a text without words): shape [texts, dimensions]."""

MAX_CHARACTERS = 1_200
"""Characters of a text that are encoded; what lies beyond is not read (bounded time)."""

_UNREADABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


class Encoder(Protocol):
    """Turns texts into vectors whose dot product says how much they are about the same."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str:
        """Changes when the same text gets another vector: part of every cache key."""
        ...

    @property
    def dimensions(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row for each text, in their order. Never raises on odd text."""
        ...


def readable(text: str) -> str:
    """The text as an encoder may see it: no control signs, NUL or lone surrogates, cut."""
    return _UNREADABLE.sub(" ", text[:MAX_CHARACTERS]).strip()


def unit_rows(rows: NDArray[np.floating]) -> Vectors:
    """The rows at length one; zero stays zero."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: Vectors = np.divide(
        rows, lengths, out=np.zeros(rows.shape), where=lengths > 1e-9
    ).astype(np.float32)
    return found
