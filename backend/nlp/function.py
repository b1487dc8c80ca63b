"""What kind of work a person does: sales, finance, engineering ... or an honest "unknown".

Read from the title, not from the employer's business: a word that names the person ("recruiter")
beats one that names a field ("IT"), and of several fields the one beside the rank counts. Where
the title names no kind of work ("Owner", "Principal Consultant") or only a wide one ("Engineer"),
the fields of the present work decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from backend.nlp import arithmetic, ranks
from backend.nlp.assets_reading import table
from backend.nlp.lexicon import Entry, Hit, Lexicon, longest
from backend.nlp.patterns import parse
from backend.nlp.roles import Part, Role, marks, named_after, roles
from backend.nlp.tokens import short_quote
from backend.nlp.work_fields import Vote, vote
from backend.schemas.capture import Profile
from backend.schemas.finding import Evidence, Finding

VERSION = "function/2"
_WEIGHTS = {"role": 0.92, "field": 0.8, "rest": 0.65}
_ORDER = {"role": 0, "field": 1, "rest": 2}
_BY_HEADLINE = 0.9
_CONTESTED = 0.85
_BY_FIELDS = 0.75
_CLEAR_SHARE, _CLEAR_WEIGHT = 0.5, 1.0
"""Share of the weight, and weight, from which on the fields speak clearly."""
_WORDS = {"it": "IT", "hr": "HR"}


@dataclass(frozen=True, slots=True)
class Work:
    """What a pattern of the table means."""

    function: str
    strength: str
    weight: float


@dataclass(frozen=True, slots=True)
class _Found:
    part: Part
    hit: Hit[Work]

    @property
    def work(self) -> Work:
        return self.hit.entry.payload


@cache
def lexicon() -> Lexicon[Work]:
    """All words of work."""
    entries = []
    for row in table("titles/function.tsv"):
        for source in row["patterns"].split(";"):
            for pattern in parse(source.strip()):
                given = pattern.weight != 1.0
                weight = pattern.weight if given else _WEIGHTS[row["strength"]]
                entries.append(Entry(pattern, Work(row["function"], row["strength"], weight)))
    return Lexicon(entries)


def find_function(profile: Profile) -> Finding:
    """The function of the current main position, else of the headline. Never raises on odd text."""
    read = [ranks.read(role) for role in roles(profile)]
    if not read:
        return _unknown("the profile names no current position and no headline")
    if any(reading.retired for reading in read) and not any(reading.parts for reading in read):
        return _unknown("retired: no present work is named")
    if read[0].elected and not read[0].levels:
        return _unknown("an elected role says nothing of the kind of work")
    found = next(((reading, best) for reading in read if (best := _best(reading))), None)
    is_open = found is None or _is_wide(
        found[1][0], found[0], read, is_own=named_after(profile) is not None
    )
    said = vote(profile, with_headline=_is_present(read[-1])) if is_open else None
    if said is not None and said.share >= _CLEAR_SHARE and said.weight >= _CLEAR_WEIGHT:
        function = _of_fields(said, found[1][0] if found else None)
        if function is not None:
            return _by_fields(said, function)
    if found is not None:
        return _finding(found[0].role, *found[1])
    if any(reading.retired for reading in read):
        return _unknown("retired: no present work is named")
    return _unknown("no word of the title tells the kind of work")


def _is_present(reading: ranks.Reading) -> bool:
    """Whether a line tells of the present throughout: no wish, nothing former, no purpose."""
    whole = all(part.cut == part.last + 1 for part in reading.parts)
    return whole and len(reading.parts) == len(reading.role.parts) and not reading.wish


def _is_wide(
    found: _Found, reading: ranks.Reading, read: list[ranks.Reading], *, is_own: bool
) -> bool:
    """Whether the word leaves the kind of work open: "owner", "engineer", "project manager".

    A managing director who owns the firm does its work as well; one who does not manages.
    """
    if found.work.strength == "rest":
        return found.work.function != "other" or _word(found, reading) in marks()["wide_others"]
    if found.work.function == "management":
        return is_own or any(level.name == "owner" for one in read for level in one.levels)
    word = _word(found, reading)
    return word == "product manager" or not marks()["wide_words"].isdisjoint(word.split())


def _word(found: _Found, reading: ranks.Reading) -> str:
    return " ".join(reading.role.text.norms[found.hit.first : found.hit.last + 1])


def _of_fields(said: Vote, found: _Found | None) -> str | None:
    """What the fields make of a wide word; None where the word knows better."""
    if found is None or found.work.strength == "rest" or found.work.function == "management":
        return said.function
    known = {
        "marketing": {  # product managers
            "engineering": "engineering", "operations": "engineering", "it": "it", "finance": "it",
        },
        "operations": {"it": "it", "research": "research", "engineering": "engineering"},
        "support": {"operations": "operations", "engineering": "operations"},
    }.get(found.work.function, {"it": "it", "research": "research"})  # fmt: skip
    return known.get(said.function)


def _by_fields(said: Vote, function: str) -> Finding:
    terms = [
        arithmetic.term("fields of the present work, no word of the title", _BY_FIELDS),
        arithmetic.term("share of them that points there", said.share),
    ]
    made = arithmetic.combine(arithmetic.PRODUCT, terms)
    return Finding(
        kind="function", value=function,
        label=_WORDS.get(function, function.capitalize()), score=made.result,
        evidence=[said.evidence], arithmetic=made, made_by=VERSION,
    )  # fmt: skip


def names_work(role: Role, part: Part) -> tuple[int, int] | None:
    """Tokens of a word in `part` that names an occupation, whatever its function."""
    for hit in lexicon().find(role.text):
        if part.first <= hit.first < part.cut:
            work = hit.entry.payload
            if work.strength == "role" or work.function == "other":
                return hit.first, hit.last
    return None


def _best(reading: ranks.Reading) -> tuple[_Found, bool] | None:
    """The word that decides, and whether another function was named as strongly."""
    hits = lexicon().find(reading.role.text)
    inside = [
        (part, hit)
        for part in reading.parts
        for hit in hits
        if part.first <= hit.first < part.cut and not _within_a_rank(hit, reading)
    ]
    if not inside:
        return None
    strength = min(_ORDER[hit.entry.payload.strength] for _, hit in inside)
    strong: list[_Found] = []
    for part in reading.parts:
        same = [hit for place, hit in inside
                if place == part and _ORDER[hit.entry.payload.strength] == strength]  # fmt: skip
        strong += [_Found(part, hit) for hit in longest(same)]
    # A part that follows tells less than the first: "Energy auditor, owner", "Buyer | recruiter".
    strong = [one for one in strong if one.part == strong[0].part]
    chosen = _nearest(strong, reading) if strength == _ORDER["field"] else _role(strong)
    return chosen, any(one.work.function != chosen.work.function for one in strong)


def _within_a_rank(hit: Hit[Work], reading: ranks.Reading) -> bool:
    """The "president" in "vice president" manages nothing in general."""
    return hit.entry.payload.function == "management" and any(
        level.name == "director" and level.first < hit.first and hit.last <= level.last
        for level in reading.levels
    )


def _role(strong: list[_Found]) -> _Found:
    """Of several words for a person the first: "sales engineer and trainer"."""
    best = max(one.work.weight for one in strong)
    return next(one for one in strong if one.work.weight >= best - 0.25)


def _nearest(strong: list[_Found], reading: ranks.Reading) -> _Found:
    """The field beside the rank: "IT sales manager" sells, "vedoucí nákupu IT" buys."""
    for level in reading.levels:
        if level.part.first != strong[0].part.first or level.name == "entry":
            continue
        before = [one for one in strong if one.hit.last <= level.last]
        if before:
            return before[-1]
        if level.language != "en":
            return strong[0]
        # English compounds have their head last: "head of IT procurement".
        chain = [strong[0]]
        for one in strong[1:]:
            if one.hit.first == chain[-1].hit.last + 1:
                chain.append(one)
        return chain[-1]
    return strong[0]


def _finding(role: Role, found: _Found, contested: bool) -> Finding:
    text, hit, work = role.text, found.hit, found.work
    word = text.quote(hit.first, hit.last)[:80]
    terms = [arithmetic.term(f"the title says “{word}” ({work.strength})", work.weight)]
    if role.is_headline:
        terms.append(arithmetic.term("read from the headline", _BY_HEADLINE))
    if contested:
        terms.append(arithmetic.term("the title names another kind of work too", _CONTESTED))
    made = arithmetic.combine(arithmetic.PRODUCT, terms)
    quote = short_quote(text, found.part.first, found.part.last)
    return Finding(
        kind="function", value=work.function,
        label=_WORDS.get(work.function, work.function.capitalize()), score=made.result,
        evidence=[Evidence(source=role.source, quote=quote, where=role.where, when=role.when)],
        arithmetic=made, made_by=VERSION,
    )  # fmt: skip


def _unknown(reason: str) -> Finding:
    return Finding(
        kind="function", value="unknown", label="unknown", reason=reason,
        arithmetic=arithmetic.nothing(), made_by=VERSION,
    )  # fmt: skip
