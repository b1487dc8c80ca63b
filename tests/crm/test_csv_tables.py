"""Files as they come: preambles, dividers, quotes, bounds; each failure with its row."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from backend.crm.connectors.csv_files import CsvFiles, CsvOptions, preview
from backend.crm.contract import ConnectorAbort, RecordError
from backend.tables import row_file
from tests.crm.conformance import errors, ids, read, read_everything


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("divider", [",", ";", "\t", "|"])
def test_every_divider_is_found(divider: str, tmp_path: Path) -> None:
    rows = [["Contact ID", "Full Name", "City"], ["c1", "Tichá, Jana; Ing.", "Brno"]]
    text = "\n".join(divider.join(f'"{cell}"' for cell in row) for row in rows)
    write(tmp_path, "contacts.csv", text)
    assert [record.city for record in CsvFiles(tmp_path).iter_contacts()] == ["Brno"]  # type: ignore[union-attr]
    assert preview(tmp_path)[0]["divider"] == divider


def test_a_preamble_and_an_excel_hint_are_passed_over(tmp_path: Path) -> None:
    write(
        tmp_path,
        "Connections.csv",
        "\ufeffNotes:\n"
        '"When exporting your connection data, you may notice that some email addresses, and more,'
        ' are missing."\n\n'
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        "Jana,Tichá,https://www.linkedin.com/in/jana-ticha,,Kovo Brno,Buyer,05 Mar 2024\n"
        "Petr,Veselý,,petr@tern.example,,,01 Jan 2023\n",
    )
    items = read(CsvFiles(tmp_path), "contact")
    assert errors(items) == []
    assert [(i.name, i.job_title, i.profile_url) for i in items] == [
        ("Jana Tichá", "Buyer", "https://www.linkedin.com/in/jana-ticha"),
        ("Petr Veselý", None, None),
    ]
    assert len(set(ids(items))) == 2
    assert ids(items) == ids(read(CsvFiles(tmp_path), "contact"))

    write(tmp_path, "accounts.csv", "sep=;\r\nID;Name\r\na1;Tern\r\n")
    assert ids(read(CsvFiles(tmp_path / "accounts.csv"), "account")) == ["a1"]


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    write(
        tmp_path,
        "contacts.csv",
        'Report of today\n\nID,Name,E-mail\nc1,"Jana\nTichá",jana@tern.example\n\n'
        "c2,Petr,nonsense\n",
    )
    told = errors(read(CsvFiles(tmp_path), "contact"))
    assert [str(error) for error in told] == [
        "contacts.csv row 6, column E-mail: 'nonsense' is no e-mail address"
    ]
    assert not told[0].skipped


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "the file is empty"),
        ("\n\n\n", "no header row"),
        ("17,Jana,Brno\n18,Petr,Praha\n", "no header row"),
        ("Shoe,Colour\n1,2\n", "no header row"),
        ("ID,City\nc1,Brno\n", "row 1: as a table of kind contact it needs a column for name"),
        ("ID,Name," + ",".join(f"x{i}" for i in range(10_000)), "row 1: 10,002 columns"),
        ('ID,Name\nc1,"Tern\nc2,Grebe\nc3,Bird\n', "row 2: a quotation mark is opened"),
        ('ID,Name\nc1,Tern\nc2,"' + "x\n" * 3_000, "row 3: a quotation mark is opened"),
        ("ID,Name\nc1," + "x" * 200_000 + "\n", "row 2: field larger than field limit"),
        ("ID,Name\nc1,Te\x00rn\n", "line 2: holds binary bytes"),
        (b"PK\x03\x04" + bytes(200), "binary bytes"),
        ("ID,Name\nc1,Tern\x00".encode("utf-16"), "NUL"),
    ],
)
def test_what_cannot_be_read_says_where(content: str | bytes, message: str, tmp_path: Path) -> None:
    path = write(tmp_path, "contacts.csv", content)
    with pytest.raises(ConnectorAbort, match=message):
        read_everything(CsvFiles(path))


def test_bytes_of_another_encoding_stop_with_their_row(tmp_path: Path) -> None:
    write(tmp_path, "contacts.csv", b"ID,Name\nc1,Tern\nc2,Dvo\xf8\xe1k\n")
    with pytest.raises(ConnectorAbort, match=r"contacts.csv after row \d: not utf-8"):
        read_everything(CsvFiles(tmp_path, options=CsvOptions(encoding="utf-8")))


def test_a_file_over_the_bound_is_refused_before_it_is_read(tmp_path: Path) -> None:
    huge = tmp_path / "contacts.csv"
    with huge.open("wb") as stream:
        stream.write(b"ID,Name\n")
        stream.truncate(2 << 30)  # two gigabytes, sparse
    with pytest.raises(ConnectorAbort, match="larger than 1,073,741,824 bytes"):
        read_everything(CsvFiles(huge))


def test_an_archive_that_swells_is_stopped_while_it_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("contacts.csv", b"ID,Name\n" + b"c,x\n" * 1_000_000)
    options = CsvOptions(max_bytes=1 << 20)
    with pytest.raises(ConnectorAbort, match="larger than 1,048,576 bytes"):
        read_everything(CsvFiles(tmp_path / "bomb.zip", options=options))


def test_an_endless_line_is_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_file, "MAX_LINE", 5_000)
    write(tmp_path, "contacts.csv", "ID,Name\nc1,Tern\n" + "x" * 8_000)
    with pytest.raises(ConnectorAbort, match=r"row 3: .*longer than 5,000"):
        read_everything(CsvFiles(tmp_path))


def test_a_zip_is_read_like_a_folder(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export/accounts.csv", "ID,Name\na1,Tern\n")
        archive.writestr("export/contacts.csv", "ID,Name,Account ID\nc1,Jana Tichá,a1\n")
        archive.writestr("__MACOSX/._accounts.csv", b"\x00\x05")
        archive.writestr("readme.md", "hello")
    path = write(tmp_path, "export.zip", data.getvalue())
    connector = CsvFiles(path)
    assert connector.check() == ()
    assert [record.account_id for record in connector.iter_contacts()] == ["a1"]  # type: ignore[union-attr]


def test_every_sheet_of_a_workbook_is_a_table(tmp_path: Path) -> None:
    book = Workbook()
    accounts = book.active
    assert accounts is not None
    accounts.title = "Accounts"
    for row in (["Our customers"], [], ["ID", "Name", "City"], [7, "Tern", "Brno"]):
        accounts.append(row)
    contacts = book.create_sheet("Contacts")
    for row in (["ID", "Name", "Account ID"], ["c1", "Jana Tichá", 7.0]):
        contacts.append(row)
    book.create_sheet("Colours").append(["nothing of the CRM"])
    book.save(tmp_path / "crm.xlsx")
    connector = CsvFiles(tmp_path)
    assert connector.check() == (
        "crm.xlsx › Colours: not recognised as a table of the CRM: left out",
    )
    assert ids(read(connector, "account")) == ["7"]
    assert [record.account_id for record in connector.iter_contacts()] == ["7"]  # type: ignore[union-attr]


def test_files_that_are_no_table_of_the_crm_are_left_out_and_told(tmp_path: Path) -> None:
    write(tmp_path, "accounts.csv", "ID,Name,Shoe size\na1,Tern,44\n")
    write(tmp_path, "catalogue.csv", "SKU,Colour\n1,red\n")
    write(tmp_path, ".hidden.csv", "x")
    notices = CsvFiles(tmp_path).check()
    assert notices == (
        "accounts.csv: columns left out: Shoe size",
        "catalogue.csv: not recognised as a table of the CRM: left out",
    )


def test_a_row_with_a_stray_divider_is_told(tmp_path: Path) -> None:
    write(tmp_path, "contacts.csv", "ID,Name\nc1,Tern, Jana\nc2,Grebe,\n")
    items = read(CsvFiles(tmp_path), "contact")
    assert ids(items) == ["c2"]
    assert "3 cells under 2 columns" in str(errors(items)[0])


def test_preview_shows_every_column_and_what_is_wrong(tmp_path: Path) -> None:
    write(tmp_path, "kontakty.csv", "Jméno;Příjmení;Boty\nJana;Tichá;38\n".encode("cp1250"))
    write(tmp_path, "faktury.csv", "ID\n1\n")
    broken, contacts = preview(tmp_path)
    assert broken["file"] == "faktury.csv"
    assert "no header row" in broken["error"] or "needs a column" in broken["error"]
    assert contacts["kind"] == "contact"
    assert contacts["columns"] == [
        ("Jméno", "first_name"), ("Příjmení", "last_name"), ("Boty", None),
    ]  # fmt: skip
    assert contacts["encoding"] == "cp1250"
    assert any("Windows-1250" in notice for notice in contacts["notices"])


def test_a_saved_mapping_and_kind_are_taken(tmp_path: Path) -> None:
    write(tmp_path, "x.csv", "Kod;Cele;Obec\n7;Tern;Brno\n")
    options = CsvOptions(
        kinds={"x.csv": "account"},
        columns={"x.csv": {"Kod": "external_id", "Cele": "name", "Obec": None}},
    )
    (record,) = CsvFiles(tmp_path, options=options).iter_accounts()
    assert not isinstance(record, RecordError)
    assert (record.external_id, record.name, record.city) == ("7", "Tern", None)


@settings(max_examples=60)
@given(data=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(
    data: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    path = write(folder, "contacts.csv", b"ID,Name,E-mail\n" + data)
    items: list[object] = []
    with suppress(ConnectorAbort):
        items = read(CsvFiles(path), "contact")
    assert all(isinstance(item, RecordError) or item.external_id for item in items)  # type: ignore[attr-defined]
