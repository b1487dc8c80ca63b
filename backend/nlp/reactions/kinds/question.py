"""Question: wants information, also without a question mark; not rhetorical, no sales opening."""

from collections.abc import Iterator

from backend.nlp.reactions.kind import Kind, Signal
from backend.nlp.reactions.view import ASKS, QUOTED, View


def _structure(view: View) -> Iterator[Signal]:
    asking = view.asking_sentences
    if asking:
        yield Signal("question mark", 3.2, None, view.sentences[asking[-1]])
        if len(asking) == 1 and _is_echo(view, asking[0]):
            yield Signal("a word or two, then no question", -1.4)
    other = next((what for what in view.questions.values() if what not in (ASKS, QUOTED)), None)
    if other:
        yield Signal(f"question mark that {other}", -0.8)
    if len(asking) > 1:
        yield Signal("several questions", 0.5)
    if view.place.is_root and view.title_asks:
        yield Signal("the title asks", 3.2)
    if view.parent and "promotion" in view.parent.held:
        yield Signal("reply to a promotion", -1.3)
    if view.offers and not view.has("request"):
        yield Signal("makes an offer", -2.4 if view.has("pitch") else -1.4)
    if view.has("banter"):
        yield Signal("banter", -0.7)
    if view.has("laugh") and not view.place.is_root:
        yield Signal("said with a laugh", -1.1)


def _is_echo(view: View, number: int) -> bool:
    """ "Every month? The same lab, I assume." """
    words = view.sentence_words(number)
    return words <= 1 or (words <= 2 and number == 0 and not view.ends_asking)


KIND = Kind(
    value="question",
    label="Question",
    prior=-2.2,
    cues={"question": 2.8, "price": 1.6, "tag": -0.6, "rhetorical": -1.0},
    structure=_structure,
)
