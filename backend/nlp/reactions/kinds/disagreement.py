"""Disagreement with the root or the parent, recognisable as such."""

from collections.abc import Iterator

from backend.nlp.reactions.kind import Kind, Signal
from backend.nlp.reactions.thread import same_author
from backend.nlp.reactions.view import RHETORICAL, View


def _structure(view: View) -> Iterator[Signal]:
    if view.place.is_root:
        yield Signal("opens the discussion", -1.5)
        return
    parent = view.parent
    if parent is None:
        return
    if view.has("no"):
        yield (
            Signal("no to a question", -1.6)
            if parent.asks and not parent.place.is_root
            else Signal("no to a statement", 0.9)
        )
    if "promotion" in parent.held and not view.has("thanks", "price"):
        yield Signal("reply to a promotion", 1.6)
    if "disagreement" in parent.held and _answers_for_himself(view):
        friendly = view.has("agreement", "yes", "thanks", "praise", "laugh", "half")
        if not (friendly or parent.asks or view.only_asks):
            yield Signal("answers a disagreement with his own post", 3.0)
    elif "disagreement" in parent.held or parent.has("slogan"):
        yield Signal("reply to a disagreement or a slogan", 0.5)
    if RHETORICAL in view.questions.values():
        yield Signal("rhetorical question", 0.8)


def _answers_for_himself(view: View) -> bool:
    """The author wrote the post that the parent disagrees with."""
    grandparent = view.parent.parent if view.parent else None
    return grandparent is not None and same_author(view.place.post, grandparent.place.post)


KIND = Kind(
    value="disagreement",
    label="Disagreement",
    prior=-2.6,
    cues={"disagreement": 3.4, "half": 3.4, "contrast": 1.3, "no": 1.4},
    negated={"agreement": 3.4},
    structure=_structure,
)
