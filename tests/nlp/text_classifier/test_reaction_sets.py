"""Public sets are recognised by their fields and folded as documented; all rows are invented."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "scripts"))

from measurements.reaction_figures import figures
from measurements.reaction_sets import FOLDED, reaction_set, read_rows, recognise

ANSWERS = {
    "qid": "Q1", "category": "Tools", "text": "Which pump for hot water? Please help",
    "comments": [
        {"id": "C1", "by_asker": False, "user": "a", "text": "A steel pump.", "gold": "Good"},
        {"id": "C2", "by_asker": True, "user": "q", "text": "Thanks!", "gold": "Dialogue"},
        {"id": "C3", "by_asker": False, "user": "b", "text": "lol", "gold": "Bad"},
        {"id": "C4", "by_asker": False, "user": "a", "text": "Or plastic?", "gold": "Potential"},
    ],
}  # fmt: skip


def test_every_emotion_is_folded_once() -> None:
    emotions = " ".join(FOLDED.values()).split()
    assert len(emotions) == len(set(emotions)) == 28


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"text": "a", "labels": ["joy"]}, "goemotions"),
        ({"text": "a", "intent": "Yes"}, "email_intent"),
        ({"text": "a", "label": "others", "project": "p"}, "intention"),
        ({"text": "a", "complaint": 1, "domain": "food"}, "complaints"),
        (ANSWERS, "cqa"),
        ({"text": "a", "label": "p"}, "sentiment_cs"),
    ],
)
def test_a_set_is_recognised_by_its_fields(row, name) -> None:
    assert recognise(row) == name


def test_other_fields_are_refused() -> None:
    with pytest.raises(ValueError, match="fields"):
        recognise({"sentence": "a"})


def test_a_text_of_several_reactions_trains_but_is_not_scored() -> None:
    rows = [
        {"text": "lovely", "labels": ["joy", "love"]},
        {"text": "lovely, but why?", "labels": ["joy", "curiosity"]},
    ]
    known = reaction_set(rows)
    assert known.targets.tolist() == [[1, 0, 0, 0, 0], [1, 0, 1, 0, 0]]
    assert known.scored.tolist() == [True, False]
    right = figures(known, np.array([[9.0, 0, 0, 0, 0], [0, 9.0, 0, 0, 0]]))
    assert right["goemotions_accuracy"] == 100


def test_dialogue_counts_as_a_bad_answer_and_a_thread_stays_in_one_group() -> None:
    known = reaction_set([ANSWERS])
    held = [known.labels[at] for at in known.targets.argmax(axis=1)]
    assert held == ["Good", "Bad", "Bad", "Potential"]
    assert known.groups == ["Q1"] * 4
    assert known.structure is not None
    assert known.structure.shape[0] == 4
    assert np.isfinite(known.structure).all()


def test_the_figure_of_an_unseen_project_is_the_mean_over_projects() -> None:
    rows = [
        {"text": text, "label": label, "project": project}
        for project in ("p", "q")
        for text, label in (("a", "bug"), ("b", "wish"))
    ]
    moved = np.array([[1.0, 0], [0, 1], [0, 1], [1, 0]])  # p is right, q is wrong
    found = figures(reaction_set(rows), moved)
    assert found["intention_macro_f1_by_project"] == {"p": 100.0, "q": 0.0}
    assert found["intention_macro_f1"] == 50.0


def test_rows_are_read_with_line_separators_inside(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    row = {"text": "a\u2028b", "intent": "No"}
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")
    assert read_rows(path) == [row]
