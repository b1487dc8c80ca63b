"""Sentences with spans and the ESCO labels people gave them: {"set", "text", "skills": [{"span",
"label"}]}, JSON lines (gzip if the name ends in .gz), and the figures computed from them.

A query is a distinct span of a sentence with all its labels; "LABEL NOT PRESENT" and
"UNDERSPECIFIED" are no labels, and spans without one are left out. RP@5 (Decorte et al. 2022,
2023) is the share of a query's labels among the first five, over min(5, labels), averaged over the
queries of the set; a label the concept list lacks counts as missed. `rp5_tech` and `rp5_house` are
over the sets whose name holds "tech" or "house". `rp5_sentence_*` is the same with one query a
sentence: all labels of its spans against the concepts of all its spans, best score first. MRR is
over the queries of both sets, by the first right label among the first FOR_RANK. In per cent.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SETS = ("tech", "house")
FOR_RANK = 50
_NO_LABEL = frozenset({"LABEL NOT PRESENT", "UNDERSPECIFIED"})


@dataclass(frozen=True)
class Query:
    """A span of row `row`; `labels` in lower case."""

    row: int
    source: str
    span: str
    text: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Ranked:
    """Labels as the concept list writes them, best first, with their scores."""

    labels: list[str]
    scores: list[float]


def read_rows(paths: Sequence[Path]) -> list[dict[str, object]]:
    """The rows of the files in order."""
    rows = []
    for path in paths:
        with (
            gzip.open(path, "rt", encoding="utf-8")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8") as stream
        ):
            rows += [json.loads(line) for line in stream if line.strip()]
    return rows


def queries(rows: Sequence[dict[str, object]]) -> list[Query]:
    """Every distinct span of every row, those without a label included."""
    found = []
    for number, row in enumerate(rows):
        labels: dict[str, list[str]] = {}
        for skill in row["skills"]:  # type: ignore[attr-defined]
            own = labels.setdefault(skill["span"], [])
            if skill["label"] not in _NO_LABEL and skill["label"].lower() not in own:
                own.append(skill["label"].lower())
        found += [
            Query(number, str(row["set"]), span, str(row["text"]), tuple(own))
            for span, own in labels.items()
        ]
    return found


def figures(asked: Sequence[Query], found: Sequence[Ranked]) -> dict[str, float]:
    """All figures; `found` has one ranking a query."""
    spans: dict[str, list[float]] = {name: [] for name in SETS}
    ranks = []
    by_row: dict[int, list[tuple[Query, Ranked]]] = {}
    for query, ranked in zip(asked, found, strict=True):
        if not query.labels:
            continue
        by_row.setdefault(query.row, []).append((query, ranked))
        for name in SETS:
            if name in query.source:
                spans[name].append(_precision(query.labels, ranked.labels))
        told = [label.lower() for label in ranked.labels]
        places = [place for place, label in enumerate(told) if label in query.labels]
        ranks.append(1 / (1 + places[0]) if places else 0.0)
    sentences: dict[str, list[float]] = {name: [] for name in SETS}
    for pairs in by_row.values():
        wanted = tuple({label for query, _ in pairs for label in query.labels})
        merged = _merged([ranked for _, ranked in pairs])
        for name in SETS:
            if name in pairs[0][0].source:
                sentences[name].append(_precision(wanted, merged))
    return {
        **{f"rp5_sentence_{name}": _mean(values) for name, values in sentences.items()},
        **{f"rp5_{name}": _mean(values) for name, values in spans.items()},
        "mrr": _mean(ranks),
    }


def _precision(wanted: Sequence[str], ranked: Sequence[str]) -> float:
    told = {label.lower() for label in ranked[:5]}
    return len(set(wanted) & told) / min(5, len(wanted))


def _merged(several: Sequence[Ranked]) -> list[str]:
    best: dict[str, float] = {}
    for ranked in several:
        for label, score in zip(ranked.labels, ranked.scores, strict=True):
            best[label] = max(score, best.get(label, score))
    return sorted(best, key=lambda label: -best[label])


def _mean(values: Sequence[float]) -> float:
    return round(100 * sum(values) / len(values), 2) if values else 0.0
