"""Question: wants information, also without a question mark; not rhetorical, no sales opening."""

from collections.abc import Iterator

from backend.nlp.reactions.kind import Kind, Signal
from backend.nlp.reactions.view import ASKS, QUOTED, View


def _structure(view: View) -> Iterator[Signal]:
    asking = view.asking_sentences
    if asking:
        yield Signal("question mark", 3.2, None, view.sentences[asking[-1]])
        if any(view.sentence_words(number) <= 1 for number in asking) and len(asking) == 1:
            yield Signal("one word and a question mark", -1.2)
    for number, what in view.questions.items():
        if what in (ASKS, QUOTED):
            continue
        yield Signal(f"question mark that {what}", -0.8)
        break
    if len(asking) > 1:
        yield Signal("several questions", 0.5)
    if view.place.is_root and view.title_asks:
        yield Signal("the title asks", 3.2)
    if view.parent and "promotion" in view.parent.held:
        yield Signal("reply to a promotion", -0.7)
    if view.has("offer", "pitch") and not view.has("request"):
        yield Signal("makes an offer", -2.4 if view.has("pitch") else -1.4)
    if view.has("banter"):
        yield Signal("banter", -0.7)


KIND = Kind(
    value="question",
    label="Question",
    prior=-2.2,
    cues={"question": 2.8, "price": 1.6, "rhetorical": -1.0},
    structure=_structure,
)
