"""The words that show why somebody was ranked, and the score their pieces add up to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from backend.nlp import arithmetic
from backend.nlp.retrieval.bm25 import Bm25Index
from backend.nlp.retrieval.terms import READ, terms
from backend.schemas.finding import Evidence, Finding, Source, Term

SHOWN = 5
"""Pieces that are terms of their own; the others are one term together."""
QUOTE = 240
LIKELY, THIN = 0.5, 0.1
"""From the first on somebody is "likely"; below the second too little speaks for or against."""

_SENTENCE = re.compile(r"[^.!?\n]{1,400}[.!?]*")


@dataclass(frozen=True, slots=True)
class Piece:
    """One text that speaks for somebody, and what it adds (in shares of the average person)."""

    value: float
    name: str
    note: str
    source: Source
    where: str
    when: str | None
    text: str


def quote(text: str, index: Bm25Index, query: dict[str, float]) -> str:
    """The sentence of the text that shares the most with the query, word for word; the beginning
    where none does."""
    best, most = "", -1.0
    for match in _SENTENCE.finditer(text[:READ]):
        shared = {term for term in terms(match.group()) if term in query}
        weight = sum(query[term] * index.rarity_of(term) for term in shared)
        if weight > most and match.group().strip():
            best, most = match.group().strip(), weight
    return (best or text.strip())[:QUOTE].strip()


def finding(
    pieces: Sequence[Piece], rest: float, others: int, index: Bm25Index,
    query: dict[str, float], *, made_by: str,
) -> Finding:  # fmt: skip
    """The finding of one person: `pieces` the heaviest first, `rest` what `others` more add.

    Score: the probability that the person is on the topic (arithmetic.ODDS). "unknown" where no
    piece can be quoted or too little speaks for the person.
    """
    summed: list[Term] = [arithmetic.term(one.name, one.value, one.note) for one in pieces[:SHOWN]]
    if rest > 0:
        summed.append(arithmetic.term("further texts", rest, f"{others} more"))
    quotes = [
        Evidence(source=one.source, where=one.where, when=one.when, quote=words)
        for one in pieces[:SHOWN] if (words := quote(one.text, index, query))
    ]  # fmt: skip
    made = arithmetic.combine(arithmetic.ODDS, summed)
    score = made.result or 0.0
    if not quotes or score < THIN:
        return Finding(
            kind="relevance", value="unknown", label="unknown", made_by=made_by,
            reason="too little of what the person wrote touches it",
            arithmetic=arithmetic.nothing(*summed),
        )  # fmt: skip
    value, label = ("likely", "wrote on it") if score >= LIKELY else ("less likely", "touched it")
    return Finding(
        kind="relevance", value=value, label=label, score=score, evidence=quotes,
        arithmetic=made, made_by=made_by,
    )  # fmt: skip
