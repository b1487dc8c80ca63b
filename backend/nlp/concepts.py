"""The concept layer: fields of work with labels in several languages, and how near they are.

The seed lives in assets/concepts/*.tsv (written for this project). `broader` leads to the wider
field, `related` to fields that touch it: its law, its IT, its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from backend.nlp.assets_reading import ASSETS, section, table
from backend.nlp.patterns import label_of
from backend.nlp.tokens import fold

TERM = "term:"
"""Prefix of the id of a concept that is in no table: a term as the person wrote it."""
KIN = "<"
"""Follows a term that names a part of a known concept: "term:flexible packaging<packaging"."""

SAME, NARROWER, NARROWER_TWICE = 1.0, 0.9, 0.8
BROADER, BROADER_TWICE, SIBLING, RELATED, NEAR_RELATED = 0.5, 0.25, 0.35, 0.5, 0.25
ROOT_FACTOR = 0.6
"""A whole sector ("manufacturing", "IT") as the common ground says less than a field does."""


@dataclass(frozen=True, slots=True)
class Concept:
    """`labels` and `patterns` by ISO 639-1 code; `depth` 0 is a whole sector."""

    id: str
    broader: tuple[str, ...]
    related: tuple[str, ...]
    labels: dict[str, str]
    patterns: dict[str, tuple[str, ...]]
    depth: int


@dataclass(frozen=True, slots=True)
class Closeness:
    """How near an expertise is to a topic: 0..1 and in words."""

    value: float
    relation: str


@cache
def concepts() -> dict[str, Concept]:
    """All concepts by id. Raises ValueError on a duplicate or a link into nowhere."""
    rows: dict[str, dict[str, str]] = {}
    for name in sorted(path.name for path in Path(ASSETS / "concepts").glob("*.tsv")):
        for row in table(f"concepts/{name}"):
            if row["id"] in rows:
                raise ValueError(f"concept {row['id']!r} is there twice")
            rows[row["id"]] = row
    own = section("concepts")
    found = {}
    for key, row in rows.items():
        links = row["broader"].split() + row["related"].split()
        if missing := [link for link in links if link not in rows]:
            raise ValueError(f"concept {key!r} links to {missing}")
        cells = {
            code: cell for code, cell in row.items() if len(code) == 2 and cell and code != "id"
        }
        cells |= {code: terms[key] for code, terms in own.items() if key in terms}
        patterns = {
            code: tuple(one.strip() for one in cell.split(";") if one.strip())
            for code, cell in cells.items()
        }
        found[key] = Concept(
            id=key,
            broader=tuple(row["broader"].split()),
            related=tuple(row["related"].split()),
            labels={code: label_of(own_patterns[0]) for code, own_patterns in patterns.items()},
            patterns=patterns,
            depth=_depth(key, rows, 0),
        )
    return found


def label(concept_id: str, language: str | None = "en") -> str:
    """The concept's name in the language, else in English; a free term is its own label."""
    if concept_id.startswith(TERM):
        return concept_id.removeprefix(TERM).partition(KIN)[0]
    labels = concepts()[concept_id].labels
    return labels.get(language or "en") or labels.get("en") or concept_id


def closeness(topic: str, expertise: str) -> Closeness:
    """How near own work on `expertise` is to `topic`; 0 when nothing joins them."""
    if topic == expertise:
        return Closeness(SAME, "the same")
    if topic.startswith(TERM) or expertise.startswith(TERM):
        if _same_words(label(topic), label(expertise)):
            return Closeness(0.8, "the same words")
        if kin(topic) is None or kin(expertise) is None:
            return Closeness(0.0, "nothing in common")
        wider = closeness(str(kin(topic)), str(kin(expertise)))
        same = wider.value == SAME
        return Closeness(wider.value * NARROWER, "a part of it" if same else wider.relation)
    return _around(topic).get(expertise) or Closeness(0.0, "nothing in common")


def kin(concept_id: str) -> str | None:
    """The known concept: itself, or for a term the one it is a part of, None where it has none."""
    if not concept_id.startswith(TERM):
        return concept_id
    inner = concept_id.rpartition(KIN)[2]
    return None if not inner or inner.startswith(TERM) else inner


def neighbourhood(concept_id: str) -> frozenset[str]:
    """The wider fields of a concept and the fields that touch it; none for a free term."""
    known = concepts().get(kin(concept_id) or "")
    if known is None:
        return frozenset()
    return frozenset(known.broader) | _neighbours().get(concept_id, frozenset())


