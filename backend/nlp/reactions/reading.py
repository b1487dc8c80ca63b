"""Reads the posts of a discussion into views that know their parent and root."""

from __future__ import annotations

from collections.abc import Mapping

from backend.nlp.reactions.thread import places
from backend.nlp.reactions.view import View, read
from backend.nlp.tokens import Text
from backend.schemas.capture import Discussion


def views_of(
    discussion: Discussion, texts: Mapping[str, Text], languages: Mapping[str, str | None]
) -> dict[str, View]:
    """Post id → its view, in page order; posts without words or signs have none."""
    root_id, ordered = places(discussion)
    views = {
        place.post.id: read(place, text, languages.get(place.post.id))
        for place in ordered
        if (text := texts.get(place.post.id)) is not None and len(text)
    }
    if root_id in views:
        views[root_id].title_asks = (discussion.title or "").rstrip().endswith("?")
    for view in views.values():
        view.parent = views.get(view.place.parent or "")
        view.root = views.get(root_id or "")
    return views
