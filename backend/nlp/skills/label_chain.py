"""Linear-chain conditional random field over the labels O, B, I: decoding and probabilities.

Lafferty, McCallum & Pereira (ICML 2001). Arrays are batched: potentials (s, n, 3) of s sentences
padded to n tokens, lengths (s,), order (3, 3) from label to label, start (3,). I never follows O
and never starts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
O, B, I = 0, 1, 2  # noqa: E741 - the names of the scheme
FORBIDDEN = -1e4


def allowed(order: Floats) -> Floats:
    """The order potentials with what the scheme forbids made impossible."""
    result = np.array(order, dtype=np.float64)
    result[O, I] = FORBIDDEN
    return result


def allowed_start(start: Floats) -> Floats:
    result = np.array(start, dtype=np.float64)
    result[I] = FORBIDDEN
    return result


def best_labels(
    potentials: Floats, lengths: NDArray[np.int64], order: Floats, start: Floats
) -> list[list[int]]:
    """The most probable labels of each sentence (Viterbi); the first label wins a tie."""
    order, score = allowed(order), potentials[:, 0] + allowed_start(start)
    sentences, count, _ = potentials.shape
    pointers = np.zeros((sentences, count, 3), dtype=np.int8)
    final = score.copy()
    for index in range(1, count):
        ways = score[:, :, None] + order
        pointers[:, index] = ways.argmax(axis=1)
        score = ways.max(axis=1) + potentials[:, index]
        ends = lengths == index + 1
        final[ends] = score[ends]
    result = []
    for row, length in enumerate(lengths.tolist()):
        label = int(final[row].argmax())
        labels = [label]
        for index in range(length - 1, 0, -1):
            label = int(pointers[row, index, label])
            labels.append(label)
        result.append(labels[::-1])
    return result


class Chain:
    """Forward and backward sums of a batch, each token's scaled to 1 (Rabiner 1989)."""

    def __init__(
        self, potentials: Floats, lengths: NDArray[np.int64], order: Floats, start: Floats
    ) -> None:
        sentences, count, _ = potentials.shape
        real = np.arange(count)[None, :] < lengths[:, None]
        shift = potentials.max(axis=-1, keepdims=True)
        self._local = np.exp(potentials - shift)
        self._order = np.exp(allowed(order))
        self._forward = np.empty((sentences, count, 3))
        self._backward = np.ones((sentences, count, 3))
        self._scale = np.ones((sentences, count))
        score = self._local[:, 0] * np.exp(allowed_start(start))
        for index in range(count):
            if index:
                score = (self._forward[:, index - 1] @ self._order) * self._local[:, index]
            held = real[:, index]
            self._scale[:, index] = np.where(held, score.sum(axis=1), 1.0)
            previous = self._forward[:, index - 1] if index else score
            scaled = score / self._scale[:, index, None]
            self._forward[:, index] = np.where(held[:, None], scaled, previous)
        for index in range(count - 2, -1, -1):
            onward = self._local[:, index + 1] * self._backward[:, index + 1]
            onward = (onward / self._scale[:, index + 1, None]) @ self._order.T
            self._backward[:, index] = np.where(real[:, index + 1, None], onward, 1.0)
        self._lengths, self._real, self._shift = lengths, real, shift[..., 0]

    def log_sum(self) -> float:
        """Sum over the sentences of the logarithm of the sum over all label sequences."""
        return float((np.log(self._scale) + np.where(self._real, self._shift, 0.0)).sum())

    def pairs(self) -> Floats:
        """Expected number of each pair of labels that follow each other (3, 3)."""
        onward = (self._local * self._backward / self._scale[..., None])[:, 1:]
        before = self._forward[:, :-1] * self._real[:, 1:, None]
        result: Floats = np.einsum("sni,snj->ij", before, onward) * self._order
        return result

    def labels(self) -> Floats:
        """Probability of each label at each token (s, n, 3)."""
        return self._forward * self._backward

    def span(self, row: int, first: int, last: int) -> float:
        """Probability that exactly the tokens first..last form a span: B, I, …, I, then no I."""
        mass = self._forward[row, first, B]
        label = B
        for index in range(first + 1, last + 1):
            step = self._order[label, I] * self._local[row, index, I]
            mass *= step / self._scale[row, index]
            label = I
        if last + 1 == self._lengths[row]:
            return float(min(1.0, mass))
        onward = self._order[label] * self._local[row, last + 1] * self._backward[row, last + 1]
        onward = onward / self._scale[row, last + 1]
        return float(min(1.0, mass * (onward[O] + onward[B])))


def spans_of(labels: list[int]) -> list[tuple[int, int]]:
    """First and last token of each span."""
    found: list[tuple[int, int]] = []
    for index, label in enumerate(labels):
        if label == B:
            found.append((index, index))
        elif label == I and found and found[-1][1] == index - 1:
            found[-1] = (found[-1][0], index)
    return found
