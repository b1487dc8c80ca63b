"""Vectors of texts: from the memory, from the table, and made for the first time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from backend.nlp.embeddings import SEMANTIC, Vectors, encoder
from backend.nlp.embeddings.cached import CachedEncoder
from backend.store import text_vectors
from backend.store.database import TenantSession

Texts = Mapping[str, tuple[str, ...]]
"""Person, discussion or post by id → its texts that the semantic tier reads."""
Packed = dict[str, dict[str, bytes]]
"""The same → key → vector as it is kept (float16)."""


def semantic_encoder() -> CachedEncoder | None:
    """The semantic tier's encoder with its memory, where the tier is there."""
    found = encoder(SEMANTIC)
    return found if isinstance(found, CachedEncoder) else None


def lacking(semantic: CachedEncoder, tx: TenantSession, texts: Texts) -> list[str]:
    """Whose texts would have to be encoded; what the table has is remembered first."""
    left = _unknown(semantic, texts)
    if left:
        stored = text_vectors.of_subjects(tx, left)
        semantic.learn({key: unpacked(vector) for key, vector in stored.items()})
        left = _unknown(semantic, texts)
    return left


def _unknown(semantic: CachedEncoder, texts: Texts) -> list[str]:
    return [one for one, said in texts.items() if semantic.lacks(said)]


def encoded(semantic: CachedEncoder, texts: Texts) -> Packed:
    """The vectors of all these texts, one by one. They are remembered as they are kept, so that
    every process has the very same."""
    made: Packed = {}
    for subject, said in texts.items():
        keys = [semantic.key(text) for text in said]
        vectors = [packed(semantic.encode([text])[0]) for text in said]
        made[subject] = dict(zip(keys, vectors, strict=True))
        semantic.learn({key: unpacked(vector) for key, vector in made[subject].items()})
    return made


def packed(vector: Iterable[float]) -> bytes:
    """As the table keeps it."""
    return np.asarray(vector, "<f2").tobytes()


def unpacked(data: bytes) -> Vectors:
    """As the encoder gives it, to three digits."""
    return np.frombuffer(data, "<f2").astype(np.float32)
