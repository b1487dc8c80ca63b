"""Listed skills that no table knows: found again in the positions, up to inflection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from backend.nlp.concepts import TERM, kin, label
from backend.nlp.expertise.candidates import Candidate, quote_around
from backend.nlp.expertise.passages import Passage
from backend.nlp.expertise.roles import Role
from backend.schemas.finding import Evidence

_SHORTEST = 4
"""Letters a word needs to count as the same word in another form."""
_READ = frozenset({"title", "work", "about", "headline"})


class Words:
    """Where the words of the profile's running text stand, by their beginnings."""

    def __init__(self, found: Iterable[Passage]) -> None:
        self._places: dict[str, list[tuple[Passage, int]]] = {}
        for passage in found:
            if passage.part in _READ:
                for index, norm in enumerate(passage.text.norms):
                    if passage.text.kinds[index] == "word":
                        self._places.setdefault(_stem(norm), []).append((passage, index))

    def runs(self, words: list[str]) -> list[tuple[Passage, int]]:
        """Places where all the words follow one another, in whatever form."""
        stems = [_stem(word) for word in words]
        found = []
        for passage, index in self._places.get(stems[0], [])[:100]:
            norms = passage.text.norms[index : index + len(stems)]
            if [_stem(norm) for norm in norms] == stems:
                found.append((passage, index))
        return found

    def has_any(self, words: list[str]) -> bool:
        """Whether one of the longer words occurs at all."""
        return any(len(word) > _SHORTEST and _stem(word) in self._places for word in words)


def with_work(
    found: list[Candidate], passages: list[Passage], roles: list[Role]
) -> list[Candidate]:
    """The candidates and, for free terms, the places of the positions that name them as well.

    A free term of which no word occurs anywhere loses its backing: `manners` gets "unsupported".
    """
    if not any(one.concept.startswith(TERM) for one in found):
        return found
    words_of, result = Words(passages), []
    whens = {role.index: role.when for role in roles}
    seen: set[str] = set()
    for one in found:
        if not one.concept.startswith(TERM):
            result.append(one)
            continue
        # what the profile says: a term that ESCO names in another language has another label
        words = one.surface.split() or label(one.concept).split()
        is_known = kin(one.concept) is not None or words_of.has_any(words)
        result.append(one if is_known else replace(one, manners=one.manners | {"unsupported"}))
        if one.concept not in seen:
            seen.add(one.concept)
            result.extend(_again(one, words, words_of, whens))
    return result


def _again(
    one: Candidate, words: list[str], words_of: Words, whens: dict[int, str | None]
) -> list[Candidate]:
    found = []
    for passage, index in words_of.runs(words)[:8]:
        last = index + len(words) - 1
        manners = passage.wording.manners(index, last)
        if manners & {"wish", "hobby", "sensitive"} or passage.speaks_of_oneself(index, last):
            continue
        evidence = Evidence(
            source=passage.source,
            quote=quote_around(passage, index, last),
            where=passage.where,
            when=whens.get(passage.role) if passage.role is not None else None,
        )
        found.append(
            replace(
                one, part=passage.part, role=passage.role, manners=manners, evidence=evidence,
                endorsed=0, backing=(), years=0,
            )
        )  # fmt: skip
    return found


def _stem(word: str) -> str:
    """The beginning words of one family share: "submeters", "submetering" → "submet"."""
    if len(word) <= _SHORTEST:
        return word
    return word[: max(_SHORTEST, min(6, len(word) - 2))]
