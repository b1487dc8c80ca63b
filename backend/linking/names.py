"""Names of people taken apart and compared: titles, order, initials, nicknames, feminine forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from nameparser import HumanName
from rapidfuzz.distance import Levenshtein

from backend.linking.assets import asset
from backend.linking.normalise import fold, umlaut_variant, words

_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_NOT_NAME = re.compile(r"[^\w\s.,'’`´\-–/]|[\d_]")
_SLASHED = re.compile(r"\b\w+/\w+(?:/\w+)?\b")  # "she/her"
MAX_LENGTH = 200


@dataclass(frozen=True, slots=True)
class PersonName:
    """Folded words of a name. `sure` says that the order was stated (a comma, capitals).

    `variants` are the same words with umlauts written out, where they differ.
    """

    given: tuple[str, ...]
    family: tuple[str, ...]
    sure: bool = False
    variants: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()

    @property
    def tokens(self) -> tuple[str, ...]:
        """All words, given names first."""
        return self.given + self.family


@cache
def _titles() -> frozenset[str]:
    return frozenset(asset("person_names")["titles"])


@cache
def _particles() -> frozenset[str]:
    return frozenset(asset("person_names")["particles"])


@cache
def _nickname_groups() -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for language, lists in asset("person_names")["nicknames"].items():
        for forms in lists:
            full = f"{language}:{fold(forms[0])}"
            for form in forms:
                groups.setdefault(fold(form), set()).add(full)
    return {form: frozenset(full) for form, full in groups.items()}


def nickname_stems(given: str) -> frozenset[str]:
    """The full forms a given name may stand for ("bob" -> {"robert"}); empty if it is not known."""
    found = _nickname_groups().get(given, frozenset())
    return frozenset(stem.partition(":")[2] for stem in found)


def _is_title(word: str) -> bool:
    folded = "".join(words(word))
    if not folded:
        return True
    # "Di" or "Ba" without a dot and in small letters may be a name; "BA", "Ing.", "PhD" are not.
    short = len(folded) <= 2 and not word.endswith((".", ",")) and not word.isupper()
    return folded in _titles() and not short


def _without_titles(text: str) -> str:
    """Titles go from both ends: "Mgr. et Mgr. Jan Novák, Ph.D., MBA" -> "Jan Novák"."""
    parts = text.replace("Ph. D.", "PhD").replace("Ph.D", "PhD").replace("C.Sc", "CSc").split()
    kept = list(parts)
    while len(kept) > 1 and _is_title(kept[0]):
        kept.pop(0)
    while len(kept) > 1 and _is_title(kept[-1]) and not _would_leave_one_word(kept):
        kept.pop()
    return " ".join(kept).strip(" ,")


def _would_leave_one_word(parts: list[str]) -> bool:
    """Keep "Jan Ma": a family name that looks like a degree, unless it says so with a dot."""
    return len(parts) == 2 and not parts[-1].isupper() and "." not in parts[-1]


def _split(text: str) -> tuple[str, str, bool]:
    """Given and family part, and whether the order was stated."""
    before, comma, after = text.partition(",")
    if comma and (after_clean := _without_titles(after.strip())) and words(after_clean):
        rest = [word for word in after_clean.split() if not _is_title(word)]
        if rest:
            return " ".join(rest), before, True
    text = before if comma else text
    parts = text.split()
    capitals = [part for part in parts if len(part) > 2 and part.isupper()]
    if capitals and len(capitals) < len(parts):
        others = [part for part in parts if part not in capitals]
        if any(len(other) > 2 for other in others):
            return " ".join(others), " ".join(capitals), True
    name = HumanName(text)
    given = " ".join(part for part in (name.first, name.middle) if part)
    return given, name.last, False


@lru_cache(maxsize=262_144)
def person_name(text: str) -> PersonName:
    """Take a name apart. A single word stands as the given name, without a family name."""
    plain = _SLASHED.sub(" ", _BRACKETS.sub(" ", text[:MAX_LENGTH]))
    plain = " ".join(_NOT_NAME.sub(" ", plain).replace("/", " ").split())
    plain = _without_titles(plain.split(" - ")[0].split(" – ")[0].strip(" ,"))
    if not plain:
        return PersonName((), ())
    given_text, family_text, sure = _split(plain)
    given, family = words(given_text), words(family_text)
    if not given and family:
        given, family = family[:-1], family[-1:]
    if not given:
        given, family = family, ()
    variants = []
    expanded = umlaut_variant(given_text), umlaut_variant(family_text)
    if any(expanded):
        variants.append((words(expanded[0] or given_text), words(expanded[1] or family_text)))
    return PersonName(given, family, sure, tuple(variants))


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
    a = tuple(token for token in left if token not in _particles()) or left
    b = tuple(token for token in right if token not in _particles()) or right
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
    groups = _nickname_groups()
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
    "exact", "without middle", "nickname", "one typo", "initials", "feminine form",
    "middle differs", "given only", "family only", "different",
)  # fmt: skip
"""Levels of the comparison of two names, best first."""


def _oriented_level(
    given_a: tuple[str, ...], family_a: tuple[str, ...],
    given_b: tuple[str, ...], family_b: tuple[str, ...],
) -> str:  # fmt: skip
    family = _family_relation(family_a, family_b)
    given = _given_relation(given_a, given_b) if given_a and given_b else None
    if family and given and (level := _BY_RELATION.get((family, given))):
        return level
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
            best = min(best, *(NAME_LEVELS.index(level) for level in levels))
    return NAME_LEVELS[best]
