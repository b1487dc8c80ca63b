"""The index in memory finds what shares a key, within its budget, best first."""

from __future__ import annotations

from backend.linking.blocking import account_keys, organisation_keys
from backend.linking.key_index import KeyIndex
from backend.linking.records import AccountEntry, OrganisationQuery
from backend.linking.similarity import ALL

NAMES = ["Kovo Brno a.s.", "Kovo Ostrava a.s.", "Thornbury Cold Stores Ltd", "Tern Bird Cement Ltd"]
ENTRIES = [AccountEntry(str(number), name) for number, name in enumerate(NAMES)]
INDEX = KeyIndex(ENTRIES, account_keys)


def found(name: str, **options: int) -> list[str]:
    keys = organisation_keys(OrganisationQuery(name))
    return [entry.name for entry in INDEX.candidates(keys, **options)]


def test_the_likeliest_stand_first() -> None:
    assert found("KOVO BRNO")[0] == "Kovo Brno a.s."
    assert found("Thornburry Cold Store")[0] == "Thornbury Cold Stores Ltd"
    assert found("T.B.C.") == ["Tern Bird Cement Ltd"]
    assert found("Nothing of the kind") == []


def test_budget_and_limit() -> None:
    assert found("Kovo", limit=1) == found("Kovo")[:1]
    assert found("Kovo", budget=1) == []
    assert INDEX.frequencies[ALL] == len(ENTRIES)
    assert INDEX.frequencies["t:kovo"] == 2
