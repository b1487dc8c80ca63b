"""Promotion: an offer, event or content of one's own or the employer's."""

from collections.abc import Iterator

from backend.nlp.reactions.kind import Kind, Signal
from backend.nlp.reactions.view import OFFERS, View


def _structure(view: View) -> Iterator[Signal]:
    if view.links and view.offers:
        yield Signal("with a link", 0.8)
    for number, what in view.questions.items():
        if what == OFFERS:
            yield Signal("a question that offers", 1.0, None, view.sentences[number])
            break
    if view.place.by_asker and not view.has("pitch"):
        yield Signal("the asker", -0.8)
    if view.has("buying", "request") and not view.has("pitch"):
        yield Signal("looks for something itself", -1.2)


KIND = Kind(
    value="promotion",
    label="Promotion",
    prior=-2.9,
    cues={"pitch": 3.6, "offer": 2.6, "vendor": 1.2, "disclosure": 0.3},
    structure=_structure,
)
