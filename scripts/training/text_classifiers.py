"""Fits a `TextClassifier`: n-grams chosen, weighed and calibrated on texts the fit had not seen.

Needs scikit-learn; what it gives is read with numpy alone. Per label: logistic regression over
tf-idf features scaled by the naive-Bayes log count ratio (NB-SVM: Wang & Manning, ACL 2012), whose
scores on held-out folds are turned into probabilities (Platt 1999) and into the offset at which F1
is best. The scaling and the calibration are linear, so they are folded into the weights.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, StratifiedKFold
from sklearn.svm import LinearSVC

from backend.nlp.text_classifier import Block, Meaning, TextClassifier, Vocabulary
from backend.nlp.text_classifier.ngrams import read
from backend.nlp.tokens import Text

SEED = 7


@dataclass(frozen=True, slots=True)
class Settings:
    """How a model is fitted. `smoothing` is added to the naive-Bayes counts; `strength` is the C of
    the learner, "logistic" or "svm"; `balanced` weighs rare labels up."""

    words: tuple[int, int] = (1, 3)
    characters: tuple[int, int] = (2, 6)
    rarest: int = 2
    most: int = 120_000
    learner: str = "logistic"
    strength: float = 4.0
    naive_bayes: bool = True
    smoothing: float = 1.0
    balanced: bool = False
    folds: int = 5
    dense_strength: float = 0.05


def file_sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def vocabulary(texts: Sequence[Text], targets: NDArray[np.int8], settings: Settings) -> Vocabulary:
    """The n-grams at least `rarest` texts hold; of more than `most` a block, those that tell the
    labels apart best (largest chi-square over the labels)."""
    blocks = []
    for unit, lengths in (("word", settings.words), ("character", settings.characters)):
        empty = np.zeros(0, np.uint32)
        block = Block(unit, lengths, empty, np.zeros(0, np.float32))
        if lengths[1]:
            found = block.occurrences(texts)
            pairs = np.unique(
                found.key.astype(np.uint64) << np.uint64(32) | found.row.astype(np.uint64)
            )
            keys, at = np.unique((pairs >> np.uint64(32)).astype(np.uint32), return_inverse=True)
            rows = (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)
            held = csr_matrix((np.ones(len(rows), np.float32), (at, rows)), (len(keys), len(texts)))
            frequency = np.asarray(held.sum(axis=1)).ravel()
            kept = np.flatnonzero(frequency >= settings.rarest)
            if len(kept) > settings.most:
                tells = _chi_square(held[kept], frequency[kept], targets)
                kept = np.sort(kept[np.argsort(-tells, kind="stable")[: settings.most]])
            idf = np.log((1 + len(texts)) / (1 + frequency[kept])) + 1
            # What ships is rounded; fitting on the same numbers keeps both alike.
            idf = idf.astype(np.float16).astype(np.float32)
            block = Block(unit, lengths, keys[kept], idf)
        blocks.append(block)
    return Vocabulary(tuple(blocks))


def _chi_square(
    held: csr_matrix, frequency: NDArray[np.float32], targets: NDArray[np.int8]
) -> NDArray[np.float64]:
    expected = frequency[:, None] * targets.mean(axis=0)
    return (((held @ targets) - expected) ** 2 / np.maximum(expected, 1e-9)).max(axis=1)


def matrix(known: Vocabulary, texts: Sequence[Text]) -> csr_matrix:
    """The features of all texts, texts x columns."""
    found = known.features(texts)
    return csr_matrix(
        (found.value, (found.row, found.column)), (len(texts), known.columns), np.float32
    )


def linear(
    features: csr_matrix, target: NDArray[np.int8], settings: Settings
) -> tuple[NDArray[np.float32], float]:
    """Weights a column and the bias for one label (1 holds, 0 does not)."""
    ratio = np.ones(features.shape[1], np.float32)
    if settings.naive_bayes:
        positive = settings.smoothing + np.asarray(features[target == 1].sum(axis=0)).ravel()
        negative = settings.smoothing + np.asarray(features[target == 0].sum(axis=0)).ravel()
        ratio = np.log((positive / positive.sum()) / (negative / negative.sum())).astype(np.float32)
    weight = "balanced" if settings.balanced else None
    scaled = features @ csr_matrix(_diagonal(ratio)) if settings.naive_bayes else features
    if settings.learner == "svm":
        learner = LinearSVC(C=settings.strength, class_weight=weight, random_state=SEED)
    else:
        learner = LogisticRegression(
            C=settings.strength, class_weight=weight, solver="liblinear", random_state=SEED
        )
    learner.fit(scaled, target)
    return (learner.coef_.ravel() * ratio).astype(np.float32), float(learner.intercept_[0])


def _diagonal(values: NDArray[np.float32]) -> csr_matrix:
    count = len(values)
    return csr_matrix((values, np.arange(count), np.arange(count + 1)), (count, count))


def best_offset(scores: NDArray[np.float64], target: NDArray[np.int8]) -> float:
    """What to add to a score so that "above 0" has the best F1."""
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(target[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + target.sum())
    at = int(f1.argmax())
    after = scores[order[at + 1]] if at + 1 < len(order) else scores[order[at]] - 1
    return -float(scores[order[at]] + after) / 2


def best_offsets(scores: NDArray[np.float64], targets: NDArray[np.int8]) -> NDArray[np.float32]:
    """What to add to each of exclusive labels' scores so that the largest has the best macro F1;
    a label at a time, three rounds of a coarse, then a fine search."""
    offsets = np.zeros(scores.shape[1])
    truth = targets.argmax(axis=1)
    for width in (1.5, 0.8, 0.4, 0.2):
        for at in range(len(offsets)):
            tried = offsets[at] + np.linspace(-width, width, 9)
            figures = [_moved_f1(scores, truth, offsets, at, value) for value in tried]
            offsets[at] = tried[int(np.argmax(figures))]
    return (offsets - offsets.mean()).astype(np.float32)


def _moved_f1(
    scores: NDArray[np.float64], truth: NDArray, offsets: NDArray, at: int, value: float
) -> float:
    moved = offsets.copy()
    moved[at] = value
    return float(np.mean(f1_scores(truth, (scores + moved).argmax(axis=1), len(offsets))))


def f1_scores(truth: NDArray, found: NDArray, count: int) -> NDArray[np.float64]:
    """F1 of each of `count` exclusive labels given by number."""
    both = np.bincount(truth[truth == found], minlength=count)
    total = np.bincount(truth, minlength=count) + np.bincount(found, minlength=count)
    return 2 * both / np.maximum(total, 1)


def folds(
    targets: NDArray[np.int8], settings: Settings, groups: Sequence[str] | None = None
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Pairs of training and held-out rows; rows of one group never stand on both sides."""
    rows = np.arange(len(targets))
    if groups is not None:
        count = min(settings.folds, len(set(groups)))
        yield from GroupKFold(count).split(rows, groups=groups)
    else:
        kinds = targets @ (1 << np.arange(targets.shape[1]))
        # A combination rarer than the folds is dealt out with the commonest.
        values, counts = np.unique(kinds, return_counts=True)
        rare = np.isin(kinds, values[counts < settings.folds])
        kinds = np.where(rare, values[counts.argmax()], kinds)
        split = StratifiedKFold(settings.folds, shuffle=True, random_state=SEED)
        yield from split.split(rows, kinds)


