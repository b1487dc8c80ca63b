"""The public sets of reactions: each recognised by its fields and read as texts with labels.

GoEmotions (Demszky et al., ACL 2020; 28 emotions) is folded to five reactions along the sentiment
groups of its authors, with two changes: hoping and wishing are one reaction, "want" (optimism and
desire; the paper's own lists of typical words have "hope, hopefully, luck" and "wish, want" there),
and what asks is "question" (curiosity and confusion). Realization, surprise and neutral are
"other". A comment whose emotions fall into several reactions has no single right answer: it trains
all of them, and is left out of the score (9 % of the comments).
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from measurements.answer_quality import rarity, thread_features

FOLDED = {
    "praise": "admiration amusement approval caring excitement gratitude joy love pride relief",
    "negative": "anger annoyance disappointment disapproval disgust embarrassment fear grief "
    "nervousness remorse sadness",
    "question": "confusion curiosity",
    "want": "desire optimism",
    "other": "neutral realization surprise",
}
ANSWERS = {"Good": "Good", "Potential": "Potential"}
"""Dialogue and what is not English count as Bad, as in the task's own scoring (SemEval 2015)."""

Row = dict[str, Any]


@dataclass(frozen=True)
class ReactionSet:
    """One set: `texts` with `targets` (texts x labels). `scored` are the texts that count, `groups`
    keeps together what must not stand on both sides of a split, `structure` holds features of the
    thread beside the text. With one label its F1 is the figure, else the macro F1."""

    name: str
    texts: list[str]
    labels: tuple[str, ...]
    targets: NDArray[np.int8]
    groups: list[str] | None = None
    unit: str = "fold"
    structure: NDArray[np.float32] | None = None
    rows: list[Row] = field(default_factory=list)

    @property
    def exclusive(self) -> bool:
        return len(self.labels) > 1

    @property
    def scored(self) -> NDArray[np.bool_]:
        return self.targets.sum(axis=1) == 1 if self.exclusive else np.ones(len(self.texts), bool)


def read_rows(path: Path) -> list[Row]:
    """The rows of a JSON lines file, gzipped or not."""
    raw = path.read_bytes()
    text = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    return [json.loads(line) for line in text.decode("utf-8").split("\n") if line.strip()]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def recognise(row: Row) -> str:
    """The name of the set a row belongs to. Raises ValueError on an unknown shape."""
    marks = {
        "goemotions": ("labels", "text"),
        "email_intent": ("intent", "text"),
        "complaints": ("complaint", "text"),
        "cqa": ("comments", "qid"),
        "intention": ("label", "project", "text"),
        "sentiment_cs": ("label", "text"),
    }
    for name, fields in marks.items():
        if all(one in row for one in fields):
            return name
    raise ValueError(f"no set of reactions has the fields {', '.join(sorted(row))}")


def reaction_set(rows: Sequence[Row]) -> ReactionSet:
    """The set, read. Raises ValueError where there are no rows, or of an unknown shape."""
    if not rows:
        raise ValueError("a set without rows")
    name = recognise(rows[0])
    if name == "cqa":
        return _answers(rows)
    texts = [row["text"] for row in rows]
    if name == "goemotions":
        folded = {emotion: fold for fold, all_of in FOLDED.items() for emotion in all_of.split()}
        held = [{folded.get(emotion, "other") for emotion in row["labels"]} for row in rows]
        return _set(name, texts, tuple(FOLDED), held, rows=list(rows))
    if name == "email_intent":
        held = [{"request"} if row["intent"] == "Yes" else set() for row in rows]
        return _set(name, texts, ("request",), held, rows=list(rows))
    if name == "complaints":
        held = [{"complaint"} if row["complaint"] else set() for row in rows]
        return _set(name, texts, ("complaint",), held, rows=list(rows))
    labels = tuple(sorted({row["label"] for row in rows}))
    held = [{row["label"]} for row in rows]
    if name == "intention":
        projects = [row["project"] for row in rows]
        several = len(set(projects)) > 1
        return _set(
            name, texts, labels, held, rows=list(rows),
            groups=projects if several else None, unit="project" if several else "fold",
        )  # fmt: skip
    return _set(name, texts, labels, held, rows=list(rows))


def _set(
    name: str, texts: list[str], labels: tuple[str, ...], held: Sequence[set[str]], **more: Any
) -> ReactionSet:
    targets = np.array([[label in one for label in labels] for one in held], np.int8)
    return ReactionSet(name, texts, labels, targets.reshape(len(texts), len(labels)), **more)


def _answers(rows: Sequence[Row]) -> ReactionSet:
    weights = rarity(rows)
    comments = [
        {**comment, "qid": row["qid"], "question": row["text"]}
        for row in rows
        for comment in row["comments"]
    ]
    return _set(
        "cqa", [comment["text"] for comment in comments], ("Good", "Potential", "Bad"),
        [{ANSWERS.get(comment["gold"], "Bad")} for comment in comments], rows=comments,
        groups=[comment["qid"] for comment in comments], unit="question",
        structure=np.vstack([thread_features(row, weights) for row in rows if row["comments"]])
        .astype(np.float32),
    )  # fmt: skip
