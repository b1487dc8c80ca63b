"""Builds the ESCO concept list and learns how likenesses are weighed in linking.

FILES: sentences with spans and ESCO labels (measurements/esco_rows.py). `--sources` first writes
esco.npz from the package `laiser` 1.0 and, where the semantic tier is installed, meanings.npz: the
concepts' sentence vectors. Then a softmax over all concepts is fitted to the labels (weights of the
likenesses, none negative), and a logistic curve to the share of right ones among the first five, so
that scores are probabilities. Weights are learnt by numpy alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from measurements.esco_rows import FOR_RANK, Query, Ranked, queries, read_rows
from numpy.typing import NDArray

from backend.nlp.skills.concept_linking import LIKENESSES, ConceptLinker, linker
from backend.nlp.skills.concept_records import (
    FOLDER,
    ConceptRecord,
    concept_records,
    write_records,
)

COMPONENTS, DROPPED = 128, 2
PENALTY, STEPS, RATE = 0.002, 300, 0.5
Floats = NDArray[np.float64]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def build_records(path: Path) -> int:
    """Writes the concept list; returns how many concepts it has."""
    from training.skill_span_sources import taxonomy

    found: dict[str, ConceptRecord] = {}
    for row in taxonomy("faiss_skills.csv"):
        if row["taxonomy"] == "ESCO":
            names = tuple(_clean(name) for name in row["aliases"].split("\n") if _clean(name))
            found[row["original_id"]] = ConceptRecord(
                row["original_id"], "skill", _clean(row["skill_name"]), names,
                _clean(row["description"]),
            )  # fmt: skip
    for row in taxonomy("knowledge_taxonomy.csv"):
        if row["taxonomy"] == "esco_knowledge":
            label = _clean(row["name"])
            key = f"esco-knowledge:{label.lower().replace(' ', '-')}"
            found[key] = ConceptRecord(key, "knowledge", label, (), _clean(row["description"]))
    write_records(path, sorted(found.values(), key=lambda one: (one.label.lower(), one.id)))
    return len(found)


def _clean(text: str) -> str:
    return " ".join(text.replace("|", "/").split())


def build_meanings(path: Path) -> int:
    """Writes the concepts' sentence vectors, centred, without their DROPPED first principal
    components, cut to COMPONENTS and coded in 8 bits; returns their number."""
    from backend.nlp.embeddings.semantic import SemanticEncoder

    model, labels = SemanticEncoder(), [one.label for one in concept_records()]
    raw = np.concatenate([model.raw(labels[i : i + 64]) for i in range(0, len(labels), 64)])
    mean = raw.mean(axis=0)
    _, _, axes = np.linalg.svd(raw - mean, full_matrices=False)
    axes *= np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])[:, None]
    basis = axes[DROPPED : DROPPED + COMPONENTS].T
    rows = (raw - mean) @ basis
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    codes = np.round(rows / np.abs(rows).max() * 127).astype(np.int8)
    np.savez_compressed(
        path, codes=codes, mean=mean.astype(np.float32), basis=basis.astype(np.float32)
    )
    return len(codes)


class Problem:
    """The likenesses of every query with a known label: `x` a query (concepts, likenesses)."""

    def __init__(self, asked: Sequence[Query], model: ConceptLinker) -> None:
        places: dict[str, list[int]] = {}
        for place, record in enumerate(model.records):
            places.setdefault(record.label.lower(), []).append(place)
        self.labels = [record.label for record in model.records]
        self.right = [[p for label in q.labels for p in places.get(label, [])] for q in asked]
        self.x = []
        for query in asked:
            found = model.likenesses(query.span, query.text)
            self.names = [name for name in LIKENESSES if name in found]
            self.x.append(np.stack([found[name] for name in self.names], axis=1).astype(np.float32))

    def learn(self, at: Sequence[int]) -> dict[str, float]:
        """The weights fitted to the queries `at`, the offset included."""
        useful = [i for i in at if self.right[i]]
        w = np.full(len(self.names), 3.0)
        for step in range(STEPS):
            slope = PENALTY * w
            for i in useful:
                z = self.x[i] @ w
                share = np.exp(z - z.max())
                share /= share.sum()
                slope += (share @ self.x[i] - self.x[i][self.right[i]].mean(axis=0)) / len(useful)
            w = np.maximum(0.0, w - RATE * 40 / (1 + step / 50) * slope)
        scale, same, offset = self._calibrated(w, at)
        learnt = dict(zip(self.names, (float(value) for value in w * scale), strict=True))
        learnt["same name"] += max(0.0, same)
        return {**{name: round(value, 3) for name, value in learnt.items()},
                "offset": round(offset, 3)}  # fmt: skip

    def ranked(self, at: int, weights: dict[str, float]) -> Ranked:
        """The best concepts of a query under the weights."""
        z = self.x[at] @ np.array([weights[name] for name in self.names]) + weights["offset"]
        best = np.argsort(-z, kind="stable")[:FOR_RANK]
        return Ranked(
            [self.labels[i] for i in best], [float(1 / (1 + np.exp(-z[i]))) for i in best]
        )

    def _calibrated(self, w: Floats, at: Sequence[int]) -> tuple[float, float, float]:
        """The logistic curve from the sum, and from the surface being the concept's name, to being
        right: slope, what the name adds, offset. Over the first five of every query, those nobody
        could label included (Platt 1999)."""
        same = self.names.index("same name")
        rows, right = [], []
        for i in at:
            z = self.x[i] @ w
            for place in np.argsort(-z, kind="stable")[:5]:
                rows.append((float(z[place]), float(self.x[i][place, same]), 1.0))
                right.append(float(place in self.right[i]))
        x, y, curve = np.array(rows), np.array(right), np.zeros(3)
        for _ in range(50):
            p = 1 / (1 + np.exp(-np.clip(x @ curve, -30, 30)))
            slope = x.T @ (p - y) + 1e-3 * curve
            curve -= np.linalg.solve((x.T * (p * (1 - p))) @ x + 1e-3 * np.eye(3), slope)
        return float(curve[0]), float(curve[1]), float(curve[2])


def cross_validated(asked: Sequence[Query], folds: int, semantic: bool) -> list[Ranked]:
    """The rankings of each query by weights learnt from other sentences."""
    problem = Problem(asked, linker(semantic))
    found: list[Ranked | None] = [None] * len(asked)
    for fold in range(folds):
        held = [i for i, query in enumerate(asked) if query.row % folds == fold]
        weights = problem.learn([i for i in range(len(asked)) if i not in set(held)])
        say(f"fold {fold}: {weights}")
        for i in held:
            found[i] = problem.ranked(i, weights)
    return [one for one in found if one is not None]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--sources", action="store_true", help="build the concept list first")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Builds, learns and writes."""
    from backend.nlp.embeddings.semantic import why_missing

    if arguments.sources:
        say(f"concepts: {build_records(FOLDER / 'esco.npz')}")
        if why_missing() is None:
            say(f"meanings: {build_meanings(FOLDER / 'meanings.npz')}")
    path = FOLDER / "weights.json"
    weights = json.loads(path.read_text("utf-8")) if path.exists() else {}
    asked = queries(read_rows(arguments.files))
    for semantic in (False, True):
        model = linker(semantic, weights or None)
        if (model.tier == "semantic") == semantic:
            weights[model.tier] = Problem(asked, model).learn(range(len(asked)))
    path.write_text(json.dumps(weights, indent=2) + "\n", "utf-8")
    for file in arguments.files:
        say(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}")
    return 0
