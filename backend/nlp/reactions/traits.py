"""The traits of a post that the model weighs besides its wording: cues by place, questions, form,
and where the post stands in its thread. Each is a number about 0..1 under a name people can read.
"""

from __future__ import annotations

import math
import re

from backend.nlp.reactions.cues import Found
from backend.nlp.reactions.thread import MOST_DEPTH, same_author
from backend.nlp.reactions.view import View

WORDING, PARENT = "wording: ", "the post replied to: "
_MORE = 0.35
"""What a second and a third cue of a group count."""
_EMOJI = re.compile(r"[\U0001f300-\U0001faff☕]|[:;]-?[)D]")
_ADDRESS = re.compile(r"\W{0,3}[^\W\d_a-z][\w-]{1,30}(?: [^\W\d_a-z][\w-]{1,30})?[,!:] ")
_ADDRESS_REACH = 80
_PAIRS = (
    ("complaint", "own_side"), ("bad", "own_side"), ("trouble", "own_side"),
    ("buying", "own_side"), ("price", "own_side"), ("request", "own_side"),
    ("wish", "own_side"), ("praise", "own_side"), ("praise", "complaint"), ("praise", "bad"),
)  # fmt: skip


def traits(view: View) -> dict[str, float]:
    """Name → value of every trait the post has; what is not named is 0."""
    return {
        name: value
        for part in (_wording(view), _questions(view), _form(view), _place(view), _parent(view))
        for name, value in part.items()
        if value
    }


def cues_of(view: View, trait: str) -> list[Found]:
    """The cues in the post that a trait named by `traits` rests on, the strongest first."""
    if not trait.startswith(WORDING):
        return []
    group, _, place = trait.removeprefix(WORDING).partition(", ")
    found = [
        cue
        for one in group.split(" and ")
        for cue in view.cues.get(one.replace(" ", "_"), ())
        if cue.negated == (place == "negated")
    ]
    if place == "at the beginning":
        found = [cue for cue in found if cue.sentence == 0]
    elif place == "at the end":
        found = [cue for cue in found if cue.sentence == len(view.sentences) - 1]
    return sorted(found, key=lambda cue: (-abs(cue.weight), cue.first))


def _wording(view: View) -> dict[str, float]:
    last = len(view.sentences) - 1
    values: dict[str, float] = {}
    for group, cues in view.cues.items():
        name = WORDING + group.replace("_", " ")
        said = sorted((cue.weight for cue in cues if not cue.negated), reverse=True)
        denied = [cue.weight for cue in cues if cue.negated]
        if said:
            values[name] = said[0]
            values[f"{name}, several"] = min(1.0, _MORE * sum(said[1:3]))
        if denied:
            values[f"{name}, negated"] = max(denied)
        for place, number in (("at the beginning", 0), ("at the end", last)):
            here = [c.weight for c in cues if c.sentence == number and not c.negated]
            if here and (last > 0 or number == 0):
                values[f"{name}, {place}"] = max(here)
        if last == 0:
            values.pop(f"{name}, at the end", None)
    for one, other in _PAIRS:
        if view.has(one) and view.has(other):
            values[f"{WORDING}{one} and {other.replace('_', ' ')}"] = 1.0
    return values


def _questions(view: View) -> dict[str, float]:
    values = {f"a sentence that {what}": 1.0 for what in view.questions.values()}
    values["ends with a question"] = float(view.ends_asking)
    values["nearly only asks"] = float(bool(view.questions) and view.only_asks)
    values["several questions"] = float(len(view.questions) > 1)
    values["asks the price"] = float(view.asks and view.has("price"))
    values["makes an offer"] = float(view.offers)
    return values


def _form(view: View) -> dict[str, float]:
    source, length = view.own.source, math.log2(1 + view.words)
    return {
        "length": (length - 4.5) / 2,
        "very short": max(0.0, 3 - length) / 2,
        "a few words": float(view.words <= 4),
        "long": max(0.0, length - 6),
        "figures": min(1.0, 0.4 * math.log2(1 + view.numbers)),
        "a link": float(view.links > 0),
        "exclamation mark": float("!" in source),
        "trails off": float("…" in source or "..." in source),
        "a smiley": float(bool(_EMOJI.search(source))),
        "a name-tag in front": float(source.lstrip().startswith("@")),
        "a name in front": float(bool(_ADDRESS.match(source[:_ADDRESS_REACH].lstrip()))),
    }


def _place(view: View) -> dict[str, float]:
    place, root = view.place, view.root
    if place.is_root:
        return {"opens the discussion": 1.0, "the title asks": float(view.title_asks)}
    asked = root is not None and root.asks
    under = place.is_top_level and root is not None
    return {
        "stands under the root": float(under),
        "by the author of the root": float(place.by_asker),
        "answers an own post": float(place.of_parent),
        "the root asks": float(asked),
        "answers a root that asks": float(asked and under),
        "answers a root that states": float(not asked and under),
        "depth in the thread": place.depth / MOST_DEPTH,
        "spoke before": float(place.spoke_before and not place.by_asker),
    }


def _parent(view: View) -> dict[str, float]:
    """What the post replies to, unless that is the root."""
    parent = view.parent
    if parent is None or parent.place.is_root:
        return {}
    values = {
        PARENT + ("asks" if parent.asks else "states"): 1.0,
        PARENT + "asks, somebody else's": float(parent.asks and not view.place.of_parent),
        PARENT + "by the author of the root": float(parent.place.by_asker),
        PARENT + "length": (math.log2(1 + parent.words) - 4.5) / 2,
        "asks back": float(bool(view.questions) and not parent.asks),
        "the root's author replies to one who " + ("asks" if parent.asks else "states"): float(
            view.place.by_asker
        ),
    }
    before = parent.parent
    values["the post replied to answers this author"] = float(
        before is not None and same_author(before.place.post, view.place.post)
    )
    for group, cues in parent.cues.items():
        said = [cue.weight for cue in cues if not cue.negated]
        if said:
            values[f"{PARENT}{group.replace('_', ' ')}"] = max(said)
    for what in parent.questions.values():
        values[f"{PARENT}a sentence that {what}"] = 1.0
    return values
