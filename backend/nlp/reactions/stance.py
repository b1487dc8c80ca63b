"""Stance towards the root's main claim, from who agrees with whom.

A post under the root that agrees is for it, one that disagrees against; a reply takes the stance
of whom it agrees with and the other one of whom it contradicts. The author of the root stands for
it. Half agreement, and all under a root that only asks, is no stance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backend.nlp import arithmetic
from backend.nlp.reactions.thread import named_place
from backend.nlp.reactions.view import View
from backend.schemas.finding import Finding, Term

MADE_BY = "stance/1"
FOR, AGAINST, NONE = "for", "against", "none"
_LABELS = {FOR: "For the main claim", AGAINST: "Against the main claim"}
_AT_A_REMOVE = 0.8
"""What a stance counts that is told by the stance of the post replied to."""
HOLDS = 0.7
"""From here on a stance is told: fewer comments take one than agree with something."""


def find_stances(
    views: Mapping[str, View], reactions: Mapping[str, Sequence[Finding]]
) -> dict[str, Finding]:
    """Post id → stance "for" or "against"; who takes none has no entry."""
    root = next((view for view in views.values() if view.place.is_root), None)
    if root is None or not claims(root):
        return {}
    found: dict[str, Finding] = {}
    for post_id, view in views.items():
        side = _side(view, found)
        if side is None:
            continue
        sign, term = side
        made = _made(view, sign, term, reactions[post_id])
        if made is not None:
            found[post_id] = made
    return found


def claims(root: View) -> bool:
    """Whether a root says something that one can be for or against: it does not only ask."""
    return not (root.asks and (root.only_asks or _asking(root) >= 0.5))


def _asking(root: View) -> float:
    sentences = [n for n in range(len(root.sentences)) if root.sentence_words(n) > 2]
    return sum(n in root.questions for n in sentences) / max(1, len(sentences))


def _side(view: View, found: Mapping[str, Finding]) -> tuple[int, Term] | None:
    """The side of whom the post answers: 1 for the claim, -1 against it."""
    parent = view.parent
    if view.place.is_root or parent is None or view.place.by_asker:
        return None
    if parent.place.is_root or parent.place.by_asker:
        return 1, arithmetic.term("answers who makes the claim", 1.0)
    theirs = found.get(parent.place.post.id)
    if theirs is None or theirs.score is None:
        return None
    sign = 1 if theirs.value == FOR else -1
    return sign, arithmetic.term(f"answers a post {theirs.value} it", _AT_A_REMOVE)


def _made(view: View, sign: int, side: Term, reactions: Sequence[Finding]) -> Finding | None:
    scores = {one.value: one for one in reactions if one.score is not None}
    agrees, objects = scores.get("agreement"), scores.get("disagreement")
    said = agrees if objects is None else objects if agrees is None else None
    if said is None or said.score is None or said.score < HOLDS:
        return None
    value = FOR if (sign > 0) == (said is agrees) else AGAINST
    made = arithmetic.combine(
        arithmetic.PRODUCT, [side, arithmetic.term(said.label.lower(), said.score)]
    )
    if (made.result or 0) < HOLDS:
        return None
    _, where = named_place(view.place.post)
    evidence = [one for one in said.evidence if one.where == where]
    return Finding(
        kind="stance", value=value, label=_LABELS[value], score=made.result,
        evidence=evidence, arithmetic=made, made_by=MADE_BY,
    )  # fmt: skip