def depth(concept_id: str) -> int:
    """How narrow a known concept is: 0 for a whole sector; a term is as narrow as can be."""
    return concepts()[concept_id].depth if concept_id in concepts() else 9


def share_a_field(one: str, other: str) -> bool:
    """Whether two concepts lie below one field that is no whole sector."""
    return bool(_fields_above(kin(one) or "") & _fields_above(kin(other) or ""))


@cache
def _fields_above(concept_id: str) -> frozenset[str]:
    """The concept and its wider fields, whole sectors apart."""
    known = concepts().get(concept_id)
    if known is None or not known.broader:
        return frozenset()
    return frozenset({concept_id}).union(*(_fields_above(up) for up in known.broader))


def is_name_of(concept_id: str, words: Sequence[str]) -> bool:
    """Whether folded words are a label of the concept in any language, up to inflection. Of a term
    that a table led to (ESCO's), every name that was found is one."""
    return concept_id.startswith(TERM) or any(
        len(name) == len(words) and all(map(_same_stem, name, words)) for name in _names(concept_id)
    )


def is_within(concept_id: str, ancestor: str) -> bool:
    """Whether the concept is the ancestor or lies below it."""
    if ancestor in (concept_id, kin(concept_id)):
        return True
    known = concepts().get(kin(concept_id) or "")
    return known is not None and any(is_within(up, ancestor) for up in known.broader)


def _depth(key: str, rows: dict[str, dict[str, str]], seen: int) -> int:
    if seen > 8:
        raise ValueError(f"the broader links of {key!r} run in a circle")
    return min((1 + _depth(up, rows, seen + 1) for up in rows[key]["broader"].split()), default=0)


def _same_words(one: str, other: str) -> bool:
    """Whether two labels share their words up to inflection (a common beginning)."""
    ours, theirs = (value.replace("-", " ").lower().split() for value in (one, other))
    return (
        bool(ours)
        and len(ours) == len(theirs)
        and all(_same_stem(a, b) for a, b in zip(ours, theirs, strict=True))
    )


def _same_stem(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    return one == other or (shorter >= 6 and one[: shorter - 2] == other[: shorter - 2])


@cache
def _names(concept_id: str) -> tuple[tuple[str, ...], ...]:
    labels = concepts()[concept_id].labels.values()
    return tuple({tuple(fold(name).replace("-", " ").split()) for name in labels})


@cache
def _children() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for concept in concepts().values():
        for up in concept.broader:
            found.setdefault(up, []).append(concept.id)
    return {key: tuple(values) for key, values in found.items()}


@cache
def _neighbours() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for concept in concepts().values():
        for other in concept.related:
            found.setdefault(concept.id, set()).add(other)
            found.setdefault(other, set()).add(concept.id)
    return {key: frozenset(values) for key, values in found.items()}


@cache
def _around(topic: str) -> dict[str, Closeness]:
    """Every concept near the topic, with the best of the ways that lead to it."""
    found: dict[str, Closeness] = {}
    for other, value, relation in _ways(topic):
        if other != topic and value > found.get(other, Closeness(0.0, "")).value:
            found[other] = Closeness(round(value, 4), relation)
    return found


def _ways(topic: str) -> Iterator[tuple[str, float, str]]:
    known, children, neighbours = concepts(), _children(), _neighbours()
    for down in children.get(topic, ()):
        yield down, NARROWER, "a part of it"
        for below in children.get(down, ()):
            yield below, NARROWER_TWICE, "a part of it"
    for up in known[topic].broader:
        weight = ROOT_FACTOR if known[up].depth == 0 else 1.0
        yield up, BROADER * weight, "the wider field"
        for above in known[up].broader:
            yield above, BROADER_TWICE * weight, "the wider field"
        for sibling in children.get(up, ()):
            yield sibling, SIBLING * weight, f"beside it in {label(up)}"
    for other in neighbours.get(topic, ()):
        yield other, RELATED, "an aspect of it"
        for near in (*children.get(other, ()), *known[other].broader, *neighbours.get(other, ())):
            weight = ROOT_FACTOR if known[near].depth == 0 else 1.0
            yield near, NEAR_RELATED * weight, f"near it by {label(other)}"
