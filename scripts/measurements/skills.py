"""How well skills and knowledge are found in sentences of job postings.

FILES hold {"idx", "source", "tokens", "tags_skill", "tags_knowledge"}, BIO, one sentence a line,
the sentences of a posting (same idx and source) together and in order.

Nothing is trained on them, unless a file is one the shipped model was trained on (its sha256 stands
in the model's card): then the figures come from a cross-validation over postings, which needs the
training packages (see scripts/train; SIDENOTE_PYTHON names the Python that has them) and most of an
hour. "how" says which it was. What the figures mean: measurements/skill_rows.py. Predictions are
lines like the input with the tags found.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from backend.nlp.skills.tagging import LAYERS, MODEL, SpanTagger, tagger
from measurements.skill_rows import Row, Spans, figures, postings, read_rows, tags_of

FOLDS = 5


def was_trained_on(path: Path, card: Path) -> bool:
    """Whether the card names the file's sha256 as training data."""
    return hashlib.sha256(path.read_bytes()).hexdigest() in card.read_text("utf-8")


def fold_of(row: Row, folds: int = FOLDS) -> int:
    """The fold of the row's posting; the same for a posting in every run and file."""
    name = "\x00".join(row.posting).encode()
    return int(hashlib.sha256(name).hexdigest(), 16) % folds


def found_by(model: SpanTagger, rows: Sequence[Row]) -> list[dict[str, Spans]]:
    """The spans of each row by layer; the rows of a posting are read as one text."""
    found: list[dict[str, Spans]] = [{layer: [] for layer in LAYERS} for _ in rows]
    for own in postings(rows):
        for index, spans in zip(own, model.tag([rows[i].tokens for i in own]), strict=True):
            for span in spans:
                found[index][span.layer].append((span.first, span.last))
    return found


def cross_validated(
    rows: Sequence[Row], train: Callable[[Sequence[Row]], SpanTagger], folds: Sequence[int]
) -> tuple[list[Row], list[dict[str, Spans]]]:
    """The rows of the folds, in order, and what models that never saw their postings find."""
    found: dict[int, dict[str, Spans]] = {}
    for fold in folds:
        held = [index for index, row in enumerate(rows) if fold_of(row) == fold]
        model = train([row for row in rows if fold_of(row) != fold])
        own = found_by(model, [rows[index] for index in held])
        found.update(zip(held, own, strict=True))
        figured = figures([rows[index] for index in held], own)
        print(f"fold {fold}: {figured}", file=sys.stderr, flush=True)
    return [rows[index] for index in sorted(found)], [found[index] for index in sorted(found)]


def write_predictions(path: Path, rows: Sequence[Row], found: Sequence[dict[str, Spans]]) -> None:
    """One line a row, in their order."""
    with path.open("w", encoding="utf-8") as stream:
        for row, spans in zip(rows, found, strict=True):
            tags = {f"tags_{layer}": tags_of(spans[layer], len(row.tokens)) for layer in LAYERS}
            line = {"idx": row.idx, "source": row.source, "tokens": row.tokens, **tags}
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--predictions", type=Path, metavar="OUT")
    parser.add_argument("--folds", type=int, nargs="+", default=list(range(FOLDS)), metavar="N",
                        help="of a cross-validation, only these folds (0 to 4)")  # fmt: skip
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measures and prints the figures as the last line."""
    rows = read_rows(arguments.files)
    card = MODEL.with_name("card.md")
    if any(was_trained_on(path, card) for path in arguments.files):
        try:
            from training.skills import trained_tagger
        except ImportError as missing:
            sys.exit("A file is training data of the shipped model; its cross-validation needs the "
                     f"training packages ({missing}): make them with scripts/train, then set "
                     "SIDENOTE_PYTHON=.venv-train/bin/python.")  # fmt: skip
        how = f"{FOLDS}-fold cross-validation by posting, folds {arguments.folds}"
        print(f"The shipped model was trained on this: {how}", file=sys.stderr)
        rows, found = cross_validated(rows, trained_tagger, arguments.folds)
    else:
        how = "the shipped model"
        found = found_by(tagger(), rows)
    if arguments.predictions:
        write_predictions(arguments.predictions, rows, found)
    print(json.dumps({"rows": len(rows), "how": how, **figures(rows, found)}))
    return 0
