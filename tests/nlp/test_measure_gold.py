"""scripts/measure gold: what a folder of the gold set's shape holds, and counts done by hand."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from measurements import gold_matching, gold_metrics  # noqa: E402
from measurements.gold_folder import GoldFolder, read_folder  # noqa: E402

AUTHOR = {
    "id": "x01", "lang": "en", "name": "Ann Other", "headline": "Vibration Analyst",
    "location": "Brno, Czechia",
    "positions": [{"title": "Vibration Analyst", "company": "Kovo", "start": "2015", "end": None,
                   "text": ""}],
    "about": "", "skills": ["Vibration analysis"], "posts": [],
}  # fmt: skip
EMPTY = {**AUTHOR, "id": "x02", "headline": "", "positions": [], "skills": [], "location": ""}
DISCUSSION = {
    "id": "d1", "lang": "en", "title": "Vibration limits?",
    "root": {"author": "x02", "text": "Which vibration limits do you use on fans?"},
    "comments": [{"id": "c1", "parent": None, "author": "x01",
                  "text": "What speed do they run at?"}],
}  # fmt: skip


def write(path: Path, *rows: dict[str, Any]) -> None:
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(lines.encode()))
    else:
        path.write_text(lines, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "people.jsonl", AUTHOR, EMPTY)
    write(tmp_path / "threads.jsonl.gz", DISCUSSION)
    return tmp_path


def test_the_command_measures_and_writes_its_answers(folder: Path, tmp_path: Path) -> None:
    areas = [
        {"concept": "vibration analysis", "surface": "Vibration Analyst", "strength": "strong"}
    ]
    write(folder / "e.jsonl",
          {"author": "x01", "areas": areas, "not_areas": ["dentistry"]},
          {"author": "x02", "areas": [], "not_areas": []})  # fmt: skip
    write(
        folder / "s.jsonl",
        {"author": "x01", "seniority": "specialist", "function": "engineering", "country": "CZ"},
    )
    write(folder / "r.jsonl", {"comment": "c1", "kinds": ["question"], "stance_topic": "none",
                               "mentions": []})  # fmt: skip
    write(folder / "v.jsonl", {"discussion": "d1", "author": "x01", "grade": 2},
          {"discussion": "d1", "author": "x02", "grade": "unknown"})  # fmt: skip
    out = tmp_path / "out.txt"
    command = [sys.executable, str(ROOT / "scripts" / "measure"), "gold", str(folder),
               "--predictions", str(out), "--today", "2026-10-01"]  # fmt: skip
    environment = {**os.environ, "SIDENOTE_PYTHON": sys.executable}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    line = json.loads(done.stdout.splitlines()[-1])
    assert (line["authors"], line["discussions"], line["comments"]) == (2, 1, 1)
    assert line["expertise"]["recall"] == 1.0
    assert line["expertise"]["tempting_wrong"] == 0.0
    assert line["relevance"]["unknown_f1"] == 1.0
    assert line["reactions"]["f1_by_kind"] == {"question": 1.0}
    assert (line["seniority_accuracy"], line["country_accuracy"]) == (1.0, 1.0)
    rows = [json.loads(row) for row in out.read_text("utf-8").splitlines()]
    kinds = [row["kind"] for row in rows if row["kind"] != "triage"]
    assert kinds == ["expertise"] * 2 + ["relevance"] * 2 + ["reaction"] + ["seniority"] * 2
    assert rows[0]["areas"][0].keys() == {"concept", "surface", "score"}


def test_labels_may_be_missing(folder: Path) -> None:
    write(folder / "predictions.jsonl", {"kind": "seniority", "author": "x01", "seniority": "x"})
    found = read_folder(folder)
    assert len(found.authors) == 2
    assert len(found.discussions) == 1
    assert not found.seniority
    assert gold_metrics.expertise(found, []) is None


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "other.jsonl", {"a": 1})
    with pytest.raises(ValueError, match="no authors"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ({"concept": "vibration analysis"}, {"concept": "Vibration Analysis"}, True),
        ({"concept": "x", "surface": "Čerpadla"}, {"concept": "y", "surface": "čerpadlo"}, True),
        ({"concept": "pump maintenance"}, {"concept": "maintenance of pumps"}, True),
        ({"concept": "pump selection"}, {"concept": "fan selection"}, False),
        ({"concept": "dentistry"}, {"concept": "metrology"}, False),
        ({"concept": ""}, {"concept": ""}, False),
    ],
)
def test_matching(ours: dict[str, str], theirs: dict[str, str], same: bool) -> None:
    assert bool(gold_matching.alike(ours, theirs, by_layer=False)) is same


def test_each_labelled_area_is_matched_once() -> None:
    given = [{"concept": "pump maintenance"}, {"concept": "maintenance of pumps"}]
    wanted = [{"concept": "pump maintenance"}]
    assert [pair.given for pair in gold_matching.pairs(given, wanted)] == [0]


def test_expertise_counts() -> None:
    gold = GoldFolder(
        authors=[AUTHOR],
        expertise=[{"author": "x01", "not_areas": ["dentistry", "railways"],
                    "areas": [{"concept": "data contracts"}, {"concept": "botany"}]}],
    )  # fmt: skip
    given = [{"author": "x01", "areas": [{"concept": "data contracts"}, {"concept": "dentistry"}]}]
    figures = gold_metrics.expertise(gold, given)
    assert figures is not None
    assert (figures["precision"], figures["recall"], figures["tempting_wrong"]) == (0.5, 0.5, 0.5)


def test_pairs_are_ordered_by_score() -> None:
    gold = [{"discussion": "d", "author": a, "grade": g}
            for a, g in (("a", 2), ("b", 1), ("c", 0), ("e", "unknown"))]  # fmt: skip
    said = (("a", 2, 0.9), ("b", 0, 0.1), ("c", 1, 0.3), ("e", "unknown", None))
    given = [{"discussion": "d", "author": a, "grade": g, "score": s} for a, g, s in said]
    figures = gold_metrics.relevance(gold, given)
    assert figures is not None
    assert (figures["pairwise_order"], figures["pairs"]) == (0.6667, 3)
    assert figures["unknown_f1"] == 1.0


def test_stance_and_mentions() -> None:
    folder = GoldFolder(
        discussions=[DISCUSSION],
        reactions=[{"comment": "c1", "kinds": ["praise"], "stance_topic": "for", "mentions": [
            {"surface": "Pulse V3", "entity_kind": "product", "attitude": "like"}]}],
    )  # fmt: skip
    given = [{"comment": "c1", "kinds": ["praise"], "stance_topic": "for", "mentions": [
        {"surface": "pulse v3", "entity_kind": "product", "attitude": "dislike"}]}]  # fmt: skip
    figures = gold_metrics.reactions(folder, given)
    assert figures is not None
    assert (figures["stance_accuracy"], figures["stance_macro_f1"]) == (1.0, 1.0)
    assert (figures["mentions_f1"], figures["attitude_accuracy"]) == (1.0, 0.0)
