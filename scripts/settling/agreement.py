"""How far two passes of labels agree, before anything was settled.

F1 is symmetric here: neither pass is the truth. κ is Cohen's (Educational and Psychological
Measurement 20, 1960), for relevance with quadratic weights (Cohen 1968).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from settling.labels import KINDS
from settling.passes import Half, Row

Pair = tuple[Row, Row]
Figure = float | None


@dataclass(frozen=True)
class Line:
    """One line of the table: `of` takes the pairs of one file's values."""

    name: str
    file: str
    of: Callable[[Sequence[Pair]], Figure]


def table(halves: Sequence[Half]) -> tuple[list[str], list[tuple[str, list[Figure]]]]:
    """Column names (languages, then all) and the lines with a figure for each column."""
    languages: list[str] = []
    pairs: dict[tuple[str, str], list[Pair]] = {}
    for half in halves:
        for file, item in half.items():
            if item in half.a[file] and item in half.b[file]:
                language = half.languages[item.split("/", maxsplit=1)[0]]
                if language not in languages:
                    languages.append(language)
                for column in (language, "all"):
                    pairs.setdefault((file, column), []).append(
                        (half.a[file][item], half.b[file][item])
                    )
    columns = [*languages, "all"]
    return columns, [
        (line.name, [line.of(pairs.get((line.file, column), [])) for column in columns])
        for line in LINES
    ]


# -- measures --------------------------------------------------------------------------------


def equal(said: Sequence[tuple[object, object]]) -> Figure:
    return sum(one == other for one, other in said) / len(said) if said else None


def f1(shared: int, first: int, second: int) -> Figure:
    return 2 * shared / (first + second) if first + second else None


def kappa(said: Sequence[tuple[object, object]]) -> Figure:
    """None where both passes give one and the same label throughout: nothing is by chance then."""
    return _kappa(said, lambda one, other: float(one != other))


def weighted_kappa(said: Sequence[tuple[int, int]]) -> Figure:
    return _kappa(said, lambda one, other: float(one - other) ** 2)


def _kappa(said: Sequence[tuple], distance: Callable[..., float]) -> Figure:
    first, second = Counter(one for one, _ in said), Counter(other for _, other in said)
    by_chance = sum(distance(i, j) * n * m for i, n in first.items() for j, m in second.items())
    seen = sum(distance(one, other) for one, other in said)
    return 1 - seen * len(said) / by_chance if by_chance else None


# -- expertise -------------------------------------------------------------------------------


