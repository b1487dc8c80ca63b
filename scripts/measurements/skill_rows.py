"""Labelled sentences of job postings: {"idx", "source", "tokens", "tags_skill", "tags_knowledge"},
JSON lines (gzip if the name ends in .gz), and the figures computed from them.

Spans are BIO; an I that follows no B or I begins one. Exact: same first and last token. Overlap:
precision is the share of found spans that share a token with a true one of the same layer, recall
the share of true spans that share one with a found one. `both` pools the counts of the layers.
Set: the distinct lower-cased surfaces (tokens joined by blanks) found in a posting (same idx and
source) against the true ones, pooled over postings; `set_f1` is over knowledge, what a posting asks
one to know, `set_f1_both` over the spans of both layers. All in per cent.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LAYERS = ("skill", "knowledge")
Spans = list[tuple[int, int]]


@dataclass(frozen=True)
class Row:
    """One sentence; `spans` by layer, first and last token of each."""

    idx: Any
    source: str
    tokens: list[str]
    spans: dict[str, Spans]

    @property
    def posting(self) -> tuple[str, str]:
        return str(self.source), str(self.idx)


def read_rows(paths: Sequence[Path]) -> list[Row]:
    """The rows of the files in order. Raises ValueError where tags and tokens differ in number."""
    rows = []
    for path in paths:
        with (
            gzip.open(path, "rt", encoding="utf-8")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8") as stream
        ):
            for line in stream:
                if line.strip():
                    rows.append(_row(json.loads(line)))
    return rows


def _row(line: dict[str, Any]) -> Row:
    tokens = line["tokens"]
    spans = {}
    for layer in LAYERS:
        tags = line.get(f"tags_{layer}") or ["O"] * len(tokens)
        if len(tags) != len(tokens):
            raise ValueError(f"{len(tokens)} tokens, {len(tags)} tags: {tokens[:8]}")
        spans[layer] = spans_of(tags)
    return Row(line["idx"], line["source"], tokens, spans)


def spans_of(tags: Sequence[str]) -> Spans:
    """First and last token of each span of a BIO sequence."""
    found: Spans = []
    for index, tag in enumerate(tags):
        if tag[0] == "B" or (tag[0] == "I" and not (found and found[-1][1] == index - 1)):
            found.append((index, index))
        elif tag[0] == "I":
            found[-1] = (found[-1][0], index)
    return found


def tags_of(spans: Spans, count: int) -> list[str]:
    """The BIO sequence of the spans."""
    tags = ["O"] * count
    for first, last in spans:
        tags[first : last + 1] = ["B"] + ["I"] * (last - first)
    return tags


def postings(rows: Sequence[Row]) -> list[list[int]]:
    """The rows of each run of the same posting, in order."""
    found: list[list[int]] = []
    for index, row in enumerate(rows):
        if found and rows[found[-1][-1]].posting == row.posting:
            found[-1].append(index)
        else:
            found.append([index])
    return found


def figures(rows: Sequence[Row], found: Sequence[dict[str, Spans]]) -> dict[str, float]:
    """All figures of the predictions `found`, one a row."""
    exact = {layer: _Counts() for layer in (*LAYERS, "both")}
    overlap = {layer: _Counts() for layer in (*LAYERS, "both")}
    for row, own in zip(rows, found, strict=True):
        for layer in LAYERS:
            true, told = row.spans[layer], own[layer]
            hits = len(set(true) & set(told))
            near = sum(any(_overlap(a, b) for b in true) for a in told)
            met = sum(any(_overlap(a, b) for b in told) for a in true)
            for name in (layer, "both"):
                exact[name].add(hits, len(told), hits, len(true))
                overlap[name].add(near, len(told), met, len(true))
    return {
        "set_f1_both": _sets(rows, found, LAYERS),
        "knowledge_f1": exact["knowledge"].f1,
        "skill_f1": exact["skill"].f1,
        "both_f1": exact["both"].f1,
        "knowledge_overlap_f1": overlap["knowledge"].f1,
        "both_overlap_f1": overlap["both"].f1,
        "set_f1": _sets(rows, found, ("knowledge",)),
    }


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


class _Counts:
    def __init__(self) -> None:
        self.right = self.told = self.met = self.true = 0

    def add(self, right: int, told: int, met: int, true: int) -> None:
        self.right += right
        self.told += told
        self.met += met
        self.true += true

    @property
    def f1(self) -> float:
        precision, recall = self.right / max(1, self.told), self.met / max(1, self.true)
        both = precision + recall
        return round(200 * precision * recall / both, 2) if both else 0.0


def _sets(rows: Sequence[Row], found: Sequence[dict[str, Spans]], layers: Sequence[str]) -> float:
    true: set[tuple[Any, ...]] = set()
    told: set[tuple[Any, ...]] = set()
    for row, own in zip(rows, found, strict=True):
        for spans, kept in ((row.spans, true), (own, told)):
            for layer in layers:
                for first, last in spans[layer]:
                    kept.add((row.posting, " ".join(row.tokens[first : last + 1]).lower()))
    counts = _Counts()
    hits = len(true & told)
    counts.add(hits, len(told), hits, len(true))
    return counts.f1
