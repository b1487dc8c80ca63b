"""The ESCO concepts as shipped: ids, names, alternative names, descriptions.

assets/models/concepts/esco.npz is made by scripts/train esco from the package the card names; the
operator may put another list of the same shape in its place. own_aliases.tsv adds what job
postings and profiles say for some of them (written for this project).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np

from backend.nlp.assets_reading import ASSETS

FOLDER = ASSETS / "models" / "concepts"
Kind = Literal["skill", "knowledge"]


@dataclass(frozen=True, slots=True)
class ConceptRecord:
    """`id` is the ESCO address where the source has it, else "esco-knowledge:" and the name;
    `own` are this project's names for it."""

    id: str
    kind: str
    label: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    own: tuple[str, ...] = ()


def write_records(path: Path, records: Iterable[ConceptRecord]) -> None:
    """Writes the records without `own`, one line each, as compressed bytes."""
    lines = [
        "\t".join((one.id, one.kind, one.label, "|".join(one.aliases), one.description))
        for one in records
    ]
    np.savez_compressed(path, lines=np.frombuffer("\n".join(lines).encode(), np.uint8))


def read_records(path: Path, own: Path) -> list[ConceptRecord]:
    """The records with this project's names. Raises ValueError where an own name is given for a
    concept that is not there."""
    with np.load(path, allow_pickle=False) as data:
        lines = bytes(data["lines"]).decode().split("\n")
    names = _own_names(own)
    records = []
    for line in lines:
        key, kind, label, aliases, description = line.split("\t")
        given = tuple(one for one in aliases.split("|") if one)
        records.append(
            ConceptRecord(key, kind, label, given, description, names.pop(label.lower(), ()))
        )
    if names:
        raise ValueError(f"own names for concepts that are not there: {sorted(names)[:5]}")
    return records


def _own_names(path: Path) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in path.read_text("utf-8").splitlines()[1:]:
        label, _, names = line.partition("\t")
        given = tuple(one.strip() for one in names.split(";") if one.strip())
        found[label.lower()] = (*found.get(label.lower(), ()), *given)
    return found


@cache
def concept_records() -> Sequence[ConceptRecord]:
    """The shipped records."""
    return tuple(read_records(FOLDER / "esco.npz", FOLDER / "own_aliases.tsv"))
