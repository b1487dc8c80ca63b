"""Complaint: dissatisfaction that touches the author or the author's side, irony included."""

from collections.abc import Iterator

from backend.nlp.reactions.kind import Kind, Signal
from backend.nlp.reactions.view import View


def _structure(view: View) -> Iterator[Signal]:
    if view.has("complaint", "irony") and view.has("own_side"):
        yield Signal("own side", 0.7)
    yield from _what_went_wrong(view)
    bad = {cue.sentence for cue in view.cues.get("complaint", ()) if not cue.negated}
    for cue in view.cues.get("praise", ()):
        if cue.sentence in bad and cue.first == view.sentences[cue.sentence][0]:
            yield Signal(
                "praise turned round in the same sentence", 1.0, None, (cue.first, cue.last)
            )
            break
    if view.parent and view.parent.asks and not view.parent.place.is_root:
        yield Signal("the post replied to asks", -0.8)
    if view.has("advice") and view.words > 40 and not view.place.is_root:
        yield Signal("long and advising", -0.6)


def _what_went_wrong(view: View) -> Iterator[Signal]:
    """Words for failing near words for who should have delivered, on the author's side."""
    failures = view.cues.get("bad", [])
    if not failures or view.offers:
        return
    span = (failures[0].first, failures[0].last)
    words = ", ".join(dict.fromkeys(view.text.quote(one.first, one.last) for one in failures[:4]))
    yield Signal("words for what goes wrong", min(1.5, 0.5 * len(failures)), f"“{words}”", span)
    suppliers = {cue.sentence for cue in view.cues.get("supplier", ())}
    if view.has("own_side") and any(
        abs(cue.sentence - sentence) <= 1 for cue in failures for sentence in suppliers
    ):
        yield Signal("a supplier and what goes wrong, on the own side", 1.4, None, span)


KIND = Kind(
    value="complaint",
    label="Complaint",
    prior=-2.6,
    cues={"complaint": 3.1, "irony": 3.0, "trouble": 0.7},
    negated={"praise": 1.8},
    structure=_structure,
)
