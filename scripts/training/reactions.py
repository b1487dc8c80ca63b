"""Fits the model of the reaction kinds on texts of our own (scripts/training/texts/reactions).

Those were written for it, apart from the gold set, by people who had not seen that. Per kind a
logistic regression over n-grams and traits. Two things make the short, clear training comments more
like real ones: pairs of comments of a discussion are joined to one that does both (MIXED), and
where a comment's label of one kind leaves open whether it also informs, it is no counter-example
(`_open`). Thresholds are those with the best F1 on held-out discussions, weighed to how often kinds
come up where nobody asked for rare ones (USUAL: the shares in tests/gold, rounded; nothing else
is taken from there).

Vectors of the semantic tier are kept in --vectors, as encoding takes minutes. Writes model.npz and
card.json into backend/nlp/assets/models/reactions.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from training.reaction_mentions import fit_names
from training.text_classifiers import Settings, matrix, vocabulary

from backend.nlp.embeddings import SEMANTIC, encoder
from backend.nlp.language import detect
from backend.nlp.reactions.finding_reactions import plain
from backend.nlp.reactions.kinds import KINDS
from backend.nlp.reactions.model import PATH, Meaning, Model
from backend.nlp.reactions.reading import views_of
from backend.nlp.reactions.traits import traits
from backend.nlp.reactions.view import View, read
from backend.nlp.text_classifier import Vocabulary
from backend.nlp.tokens import Text
from backend.schemas.capture import Discussion

TEXTS = Path(__file__).resolve().parent / "texts" / "reactions"
NAMES = tuple(KINDS)
MIXED = 4000
ANSWERS_IN_MIXED = 0.5
SETTINGS = Settings(words=(1, 2), characters=(2, 5), rarest=3, most=60_000)
STRENGTH, TRAIT_SCALE = 1.0, 0.5
MEANING_STRENGTH, OWN_SCALE, PARENT_SCALE, SHARE = 0.3, 3.0, 1.5, 0.5
FOLDS, SEED = 5, 7
USUAL = {
    "question": 0.18, "request_help": 0.04, "complaint": 0.11, "praise": 0.09, "wish": 0.025,
    "buying_intent": 0.04, "answer": 0.46, "agreement": 0.19, "disagreement": 0.13,
    "promotion": 0.04, "small_talk": 0.2,
}  # fmt: skip
"""Share of comments in which a kind holds."""
Numbers = NDArray[np.float64]
Row = dict[str, Any]


@dataclass
class Comment:
    """A comment to learn from: what the product reads of it, and its labels."""

    discussion: str
    language: str
    view: View
    kinds: frozenset[str]
    is_mixed: bool = False
    parts: tuple[int, ...] = ()
    """numbers of the comments it was joined of, its own number if it was not"""


@dataclass
class Numbered:
    """Comments as numbers: `features` [comments, columns + traits], `meaning` [comments, 2 x
    dimensions] or None, `targets` and `counts` (whether the label is sure) [comments, kinds]."""

    features: csr_matrix
    meaning: Numbers | None
    targets: NDArray[np.int8]
    counts: NDArray[np.bool_]


def read_discussions(folder: Path = TEXTS) -> list[Row]:
    rows = []
    for path in sorted(folder.glob("*.jsonl")):
        rows += [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return rows


def discussion_of(row: Row) -> Discussion:
    """A discussion of the training texts as a capture would carry it."""
    posts = [{**row["root"], "id": row["id"]}, *row["comments"]]
    return Discussion.model_validate({
        "title": row.get("title"),
        "url": f"https://network.invalid/{row['id']}",
        "posts": [
            {
                "id": post["id"],
                "parent_id": None if place == 0 else post.get("parent") or row["id"],
                "author": {"name": post["author"], "url": f"https://network.invalid/in/{post['author']}"},
                "text": post["text"],
                "position": place,
            }
            for place, post in enumerate(posts)
        ],
    })  # fmt: skip


def read_comments(rows: Sequence[Row]) -> tuple[list[Comment], dict[str, View]]:
    """All comments, and every view by post id (the roots as well)."""
    comments: list[Comment] = []
    views: dict[str, View] = {}
    for row in rows:
        discussion = discussion_of(row)
        texts = {post.id: Text(post.text) for post in discussion.posts}
        languages = {key: detect(text)[0] or row["lang"] for key, text in texts.items()}
        found = views_of(discussion, texts, languages)
        views |= found
        comments += [
            Comment(row["id"], row["lang"], found[one["id"]], frozenset(one["kinds"]))
            for one in row["comments"]
            if one["id"] in found
        ]
    for number, comment in enumerate(comments):
        comment.parts = (number,)
    return comments, views


def mixed(comments: Sequence[Comment], count: int) -> Iterator[Comment]:
    """Comments joined of two of the same discussion; half of them with an answer in them."""
    random = np.random.default_rng(SEED)
    by_discussion: dict[str, list[int]] = {}
    for number, comment in enumerate(comments):
        by_discussion.setdefault(comment.discussion, []).append(number)
    groups = [numbers for numbers in by_discussion.values() if len(numbers) > 3]
    while count:
        numbers = groups[random.integers(len(groups))]
        one, other = (int(n) for n in random.choice(numbers, 2, replace=False))
        first, second = comments[one], comments[other]
        kinds = first.kinds | second.kinds
        if "answer" not in kinds and random.random() < ANSWERS_IN_MIXED:
            continue
        if kinds == {"small_talk"}:
            continue
        if random.random() < 0.7:  # a joke beside something else is rarely labelled
            kinds -= {"small_talk"}
        text = f"{first.view.text.source} {second.view.text.source}"
        view = read(first.view.place, Text(text), first.view.language)
        view.parent, view.root = first.view.parent, first.view.root
        yield Comment(first.discussion, first.language, view, kinds, True, (one, other))
        count -= 1


def _open(comment: Comment, kind: str) -> bool:
    """The labels leave open whether the kind holds as well."""
    kinds = comment.kinds
    if kind in kinds or comment.is_mixed:
        return False
    if kind == "answer":
        feelings = {"agreement", "disagreement", "complaint", "praise"}
        return bool(kinds & feelings) and comment.view.words >= 9
    if kind == "agreement":
        return kinds == {"answer"} and not comment.view.place.is_top_level
    return kind == "complaint" and kinds in ({"answer"}, {"disagreement"})


class Kept:
    """Vectors in a file, by the encoder's keys."""

    def __init__(self, path: Path | None) -> None:
        self.path, self.known = path, dict[str, Any]()
        if path is not None and path.exists():
            with np.load(path, allow_pickle=False) as stored:
                self.known = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))

    def vectors(self, texts: Sequence[str]) -> Numbers | None:
        """[texts, dimensions]; None where there is no semantic encoder."""
        semantic = encoder(SEMANTIC)
        if semantic is None:
            return None
        keys = [hashlib.sha256(f"{semantic.version}\n{one}".encode()).hexdigest() for one in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self.known}
        order = list(new)
        for start in range(0, len(order), 200):
            part = order[start : start + 200]
            made = semantic.encode([new[key] for key in part])
            self.known |= dict(zip(part, made, strict=True))
            print(f"encoded {start + len(part)} of {len(order)}", file=sys.stderr)
        if order and self.path is not None:
            np.savez(
                self.path,
                keys=np.array(list(self.known)),
                vectors=np.array(list(self.known.values())),
            )
        return np.array([self.known[key] for key in keys], np.float64)


