"""Figures of a set of reactions, in per cent."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from measurements.reaction_sets import ReactionSet


def f1_scores(truth: NDArray[np.bool_], found: NDArray[np.bool_]) -> NDArray[np.float64]:
    """F1 of each label; both are texts x labels."""
    both = (truth & found).sum(axis=0)
    return 2 * both / np.maximum(truth.sum(axis=0) + found.sum(axis=0), 1)


def decided(known: ReactionSet, moved: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Which labels hold, from logits with offsets: the largest, or every one above 0."""
    if not known.exclusive:
        return moved > 0
    return np.arange(moved.shape[1]) == moved.argmax(axis=1)[:, None]


def figures(known: ReactionSet, moved: NDArray[np.floating]) -> dict[str, Any]:
    """The set's figures from logits with offsets, texts x labels; over projects the mean."""
    found, truth = decided(known, moved)[known.scored], known.targets[known.scored] == 1
    right = 100 * float((found == truth).all(axis=1).mean())
    name = known.name
    if not known.exclusive:
        score = 100 * float(f1_scores(truth, found)[0])
        return {f"{name}_accuracy": round(right, 2), f"{name}_f1": round(score, 2)}
    each = dict(zip(known.labels, f1_scores(truth, found), strict=True))
    result: dict[str, Any] = {
        f"{name}_f1_by_label": {label: round(100 * score, 1) for label, score in each.items()},
        f"{name}_accuracy": round(right, 2),
    }
    macro = float(np.mean(list(each.values())))
    if known.unit == "project" and known.groups is not None:
        groups = np.array(known.groups)[known.scored]
        by = {
            str(group): float(f1_scores(truth[groups == group], found[groups == group]).mean())
            for group in np.unique(groups)
        }
        result[f"{name}_macro_f1_by_project"] = {key: round(100 * f1, 1) for key, f1 in by.items()}
        macro = float(np.mean(list(by.values())))
    if name == "cqa":
        result["cqa_good_f1"] = round(100 * each["Good"], 2)
    return {**result, f"{name}_macro_f1": round(100 * macro, 2)}
