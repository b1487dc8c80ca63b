"""Who answers a question, from the texts known before it was asked.

FILE is JSON lines (gzip if it ends in .gz), a post a line: site, topic, thread, post, type question
| answer, author, date, accepted, title, text. Each site is played in time order of its questions;
the first fifth warms up. People are those who answered somebody before. Nothing is trained on FILE.

mrr, hit5: rank of the first person who did answer, over questions that somebody known answered;
mean over the sites, so that a large one does not speak for all. auc: (question, answerer) against
(question, somebody known who never answered in the question's topic), sites with several topics.
auc_anybody: against anybody known who did not answer. ece: expected calibration error, ten bins,
over the pairs of auc and as many drawn strangers; on a site with one topic, the strangers are
anybody known. unknown_right: of the pairs marked "unknown" the share that were answerers. plain:
BM25 over the author's posts in the same run; under these definitions it has what the issue names
as the plain tools' figures.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from backend.nlp.embeddings import FAST, SEMANTIC, encoder
from backend.nlp.retrieval.answers import Answer, AnswerHistory, Question, Suggestion
from backend.nlp.retrieval.evidence import THIN
from measurements.reliability_diagram import reliability_svg
from measurements.routing_plain import PlainHistory

WARM_UP = 0.2
LISTED = 50
Row = dict[str, Any]


@dataclass
class Pair:
    """Somebody known and a question: did they answer it?"""

    site: str
    is_right: bool
    is_off_topic: bool
    evidence: float
    probability: float


@dataclass
class Played:
    """What came out for one site."""

    ranks: list[int] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    topics: set[str] = field(default_factory=set)
    lines: dict[str, Row] = field(default_factory=dict)


def read_rows(path: Path) -> Iterator[Row]:
    """The objects of a JSON lines file, gzipped or not."""
    opener: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as stream:
        yield from (json.loads(line) for line in stream if line.strip())


def threads_of(rows: Sequence[Row]) -> dict[str, list[list[Row]]]:
    """Site → its threads, question first, in time order of the questions."""
    sites: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        sites.setdefault(row.get("site") or "", {}).setdefault(row["thread"], []).append(row)
    found = {}
    for site, threads in sites.items():
        asked = [sorted(ones, key=lambda row: row["type"] != "question")
                 for ones in threads.values()]  # fmt: skip
        asked = [ones for ones in asked if ones[0]["type"] == "question"]
        found[site] = sorted(asked, key=lambda ones: ones[0].get("date") or "")
    return found


def question_of(row: Row) -> Question:
    return Question(
        id=row["post"],
        asker=author_of(row),
        title=row.get("title") or None,
        text=row.get("text") or "",
        field=row.get("topic") or None,
        when=date_of(row),
    )


def author_of(row: Row) -> str:
    """The post's author; a post without one is by somebody who wrote nothing else."""
    return str(row.get("author") or row["post"])


def date_of(row: Row) -> datetime | None:
    try:
        return datetime.fromisoformat(row.get("date") or "")
    except ValueError:
        return None


def play(site: str, threads: Sequence[list[Row]], history: AnswerHistory | PlainHistory) -> Played:
    """Ranks at every question, then learns its thread."""
    played = Played()
    random = np.random.default_rng(0)
    in_field: dict[str, set[str]] = {}
    for number, (first, *rest) in enumerate(threads):
        question = question_of(first)
        topic = first.get("topic") or ""
        played.topics.add(topic)
        ranking = history.rank(question)
        wrote = {author_of(row) for row in rest} - {question.asker}
        note_lines(played, first, rest, ranking, wrote)
        if number >= WARM_UP * len(threads):
            note_rank(played, ranking, wrote)
            pairs = draw_pairs(site, ranking, wrote, in_field.get(topic, set()), random)
            played.pairs += pairs
        history.add(
            question,
            [Answer(row["post"], author_of(row), row.get("text") or "") for row in rest],
        )
        in_field.setdefault(topic, set()).update(wrote)
    return played


def note_rank(played: Played, ranking: Sequence[Suggestion], wrote: set[str]) -> None:
    rank = next((at for at, one in enumerate(ranking, 1) if one.person in wrote), None)
    if rank is not None:
        played.ranks.append(rank)


def draw_pairs(
    site: str, ranking: Sequence[Suggestion], wrote: set[str], in_field: set[str],
    random: np.random.Generator,
) -> list[Pair]:  # fmt: skip
    """The known answerers, and as many strangers to the topic and as many other people."""
    right = [one for one in ranking if one.person in wrote]
    others = [one for one in ranking if one.person not in wrote]
    strangers = [one for one in others if one.person not in in_field]
    pairs = [Pair(site, True, False, one.evidence, one.probability) for one in right]
    for pool, is_off in ((strangers, True), (others, False)):
        if pool:
            for at in random.integers(len(pool), size=len(right)).tolist():
                one = pool[at]
                pairs.append(Pair(site, False, is_off, one.evidence, one.probability))
    return pairs


