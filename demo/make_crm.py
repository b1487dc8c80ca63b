"""Writes the CRM export of the demo world (demo/crm/*.csv): the same bytes on every run.

Key records stand by hand in crm_key_records.json; the rest is drawn, with a fixed seed, from
crm_word_lists.json. Needs the standard library only.

    python demo/make_crm.py [FOLDER]
"""

from __future__ import annotations

import csv
import json
import random
import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

HERE = Path(__file__).parent
TODAY = date(2026, 11, 21)
"""The day the export was made; every other date is meant relative to it."""
SEED = 20261121
ACCOUNTS = 200
CONTACTS = 600

Row = dict[str, Any]
T = TypeVar("T")

COLUMNS = {
    "owners": ["Owner ID", "Owner Name", "Email", "Unit"],
    "accounts": [
        "Account ID", "Account Name", "Also Known As", "Website", "Domain", "Industry",
        "Employees", "City", "Country", "Status", "Account Owner ID", "Parent Account ID",
    ],
    "contacts": [
        "Contact ID", "First Name", "Last Name", "Full Name", "Account ID", "Account Name",
        "Job Title", "Department", "Email", "Secondary Email", "Phone", "Profile URL", "City",
        "Country", "Contact Owner ID", "Do Not Contact",
    ],
    "opportunities": [
        "Opportunity ID", "Opportunity Name", "Account ID", "Contact ID", "Stage", "Status",
        "Amount", "Currency", "Probability (%)", "Close Date", "Owner ID",
    ],
    "orders": [
        "Order ID", "Order Number", "Account ID", "Order Date", "Amount", "Currency", "Product",
    ],
    "invoices": [
        "Invoice ID", "Invoice Number", "Account ID", "Issue Date", "Due Date", "Paid Date",
        "Amount", "Currency",
    ],
    "activities": [
        "Activity ID", "Account ID", "Contact ID", "Type", "Direction", "Subject", "Description",
        "Date", "Owner ID",
    ],
}  # fmt: skip


class Draw:
    """Random choices made of `random()` alone: the one call whose sequence Python guarantees."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def below(self, end: int) -> int:
        return int(self._random.random() * end)

    def between(self, first: int, last: int) -> int:
        return first + self.below(last - first + 1)

    def one(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def chance(self, percent: int) -> bool:
        return self.below(100) < percent


def ascii_name(text: str) -> str:
    """Lower-case ASCII of a name, words joined by hyphens: for domains and e-mail addresses."""
    decomposed = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def load(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def make_owners(names: Iterable[str]) -> list[Row]:
    staff = {person["name"]: person for person in load("company/employees.json")}
    return [
        dict(zip(COLUMNS["owners"], [f"OWN-{number:02d}", name, staff[name]["email"],
                                     staff[name]["unit"]], strict=True))
        for number, name in enumerate(names, 1)
    ]  # fmt: skip


def key_accounts(records: list[Row], owner_id: dict[str, str]) -> list[Row]:
    return [
        dict(zip(COLUMNS["accounts"], [
            record["id"], record["name"], record["aka"], f"https://www.{record['domain']}",
            record["domain"], record["industry"], record["employees"], record["city"],
            record["country"], record["status"], owner_id[record["owner"]], record["parent"],
        ], strict=True))
        for record in records
    ]  # fmt: skip


def draw_accounts(draw: Draw, words: Row, first: int, owners: list[Row]) -> list[Row]:
    """Accounts number `first`..ACCOUNTS: no name twice, a few without a status."""
    countries = words["countries"]
    weighted = [name for name, country in countries.items() for _ in range(country["share"])]
    rows: list[Row] = []
    seen: set[str] = set()
    while first + len(rows) <= ACCOUNTS:
        where = draw.one(weighted)
        country = countries[where]
        trade = draw.one(list(country["trades"]))
        root = draw.one(country["roots"])
        if (core := f"{root} {trade}") in seen:
            continue
        seen.add(core)
        name = country["pattern"].format(trade=trade, root=root, form=draw.one(country["forms"]))
        domain = f"{ascii_name(core)}.example"
        status = draw.one(["Customer"] * 9 + ["Prospect"] * 8 + ["Former customer"] * 3)
        if draw.chance(3):
            status = ""
        rows.append(dict(zip(COLUMNS["accounts"], [
            f"ACC-{first + len(rows):04d}", name, "", f"https://www.{domain}", domain,
            country["trades"][trade], str(draw.between(3, 160) * 10), draw.one(country["cities"]),
            where, status, draw.one(owners[2:])["Owner ID"], "",
        ], strict=True)))  # fmt: skip
    return rows


def contact_row(record: Row, account: Row, phone: str) -> Row:
    """One contact; city, country and owner are the account's."""
    return dict(zip(COLUMNS["contacts"], [
        record["id"], record["first"], record["last"], f"{record['first']} {record['last']}",
        account["Account ID"], account["Account Name"], record["title"], record["department"],
        record["email"], record.get("email2", ""), phone, record.get("profile", ""),
        account["City"], account["Country"], account["Account Owner ID"],
        "TRUE" if record["do_not_contact"] else "FALSE",
    ], strict=True))  # fmt: skip


