"""Vectors kept by text hash, so that a text is encoded once."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import Protocol

import numpy as np

from backend.nlp.embeddings.encoder import Encoder, Vectors, readable

KEPT = 20_000
"""Vectors in memory: 31 MB at 384 dimensions."""


class VectorStore(Protocol):
    """Where vectors outlive the process: a table, a file. nlp knows none, a service passes one in.

    Keys are hexadecimal and hold the encoder's version; values are float32 of its dimensions.
    """

    def get(self, keys: Iterable[str]) -> Mapping[str, Vectors]:
        """Those that are there; shape [dimensions] each."""
        ...

    def put(self, vectors: Mapping[str, Vectors]) -> None:
        """Keeps them; one that is there already stays."""
        ...


class CachedEncoder:
    """An encoder that remembers: the last KEPT vectors in memory, all of them in the store."""

    def __init__(
        self, encoder: Encoder, store: VectorStore | None = None, kept: int = KEPT
    ) -> None:
        self._encoder, self._store, self._kept = encoder, store, kept
        self._memory: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def version(self) -> str:
        return self._encoder.version

    @property
    def dimensions(self) -> int:
        return self._encoder.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder.encode; only texts that are new are encoded, each once."""
        keys = [self.key(text) for text in texts]
        found = self._remembered(keys)
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if new:
            made = dict(zip(new, self._encoder.encode(list(new.values())), strict=True))
            if self._store is not None:
                self._store.put(made)
            self._remember(made)
            found |= made
        rows = [found[key] for key in keys]
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), dtype=np.float32)

    def lacks(self, texts: Iterable[str]) -> bool:
        """Whether one of the texts would have to be encoded; asks the memory alone."""
        with self._lock:
            return any(self.key(text) not in self._memory for text in texts)

    def learn(self, vectors: Mapping[str, Vectors]) -> None:
        """Remembers vectors that were made before, by key."""
        self._remember(vectors)

    def key(self, text: str) -> str:
        """The key of a text: what the encoder would read, under the encoder's version."""
        read = f"{self.version}\n{readable(text)}"
        return hashlib.blake2b(read.encode("utf-8"), digest_size=16).hexdigest()

    def _remembered(self, keys: Sequence[str]) -> dict[str, Vectors]:
        with self._lock:
            found = {key: self._memory[key] for key in keys if key in self._memory}
            for key in found:
                self._memory.move_to_end(key)
        missing = {key for key in keys if key not in found}
        if missing and self._store is not None:
            stored = dict(self._store.get(missing))
            self._remember(stored)
            found |= stored
        return found

    def _remember(self, vectors: Mapping[str, Vectors]) -> None:
        with self._lock:
            for key, vector in vectors.items():
                self._memory[key] = vector
                self._memory.move_to_end(key)
            while len(self._memory) > self._kept:
                self._memory.popitem(last=False)