def meaning_of(comments: Sequence[Comment], views: dict[str, View], kept: Kept) -> Numbers | None:
    """Vectors of every comment and of the post it replies to, side by side. A joined comment has
    the sum of its parts' by their length, which spares encoding it."""
    ids = list(views)
    found = kept.vectors([plain(views[one]) for one in ids])
    if found is None:
        return None
    by_id = dict(zip(ids, found, strict=True))
    none = np.zeros(found.shape[1])
    rows = []
    for comment in comments:
        parts = [comments[number].view for number in comment.parts]
        own = sum((by_id[one.place.post.id] * len(one.text.source) for one in parts), none)
        own = own / max(float(np.linalg.norm(own)), 1e-9)
        theirs = by_id.get(comment.view.place.parent or "", none)
        rows.append(np.concatenate([own * OWN_SCALE, theirs * PARENT_SCALE]))
    return np.array(rows)


def numbered(
    comments: Sequence[Comment], known: Vocabulary, names: Sequence[str], meaning: Numbers | None
) -> Numbered:
    """The comments under a vocabulary and a list of traits."""
    place = {name: at for at, name in enumerate(names)}
    grams = matrix(known, [one.view.own for one in comments])[:, : known.ngrams]
    values = np.zeros((len(comments), len(names)), np.float32)
    for row, comment in enumerate(comments):
        for name, value in traits(comment.view).items():
            if name in place:
                values[row, place[name]] = value * TRAIT_SCALE
    targets = np.array([[kind in one.kinds for kind in NAMES] for one in comments], np.int8)
    counts = np.array([[not _open(one, kind) for kind in NAMES] for one in comments])
    return Numbered(hstack([grams, csr_matrix(values)]).tocsr(), meaning, targets, counts)


