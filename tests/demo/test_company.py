"""The selling company of the demo world."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from demo.make_crm import TODAY

COMPANY = Path(__file__).resolve().parents[2] / "demo" / "company"


def load(name: str) -> Any:
    return json.loads((COMPANY / name).read_text(encoding="utf-8"))


def test_company_has_what_the_demo_needs() -> None:
    assert {"name", "units", "languages", "about"} <= set(load("company.json"))


def test_catalogue() -> None:
    products = load("catalogue.json")
    assert 8 <= len(products) <= 12
    assert len({product["id"] for product in products}) == len(products)
    assert all(set(product) == {"id", "name", "text"} for product in products)
    assert all(len(product["text"]) > 100 for product in products)


def test_employees() -> None:
    units = set(load("company.json")["units"])
    people = load("employees.json")
    assert len(people) == 40
    assert len({person["id"] for person in people}) == 40
    assert len({person["email"] for person in people}) == 40
    for person in people:
        assert set(person) == {
            "id", "name", "email", "unit", "title", "languages", "expertise", "documents",
            "seminars",
        }  # fmt: skip
        assert person["unit"] in units
        assert person["languages"]
        assert person["expertise"]
        for document in person["documents"]:
            assert document["abstract"]
            assert date.fromisoformat(document["written_on"]) <= TODAY
        for seminar in person["seminars"]:
            assert date.fromisoformat(seminar["attended_on"]) <= TODAY
    assert {person["unit"] for person in people} == units
