"""From the terms of a kind to a finding with quotes and arithmetic."""

from __future__ import annotations

import math

from backend.nlp import arithmetic
from backend.nlp.reactions.kind import Kind, Signal
from backend.nlp.reactions.view import View
from backend.nlp.tokens import sentence_around, short_quote
from backend.schemas.finding import Evidence, Finding

MADE_BY = "reactions/1"
HOLDS = 0.5
MOST_QUOTES = 3


def score(signals: list[Signal]) -> float:
    """The score as the arithmetic will show it, without building it."""
    total = math.fsum(round(signal.value, arithmetic.DIGITS) for signal in signals)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def finding(kind: Kind, view: View, signals: list[Signal]) -> Finding:
    """The finding: the sentences that speak for it are quoted, else its first words."""
    terms = [
        arithmetic.term(signal.name, signal.value, signal.note)
        for signal in signals
        if round(signal.value, arithmetic.DIGITS)
    ]
    made = arithmetic.combine(arithmetic.LOGISTIC, terms)
    return Finding(
        kind="reaction", value=kind.value, label=kind.label, score=made.result,
        evidence=_evidence(view, signals), arithmetic=made, made_by=MADE_BY,
    )  # fmt: skip


def _evidence(view: View, signals: list[Signal]) -> list[Evidence]:
    speaking = [signal for signal in signals if signal.value > 0 and signal.span]
    speaking.sort(key=lambda signal: -signal.value)
    quotes: list[str] = []
    for signal in speaking:
        quote = _quote(view, signal.span or (0, 0))
        if quote and quote not in quotes:
            quotes.append(quote)
        if len(quotes) == MOST_QUOTES:
            break
    if not quotes:
        quotes = [_quote(view, (0, 0)) or view.text.source[:240].strip()]
    source = "root_post" if view.place.is_root else "comment"
    where = view.place.post.id
    return [Evidence(source=source, quote=quote, where=where) for quote in quotes]


def _quote(view: View, span: tuple[int, int]) -> str:
    first, last = sentence_around(view.text, span[0])
    return short_quote(view.text, first, max(last, span[1]))
