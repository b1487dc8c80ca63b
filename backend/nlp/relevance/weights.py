"""What each signal weighs, by tier: assets/models/relevance (its card tells where from)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from backend.nlp.assets_reading import ASSETS
from backend.nlp.embeddings import Tier

WEIGHTS = ASSETS / "models" / "relevance" / "weights.json"
HEADLINE = " headline"
"""Added to a tier's name: its weights where nothing but a headline is known of the author."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A proportional-odds model (McCullagh 1980): log-odds of own work on the topic are `base` +
    Σ weight × signal; those of being adjacent at least are `adjacent` more."""

    base: float
    adjacent: float
    signals: Mapping[str, float]


@cache
def weights(tier: Tier, *, is_headline: bool = False) -> Weights:
    """The weights of a tier; `is_headline`: nothing else is known of the author."""
    stored = json.loads(WEIGHTS.read_text("utf-8"))[tier + HEADLINE if is_headline else tier]
    return Weights(stored["base"], stored["adjacent"], stored["signals"])
