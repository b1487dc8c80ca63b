"""Fields whose name means several things: which one the whole profile speaks of.

The gazetteer's guards look at one text; a skill list has none, so this looks at all passages
("Python" of a software developer, of a keeper of snakes).
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

from backend.nlp.assets_reading import ASSETS
from backend.nlp.concepts import kin, label
from backend.nlp.expertise.candidates import Candidate
from backend.nlp.expertise.passages import Passage
from backend.nlp.lexicon import Entry, Lexicon
from backend.nlp.patterns import parse


def resolved(found: list[Candidate], passages: list[Passage]) -> list[Candidate]:
    """The candidates without those whose other meaning the profile speaks for, or moved to it."""
    doubtful = {kin(one.concept) for one in found} & set(_rules())
    if not doubtful:
        return found
    clear = {
        hit.entry.payload
        for passage in passages
        for hit in _needs().find(passage.text)
        if not _is_the_name_itself(passage, hit.first, hit.entry.payload)
    }
    result = []
    for one in found:
        concept = kin(one.concept) or ""
        rule = _rules().get(concept)
        if rule is None or concept in clear or one.surface not in rule["words"]:
            result.append(one)
        elif rule["else"]:
            other = str(rule["else"])
            result.append(replace(one, concept=other, label=label(other)))
    return result


def has_other_meanings(concept: str) -> bool:
    """Whether a bare name of the concept may mean something else."""
    return concept in _rules()


def _is_the_name_itself(passage: Passage, index: int, concept: str) -> bool:
    surface = passage.text.norms[index]
    return any(surface in name.split() for name in _rules()[concept]["words"])


@cache
def _rules() -> dict[str, dict[str, str | list[str]]]:
    return {rule["concept"]: rule for rule in _asset()["rules"]}


@cache
def _needs() -> Lexicon[str]:
    return Lexicon(
        Entry(pattern, concept)
        for concept, rule in _rules().items()
        for named in rule["needs"]
        for source in _asset()["lists"].get(str(named).removeprefix("@"), [named])
        for pattern in parse(source)
    )


@cache
def _asset() -> dict[str, Any]:
    """`rules`: which words of a concept need which others in the profile ("@" names a list of
    `lists`), and which concept they mean without those ("": none)."""
    found: dict[str, Any] = json.loads((ASSETS / "expertise" / "ambiguous.json").read_text("utf-8"))
    return found
