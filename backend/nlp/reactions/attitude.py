"""Whether an author likes what a sentence names: the cues of the sentence, else of the post."""

from __future__ import annotations

from collections.abc import Sequence

from backend.nlp.reactions.view import View
from backend.schemas.finding import Finding

ATTITUDE_MADE_BY = "mentions/1"
LIKE, DISLIKE, NEUTRAL = "like", "dislike", "neutral"
_GOOD, _BAD = ("praise",), ("complaint", "irony", "bad", "trouble")


def attitude_to(view: View, place: int, reactions: Sequence[Finding]) -> tuple[str, str]:
    """The attitude to what stands at `place` of the text, and why in words."""
    held = {one.value for one in reactions if one.score is not None}
    if "promotion" in held:
        return NEUTRAL, "the post promotes"
    here = _sentence_at(view, place)
    good = _weight(view, _GOOD, here)
    bad = _weight(view, _BAD, here)
    if "praise" in held and "complaint" in held:
        if good > bad:
            return LIKE, "praised in the sentence"
        if bad > good:
            return DISLIKE, "complained about in the sentence"
        return NEUTRAL, "praise and complaint in one"
    if "praise" in held:
        return LIKE, "the post praises"
    if "complaint" in held:
        return DISLIKE, "the post complains"
    return NEUTRAL, "no judgement found"


def _sentence_at(view: View, place: int) -> int:
    for number, (first, last) in enumerate(view.sentences):
        if view.text.starts[first] <= place < view.text.ends[last]:
            return number
    return 0


def _weight(view: View, groups: Sequence[str], sentence: int) -> float:
    return sum(
        -0.5 * cue.weight if cue.negated else cue.weight
        for group in groups
        for cue in view.cues.get(group, ())
        if cue.sentence == sentence
    )
