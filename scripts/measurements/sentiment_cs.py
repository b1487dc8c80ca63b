"""How well Czech comments are sorted into positive, neutral, negative and bipolar.

FILE (JSON lines, gzip if it ends so) holds text and label p, 0, n or b (Habernal et al., WASSA
2013). Measure only: no shipped model was trained on it. Trained on the --train files where given,
else cross-validated within FILE (key "how"). `macro_f1` and `accuracy` are over positive, neutral
and negative, as the authors of the set report them; `macro_f1_of_four` counts bipolar too.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

import numpy as np

from measurements import reactions
from measurements.reaction_figures import decided, f1_scores
from measurements.reaction_sets import read_rows, sha256

BIPOLAR = "b"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    reactions.add_arguments(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measures and prints the figures as the last line."""
    name = "sentiment_cs"
    rows = [row for path in arguments.files for row in read_rows(path)]
    learnt = [row for path in arguments.train for row in read_rows(path)]
    hashes = [sha256(path) for path in arguments.files]
    known, moved, how = reactions.measure(name, rows, hashes, learnt)
    truth, found = known.targets == 1, decided(known, moved)
    by_label = dict(zip(known.labels, f1_scores(truth, found), strict=True))
    three = [label for label in known.labels if label != BIPOLAR]
    clear = truth[:, [known.labels.index(label) for label in three]].any(axis=1)
    result: dict[str, Any] = {
        "f1_by_label": {label: round(100 * f1, 1) for label, f1 in by_label.items()},
        "macro_f1_of_four": round(100 * float(np.mean(list(by_label.values()))), 2),
    }
    without = known.targets.copy()[clear]
    kept = [known.labels.index(label) for label in three]
    best = moved[clear][:, kept].argmax(axis=1)
    sure = np.arange(len(kept)) == best[:, None]
    scores = f1_scores(without[:, kept] == 1, sure)
    result["accuracy"] = round(100 * float((without[:, kept].argmax(axis=1) == best).mean()), 2)
    result["macro_f1"] = round(100 * float(scores.mean()), 2)
    if arguments.predictions:
        lines = reactions.predictions(known, moved)
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        arguments.predictions.write_text(text, "utf-8")
    print(json.dumps({"how": how, "texts": len(rows), **result}))
    return 0
