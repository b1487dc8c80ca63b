"""Names of people compared: order, initials, nicknames, feminine forms, typos."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from backend.linking.names import nickname_groups, particles, person_name


def _typo(left: str, right: str) -> bool:
    return (
        min(len(left), len(right)) >= 5 and Levenshtein.distance(left, right, score_cutoff=1) <= 1
    )


def _is_feminine_of(left: str, right: str) -> bool:
    """Czech and Slovak: "novakova" beside "novak", "mala" beside "maly"."""
    for woman, man in ((left, right), (right, left)):
        if woman.endswith("ova") and len(man) >= 3:
            stem = woman[:-3]
            bare = man[:-1] if man[-1] in "aoe" else man
            if stem in (man, bare) or (man.endswith(("ek", "ec")) and stem == man[:-2] + man[-1]):
                return True
        if len(woman) >= 4 and woman.endswith("a") and man.endswith("y") and woman[:-1] == man[:-1]:
            return True
    return False


def _family_relation(left: tuple[str, ...], right: tuple[str, ...]) -> str | None:
    a = tuple(token for token in left if token not in particles()) or left
    b = tuple(token for token in right if token not in particles()) or right
    if not a or not b:
        return None
    if set(a) == set(b) or "".join(a) == "".join(b):
        return "equal"
    if set(a) <= set(b) or set(b) <= set(a):
        return "part"
    if len(a) == len(b) == 1:
        if _typo(a[0], b[0]) and not _is_feminine_of(a[0], b[0]):
            return "typo"
        if _is_feminine_of(a[0], b[0]):
            return "feminine"
    return None


def _token_relation(left: str, right: str) -> str | None:
    if left == right:
        return "equal"
    if len(left) == 1 or len(right) == 1:
        return "initial" if left[0] == right[0] else None
    groups = nickname_groups()
    shared = groups.get(left, frozenset()) & groups.get(right, frozenset())
    if shared and any(stem.partition(":")[2] in (left, right) for stem in shared):
        return "nickname"
    return "typo" if _typo(left, right) else None


def _given_relation(left: tuple[str, ...], right: tuple[str, ...]) -> str | None:
    if left == right or "".join(left) == "".join(right):
        return "equal"
    first = _token_relation(left[0], right[0])
    middle_left, middle_right = left[1:], right[1:]
    if first is None:
        # "J. Robert Smith" is known as "Robert Smith".
        called = set(left) & set(right)
        return "part" if any(len(token) > 1 for token in called) else None
    for a, b in zip(middle_left, middle_right, strict=False):
        if _token_relation(a, b) is None:
            return "middle"
    if first == "equal":
        return "equal" if not middle_left and not middle_right else "part"
    return first


_LEVELS = (
    ("equal", "equal", "exact"), ("equal", "part", "without middle"),
    ("part", "equal", "without middle"), ("part", "part", "without middle"),
    ("equal", "nickname", "nickname"), ("part", "nickname", "nickname"),
    ("equal", "typo", "one typo"), ("typo", "equal", "one typo"), ("typo", "part", "one typo"),
    ("part", "typo", "one typo"), ("equal", "initial", "initials"), ("part", "initial", "initials"),
    ("feminine", "equal", "feminine form"), ("feminine", "part", "feminine form"),
    ("equal", "middle", "middle differs"), ("part", "middle", "middle differs"),
)  # fmt: skip
_BY_RELATION = {(family, given): level for family, given, level in _LEVELS}
NAME_LEVELS = (
    "exact", "without middle", "nickname", "one typo", "initials", "part of the name",
    "feminine form", "middle differs", "given only", "family only", "different",
)  # fmt: skip
"""Levels of the comparison of two names, best first."""


def _is_part(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Such as "José García" beside "José García López": three words, two of them the other name."""
    shorter, longer = sorted((left, right), key=len)
    whole_words = all(len(token) > 1 for token in shorter)
    return 2 <= len(shorter) < len(longer) and whole_words and longer[: len(shorter)] == shorter


def _oriented_level(
    given_a: tuple[str, ...], family_a: tuple[str, ...],
    given_b: tuple[str, ...], family_b: tuple[str, ...],
) -> str:  # fmt: skip
    family = _family_relation(family_a, family_b)
    given = _given_relation(given_a, given_b) if given_a and given_b else None
    if family and given and (level := _BY_RELATION.get((family, given))):
        return level
    if _is_part(given_a + family_a, given_b + family_b):
        return "part of the name"
    if family in ("equal", "part", "feminine"):
        return "family only"
    return "given only" if given == "equal" else "different"


@lru_cache(maxsize=262_144)
def name_level(left: str, right: str) -> str | None:
    """The level two names reach (one of NAME_LEVELS), or None where one of them is empty.

    Symmetric; case, diacritics and titles do not change it. One word alone never reaches more than
    "given only": a first name or an alias of a forum identifies nobody.
    """
    a, b = person_name(left), person_name(right)
    if not a.tokens or not b.tokens:
        return None
    best = len(NAME_LEVELS) - 1
    for given_a, family_a in ((a.given, a.family), *a.variants):
        for given_b, family_b in ((b.given, b.family), *b.variants):
            if not family_a or not family_b:
                shared = set(given_a + family_a) & set(given_b + family_b)
                level = "given only" if shared else "different"
                best = min(best, NAME_LEVELS.index(level))
                continue
            levels = [_oriented_level(given_a, family_a, given_b, family_b)]
            if not (a.sure and b.sure):
                levels.append(_oriented_level(given_a, family_a, family_b, given_b))
                levels.append(_oriented_level(family_a, given_a, given_b, family_b))
            best = min(best, *(NAME_LEVELS.index(level) for level in levels))
    return NAME_LEVELS[best]
