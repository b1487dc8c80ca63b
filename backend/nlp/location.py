"""The country of a person's location, from any spelling of city, region or country.

A place that several countries have is "unknown", and the reason names them.
"""

from __future__ import annotations

from dataclasses import dataclass

from backend.nlp import arithmetic
from backend.nlp.places import LONGEST_NAME, Gazetteer, gazetteer, words_of
from backend.nlp.roles import current_position
from backend.nlp.tokens import Text
from backend.schemas.capture import Profile
from backend.schemas.finding import Evidence, Finding, Source, Term

VERSION = "location/1"
_WEIGHTS = {"country": 0.98, "region": 0.95, "code": 0.9, "city": 0.92}
_RANK = {"country": 0, "region": 0, "code": 1, "city": 2}
_BY_POSITION = 0.8
_CONTRADICTED = 0.8
_DOMINANT = 0.7
"""Share of the people living in cities of a name that makes one country the likely one."""
_READ = 200
"""Characters of a location that are read: more is no place."""
_ALTERNATIVES = frozenset(
    {"/", "|", ";", "&", "•", "·"}
    | {"and", "und", "ja", "a", "och", "et", "oder", "or", "nebo", "tai", "eller"}
)


@dataclass(frozen=True, slots=True)
class _Mention:
    """Tokens `first`..`last` name a place in one of `countries` (by weight)."""

    first: int
    last: int
    kind: str
    countries: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one alternative says: the countries left, and the mentions that agree on them."""

    countries: dict[str, int]
    used: tuple[_Mention, ...]
    contradicted: bool


def find_location(profile: Profile) -> Finding:
    """The country (ISO 3166-1 alpha-2) of the profile's location; never raises on odd text.

    Without a location the current main position's is taken, which tells a little less.
    """
    place = (profile.location or "").strip()
    if place:
        return _find("location", "location", place, [])
    number = current_position(profile)
    if number is not None and (place := (profile.positions[number].location or "").strip()):
        less = [arithmetic.term("the place of the current position", _BY_POSITION)]
        return _find("position", f"positions[{number}].location", place, less)
    return _unknown("the profile names no location")


def _find(source: Source, where: str, place: str, less: list[Term]) -> Finding:
    text = Text(place[:_READ])
    known = gazetteer()
    answers = [_resolve(mentions) for mentions in _alternatives(text, known) if mentions]
    if not answers:
        return _unknown("the location names no place we know")
    answer = answers[0]
    for other in answers[1:]:
        both = set(answer.countries) & set(other.countries)
        if not both:
            return _unknown(
                "the location names places in several countries: "
                + _named({**answer.countries, **other.countries}, known)
            )
        answer = _together(answer, other, both)
    return _decide(answer, text, source, where, less, known)


def _alternatives(text: Text, known: Gazetteer) -> list[list[_Mention]]:
    """The places named, divided where the text offers another one ("Wien / Brno")."""
    found: list[list[_Mention]] = [[]]
    index = 0
    while index < len(text):
        if mention := _mention(text, index, known):
            found[-1].append(mention)
            index = mention.last + 1
            continue
        if text.norms[index] in _ALTERNATIVES:
            found.append([])
        index += 1
    return found


def _mention(text: Text, first: int, known: Gazetteer) -> _Mention | None:
    """The longest place name that begins at token `first`."""
    if text.kinds[first] not in ("word", "number"):
        return None
    surface = text.quote(first, first)
    if surface.isupper() and len(surface) <= 3 and (short := _short(text, first, known)):
        return short
    words: list[str] = []
    best: _Mention | None = None
    for last in range(first, min(first + LONGEST_NAME * 2, len(text))):
        if text.kinds[last] == "comma" and text.norms[last] not in ("/", "-"):
            break
        words += words_of(text.norms[last])
        if len(words) > LONGEST_NAME:
            break
        if text.kinds[last] not in ("word", "number"):
            continue
        place = known.names.get(tuple(words))
        if place and (not surface[0].islower() or _stands_alone(text, first, last)):
            best = _Mention(first, last, place.kind, dict(place.countries))
    return best or _short(text, first, known)


def _stands_alone(text: Text, first: int, last: int) -> bool:
    """ "brno, czechia" names places, "somewhere nice" does not."""
    before = first == 0 or text.kinds[first - 1] in ("comma", "end")
    return before and (last + 1 == len(text) or text.kinds[last + 1] in ("comma", "end"))


def _short(text: Text, first: int, known: Gazetteer) -> _Mention | None:
    """Capitals: "USA", "U.S.", "NV", "CZ"."""
    last, letters = first, text.quote(first, first)
    while last + 2 < len(text) and len(letters) < 3 and text.source[text.ends[last]] == ".":
        following = text.quote(last + 2, last + 2)
        if len(following) != 1 or text.starts[last + 2] != text.ends[last] + 1:
            break
        letters, last = letters + following, last + 2
    if not (1 < len(letters) <= 5 and letters.isupper()):
        return None
    if place := known.shorts.get(letters):
        return _Mention(first, last, place.kind, dict(place.countries))
    if code := known.codes.get(letters):
        weights = {one: 9 if one == code.first else 1 for one in code.countries}
        return _Mention(first, last, "code", weights)
    return None


def _resolve(mentions: list[_Mention]) -> _Answer:
    """What the names have in common: the country's own name first, the last words first."""
    ordered = sorted(mentions, key=lambda mention: (_RANK[mention.kind], -mention.first))
    countries, used, contradicted = ordered[0].countries, [ordered[0]], False
    for mention in ordered[1:]:
        both = set(countries) & set(mention.countries)
        if both:
            # People of a city say more about which one is meant than a code does.
            weights = mention.countries if mention.kind == "city" else countries
            countries = {code: weights[code] for code in both}
            used.append(mention)
        else:
            contradicted = True
    return _Answer(countries, tuple(used), contradicted)


