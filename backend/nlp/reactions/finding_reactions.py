"""Reads a discussion post by post and gives each the reaction kinds that hold."""

from __future__ import annotations

from collections.abc import Mapping

from backend.nlp.reactions.kind import Kind, Signal
from backend.nlp.reactions.kinds import all_kinds
from backend.nlp.reactions.scoring import HOLDS, finding, score
from backend.nlp.reactions.thread import places
from backend.nlp.reactions.view import View, read
from backend.nlp.tokens import Text
from backend.schemas.capture import Discussion
from backend.schemas.finding import Finding


def find_reactions(
    discussion: Discussion, texts: Mapping[str, Text], languages: Mapping[str, str | None]
) -> dict[str, list[Finding]]:
    """Post id → its reactions, strongest first.

    Every post with words gets at least one: what reaches .5 holds; if nothing does, the likeliest
    kind is given with its lower score. A post without words or signs (deleted, say) gets [].
    """
    root_id, ordered = places(discussion)
    views = {
        place.post.id: read(place, text, languages.get(place.post.id))
        for place in ordered
        if (text := texts.get(place.post.id)) is not None and len(text)
    }
    if root_id in views:
        views[root_id].title_asks = (discussion.title or "").rstrip().endswith("?")
    found: dict[str, list[Finding]] = {post.id: [] for post in discussion.posts}
    for post_id, view in views.items():
        view.parent = views.get(view.place.parent or "")
        view.root = views.get(root_id or "")
        found[post_id] = _of_post(view)
    return found


def _of_post(view: View) -> list[Finding]:
    scored: list[tuple[float, Kind, list[Signal]]] = []
    for kind in all_kinds():
        signals = kind.signals(view)
        value = score(signals)
        scored.append((value, kind, signals))
        if value >= HOLDS:
            view.held[kind.value] = value
    scored.sort(key=lambda one: (-one[0], one[1].value))
    held = [one for one in scored if one[0] >= HOLDS] or scored[:1]
    return [finding(kind, view, signals) for _, kind, signals in held]
