"""Reads a discussion post by post and gives each the reaction kinds that hold."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from backend.nlp.embeddings import Encoder
from backend.nlp.reactions.cues import asset_languages_set
from backend.nlp.reactions.model import Model, Numbers, model
from backend.nlp.reactions.reading import views_of
from backend.nlp.reactions.scoring import Weighed, finding, weigh
from backend.nlp.reactions.view import View
from backend.nlp.tokens import Text
from backend.schemas.capture import Discussion
from backend.schemas.finding import Finding

ENOUGH_TO_TELL = 8
"""Words from which on a text in a language we read tells it; shorter ones may just not."""

A_FEW_WORDS = 8
"""A post of so few words that does something else is not small talk as well."""


def find_reactions(
    discussion: Discussion,
    texts: Mapping[str, Text],
    languages: Mapping[str, str | None],
    encoder: Encoder | None = None,
) -> dict[str, list[Finding]]:
    """Post id → its reactions, strongest first.

    Every post with words gets at least one: what reaches .5 holds; if nothing does, the likeliest
    kind is given with its lower score. A post without words or signs (deleted, say) gets []; one in
    a language we do not read gets the likeliest kind without a score. With the `encoder` that the
    model was fitted with the meaning of the posts counts as well (the semantic tier).
    """
    views = views_of(discussion, texts, languages)
    return reactions_of(views, encoder) | {
        post.id: [] for post in discussion.posts if post.id not in views
    }


def reactions_of(
    views: Mapping[str, View], encoder: Encoder | None = None
) -> dict[str, list[Finding]]:
    """The same for posts that are read already."""
    fitted = model()
    said = meanings(views, fitted, encoder)
    return {post_id: _of_post(weighed) for post_id, weighed in weigh(views, fitted, said)}


def meanings(
    views: Mapping[str, View], fitted: Model, encoder: Encoder | None
) -> dict[str, dict[str, Numbers]]:
    """Post id → what its meaning and that of the post it replies to say for every kind."""
    meant = fitted.meaning
    if meant is None or encoder is None or encoder.version != meant.encoder:
        return {}
    order = list(views)
    vectors = dict(zip(order, encoder.encode([plain(views[one]) for one in order]), strict=True))
    found: dict[str, dict[str, Numbers]] = {}
    for post_id in order:
        own = meant.share * (vectors[post_id] @ meant.post)
        found[post_id] = {f"meaning ({encoder.name})": np.asarray(own, np.float32)}
        parent = views[post_id].place.parent
        if parent in vectors:
            theirs = meant.share * (vectors[parent] @ meant.parent)
            found[post_id]["meaning of the post replied to"] = np.asarray(theirs, np.float32)
    return found


def plain(view: View) -> str:
    """The author's own words on one line, as the encoder reads them."""
    return " ".join(view.own.source.split())[:600]


def _of_post(weighed: Weighed) -> list[Finding]:
    logits = weighed.logits()
    kinds = weighed.model.kinds
    code = weighed.view.language
    best = int(logits.argmax())
    if code is not None and code not in asset_languages_set():
        return [finding(weighed, kinds[best], f"posts in this language ({code}) are not read")]
    if code is None and weighed.view.words >= ENOUGH_TO_TELL:
        return [finding(weighed, kinds[best], "the language of this post cannot be told")]
    held = [int(at) for at in np.argsort(-logits, kind="stable") if logits[at] >= 0] or [best]
    if len(held) > 1 and weighed.view.words <= A_FEW_WORDS:
        held = [at for at in held if kinds[at] != "small_talk"]
    return [finding(weighed, kinds[at]) for at in held]
