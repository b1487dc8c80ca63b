"""Which words of a headline or a title name an employer: its business is not the author's field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from backend.nlp.expertise.word_lists import phrases
from backend.nlp.expertise.word_lists import words as word_list
from backend.nlp.tokens import Text

_HARD = frozenset("|•·;()[]{}") | {".", "!", "?"}


def employer_tokens(
    text: Text, companies: Sequence[str], fields: Iterable[tuple[int, int]] = ()
) -> frozenset[int]:
    """Indices of the tokens that name an employer: after "at", a known company, a legal form.

    `fields`: token ranges of the fields named; a segment they fill entirely is no employer.
    """
    found = _known(text, companies)
    filled = {index for first, last in fields for index in range(first, last + 1)}
    for first, last, is_later in _segments(text):
        at = next((i for i in range(first, last + 1) if _is_at(text, i)), None)
        if at is not None:
            found.update(range(at, last + 1))
        elif (
            is_later
            and not filled.issuperset(range(first, last + 1))
            and _looks_like_name(text, first, last, found)
        ):
            found.update(range(first, last + 1))
    return frozenset(found)


def known_employer_tokens(text: Text, companies: Sequence[str]) -> frozenset[int]:
    """Only the occurrences of the companies the profile itself names (for running text)."""
    return frozenset(_known(text, companies))


def _known(text: Text, companies: Sequence[str]) -> set[int]:
    found: set[int] = set()
    for company in companies[:50]:
        name = _core(company)
        if not name:
            continue
        for start, norm in enumerate(text.norms):
            if norm == name[0] and tuple(text.norms[start : start + len(name)]) == name:
                found.update(range(start, start + len(name)))
    return found


@lru_cache(maxsize=2_000)
def _core(company: str) -> tuple[str, ...]:
    """The company's folded words without legal form; empty when a single short word is left."""
    text = Text(company)
    words = [
        norm for norm, kind in zip(text.norms, text.kinds, strict=True) if kind in ("word", "sign")
    ]
    while words and (words[-1] in word_list("legal_forms") or len(words[-1]) <= 2):
        words.pop()
    return tuple(words) if len(words) > 1 or (words and len(words[0]) > 3) else ()


def _segments(text: Text) -> list[tuple[int, int, bool]]:
    """Token ranges between separators; the flag: it follows a comma, so it may be an employer."""
    found, first, is_later = [], 0, False
    for index, norm in enumerate(text.norms):
        kind = text.kinds[index]
        if kind not in ("comma", "end") or _is_abbreviation(text, index):
            continue
        if index > first:
            found.append((first, index - 1, is_later))
        is_later = norm not in _HARD
        first = index + 1
    if first < len(text):
        found.append((first, len(text) - 1, is_later))
    return found


def _is_abbreviation(text: Text, index: int) -> bool:
    """A full stop inside "s.r.o." or "Inc."."""
    return (
        text.norms[index] == "."
        and index > 0
        and (len(text.norms[index - 1]) == 1 or text.norms[index - 1] in word_list("legal_forms"))
    )


def _is_at(text: Text, index: int) -> bool:
    norm = text.norms[index]
    if norm not in word_list("at") or not index or index + 1 >= len(text):
        return False
    following = text.source[text.starts[index + 1]]
    # Czech "v" is "in" as well: it leads to an employer only before a capital.
    if norm in word_list("at_before_capital"):
        return following.isupper() or text.norms[index + 1].startswith("spolecnost")
    return True


def _looks_like_name(text: Text, first: int, last: int, known: set[int]) -> bool:
    """Whether a segment after a comma reads as a name: a legal form, or capitals throughout."""
    norms = text.norms[first : last + 1]
    words = [norm for norm, kind in zip(norms, text.kinds[first : last + 1], strict=True)
             if kind == "word"]  # fmt: skip
    if not words:
        return False
    if any(index in known for index in range(first, last + 1)):
        return True
    if any(norm in word_list("legal_forms") for norm in words) or _has_short_form(words):
        return True
    if any(norm in word_list("role_words") for norm in words):
        return False
    # "Vodárny Podhoří", "Nordwind Pumpen": more than one word, each with a capital.
    return len(words) >= 2 and all(
        text.source[text.starts[index]].isupper()
        for index in range(first, last + 1)
        if text.kinds[index] == "word"
    )


def _has_short_form(words: list[str]) -> bool:
    return any(tuple(words[-len(form) :]) == form for form in phrases("spaced_forms"))
