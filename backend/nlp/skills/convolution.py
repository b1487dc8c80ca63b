"""The convolutional part of the span model: what a token is in its surroundings.

Embedded forms and dense features → one layer → residual dilated convolutions over three places with
maxout (Goodfellow et al. 2013) and layer normalisation (Ba et al. 2016) → six potentials. The
dilations reach 16 places to each side, across sentence breaks. Trained in scripts/training/skills.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
DILATIONS = (1, 1, 2, 4, 8)
REACH = sum(DILATIONS)
_CHUNK = 1024
"""Places computed at once: memory stays bounded whatever the length."""


class Convolution:
    """`weights`: "words" (r, 64), "forms" (q, 32), "in" (k, w) with "in_bias", "in_gain",
    "in_shift", for each layer i "c{i}" (3w, 2w) with "c{i}_bias", "c{i}_gain", "c{i}_shift", then
    "out" (w, 6), "out_bias", and "order" (2, 3, 3), the order potentials it was trained with."""

    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        self._weights = {name: np.asarray(array, np.float32) for name, array in weights.items()}
        self.order = self._weights["order"].astype(np.float64)

    def potentials(self, ids: NDArray[np.int32], numbers: Floats) -> Floats:
        """(m, 6) for a stream of m places; linear in m."""
        total = len(ids)
        found = np.empty((total, 6), np.float32)
        for begin in range(0, total, _CHUNK):
            low, high = max(0, begin - REACH), min(total, begin + _CHUNK + REACH)
            part = self._of_chunk(ids[low:high], numbers[low:high])
            end = min(total, begin + _CHUNK)
            found[begin:end] = part[begin - low : end - low]
        return found

    def _of_chunk(self, ids: NDArray[np.int32], numbers: Floats) -> Floats:
        w = self._weights
        words: Floats = w["words"][ids[:, 0]] + w["words"][ids[:, 1]]
        forms = w["forms"][ids[:, 2:]].reshape(len(ids), -1)
        x = np.concatenate([words, forms, numbers], axis=1) @ w["in"] + w["in_bias"]
        x = _normalised(x, w["in_gain"], w["in_shift"])
        for index, dilation in enumerate(DILATIONS):
            y: Floats = _around(x, dilation) @ w[f"c{index}"] + w[f"c{index}_bias"]
            half = y.shape[1] // 2
            y = np.maximum(y[:, :half], y[:, half:])
            x += _normalised(y, w[f"c{index}_gain"], w[f"c{index}_shift"])
        result: Floats = x @ w["out"] + w["out_bias"]
        return result


def _normalised(x: Floats, gain: Floats, shift: Floats) -> Floats:
    centred: Floats = x - x.mean(axis=1, keepdims=True)
    variance = np.mean(centred * centred, axis=1, keepdims=True)
    result: Floats = centred / np.sqrt(variance + np.float32(1e-6)) * gain + shift
    return result


def _around(x: Floats, dilation: int) -> Floats:
    """Each place beside the ones `dilation` before and after; zeros beyond the ends."""
    before, after = np.zeros_like(x), np.zeros_like(x)
    before[dilation:], after[:-dilation] = x[:-dilation], x[dilation:]
    return np.concatenate([before, x, after], axis=1)