def note_lines(
    played: Played, first: Row, rest: Sequence[Row], ranking: Sequence[Suggestion], wrote: set[str]
) -> None:
    """The prediction of each row: a ranking for a question, its author's weight for an answer."""
    known = {one.person: one for one in ranking}
    played.lines[first["post"]] = {
        "post": first["post"],
        "ranking": [
            {"author": one.person, "score": round(one.evidence, 4),
             "probability": round(one.probability, 4)}
            for one in ranking[:LISTED]
        ],
        "known_answerers": sorted(wrote & known.keys()),
    }  # fmt: skip
    for row in rest:
        one = known.get(author_of(row))
        is_told = one is not None and one.probability >= THIN
        played.lines[row["post"]] = {
            "post": row["post"],
            "author": author_of(row),
            "probability": round(one.probability, 4) if one and is_told else None,
        }


def area_under_curve(right: Sequence[float], wrong: Sequence[float]) -> float | None:
    """The probability that a right pair has the higher value, ties counted half."""
    if not right or not wrong:
        return None
    values = np.array([*right, *wrong])
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    excess = ranks[: len(right)].sum() - len(right) * (len(right) + 1) / 2
    return float(excess / (len(right) * len(wrong)))


def bins(pairs: Sequence[Pair], count: int = 10) -> list[Row]:
    """The reliability diagram: mean probability and share of right ones in each bin."""
    found = []
    for low in range(count):
        inside = [p for p in pairs if min(int(p.probability * count), count - 1) == low]
        if inside:
            found.append({
                "from": low / count,
                "pairs": len(inside),
                "probability": round(float(np.mean([p.probability for p in inside])), 4),
                "right": round(float(np.mean([p.is_right for p in inside])), 4),
            })  # fmt: skip
    return found


def calibration_error(pairs: Sequence[Pair]) -> float | None:
    """Expected calibration error (Naeini et al. 2015), ten bins of equal width."""
    if not pairs:
        return None
    gaps = [one["pairs"] * abs(one["probability"] - one["right"]) for one in bins(pairs)]
    return float(sum(gaps) / len(pairs))


def figures(played: Sequence[Played]) -> Row:
    """The figures of some sites together."""
    ranked = [one for one in played if one.ranks]
    per_site = [
        (np.mean([1 / r for r in one.ranks]), np.mean([r <= 5 for r in one.ranks]))
        for one in ranked
    ]
    mrr, hit5 = np.mean(per_site, axis=0).tolist() if per_site else (None, None)
    pairs = [pair for one in played for pair in one.pairs]
    several = [pair for one in played if len(one.topics) > 1 for pair in one.pairs]
    calibrated = [
        pair for one in played for pair in one.pairs
        if pair.is_right or pair.is_off_topic == (len(one.topics) > 1)
    ]  # fmt: skip
    unknown = [pair for pair in calibrated if pair.probability < THIN]
    right = [pair.evidence for pair in several if pair.is_right]
    return {
        "mrr": mrr,
        "hit5": hit5,
        "auc": area_under_curve(right, [p.evidence for p in several if p.is_off_topic]),
        "auc_anybody": area_under_curve(
            [p.evidence for p in pairs if p.is_right],
            [p.evidence for p in pairs if not p.is_right and not p.is_off_topic],
        ),
        "ece": calibration_error(calibrated),
        "unknown": len(unknown) / len(calibrated) if calibrated else None,
        "unknown_right": sum(p.is_right for p in unknown) / len(unknown) if unknown else None,
        "questions": sum(len(one.ranks) for one in ranked),
        "pairs": len(calibrated),
        "reliability": bins(calibrated),
    }


def rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    return round(value, 4) if isinstance(value, float) else value


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--predictions", type=Path, metavar="OUT")
    parser.add_argument("--tier", choices=(FAST, SEMANTIC), default=FAST, help="semantic: minutes")
    parser.add_argument("--diagram", type=Path, metavar="OUT", help="reliability diagram, SVG")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measures and prints the figures as the last line."""
    rows = [row for path in arguments.files for row in read_rows(path)]
    meaning = encoder(SEMANTIC) if arguments.tier == SEMANTIC else None
    played = {
        site: play(site, threads, AnswerHistory(meaning))
        for site, threads in threads_of(rows).items()
    }
    if arguments.predictions:
        lines = {post: line for one in played.values() for post, line in one.lines.items()}
        with arguments.predictions.open("w", encoding="utf-8") as stream:
            for row in rows:
                line = lines.get(row["post"], {"post": row["post"]})
                print(json.dumps(line, ensure_ascii=False), file=stream)
    plain = figures([
        play(site, threads, PlainHistory()) for site, threads in threads_of(rows).items()
    ])  # fmt: skip
    result = figures(list(played.values()))
    result["plain"] = {key: plain[key] for key in ("mrr", "hit5", "auc", "auc_anybody")}
    result["sites"] = {
        site: {key: value for key, value in figures([one]).items() if key != "reliability"}
        for site, one in played.items()
    }
    if arguments.diagram:
        found = {site: _diagram(one) for site, one in played.items()}
        drawn = reliability_svg("Who is on the topic: said and true", found)
        arguments.diagram.write_text(drawn, "utf-8")
    print(json.dumps(rounded(result)))
    return 0


def _diagram(played: Played) -> list[tuple[float, float, int]]:
    shown = figures([played])["reliability"]
    return [(one["probability"], one["right"], one["pairs"]) for one in shown]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser)
    return run(parser.parse_args(argv))


if __name__ == "__main__":
    sys.exit(main())
