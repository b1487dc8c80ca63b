"""How senior a person is, from the words of the current main position, or an honest "unknown"."""

from __future__ import annotations

from backend.nlp import arithmetic, function, ranks
from backend.nlp.gazetteer import mentions
from backend.nlp.roles import OwnFirm, Part, Role, marks, named_after, own_firm, roles
from backend.nlp.tokens import short_quote
from backend.schemas.capture import Profile
from backend.schemas.finding import Evidence, Finding, Term

VERSION = "seniority/2"
_BY_HEADLINE = 0.9
_CONTESTED = 0.9
_OWN_FIRM = 0.85
_OCCUPATION = 0.7
_ENDING = 0.5


def find_seniority(profile: Profile) -> Finding:
    """The seniority of the current main position, else of the headline; never raises on odd text.

    entry | specialist | manager | director | executive | owner | unknown, as labels define them.
    """
    read = [ranks.read(role) for role in roles(profile)]
    if not read:
        return _unknown("the profile names no current position and no headline")
    for number, reading in enumerate(read):
        level = _best(reading)
        if reading.elected and (level is None or not _outweighs(reading, level)):
            return _unknown("an elected role says nothing of a seniority at work")
        if level is not None:
            return _of_person(profile, reading, level, read[number + 1 :])
    if sign := own_firm(profile):
        return _of_own_firm(sign)
    return _by_occupation(read)


def _of_person(
    profile: Profile, reading: ranks.Reading, level: ranks.Level, further: list[ranks.Reading]
) -> Finding:
    """The level the title names, unless the employer's name or the headline knows better."""
    if level.name == "executive" and (owner := _owner_in(further)):
        return _of_level(*owner)
    if level.name != "owner" and (sign := own_firm(profile)):
        return _of_own_firm(sign)
    if level.name not in ("owner", "entry") and (namesake := named_after(profile)):
        return _of_own_firm(namesake, "the employer bears the person's name")
    if junior := _junior_in(level, further):
        return _of_level(*junior)
    return _of_level(reading, level)


def _best(reading: ranks.Reading) -> ranks.Level | None:
    """The highest level named; of equal ones the surest."""
    return min(
        reading.levels,
        key=lambda level: (ranks.LEVELS.index(level.name), -level.weight, level.first),
        default=None,
    )


def _outweighs(reading: ranks.Reading, level: ranks.Level) -> bool:
    """A shop steward who leads a shift is a manager; the elected role in front of it decides."""
    first = min(part.first for part in reading.parts)
    return level.name in ("owner", "executive", "director") and level.part.first > first


def _owner_in(read: list[ranks.Reading]) -> tuple[ranks.Reading, ranks.Level] | None:
    """ "CEO" in the position, "Founder & CEO" in the headline: an owner."""
    for reading in read:
        level = _best(reading)
        if level is not None and level.name == "owner":
            return reading, level
    return None


def _junior_in(
    level: ranks.Level, read: list[ranks.Reading]
) -> tuple[ranks.Reading, ranks.Level] | None:
    """ "Data Engineer" in the position, "Junior Data Engineer" in the headline: entry."""
    for reading in read if level.name == "specialist" else ():
        for one in reading.levels:
            if one.name == "entry" and one.first == reading.parts[0].first and not reading.wish:
                return reading, one
    return None


def _of_level(reading: ranks.Reading, level: ranks.Level) -> Finding:
    role = reading.role
    words = role.text.quote(level.first, level.last)[:80]
    terms = [arithmetic.term(f"“{words}” says {level.name}", level.weight)]
    others = {one.name for one in reading.levels} - {level.name, "specialist"}
    if others:
        note = ", ".join(sorted(others))
        terms.append(arithmetic.term("the same words name another level", _CONTESTED, note))
    return _finding(level.name, role, level.part, terms)


def _by_occupation(read: list[ranks.Reading]) -> Finding:
    """No word of rank: a title that names an occupation leads nobody, as far as it tells."""
    for reading in read:
        for part in reading.parts[: 1 if reading.role.is_headline else 3]:
            if place := function.names_work(reading.role, part):
                words = reading.role.text.quote(*place)[:80]
                name = f"“{words}” names an occupation, and no word one of leading"
                return _finding("specialist", reading.role, part,
                                [arithmetic.term(name, _OCCUPATION)])  # fmt: skip
            if (ending := _occupation_ending(reading.role, part)) is not None:
                words = reading.role.text.quote(ending, ending)[:80]
                name = f"“{words}” looks like an occupation, and no word like one of leading"
                return _finding("specialist", reading.role, part,
                                [arithmetic.term(name, _ENDING)])  # fmt: skip
        if not reading.role.is_headline and (named := _names_a_field(reading)):
            return named
    if any(reading.retired for reading in read):
        return _unknown("retired: no present work is named")
    if any(reading.wish for reading in read):
        return _unknown("the words tell of work that is looked for, not held")
    return _unknown("no word of the title tells a seniority")


def _names_a_field(reading: ranks.Reading) -> Finding | None:
    """A position's title that names a field of work and no rank: somebody who works in it."""
    for one in mentions(reading.role.text, None):
        for part in reading.parts[:1]:
            if part.first <= one.first and one.last < part.cut:
                words = reading.role.text.quote(one.first, one.last)[:80]
                name = f"“{words}” names a field of work, and no word of leading"
                return _finding("specialist", reading.role, part,
                                [arithmetic.term(name, _ENDING)])  # fmt: skip
    return None


def _occupation_ending(role: Role, part: Part) -> int | None:
    if role.is_headline or part.cut - part.first > 6:
        return None  # slogans are full of such words
    endings = tuple(marks()["occupation_endings"])
    for index in range(part.first, part.cut):
        norm = role.text.norms[index]
        if role.text.kinds[index] == "word" and len(norm) > 4 and norm.endswith(endings):
            return index
    return None


def _of_own_firm(
    sign: OwnFirm, name: str = "the employer's name is that of a one-person business"
) -> Finding:
    made = arithmetic.combine(arithmetic.PRODUCT, [arithmetic.term(name, _OWN_FIRM)])
    return Finding(
        kind="seniority", value="owner", label="Owner", score=made.result,
        evidence=[Evidence(source="position", quote=sign.quote[:240], where=sign.where)],
        arithmetic=made, made_by=VERSION,
    )  # fmt: skip


def _finding(level: str, role: Role, part: Part, terms: list[Term]) -> Finding:
    if role.is_headline:
        terms.append(arithmetic.term("read from the headline", _BY_HEADLINE))
    made = arithmetic.combine(arithmetic.PRODUCT, terms)
    quote = short_quote(role.text, part.first, part.last)
    return Finding(
        kind="seniority", value=level, label=level.capitalize(), score=made.result,
        evidence=[Evidence(source=role.source, quote=quote, where=role.where, when=role.when)],
        arithmetic=made, made_by=VERSION,
    )  # fmt: skip


def _unknown(reason: str) -> Finding:
    return Finding(
        kind="seniority", value="unknown", label="unknown", reason=reason,
        arithmetic=arithmetic.nothing(), made_by=VERSION,
    )  # fmt: skip
