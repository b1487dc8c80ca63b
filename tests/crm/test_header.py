"""Headers in four languages and as the big CRMs write them; kinds by name and by header."""

from __future__ import annotations

import pytest

from backend.crm.assets import asset
from backend.crm.contract import READERS, ObjectType
from backend.crm.records import SCHEMAS
from backend.crm.tabular.header import (
    currency_of,
    decide_kind,
    field_of,
    folded,
    kinds_by_name,
    map_columns,
)


@pytest.mark.parametrize(
    ("kind", "header", "name"),
    [
        ("account", "Název společnosti", "name"), ("account", "Y-tunnus", None),
        ("account", "Kundennummer", "external_id"), ("account", "BillingCity", "city"),
        ("account", "Company Domain Name", "domain"), ("account", "OwnerId", "owner_id"),
        ("account", "Record ID", "external_id"), ("account", "AccountNumber", "external_id"),
        ("account", "Počet zaměstnanců", "size"), ("account", "Asiakkuuden tila", "status"),
        ("contact", "E-mail", "emails"), ("contact", "Sähköpostiosoite", "emails"),
        ("contact", "Jméno", "first_name"), ("contact", "Příjmení", "last_name"),
        ("contact", "Sukunimi", "last_name"), ("contact", "Titteli", "job_title"),
        ("contact", "Associated Company", "account_name"), ("contact", "AccountId", "account_id"),
        ("contact", "LinkedIn Profile URL", "profile_url"), ("contact", "URL", "profile_url"),
        ("contact", "Werbesperre", "do_not_contact"), ("contact", "Birthday", None),
        ("opportunity", "StageName", "stage"), ("opportunity", "Částka", "amount"),
        ("opportunity", "Abschlussdatum", "close_date"), ("opportunity", "Amount (EUR)", "amount"),
        ("opportunity", "Amount__c", "amount"), ("order", "Tilauspäivä", "ordered_on"),
        ("invoice", "Datum splatnosti", "due_on"), ("invoice", "Eräpäivä", "due_on"),
        ("invoice", "Fälligkeitsdatum", "due_on"), ("activity", "WhoId", "contact_id"),
        ("activity", "Betreff", "subject"), ("user", "Omistajan tunnus", "external_id"),
        ("contact", "\ufeffFirst Name", "first_name"), ("contact", "Last Modified Date",
         "modified_at"),
    ],
)  # fmt: skip
def test_headers(kind: ObjectType, header: str, name: str | None) -> None:
    assert field_of(header, kind) == name


@pytest.mark.parametrize(
    ("file", "kind"),
    [("accounts.csv", "account"), ("Kontakty_2026-11.csv", "contact"), ("export-deals.csv",
     "opportunity"), ("CRM Rechnungen (1).csv", "invoice"), ("tilaukset.tsv", "order"),
     ("Connections.csv", "contact"), ("hubspot-crm-exports-all-companies-2026-11-21.csv",
     "account"), ("OwnersExport.csv", "user"), ("things.csv", None)],
)  # fmt: skip
def test_kinds_by_file_name(file: str, kind: ObjectType | None) -> None:
    assert kinds_by_name(file) == kind


@pytest.mark.parametrize(
    ("file", "headers", "kind"),
    [
        ("export.csv", ["Id", "Name", "Industry", "Website"], "account"),
        ("export.csv", ["First Name", "Last Name", "Company", "Position"], "contact"),
        ("export.csv", ["Account", "Due Date", "Invoice Date", "Amount"], "invoice"),
        (
            "export.csv",
            ["Deal Name", "Company", "Deal Stage", "Amount", "Close Date"],
            "opportunity",
        ),
        ("contacts.csv", ["Due Date", "Invoice Date", "Amount", "Account ID"], "invoice"),
        ("export.csv", ["Colour", "Weight"], None),
        ("products.csv", ["SKU", "Product", "Price"], None),
    ],
)
def test_the_header_decides_where_the_name_does_not(
    file: str, headers: list[str], kind: ObjectType | None
) -> None:
    assert decide_kind(file, headers) == kind


def test_a_stated_mapping_wins_and_a_second_column_of_one_field_is_left_out() -> None:
    columns = map_columns(["Firma", "Name", "X"], "account", {"X": "city", "Firma": None})
    assert columns.fields == (None, "name", "city")
    assert map_columns(["Email", "Secondary Email"], "contact").fields == ("emails", "emails")
    assert map_columns(["City", "Town"], "account").fields == ("city", None)


def test_a_currency_in_the_header() -> None:
    assert currency_of("Amount (EUR)") == "EUR"
    assert currency_of("Betrag [CZK]") == "CZK"
    assert currency_of("Amount") is None
    assert currency_of("SUM of it") is None


@pytest.mark.parametrize("kind", READERS)
def test_every_spelling_is_folded_and_leads_to_a_field_of_the_schema(kind: ObjectType) -> None:
    extra = {"account_name", "first_name", "last_name", "is_won", "is_closed"}
    for name, spellings in asset("headers")["fields"][kind].items():
        assert name in SCHEMAS[kind].model_fields or name in extra, name
        for spelling in spellings:
            assert folded(spelling) == spelling, spelling
            assert field_of(spelling, kind) == name, (spelling, field_of(spelling, kind))
