"""What a comment looks like as an answer to its question: structure, overlap, who speaks when.

Features after Nicosia et al., QCRI at SemEval-2015 Task 3.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_WORDS, _SHARED = 1, 15
"""Columns also taken relative to the thread: number of words, overlap with the question."""
_WORD = re.compile(r"\w+")
_THANKS = ("thank", "thx", "tnx", "cheers")
_LAUGHS = (":)", ";)", "lol", "haha")
_YOU, _I = frozenset({"you", "u", "your"}), frozenset({"i", "my", "me"})

Row = Mapping[str, Any]


def words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def thread_features(row: Row, weights: Mapping[str, float]) -> NDArray[np.float64]:
    """Comments x features of one question; `weights` is the rarity of each word (idf)."""
    comments = row["comments"]
    said = [words(comment["text"]) for comment in comments]
    asked = set(words(row["text"]))
    found = np.array(
        [
            [
                *_form(comment["text"], said[at]),
                *_overlap(at, said, asked, weights),
                *_turn(at, comments),
                len(row["text"]), "?" in row["text"], len(comments),
                len(said[at]) / (np.mean([len(one) for one in said]) + 1),
            ]
            for at, comment in enumerate(comments)
        ],
        float,
    ).reshape(len(comments), -1)  # fmt: skip
    relative = found[:, [_WORDS, _SHARED]]
    spread = relative.std(axis=0) + 1e-6
    return np.hstack([found, (relative - relative.mean(axis=0)) / spread])


def rarity(rows: Sequence[Row]) -> dict[str, float]:
    """How rare each word is over the questions with their comments: ln(n / (1 + n with it)); no
    label enters."""
    held: Counter[str] = Counter()
    for row in rows:
        held.update(set(words(" ".join([row["text"], *(c["text"] for c in row["comments"])]))))
    return {word: math.log(max(2, len(rows)) / (1 + count)) for word, count in held.items()}


def _form(text: str, said: Sequence[str]) -> list[float]:
    low = text.lower()
    count = len(said) + 1
    return [
        len(text), math.log1p(len(said)), "?" in text, text.rstrip().endswith("?"),
        text.count("?"), text.count("!"), "http" in low or "www" in low or ".com" in low,
        "@" in text, sum(map(str.isdigit, text)), sum(map(str.isupper, text)) / (len(text) + 1),
        _thanks(text), text.startswith("RE:"), sum(word in _YOU for word in said) / count,
        sum(word in _I for word in said) / count, len(set(said)) / count,
    ]  # fmt: skip


def _overlap(
    at: int, said: Sequence[Sequence[str]], asked: set[str], weights: Mapping[str, float]
) -> list[float]:
    own = set(said[at])
    others = {word for other, one in enumerate(said) if other != at for word in one}
    total = _sum(own, weights) + 1
    shared = _sum(own & asked, weights)
    return [
        shared / (_sum(asked, weights) + 1),
        shared / total,
        _sum(own & others, weights) / total,
    ]


def _turn(at: int, comments: Sequence[Row]) -> list[float]:
    comment = comments[at]
    before = comments[at - 1] if at else None
    after = comments[at + 1] if at + 1 < len(comments) else None
    own = [other for other, one in enumerate(comments) if one["user"] == comment["user"]]
    later = [one for one in comments[at + 1 :] if one["by_asker"]]
    low = comment["text"].lower()
    return [
        comment["by_asker"], at, at / len(comments), len(own), own.index(at),
        sum(one["by_asker"] for one in comments), len(later),
        bool(after and after["by_asker"]),
        bool(after and after["by_asker"] and _thanks(after["text"])),
        any(_thanks(one["text"]) for one in later),
        bool(before and before["by_asker"]), bool(before and "?" in before["text"]),
        bool(before and before["user"] == comment["user"]),
        any(one["user"].lower() in low for one in comments),
        any(mark in low for mark in _LAUGHS),
    ]  # fmt: skip


def _sum(some: set[str], weights: Mapping[str, float]) -> float:
    return math.fsum(weights.get(word, 0.0) for word in some)


def _thanks(text: str) -> bool:
    low = text.lower()
    return any(word in low for word in _THANKS)
