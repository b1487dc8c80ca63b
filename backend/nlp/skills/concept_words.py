"""Words and character sequences of names of skills, cut so that wordings of one skill meet."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+[+#]*")
_ENDINGS = (("ies", "y"), ("ing", ""), ("ers", ""), ("er", ""), ("ed", ""), ("ments", ""),
            ("ment", ""), ("es", ""), ("s", ""), ("e", ""))  # fmt: skip
MOST_CHARACTERS = 300
"""Characters of a surface or a context that are read."""


def content(text: str) -> list[str]:
    """The stemmed words: "managing databases" → ["manag", "databas"]."""
    return [stem(word) for word in _WORD.findall(text.lower())]


def sequences(text: str) -> list[str]:
    """The sequences of three and of four characters of the words joined by blanks."""
    joined = f" {' '.join(_WORD.findall(text.lower()))} "
    return [joined[i : i + size] for size in (3, 4) for i in range(len(joined) - size + 1)]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The word without its English ending; never shorter than three letters."""
    if len(word) > 9 and word.endswith(("isation", "ization")):
        return word[:-7] + "ize"
    for ending, instead in _ENDINGS:
        shortest = 3 if ending in ("s", "e") else 4
        if word.endswith(ending) and len(word) - len(ending) >= shortest:
            return word[: -len(ending)] + instead
    return word
