"""Trains the span model (backend/nlp/skills) on labelled sentences of job postings.

FILES: rows of tokens with BIO tags of skills and of knowledge (see measurements/skill_rows.py).
Writes terms.npz, vectors.npz and model.npz to backend/nlp/assets/models/skill_spans and prints the
sha256 of each file of training data, which the card names.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from measurements.skill_rows import LAYERS, Row, postings, read_rows, tags_of
from numpy.typing import NDArray
from training import skill_span_chain, skill_span_network

from backend.nlp.skills.tagging import MODEL, SpanTagger, tagger_of

SEEDS = (0, 1)
MIX = (0.3, 1.0)
"""Weights of the linear and of the convolutional part."""
OFFSET = (-0.15, 0.0, 0.0, 0.0, 0.0, 0.0)
"""Added to O, B, I of skills, then of knowledge: on held-out folds skills told a little more
readily overlap more of the true ones."""
TEMPERATURE = (1.9, 1.9)
"""Divides the potentials of each layer, so that scores are shares of right spans."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def labels_of(rows: Sequence[Row]) -> NDArray[np.int64]:
    """(n, 2): O 0, B 1, I 2 of every token, skills and knowledge."""
    columns = [
        ["OBI".index(tag) for row in rows for tag in tags_of(row.spans[layer], len(row.tokens))]
        for layer in LAYERS
    ]
    return np.array(columns, np.int64).T


def train(rows: Sequence[Row], seeds: Sequence[int] = SEEDS) -> dict[str, NDArray[Any]]:
    """The arrays of a model file."""
    rows = [row for row in rows if row.tokens]
    labels = labels_of(rows)
    arrays = _linear(rows, labels)
    ends = np.cumsum([0, *(len(row.tokens) for row in rows)])
    texts = postings(rows)
    data = skill_span_network.Stream(
        [[rows[i].tokens for i in own] for own in texts],
        [labels[ends[own[0]] : ends[own[-1] + 1]] for own in texts],
    )
    for number, seed in enumerate(seeds):
        weights = skill_span_network.fit(data, seed, say=say)
        for name, array in weights.items():
            arrays[f"net{number}.{name}"] = array.astype(np.float16)
    arrays["networks"] = np.array(len(seeds))
    arrays["mix"] = np.array(MIX, np.float32)
    arrays["offset"] = np.array(OFFSET, np.float32)
    arrays["temperature"] = np.array(TEMPERATURE, np.float32)
    return arrays


def _linear(rows: Sequence[Row], labels: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    keys = skill_span_chain.feature_keys([row.tokens for row in rows])
    known = skill_span_chain.vocabulary(keys)
    x = skill_span_chain.matrix(keys, known)
    lengths = [len(row.tokens) for row in rows]
    chains = []
    for place, layer in enumerate(LAYERS):
        say(f"  linear part, {layer}: {x.shape[0]} tokens, {x.shape[1]} features")
        chains.append(skill_span_chain.fit(x, labels[:, place], lengths))
    weights = np.concatenate([chain.weights for chain in chains], axis=1)
    scale = np.abs(weights).max(axis=0) / 127
    codes = np.round(weights / scale).astype(np.int8)
    kept = codes.any(axis=1)
    return {
        "linear_keys": known[kept],
        "linear_codes": codes[kept],
        "linear_scale": scale.astype(np.float32),
        "linear_bias": np.concatenate([chain.bias for chain in chains]).astype(np.float32),
        "order": np.stack([chain.order for chain in chains]).astype(np.float32),
        "start": np.stack([chain.start for chain in chains]).astype(np.float32),
    }


def trained_tagger(rows: Sequence[Row]) -> SpanTagger:
    """A tagger trained on the rows, for cross-validation."""
    return tagger_of(train(rows))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--sources", action="store_true", help="build terms and vectors first")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Trains and writes the model."""
    MODEL.parent.mkdir(parents=True, exist_ok=True)
    if arguments.sources:
        from training import skill_span_sources

        say(f"terms: {skill_span_sources.build_terms(MODEL.parent / 'terms.npz')}")
        say(f"vectors: {skill_span_sources.build_vectors(MODEL.parent / 'vectors.npz')}")
    arrays = train(read_rows(arguments.files))
    np.savez_compressed(MODEL, **arrays)
    for path in arguments.files:
        say(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}")
    return 0
