"""Keeps special categories of personal data (GDPR article 9) out of what is told of a person:
health, religion, politics, union membership, sexuality, ethnicity.

Whole sentences are barred: nothing in one that speaks of such a thing is counted or quoted. Barring
too much costs a topic, barring too little somebody's privacy, so the lists are broad on purpose.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from backend.nlp.assets_reading import ASSETS
from backend.nlp.gazetteer import readable_as
from backend.nlp.lexicon import Entry, Lexicon
from backend.nlp.patterns import parse
from backend.nlp.tokens import Text
from backend.schemas.capture import Position

_DIVIDERS = frozenset("|•·")


class BarredSentences:
    """The sentences of one text that speak of a special category, found once.

    `language` as `detect` tells it; in a text of unknown language the words of all languages count.
    """

    def __init__(self, text: Text, language: str | None) -> None:
        self._starts = list(_beginnings(text))
        hits = _lexicon().find(text, readable_as(language))
        self.categories: dict[int, set[str]] = {}
        for hit in hits:
            for token in (hit.first, hit.last):
                self.categories.setdefault(self._sentence(token), set()).add(hit.entry.payload)

    def bars(self, first: int, last: int) -> bool:
        """Whether tokens `first`..`last` touch a barred sentence."""
        touched = range(self._sentence(first), self._sentence(last) + 1)
        return any(sentence in self.categories for sentence in touched)

    def _sentence(self, token: int) -> int:
        return max(0, bisect_right(self._starts, token) - 1)


def told(source: str, language: str | None = None) -> str:
    """The text without its barred sentences; as it is where there are none."""
    parts = allowed_parts(source, language)
    return source if parts == [source] else " ".join(parts)


def allowed_parts(source: str, language: str | None = None) -> list[str]:
    """What of a text may be quoted: the stretches between barred sentences, each an exact part."""
    text = Text(source)
    barred = BarredSentences(text, language)
    if not barred.categories:
        return [source] if source.strip() else []
    spans = list(_beginnings(text))
    parts, begin = [], 0
    for number, first in enumerate(spans):
        if number in barred.categories:
            parts.append(source[begin : text.starts[first]])
            begin = text.starts[spans[number + 1]] if number + 1 < len(spans) else len(source)
    parts.append(source[begin:])
    return [part for part in (one.strip(" \n|•·") for one in parts) if part]


def longest_allowed(source: str) -> str:
    """The longest stretch of a text between its barred sentences, an exact part of it; "" if none:
    what may be quoted for something the whole text shows, its language say."""
    return max(allowed_parts(source), key=len, default="")


def _beginnings(text: Text) -> Iterator[int]:
    """The first token of each sentence; in headlines "|" and bullets divide as a full stop does."""
    begins = True
    for index, kind in enumerate(text.kinds):
        is_divider = kind == "end" or text.norms[index] in _DIVIDERS
        if begins and not is_divider:
            yield index
        begins = is_divider


def speaks_of_one(text: Text, language: str | None = None) -> bool:
    """Whether a name or label speaks of a special category."""
    return bool(_lexicon().find(text, readable_as(language) if language else None))


def is_barred_position(position: Position) -> bool:
    """Whether a position is one in a church, a party, a union, a patients' association: its title
    or its organisation speaks of a special category."""
    return any(speaks_of_one(Text(one)) for one in (position.title, position.company) if one)


@cache
def _lexicon() -> Lexicon[str]:
    """Our own list, and what people say of themselves in profiles."""
    own = json.loads((ASSETS / "special_categories.json").read_text("utf-8"))
    stated = json.loads((ASSETS / "expertise" / "sensitive.json").read_text("utf-8"))["own_words"]
    return Lexicon(
        Entry(pattern, category, None if code == "any" else code)
        for category, by_language in (*own.items(), ("stated", stated))
        for code, sources in by_language.items()
        for source in sources
        for pattern in parse(source)
    )
