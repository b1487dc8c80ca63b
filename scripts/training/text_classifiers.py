"""Fits a `TextClassifier`: n-grams chosen, weighed and calibrated on texts the fit had not seen.

Needs scikit-learn; what it gives is read with numpy alone. Per label: logistic regression over
tf-idf features, if wanted scaled by the naive-Bayes log count ratio (NB-SVM: Wang & Manning, ACL
2012), whose scores on held-out folds are turned into probabilities (Platt 1999) and into the offset
at which F1 is best. Scaling and calibration are linear, so they are folded into the weights.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
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
    the learner, "logistic" or "svm"; `balanced` weighs rare labels up; `moved` looks for the
    offsets with the best F1; `dense_strength` is the C of the second tier, a dimension."""

    words: tuple[int, int] = (1, 3)
    characters: tuple[int, int] = (2, 6)
    rarest: int = 2
    most: int = 120_000
    learner: str = "logistic"
    strength: float = 10.0
    naive_bayes: bool = False
    smoothing: float = 1.0
    balanced: bool = False
    folds: int = 4
    moved: bool = True
    dense_strength: float = 1.0


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


def best_offsets(logits: NDArray[np.float64], targets: NDArray[np.int8]) -> NDArray[np.float32]:
    """What to add to each of exclusive labels' logits so that the largest has the best macro F1.

    The share of each label is taken back by one common power (0: not at all, 1: as if all were
    equally frequent), the only number that is tuned: an offset a label would be luck where a label
    has few texts. The macro F1 is smoothed over neighbouring powers.
    """
    sure = targets.sum(axis=1) == 1  # a text of two labels has no single right answer
    logits, targets = logits[sure], targets[sure]
    share = targets.mean(axis=0)
    rarity = -np.log(share / (1 - share))
    truth = targets.argmax(axis=1)
    powers = np.linspace(-0.1, 1.3, 15)
    figures = [
        float(f1_scores(truth, (logits + power * rarity).argmax(axis=1), len(share)).mean())
        for power in powers
    ]
    smooth = np.convolve(figures, [0.25, 0.5, 0.25], "valid")
    return (powers[1:-1][int(smooth.argmax())] * rarity).astype(np.float32)


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
    features: csr_matrix,
    targets: NDArray[np.int8],
    settings: Settings,
    groups: Sequence[str] | None = None,
) -> NDArray[np.float64]:
    """The uncalibrated score of every text by a model without its fold; texts x labels."""
    scores = np.zeros(targets.shape)
    for train, test in folds(targets, settings, groups):
        known, unseen = features[train], features[test]
        for at in range(targets.shape[1]):
            weights, bias = linear(known, targets[train, at], settings)
            scores[test, at] = unseen @ weights + bias
    return scores


def calibration(scores: NDArray[np.float64], target: NDArray[np.int8]) -> tuple[float, float]:
    """Slope and shift that turn a score into log odds (Platt)."""
    fitted = LogisticRegression(C=1e3).fit(scores[:, None], target)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model, and the calibrated logits of its own training texts by models without their fold."""

    classifier: TextClassifier
    held_out: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be learnt: `targets` (texts x labels, 1 where the label holds). `dense` (texts x
    dimensions, named by `encoder`) adds the second tier. Texts of one group stay in one fold."""

    texts: Sequence[str | Text]
    targets: NDArray[np.int8]
    labels: Sequence[str]
    exclusive: bool = False
    dense: NDArray[np.float32] | None = None
    encoder: str = ""
    groups: Sequence[str] | None = None


def fit(task: Task, settings: Settings, card: dict[str, Any] | None = None) -> Fitted:
    """A calibrated model with the offsets of its decision."""
    read_texts = [read(text) for text in task.texts]
    known = vocabulary(read_texts, task.targets, settings)
    features = matrix(known, read_texts)
    scores = held_out_scores(features, task.targets, settings, task.groups)
    slopes, shifts = _calibrations(scores, task.targets)
    weights, bias = np.zeros((known.columns, len(slopes)), np.float32), shifts.astype(np.float32)
    for at, slope in enumerate(slopes):
        one, one_bias = linear(features, task.targets[:, at], settings)
        weights[:, at] = one * slope
        bias[at] += one_bias * slope
    logits, meaning = scores * slopes + shifts, None
    if task.dense is not None:
        meaning = _meaning(logits, task, settings)
        logits = _held_out_meaning(logits, task, settings)
    classifier = TextClassifier(
        tuple(task.labels), task.exclusive, Vocabulary(known.blocks), weights, bias,
        offsets(logits, task, settings), {"settings": asdict(settings), **(card or {})}, meaning,
    )  # fmt: skip
    return Fitted(classifier, logits)


