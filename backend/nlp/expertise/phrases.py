"""Phrases of a profile that no table knows, read as terms: job titles, and the items of lists.

People write their positions as lists ("Coagulation, rapid gravity filters, dosing pumps at 11
works."). An item of a few words without a verb or pronoun names what they do, in any language; so
does a title without its words of rank. Both are weak: selection takes them where little else is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from backend.nlp import ranks
from backend.nlp.assets_reading import section
from backend.nlp.expertise.word_lists import words
from backend.nlp.lexicon import longest
from backend.nlp.tokens import Text, fold

MOST_WORDS, MOST_JOINED = 4, 6
"""Words of an item; of one that is joined by a word for "of"."""
_SHORTEST = 5
"""Letters of the longest word of an item, at least."""
_DIVIDING = frozenset(',;:|•·()[]{}–—/"„“”»«+') | {"."}

Span = tuple[int, int]


class Items:
    """The items of lists in one text."""

    def __init__(self, text: Text) -> None:
        self.spans = [span for span in _cut(text) if _is_item(text, *span)]
        self._starts = [first for first, _ in self.spans]

    def around(self, first: int, last: int) -> Span:
        """The item that holds tokens `first`..`last`, or these alone where they are in none."""
        number = bisect_right(self._starts, first) - 1
        if number >= 0 and last <= self.spans[number][1]:
            return self.spans[number]
        return first, last


def title_itself(text: Text, barred: frozenset[int] | set[int]) -> Span | None:
    """What a title says without rank and employer: the first part that says anything."""
    rank_tokens = {
        index
        for hit in longest(ranks.lexicon().find(text))
        for index in range(hit.first, hit.last + 1)
    }
    for begin, end in _cut(text):
        kept = [
            index for index in range(begin, end + 1)
            if index not in barred and index not in rank_tokens
            and text.norms[index] not in words("bare_titles")
            and text.norms[index] not in _function_words()
            and text.kinds[index] == "word"
        ]  # fmt: skip
        if not kept or kept[-1] - kept[0] >= MOST_WORDS:
            continue
        if max(len(text.norms[index]) for index in kept) >= _SHORTEST:
            return kept[0], kept[-1]
    return None


def _cut(text: Text) -> Iterator[Span]:
    """Ranges between separators and words for "and"."""
    first = 0
    for index in range(len(text) + 1):
        if index < len(text) and not _divides(text, index):
            continue
        if index > first:
            yield first, index - 1
        first = index + 1


def _divides(text: Text, index: int) -> bool:
    kind, norm = text.kinds[index], text.norms[index]
    return kind == "end" or (kind == "comma" and norm.strip() != "/") or norm in words("and")


def _is_item(text: Text, first: int, last: int) -> bool:
    if last - first >= MOST_JOINED:
        return False
    longest_word = joined = 0
    for index in range(first, last + 1):
        norm = text.norms[index]
        if first < index < last and norm in words("joining"):
            joined += 1
            continue
        if text.kinds[index] != "word" or norm in _function_words():
            return False
        longest_word = max(longest_word, len(norm))
    if last - first >= (MOST_JOINED if joined else MOST_WORDS):
        return False
    return longest_word >= _SHORTEST and not _is_name(text, first, last)


def _is_name(text: Text, first: int, last: int) -> bool:
    """Capitals on every word after the first of a sentence: somebody's or something's name."""
    if first == last:
        return False
    return all(text.source[text.starts[index]].isupper() for index in range(first + 1, last + 1))


@cache
def _function_words() -> frozenset[str]:
    """Little words of all languages: an item with one of them is a clause."""
    return frozenset(
        fold(word) for listed in section("function_words").values() for word in listed.split()
    ) | words("clause_words")
