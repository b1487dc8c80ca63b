"""N-grams of words and of characters as 32-bit hashes with their places in the text.

Hashed in numpy for a whole batch at once: a hundred comments take a few milliseconds. The hash is
written out here instead of Python's own, which differs from run to run.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from backend.nlp.tokens import Text

MAX_CHARACTERS = 10_000
"""Characters of one text that are read: what kind it is shows in the first pages, or not at all."""

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xFF51AFD7ED558CCD)
_BLANK = ord(" ")
_EDGES = (zlib.crc32(b"<first>"), zlib.crc32(b"<last>"))


@dataclass(frozen=True, slots=True)
class Occurrences:
    """N-grams of a batch, one entry an occurrence: which text, which hash, from where to where."""

    row: NDArray[np.int32]
    key: NDArray[np.uint32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]


def read(text: str | Text) -> Text:
    """The tokenised text, cut to what is read; a `Text` that is short enough is taken as it is."""
    if isinstance(text, Text):
        return text if len(text.source) <= MAX_CHARACTERS else Text(text.source[:MAX_CHARACTERS])
    return Text(text[:MAX_CHARACTERS])


def word_ngrams(texts: Sequence[Text], lengths: range) -> Occurrences:
    """N-grams of folded tokens; those of two and more also see where the text begins and ends."""
    hashes: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    sizes = np.array([len(text.norms) + 2 for text in texts], np.int64)
    for text in texts:
        tail = text.ends[-1] if text.ends else 0
        head = text.starts[0] if text.starts else 0
        hashes += (_EDGES[0], *map(_token_hash, text.norms), _EDGES[1])
        starts += (head, *text.starts, tail)
        ends += (head, *text.ends, tail)
    rows = np.repeat(np.arange(len(texts), dtype=np.int32), sizes)
    codes = np.array(hashes, np.uint64)
    at, to = np.array(starts, np.int32), np.array(ends, np.int32)
    is_edge = np.isin(codes, np.array(_EDGES, np.uint64))
    parts = []
    for length, rolled in _rolled(codes, lengths):
        last = slice(length - 1, None)
        kept = rows[: len(rolled)] == rows[last]
        if length == 1:
            kept &= ~is_edge
        kept_at = np.flatnonzero(kept)
        finish = np.maximum(to[last][kept_at], at[kept_at])
        parts.append((rows[kept_at], _finished(rolled[kept_at], length), at[kept_at], finish))
    return _joined(parts)


def character_ngrams(texts: Sequence[Text], lengths: range) -> Occurrences:
    """N-grams of characters within a word and the blank on either side of it."""
    padded = [f" {_lowered(text.source)} " for text in texts]
    sizes = np.array([len(text) for text in padded], np.int64)
    raw = "".join(padded).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(raw, np.uint32).astype(np.uint64)
    rows = np.repeat(np.arange(len(texts), dtype=np.int32), sizes)
    begins = np.repeat(np.cumsum(sizes) - sizes, sizes)
    # Place in the source: the pad in front is no character of it.
    places = (np.arange(len(codes)) - begins - 1).astype(np.int32)
    limits = (sizes - 2).astype(np.int32)
    blanks = np.concatenate([[0], np.cumsum(codes == _BLANK)])
    parts = []
    for length, rolled in _rolled(codes, lengths):
        count = len(rolled)
        inside = blanks[length - 1 : length - 1 + count] - blanks[1 : 1 + count]
        whole = blanks[length : length + count] - blanks[:count]
        kept_at = np.flatnonzero((inside == 0) & (whole < length))
        row = rows[kept_at]
        start = np.maximum(places[kept_at], 0)
        end = np.minimum(places[kept_at] + length, limits[row])
        parts.append((row, _finished(rolled[kept_at], length), start, end.astype(np.int32)))
    return _joined(parts)


@lru_cache(maxsize=50_000)
def _token_hash(norm: str) -> int:
    if norm[:1].isdigit():
        norm = "<number>"
    return zlib.crc32(norm.encode("utf-8", "surrogatepass"))


def _lowered(source: str) -> str:
    lowered = source.lower()
    if len(lowered) != len(source):  # "İ" becomes two: places must stay those of the source
        lowered = "".join(low if len(low := sign.lower()) == 1 else sign for sign in source)
    return lowered.translate(_WHITE)


_WHITE = {ord(sign): " " for sign in "\t\n\v\f\r\x00\u00a0\u2028\u2029\u200b"}


def _rolled(codes: NDArray[np.uint64], lengths: range) -> list[tuple[int, NDArray[np.uint64]]]:
    """For every length the polynomial hash of each window, from the one a sign shorter."""
    rolled = codes * _STEP
    found = []
    for length in range(1, lengths.stop):
        if length > 1:
            rolled = rolled[:-1] * _STEP + codes[length - 1 :] if len(rolled) else rolled
        if length in lengths:
            found.append((length, rolled))
    return found


def _finished(rolled: NDArray[np.uint64], length: int) -> NDArray[np.uint32]:
    mixed = (rolled ^ np.uint64(length)) * _MIX
    mixed ^= mixed >> np.uint64(33)
    mixed *= _STEP
    return (mixed >> np.uint64(32)).astype(np.uint32)


def _joined(parts: Sequence[tuple[NDArray, ...]]) -> Occurrences:
    row, key, start, end = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Occurrences(row, key, start, end)
