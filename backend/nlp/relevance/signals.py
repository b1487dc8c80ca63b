"""What speaks for an author's relevance, in numbers that a score is made of.

`fields`: the named fields that are near the topic; `nearest`: the logarithm of the best of them;
`words`: the words the whole profile has in common with the opening; and, in the semantic tier, how
near the meaning of the work told of and of the skills is to it. All are 0 where there is nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from backend.nlp.embeddings import FAST, Encoder, encoder
from backend.nlp.relevance.matches import Match, together
from backend.nlp.relevance.texts import FEWEST_WORDS, AuthorTexts, Opening, Passage

TRACE = 0.03
"""A match this weak is as good as none: the logarithm begins there."""
USUAL_WORDS, USUAL_WORDS_NEAR = 0.013, 0.015
"""Words in common that pairs in one language have, by least squares on `nearest` (gold set): this
is assumed where words cannot be compared."""
MOST_WORDS = 0.25
"""Nearness beyond this is a copy of the opening or chance in a short text."""
FAST_SIGNALS = ("fields", "nearest", "words")
SEMANTIC_SIGNALS = (*FAST_SIGNALS, "work", "skills")


@dataclass(frozen=True, slots=True)
class Signal:
    """One number, what it is about, and the passage it comes from (for what is read in texts)."""

    value: float
    note: str
    passage: Passage | None = None


def read_signals(
    matches: Sequence[Match],
    author: AuthorTexts | None,
    opening: Opening | None,
    meaning: Encoder | None,
) -> dict[str, Signal]:
    """The signals by name; `meaning` is the semantic encoder, or None for the fast tier."""
    best = matches[0].value if matches else 0.0
    note = "; ".join(one.words for one in matches[:3]) or "no field in common with the topic"
    found = {
        "fields": Signal(together(matches), note),
        "nearest": Signal(math.log((best + TRACE) / TRACE), note),
    }
    lexical = encoder(FAST)
    if author is None or opening is None or not author.passages or lexical is None:
        return found
    incomparable = _why_incomparable(author, opening)
    if incomparable:
        usual = USUAL_WORDS + USUAL_WORDS_NEAR * found["nearest"].value
        note = f"{incomparable}: as many as is usual with such fields"
        found["words"] = Signal(usual, note)
    else:
        found["words"] = _words(author, opening, lexical)
    if meaning is not None:
        found |= _meanings(author, opening, meaning)
    return found


def _why_incomparable(author: AuthorTexts, opening: Opening) -> str | None:
    """Why words in common, or their lack, would say nothing; None where they do."""
    if author.words < FEWEST_WORDS or not opening.says_something:
        return "too few words to compare"
    if author.language and opening.language and author.language != opening.language:
        return "another language"
    return None


def _words(author: AuthorTexts, opening: Opening, lexical: Encoder) -> Signal:
    rows = lexical.encode([opening.whole, author.whole, *(one.text for one in author.passages)])
    near = rows[1:] @ rows[0]
    value = min(MOST_WORDS, max(0.0, float(near[0])))
    passage = author.passages[int(near[1:].argmax())]
    return Signal(value, f"words in common with the opening, {value:.2f} of 1", passage)


def read_for_meaning(author: AuthorTexts) -> tuple[str, ...]:
    """The texts whose meaning the semantic tier reads."""
    return tuple(one.text for one in author.passages if one.source in _PARTS)


def _meanings(author: AuthorTexts, opening: Opening, meaning: Encoder) -> dict[str, Signal]:
    """Per part of the profile the passage nearest in meaning."""
    passages = [one for one in author.passages if one.source in _PARTS]
    if not passages:
        return {}
    rows = meaning.encode([opening.whole, *(one.text for one in passages)])
    near = rows[1:] @ rows[0]
    found: dict[str, Signal] = {}
    for passage, value in zip(passages, near.tolist(), strict=True):
        name = _PARTS[passage.source]
        if name not in found or value > found[name].value:
            found[name] = Signal(
                value, f"nearness of meaning {value:+.2f} ({meaning.name})", passage
            )
    return found


_PARTS = {"position": "work", "headline": "work", "skill": "skills"}
