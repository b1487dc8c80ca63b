"""How well people and discussions are read: the gold set's figures.

DIR holds JSON lines of the gold set's shape (tests/gold/README.md; gold_folder tells what is read):
authors, discussions, staff, catalogue and the labels. The product's own functions answer; the last
line printed is one JSON object with, each where it is labelled:

expertise   precision, recall, f1 over areas (matching: gold_matching), tempting_wrong, by language
relevance   pairwise_order, unknown_f1, grade_accuracy
reactions   macro_f1, by language and by kind; stance_accuracy, stance_macro_f1; mentions_f1,
            attitude_accuracy
seniority_accuracy, function_accuracy, country_accuracy
triage      react_macro_f1, staff_hit3; null until the product has that part

--predictions writes the answers, one JSON object a line, with `kind` expertise, relevance,
reaction, seniority or triage. --only PARITY takes the authors with an even or odd number: the
figures of one half are worked on, the other half's are believed.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from backend.nlp.embeddings import FAST, SEMANTIC, encoder
from measurements.gold_answers import Answers, answer
from measurements.gold_folder import GoldFolder, Row, read_folder
from measurements.gold_metrics import figures


def half(folder: GoldFolder, parity: str) -> GoldFolder:
    """The folder with the labels of the authors whose number is even or odd; discussions whole."""
    wanted = 0 if parity == "even" else 1

    def is_in(row: Row) -> bool:
        digits = re.findall(r"\d+", row["author"])
        return bool(digits) and int(digits[-1]) % 2 == wanted

    folder.expertise = [row for row in folder.expertise if is_in(row)]
    folder.seniority = [row for row in folder.seniority if is_in(row)]
    return folder


def write_predictions(path: Path, answers: Answers) -> None:
    """One row for each answer, in the order of the folder."""
    with path.open("w", encoding="utf-8") as stream:
        for row in answers.rows():
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--predictions", type=Path, metavar="OUT")
    parser.add_argument("--only", choices=("even", "odd"), metavar="PARITY")
    parser.add_argument("--today", type=date.fromisoformat, default=date.today(),  # noqa: DTZ011
                        metavar="DATE", help="the day on which the profiles are read")  # fmt: skip
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measures and prints the figures as the last line."""
    folder = read_folder(arguments.folder)
    start = time.process_time()
    answers = answer(folder, arguments.today)
    seconds = time.process_time() - start
    if arguments.predictions:
        write_predictions(arguments.predictions, answers)
    if arguments.only:
        folder = half(folder, arguments.only)
    counts = {
        "authors": len(folder.authors),
        "discussions": len(folder.discussions),
        "comments": len(folder.language_of_comment()),
    }
    tier = FAST if encoder(SEMANTIC) is None else SEMANTIC
    line = {**counts, "tier": tier, **figures(folder, answers), "cpu_seconds": round(seconds, 2)}
    print(json.dumps(line, ensure_ascii=False))
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser)
    return run(parser.parse_args(argv))
