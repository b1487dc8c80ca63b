"""Praise: a positive judgement of a product, firm, person or contribution."""

from collections.abc import Iterator

from backend.nlp.reactions.kind import Kind, Signal
from backend.nlp.reactions.view import View


def _structure(view: View) -> Iterator[Signal]:
    if view.has("irony"):
        yield Signal("irony", -2.5)
    elif view.has("praise") and view.has("complaint"):
        bad = {cue.sentence for cue in view.cues["complaint"]}
        if all(cue.sentence in bad for cue in view.cues["praise"]):
            yield Signal("complains in the same breath", -1.2)
    if view.offers:
        yield Signal("praise of the own offer", -1.6)
    if view.has("praise") and view.words <= 12 and not view.place.is_root:
        yield Signal("short and praising", 0.4)


KIND = Kind(
    value="praise",
    label="Praise",
    prior=-2.6,
    cues={"praise": 3.5, "thanks": 0.5},
    negated={"complaint": 0.4},
    structure=_structure,
)
