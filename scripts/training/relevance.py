"""What each signal of relevance weighs: a proportional-odds model on our own gold set.

Reads tests/gold (invented people and discussions, two independent passes, settled), fits with a
ridge penalty by L-BFGS, and prints what cross-validation by discussion gives: every discussion is
scored by weights that never saw it. The concept layer was written with this set in view and knows
its fields better than those of other people; so every pair is learnt from a second time with three
of ten topics and areas hidden, as they are where a field is in no table, and the figures are
printed for such pairs too (`with_hidden_fields`). Of most authors of a discussion only the headline
is known: the weights for these are fitted on the same authors with all but the headline hidden,
and the grades that their whole profiles got. `--check` also fits one half (west: English,
German; east: Czech, Finnish) and tests the other. Writes assets/models/relevance/weights.json.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from measurements.gold_answers import discussion_of, profile_of
from measurements.gold_folder import read_folder
from measurements.reliability_diagram import reliability_svg
from numpy.typing import NDArray
from scipy.optimize import minimize

from backend.nlp.analysis import Analyser
from backend.nlp.embeddings import FAST, SEMANTIC, Tier, encoder
from backend.nlp.relevance.matches import find_matches
from backend.nlp.relevance.signals import FAST_SIGNALS, SEMANTIC_SIGNALS, read_signals
from backend.nlp.relevance.texts import author_texts, opening_of
from backend.nlp.relevance.weights import HEADLINE, WEIGHTS
from backend.nlp.results import ProfileAnalysis
from backend.schemas.capture import Discussion, Profile
from backend.schemas.finding import Finding

GOLD = Path(__file__).resolve().parents[2] / "tests" / "gold"
TODAY = date(2026, 11, 22)
FOLDS, RIDGE = 10, 3.0
HIDDEN, SEED = 0.3, 7
SIGNALS = {FAST: FAST_SIGNALS, SEMANTIC: SEMANTIC_SIGNALS}
HEADLINE_SIGNALS = {FAST: ("fields", "nearest"), SEMANTIC: ("nearest", "work")}
Row = dict[str, Any]
Numbers = NDArray[np.float64]


@dataclass
class Pairs:
    """Authors and discussions with a numeric grade: signals [pairs, signals], grades 0..2."""

    signals: Numbers
    grades: Numbers
    discussions: list[str]

    def part(self, keep: NDArray[np.bool_]) -> Pairs:
        names = [one for one, is_in in zip(self.discussions, keep, strict=True) if is_in]
        return Pairs(self.signals[keep], self.grades[keep], names)

    def __add__(self, other: Pairs) -> Pairs:
        return Pairs(
            np.concatenate([self.signals, other.signals]),
            np.concatenate([self.grades, other.grades]),
            [*self.discussions, *other.discussions],
        )


@dataclass
class Fitted:
    """Log-odds of grade 2 are base + signals @ slopes; of grade 1 at least, `adjacent` more."""

    base: float
    adjacent: float
    slopes: Numbers

    def log_odds(self, signals: Numbers) -> Numbers:
        found: Numbers = self.base + signals @ self.slopes
        return found


@dataclass
class Material:
    """The gold set as the product reads it."""

    labels: list[Row]
    people: dict[str, Profile]
    known: dict[str, ProfileAnalysis]
    threads: dict[str, Discussion]
    topics: dict[str, list[Finding]]


def read_material() -> Material:
    folder, analyser = read_folder(GOLD), Analyser()
    rows = {row["id"]: row for row in folder.authors}
    people = {key: profile_of(row) for key, row in rows.items()}
    threads = {row["id"]: discussion_of(row, rows) for row in folder.discussions}
    return Material(
        [row for row in folder.relevance if row["grade"] != "unknown"],
        people,
        {key: analyser.profile(one, today=TODAY) for key, one in people.items()},
        threads,
        {key: analyser.discussion(one).topics for key, one in threads.items()},
    )


def headlines_of(material: Material) -> Material:
    """The same with nothing of a person but the headline, of those of whom it tells something."""
    analyser = Analyser()
    people = {
        key: Profile(person=one.person, headline=one.headline)
        for key, one in material.people.items()
    }
    known = {key: analyser.profile(one, today=TODAY) for key, one in people.items()}
    told = {key for key, one in known.items() if one.informative or one.expertise or one.traces}
    labels = [row for row in material.labels if row["author"] in told]
    return Material(labels, people, known, material.threads, material.topics)


def read_pairs(material: Material, tier: Tier, names: Sequence[str], hidden: float = 0.0) -> Pairs:
    """The signals the product reads for every pair, with a share of topics and areas hidden."""
    meaning = encoder(SEMANTIC) if tier == SEMANTIC else None
    random = np.random.default_rng(SEED)

    def seen(findings: Sequence[Finding]) -> list[Finding]:
        return [one for one in findings if random.random() >= hidden]

    signals = []
    for row in material.labels:
        person, thread = material.known[row["author"]], row["discussion"]
        matches = find_matches(
            seen(material.topics[thread]), seen(person.expertise), seen(person.traces)
        )
        texts = author_texts(material.people[row["author"]])
        read = read_signals(matches, texts, opening_of(material.threads[thread]), meaning)
        signals.append([read[name].value if name in read else 0.0 for name in names])
    grades = np.array([float(row["grade"]) for row in material.labels])
    return Pairs(np.array(signals), grades, [row["discussion"] for row in material.labels])


def fit(pairs: Pairs) -> Fitted:
    """Maximum likelihood with a ridge penalty on slopes of signals in units of their spread."""
    spread = pairs.signals.std(axis=0) + 1e-9
    middle = pairs.signals.mean(axis=0)
    rows = (pairs.signals - middle) / spread

    def loss(parameters: Numbers) -> float:
        slopes, base, wider = parameters[:-2], parameters[-2], np.exp(parameters[-1])
        odds = base + rows @ slopes
        own, some = _probability(odds), _probability(odds + wider)
        shares = np.select([pairs.grades == 2, pairs.grades == 1], [own, some - own], 1 - some)
        likely = np.log(np.maximum(shares, 1e-9)).sum()
        return float(-likely + RIDGE / 2 * (slopes**2).sum())

    start = np.zeros(rows.shape[1] + 2)
    found = minimize(loss, start, method="L-BFGS-B").x
    slopes = found[:-2] / spread
    return Fitted(float(found[-2] - middle @ slopes), float(np.exp(found[-1])), slopes)


def _probability(log_odds: Numbers) -> Numbers:
    found: Numbers = 1 / (1 + np.exp(-log_odds))
    return found


def cross_validated(pairs: Pairs, more: Pairs) -> tuple[Numbers, Numbers]:
    """Log-odds of grade 2 and of grade 1 at least for `pairs`, from fits to both that never saw the
    discussion."""
    names = sorted(set(pairs.discussions))
    fold_of = {name: place % FOLDS for place, name in enumerate(names)}
    folds = np.array([fold_of[name] for name in pairs.discussions])
    own, some = np.zeros(len(folds)), np.zeros(len(folds))
    for fold in range(FOLDS):
        made = fit(pairs.part(folds != fold) + more.part(folds != fold))
        own[folds == fold] = made.log_odds(pairs.signals[folds == fold])
        some[folds == fold] = own[folds == fold] + made.adjacent
    return own, some


def pairwise_order(pairs: Pairs, scores: Numbers) -> float:
    """Of the pairs of one discussion with different grades, the share the scores order alike."""
    right = wanted = 0
    for name in set(pairs.discussions):
        inside = [place for place, one in enumerate(pairs.discussions) if one == name]
        for one, other in combinations(inside, 2):
            gap = pairs.grades[one] - pairs.grades[other]
            wanted += gap != 0
            right += gap * (scores[one] - scores[other]) > 0
    return right / wanted


def calibration(probabilities: Numbers, truth: NDArray[np.bool_], count: int = 10) -> Row:
    """Expected calibration error and the reliability diagram, bins of equal width."""
    places = np.minimum((probabilities * count).astype(int), count - 1)
    diagram, error = [], 0.0
    for place in range(count):
        inside = places == place
        if inside.any():
            said, was = float(probabilities[inside].mean()), float(truth[inside].mean())
            error += abs(said - was) * float(inside.mean())
            diagram.append([round(said, 3), round(was, 3), int(inside.sum())])
    return {"ece": round(error, 4), "diagram": diagram}


def figures(pairs: Pairs, more: Pairs) -> Row:
    own, some = cross_validated(pairs, more)
    grades = np.select([own >= 0, some >= 0], [2, 1], 0)
    return {
        "pairwise_order": round(pairwise_order(pairs, own), 4),
        "grade_accuracy": round(float((grades == pairs.grades).mean()), 4),
        "own_work": calibration(_probability(own), pairs.grades == 2),
        "adjacent_or_own": calibration(_probability(some), pairs.grades >= 1),
        "pairs": len(pairs.grades),
    }


def halves(pairs: Pairs, more: Pairs) -> Row:
    """Fitted on one half of the set, tested on the other, which has other languages."""
    is_west = np.array([name.startswith("w") for name in pairs.discussions])
    found = {}
    for name, keep in (("west", is_west), ("east", ~is_west)):
        test, made = pairs.part(keep), fit(pairs.part(~keep) + more.part(~keep))
        found[name] = round(pairwise_order(test, made.log_odds(test.signals)), 4)
    return found


def stored(made: Fitted, names: Sequence[str]) -> Row:
    return {
        "base": round(made.base, 3),
        "adjacent": round(made.adjacent, 3),
        "signals": {name: round(float(v), 3) for name, v in zip(names, made.slopes, strict=True)},
    }


def hashes() -> dict[str, str]:
    files = ("authors", "discussions", "relevance_gold")
    paths = [GOLD / f"{name}.jsonl" for name in files]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="fit one half, test the other")
    parser.add_argument("--diagram", type=Path, metavar="OUT", help="reliability diagram, SVG")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Fits both tiers, writes the weights, prints the figures."""
    made: Row = {}
    report: Row = {"sha256": hashes()}
    whole = read_material()
    for suffix, material, read in (
        ("", whole, SIGNALS), (HEADLINE, headlines_of(whole), HEADLINE_SIGNALS),
    ):  # fmt: skip
        for tier, names in read.items():
            pairs = read_pairs(material, tier, names)
            hidden = read_pairs(material, tier, names, HIDDEN)
            made[tier + suffix] = stored(fit(pairs + hidden), names)
            told = report[tier + suffix] = figures(pairs, hidden)
            told["with_hidden_fields"] = figures(hidden, pairs)["pairwise_order"]
            if arguments.check:
                told["other_half"] = halves(pairs, hidden)
    if arguments.diagram:
        drawn = reliability_svg(
            "Own work on the topic: said and true",
            {f"{tier} tier": report[tier]["own_work"]["diagram"] for tier in SIGNALS},
        )
        arguments.diagram.write_text(drawn, "utf-8")
    WEIGHTS.write_text(json.dumps(made, indent=1) + "\n", "utf-8")
    print(json.dumps(report))
    return 0
