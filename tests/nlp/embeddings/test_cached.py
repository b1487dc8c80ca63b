"""The cache: a text is encoded once, and a store outlives the process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from backend.nlp.embeddings.cached import CachedEncoder
from backend.nlp.embeddings.encoder import Vectors
from backend.nlp.embeddings.lexical import LexicalEncoder


class Counting(LexicalEncoder):
    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.seen += texts
        return super().encode(texts)


class Store:
    def __init__(self) -> None:
        self.kept: dict[str, Vectors] = {}

    def get(self, keys: Iterable[str]) -> Mapping[str, Vectors]:
        return {key: self.kept[key] for key in keys if key in self.kept}

    def put(self, vectors: Mapping[str, Vectors]) -> None:
        self.kept |= vectors


def test_each_text_is_encoded_once_and_the_order_stays() -> None:
    counting = Counting()
    cached = CachedEncoder(counting)
    texts = ["steam meters", "payroll", "steam meters"]
    first, again = cached.encode(texts), cached.encode(texts)
    assert counting.seen == ["steam meters", "payroll"]
    assert np.array_equal(first, again)
    assert np.array_equal(first, LexicalEncoder().encode(texts))


def test_a_store_is_asked_before_the_encoder() -> None:
    store, counting = Store(), Counting()
    CachedEncoder(counting, store).encode(["steam meters"])
    CachedEncoder(counting, store).encode(["steam meters"])
    assert counting.seen == ["steam meters"]
    assert len(store.kept) == 1


def test_memory_is_bounded_and_the_oldest_goes_first() -> None:
    counting = Counting()
    cached = CachedEncoder(counting, kept=2)
    cached.encode(["one", "two"])
    cached.encode(["one"])
    cached.encode(["three"])
    cached.encode(["one", "two"])
    assert counting.seen == ["one", "two", "three", "two"]


def test_no_texts_are_no_rows() -> None:
    assert CachedEncoder(LexicalEncoder()).encode([]).shape == (0, LexicalEncoder.dimensions)


def test_a_lone_surrogate_has_a_key() -> None:
    cached = CachedEncoder(LexicalEncoder())
    assert cached.key("\ud800 text") == cached.key(" text")
