"""How alike two cores of organisation names are: soft tokens weighted by rarity, and characters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from math import log2

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler, Prefix

from backend.linking.assets import asset

ALL = "*"
"""The key under which a frequency table may carry the number of all entries."""
_ASSUMED_TOTAL = 10_000
_SOFT_FLOOR = 0.78
"""Two tokens less alike than this share nothing."""


@cache
def _common_words() -> Mapping[str, int]:
    """How many of 10,000 names have a word: the stated ones, and every country and great city."""
    places = asset("places")
    common = {word: 20 for names in places["cities"] for name in names for word in name.split()}
    for names in places["countries"].values():
        common.update({word: 40 for name in names for word in name.split() if len(word) > 2})
    stated: dict[str, int] = asset("legal_forms")["generic_words"]
    return {**common, **stated}


class Rarity:
    """Information of a token in bits: -log2 of the share of names that have it.

    `frequencies` maps the token keys of `blocking` ("t:nordwind") to the number of accounts with
    them. Tokens it does not know fall back to a short list of words that are common in company
    names everywhere; any other is taken as one of a kind.
    """

    def __init__(self, frequencies: Mapping[str, int] | None = None) -> None:
        self._frequencies = frequencies or {}
        self._total = max(self._frequencies.get(ALL, 0), _ASSUMED_TOTAL)
        self._generic = _common_words()
        self._known: dict[str, float] = {}

    def bits(self, token: str) -> float:
        """Between 1 and log2 of the number of names."""
        known = self._known.get(token)
        if known is None:
            count = float(self._frequencies.get(f"t:{token}", 0))
            per_10k = self._generic.get(token, 1) * self._total / _ASSUMED_TOTAL
            count = max(count, min(per_10k, 200)) if self._frequencies else per_10k
            known = max(1.0, log2(self._total / max(count, 1.0)))
            self._known[token] = known
        return known


@cache
def _endings() -> frozenset[str]:
    return frozenset(asset("endings")["endings"])


def _are_forms_of_one(left: str, right: str) -> bool:
    """Such as "kovarnach" beside "kovarny": five letters in common and case endings behind them."""
    shared = Prefix.similarity(left, right)
    return any(left[at:] in _endings() and right[at:] in _endings() for at in range(5, shared + 1))


@lru_cache(maxsize=262_144)
def token_similarity(left: str, right: str) -> float:
    """1 for equal, else 0 or at least the soft floor: typos count, different words do not."""
    if left == right:
        return 1.0
    shorter, longer = sorted((left, right), key=len)
    if len(shorter) >= 4 and longer.startswith(shorter):
        return 0.85  # an abbreviation or a compound: "pharma", "pharmaceuticals"
    if len(shorter) < 3 or shorter.isdigit() or longer.isdigit():
        return 0.0
    if _are_forms_of_one(left, right):
        return 0.96
    ratio = OSA.normalized_similarity(left, right)
    best = max(ratio, JaroWinkler.similarity(left, right) - 0.08)
    return best if best >= _SOFT_FLOOR else 0.0


def _one_way(left: Sequence[str], right: Sequence[str], rarity: Rarity) -> tuple[float, float]:
    total = matched = 0.0
    for token in left:
        bits = rarity.bits(token)
        total += bits
        best = max((token_similarity(token, other) for other in right), default=0.0)
        matched += bits * best * best
    return matched, total


def soft_token_similarity(left: Sequence[str], right: Sequence[str], rarity: Rarity) -> float:
    """Share of information (0..1) the two token lists have in common, typos forgiven. Symmetric."""
    if not left or not right:
        return 0.0
    a, total_a = _one_way(left, right, rarity)
    b, total_b = _one_way(right, left, rarity)
    return (a + b) / (total_a + total_b)


def _trigrams(text: str) -> set[str]:
    padded = f"  {text} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}


def character_similarity(left: str, right: str) -> float:
    """Likeness (0..1) of two joined cores: mean of edit ratio and trigram overlap. Symmetric."""
    if not left or not right:
        return 0.0
    a, b = _trigrams(left), _trigrams(right)
    dice = 2 * len(a & b) / (len(a) + len(b))
    return (OSA.normalized_similarity(left, right) + dice) / 2


def quick_similarity(left: str, right: str) -> float:
    """A cheap upper hint (0..1) of the likeness of two joined cores, to choose what to compare."""
    return max(fuzz.ratio(left, right) / 100, JaroWinkler.similarity(left, right) - 0.1)


def core_similarity(left: Sequence[str], right: Sequence[str], rarity: Rarity) -> float:
    """Likeness (0..1) of two cores: the better of soft tokens and characters, 1 only if equal."""
    joined_left, joined_right = "".join(left), "".join(right)
    if joined_left == joined_right and joined_left:
        return 1.0
    soft = soft_token_similarity(left, right, rarity)
    chars = character_similarity(joined_left, joined_right)
    mixed = max(soft * 0.8 + chars * 0.2, soft * 0.3 + chars * 0.7)
    return min(mixed, 0.999)
