"""Fits the convolutional part of the span model (backend/nlp/skills/convolution.py) with JAX.

AdamW (Loshchilov & Hutter 2019) on the likelihood of a label chain a layer; one thread, seeded, so
that a second run on the same machine gives the same weights. Needs jax.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from backend.nlp.skills.convolution import DILATIONS
from backend.nlp.skills.dense_features import (
    FORM_ROWS,
    WORD_ROWS,
    stream,
    width,
)

WIDTH, WORDS, FORMS = 128, 64, 32
PLACES, BATCH = 256, 8
RATE, DECAY, DROPOUT, ROUNDS = 2e-3, 0.01, 0.3, 12
FORBIDDEN = -1e4
Weights = dict[str, Any]
Say = Callable[[str], None]


class Stream:
    """Texts cut into pieces of at most PLACES: arrays (pieces, PLACES, …), `real` where a place is
    none of the padding, `gold` (pieces, PLACES, 2) labels, -1 at breaks and padding."""

    def __init__(
        self, texts: Sequence[Sequence[Sequence[str]]], labels: Sequence[NDArray[np.int64]]
    ) -> None:
        ids, numbers, gold = [], [], []
        for sentences, own in zip(texts, labels, strict=True):
            text_ids, text_numbers, tokens_at = stream(sentences)
            told = np.where(tokens_at[:, None] >= 0, own[np.maximum(tokens_at, 0)], -1)
            for begin, end in _cuts(len(text_ids)):
                ids.append(_padded(text_ids[begin:end], 0))
                numbers.append(_padded(text_numbers[begin:end], 0.0))
                gold.append(_padded(told[begin:end], -2))
        self.ids, self.numbers, gold_all = np.stack(ids), np.stack(numbers), np.stack(gold)
        self.real = gold_all[..., 0] > -2
        self.gold = np.maximum(gold_all, -1)


def _cuts(count: int) -> list[tuple[int, int]]:
    pieces = -(-count // PLACES)
    step = -(-count // pieces)
    return [(begin, min(count, begin + step)) for begin in range(0, count, step)]


def _padded(array: NDArray[Any], value: float) -> NDArray[Any]:
    result = np.full((PLACES, *array.shape[1:]), value, array.dtype)
    result[: len(array)] = array
    return result


def fit(data: Stream, seed: int, rounds: int = ROUNDS, say: Say = print) -> Weights:
    """The weights of one network, as Convolution reads them."""
    rng = np.random.default_rng(seed)
    weights = _first_weights(rng)
    steps = rounds * -(-len(data.ids) // BATCH)
    zeros = {name: jnp.zeros_like(value) for name, value in weights.items()}
    moments = (zeros, zeros)
    key, count = jax.random.PRNGKey(seed), 0
    for number in range(rounds):
        order, total = rng.permutation(len(data.ids)), 0.0
        for begin in range(0, len(order), BATCH):
            at = np.resize(order[begin : begin + BATCH], BATCH)
            key, own = jax.random.split(key)
            count += 1
            batch = (data.ids[at], data.numbers[at], data.real[at], data.gold[at])
            weights, moments, loss = _step(weights, moments, count, _rate(count, steps), own, batch)
            total += float(loss)
        mean = total / -(-len(order) // BATCH)
        say(f"  network {seed}, round {number + 1}/{rounds}: loss {mean:.4f}")
    return {name: np.asarray(value) for name, value in weights.items()}


def _rate(count: int, steps: int) -> float:
    warm = steps // 20
    if count <= warm:
        return RATE * count / warm
    done = (count - warm) / max(1, steps - warm)
    return float(RATE * (0.02 + 0.98 * 0.5 * (1 + np.cos(np.pi * done))))


def _first_weights(rng: np.random.Generator) -> Weights:
    def normal(*size: int, spread: float | None = None) -> Any:
        return jnp.asarray(rng.normal(0, spread or size[0] ** -0.5, size).astype(np.float32))

    found = {
        "words": normal(WORD_ROWS, WORDS, spread=0.3),
        "forms": normal(FORM_ROWS, FORMS, spread=0.3),
        "in": normal(WORDS + 4 * FORMS + width(), WIDTH),
        "in_bias": jnp.zeros(WIDTH),
        "in_gain": jnp.ones(WIDTH),
        "in_shift": jnp.zeros(WIDTH),
        "out": normal(WIDTH, 6, spread=0.02),
        "out_bias": jnp.zeros(6),
        "order": jnp.zeros((2, 3, 3)),
    }
    for index in range(len(DILATIONS)):
        found[f"c{index}"] = normal(3 * WIDTH, 2 * WIDTH)
        found[f"c{index}_bias"] = jnp.zeros(2 * WIDTH)
        found[f"c{index}_gain"] = jnp.ones(WIDTH)
        found[f"c{index}_shift"] = jnp.zeros(WIDTH)
    return found


def _normalised(x: Any, gain: Any, shift: Any) -> Any:
    mean = x.mean(-1, keepdims=True)
    variance = ((x - mean) ** 2).mean(-1, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(variance + 1e-6) * gain + shift


def _dropped(key: Any, x: Any, share: float) -> Any:
    return x * jax.random.bernoulli(key, 1 - share, x.shape) / (1 - share)


def _around(x: Any, dilation: int) -> Any:
    zeros = jnp.zeros_like(x[:, :dilation])
    before = jnp.concatenate([zeros, x[:, :-dilation]], axis=1)
    after = jnp.concatenate([x[:, dilation:], zeros], axis=1)
    return jnp.concatenate([before, x, after], axis=-1)


def _potentials(w: Weights, ids: Any, numbers: Any, real: Any, key: Any) -> Any:
    keys = jax.random.split(key, 2 + len(DILATIONS))
    seen = jax.random.bernoulli(keys[0], 1 - DROPOUT / 2, ids.shape[:2])
    words = (w["words"][ids[..., 0]] + w["words"][ids[..., 1]]) * seen[..., None]
    forms = w["forms"][ids[..., 2:]].reshape(*ids.shape[:2], -1)
    x = _dropped(keys[1], jnp.concatenate([words, forms, numbers], axis=-1), DROPOUT)
    x = _normalised(x @ w["in"] + w["in_bias"], w["in_gain"], w["in_shift"]) * real[..., None]
    for index, dilation in enumerate(DILATIONS):
        y = _around(x, dilation) @ w[f"c{index}"] + w[f"c{index}_bias"]
        y = jnp.maximum(y[..., :WIDTH], y[..., WIDTH:])
        y = _normalised(y, w[f"c{index}_gain"], w[f"c{index}_shift"])
        x = (x + _dropped(keys[2 + index], y, DROPOUT)) * real[..., None]
    return x @ w["out"] + w["out_bias"]


def _unlikelihood(potentials: Any, order: Any, gold: Any) -> Any:
    """Negative log-likelihood a token of one layer's chain; breaks and padding are O."""
    told = gold >= 0
    potentials = jnp.where(told[..., None], potentials, jnp.array([0.0, FORBIDDEN, FORBIDDEN]))
    labels = jnp.maximum(gold, 0)
    order = order + jnp.array([[0, 0, FORBIDDEN], [0, 0, 0], [0, 0, 0]])
    right = jnp.take_along_axis(potentials, labels[..., None], axis=-1).sum()
    right = right + order[labels[:, :-1], labels[:, 1:]].sum()

    def onward(score: Any, own: Any) -> Any:
        return jax.nn.logsumexp(score[:, :, None] + order, axis=1) + own, None

    last, _ = jax.lax.scan(onward, potentials[:, 0], jnp.moveaxis(potentials[:, 1:], 1, 0))
    return (jax.nn.logsumexp(last, axis=-1).sum() - right) / told.sum()


