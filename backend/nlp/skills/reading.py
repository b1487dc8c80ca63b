"""Spans of a text as written, with their places: the tagger for profiles and posts.

The text is cut the way the training sentences are: at blanks, commas and separators left out,
brackets and the full stop of a sentence apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from backend.nlp.skills.tagging import Layer, Span, tag
from backend.nlp.tokens import MAX_CHARACTERS
from backend.schemas.finding import Arithmetic

_TOKEN = re.compile(r"[()\[\]{}]|[^\s,;|•·()\[\]{}]+")
_LINE = re.compile(r"[^\n\r•|]+")
_END = re.compile(r"[.!?]+$")
_ABBREVIATIONS = frozenset({"e.g.", "i.e.", "etc.", "incl.", "approx.", "vs.", "no.", "ca."})


@dataclass(frozen=True, slots=True)
class NamedSkill:
    """`surface` is text[start:end]; `score` the probability of the span, given back by
    `arithmetic`; `sentence` its own sentence, the context for linking."""

    layer: Layer
    surface: str
    start: int
    end: int
    sentence: str
    score: float
    arithmetic: Arithmetic


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int


def skills_in(text: str) -> list[NamedSkill]:
    """The skills and the knowledge an English text names, in their order; what lies beyond
    MAX_CHARACTERS is not read."""
    source = text[:MAX_CHARACTERS]
    sentences = [one for one in _sentences(source) if one]
    found = tag([[token.text for token in sentence] for sentence in sentences])
    return [
        _named(source, sentence, span)
        for sentence, spans in zip(sentences, found, strict=True)
        for span in spans
    ]


def _named(source: str, sentence: list[_Token], span: Span) -> NamedSkill:
    first, last = span.first, span.last
    # The training spans often hold a bracket or stop that the cut left at their end.
    while first < last and not any(map(str.isalnum, sentence[last].text)):
        last -= 1
    while first < last and not any(map(str.isalnum, sentence[first].text)):
        first += 1
    start, end = sentence[first].start, sentence[last].end
    return NamedSkill(
        layer=span.layer,
        surface=source[start:end],
        start=start,
        end=end,
        sentence=source[sentence[0].start : sentence[-1].end],
        score=span.score,
        arithmetic=span.arithmetic,
    )


def _sentences(source: str) -> Iterator[list[_Token]]:
    for line in _LINE.finditer(source):
        sentence: list[_Token] = []
        for match in _TOKEN.finditer(source, *line.span()):
            word, start = match[0], match.start()
            stop = None if word.lower() in _ABBREVIATIONS else _END.search(word)
            if stop is None or stop.start() == 0:
                sentence.append(_Token(word, start, match.end()))
                continue
            cut = start + stop.start()
            sentence += [_Token(source[start:cut], start, cut), _Token(".", cut, match.end())]
            yield sentence
            sentence = []
        yield sentence
