"""The gold set of our own: whole, labelled once, by the definitions, and built from its passes."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from settling import agreement  # noqa: E402
from settling.labels import problems  # noqa: E402
from settling.passes import (  # noqa: E402
    GOLD,
    HALVES,
    ITEM_KEYS,
    TEXTS,
    Half,
    Row,
    as_lines,
    canonical,
    gold_files,
    read_half,
    read_rows,
)


@pytest.fixture(scope="module")
def halves() -> list[Half]:
    return [read_half(name) for name in HALVES]


@pytest.fixture(scope="module")
def files() -> dict[str, list[Row]]:
    """The gold files as they lie there."""
    return {name: read_rows(GOLD / f"{name}.jsonl") for name in (*TEXTS, *ITEM_KEYS)}


def comments_of(files: dict[str, list[Row]]) -> list[str]:
    return [comment["id"] for row in files["discussions"] for comment in row["comments"]]


def test_it_is_as_large_as_was_asked(files: dict[str, list[Row]]) -> None:
    assert len(files["authors"]) >= 150
    assert len(files["discussions"]) >= 30
    assert len(comments_of(files)) >= 600
    assert files["staff"]
    assert files["catalogue"]


def test_ids_are_unique_and_references_lead_somewhere(files: dict[str, list[Row]]) -> None:
    ids = [row["id"] for name in TEXTS for row in files[name]] + comments_of(files)
    assert [one for one, number in Counter(ids).items() if number > 1] == []
    authors = {row["id"] for row in files["authors"]}
    for discussion in files["discussions"]:
        own = {comment["id"] for comment in discussion["comments"]}
        assert discussion["root"]["author"] in authors
        for comment in discussion["comments"]:
            assert comment["author"] in authors, comment["id"]
            assert comment["parent"] is None or comment["parent"] in own, comment["id"]


def test_everything_is_labelled_once(files: dict[str, list[Row]]) -> None:
    authors = [row["id"] for row in files["authors"]]
    comments = comments_of(files)
    roots = [row["id"] for row in files["discussions"]]
    labelled = {
        name: sorted("/".join(row[key] for key in keys) for row in files[name])
        for name, keys in ITEM_KEYS.items()
    }
    assert labelled["expertise_gold"] == sorted(authors)
    assert labelled["seniority_gold"] == sorted(authors)
    assert labelled["reactions_gold"] == sorted(comments)
    assert labelled["triage_gold"] == sorted(comments + roots)
    present = {
        f"{discussion['id']}/{comment['author']}"
        for discussion in files["discussions"]
        for comment in discussion["comments"]
        if comment["author"] != discussion["root"]["author"]
    }
    assert labelled["relevance_gold"] == sorted(present)


def test_every_label_is_allowed_and_every_quote_stands_in_its_text(halves: list[Half]) -> None:
    staff = {row["id"] for half in halves for row in half.texts.get("staff", [])}
    assert [one for half in halves for one in problems(half, staff)] == []


def test_every_disagreement_is_settled_with_a_reason_of_its_own(halves: list[Half]) -> None:
    for half in halves:
        assert half.open_items() == []
        reasons = Counter(row["why"] for row in half.settled.values())
        # A few sentences fit two or three items; more would be no reason but a formula.
        assert max(reasons.values()) <= 3, reasons.most_common(1)
        needless = [
            (file, item)
            for (file, item), row in half.settled.items()
            if not half.differs(file, item)
            and canonical(row["settled"]) == canonical(half.a[file][item])
        ]
        assert needless == [], "settled although both passes say the same"


def test_the_gold_files_are_what_the_script_builds(halves: list[Half]) -> None:
    for name, rows in gold_files(halves).items():
        text = (GOLD / f"{name}.jsonl").read_text("utf-8")
        assert text == as_lines(rows), f"{name}: run scripts/settle-gold --write"


# -- the figures of agreement ----------------------------------------------------------------


def test_kappa_of_a_table_worked_by_hand() -> None:
    said = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    # Seen .70, by chance .5 * .6 + .5 * .4 = .50.
    assert agreement.kappa(said) == pytest.approx(0.4)
    assert agreement.kappa([("no", "no")] * 3) is None


def test_weighted_kappa_forgives_the_neighbour() -> None:
    near, far = [(0, 0), (1, 1), (2, 2), (2, 1)], [(0, 0), (1, 1), (2, 2), (2, 0)]
    assert agreement.weighted_kappa(near) > agreement.weighted_kappa(far)


def test_an_area_is_matched_once_and_the_likest_first() -> None:
    def area(concept: str, surface: str) -> Row:
        return {"concept": concept, "surface": surface, "strength": "some"}

    one = [area("pump maintenance", "API 610 pumps"), area("mechanical seals", "API 682 seals")]
    other = [area("centrifugal pumps", "API 610 pumps"), area("pump repair", "pumps")]
    assert agreement.matched_areas(one, other) == [(one[0], other[0])]
    pairs = [({"areas": one}, {"areas": other})]
    assert agreement.areas_f1(pairs) == pytest.approx(0.5)
