"""Request for help: asks somebody to do or give something for the author's own case."""

from collections.abc import Iterator

from backend.nlp.reactions.kind import Kind, Signal
from backend.nlp.reactions.view import View


def _structure(view: View) -> Iterator[Signal]:
    if view.asking_sentences and view.has("own_side") and view.has("trouble"):
        yield Signal("asks about trouble of the own side", 1.6)
    if view.has("request") and view.has("own_side"):
        yield Signal("own case", 0.6)
    if view.offers:
        yield Signal("makes an offer", -1.8)


KIND = Kind(
    value="request_help",
    label="Request for help",
    prior=-2.6,
    cues={"request": 3.4, "trouble": 0.4},
    structure=_structure,
)
