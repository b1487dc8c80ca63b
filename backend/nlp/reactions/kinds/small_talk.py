"""Small talk: greetings, jokes, banter, slogans, off-topic, "following", bare thanks."""

import math
from collections.abc import Iterator

from backend.nlp.reactions.kind import Kind, Signal
from backend.nlp.reactions.view import View

_SUBSTANCE = {
    "question": 2.4, "request_help": 2.6, "buying_intent": 2.6, "answer": 2.4, "promotion": 3.0,
    "complaint": 2.2, "wish": 2.2, "praise": 1.9, "agreement": 2.3, "disagreement": 1.6,
}  # fmt: skip


def _structure(view: View) -> Iterator[Signal]:
    yield Signal("length", _shortness(view.words), f"{view.words} words")
    for kind, weight in _SUBSTANCE.items():
        if kind in view.held:
            yield Signal(f"it is {kind.replace('_', ' ')} already", -weight)
    if view.parent and view.parent.asks and not view.parent.place.is_root:
        yield Signal("the post replied to asks", -0.9)
    if view.numbers > 1:
        yield Signal("figures", -0.6)
    if view.place.is_root:
        yield Signal("opens the discussion", -0.6)
    elif view.parent and not view.parent.place.is_root:
        yield Signal("deep in the thread", 0.4)
        if "small_talk" in view.parent.held:
            yield Signal("reply to small talk", 0.8)
        if "promotion" in view.parent.held:
            yield Signal("reply to a promotion", 0.5)


def _shortness(words: int) -> float:
    return max(-3.0, min(1.2, 1.1 * (3.6 - math.log2(1 + words))))


KIND = Kind(
    value="small_talk",
    label="Small talk",
    prior=0.3,
    cues={
        "banter": 2.2,
        "laugh": 1.4,
        "greeting": 1.0,
        "follow": 3.0,
        "thanks": 1.2,
        "slogan": 1.5,
        "advice": -0.8,
        "experience": -0.6,
    },
    structure=_structure,
    rank=2,
)
