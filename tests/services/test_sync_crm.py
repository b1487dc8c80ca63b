"""Importing a CRM: all or nothing at first, the same again changes nothing, errors are told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from backend.crm.contract import RecordError
from backend.schemas.crm import (
    AccountRecord,
    ContactRecord,
    OrderRecord,
)
from backend.services.errors import Refused
from backend.services.list_records import list_accounts
from backend.services.sync_crm import SyncReport, sync_crm
from tests.conftest import Workspace
from tests.databases import TestDatabase
from tests.invented import TODAY, InventedCrm, small_crm
from tests.services.tables import all_rows

CRM_TABLES = ("account", "contact", "opportunity", "sales_order", "invoice", "activity", "crm_user")


def imported(tenant: Workspace, crm: InventedCrm | None = None) -> SyncReport:
    return sync_crm(tenant.scope("administrator"), crm or InventedCrm(), "crm")


def totals(report: SyncReport) -> dict[str, int]:
    sums = {"new": 0, "changed": 0, "unchanged": 0, "refused": 0}
    for counts in report.counts.values():
        for what, count in counts.items():
            sums[what] += count
    return sums


def accounts(database: TestDatabase) -> dict[str, dict]:
    return {row["name"]: row for row in all_rows(database)["account"]}


def test_everything_is_there_with_its_references(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    report = imported(tenant)
    assert totals(report) == {"new": 10, "changed": 0, "unchanged": 0, "refused": 0}
    assert report.error_count == 0
    rows = all_rows(test_database)
    child = accounts(test_database)["Kovohutě Ledeč a.s."]
    parent = accounts(test_database)["Papírny Zásmuky"]
    assert child["parent_id"] == parent["id"], "a parent may come after its child"
    assert child["owner_id"] == rows["crm_user"][0]["id"]
    assert rows["invoice"][0]["account_id"] == child["id"]
    assert rows["sales_order"][0]["amount"] == Decimal("9900.10")
    (run,) = rows["sync_run"]
    assert run["status"] == "done"
    assert run["counts"] == report.counts


def test_the_same_again_changes_nothing(tenant: Workspace, test_database: TestDatabase) -> None:
    imported(tenant)
    before = {name: all_rows(test_database)[name] for name in (*CRM_TABLES, "link_key")}
    assert totals(imported(tenant)) == {"new": 0, "changed": 0, "unchanged": 10, "refused": 0}
    assert {name: all_rows(test_database)[name] for name in (*CRM_TABLES, "link_key")} == before


def test_what_changed_is_updated_under_the_same_id(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    imported(tenant)
    old = accounts(test_database)["Papírny Zásmuky"]["id"]
    renamed = [
        record.model_copy(update={"name": "Zásmucká papírna", "domain": None})
        if isinstance(record, AccountRecord) and record.external_id == "A2"
        else record
        for record in small_crm()["account"]
    ]
    report = imported(tenant, InventedCrm(account=renamed))
    assert report.counts["account"] == {"new": 0, "changed": 1, "unchanged": 1, "refused": 0}
    assert accounts(test_database)["Zásmucká papírna"]["id"] == old
    found, _ = list_accounts(tenant.scope(), after=None, limit=9, text="Papírny")
    assert found == []
    keys = {row["key"] for row in all_rows(test_database)["link_key"] if row["record_id"] == old}
    assert not any("zasmuky.example" in key for key in keys)


def test_a_parent_that_is_taken_away_or_comes_later(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    child = AccountRecord(external_id="A1", name="Child", parent_id="A9")
    report = imported(tenant, only(account=[child]))
    assert [error["message"] for error in report.errors] == [
        "parent_id A9: there is no such account"
    ]
    assert not report.errors[0]["skipped"]
    parent = AccountRecord(external_id="A9", name="Parent")
    report = imported(tenant, only(account=[child, parent]))
    assert report.counts["account"]["unchanged"] == 1
    rows = accounts(test_database)
    assert rows["Child"]["parent_id"] == rows["Parent"]["id"]
    imported(tenant, only(account=[child.model_copy(update={"parent_id": None}), parent]))
    assert accounts(test_database)["Child"]["parent_id"] is None


def test_an_account_is_not_its_own_parent(tenant: Workspace, test_database: TestDatabase) -> None:
    report = imported(
        tenant, only(account=[AccountRecord(external_id="A", name="A", parent_id="A")])
    )
    assert report.error_count == 1
    assert accounts(test_database)["A"]["parent_id"] is None


def only(**records: list) -> InventedCrm:
    return InventedCrm(**{kind: records.get(kind, []) for kind in small_crm()})


def test_references_to_nothing(tenant: Workspace, test_database: TestDatabase) -> None:
    contact = ContactRecord(external_id="C", name="Somebody", account_id="gone", owner_id="gone")
    money = {"amount": Decimal(1), "currency": "EUR"}
    order = OrderRecord(external_id="S", account_id="gone", ordered_on=TODAY, **money)
    report = imported(tenant, only(contact=[contact], order=[order]))
    assert report.counts["contact"]["new"] == 1, "a contact can do without its account"
    assert report.counts["order"] == {"new": 0, "changed": 0, "unchanged": 0, "refused": 1}
    assert report.error_count == 3
    assert all_rows(test_database)["sales_order"] == []
    assert all_rows(test_database)["contact"][0]["account_id"] is None
    for error in report.errors:
        assert error["text"]


def test_errors_of_the_connector_are_kept_with_the_run(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    bad = RecordError(7, "due_on", "no date: 31.31.2026", source="invoices.csv")
    half_bad = RecordError(8, "amount", "no number", source="invoices.csv", skipped=False)
    report = imported(tenant, only(invoice=[bad, half_bad]))
    assert report.counts["invoice"]["refused"] == 1
    assert report.error_count == 2
    (run,) = all_rows(test_database)["sync_run"]
    assert run["errors"][0]["row"] == 7


def test_the_same_id_twice_in_one_import(tenant: Workspace, test_database: TestDatabase) -> None:
    twice = [
        AccountRecord(external_id="A", name="First"),
        AccountRecord(external_id="A", name="2nd"),
    ]
    for _ in range(2):
        report = imported(tenant, only(account=twice))
        assert report.counts["account"]["refused"] == 1
        assert report.counts["account"]["changed"] == 0
        assert set(accounts(test_database)) == {"First"}


def test_an_unreadable_source_changes_nothing(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    crm = InventedCrm(break_at="invoice")
    crm.readings = 1  # breaks at once
    with pytest.raises(Refused, match="the source went away"):
        imported(tenant, crm)
    rows = all_rows(test_database)
    assert not any(rows[name] for name in (*CRM_TABLES, "sync_run", "crm_connection"))


def test_a_source_that_breaks_while_writing_is_picked_up_again(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    with pytest.raises(Refused):
        imported(tenant, InventedCrm(break_at="invoice"))
    (run,) = all_rows(test_database)["sync_run"]
    assert run["status"] == "failed"
    assert run["finished_at"]
    assert all_rows(test_database)["invoice"] == []
    report = imported(tenant)
    assert totals(report)["unchanged"] == 8
    assert report.counts["invoice"]["new"] == 1


def test_two_connections_do_not_share_ids(tenant: Workspace, test_database: TestDatabase) -> None:
    imported(tenant)
    sync_crm(tenant.scope(), InventedCrm(), "another")
    assert len(all_rows(test_database)["account"]) == 4


def test_another_workspace_gets_nothing(tenant: Workspace, other_tenant: Workspace) -> None:
    imported(tenant)
    assert list_accounts(other_tenant.scope(), after=None, limit=9, text=None) == ([], None)


def test_many_records_go_in_batches(tenant: Workspace, test_database: TestDatabase) -> None:
    many = [
        AccountRecord(external_id=str(n), name=f"Mill {n}", parent_id=str(n - 1) if n else None)
        for n in range(1_201)
    ]
    seen: list[tuple[str, int]] = []
    report = sync_crm(
        tenant.scope(), only(account=many), "crm", lambda kind, done: seen.append((kind, done))
    )
    assert report.counts["account"]["new"] == 1_201
    assert [done for kind, done in seen if kind == "account"] == [500, 1_000, 1_201]
    parents = {row["parent_id"] for row in all_rows(test_database)["account"]}
    assert len(parents) == 1_201