def matched_areas(one: Sequence[Row], other: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Areas of both passes that are the same, each at most once, the likest first: equal concept or
    surface, one surface within the other, or half of the words of the concepts or surfaces."""
    possible = [(alike(x, y), i, j) for i, x in enumerate(one) for j, y in enumerate(other)]
    found: list[tuple[Row, Row]] = []
    taken: set[tuple[str, int]] = set()
    for likeness, i, j in sorted(possible, key=lambda entry: (-entry[0], entry[1:])):
        if likeness >= 0.5 and not {("one", i), ("other", j)} & taken:
            taken |= {("one", i), ("other", j)}
            found.append((one[i], other[j]))
    return found


def alike(one: Row, other: Row) -> float:
    best = 0.0
    for key in ("concept", "surface"):
        ours, theirs = _stems(one[key]), _stems(other[key])
        if ours and theirs:
            best = max(best, len(ours & theirs) / len(ours | theirs))
    surfaces = one["surface"].casefold(), other["surface"].casefold()
    is_within = surfaces[0] in surfaces[1] or surfaces[1] in surfaces[0]
    return max(best, 0.6) if is_within else best


def _stems(words: str) -> set[str]:
    kept = (word for word in re.findall(r"\w+", words.casefold()) if word not in _FILLER)
    return {word[: max(4, min(6, len(word) - 2))] if len(word) > 4 else word for word in kept}


_FILLER = {"of", "and", "for", "in", "the", "a", "to", "und", "von", "für", "ja", "v", "na"}


def areas_f1(pairs: Sequence[Pair]) -> Figure:
    shared = sum(len(matched_areas(a["areas"], b["areas"])) for a, b in pairs)
    return f1(shared, *(sum(len(pair[side]["areas"]) for pair in pairs) for side in (0, 1)))


def strengths(pairs: Sequence[Pair]) -> list[tuple[str, str]]:
    return [
        (one["strength"], other["strength"])
        for a, b in pairs
        for one, other in matched_areas(a["areas"], b["areas"])
    ]


def not_areas_f1(pairs: Sequence[Pair]) -> Figure:
    names = [tuple({name.casefold() for name in side["not_areas"]} for side in p) for p in pairs]
    shared = sum(len(one & other) for one, other in names)
    return f1(shared, sum(len(one) for one, _ in names), sum(len(other) for _, other in names))


# -- the other files -------------------------------------------------------------------------


def _values(pairs: Sequence[Pair], key: str) -> list[tuple]:
    return [(a[key], b[key]) for a, b in pairs]


def numeric_grades(pairs: Sequence[Pair]) -> list[tuple[int, int]]:
    return [(a, b) for a, b in _values(pairs, "grade") if "unknown" not in (a, b)]


def unknown_f1(pairs: Sequence[Pair]) -> Figure:
    both = [(a == "unknown", b == "unknown") for a, b in _values(pairs, "grade")]
    return f1(sum(a and b for a, b in both), sum(a for a, _ in both), sum(b for _, b in both))


def _has(pairs: Sequence[Pair], kind: str) -> list[tuple[bool, bool]]:
    return [(kind in a, kind in b) for a, b in _values(pairs, "kinds")]


def kind_f1(pairs: Sequence[Pair], kind: str) -> Figure:
    both = _has(pairs, kind)
    return f1(sum(a and b for a, b in both), sum(a for a, _ in both), sum(b for _, b in both))


def _mean(figures: Iterable[Figure]) -> Figure:
    known = [figure for figure in figures if figure is not None]
    return sum(known) / len(known) if known else None


def _attitudes(pairs: Sequence[Pair]) -> tuple[list[tuple[str, str]], int, int]:
    shared, first, second = [], 0, 0
    for a, b in _values(pairs, "mentions"):
        ours, theirs = ({m["surface"].casefold(): m["attitude"] for m in side} for side in (a, b))
        shared += [(ours[name], theirs[name]) for name in ours.keys() & theirs.keys()]
        first, second = first + len(ours), second + len(theirs)
    return shared, first, second


def mentions_f1(pairs: Sequence[Pair]) -> Figure:
    shared, first, second = _attitudes(pairs)
    return f1(len(shared), first, second)


def staff_f1(pairs: Sequence[Pair]) -> Figure:
    both = [({*a}, {*b}) for a, b in _values(pairs, "staff")]
    shared = sum(len(a & b) for a, b in both)
    return f1(shared, sum(len(a) for a, _ in both), sum(len(b) for _, b in both))


def first_staff(pairs: Sequence[Pair]) -> Figure:
    return equal([(a[0], b[0]) for a, b in _values(pairs, "staff") if a and b])


def _line_of_kind(kind: str) -> list[Line]:
    return [
        Line(f"  {kind}: F1", "reactions_gold", lambda pairs: kind_f1(pairs, kind)),
        Line(f"  {kind}: κ", "reactions_gold", lambda pairs: kappa(_has(pairs, kind))),
    ]


LINES = [
    Line("items: authors", "expertise_gold", lambda p: float(len(p))),
    Line("expertise areas: F1", "expertise_gold", areas_f1),
    Line("  strength of shared areas: equal", "expertise_gold", lambda p: equal(strengths(p))),
    Line("  strength of shared areas: κ", "expertise_gold", lambda p: kappa(strengths(p))),
    Line("  not_areas: F1", "expertise_gold", not_areas_f1),
    Line("seniority: equal", "seniority_gold", lambda p: equal(_values(p, "seniority"))),
    Line("function: equal", "seniority_gold", lambda p: equal(_values(p, "function"))),
    Line("country: equal", "seniority_gold", lambda p: equal(_values(p, "country"))),
    Line("items: relevance", "relevance_gold", lambda p: float(len(p))),
    Line("relevance: equal", "relevance_gold", lambda p: equal(_values(p, "grade"))),
    Line("  0, 1, 2: weighted κ", "relevance_gold", lambda p: weighted_kappa(numeric_grades(p))),
    Line("  unknown: F1", "relevance_gold", unknown_f1),
    Line("items: comments", "reactions_gold", lambda p: float(len(p))),
    Line("kinds: macro F1", "reactions_gold", lambda p: _mean(kind_f1(p, k) for k in KINDS)),
    Line("kinds: all equal", "reactions_gold",
         lambda p: equal([({*a}, {*b}) for a, b in _values(p, "kinds")])),
    *(line for kind in KINDS for line in _line_of_kind(kind)),
    Line("stance: equal", "reactions_gold", lambda p: equal(_values(p, "stance_topic"))),
    Line("stance: κ", "reactions_gold", lambda p: kappa(_values(p, "stance_topic"))),
    Line("mentions: F1", "reactions_gold", mentions_f1),
    Line("  attitude of shared mentions: equal", "reactions_gold",
         lambda p: equal(_attitudes(p)[0])),
    Line("items: triage (roots and comments)", "triage_gold", lambda p: float(len(p))),
    Line("react: equal", "triage_gold", lambda p: equal(_values(p, "react"))),
    Line("react: κ", "triage_gold", lambda p: kappa(_values(p, "react"))),
    Line("staff: F1", "triage_gold", staff_f1),
    Line("  first one equal where both name some", "triage_gold", first_staff),
]  # fmt: skip
