"""Words of rank in a title, and which of them are the person's own.

A former rank, somebody else's rank ("assistant to the CEO"), a job looked for and a retired one are
told apart here, once for seniority and function.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from backend.nlp.assets_reading import table
from backend.nlp.lexicon import Entry, Hit, Lexicon, longest
from backend.nlp.patterns import parse
from backend.nlp.roles import Part, Role
from backend.nlp.tokens import Text

LEVELS = ("owner", "executive", "director", "entry", "manager", "specialist")
"""Levels in the order in which they win when a title names several."""
_HIGH = frozenset({"owner", "executive", "director"})
_LED = frozenset({"owner", "executive", "director", "manager"})


@dataclass(frozen=True, slots=True)
class Rank:
    """What a pattern of the table means; `only_at_end`: as the last word of its part."""

    kind: str
    weight: float
    only_at_end: bool
    language: str


@dataclass(frozen=True, slots=True)
class Level:
    """A level the words name for the person: `first`..`last` are the tokens that say so."""

    name: str
    weight: float
    language: str
    part: Part
    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


@dataclass(slots=True)
class Reading:
    """A role, read: the levels named, the parts that tell of the present, and what speaks against.

    Each part is cut where it begins to tell of others, of the past or of a wish.
    """

    role: Role
    levels: list[Level] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    retired: bool = False
    wish: bool = False
    elected: bool = False


@cache
def lexicon() -> Lexicon[Rank]:
    """All words of rank."""
    entries = []
    for row in table("titles/seniority.tsv"):
        for source in row["patterns"].split(";"):
            for pattern in parse(source.strip()):
                weight = pattern.weight if pattern.weight != 1.0 else float(row["weight"])
                rank = Rank(row["level"], weight, row["at"] == "end", row["language"])
                entries.append(Entry(pattern, rank))
    return Lexicon(entries)


def read(role: Role) -> Reading:
    """The person's own present ranks in `role`."""
    reading = Reading(role)
    by_part = [(part, _hits(role.text, part, hits)) for part, hits in _by_part(role)]
    retired_at = [
        number
        for number, (_, hits) in enumerate(by_part)
        if any(hit.entry.payload.kind == "retired" for hit in hits)
    ]
    reading.retired = bool(retired_at)
    for number, (part, hits) in enumerate(by_part):
        if retired_at and number <= retired_at[-1]:
            continue
        _read_part(reading, part, hits, only_high=bool(retired_at))
    return reading


def _by_part(role: Role) -> list[tuple[Part, list[Hit[Rank]]]]:
    found = lexicon().find(role.text)
    return [(part, [hit for hit in found if part.first <= hit.first <= part.last])
            for part in role.parts]  # fmt: skip


def _hits(text: Text, part: Part, hits: list[Hit[Rank]]) -> list[Hit[Rank]]:
    """The longest hits of the part that stand where their pattern may stand."""
    end = part.cut - 1
    while end > part.first and text.kinds[end] not in ("word", "number"):
        end -= 1
    return longest([
        hit for hit in hits
        if hit.last <= part.last and (not hit.entry.payload.only_at_end or hit.last == end)
    ])  # fmt: skip


def _read_part(reading: Reading, part: Part, hits: list[Hit[Rank]], *, only_high: bool) -> None:
    until = part.cut
    for hit in hits:
        if hit.entry.payload.kind in ("former", "wish"):
            reading.wish = reading.wish or hit.entry.payload.kind == "wish"
            until = min(until, hit.first)
            break
    kinds = {hit.entry.payload.kind for hit in hits if hit.first < until}
    # "Assistant to the CEO": the assistant stands before the cut or makes it.
    assists = [hit for hit in hits if hit.entry.payload.kind == "assistant" and hit.first < until]
    if until <= part.first:
        return
    if "elected" in kinds and not reading.levels:
        reading.elected = True
    reading.parts.append(Part(part.first, part.last, until))
    for hit in hits:
        rank = hit.entry.payload
        name = {"junior": "entry", "assistant": "specialist"}.get(rank.kind, rank.kind)
        if hit.first >= until or name not in LEVELS:
            continue
        if (assists and name in _LED) or (only_high and name not in _HIGH):
            continue
        if rank.kind == "junior" and _is_about_juniors(hit, hits):
            continue
        reading.levels.append(Level(name, rank.weight, rank.language, part, hit.first, hit.last))


def _is_about_juniors(junior: Hit[Rank], hits: list[Hit[Rank]]) -> bool:
    """ "Head of student services", "Director, graduate studies" lead; they are no students."""
    return any(
        hit.first < junior.first and hit.entry.payload.kind in ("director", "executive")
        for hit in hits
    )
