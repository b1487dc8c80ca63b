"""The short word lists of assets/expertise/words.json, folded as tokens are."""

from __future__ import annotations

import json
from functools import cache

from backend.nlp.assets_reading import ASSETS
from backend.nlp.tokens import fold


@cache
def words(name: str) -> frozenset[str]:
    """One list. Raises KeyError for a name that is none of the asset's."""
    return frozenset(fold(word) for word in _asset()[name])


@cache
def phrases(name: str) -> tuple[tuple[str, ...], ...]:
    """One list of several words each, cut at the blanks."""
    return tuple(tuple(fold(phrase).split()) for phrase in _asset()[name])


@cache
def concept_ids(name: str) -> frozenset[str]:
    """One list of concept ids."""
    return frozenset(_asset()[name])


@cache
def _asset() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(
        (ASSETS / "expertise" / "words.json").read_text("utf-8")
    )
    return found