def fit(
    features: Any, data: Numbered, rows: NDArray[np.int64], strength: float
) -> tuple[Numbers, Numbers]:
    """Weights [columns, kinds] and bias [kinds] over the rows whose label is sure."""
    weights, bias = [], []
    for kind in range(len(NAMES)):
        sure = rows[data.counts[rows, kind]]
        learner = LogisticRegression(C=strength, solver="liblinear", random_state=SEED)
        learner.fit(features[sure], data.targets[sure, kind])
        weights.append(learner.coef_[0])
        bias.append(learner.intercept_[0])
    return np.array(weights).T, np.array(bias)


def held_out(
    data: Numbered, folds: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]
) -> tuple[Numbers, Numbers | None]:
    """Logits of every row by weights that never saw its fold: fast tier, semantic tier."""
    fast = np.zeros(data.targets.shape)
    semantic = None if data.meaning is None else np.zeros(data.targets.shape)
    for train, test in folds:
        weights, bias = fit(data.features, data, train, STRENGTH)
        fast[test] = data.features[test] @ weights + bias
        if semantic is not None and data.meaning is not None:
            weights, bias = fit(data.meaning, data, train, MEANING_STRENGTH)
            semantic[test] = fast[test] + SHARE * (data.meaning[test] @ weights + bias)
    return fast, semantic


def best_offsets(logits: Numbers, targets: NDArray[np.int8]) -> Numbers:
    """What to add so that "above 0" has the best F1 where kinds are as frequent as usual."""
    found = []
    for at, kind in enumerate(NAMES):
        share = targets[:, at].mean()
        weight = np.where(targets[:, at] == 1, USUAL[kind] / share, (1 - USUAL[kind]) / (1 - share))
        order = np.argsort(-logits[:, at], kind="stable")
        right = np.cumsum((weight * targets[:, at])[order])
        f1 = 2 * right / (np.cumsum(weight[order]) + (weight * targets[:, at]).sum())
        smooth = np.convolve(f1, np.ones(25) / 25, "same")
        found.append(-float(logits[order[int(smooth.argmax())], at]))
    return np.array(found)


def decided(logits: Numbers) -> NDArray[np.bool_]:
    """The kinds that hold: those above 0, else the likeliest."""
    held = logits >= 0
    none = ~held.any(axis=1)
    held[none, logits[none].argmax(axis=1)] = True
    return held


def macro_f1(targets: NDArray[np.int8], held: NDArray[np.bool_]) -> float:
    """Mean F1 over the kinds."""
    right = (targets * held).sum(axis=0)
    f1 = 2 * right / np.maximum(1, targets.sum(axis=0) + held.sum(axis=0))
    return round(float(f1.mean()), 4)


