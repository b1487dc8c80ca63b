"""Listed skills: each is a field of its own, under the name the tables know or as it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from backend.nlp.concepts import KIN, TERM, depth, is_name_of, kin, label
from backend.nlp.expertise.passages import Passage
from backend.nlp.expertise.roles import fields_of_line
from backend.nlp.expertise.wording import generic_terms, is_sensitive_term
from backend.nlp.gazetteer import Mention
from backend.nlp.tokens import Text

if TYPE_CHECKING:
    from backend.nlp.expertise.candidates import Candidate

_LONGEST_TERM = 6
"""Words of a free term, at most: more is a sentence."""


def listed(passage: Passage, found: list[Mention]) -> Iterator[tuple[str, int, int]]:
    """A listed skill is a field of its own: what the tables know by that very name, else a term
    with the concept it is a part of ("flexible packaging" of packaging)."""
    if not found:
        yield from free_term(passage)
        return
    first, last = found[0].first, found[-1].last
    is_named = len(found) == 1 and is_name_of(
        found[0].concept, passage.text.norms[first : last + 1]
    )
    if is_named and _is_whole(passage.text, first, last):
        yield found[0].concept, first, last
        return
    longest = max(found, key=lambda one: (one.last - one.first, depth(one.concept)))
    for term, begin, end in free_term(passage):
        yield f"{term}{KIN}{longest.concept}", begin, end
        return
    yield longest.concept, longest.first, longest.last


def free_term(passage: Passage) -> Iterator[tuple[str, int, int]]:
    """A listed skill no table knows, as the person wrote it."""
    text = passage.text
    terms = [
        norm
        for norm, kind in zip(text.norms, text.kinds, strict=True)
        if kind in ("word", "number")
    ]
    name = " ".join(text.norms)
    if not 0 < len(terms) <= _LONGEST_TERM or name in generic_terms() or is_sensitive_term(text):
        return
    if sum(map(len, terms)) < 3 or any(kind in ("link", "mail") for kind in text.kinds):
        return
    yield TERM + " ".join(terms), 0, len(text) - 1


def is_other_name(passage: Passage, concept: str) -> bool:
    """Whether a listed skill is wholly what the tables know of its concept: "Labour law"."""
    base = kin(concept) if concept.startswith(TERM) else None
    return base is not None and any(
        one.concept == base and _is_whole(passage.text, one.first, one.last)
        for one in fields_of_line(passage.text, passage.language)
    )


def one_name_each(found: list[Candidate]) -> list[Candidate]:
    """One listed skill alone that is another name of a concept ("Labour law") is that concept, and
    so is one that is a part of it ("Electricity submetering") where no title names the whole;
    several such skills remain terms of their own ("IFRS", "VAT" of accounting)."""
    terms: dict[str, set[str]] = {}
    for one in found:
        base = kin(one.concept)
        if one.part == "skill" and one.concept.startswith(TERM) and base is not None:
            terms.setdefault(base, set()).add(one.concept)
    named = {one.concept for one in found if one.part in ("skill", "title", "headline")}
    listed = {one.concept for one in found if one.part == "skill"}
    others = {one.concept for one in found if "other_name" in one.manners}
    single = {
        next(iter(names)): base
        for base, names in terms.items()
        if len(names) == 1 and base not in (listed if names <= others else named)
    }
    return [
        replace(one, concept=single[one.concept], label=label(single[one.concept]))
        if one.concept in single
        else one
        for one in found
    ]


def _is_whole(text: Text, first: int, last: int) -> bool:
    """Whether tokens `first`..`last` are all the words of a line."""
    words_at = [index for index, kind in enumerate(text.kinds) if kind in ("word", "number")]
    return bool(words_at) and words_at[0] >= first and words_at[-1] <= last
