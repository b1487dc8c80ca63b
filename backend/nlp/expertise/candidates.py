"""Where a profile names which field, and in what manner: the raw material of the strengths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from backend.nlp.concepts import KIN, TERM, kin, label
from backend.nlp.expertise.employers import employer_tokens, known_employer_tokens
from backend.nlp.expertise.listed_skills import is_other_name, listed
from backend.nlp.expertise.passages import Part, Passage
from backend.nlp.expertise.phrases import Items, title_itself
from backend.nlp.expertise.roles import (
    Role,
    fields_of_line,
    is_commerce,
    is_selling,
    title_mentions,
)
from backend.nlp.expertise.word_lists import concept_ids, words
from backend.nlp.expertise.wording import generic_terms, is_sensitive_term, stated_years
from backend.nlp.gazetteer import mentions
from backend.nlp.tokens import Text, short_quote
from backend.schemas.capture import Profile
from backend.schemas.finding import Evidence

_DROPPED = frozenset({"wish", "hobby", "sensitive"})
_RUNNING = frozenset({"work", "about", "post"})
REACH = 60
_MOST_ITEMS = 40


@dataclass(frozen=True, slots=True)
class Candidate:
    """One mention of a field: tokens `place` of its passage, in the sentence or headline segment
    that begins with token `segment`.

    `manners` as in Wording; `years` as the text itself states them; `surface` is the mention
    folded, `written` as it stands there; `order` is the place of a skill in its list.
    """

    concept: str
    label: str
    part: Part
    role: int | None
    manners: frozenset[str]
    evidence: Evidence
    years: int = 0
    endorsed: int = 0
    backing: tuple[str, ...] = ()
    surface: str = ""
    written: str = ""
    place: tuple[int, int] = (0, 0)
    segment: int = 0
    order: int = 0


def candidates(profile: Profile, found: list[Passage], roles: list[Role]) -> list[Candidate]:
    """Every mention of a field that could be the author's, in the order of the passages."""
    companies = [one.company for one in profile.positions if one.company]
    whens = {role.index: role.when for role in roles}
    result = []
    wished: set[str] = set()
    for passage in found:
        named = list(_named(passage, companies))
        items = Items(passage.text)
        spans = {(first, last) for _, first, last in named}
        if passage.part == "work":
            named += _items(passage, items, named, companies)
        for concept, first, last in named:
            manners = passage.wording.manners(first, last)
            if "wish" in manners:
                wished.add(kin(concept) or concept)
            if manners & _DROPPED or passage.speaks_of_oneself(first, last):
                continue
            if passage.part == "skill" and is_other_name(passage, concept):
                manners |= {"other_name"}
            if is_commerce(concept):
                # "Recruiting talent in energy": the selling and the hiring are the own work.
                manners -= {"others"}
            if passage.part in _RUNNING and is_setting(passage, concept, first, last):
                manners |= {"others"}
            if passage.part in _RUNNING and first == last and concept in concept_ids("wide"):
                manners |= {"passing"}
            written = _as_written(passage, items, (first, last), spans)
            result.append(_candidate(passage, concept, first, last, written, manners, whens))
    result = [_with_wish(one, wished) for one in result]
    firm = {one.concept for one in result if "passing" not in one.manners}
    return [one for one in result if "passing" not in one.manners or one.concept in firm]


def _with_wish(one: Candidate, wished: set[str]) -> Candidate:
    """A skill in a field the person says elsewhere they want to get into."""
    if one.part != "skill" or (kin(one.concept) or one.concept) not in wished:
        return one
    return replace(one, manners=one.manners | {"wished"})


def is_setting(passage: Passage, concept: str, first: int, last: int) -> bool:
    """Whether running text names a branch only as the place of the work: "balancing in power
    plants and sugar factories", "PLC pro potravinářství", "mittauksia paperiteollisuudessa",
    "for clients of the battery industry"."""
    norms, kinds = passage.text.norms, passage.text.kinds
    if norms[last].endswith(tuple(words("branch_endings"))):
        return True
    if last + 1 < len(norms) and norms[last + 1] in words("branch_words"):
        return True
    if concept not in concept_ids("settings"):
        return False
    if passage.language == "fi" and norms[last].endswith(tuple(words("setting_endings"))):
        return True
    for index in range(first - 1, max(first - 9, -1), -1):
        if kinds[index] == "end" or norms[index] == ":":
            return False
        if norms[index] in words("setting_before"):
            return True
    return False