def _together(one: _Answer, other: _Answer, both: set[str]) -> _Answer:
    return _Answer(
        {code: one.countries[code] for code in both},
        one.used + other.used,
        one.contradicted or other.contradicted,
    )


def _decide(
    answer: _Answer, text: Text, source: Source, where: str, less: list[Term], known: Gazetteer
) -> Finding:
    total = sum(answer.countries.values())
    country, weight = max(answer.countries.items(), key=lambda item: (item[1], item[0]))
    if weight / total < _DOMINANT:
        return _unknown(f"the place is ambiguous, it may lie in {_named(answer.countries, known)}")
    decisive = answer.used[0]
    words = text.quote(decisive.first, decisive.last)[:80]
    name = f"“{words}” names a {decisive.kind} in {known.country_names.get(country, country)}"
    terms = [arithmetic.term(name, _WEIGHTS[decisive.kind])]
    if len(answer.countries) > 1:
        note = _named(answer.countries, known)
        terms.append(arithmetic.term("how much likelier than its namesakes", weight / total, note))
    if answer.contradicted:
        terms.append(arithmetic.term("another name points elsewhere", _CONTRADICTED))
    made = arithmetic.combine(arithmetic.PRODUCT, [*terms, *less])
    first = min(mention.first for mention in answer.used)
    last = max(mention.last for mention in answer.used)
    return Finding(
        kind="location", value=country, label=" ".join(text.source.split()), score=made.result,
        evidence=[Evidence(source=source, quote=text.quote(first, last), where=where)],
        arithmetic=made, made_by=VERSION,
    )  # fmt: skip


def _named(countries: dict[str, int], known: Gazetteer) -> str:
    ordered = sorted(countries.items(), key=lambda item: (-item[1], item[0]))[:6]
    return ", ".join(known.country_names.get(code, code) for code, _ in ordered)


def _unknown(reason: str) -> Finding:
    return Finding(
        kind="location", value="unknown", label="unknown", reason=reason,
        arithmetic=arithmetic.nothing(), made_by=VERSION,
    )  # fmt: skip
