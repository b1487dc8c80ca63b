"""From texts to weighted features: tf-idf of known n-grams, and the shape of the text.

tf-idf with logarithmic term frequency and unit length a block, as in scikit-learn's
TfidfVectorizer(sublinear_tf=True); n-grams that no training text held count nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.nlp.text_classifier.ngrams import Occurrences, character_ngrams, read, word_ngrams
from backend.nlp.tokens import Text

SHAPE = (
    "question_mark", "ends_in_question", "exclamation", "ellipsis", "link", "mention",
    "capitals", "digits", "length", "sentences",
)  # fmt: skip
"""The shape of a text, each 0..1: what n-grams of lower-case words do not show."""


@dataclass(frozen=True, slots=True)
class Block:
    """The known n-grams of one sort: `keys` sorted (uint32), `idf` beside them (float32)."""

    unit: str
    lengths: tuple[int, int]
    keys: NDArray[np.uint32]
    idf: NDArray[np.float32]

    def occurrences(self, texts: Sequence[Text]) -> Occurrences:
        make = word_ngrams if self.unit == "word" else character_ngrams
        return make(texts, range(self.lengths[0], self.lengths[1] + 1))


@dataclass(frozen=True, slots=True)
class Features:
    """Sparse features of a batch as parallel arrays, sorted by row: value of `column` in `row`."""

    row: NDArray[np.int32]
    column: NDArray[np.int32]
    value: NDArray[np.float32]
    rows: int

    def times(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """The product with `weights` (columns x labels): rows x labels."""
        totals = np.zeros((self.rows, weights.shape[1]), np.float32)
        if len(self.row):
            terms = weights[self.column] * self.value[:, None]
            present, first = np.unique(self.row, return_index=True)
            totals[present] = np.add.reduceat(terms, first, axis=0)
        return totals


@dataclass(frozen=True, slots=True)
class Spread:
    """One text's features laid out by occurrence: its column, place and share of the value."""

    column: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    value: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The n-gram blocks of a model, then the shape; columns are numbered in that order."""

    blocks: tuple[Block, ...]

    @property
    def ngrams(self) -> int:
        """How many columns are n-grams; those of the shape follow."""
        return sum(len(block.keys) for block in self.blocks)

    @property
    def columns(self) -> int:
        return self.ngrams + len(SHAPE)

    def stored(self) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """As a model's file keeps it: what the head says of each block, and the arrays."""
        blocks = [{"unit": block.unit, "lengths": block.lengths} for block in self.blocks]
        arrays: dict[str, Any] = {}
        for at, block in enumerate(self.blocks):
            arrays[f"keys{at}"] = block.keys.astype(np.uint32)
            arrays[f"idf{at}"] = block.idf.astype(np.float16)
        return blocks, arrays

    @classmethod
    def restored(cls, blocks: Sequence[Mapping[str, Any]], arrays: Mapping[str, Any]) -> Vocabulary:
        """Out of a model's file: the other way round."""
        return cls(
            tuple(
                Block(
                    about["unit"], tuple(about["lengths"]), arrays[f"keys{at}"],
                    arrays[f"idf{at}"].astype(np.float32),
                )
                for at, about in enumerate(blocks)
            )
        )  # fmt: skip

    def features(self, texts: Sequence[str | Text]) -> Features:
        """The features of a batch."""
        read_texts = [read(text) for text in texts]
        parts = []
        offset = 0
        for block in self.blocks:
            found, column = _known(block, block.occurrences(read_texts))
            row, column, value, _ = _weighed(block, found.row, column, len(texts))
            parts.append((row, column + offset, value))
            offset += len(block.keys)
        parts.append(_shapes(read_texts, offset))
        row, column, value = (np.concatenate(part) for part in zip(*parts, strict=True))
        order = np.argsort(row, kind="stable")
        return Features(row[order], column[order], value[order], len(texts))

    def spread(self, text: str | Text) -> Spread:
        """The n-gram features of one text, the value of each shared out over its occurrences."""
        return self.spreads([text])[0]

    def spreads(self, texts: Sequence[str | Text]) -> list[Spread]:
        """`spread` of every text, in one pass over the batch."""
        read_texts = [read(text) for text in texts]
        parts = []
        offset = 0
        for block in self.blocks:
            found, column = _known(block, block.occurrences(read_texts))
            row, unique, value, counts = _weighed(block, found.row, column, len(texts))
            width = max(1, len(block.keys))
            pairs = row.astype(np.int64) * width + unique
            at = np.searchsorted(pairs, found.row.astype(np.int64) * width + column)
            share = value[at] / counts[at] if len(pairs) else value
            parts.append((found.row, column + offset, found.start, found.end, share))
            offset += len(block.keys)
        row, *rest = (np.concatenate(part) for part in zip(*parts, strict=True))
        order = np.argsort(row, kind="stable")
        column, start, end, value = (one[order] for one in rest)
        bounds = np.searchsorted(row[order], np.arange(len(texts) + 1))
        return [
            Spread(column[a:b], start[a:b], end[a:b], value[a:b].astype(np.float32))
            for a, b in pairwise(bounds)
        ]


def shape(text: Text) -> tuple[float, ...]:
    """The shape of one text in the order of `SHAPE`."""
    source, norms = text.source, text.norms
    letters = sum(map(str.isalpha, source)) or 1
    ends = [norm for norm, kind in zip(norms, text.kinds, strict=True) if kind == "end"]
    return (
        float("?" in source),
        float(bool(ends) and ends[-1] == "?" and norms[-1] == "?"),
        min(source.count("!"), 3) / 3,
        float("..." in source or "…" in source),
        float("link" in text.kinds),
        float("@" in source),
        sum(map(str.isupper, source)) / letters,
        min(1.0, sum(map(str.isdigit, source)) / letters),
        min(1.0, float(np.log1p(len(norms))) / 6),
        min(len(ends), 5) / 5,
    )


def _known(block: Block, found: Occurrences) -> tuple[Occurrences, NDArray[np.int32]]:
    if not len(block.keys):
        none = np.zeros(0, np.int32)
        return Occurrences(none, found.key[:0], none, none), none
    column = np.minimum(np.searchsorted(block.keys, found.key), len(block.keys) - 1)
    known = block.keys[column] == found.key
    kept = Occurrences(found.row[known], found.key[known], found.start[known], found.end[known])
    return kept, column[known].astype(np.int32)


def _weighed(
    block: Block, row: NDArray[np.int32], column: NDArray[np.int32], rows: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32], NDArray[np.int64]]:
    """Row, column and tf-idf of every distinct pair, and how often it occurs."""
    width = max(1, len(block.keys))
    pairs, counts = np.unique(row.astype(np.int64) * width + column, return_counts=True)
    row, column = (pairs // width).astype(np.int32), (pairs % width).astype(np.int32)
    value = (1 + np.log(counts)).astype(np.float32) * block.idf[column]
    length = np.sqrt(np.bincount(row, weights=value * value, minlength=rows))
    return row, column, value / np.maximum(length, 1e-9)[row].astype(np.float32), counts


def _shapes(texts: Sequence[Text], offset: int) -> tuple[NDArray, NDArray, NDArray]:
    values = np.array([shape(text) for text in texts], np.float32).reshape(-1, len(SHAPE))
    row, column = np.nonzero(values)
    return row.astype(np.int32), (column + offset).astype(np.int32), values[row, column]