def _named(passage: Passage, companies: list[str]) -> Iterator[tuple[str, int, int]]:
    text = passage.text
    if passage.part in ("title", "headline"):
        found = title_mentions(text, passage.language)
        spans = [(one.first, one.last) for one in found]
        barred = employer_tokens(text, companies, spans) if found else frozenset()
        if passage.part == "title" and not found:
            yield from _title_itself(passage, companies)
            return
    else:
        found = (fields_of_line if passage.part == "skill" else mentions)(text, passage.language)
        barred = known_employer_tokens(text, companies) if found else frozenset()
    kept = [one for one in found if barred.isdisjoint(range(one.first, one.last + 1))]
    if passage.part == "skill":
        if " ".join(text.norms) not in generic_terms():
            yield from listed(passage, kept)
        return
    sells = passage.part == "headline" and is_selling(text, kept)
    for one in kept:
        if sells and not is_commerce(one.concept):
            yield f"sold:{one.concept}", one.first, one.last
        else:
            yield one.concept, one.first, one.last


def _title_itself(passage: Passage, companies: list[str]) -> Iterator[tuple[str, int, int]]:
    """The title as a term, where no table knows what it names."""
    span = title_itself(passage.text, employer_tokens(passage.text, companies))
    if span is not None:
        yield _term_of(passage.text, *span), *span


def _items(
    passage: Passage, items: Items, named: list[tuple[str, int, int]], companies: list[str]
) -> Iterator[tuple[str, int, int]]:
    """The items of lists in a position's text, as terms of the concept they hold, if any."""
    barred = known_employer_tokens(passage.text, companies)
    for first, last in items.spans[:_MOST_ITEMS]:
        span = range(first, last + 1)
        if not barred.isdisjoint(span) or is_sensitive_term(passage.text.part(first, last)):
            continue
        inside = [one for one in named if one[1] >= first and one[2] <= last]
        if any(one[1:] == (first, last) for one in inside):
            continue
        term = _term_of(passage.text, first, last)
        yield (f"{term}{KIN}{inside[-1][0]}" if inside else term), first, last


def _term_of(text: Text, first: int, last: int) -> str:
    return TERM + " ".join(text.norms[first : last + 1])


def _candidate(
    passage: Passage,
    concept: str,
    first: int,
    last: int,
    written: str,
    manners: frozenset[str],
    whens: dict[int, str | None],
) -> Candidate:
    if concept.startswith("sold:"):
        concept, manners = concept.removeprefix("sold:"), manners | {"others"}
    when = whens.get(passage.role) if passage.role is not None else None
    evidence = Evidence(
        source=passage.source,
        quote=quote_around(passage, first, last),
        where=passage.where,
        when=when,
    )
    name = passage.text.quote(first, last) if concept.startswith(TERM) else label(concept)
    return Candidate(
        concept=concept,
        label=name[:200],
        part=passage.part,
        role=passage.role,
        manners=manners,
        evidence=evidence,
        years=stated_years(passage.text, *_near(passage, first, last)),
        endorsed=passage.endorsed,
        backing=passage.backing,
        surface=" ".join(passage.text.norms[first : last + 1]),
        written=written,
        place=(first, last),
        segment=passage.wording.sentence(first)[0],
        order=passage.order,
    )


def _as_written(
    passage: Passage, items: Items, span: tuple[int, int], spans: set[tuple[int, int]]
) -> str:
    """The phrase a mention stands in: the item of a list, a short title; its own words where that
    phrase names several fields."""
    first, last = items.around(*span)
    is_alone = not any(other != span and first <= other[0] and other[1] <= last for other in spans)
    if passage.part in ("work", "about", "title", "headline") and is_alone:
        return passage.text.quote(first, last)
    return passage.text.quote(*span)


def _near(passage: Passage, first: int, last: int) -> tuple[int, int]:
    """The mention's sentence, at most REACH tokens to each side."""
    begin, end = passage.wording.sentence(first)
    return max(begin, first - REACH), min(end, last + REACH)


def quote_around(passage: Passage, first: int, last: int) -> str:
    """The mention's sentence, or as much of it around the mention as a quote may hold."""
    text: Text = passage.text
    if passage.part in ("title", "skill", "headline", "education"):
        whole = text.source.strip()
        told_all = passage.barred is None and "sensitive" not in passage.wording.manners_anywhere()
        if len(whole) <= 240 and told_all:
            return whole
    begin, end = _near(passage, first, last)
    while text.starts[first] - text.starts[begin] > 120:
        begin += 1
    while end > last and text.ends[end] - text.starts[begin] > 240:
        end -= 1
    return short_quote(text, begin, end)
