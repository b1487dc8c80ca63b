"""Rows as records: references, ids, four languages, dates and amounts by column, formula cells."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from backend.crm.connectors.csv_files import CsvFiles, CsvOptions
from backend.crm.contract import ConnectorAbort
from backend.crm.registry import connectors, open_connector
from backend.schemas.crm import AccountRecord, ContactRecord, InvoiceRecord, OpportunityRecord
from tests.crm.conformance import errors, ids, read


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def put(folder: Path, encoding: str = "utf-8", **files: str) -> CsvFiles:
    for name, text in files.items():
        (folder / f"{name}.csv").write_bytes(text.encode(encoding))
    return CsvFiles(folder)


def one(items: list[Any]) -> Any:
    assert errors(items) == []
    assert len(items) == 1
    return items[0]


def test_czech_export(folder: Path) -> None:
    connector = put(
        folder,
        "cp1250",
        firmy="Číslo zákazníka;Název společnosti;Město;Země;Stav;Vlastník\n"
        "Z-1;Strojírny Žďár a.s.;Žďár nad Sázavou;Česká republika;Stávající zákazník;"
        "Věra Šťastná\n",
        faktury="Číslo faktury;Číslo zákazníka;Datum vystavení;Datum splatnosti;Uhrazeno;Částka;"
        "Měna\n"
        "2026001;Z-1;1. 10. 2026;31.10.2026;;12 500,50;Kč\n",
        kontakty="Jméno;Příjmení;Firma;E-mail;Neoslovovat\nJiří;Dvořák;Strojírny Žďár a.s.;;ano\n",
    )
    account = one(read(connector, "account"))
    assert account == AccountRecord(
        external_id="Z-1", name="Strojírny Žďár a.s.", city="Žďár nad Sázavou",
        country="Česká republika", status="customer", owner_id="Věra Šťastná",
    )  # fmt: skip
    assert one(read(connector, "user")).name == "Věra Šťastná"
    invoice = one(read(connector, "invoice"))
    assert (invoice.issued_on, invoice.due_on) == (date(2026, 10, 1), date(2026, 10, 31))
    assert (invoice.amount, invoice.currency, invoice.paid_on) == (
        Decimal("12500.50"), "CZK", None,
    )  # fmt: skip
    contact = one(read(connector, "contact"))
    assert (contact.name, contact.account_id, contact.do_not_contact) == (
        "Jiří Dvořák",
        "Z-1",
        True,
    )


def test_finnish_and_german_exports(folder: Path) -> None:
    connector = put(
        folder,
        yritykset="Asiakasnumero;Yrityksen nimi;Paikkakunta;Asiakkuuden tila\n"
        "7;Lakeus Oy;Äänekoski;Entinen asiakas\n",
        laskut="Laskun numero;Asiakasnumero;Laskun päiväys;Eräpäivä;Maksupäivä;Summa (EUR)\n"
        "L1;7;1.10.2026;31.10.2026;30.10.2026;1 234,5\n",
        Auftraege="Auftragsnummer;Kundennummer;Auftragsdatum;Gesamtbetrag;Währung\nA1;7;2.3.2026;"
        "1.234,50;€\n",
        Verkaufschancen="Verkaufschance;Kundennummer;Verkaufsphase;Betrag;Währung;Abschlussdatum\n"
        "Sensoren;7;Gewonnen;99;EUR;31.12.2026\n",
    )
    assert one(read(connector, "account")).status == "former"
    invoice = one(read(connector, "invoice"))
    assert (invoice.amount, invoice.currency) == (Decimal("1234.5"), "EUR")
    assert one(read(connector, "order")).amount == Decimal("1234.50")
    chance = one(read(connector, "opportunity"))
    assert (chance.stage_category, chance.stage) == ("won", "Gewonnen")
    assert chance.external_id.startswith("row:")


def test_salesforce_names(folder: Path) -> None:
    connector = put(
        folder,
        Account="Id,Name,ParentId,Website,BillingCity,BillingCountry,NumberOfEmployees,OwnerId,Type\n"
        "001A,Tern Ltd,,tern.example,Leeds,United Kingdom,250,005A,Customer - Direct\n",
        Contact="Id,FirstName,LastName,AccountId,Title,Email,MobilePhone,OwnerId,LastModifiedDate\n"
        "003A,Robert,Grebe,001A,Buyer,r@tern.example,+44 555 1,005A,2026-11-01T10:00:00.000Z\n",
        Opportunity="Id,Name,AccountId,StageName,Amount,CurrencyIsoCode,CloseDate,IsWon,IsClosed\n"
        "006A,Meters,001A,Contract signed off,900,GBP,2026-05-01,true,true\n"
        "006B,Sensors,001A,Gone quiet,900,GBP,2026-05-01,false,true\n",
        Task="Id,Subject,WhoId,WhatId,ActivityDate,Description,TaskSubtype,OwnerId\n"
        "00TA,Call about meters,003A,001A,2026-05-01,Left a message,Call,005A\n",
        User="Id,Name,Email\n005A,Jana Tichá,jana@own.example\n",
    )
    account = one(read(connector, "account"))
    assert (account.size, account.owner_id, account.status) == ("250", "005A", "customer")
    contact = one(read(connector, "contact"))
    assert (contact.name, contact.job_title, contact.account_id) == (
        "Robert Grebe",
        "Buyer",
        "001A",
    )
    assert contact.phones == ["+44 555 1"]
    stages = [i.stage_category for i in read(connector, "opportunity")]
    assert stages == ["won", "lost"]
    activity = one(read(connector, "activity"))
    assert (activity.kind, activity.contact_id, activity.account_id) == ("call", "003A", "001A")
    assert ids(read(connector, "contact", datetime(2026, 11, 2, tzinfo=UTC))) == []


def test_hubspot_names(folder: Path) -> None:
    connector = put(
        folder,
        companies="Record ID,Company name,Company Domain Name,Company owner,Lifecycle Stage\n"
        "55,Tern Ltd,tern.example,Jana Tichá,Customer\n",
        contacts="Record ID,First Name,Last Name,Email,Associated Company,Associated Company IDs\n"
        "77,Robert,Grebe,r@tern.example;rob@tern.example,Tern Ltd,55;56\n",
        deals="Record ID,Deal Name,Deal Stage,Amount,Currency,Close Date,Associated Company\n"
        "88,Meters,Appointment scheduled,900,USD,2026-05-01 10:00,Tern Ltd\n",
    )
    contact = one(read(connector, "contact"))
    assert (contact.account_id, contact.emails) == ("55", ["r@tern.example", "rob@tern.example"])
    deal = one(read(connector, "opportunity"))
    assert (deal.account_id, deal.stage_category) == ("55", "open")


def test_unknown_references_are_told_and_only_needed_ones_cost_the_record(folder: Path) -> None:
    connector = put(
        folder,
        accounts="ID,Name,Parent Account\na1,Tern,\na2,Grebe,a9\n",
        contacts="ID,Name,Account ID\nc1,Jana Tichá,a9\n",
        orders="ID,Account ID,Order Date,Amount,Currency\nr1,a9,2026-01-01,5,EUR\n"
        "r2,,2026-01-01,5,EUR\n",
    )
    accounts = read(connector, "account")
    assert ids(accounts) == ["a1", "a2"]
    assert str(errors(accounts)[0]) == (
        "accounts.csv row 3, column Parent Account: there is no account 'a9'"
    )
    contacts = read(connector, "contact")
    assert [c.account_id for c in contacts if isinstance(c, ContactRecord)] == [None]
    assert [error.skipped for error in errors(contacts)] == [False]
    orders = read(connector, "order")
    assert ids(orders) == []
    assert [str(error) for error in errors(orders)] == [
        "orders.csv row 2, column Account ID: there is no account 'a9'",
        "orders.csv row 3, column Account ID: empty, but it is needed",
    ]


def test_references_met_by_an_earlier_import_are_no_errors(folder: Path) -> None:
    put(folder, accounts="ID,Name\na1,Tern\n", contacts="ID,Name,Account ID\nc1,Jana Tichá,a9\n")
    connector = CsvFiles(folder, known=lambda kind, identity: (kind, identity) == ("account", "a9"))
    assert one(read(connector, "contact")).account_id == "a9"


def test_a_file_alone_keeps_its_references_for_the_store(folder: Path) -> None:
    connector = put(folder, contacts="ID,Name,Account ID,Company\nc1,Jana Tichá,a9,Tern\n")
    assert one(read(connector, "contact")).account_id == "a9"


def test_names_that_stand_for_two_lead_nowhere(folder: Path) -> None:
    connector = put(
        folder,
        accounts="ID,Name\na1,Tern\na2,TERN\n",
        contacts="ID,Name,Company\nc1,Jana Tichá,Tern\n",
    )
    items = read(connector, "contact")
    assert "several records of kind account named 'Tern'" in str(errors(items)[0])
    assert ids(items) == ["c1"]


def test_an_id_twice_is_told_with_both_places(folder: Path) -> None:
    connector = put(
        folder, accounts="ID,Name\na1,Tern\n", firmy="ID,Name\na1,Grebe\na2,Bird\na2,Bird\n"
    )
    items = read(connector, "account")
    assert ids(items) == ["a1", "a2"]
    assert [str(error) for error in errors(items)] == [
        "firmy.csv row 2, column ID: the id 'a1' stands in accounts.csv row 2 already",
        "firmy.csv row 4, column ID: the id 'a2' stands in firmy.csv row 3 already",
    ]


def test_optional_cells_that_do_not_fit_cost_only_themselves(folder: Path) -> None:
    connector = put(
        folder,
        opportunities="ID,Name,Account ID,Stage,Amount,Currency,Close Date,Probability\n"
        f"o1,Meters,a1,Open,lots,EUR,soon,400\no2,{'x' * 600},a1,Open,,,,\n",
        contacts=f"ID,Name,Job Title\nc1,Jana Tichá,{'x' * 600}\n",
    )
    items = read(connector, "opportunity")
    assert ids(items) == ["o1"]
    (record,) = (item for item in items if isinstance(item, OpportunityRecord))
    assert (record.amount, record.close_date, record.probability) == (None, None, None)
    assert [(e.row, e.column, e.skipped) for e in errors(items)] == [
        (2, "Amount", False), (2, "Close Date", False), (2, "Probability", False),
        (3, "Name", True),
    ]  # fmt: skip
    contacts = read(connector, "contact")
    assert ids(contacts) == ["c1"]
    assert errors(contacts)[0].column == "Job Title"


def test_formula_cells_stay_text(folder: Path) -> None:
    formula = '=cmd|"/C calc"!A0'
    quoted = formula.replace('"', '""')
    connector = put(
        folder,
        contacts=f'ID,Name,Job Title\nc1,"{quoted}",+1+1\n@x,-2,"=HYPERLINK(""x"")"\n',
    )
    items = read(connector, "contact")
    assert [(i.name, i.job_title) for i in items] == [(formula, "+1+1"), ("-2", '=HYPERLINK("x")')]


def test_hostile_characters_are_gone_and_scripts_stay_text(folder: Path) -> None:
    connector = put(folder, contacts="ID,Name\nc1,Jana\u202e <script>alert(1)</script>\u200b\n")
    assert one(read(connector, "contact")).name == "Jana <script>alert(1)</script>"


def test_slash_dates_are_settled_by_the_whole_column_and_doubts_are_told(folder: Path) -> None:
    early = "".join(f"i{n},a1,03/04/2026,05/06/2026,5,EUR\n" for n in range(4_500))
    put(folder, accounts="ID,Name\na1,Tern\n",
        invoices="ID,Account ID,Issue Date,Due Date,Amount,Currency\n" + early
        + "z,a1,13/04/2026,05/06/2026,5,EUR\n")  # fmt: skip
    connector = CsvFiles(folder)
    notices = connector.check()
    assert [notice for notice in notices if "Issue Date" in notice] == []
    assert [notice for notice in notices if "Due Date" in notice] == [
        "invoices.csv column Due Date: '05/06/2026' could be day/month or month/day; read as"
        " month/day"
    ]
    first = read(connector, "invoice")[0]
    assert isinstance(first, InvoiceRecord)
    assert (first.issued_on, first.due_on) == (date(2026, 4, 3), date(2026, 5, 6))
    stated = CsvFiles(folder, options=CsvOptions(dates="dmy"))
    assert not [notice for notice in stated.check() if "Due Date" in notice]
    assert read(stated, "invoice")[0].due_on == date(2026, 6, 5)


def test_an_amount_that_may_be_read_two_ways_is_told(folder: Path) -> None:
    put(folder, accounts="ID,Name\na1,Tern\n",
        orders="ID,Account ID,Order Date,Amount,Currency\n"
        'r1,a1,2026-01-01,"1,234",EUR\n')  # fmt: skip
    assert any(
        "'1,234' is read with a decimal dot" in notice for notice in CsvFiles(folder).check()
    )
    assert read(CsvFiles(folder), "order")[0].amount == Decimal(1234)
    comma = CsvFiles(folder, options=CsvOptions(numbers="comma"))
    assert read(comma, "order")[0].amount == Decimal("1.234")


def test_a_currency_may_be_stated_for_all(folder: Path) -> None:
    put(folder, orders="ID,Account ID,Order Date,Amount\nr1,a1,2026-01-01,5\n")
    items = read(CsvFiles(folder), "order")
    assert "currency: empty, but it is needed" in str(errors(items)[0])
    with_default = CsvFiles(folder, options=CsvOptions(default_currency="CZK"))
    assert one(read(with_default, "order")).currency == "CZK"


def test_ids_made_up_for_rows_without_are_the_same_at_the_next_import(folder: Path) -> None:
    text = (
        "Name,Company,E-mail,Title\nJana Tichá,Tern,jana@tern.example,{}\nJana Tichá,Grebe,,Boss\n"
    )
    before = ids(read(put(folder, contacts=text.format("Buyer")), "contact"))
    after = ids(read(put(folder, contacts=text.format("Head of Buying")), "contact"))
    assert before == after
    assert len(set(before)) == 2


def test_the_registry_finds_the_connector_and_opens_it_by_settings(folder: Path) -> None:
    put(folder, accounts="ID,Name\na1,Tern\n")
    assert "csv_files" in connectors()
    connector = open_connector("csv_files", {"path": str(folder), "default_currency": "EUR"})
    assert ids(read(connector, "account")) == ["a1"]
    for name, settings in (("csv_files", {}), ("csv_files", {"path": "x", "colour": 1}), ("y", {})):
        with pytest.raises(ConnectorAbort):
            open_connector(name, settings)
