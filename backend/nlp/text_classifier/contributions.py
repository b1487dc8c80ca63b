"""The arithmetic of one answer: how much each word added to the logit, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.nlp.text_classifier.features import SHAPE, Vocabulary, shape
from backend.nlp.text_classifier.ngrams import read
from backend.nlp.tokens import Text


@dataclass(frozen=True, slots=True)
class Contribution:
    """One term of a logit. `surface` is the word in the text at start..end, None where the term is
    no word: the bias, the meaning of the whole, a trait of the shape."""

    name: str
    surface: str | None
    start: int
    end: int
    value: float


def by_word(
    text: str | Text, vocabulary: Vocabulary, weights: NDArray[np.float32]
) -> list[Contribution]:
    """Terms a word and a trait of the shape, in the order of the text.

    An n-gram's part is shared equally by the words it touches, one that touches none (a run of
    signs) is a term of its own; so the terms sum to the features times the weights (a column each).
    """
    read_text = read(text)
    spread = vocabulary.spread(read_text)
    values = spread.value * weights[spread.column]
    starts = np.array(read_text.starts, np.int64)
    ends = np.array(read_text.ends, np.int64)
    first = np.searchsorted(ends, spread.start, side="right")
    last = np.searchsorted(starts, spread.end, side="left")
    touched = last - first
    sums = np.zeros(len(starts) + 1)
    shared = np.flatnonzero(touched > 0)
    np.add.at(sums, first[shared], values[shared] / touched[shared])
    np.add.at(sums, last[shared], -values[shared] / touched[shared])
    words = np.cumsum(sums)[: len(starts)]
    terms = [
        Contribution("word", read_text.source[start:end], start, end, float(value))
        for start, end, value in zip(read_text.starts, read_text.ends, words, strict=True)
        if value
    ]
    loose = float(values[touched <= 0].sum())
    if loose:
        terms.append(Contribution("signs", None, 0, 0, loose))
    for trait, measure, weight in zip(
        SHAPE, shape(read_text), weights[vocabulary.ngrams :], strict=True
    ):
        if measure and weight:
            terms.append(Contribution(trait, None, 0, 0, float(measure * weight)))
    return terms