def held_out_scores(
    texts: Sequence[Text],
    targets: NDArray[np.int8],
    settings: Settings,
    groups: Sequence[str] | None = None,
) -> NDArray[np.float64]:
    """The uncalibrated score of every text by a model without its fold; texts x labels."""
    scores = np.zeros(targets.shape)
    for train, test in folds(targets, settings, groups):
        known = vocabulary([texts[at] for at in train], targets[train], settings)
        features = matrix(known, [texts[at] for at in train])
        unseen = matrix(known, [texts[at] for at in test])
        for at in range(targets.shape[1]):
            weights, bias = linear(features, targets[train, at], settings)
            scores[test, at] = unseen @ weights + bias
    return scores


def calibration(scores: NDArray[np.float64], target: NDArray[np.int8]) -> tuple[float, float]:
    """Slope and shift that turn a score into log odds (Platt)."""
    fitted = LogisticRegression(C=1e3).fit(scores[:, None], target)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def fit(
    texts: Sequence[str | Text],
    targets: NDArray[np.int8],
    labels: Sequence[str],
    settings: Settings,
    *,
    exclusive: bool = False,
    dense: NDArray[np.float32] | None = None,
    encoder: str = "",
    groups: Sequence[str] | None = None,
    card: dict[str, Any] | None = None,
) -> TextClassifier:
    """A calibrated model of `targets` (texts x labels, 1 where the label holds).

    `dense` (texts x dimensions, named by `encoder`) adds the second tier; without it the model is
    lexical alone. `groups` keeps what belongs together in one fold.
    """
    read_texts = [read(text) for text in texts]
    scores = held_out_scores(read_texts, targets, settings, groups)
    known = vocabulary(read_texts, targets, settings)
    features = matrix(known, read_texts)
    weights = np.zeros((known.columns, len(labels)), np.float32)
    bias = np.zeros(len(labels), np.float32)
    logits = np.zeros(scores.shape)
    for at in range(len(labels)):
        slope, shift = calibration(scores[:, at], targets[:, at])
        one, one_bias = linear(features, targets[:, at], settings)
        weights[:, at], bias[at] = one * slope, one_bias * slope + shift
        logits[:, at] = scores[:, at] * slope + shift
    meaning = None
    if dense is not None:
        meaning, logits = _with_meaning(logits, dense, encoder, targets, settings, groups)
    if exclusive:
        offsets = best_offsets(logits, targets)
    else:
        offsets = np.array(
            [best_offset(logits[:, at], targets[:, at]) for at in range(len(labels))], np.float32
        )
    return TextClassifier(
        tuple(labels), exclusive, Vocabulary(known.blocks), weights, bias, offsets,
        {"settings": asdict(settings), **(card or {})}, meaning,
    )  # fmt: skip


