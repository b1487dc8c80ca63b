"""Buying intent: the own organisation looks for, tests, budgets, asks a price or a supplier."""

from collections.abc import Iterator

from backend.nlp.reactions.kind import Kind, Signal
from backend.nlp.reactions.view import View


def _structure(view: View) -> Iterator[Signal]:
    if view.has("buying", "price") and view.has("own_side"):
        yield Signal("own side", 0.5)
    if view.has("price") and view.asks:
        yield Signal("asks the price", 0.8)
    if view.has("buying") and view.asks:
        yield Signal("asks", 0.3)
    if view.offers:
        yield Signal("makes an offer", -2.5)


KIND = Kind(
    value="buying_intent",
    label="Buying intent",
    prior=-3.0,
    cues={"buying": 3.4, "price": 2.0},
    structure=_structure,
)
