"""What a reaction kind is made of: a prior, cue groups with weights, a look at the structure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from backend.nlp.reactions.cues import Found
from backend.nlp.reactions.view import View

FURTHER = 0.35
"""What a second and third cue of the same group count, as a share of their weight."""
MOST_CUES = 3


@dataclass(frozen=True, slots=True)
class Signal:
    """A term of the score: `value` in logits, and the tokens that show it, if words do."""

    name: str
    value: float
    note: str | None = None
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A reaction kind.

    `cues`: group → logits of its strongest cue. `negated`: the same for cues under a negation
    ("not great"); groups left out of it count nothing when negated. `structure` yields the terms
    that are no wording. `rank`: kinds of a higher rank come later and may look
    at View.held.
    """

    value: str
    label: str
    prior: float
    cues: Mapping[str, float]
    structure: Callable[[View], Iterator[Signal]]
    negated: Mapping[str, float] | None = None
    rank: int = 0

    def signals(self, view: View) -> list[Signal]:
        """All terms of this kind for the post, the prior first."""
        found = [Signal("prior", self.prior, "how rare the kind is without any sign of it")]
        for group, weight in self.cues.items():
            if group not in view.cues:
                continue
            found += _cue_signals(view, group, weight, negated=False)
        for group, weight in (self.negated or {}).items():
            if group not in view.cues:
                continue
            found += _cue_signals(view, group, weight, negated=True)
        found += self.structure(view)
        return found


def _cue_signals(view: View, group: str, weight: float, *, negated: bool) -> Iterator[Signal]:
    cues = [cue for cue in view.cues.get(group, ()) if cue.negated == negated]
    cues.sort(key=lambda cue: (-abs(cue.weight), cue.first))
    said: set[str] = set()
    taken: list[Found] = []
    for cue in cues:
        words = view.text.quote(cue.first, cue.last)[:80]
        if words.lower() in said or any(_overlap(cue, other) for other in taken):
            continue
        taken.append(cue)
        share = FURTHER if said else 1.0
        said.add(words.lower())
        name = f"wording: {group.replace('_', ' ')}{' (negated)' if negated else ''}"
        yield Signal(name, weight * cue.weight * share, f"“{words}”", span(cue))
        if len(said) == MOST_CUES:
            return


def _overlap(one: Found, other: Found) -> bool:
    return one.first <= other.last and other.first <= one.last


def span(cue: Found) -> tuple[int, int]:
    """The tokens of a cue."""
    return cue.first, cue.last