def _with_meaning(
    lexical: NDArray[np.float64],
    dense: NDArray[np.float32],
    encoder: str,
    targets: NDArray[np.int8],
    settings: Settings,
    groups: Sequence[str] | None,
) -> tuple[Meaning, NDArray[np.float64]]:
    """The second tier over held-out lexical logits, and its own held-out logits."""
    centre, spread = dense.mean(axis=0), dense.std(axis=0) + 1e-6
    # The lexical logit is scaled up so that the penalty, meant for the vectors, hardly touches it.
    strong = 10.0
    weights = np.zeros((dense.shape[1], targets.shape[1]), np.float32)
    scale, bias = np.zeros(targets.shape[1], np.float32), np.zeros(targets.shape[1], np.float32)
    logits = np.zeros_like(lexical)
    pairs = list(folds(targets, settings, groups))
    for at in range(targets.shape[1]):
        features = np.hstack([lexical[:, [at]] * strong, (dense - centre) / spread])
        learner = LogisticRegression(C=settings.dense_strength / dense.shape[1], max_iter=300)
        for train, test in pairs:
            learner.fit(features[train], targets[train, at])
            logits[test, at] = learner.decision_function(features[test])
        slope, shift = calibration(logits[:, at], targets[:, at])
        logits[:, at] = logits[:, at] * slope + shift
        learner.fit(features, targets[:, at])
        row = learner.coef_.ravel() * slope
        scale[at], weights[:, at] = row[0] * strong, row[1:] / spread
        bias[at] = learner.intercept_[0] * slope + shift - centre @ weights[:, at]
    return Meaning(encoder, weights, scale, bias), logits