def _loss(w: Weights, key: Any, ids: Any, numbers: Any, real: Any, gold: Any) -> Any:
    potentials = _potentials(w, ids, numbers, real, key)
    return _unlikelihood(potentials[..., :3], w["order"][0], gold[..., 0]) + _unlikelihood(
        potentials[..., 3:], w["order"][1], gold[..., 1]
    )


@jax.jit
def _step(weights: Weights, moments: Any, count: Any, rate: Any, key: Any, batch: Any) -> Any:
    loss, slopes = jax.value_and_grad(_loss)(weights, key, *batch)
    norm = jnp.sqrt(sum((slope**2).sum() for slope in slopes.values()))
    slopes = {name: slope / jnp.maximum(1.0, norm) for name, slope in slopes.items()}
    first = {name: 0.9 * moments[0][name] + 0.1 * slope for name, slope in slopes.items()}
    second = {name: 0.99 * moments[1][name] + 0.01 * slope**2 for name, slope in slopes.items()}

    def moved(name: str) -> Any:
        mean = first[name] / (1 - 0.9**count)
        spread = jnp.sqrt(second[name] / (1 - 0.99**count)) + 1e-8
        return weights[name] - rate * (mean / spread + DECAY * weights[name])

    return {name: moved(name) for name in weights}, (first, second), loss
