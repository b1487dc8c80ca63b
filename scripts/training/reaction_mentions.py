"""Fits which words in capitals are names of products and companies (reactions/mentions.py).

On the same texts as the reaction kinds. A word counts as known if another discussion has it in
lower case (in German: has it at all, as nouns are written in capitals), so that training meets new
words as often as use does.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from backend.nlp.reactions.mentions import PATH, candidates, features, word_hash
from backend.nlp.reactions.view import View
from backend.nlp.tokens import Text

STRENGTH, RAREST, SEED = 0.5, 4, 7
OFFSET = 1.5
"""Moves the threshold to where F1 was best on held-out discussions."""


def known_words(views: Mapping[str, View], discussion_of: Mapping[str, str]) -> dict[str, set[str]]:
    """Folded word → the discussions in which it stands as no name."""
    found: dict[str, set[str]] = {}
    for post_id, view in views.items():
        text = view.own
        for at, kind in enumerate(text.kinds):
            if kind != "word":
                continue
            written = text.quote(at, at)
            if written.islower() or view.language == "de":
                found.setdefault(text.norms[at], set()).add(discussion_of[post_id])
    return found


def labelled(text: Text, surfaces: Sequence[str]) -> set[int]:
    """The tokens that belong to a labelled name."""
    names = [Text(surface).norms for surface in surfaces]
    return {
        at + step
        for name in names
        for at in range(len(text) - len(name) + 1)
        if name and text.norms[at : at + len(name)] == name
        for step in range(len(name))
    }


def fit_names(
    views: Mapping[str, View],
    discussion_of: Mapping[str, str],
    mentions: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """Fits and writes the model. `mentions`: post id → labelled surfaces; posts without labels
    (the roots) are not learnt from. Gives what the card says."""
    known = known_words(views, discussion_of)
    rows, targets = [], []
    for post_id, surfaces in mentions.items():
        view = views[post_id]
        inside = labelled(view.own, surfaces)
        for at in candidates(view.own):
            others = known.get(view.own.norms[at], set()) - {discussion_of[post_id]}
            rows.append(dict.fromkeys(features(view, at, bool(others)), 1.0))
            targets.append(at in inside)
    counts = Counter(name for row in rows for name in row)
    kept = [{name: 1.0 for name in row if counts[name] >= RAREST} for row in rows]
    vectors = DictVectorizer()
    values = vectors.fit_transform(kept)
    # liblinear takes 32-bit places only.
    values.indices, values.indptr = values.indices.astype(np.int32), values.indptr.astype(np.int32)
    learner = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=SEED)
    learner.fit(values, targets)
    PATH.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        PATH,
        features=np.array(json.dumps(vectors.get_feature_names_out().tolist())),
        weights=learner.coef_[0].astype(np.float32),
        bias=np.float32(learner.intercept_[0] + OFFSET),
        known=np.array(sorted({word_hash(word) for word in known}), np.uint32),
    )
    return {"words": len(targets), "names": int(sum(targets)), "known_words": len(known)}
