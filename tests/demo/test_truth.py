"""demo/truth.json: complete, and true by the files it speaks of."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

DEMO = Path(__file__).resolve().parents[2] / "demo"
BASE = "http://localhost:8766"
STATUS = {"Customer": "customer", "Prospect": "prospect", "Former customer": "former"}
KINDS = {
    "question", "request_help", "complaint", "praise", "wish", "buying_intent", "answer",
    "agreement", "disagreement", "promotion", "small_talk",
}  # fmt: skip


def rows(name: str, key: str) -> dict[str, dict[str, str]]:
    with (DEMO / "crm" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row[key]: row for row in csv.DictReader(file)}


def records(folder: str) -> dict[str, Any]:
    found = (json.loads(p.read_text(encoding="utf-8")) for p in (DEMO / folder).glob("*.json"))
    return {record["slug"]: record for record in found}


TRUTH = json.loads((DEMO / "truth.json").read_text(encoding="utf-8"))
ROWS = {row["url"]: row for row in TRUTH["people"]}
PEOPLE = records("network/people")
DISCUSSIONS = records("network/discussions")
ACCOUNTS = rows("accounts", "Account ID")
CONTACTS = rows("contacts", "Contact ID")


def present_employer(url: str) -> str | None:
    positions = PEOPLE[url.rpartition("/")[2]].get("positions", [])
    return next((p["company"] for p in positions if "end" not in p), None)


def test_truth_covers_everybody_once() -> None:
    assert Counter(row["url"] for row in TRUTH["people"]) == {
        f"{BASE}/people/{slug}": 1 for slug in PEOPLE
    }
    assert {row["url"] for row in TRUTH["organisations"]} == {
        f"{BASE}/organisations/{slug}" for slug in records("network/organisations")
    }


def test_every_state_occurs() -> None:
    states = Counter(row["state"] for row in TRUTH["people"])
    assert set(states) == {"customer", "prospect", "former", "unknown", "several", "outdated"}
    assert min(states.values()) >= 3


@pytest.mark.parametrize("row", TRUTH["people"], ids=lambda row: row["url"].rpartition("/")[2])
def test_state_follows_from_page_and_crm(row: dict[str, Any]) -> None:
    employer = present_employer(row["url"])
    contact = CONTACTS.get(row["contact_id"] or "")
    account = ACCOUNTS.get(row["account_id"] or "")
    known_urls = {c["Profile URL"]: c for c in CONTACTS.values() if c["Profile URL"]}
    if row["url"] in known_urls:
        assert contact == known_urls[row["url"]]
    if contact:
        assert contact["Full Name"] == row["name"]
        assert contact["Account ID"] == row["account_id"]
    state = row["state"]
    if state in STATUS.values():
        assert account
        assert STATUS[account["Status"]] == state
        assert employer == account["Account Name"]
    elif state == "outdated":
        assert contact
        assert employer != contact["Account Name"]
    else:
        assert contact is None
        assert account is None
        assert employer not in {a["Account Name"] for a in ACCOUNTS.values()}
    assert row["why"]


def test_an_unknown_namesake_is_told_apart() -> None:
    names = {contact["Full Name"] for contact in CONTACTS.values()}
    unknown = [row for row in TRUTH["people"] if row["state"] == "unknown"]
    assert len([row for row in unknown if row["name"] in names]) >= 4


@pytest.mark.parametrize(
    "entry", TRUTH["discussions"], ids=lambda entry: entry["discussion"][34:54]
)
def test_discussion_truth_names_posts_and_people_that_are_there(entry: dict[str, Any]) -> None:
    discussion = DISCUSSIONS[entry["discussion"].rpartition("/")[2]]
    posts = {"post": discussion} | {post["id"]: post for post in discussion["comments"]}
    speakers = {f"{BASE}/people/{post['author']}" for post in posts.values()}
    assert set(entry["experts"]) <= speakers
    assert set(entry["loud_non_experts"]) <= speakers
    assert not set(entry["experts"]) & set(entry["loud_non_experts"])
    assert set(entry["worth_answering"]) <= set(posts)
    assert [reaction["post"] for reaction in entry["reactions"]] == list(posts)
    for reaction in entry["reactions"]:
        assert reaction["kinds"]
        assert set(reaction["kinds"]) <= KINDS
    assert entry["topic"]


def test_truth_covers_every_discussion_and_kind() -> None:
    assert {entry["discussion"] for entry in TRUTH["discussions"]} == {
        f"{BASE}/discussions/{slug}" for slug in DISCUSSIONS
    }
    seen = {
        kind
        for entry in TRUTH["discussions"]
        for reaction in entry["reactions"]
        for kind in reaction["kinds"]
    }
    assert seen == KINDS
    assert any(not entry["worth_answering"] for entry in TRUTH["discussions"])


def test_threads_are_in_order() -> None:
    for discussion in DISCUSSIONS.values():
        earlier: dict[str, str] = {}
        for post in discussion["comments"]:
            assert post["posted_at"] >= discussion["posted_at"]
            if post["parent"]:
                assert earlier[post["parent"]] <= post["posted_at"]
            earlier[post["id"]] = post["posted_at"]
            assert post["posted_at"] < "2026-11-21"
