"""Who is an expert on a text, from the documents people produced.

FILE is JSON lines (gzip if it ends in .gz). A document a line: doc, text, candidates (its people).
Right answers, where a file has them, are rows with `experts` (a list of people) and either a
`query` or `topic` to ask with, or a `doc` to ask with that document's text; they are not read for
the answering. A document of its own counts for its people: it is what they produced.

Without such rows a stand-in is measured: two-word phrases that at least 20 documents and at least
eight people with two such documents each name are topics. Those people are its experts, up to 40 of
those documents ask, and the phrase is struck out of every text first, so that it cannot be found by
its name. It compares methods and says little about absolute figures; `gold` names what was used.

ap, p10: mean average precision and precision at 10 (mean over topics of the mean over queries);
`plain`: BM25 summed over a person's documents, in the same run. Nothing is trained on FILE.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from backend.nlp.embeddings.lexical import function_words
from backend.nlp.retrieval.bm25 import Bm25Index
from backend.nlp.retrieval.documents import Document, DocumentCollection
from backend.nlp.retrieval.terms import query, terms
from measurements.routing import read_rows, rounded

LISTED = 50
MOST_QUERIES, MOST_TOPICS = 40, 15
FEWEST_DOCUMENTS, FEWEST_EXPERTS = 20, 8
Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """A query and its right answers; `topic` groups queries."""

    topic: str
    text: str
    experts: frozenset[str]


def documents_of(rows: Iterable[Row]) -> list[Document]:
    return [
        Document(
            str(row["doc"]), tuple(str(one) for one in row["candidates"]), row.get("text") or ""
        )
        for row in rows
        if "candidates" in row and "doc" in row
    ]


def asked_of(rows: Sequence[Row], documents: Sequence[Document]) -> list[Asked]:
    """The queries a file brings along with their experts."""
    texts = {one.id: one.text for one in documents}
    found = []
    for row in rows:
        if not row.get("experts"):
            continue
        topic = str(row.get("topic") or row.get("query") or row.get("doc"))
        text = row.get("query") or texts.get(str(row.get("doc"))) or topic
        found.append(Asked(topic, text, frozenset(str(one) for one in row["experts"])))
    return found


def phrases_of(text: str) -> set[str]:
    """The two-word phrases of a text, without function words."""
    words, skipped = terms(text), function_words()
    return {
        f"{one} {other}"
        for one, other in pairwise(words)
        if len(one) > 3 and len(other) > 2 and not {one, other} & skipped
    }


def stand_ins(documents: Sequence[Document]) -> dict[str, frozenset[str]]:
    """Topic → its experts, the topics first that a few people share among themselves."""
    names: Counter[str] = Counter()
    people: dict[str, Counter[str]] = defaultdict(Counter)
    for one in documents:
        for phrase in phrases_of(one.text):
            names[phrase] += 1
            people[phrase].update(set(one.people))
    found = {}
    for phrase, count in names.items():
        experts = frozenset(who for who, often in people[phrase].items() if often > 1)
        if count >= FEWEST_DOCUMENTS and len(experts) >= FEWEST_EXPERTS:
            found[phrase] = experts
    ranked = sorted(found.items(), key=lambda item: (-len(item[1]) / names[item[0]], item[0]))
    return dict(ranked[:MOST_TOPICS])


def without(phrase: str, documents: Sequence[Document]) -> list[Document]:
    """The documents with the phrase struck out."""
    pattern = re.compile(r"\W+".join(map(re.escape, phrase.split())) + r"\w*", re.IGNORECASE)
    return [Document(one.id, one.people, pattern.sub(" ", one.text)) for one in documents]


class Plain:
    """The baseline: BM25 of each document, summed for its people."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._index, self._documents = Bm25Index(), documents
        for one in documents:
            self._index.add(terms(one.text))

    def rank(self, text: str) -> list[str]:
        sums: Counter[str] = Counter()
        shares = self._index.shares(query(None, text)).tolist()
        for one, share in zip(self._documents, shares, strict=True):
            for person in set(one.people):
                sums[person] += share
        return sorted(sums, key=lambda person: (-sums[person], person))


