"""The terms a text is indexed by, the same for every language."""

from __future__ import annotations

import re
from collections import Counter

from backend.nlp.tokens import fold

READ = 20_000
"""Characters of one text that are indexed (bounded time)."""
LONGEST = 40
TITLE_WEIGHT = 2.0
"""A word of the title counts as often: a title says what the text is about."""

_WORD = re.compile(r"[^\W_]+")
_JOINERS = re.compile(r"[\s\x00]+")


def terms(text: str) -> list[str]:
    """The words of the text, folded (lower case, no diacritics), in their order; single letters and
    signs are left out. Frequent words stay: their weight is near nothing in a real collection."""
    words = _WORD.findall(fold(_JOINERS.sub(" ", text[:READ])))
    return [word[:LONGEST] for word in words if len(word) > 1]


def query(title: str | None, text: str) -> dict[str, float]:
    """Term → weight of a title and a text."""
    weights: Counter[str] = Counter(terms(text))
    found: dict[str, float] = {term: float(count) for term, count in weights.items()}
    for term in terms(title or ""):
        found[term] = found.get(term, 0.0) + TITLE_WEIGHT
    return found
