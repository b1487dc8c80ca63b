"""The numbers of a token for the convolutional part: hashed forms, word vector, looks, terms.

A posting or profile is one stream: before each sentence stands a break, so that the network sees
what the sentences around are about.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from backend.nlp.skills.sparse_features import level
from backend.nlp.skills.term_list import SOURCES, Mark, term_list
from backend.nlp.skills.word_vectors import word_vectors
from backend.nlp.skills.words import bare, shape

WORD_ROWS, FORM_ROWS = 6000, 3000
IDS = 6
"""Hashed forms of a token: the word twice (Serrà & Karatzoglou 2017), prefix, two suffixes and
shape."""
_LOOKS = 20
_MARKS = {source + part: place for place, (source, part) in enumerate(
    (source, part) for source in SOURCES for part in "SBIE")}  # fmt: skip


def width() -> int:
    """Numbers of a token: vector, looks, term-list marks, the break."""
    return word_vectors().width + _LOOKS + len(_MARKS) + 1


def stream(
    sentences: Sequence[Sequence[str]],
) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int64]]:
    """The stream of the sentences: ids (m, IDS), numbers (m, width()) and for each place the index
    of its token counted over all sentences, or -1 for a break."""
    total = sum(len(tokens) + 1 for tokens in sentences)
    ids = np.zeros((total, IDS), np.int32)
    numbers = np.zeros((total, width()), np.float32)
    tokens_at = np.full(total, -1, np.int64)
    place = index = 0
    own = word_vectors().width + _LOOKS
    for tokens in sentences:
        numbers[place, -1] = 1.0
        place += 1
        marks = term_list().marks([bare(token) for token in tokens])
        for token, marked in zip(tokens, marks, strict=True):
            ids[place], numbers[place, :own] = _of_token(token)
            for mark in marked:
                numbers[place, own + _mark_place(mark)] = 1.0
            tokens_at[place] = index
            place += 1
            index += 1
    return ids, numbers, tokens_at


def _mark_place(mark: Mark) -> int:
    return _MARKS[mark.name]


@lru_cache(maxsize=20_000)
def _of_token(token: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    word = bare(token)
    vector = word_vectors().find(word)
    counts = term_list().counts(word)
    last = token[-1:]
    looks = [
        vector is None,
        token[:1].isupper(),
        token.isupper(),
        any(map(str.isupper, token[1:])),
        any(map(str.isdigit, token)),
        "/" in token,
        "-" in token,
        token[:1] in set('([{"“•*-'),
        last in set(")]}"),
        last == ":",
        last in set(".!?"),
        last == ",",
        len(word) <= 2,
        not any(map(str.isalnum, word)),
        *(level(count) / 3 for count in counts),
        *(count > 0 for count in counts),
    ]
    held = np.zeros(word_vectors().width, np.float32) if vector is None else vector
    return _ids(token, word), np.concatenate([held, np.array(looks, np.float32)])


def _ids(token: str, word: str) -> NDArray[np.int32]:
    forms = (
        _row("w" + word, WORD_ROWS),
        _row("W" + word, WORD_ROWS),
        _row("p" + word[:3], FORM_ROWS),
        _row("x" + word[-3:], FORM_ROWS),
        _row("s" + shape(token), FORM_ROWS),
        _row("y" + word[-5:], FORM_ROWS),
    )
    return np.array(forms, np.int32)


def _row(form: str, rows: int) -> int:
    """A row of the table, 1..rows - 1; row 0 is the break's."""
    return 1 + crc32(form.encode("utf-8", "surrogatepass")) % (rows - 1)
