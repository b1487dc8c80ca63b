"""How well reactions in public sets are recognised.

Each FILE (JSON lines, gzip if it ends so) is recognised by its fields; several files of one set are
taken together. What is measured, and how (key "how"):

goemotions    28 emotions folded to praise, negative, question, want, other
              (measurements/reaction_sets.py): macro F1. By the shipped model, unless that was
              trained on FILE (sha256 in the model): then cross-validated within FILE.
email_intent  does the sentence ask something of us: F1. As goemotions.
intention     seven kinds of sentences in discussions of software projects: macro F1, the mean over
              projects each unseen in training.
complaints    is it a complaint: F1.
cqa           is a comment a Good, Potential or Bad answer: macro F1 of the three, F1 of Good.

The last three are measure only: nothing that ships was trained on them. They are trained on the
--train files of the same set where given, else cross-validated within FILE, by project and by
question. Prints one JSON line, percentages.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from training.reactions_public import NAMES, SETTINGS, task_of
from training.text_classifiers import Settings, cross_validated, fit

from backend.nlp.assets_reading import ASSETS
from backend.nlp.text_classifier import TextClassifier
from backend.nlp.text_classifier.sentence_vectors import sentence_vectors
from measurements.reaction_figures import decided, figures
from measurements.reaction_sets import (
    ReactionSet,
    Row,
    reaction_set,
    read_rows,
    recognise,
    sha256,
)

OWN = {
    "intention": Settings(moved=False),
    "complaints": Settings(folds=5),
    "cqa": Settings(words=(1, 2), characters=(2, 5), strength=5.0, folds=10),
    "sentiment_cs": Settings(folds=5),
}
"""How the models of the sets are fitted for which none ships."""


def settings_of(name: str) -> Settings:
    return SETTINGS[name] if name in SETTINGS else OWN[name]


def shipped(name: str, hashes: Sequence[str]) -> TextClassifier | None:
    """The product's model of the set; None without one, or where it was trained on the files."""
    path = ASSETS / "models" / NAMES.get(name, "") / "model.npz"
    if name not in NAMES or not path.exists():
        return None
    model = TextClassifier.load(path)
    return None if set(model.card["trained_on"]) & set(hashes) else model


def encoded(rows: Sequence[Row]) -> tuple[ReactionSet, NDArray[np.float32] | None]:
    """The set and the vectors of its texts; an answer also gets how near it is to its question."""
    known = reaction_set(rows)
    vectors = sentence_vectors(known.texts)
    if vectors is None or known.structure is None:
        return known, vectors
    asked = sentence_vectors([row["question"] for row in known.rows])
    near = (vectors * asked).sum(axis=1, keepdims=True)
    return replace(known, structure=np.hstack([known.structure, near])), vectors


def measure(
    name: str, rows: Sequence[Row], hashes: Sequence[str], training: Sequence[Row]
) -> tuple[ReactionSet, NDArray[np.floating], str]:
    """The set, its logits with offsets, and how they came about."""
    known, vectors = encoded(rows)
    tier = "words alone" if vectors is None else "words and sentence vectors"
    tier = tier if known.structure is None else "words and the structure of the thread"
    model = None if training else shipped(name, hashes)
    task = task_of(known, vectors)
    settings = settings_of(name)
    if model is not None:
        dense = vectors if model.meaning is not None else None
        moved = model.logits(known.texts, dense) + model.offsets
        return known, moved, f"shipped model {NAMES[name]}, {tier}"
    if training:
        learnt, learnt_vectors = encoded(training)
        fitted = fit(task_of(learnt, learnt_vectors), settings).classifier
        moved = fitted.logits(known.texts, task.dense) + fitted.offsets
        known = _in_order(known, fitted.labels)
        return known, moved, f"trained on the --train files ({len(learnt.texts)} texts), {tier}"
    units = len(set(task.groups)) if task.groups else settings.folds
    times = min(settings.folds, units)
    what = f"cross-validated within the files, {times} times, by {known.unit}"
    return known, cross_validated(task, settings), f"{what}, {tier}"


def _in_order(known: ReactionSet, labels: Sequence[str]) -> ReactionSet:
    """The set with its targets in the order of the model's labels; raises where one is unknown."""
    unknown = set(known.labels) - set(labels)
    if unknown:
        raise SystemExit(f"the --train files lack the labels {', '.join(sorted(unknown))}")
    targets = np.zeros((len(known.texts), len(labels)), np.int8)
    for at, label in enumerate(known.labels):
        targets[:, labels.index(label)] = known.targets[:, at]
    return replace(known, labels=tuple(labels), targets=targets)


def predictions(known: ReactionSet, moved: NDArray[np.floating]) -> Iterator[dict[str, Any]]:
    """A line for each input text: what was found, and how far each label is from its decision."""
    for row, found, values in zip(known.rows, decided(known, moved), moved, strict=True):
        yield {
            "set": known.name,
            **{key: row[key] for key in ("id", "qid", "project", "domain") if key in row},
            "text": row["text"],
            "found": [label for label, holds in zip(known.labels, found, strict=True) if holds],
            "margins": {
                label: round(float(value), 3)
                for label, value in zip(known.labels, values, strict=True)
            },
        }


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--train", type=Path, nargs="+", default=[], metavar="FILE")
    parser.add_argument("--predictions", type=Path, metavar="OUT")
    parser.set_defaults(run=run)


def by_set(paths: Sequence[Path]) -> dict[str, list[Path]]:
    """The files of each set, in the order given."""
    found: dict[str, list[Path]] = {}
    for path in paths:
        rows = read_rows(path)
        if rows:
            found.setdefault(recognise(rows[0]), []).append(path)
    return found


def run(arguments: argparse.Namespace, only: Sequence[str] = ()) -> int:
    """Measures each set and prints the figures as the last line."""
    training = by_set(arguments.train)
    result: dict[str, Any] = {}
    how: dict[str, str] = {}
    lines: list[dict[str, Any]] = []
    for name, paths in by_set(arguments.files).items():
        if (only and name not in only) or (not only and name == "sentiment_cs"):
            raise SystemExit(f"{paths[0].name} is of the set {name}: not measured by this task")
        start = time.monotonic()
        rows = [row for path in paths for row in read_rows(path)]
        learnt = [row for path in training.get(name, []) for row in read_rows(path)]
        known, moved, how[name] = measure(name, rows, [sha256(path) for path in paths], learnt)
        result |= {f"{name}_texts": len(known.texts), **figures(known, moved)}
        lines += predictions(known, moved)
        print(f"{name}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
    if arguments.predictions:
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        arguments.predictions.write_text(text, "utf-8")
    print(json.dumps({"how": how, **result}))
    return 0
