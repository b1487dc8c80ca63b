"""The named features of a token in its sentence, for the linear part of the span model.

Word features stand at the token and its two neighbours on each side; word pairs, term-list marks
and the place in the sentence are added. Names are short because they are hashed by the thousand:
"-1|w=experience" is the bare word before, "zJB" the first token of a job-advertisement term.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from backend.nlp.skills.term_list import Mark, term_list
from backend.nlp.skills.words import bare, marks_around, shape

OFFSETS = (0, -1, 1, -2, 2)
_NEAR = frozenset("wsgctaxlihd")
_FAR = frozenset("wsgcta")


def level(count: int) -> int:
    """0, 1, 2–3, 4–7, 8–15, more → 0..5."""
    return min(5, count.bit_length())


@lru_cache(maxsize=20_000)
def word_features(token: str, offset: int) -> tuple[str, ...]:
    """What a token says at this distance from the token judged; less is kept further away."""
    named = _own_features(token)
    if offset == 0:
        return named
    kept = _NEAR if abs(offset) == 1 else _FAR
    return tuple(f"{offset}|{name}" for name in named if name[0] in kept)


def _own_features(token: str) -> tuple[str, ...]:
    word = bare(token)
    found = [f"w={word}", f"r={token[:60]}", f"s={shape(token)}"]
    for size in (2, 3, 4):
        if len(word) > size:
            found += [f"p{size}={word[:size]}", f"x{size}={word[-size:]}"]
    before, after = marks_around(token)
    found += [f"lead={before}"] if before else []
    found += [f"tail={after}"] if after else []
    found += [name for name, holds in _looks(token) if holds]
    alone, last, first = term_list().counts(word)
    return (*found, f"g1={level(alone)}", f"gl={level(last)}", f"gf={level(first)}")


def _looks(token: str) -> tuple[tuple[str, bool], ...]:
    return (
        ("cap", token[:1].isupper()),
        ("allcap", len(token) > 1 and token.isupper()),
        ("inner", any(map(str.isupper, token[1:])) and not token.isupper()),
        ("digit", any(map(str.isdigit, token))),
        ("slash", "/" in token.strip("/")),
        ("hyphen", "-" in token.strip("-")),
    )


def place_features(words: Sequence[str], index: int) -> list[str]:
    """Word pairs, farther words and the place in the sentence; `words` are the bare words."""
    count = len(words)
    word = words[index]
    before = words[index - 1] if index else "<"
    after = words[index + 1] if index + 1 < count else ">"
    found = [
        f"bg-={before}_{word}",
        f"bg+={word}_{after}",
        f"sk={before}__{after}",
        f"pos={min(index, 4)}",
        f"end={min(count - 1 - index, 3)}",
    ]
    if index:
        found.append(f"bg2={words[index - 2] if index > 1 else '<'}_{before}")
    if index + 2 < count:
        found.append(f"bg3={after}_{words[index + 2]}")
    found += [f"{o}|w={words[index + o]}" for o in (-3, 3) if 0 <= index + o < count]
    return found


def mark_features(marks: Sequence[Sequence[Mark]], index: int) -> list[str]:
    """The term-list marks of the token and its neighbours."""
    found = []
    for offset in OFFSETS:
        place = index + offset
        if not 0 <= place < len(marks):
            found.append(f"{offset}|E")
            continue
        head = f"{offset}|" if offset else "z"
        for mark in marks[place]:
            found.append(head + mark.name)
            if mark.length > 1:
                found.append(f"{head}{mark.name}{min(mark.length, 4)}")
    return found


def all_features(tokens: Sequence[str]) -> list[list[str]]:
    """Every feature of every token of a sentence, as training and explanations see them."""
    words = [bare(token) for token in tokens]
    marks = term_list().marks(words)
    return [
        [
            *(
                name
                for offset in OFFSETS
                if 0 <= index + offset < len(tokens)
                for name in word_features(tokens[index + offset], offset)
            ),
            *mark_features(marks, index),
            *place_features(words, index),
        ]
        for index in range(len(tokens))
    ]