def draw_phone(draw: Draw, country: Row) -> str:
    return f"{country['phone']} 555 {draw.between(100, 999)} {draw.between(100, 999)}"


def draw_contacts(draw: Draw, words: Row, first: int, accounts: list[Row]) -> list[Row]:
    """Contacts number `first`..CONTACTS: every drawn account has one, the rest fall anywhere."""
    rows: list[Row] = []
    taken: set[str] = set()
    drawn = accounts[-(ACCOUNTS - first) :]
    while first + len(rows) <= CONTACTS:
        account = drawn[len(rows)] if len(rows) < len(drawn) else draw.one(accounts)
        country = words["countries"][account["Country"]]
        sex = draw.one(["men", "women"])
        given = draw.one(country[sex])
        family = draw.one(country.get(f"surnames_{sex}") or country["surnames"])
        email = f"{ascii_name(given)}.{ascii_name(family)}@{account['Domain']}"
        if email in taken:
            continue
        taken.add(email)
        title, department = draw.one(words["titles"])
        record = {
            "id": f"CON-{first + len(rows):04d}", "first": given, "last": family, "title": title,
            "department": department, "email": "" if draw.chance(6) else email,
            "do_not_contact": draw.chance(3),
        }  # fmt: skip
        rows.append(contact_row(record, account, draw_phone(draw, country)))
    return rows


def draw_day(draw: Draw, earliest: int, latest: int) -> date:
    """A day between `earliest` and `latest` days before TODAY (negative: after it)."""
    return TODAY - timedelta(days=draw.between(latest, earliest))


def draw_trade(draw: Draw, words: Row, account: Row) -> tuple[list[Row], list[Row]]:
    """Orders of a customer or former customer, and an invoice for each: paid, due or overdue."""
    country = words["countries"][account["Country"]]
    former = account["Status"] == "Former customer"
    days = [
        draw_day(draw, 3600, 1500) if former else draw_day(draw, 1400, 5)
        for _ in range(draw.between(1, 4))
    ]
    orders, invoices = [], []
    for day in sorted(days):
        amount = f"{draw.between(12, 900) * 100 * country['rate']:.2f}"
        orders.append(
            {
                "account": account["Account ID"],
                "on": day.isoformat(),
                "amount": amount,
                "currency": country["currency"],
                "product": draw.one(words["products"]),
            }
        )
        issued = day + timedelta(days=draw.between(1, 20))
        if issued > TODAY:
            continue
        due = issued + timedelta(days=draw.one([14, 30, 30, 45]))
        late = draw.one([-6, -3, -1, 0, 2, 9])
        paid: date | None = due + timedelta(days=late)
        if due >= TODAY or (due > TODAY - timedelta(days=200) and draw.chance(35)):
            paid = None
        invoices.append(
            {
                "account": account["Account ID"],
                "issued": issued.isoformat(),
                "due": due.isoformat(),
                "paid": paid.isoformat() if paid else "",
                "amount": amount,
                "currency": country["currency"],
            }
        )
    return orders, invoices  # fmt: skip


def draw_opportunity(draw: Draw, words: Row, account: Row, contact: Row | None) -> Row:
    country = words["countries"][account["Country"]]
    product = draw.one(words["products"])
    status = draw.one(["Open", "Open", "Won", "Lost"])
    if account["Status"] == "Former customer":
        status = "Lost"
    stage, probability = draw.one(words["stages_open"])
    if status != "Open":
        stage, probability = f"Closed {status.lower()}", 100 if status == "Won" else 0
    close = draw_day(draw, -20, -200) if status == "Open" else draw_day(draw, 1200, 10)
    return {
        "account": account["Account ID"], "contact": contact["Contact ID"] if contact else "",
        "name": f"{account['Account Name']}: {product.removeprefix('Wattlund ')}",
        "stage": stage, "status": status, "amount": f"{draw.between(8, 700) * 200:.2f}",
        "currency": country["currency"], "probability": probability, "close": close.isoformat(),
    }  # fmt: skip


