"""What one token looks like: its bare form, its shape, its affixes."""

from __future__ import annotations

import re
from functools import lru_cache

_MARKS = "()[]{}.,;:!?\"'“”‘’•*…-–—/"
_UPPER = re.compile(r"[A-ZÀ-ÖØ-Þ]")
_LOWER = re.compile(r"[a-zß-öø-ÿ]")
_DIGIT = re.compile(r"\d")
_REPEATED = re.compile(r"(.)\1{2,}")
_LONGEST = 60


@lru_cache(maxsize=20_000)
def bare(token: str) -> str:
    """The token in lower case without the marks around it: "(Docker)," → "docker"; a token that is
    nothing but marks stays itself."""
    return token[:_LONGEST].lower().strip(_MARKS) or token[:_LONGEST]


def shape(token: str) -> str:
    """ "GraphQL" → "XxxXX", "ISO-9001" → "XX-dd"; runs are cut to two, the whole to ten signs."""
    signs = _UPPER.sub("X", token[:_LONGEST])
    signs = _DIGIT.sub("d", _LOWER.sub("x", signs))
    return _REPEATED.sub(r"\1\1", signs)[:10]


def marks_around(token: str) -> tuple[str, str]:
    """The marks before and after the bare form, at most three each."""
    before = token[: len(token) - len(token.lstrip(_MARKS))]
    after = token[len(token.rstrip(_MARKS)) :]
    return before[-3:], after[:3]
