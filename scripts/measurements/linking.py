"""How well stated employers find their account, or people their contact.

ACCOUNTS and QUERIES are CSV files (gzip if they end in .gz). Organisations: account_id, name and,
if there, city, country, domain, url; queries: employer, account_id (empty: it has none) and the
same. People: contact_id, first, last, organisation, city, country in both. Prints one JSON object:
precision, recall and f1 of what is linked or suggested, `recall_at_p95` over the probabilities, and
the same counts for what is linked without asking.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.linking.blocking import account_keys, contact_keys, organisation_keys, person_keys
from backend.linking.key_index import KeyIndex
from backend.linking.records import (
    AccountEntry,
    ContactEntry,
    Employer,
    OrganisationQuery,
    PersonQuery,
)
from backend.linking.resolver import resolve_organisation, resolve_person
from backend.schemas.annotation import Link

Row = dict[str, str]


@dataclass(frozen=True)
class Answer:
    """What was found for one query; `wanted` is None where there is nothing to find."""

    query: str
    wanted: str | None
    found: str | None
    name: str | None
    judgement: str
    reason: str
    probability: float
    blocked: bool
    seconds: float

    @property
    def right(self) -> bool:
        return self.wanted is not None and self.wanted == self.found


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a CSV file, gzipped or not."""
    opener: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)


def _given(row: Row, name: str) -> str | None:
    return (row.get(name) or "").strip() or None


def _several(row: Row, name: str) -> tuple[str, ...]:
    return tuple(filter(None, [_given(row, name)]))


def _account(row: Row) -> AccountEntry:
    return AccountEntry(
        id=row["account_id"],
        name=row["name"],
        aliases=tuple(filter(None, (row.get("aliases") or "").split("|"))),
        domains=_several(row, "domain"),
        urls=_several(row, "url"),
        city=_given(row, "city"),
        country=_given(row, "country"),
    )


def _contact(row: Row) -> ContactEntry:
    return ContactEntry(
        id=row["contact_id"],
        name=f"{row.get('first', '')} {row.get('last', '')}".strip(),
        account_name=_given(row, "organisation"),
        city=_given(row, "city"),
        country=_given(row, "country"),
    )


def _answer(query: str, wanted: str, link: Link, ids: Sequence[str], seconds: float) -> Answer:
    best = link.candidates[0] if link.candidates else None
    return Answer(
        query=query,
        wanted=wanted or None,
        found=best.id if best else None,
        name=best.name if best else None,
        judgement=link.judgement,
        reason=link.reason,
        probability=best.probability if best else 0.0,
        blocked=wanted in ids,
        seconds=seconds,
    )


def link_employers(accounts: Path, queries: Path) -> list[Answer]:
    """One answer for each stated employer."""
    index = KeyIndex([_account(row) for row in read_rows(accounts)], account_keys)
    answers = []
    for row in read_rows(queries):
        start = time.thread_time()
        query = OrganisationQuery(
            name=row["employer"],
            urls=_several(row, "url"),
            domains=_several(row, "domain"),
            city=_given(row, "city"),
            country=_given(row, "country"),
        )
        candidates = index.candidates(organisation_keys(query))
        link = resolve_organisation(query, candidates, (), index.frequencies)
        seconds = time.thread_time() - start
        ids = [entry.id for entry in candidates]
        answers.append(_answer(query.name, row.get("account_id") or "", link, ids, seconds))
    return answers


def link_people(contacts: Path, queries: Path) -> list[Answer]:
    """One answer for each person."""
    index = KeyIndex([_contact(row) for row in read_rows(contacts)], contact_keys)
    answers = []
    for row in read_rows(queries):
        start = time.thread_time()
        employer = _given(row, "organisation")
        query = PersonQuery(
            name=f"{row.get('first', '')} {row.get('last', '')}".strip(),
            employers=(Employer(employer),) if employer else (),
            city=_given(row, "city"),
            country=_given(row, "country"),
        )
        candidates = index.candidates(person_keys(query))
        link = resolve_person(query, candidates)
        seconds = time.thread_time() - start
        ids = [entry.id for entry in candidates]
        answers.append(_answer(query.name, row.get("contact_id") or "", link, ids, seconds))
    return answers


def _rates(answers: Sequence[Answer], given: Callable[[Answer], bool]) -> dict[str, float]:
    told = [answer for answer in answers if given(answer)]
    right = sum(answer.right for answer in told)
    wanted = sum(answer.wanted is not None for answer in answers)
    precision = right / len(told) if told else 0.0
    recall = right / wanted if wanted else 0.0
    both = precision + recall
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / both, 4) if both else 0.0,
    }


def recall_at(answers: Sequence[Answer], precision: float) -> float:
    """The largest share of findable answers that can be had at this precision, by probability."""
    wanted = sum(answer.wanted is not None for answer in answers)
    ranked = sorted((a for a in answers if a.found), key=lambda answer: -answer.probability)
    best = right = 0
    for count, answer in enumerate(ranked, start=1):
        right += answer.right
        last = count == len(ranked) or ranked[count].probability < answer.probability
        if last and right / count >= precision:
            best = right
    return round(best / wanted, 4) if wanted else 0.0


def summary(answers: Sequence[Answer]) -> dict[str, Any]:
    """All figures; the four that acceptance asks for stand at the top level."""
    seconds = sorted(answer.seconds for answer in answers) or [0.0]
    wanted = [answer for answer in answers if answer.wanted is not None]
    linked = _rates(answers, lambda answer: answer.judgement == "linked")
    return {
        "queries": len(answers),
        "with_match": len(wanted),
        "blocking_recall": round(sum(a.blocked for a in wanted) / max(1, len(wanted)), 4),
        "best_is_right": round(sum(a.right for a in wanted) / max(1, len(wanted)), 4),
        "linked": sum(answer.judgement == "linked" for answer in answers),
        "linked_precision": linked["precision"],
        "linked_recall": linked["recall"],
        "p50_ms": round(1000 * seconds[len(seconds) // 2], 3),
        "p99_ms": round(1000 * seconds[int(len(seconds) * 0.99)], 3),
        **_rates(answers, lambda answer: answer.judgement != "none"),
        "recall_at_p95": recall_at(answers, 0.95),
    }


def write_predictions(path: Path, answers: Sequence[Answer]) -> None:
    """One row for each query, in their order."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["query", "wanted", "found", "name", "judgement", "reason", "probability"])
        for a in answers:
            writer.writerow(
                [a.query, a.wanted or "", a.found or "", a.name or "", a.judgement, a.reason,
                 f"{a.probability:.6f}"]
            )  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("accounts", type=Path, metavar="ACCOUNTS")
    parser.add_argument("queries", type=Path, metavar="QUERIES")
    parser.add_argument("--predictions", type=Path, metavar="OUT")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measures and prints the figures as the last line."""
    header = next(read_rows(arguments.queries), {})
    link = link_people if "contact_id" in header else link_employers
    answers = link(arguments.accounts, arguments.queries)
    if arguments.predictions:
        write_predictions(arguments.predictions, answers)
    print(json.dumps(summary(answers)))
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser)
    return run(parser.parse_args(argv))


if __name__ == "__main__":
    sys.exit(main())
