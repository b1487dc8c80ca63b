"""Fits the linear part of the span model: a conditional random field for each layer.

L-BFGS on the penalised likelihood (Lafferty et al. 2001; Sha & Pereira 2003). Needs scipy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from backend.nlp.skills.label_chain import Chain
from backend.nlp.skills.linear_part import key_of
from backend.nlp.skills.sparse_features import all_features

RAREST = 3
PENALTY, ORDER_PENALTY = 2.0, 0.1
ROUNDS = 60
_BATCH_TOKENS = 6000


@dataclass(frozen=True)
class FittedChain:
    """`weights` (d, 3) over the features, `bias` (3,), `order` (3, 3), `start` (3,)."""

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    order: NDArray[np.float64]
    start: NDArray[np.float64]


def feature_keys(sentences: Sequence[Sequence[str]]) -> list[NDArray[np.uint32]]:
    """The hashed features of every token, all sentences one after the other."""
    return [
        np.array(sorted({key_of(name) for name in features}), np.uint32)
        for tokens in sentences
        for features in all_features(tokens)
    ]


def vocabulary(keys: Sequence[NDArray[np.uint32]]) -> NDArray[np.uint32]:
    """The features at least RAREST tokens have, sorted."""
    counts = Counter(np.concatenate(keys).tolist())
    return np.array(sorted(key for key, n in counts.items() if n >= RAREST), np.uint32)


def matrix(keys: Sequence[NDArray[np.uint32]], known: NDArray[np.uint32]) -> csr_matrix:
    """Tokens by known features, ones."""
    columns, ends = [], [0]
    for own in keys:
        places = np.minimum(np.searchsorted(known, own), len(known) - 1)
        columns.append(places[known[places] == own])
        ends.append(ends[-1] + len(columns[-1]))
    flat = np.concatenate(columns)
    return csr_matrix((np.ones(len(flat)), flat, np.array(ends)), (len(keys), len(known)))


def fit(
    x: csr_matrix, labels: NDArray[np.int64], lengths: Sequence[int], rounds: int = ROUNDS
) -> FittedChain:
    """The chain of one layer; `labels` O 0, B 1, I 2 of all tokens, `lengths` of the sentences."""
    problem = _Problem(x, labels, np.asarray(lengths))
    result = minimize(
        problem.loss, np.zeros(problem.size), jac=True, method="L-BFGS-B",
        options={"maxiter": rounds, "maxcor": 8},
    )  # fmt: skip
    return problem.parts(result.x)


class _Problem:
    def __init__(self, x: csr_matrix, labels: NDArray[Any], lengths: NDArray[np.int64]) -> None:
        self._x, self._xt, self._labels = x, x.T.tocsr(), labels
        self._count, self._width = x.shape
        self.size = self._width * 3 + 3 + 3 + 9
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        self._batches = _batches(starts, lengths)
        later = np.ones(self._count, bool)
        later[starts] = False
        at = np.flatnonzero(later)
        self._pairs = np.zeros((3, 3))
        np.add.at(self._pairs, (labels[at - 1], labels[at]), 1)
        self._starts = np.bincount(labels[starts], minlength=3)
        self._ones = np.eye(3)[labels]
        self._told = self._xt @ self._ones

    def parts(self, w: NDArray[np.float64]) -> FittedChain:
        cut = self._width * 3
        return FittedChain(
            w[:cut].reshape(-1, 3),
            w[cut : cut + 3],
            w[cut + 6 :].reshape(3, 3),
            w[cut + 3 : cut + 6],
        )

    def loss(self, w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Penalised negative log-likelihood and its gradient."""
        own = self.parts(w)
        potentials = self._x @ own.weights + own.bias
        total, marginals, starts = 0.0, np.zeros_like(potentials), np.zeros(3)
        pairs = np.zeros((3, 3))
        for rows, lengths in self._batches:
            chain = Chain(potentials[rows], lengths, own.order, own.start)
            real = np.arange(rows.shape[1])[None] < lengths[:, None]
            labels = chain.labels()
            marginals[rows[real]] = labels[real]
            starts += labels[:, 0].sum(axis=0)
            pairs += chain.pairs()
            total += chain.log_sum()
        told = potentials[np.arange(self._count), self._labels].sum()
        told += (self._pairs * own.order).sum() + self._starts @ own.start
        few = np.concatenate([own.bias, own.start, own.order.ravel()])
        penalty = PENALTY * (own.weights**2).sum() + ORDER_PENALTY * (few**2).sum()
        slope = [
            (self._xt @ marginals - self._told + PENALTY * own.weights).ravel(),
            marginals.sum(axis=0) - self._ones.sum(axis=0) + ORDER_PENALTY * own.bias,
            starts - self._starts + ORDER_PENALTY * own.start,
            (pairs - self._pairs + ORDER_PENALTY * own.order).ravel(),
        ]
        return total - told + penalty / 2, np.concatenate(slope)


def _batches(
    starts: NDArray[np.int64], lengths: NDArray[np.int64]
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Sentences of like length together: token indices (s, n), padded with 0, and lengths."""
    found, current = [], []
    for index in np.argsort(lengths, kind="stable").tolist():
        if current and (len(current) + 1) * lengths[index] > _BATCH_TOKENS:
            found.append(current)
            current = []
        current.append(index)
    found.append(current)
    result = []
    for batch in found:
        own = lengths[batch]
        places = np.arange(own.max())[None]
        result.append((np.where(places < own[:, None], starts[batch][:, None] + places, 0), own))
    return result
