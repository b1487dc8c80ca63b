"""What `scripts/measure routing` and `experts` count, on small invented data."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).resolve().parents[3] / "scripts"
sys.path.insert(0, str(SCRIPTS))

from measurements import experts, routing  # noqa: E402
from measurements.reliability_diagram import reliability_svg  # noqa: E402

QUESTIONS = {
    "plant": ("Bearing noise", "Which current ruins the motor bearing?", "ann", "Fluting current."),
    "office": ("Wage tax", "Which country taxes the wages?", "bea", "The tax treaty decides."),
}


def forum(threads: int = 12) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number in range(threads):
        topic = ("plant", "office")[number % 2]
        title, text, who, answer = QUESTIONS[topic]
        common = {"site": "s", "topic": topic, "thread": f"t{number}", "accepted": False}
        date = f"2026-01-{number + 1:02}T10:00:00"
        rows.append({**common, "post": f"t{number}", "type": "question", "author": f"q{number}",
                     "date": date, "title": title, "text": text})  # fmt: skip
        rows.append({**common, "post": f"t{number}.1", "type": "answer", "author": who,
                     "date": date, "title": "", "text": answer})  # fmt: skip
    return rows


def measured(module: str, rows: list[dict[str, Any]], folder: Path) -> tuple[Any, list[Any]]:
    path, out = folder / "rows.jsonl", folder / "out.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    command = [sys.executable, "-m", f"measurements.{module}", str(path), "--predictions", str(out)]
    made = subprocess.run(
        command, cwd=SCRIPTS, env={"PYTHONPATH": f"{SCRIPTS}:{SCRIPTS.parent}"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    return json.loads(made.stdout.splitlines()[-1]), lines


def test_the_right_person_is_first_where_topics_are_apart(tmp_path: Path) -> None:
    rows = forum()
    line, predictions = measured("routing", rows, tmp_path)
    assert (line["mrr"], line["hit5"], line["auc"]) == (1.0, 1.0, 1.0)
    assert {"mrr", "hit5", "auc", "ece", "unknown_right", "plain"} <= line.keys()
    assert [one["post"] for one in predictions] == [row["post"] for row in rows]
    assert predictions[-2]["ranking"][0]["author"] == "bea"
    assert predictions[0]["ranking"] == []  # nobody is known yet


def test_what_comes_later_is_not_known_before(tmp_path: Path) -> None:
    rows = forum()
    _, whole = measured("routing", rows, tmp_path)
    _, part = measured("routing", rows[:12], tmp_path)
    assert part == whole[:12]


def test_rows_without_author_date_or_text_are_read(tmp_path: Path) -> None:
    rows = forum()
    for row in rows[4:8]:
        row.update(author=None, date=None, text=None)
    line, predictions = measured("routing", rows, tmp_path)
    assert line["questions"] > 0
    assert len(predictions) == len(rows)


def test_area_under_the_curve_counts_ties_half() -> None:
    assert routing.area_under_curve([2, 3], [1, 0]) == 1.0
    assert routing.area_under_curve([1, 1], [1, 1]) == 0.5
    assert routing.area_under_curve([], [1]) is None


def test_calibration_error_is_the_mean_gap() -> None:
    pairs = [routing.Pair("s", right, False, 1.0, 0.75) for right in (True, True, True, False)]
    assert routing.calibration_error(pairs) == 0.0
    pairs = [routing.Pair("s", False, False, 1.0, 0.75)]
    assert routing.calibration_error(pairs) == 0.75


def test_average_precision_and_precision_at_ten() -> None:
    ap, p10 = experts.precision(["a", "x", "b"], frozenset("ab"))
    assert ap == pytest.approx((1 + 2 / 3) / 2)
    assert p10 == 0.2


def test_experts_of_a_file_are_asked_for_and_not_read(tmp_path: Path) -> None:
    documents: list[dict[str, Any]] = [
        {"doc": 1, "text": "Currents in motor bearings", "candidates": [7]},
        {"doc": 2, "text": "Wage tax treaties and payroll", "candidates": [8]},
        {"doc": 3, "text": "Grease for motor bearings", "candidates": [7, 9]},
    ]
    asked = [{"query": "motor bearings", "experts": [7, 9]}, {"doc": 2, "experts": [8]}]
    line, predictions = measured("experts", [*documents, *asked], tmp_path)
    assert (line["ap"], line["gold"], line["queries"]) == (1.0, "the file's experts", 2)
    assert [one["candidate"] for one in predictions[3]["ranking"]][:2] == [7, 9]


def test_the_diagram_has_a_dot_for_each_bin() -> None:
    drawn = reliability_svg("a < b", {"one": [(0.1, 0.2, 4), (0.9, 0.8, 1)], "two": []})
    assert drawn.count("<circle") == 2
    assert "a &lt; b" in drawn
