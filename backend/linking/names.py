"""Names of people taken apart: titles, order, family name, other forms in brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from backend.linking.assets import asset
from backend.linking.normalise import fold, umlaut_variant, words

_BRACKETS = re.compile(r"[(\[\"“„‚‘]([^()\[\]\"“”„‚‘’]{0,80})[)\]\"”“’]")
_MAIDEN = frozenset({"roz", "rozena", "nee", "geb", "geborene", "os", "ent", "born"})
_SURE_PARTICLES = frozenset({"van", "von", "der", "de", "den", "del", "della", "zu", "zum", "zur"})
_NOT_NAME = re.compile(r"[^\w\s.,'’`´\-–/]|[\d_]")
_SLASHED = re.compile(r"\b\w+/\w+(?:/\w+)?\b")  # "she/her"
_POLITE = frozenset(
    {"pan", "pani", "slecna", "herr", "frau", "herra", "rouva", "miss", "sir", "lady"}
)
MAX_LENGTH = 200


@dataclass(frozen=True, slots=True)
class PersonName:
    """Folded words of a name. `sure` says that the order was stated (a comma, capitals).

    `variants` are other forms: umlauts written out, a nickname or maiden name in brackets.
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
def _weak_titles() -> frozenset[str]:
    return frozenset(asset("person_names")["weak_titles"])


@cache
def particles() -> frozenset[str]:
    return frozenset(asset("person_names")["particles"])


@cache
def nickname_groups() -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for language, lists in asset("person_names")["nicknames"].items():
        for forms in lists:
            full = f"{language}:{fold(forms[0])}"
            for form in forms:
                groups.setdefault(fold(form), set()).add(full)
    return {form: frozenset(full) for form, full in groups.items()}


def nickname_stems(given: str) -> frozenset[str]:
    """The full forms a given name may stand for ("bob" -> {"robert"}); empty if it is not known."""
    found = nickname_groups().get(given, frozenset())
    return frozenset(stem.partition(":")[2] for stem in found)


def _is_title(word: str, beside_title: bool = False, shouting: bool = False) -> bool:
    """Whether a word is a title: "Ing", "PhD" always; "nat", "Di", "Ma" with a dot, in capitals
    (unless the whole name is `shouting`), or in small letters beside another title.
    """
    folded = "".join(words(word))
    if not folded or folded in _titles():
        return True
    signed = word.endswith(".") or (word.isupper() and not shouting)
    return folded in _weak_titles() and (signed or (beside_title and word.islower()))


def _without_titles(text: str) -> str:
    """Titles go from both ends: "Mgr. et Mgr. Jan Novák, Ph.D., MBA" -> "Jan Novák"."""
    kept = text.replace("Ph. D.", "PhD").replace("Ph.D", "PhD").replace("C.Sc", "CSc").split()
    shouting = text.isupper()
    for end in (0, -1):
        beside = False
        while len(kept) > 1:
            word = kept[end]
            # In front of a full name "pan" and "Frau" are polite; "Pan Wei" is a name.
            polite = end == 0 and len(kept) > 2 and "".join(words(word)) in _POLITE
            if end == -1 and _would_leave_one_word(kept):
                break
            if not polite and not _is_title(word, beside, shouting):
                break
            beside = True
            kept.pop(end)
    return " ".join(kept).strip(" ,")


def _would_leave_one_word(parts: list[str]) -> bool:
    """Keep "Jan Ma" and "JAN MA": a family name that looks like a degree; "Jan MA" is one."""
    if len(parts) != 2 or "." in parts[-1]:
        return False
    return not parts[-1].isupper() or parts[0].isupper()


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
    start = _family_start(parts)
    return " ".join(parts[:start]), " ".join(parts[start:]), False


def _family_start(parts: list[str]) -> int:
    """Where the family name begins: at its first particle ("van der Tern"), else the last word."""
    for index in range(1, len(parts) - 1):
        folded = fold(parts[index])
        # "Do", "La" or "Da" with a capital may be a given name; "van" and "von" never are.
        if folded in _SURE_PARTICLES or (folded in particles() and parts[index].islower()):
            return index
    return len(parts) - 1


def _bracketed(text: str) -> str | None:
    """The one word in brackets or quotes: a nickname or a maiden name ("roz. Tichá")."""
    match = _BRACKETS.search(text)
    if not match:
        return None
    inside = [word for word in words(match[1]) if word not in _MAIDEN and not _is_title(word)]
    return inside[0] if len(inside) == 1 and len(inside[0]) > 1 else None


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
    if family and (other := _bracketed(text[:MAX_LENGTH])):
        variants += [((other,), family), (given, (other,))]
    expanded = umlaut_variant(given_text), umlaut_variant(family_text)
    if any(expanded):
        variants.append((words(expanded[0] or given_text), words(expanded[1] or family_text)))
    return PersonName(given, family, sure, tuple(variants))
