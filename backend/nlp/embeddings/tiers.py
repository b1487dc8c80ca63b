"""Which encoders this machine has. Evidence and /health name the tier a score was made with."""

from __future__ import annotations

from functools import cache
from typing import Literal

from backend.nlp.embeddings.cached import CachedEncoder
from backend.nlp.embeddings.encoder import Encoder
from backend.nlp.embeddings.lexical import LexicalEncoder
from backend.nlp.embeddings.semantic import SemanticEncoder, why_missing

Tier = Literal["fast", "semantic"]
FAST: Tier = "fast"
SEMANTIC: Tier = "semantic"


@cache
def encoder(tier: Tier = FAST) -> Encoder | None:
    """The tier's encoder with its cache, one for the process; None where the tier is missing.

    Nothing is loaded before the first text: call it before or after a fork, encode after it.
    """
    if tier == FAST:
        return CachedEncoder(LexicalEncoder())
    return None if why_missing() else CachedEncoder(SemanticEncoder())


def missing() -> dict[str, str]:
    """Tier → why it is not there."""
    reason = why_missing()
    return {SEMANTIC: reason} if reason else {}
