"""Agreement with the root or the parent, recognisable as such."""

from collections.abc import Iterator

from backend.nlp.reactions.kind import Kind, Signal
from backend.nlp.reactions.view import View


def _structure(view: View) -> Iterator[Signal]:
    if view.place.is_root:
        yield Signal("opens the discussion", -2.5)
    if view.parent and view.parent.asks and view.has("yes") and not view.parent.place.is_root:
        yield Signal("yes to a question", -2.6)


KIND = Kind(
    value="agreement",
    label="Agreement",
    prior=-2.6,
    cues={"agreement": 3.4, "half": 3.4, "yes": 1.6},
    negated={"disagreement": 1.2},
    structure=_structure,
)