def draw_activities(draw: Draw, words: Row, account: Row, contacts: list[Row]) -> list[Row]:
    rows = []
    for _ in range(draw.between(1, 5)):
        kind, direction, subject, text = draw.one(words["activities"])
        contact = draw.one(contacts)["Contact ID"] if contacts else ""
        at = f"{draw_day(draw, 900, 3)}T{draw.between(6, 16):02d}:{draw.between(0, 59):02d}:00Z"
        rows.append(
            {
                "account": account["Account ID"],
                "contact": contact,
                "type": kind,
                "direction": direction,
                "subject": subject,
                "text": text,
                "at": at,
            }
        )
    return rows  # fmt: skip


def build() -> dict[str, list[Row]]:
    """All seven tables, rows in the order they are written."""
    key, words, draw = load("crm_key_records.json"), load("crm_word_lists.json"), Draw(SEED)
    owners = make_owners(key["owners"])
    owner_id = {owner["Owner Name"]: owner["Owner ID"] for owner in owners}
    by_hand = key_accounts(key["accounts"], owner_id)
    drawn = draw_accounts(draw, words, len(by_hand) + 1, owners)
    accounts = by_hand + drawn
    account_of = {account["Account ID"]: account for account in accounts}
    contacts = [
        contact_row(record, account := account_of[record["account"]],
                    draw_phone(draw, words["countries"][account["Country"]]))
        for record in key["contacts"]
    ]  # fmt: skip
    contacts += draw_contacts(draw, words, len(contacts) + 1, accounts)
    facts: dict[str, list[Row]] = {
        name: list(key[name]) for name in ("opportunities", "orders", "invoices", "activities")
    }
    for account in drawn:
        people = [row for row in contacts if row["Account ID"] == account["Account ID"]]
        if account["Status"] in ("Customer", "Former customer"):
            orders, invoices = draw_trade(draw, words, account)
            facts["orders"] += orders
            facts["invoices"] += invoices
        if draw.chance(70 if account["Status"] == "Prospect" else 30):
            contact = draw.one(people) if people else None
            facts["opportunities"].append(draw_opportunity(draw, words, account, contact))
        facts["activities"] += draw_activities(draw, words, account, people)
    tables = {"owners": owners, "accounts": accounts, "contacts": contacts}
    return tables | finish(facts, account_of, owner_id)


def finish(facts: dict[str, list[Row]], account_of: dict[str, Row], owner_id: dict[str, str]
           ) -> dict[str, list[Row]]:  # fmt: skip
    """Numbers the facts by date, names their owners, and lays them out in columns."""

    def owner(row: Row) -> str:
        return owner_id[row["owner"]] if "owner" in row else (
            account_of[row["account"]]["Account Owner ID"])  # fmt: skip

    def number(row: Row, prefix: str, day: str, index: int) -> str:
        return row.get("number") or f"{prefix}-{day[:4]}-{5000 + index}"

    def table(name: str, values: Iterable[list[Any]]) -> list[Row]:
        return [dict(zip(COLUMNS[name], row, strict=True)) for row in values]

    return {
        "opportunities": table("opportunities", (
            [f"OPP-{i:04d}", r["name"], r["account"], r["contact"], r["stage"], r["status"],
             r["amount"], r["currency"], r["probability"], r["close"], owner(r)]
            for i, r in enumerate(sorted(facts["opportunities"], key=lambda r: r["close"]), 1))),
        "orders": table("orders", (
            [f"ORD-{i:04d}", number(r, "SO", r["on"], i), r["account"], r["on"], r["amount"],
             r["currency"], r["product"]]
            for i, r in enumerate(sorted(facts["orders"], key=lambda r: r["on"]), 1))),
        "invoices": table("invoices", (
            [f"BIL-{i:04d}", number(r, "INV", r["issued"], i), r["account"], r["issued"], r["due"],
             r["paid"], r["amount"], r["currency"]]
            for i, r in enumerate(sorted(facts["invoices"], key=lambda r: r["issued"]), 1))),
        "activities": table("activities", (
            [f"ACT-{i:05d}", r["account"], r["contact"], r["type"], r["direction"], r["subject"],
             r["text"], r["at"], owner(r)]
            for i, r in enumerate(sorted(facts["activities"], key=lambda r: r["at"]), 1))),
    }  # fmt: skip


def write(folder: Path) -> dict[str, int]:
    """Writes one CSV per table into `folder`; gives the number of rows of each."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = build()
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return {name: len(rows) for name, rows in tables.items()}


if __name__ == "__main__":
    for table_name, count in write(Path(sys.argv[1]) if sys.argv[1:] else HERE / "crm").items():
        sys.stdout.write(f"{table_name:14} {count:5}\n")