def precision(ranking: Sequence[str], experts: frozenset[str]) -> tuple[float, float]:
    """Average precision over the whole ranking, and precision at 10."""
    hits, sums = 0, 0.0
    for place, person in enumerate(ranking, start=1):
        if person in experts:
            hits += 1
            sums += hits / place
    first = sum(person in experts for person in ranking[:10]) / 10
    return (sums / len(experts) if experts else 0.0), first


class Figures:
    """Means over topics of means over queries."""

    def __init__(self) -> None:
        self._ours: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self._plain: dict[str, list[tuple[float, float]]] = defaultdict(list)

    def add(self, asked: Asked, collection: DocumentCollection, plain: Plain) -> None:
        ours = [one.person for one in collection.rank(None, asked.text)]
        self._ours[asked.topic].append(precision(ours, asked.experts))
        self._plain[asked.topic].append(precision(plain.rank(asked.text), asked.experts))

    def line(self) -> Row:
        ap, p10 = _mean(self._ours)
        plain_ap, plain_p10 = _mean(self._plain)
        return {
            "ap": ap, "p10": p10, "plain": {"ap": plain_ap, "p10": plain_p10},
            "topics": len(self._ours), "queries": sum(map(len, self._ours.values())),
        }  # fmt: skip


def _mean(by_topic: dict[str, list[tuple[float, float]]]) -> tuple[float | None, float | None]:
    if not by_topic:
        return None, None
    means = np.mean([np.mean(values, axis=0) for values in by_topic.values()], axis=0)
    return float(means[0]), float(means[1])


def measure(rows: Sequence[Row], documents: Sequence[Document]) -> Row:
    """The figures, by the file's own right answers or the stand-in."""
    figures = Figures()
    given = asked_of(rows, documents)
    if given:
        collection, plain = DocumentCollection(documents), Plain(documents)
        for one in given:
            figures.add(one, collection, plain)
        return {**figures.line(), "gold": "the file's experts"}
    for phrase, experts in stand_ins(documents).items():
        struck = without(phrase, documents)
        collection, plain = DocumentCollection(struck), Plain(struck)
        asking = [
            new
            for old, new in zip(documents, struck, strict=True)
            if phrase in phrases_of(old.text)
        ]
        for one in asking[:: max(1, len(asking) // MOST_QUERIES)][:MOST_QUERIES]:
            figures.add(Asked(phrase, one.text, experts), collection, plain)
    return {**figures.line(), "gold": "stand-in: phrases struck out"}


def write_predictions(path: Path, rows: Sequence[Row], collection: DocumentCollection) -> None:
    """For each row its people, ranked for its text."""
    with path.open("w", encoding="utf-8") as stream:
        for row in rows:
            text = row.get("query") or row.get("text") or row.get("topic") or ""
            ranking = collection.rank(None, str(text))[:LISTED]
            named = {key: row[key] for key in ("doc", "query", "topic") if key in row}
            people = [
                {"candidate": int(one.person) if one.person.isdigit() else one.person,
                 "score": round(one.score, 4), "evidence": round(one.evidence, 4)}
                for one in ranking
            ]  # fmt: skip
            print(json.dumps({**named, "ranking": people}, ensure_ascii=False), file=stream)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--predictions", type=Path, metavar="OUT")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measures and prints the figures as the last line."""
    rows = [row for path in arguments.files for row in read_rows(path)]
    documents = documents_of(rows)
    if arguments.predictions:
        write_predictions(arguments.predictions, rows, DocumentCollection(documents))
    print(json.dumps(rounded(measure(rows, documents))))
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser)
    return run(parser.parse_args(argv))


if __name__ == "__main__":
    sys.exit(main())
