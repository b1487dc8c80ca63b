"""scripts/measure linking: counts by hand agree with what it prints, for employers and people."""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def measure(*arguments: Path | str) -> dict[str, Any]:
    command = [sys.executable, str(ROOT / "scripts" / "measure"), "linking", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def test_employers(tmp_path: Path) -> None:
    accounts, queries = tmp_path / "accounts.csv.gz", tmp_path / "queries.csv"
    with gzip.open(accounts, "wt", encoding="utf-8") as stream:
        stream.write("account_id,name\n1,Kovo Brno a.s.\n2,Lakeus Meijerit Oyj\n3,Thornbury Ltd\n")
    queries.write_text(
        "employer,account_id\nKOVO BRNO,1\nLakeus Meijeri,2\nWholly Unlike,3\nNowhere Inc,\n"
        '"Thornbury, Limited",\n',
        encoding="utf-8",
    )
    figures = measure(accounts, queries, "--predictions", tmp_path / "out.csv")
    assert (figures["queries"], figures["with_match"]) == (5, 3)
    # Right: Kovo and Lakeus; wrong: Thornbury, which the truth says has no account.
    assert figures["precision"] == 0.6667
    assert figures["recall"] == 0.6667
    assert figures["f1"] == 0.6667
    assert list(figures)[-1] == "recall_at_p95"
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as out:
        rows = list(csv.DictReader(out))
    assert [row["found"] for row in rows if row["judgement"] != "none"] == ["1", "2", "3"]


def test_people(tmp_path: Path) -> None:
    contacts, queries = tmp_path / "contacts.csv", tmp_path / "queries.csv"
    head = "contact_id,first,last,organisation,city,country\n"
    contacts.write_text(
        head + "c1,Jana,Tichá,Kovo Brno a.s.,Brno,CZ\nc2,Jana,Tichá,Grebe Ltd,Leeds,GB\n"
        "c3,Robert,Tern,Grebe Ltd,Leeds,GB\n", encoding="utf-8",
    )  # fmt: skip
    queries.write_text(
        head + "c2,Jana,Ticha,Grebe,,\nc3,Bob,Tern,,Leeds,\n,Jana,Tichá,Lakeus Oy,Turku,FI\n",
        encoding="utf-8",
    )
    figures = measure(contacts, queries)
    assert (figures["linked"], figures["linked_precision"], figures["f1"]) == (2, 1.0, 1.0)
    assert figures["blocking_recall"] == 1.0
