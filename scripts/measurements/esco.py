"""How well spans of job postings are linked to ESCO concepts.

FILES hold {"set", "text", "skills": [{"span", "label"}]}. Nothing is trained on them, unless a file
is the one the shipped weights were learnt from (its sha256 stands in the model's card): then the
weights are learnt anew in a cross-validation over sentences. "how" says which it was, "tier"
whether the semantic encoder was there. What the figures mean: measurements/esco_rows.py.
Predictions: the row with, for each span, its labels ranked.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from backend.nlp.skills.concept_linking import linker
from backend.nlp.skills.concept_records import FOLDER
from measurements.esco_rows import FOR_RANK, Query, Ranked, figures, queries, read_rows
from measurements.skills import was_trained_on

FOLDS = 5


def shipped(asked: Sequence[Query], semantic: bool) -> list[Ranked]:
    """The rankings by the shipped linker."""
    link = linker(semantic).link
    found = [link(query.span, query.text, FOR_RANK) for query in asked]
    return [Ranked([one.label for one in own], [one.score for one in own]) for own in found]


def write_predictions(
    path: Path, rows: Sequence[dict[str, object]], asked: Sequence[Query], found: Sequence[Ranked]
) -> None:
    """One line a row, in their order."""
    spans: list[list[dict[str, object]]] = [[] for _ in rows]
    for query, ranked in zip(asked, found, strict=True):
        labels = {"labels": ranked.labels[:10], "scores": ranked.scores[:10]}
        spans[query.row].append({"span": query.span, **labels})
    with path.open("w", encoding="utf-8") as stream:
        for row, own in zip(rows, spans, strict=True):
            line = {"set": row["set"], "text": row["text"], "spans": own}
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--predictions", type=Path, metavar="OUT")
    parser.add_argument("--fast", action="store_true", help="without the semantic encoder")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measures and prints the figures as the last line."""
    rows = read_rows(arguments.files)
    asked = queries(rows)
    semantic = not arguments.fast
    if any(was_trained_on(path, FOLDER / "card.md") for path in arguments.files):
        from training.esco import cross_validated

        how = f"{FOLDS}-fold cross-validation by sentence"
        print(f"The shipped weights were learnt from this: {how}", file=sys.stderr)
        found = cross_validated(asked, FOLDS, semantic)
    else:
        how = "the shipped weights"
        found = shipped(asked, semantic)
    if arguments.predictions:
        write_predictions(arguments.predictions, rows, asked, found)
    told = {"rows": len(rows), "how": how, "tier": linker(semantic).tier}
    print(json.dumps({**told, **figures(asked, found)}))
    return 0
