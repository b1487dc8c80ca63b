"""The CRM export of the demo world: reproducible, whole, and with its traps in place."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from demo.make_crm import COLUMNS, TODAY, write

DEMO = Path(__file__).resolve().parents[2] / "demo"
Rows = list[dict[str, str]]


def table(name: str) -> Rows:
    with (DEMO / "crm" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TABLES = {name: table(name) for name in COLUMNS}
ACCOUNTS = {row["Account ID"]: row for row in TABLES["accounts"]}
CONTACTS = {row["Contact ID"]: row for row in TABLES["contacts"]}
OWNERS = {row["Owner ID"]: row for row in TABLES["owners"]}
EMPLOYEES = json.loads((DEMO / "company" / "employees.json").read_text(encoding="utf-8"))


def test_generator_rewrites_the_same_bytes(tmp_path: Path) -> None:
    write(tmp_path)
    for name in COLUMNS:
        committed = (DEMO / "crm" / f"{name}.csv").read_bytes()
        assert (tmp_path / f"{name}.csv").read_bytes() == committed, name


def test_generator_runs_as_a_script_without_our_packages(tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-S", str(DEMO / "make_crm.py"), str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert {path.stem for path in tmp_path.iterdir()} == set(COLUMNS)


def test_size() -> None:
    assert len(ACCOUNTS) == 200
    assert len(CONTACTS) == 600
    assert all(len(TABLES[name]) > 50 for name in ("opportunities", "orders", "invoices"))


@pytest.mark.parametrize("name", COLUMNS)
def test_ids_are_distinct(name: str) -> None:
    column = COLUMNS[name][0]
    assert max(Counter(row[column] for row in TABLES[name]).values()) == 1


@pytest.mark.parametrize("name", COLUMNS)
def test_references_lead_somewhere(name: str) -> None:
    for row in TABLES[name]:
        for column, known in (
            ("Account ID", ACCOUNTS), ("Parent Account ID", ACCOUNTS), ("Contact ID", CONTACTS),
            ("Owner ID", OWNERS), ("Account Owner ID", OWNERS), ("Contact Owner ID", OWNERS),
        ):  # fmt: skip
            assert not row.get(column) or row[column] in known, row
        if row.get("Contact ID") and row.get("Account ID"):
            assert CONTACTS[row["Contact ID"]]["Account ID"] == row["Account ID"], row


def test_owners_are_employees() -> None:
    emails = {person["email"] for person in EMPLOYEES}
    assert {owner["Email"] for owner in OWNERS.values()} <= emails


def test_no_address_could_be_real() -> None:
    for row in ACCOUNTS.values():
        assert row["Domain"].endswith(".example")
        assert row["Website"] == f"https://www.{row['Domain']}"
    for row in CONTACTS.values():
        for email in (row["Email"], row["Secondary Email"]):
            assert re.fullmatch(r"([a-z.-]+@[a-z0-9.-]+\.example)?", email), email


def test_invoices_are_paid_due_and_overdue() -> None:
    states = Counter(
        "paid" if row["Paid Date"]
        else "overdue" if date.fromisoformat(row["Due Date"]) < TODAY else "due"
        for row in TABLES["invoices"]
    )  # fmt: skip
    assert states["paid"] > 100
    assert states["due"] >= 3
    assert states["overdue"] >= 5


def test_statuses_and_countries_are_mixed() -> None:
    statuses = Counter(row["Status"] for row in ACCOUNTS.values())
    assert set(statuses) == {"Customer", "Prospect", "Former customer", ""}
    assert len({row["Country"] for row in ACCOUNTS.values()}) == 7


def test_the_traps_are_there() -> None:
    names = Counter(row["Full Name"] for row in CONTACTS.values())
    assert names["Jan Novák"] == 2
    twins = [r for r in ACCOUNTS.values() if r["Account Name"].startswith("Kesselring Antrieb")]
    assert len({row["City"] for row in twins}) == 2
    assert any(row["Do Not Contact"] == "TRUE" for row in CONTACTS.values())
    known = [row["Profile URL"] for row in CONTACTS.values() if row["Profile URL"]]
    people = {path.stem for path in (DEMO / "network" / "people").glob("*.json")}
    assert {url.removeprefix("http://localhost:8766/people/") for url in known} <= people


def test_drawn_contacts_share_no_name_with_the_network() -> None:
    """Otherwise chance would make namesakes that demo/truth.json knows nothing of."""
    key = json.loads((DEMO / "crm_key_records.json").read_text(encoding="utf-8"))
    drawn = {row["Full Name"] for row in list(CONTACTS.values())[len(key["contacts"]) :]}
    people = {
        json.loads(path.read_text(encoding="utf-8"))["name"]
        for path in (DEMO / "network" / "people").glob("*.json")
    }
    assert not drawn & people
