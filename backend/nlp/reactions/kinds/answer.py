"""Answer: information, experience or advice that bears on the root's or the parent's question."""

import math
from collections.abc import Iterator

from backend.nlp.reactions.kind import Kind, Signal
from backend.nlp.reactions.view import View

_OTHER_PURPOSE = {
    "request_help": 2.2, "buying_intent": 1.8, "wish": 1.4, "complaint": 1.0, "disagreement": 0.8,
    "promotion": 2.0, "praise": 0.6,
}  # fmt: skip


def _structure(view: View) -> Iterator[Signal]:
    if view.place.is_root:
        yield Signal("opens the discussion", -4.0)
        return
    yield Signal("length", _length(view.words), f"{view.words} words")
    if view.numbers:
        yield Signal("figures", min(1.2, 0.5 * math.log2(1 + view.numbers)), str(view.numbers))
    yield from _thread(view)
    if view.questions and view.only_asks:
        yield Signal("nearly only asks", -3.0)
    elif "question" in view.held and not view.questions and view.words < 30:
        yield Signal("asks without a question mark", -1.6)
    elif view.ends_asking:
        yield Signal("ends with a question", -2.0)
    elif view.asking_sentences:
        yield Signal("asks as well", -0.9)
    if view.offers:
        yield Signal("makes an offer", -3.0)
    for kind, weight in _OTHER_PURPOSE.items():
        if kind in view.held:
            yield Signal(f"it is {kind.replace('_', ' ')} already", -weight)
    if view.links and not view.offers:
        yield Signal("points to a page", 0.5)


def _length(words: int) -> float:
    return max(-1.6, min(1.6, 0.8 * (math.log2(1 + words) - 4.2)))


def _thread(view: View) -> Iterator[Signal]:
    parent = view.parent
    if parent is None:
        return
    if parent.place.is_root:
        yield Signal("stands under the root", 1.0 if parent.asks else 0.1)
    elif parent.asks and not view.place.of_parent:
        yield Signal("the post replied to asks", 2.9)
    elif "promotion" in parent.held:
        yield Signal("reply to a promotion", -1.2)
    elif set(parent.held) == {"small_talk"}:
        yield Signal("reply to small talk", -0.9)
    if view.place.by_asker and not parent.asks:
        yield Signal("the asker again", -0.8)


KIND = Kind(
    value="answer",
    label="Answer",
    prior=-0.8,
    cues={
        "advice": 1.3,
        "experience": 1.1,
        "informs": 0.9,
        "disclosure": 0.5,
        "thanks": -0.9,
        "banter": -1.2,
        "laugh": -0.9,
        "follow": -2.0,
        "irony": -0.8,
        "praise": -0.6,
        "wish": -0.5,
        "complaint": -0.4,
        "agreement": -0.3,
        "request": -1.2,
    },
    structure=_structure,
    rank=1,
)
