"""Reads the labelled threads and scores the reaction kinds over them."""

import json
from collections import defaultdict
from pathlib import Path

from backend.nlp import language
from backend.nlp.reactions import find_reactions
from backend.nlp.reactions.kinds import KINDS
from backend.nlp.tokens import Text
from backend.schemas.capture import Discussion
from backend.schemas.finding import Finding

CASES = Path(__file__).parent / "cases" / "reactions"
Pair = tuple[frozenset[str], frozenset[str]]
"""The kinds of a post as labelled and as found."""


def discussion_of(posts: list[dict[str, str]], title: str | None = None) -> Discussion:
    """A discussion of posts {id, to, by, text}; what is missing is made up from the place."""
    return Discussion.model_validate({
        "title": title,
        "url": "https://forum.example/t/1",
        "posts": [
            {
                "id": post.get("id", f"p{place}"),
                "parent_id": post.get("to"),
                "author": {"name": post.get("by", f"Author {place}")},
                "text": post["text"],
                "position": place,
            }
            for place, post in enumerate(posts)
        ],
    })  # fmt: skip


def reactions_of(discussion: Discussion) -> dict[str, list[Finding]]:
    """The reactions of each post, its language detected."""
    texts = {post.id: Text(post.text) for post in discussion.posts}
    languages = {name: language.detect(text)[0] for name, text in texts.items()}
    return find_reactions(discussion, texts, languages)


def pairs_of(*names: str) -> dict[str, list[Pair]]:
    """Language → labelled and found kinds of every post of the named case files."""
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for name in names:
        for line in (CASES / f"{name}.jsonl").read_text("utf-8").splitlines():
            thread = json.loads(line)
            found = reactions_of(discussion_of(thread["posts"], thread["title"]))
            for post in thread["posts"]:
                got = frozenset(one.value for one in found[post["id"]])
                pairs[thread["language"]].append((frozenset(post["kinds"]), got))
    return pairs


def f1_by_kind(pairs: list[Pair]) -> dict[str, float]:
    """F1 of each kind that is labelled at least once."""
    scores = {}
    for kind in KINDS:
        labelled = sum(kind in gold for gold, _ in pairs)
        given = sum(kind in got for _, got in pairs)
        right = sum(kind in gold and kind in got for gold, got in pairs)
        if labelled:
            scores[kind] = 2 * right / (labelled + given)
    return scores


def macro(pairs: list[Pair]) -> float:
    """The mean of F1 over the kinds."""
    scores = f1_by_kind(pairs)
    return sum(scores.values()) / len(scores)


def table(title: str, pairs: dict[str, list[Pair]]) -> str:
    """The scores as lines of text: a row a kind, a column a language."""
    every = [pair for part in pairs.values() for pair in part]
    columns = {**{code: f1_by_kind(part) for code, part in pairs.items()}, "all": f1_by_kind(every)}
    lines = [f"{title:16}" + "".join(f"{code:>7}" for code in columns)]
    for kind in f1_by_kind(every):
        row = "".join(f"{column.get(kind, float('nan')):7.2f}" for column in columns.values())
        lines.append(f"{kind:16}{row}")
    means = [macro(part) for part in pairs.values()] + [macro(every)]
    return "\n".join([*lines, f"{'macro':16}" + "".join(f"{mean:7.2f}" for mean in means)])
