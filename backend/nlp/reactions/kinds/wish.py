"""Wish: wants what does not exist yet or is missing."""

from collections.abc import Iterator

from backend.nlp.reactions.kind import Kind, Signal
from backend.nlp.reactions.view import View


def _structure(view: View) -> Iterator[Signal]:
    if view.offers:
        yield Signal("makes an offer", -1.5)


KIND = Kind(
    value="wish",
    label="Wish",
    prior=-2.7,
    cues={"wish": 3.8},
    structure=_structure,
)