def figures(comments: Sequence[Comment], data: Numbered, logits: Numbers) -> dict[str, float]:
    """Macro F1 over the comments as written, all and by language."""
    held = decided(logits)
    plain_ones = np.array([not one.is_mixed for one in comments])
    spoken = np.array([one.language for one in comments])
    parts = {"all": plain_ones} | {
        code: plain_ones & (spoken == code) for code in sorted(set(spoken))
    }
    return {name: macro_f1(data.targets[rows], held[rows]) for name, rows in parts.items()}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--vectors", type=Path, metavar="NPZ", help="where vectors are kept")
    parser.add_argument("--no-check", action="store_true", help="without leaving languages out")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Fits, measures and writes the model."""
    rows = read_discussions()
    comments, views = read_comments(rows)
    names_card = fit_names(
        views,
        {one["id"]: row["id"] for row in rows for one in (row, *row["comments"])},
        {
            one["id"]: [mention["surface"] for mention in one["mentions"]]
            for row in rows
            for one in row["comments"]
            if one["id"] in views
        },
    )
    comments += list(mixed(comments, MIXED))
    targets = np.array([[kind in one.kinds for kind in NAMES] for one in comments], np.int8)
    own = [one.view.own for one in comments if not one.is_mixed]
    known = vocabulary(own, targets[: len(own)], SETTINGS)
    names = sorted({name for one in comments[: len(own)] for name in traits(one.view)})
    data = numbered(comments, known, names, meaning_of(comments, views, Kept(arguments.vectors)))
    groups = [one.discussion for one in comments]
    folds = list(GroupKFold(FOLDS).split(groups, groups=groups))
    fast, semantic = held_out(data, folds)
    offsets = best_offsets(fast, targets)
    card: dict[str, Any] = {
        "comments": len(own), "joined": MIXED, "mentions": names_card,
        "texts": {path.name: _sha256(path) for path in sorted(TEXTS.glob("*.jsonl"))},
        "by_discussion": {"fast": figures(comments, data, fast + offsets)},
    }  # fmt: skip
    everything = np.arange(len(comments))
    weights, bias = fit(data.features, data, everything, STRENGTH)
    meaning = None
    semantic_encoder = encoder(SEMANTIC)
    if semantic is not None and data.meaning is not None and semantic_encoder is not None:
        refined = best_offsets(semantic, targets)
        card["by_discussion"]["semantic"] = figures(comments, data, semantic + refined)
        of_meaning, meaning_bias = fit(data.meaning, data, everything, MEANING_STRENGTH)
        half = len(of_meaning) // 2
        meaning = Meaning(
            semantic_encoder.version, SHARE, of_meaning[:half] * OWN_SCALE,
            of_meaning[half:] * PARENT_SCALE, meaning_bias, refined,
        )  # fmt: skip
    if not arguments.no_check:
        card["other_languages"] = _left_out(comments, data)
    trait_weights = dict(zip(names, weights[known.ngrams :] * TRAIT_SCALE, strict=True))
    Model(NAMES, known, weights[: known.ngrams], trait_weights, bias, offsets, meaning, card).save()
    card["model_sha256"] = _sha256(PATH)
    line = json.dumps(card, indent=1, ensure_ascii=False)
    PATH.with_name("card.json").write_text(line + "\n", encoding="utf-8")
    print(line, file=sys.stderr)
    return 0


def _left_out(comments: Sequence[Comment], data: Numbered) -> dict[str, dict[str, float]]:
    """Macro F1 on each language by weights that saw only the others."""
    spoken = np.array([one.language for one in comments])
    folds = [
        (np.flatnonzero(spoken != code), np.flatnonzero(spoken == code))
        for code in sorted(set(spoken))
    ]
    fast, semantic = held_out(data, folds)
    tiers = {"fast": fast} if semantic is None else {"fast": fast, "semantic": semantic}
    return {
        tier: figures(comments, data, logits + best_offsets(logits, data.targets))
        for tier, logits in tiers.items()
    }


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