def cross_validated(task: Task, settings: Settings) -> NDArray[np.float64]:
    """Logits with offsets of every text by models, calibration and offsets without its fold."""
    read_texts = [read(text) for text in task.texts]
    features = matrix(vocabulary(read_texts, task.targets, settings), read_texts)
    scores = held_out_scores(features, task.targets, settings, task.groups)
    slopes, shifts = _calibrations(scores, task.targets)
    logits = scores * slopes + shifts
    if task.dense is not None:
        logits = _held_out_meaning(logits, task, settings)
    moved = np.zeros_like(logits)
    for train, test in folds(task.targets, settings, task.groups):
        rest = replace(task, targets=task.targets[train])
        moved[test] = logits[test] + offsets(logits[train], rest, settings)
    return moved


def offsets(logits: NDArray[np.float64], task: Task, settings: Settings) -> NDArray[np.float32]:
    """What moves the decision from the likeliest labels to those with the best F1."""
    if not settings.moved:
        return np.zeros(logits.shape[1], np.float32)
    if task.exclusive:
        return best_offsets(logits, task.targets)
    pairs = zip(logits.T, task.targets.T, strict=True)
    return np.array([best_offset(score, target) for score, target in pairs], np.float32)


def _calibrations(
    scores: NDArray[np.float64], targets: NDArray[np.int8]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    pairs = [calibration(*pair) for pair in zip(scores.T, targets.T, strict=True)]
    return np.array([slope for slope, _ in pairs]), np.array([shift for _, shift in pairs])


def _learner(task: Task, settings: Settings) -> tuple[NDArray[np.float32], LogisticRegression]:
    """The vectors at variance one, and what learns from them alone."""
    assert task.dense is not None
    vectors = (task.dense - task.dense.mean(axis=0)) / (task.dense.std(axis=0) + 1e-6)
    strength = settings.dense_strength / vectors.shape[1]
    return vectors, LogisticRegression(C=strength, max_iter=300)


def _held_out_dense(task: Task, settings: Settings) -> NDArray[np.float64]:
    """Scores of every text by the vectors alone, by models without its fold."""
    vectors, learner = _learner(task, settings)
    scores = np.zeros(task.targets.shape)
    for train, test in folds(task.targets, settings, task.groups):
        for at in range(scores.shape[1]):
            learner.fit(vectors[train], task.targets[train, at])
            scores[test, at] = learner.decision_function(vectors[test])
    return scores


def _weighed(
    lexical: NDArray[np.float64], dense: NDArray[np.float64], targets: NDArray[np.int8], task: Task
) -> NDArray[np.float64]:
    """How much the words and the vectors count, and the shift: labels x 3.

    The vectors learn apart from the words: taught what the words left open, they were 2.5 points
    worse on an unseen project. Exclusive labels compete: there both count the same in all labels.
    """
    found = []
    for at, target in enumerate(targets.T):
        pair = np.stack([lexical[:, at], dense[:, at]], axis=1)
        both = LogisticRegression(C=1.0).fit(pair, target)
        found.append([*both.coef_[0], both.intercept_[0]])
    weights = np.array(found)
    if task.exclusive:
        weights[:, :2] = weights[:, :2].mean(axis=0)
        weights[:, 2] = 0.0
    return weights


def _held_out_meaning(
    lexical: NDArray[np.float64], task: Task, settings: Settings
) -> NDArray[np.float64]:
    logits, dense = np.zeros_like(lexical), _held_out_dense(task, settings)
    for train, test in folds(task.targets, settings, task.groups):
        words, vectors, shift = _weighed(lexical[train], dense[train], task.targets[train], task).T
        logits[test] = words * lexical[test] + vectors * dense[test] + shift
    return logits


def _meaning(lexical: NDArray[np.float64], task: Task, settings: Settings) -> Meaning:
    assert task.dense is not None
    centre, spread = task.dense.mean(axis=0), task.dense.std(axis=0) + 1e-6
    vectors, learner = _learner(task, settings)
    dense = _held_out_dense(task, settings)
    words, parts, shifts = _weighed(lexical, dense, task.targets, task).T
    weights = np.zeros((vectors.shape[1], len(words)), np.float32)
    bias = shifts.astype(np.float32)
    for at, part in enumerate(parts):
        learner.fit(vectors, task.targets[:, at])
        weights[:, at] = part * learner.coef_[0] / spread
        bias[at] += part * learner.intercept_[0] - float(centre @ weights[:, at])
    return Meaning(task.encoder, weights, words.astype(np.float32), bias)
