"""Workbooks: cells as text, bounds that hold whatever a file says of itself."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from backend.tables import workbook
from backend.tables.row_file import open_rows
from backend.tables.source import find_sources
from backend.tables.unreadable import Unreadable
from backend.tables.workbook import sheet_names, sheet_rows

SHEET = "xl/worksheets/sheet1.xml"


def save(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    assert book.active is not None
    book.active.title = "People"
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def with_member(path: Path, name: str, content: bytes) -> Path:
    """The same workbook with one of its files replaced."""
    with zipfile.ZipFile(path) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in {**members, name: content}.items():
            archive.writestr(member, data)
    return path


def sheet(data: str) -> bytes:
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{name}"><sheetData>{data}</sheetData></worksheet>'.encode()


def test_cells_are_text_as_a_person_would_write_them(tmp_path: Path) -> None:
    path = save(
        tmp_path / "a.xlsx",
        ["text", 12.0, 0.5, True, datetime.date(2026, 3, 1), None],
        [],
        [datetime.datetime(2026, 3, 1, 9, 30), 123456789012, "=1+1"],  # noqa: DTZ001  as sheets
    )
    assert list(sheet_rows(path, "People")) == [
        (1, ["text", "12", "0.5", "TRUE", "2026-03-01"]),
        (3, ["2026-03-01 09:30:00", "123456789012"]),
    ]


def test_the_header_is_found_below_a_preamble(tmp_path: Path) -> None:
    save(tmp_path / "a.xlsx", ["Export of today"], [], ["Name", "City"], ["Jana", "Brno"])
    (source,) = find_sources([tmp_path])
    file = open_rows(source, lambda row: sum(cell in ("Name", "City") for cell in row))
    assert (file.header_row, file.headers, file.encoding) == (3, ("Name", "City"), None)
    assert list(file.rows()) == [(4, ["Jana", "Brno"])]
    assert file.name == "a.xlsx › People"


def test_hidden_sheets_are_left_out(tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("Hidden").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert sheet_names(tmp_path / "a.xlsx") == ["Sheet"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"\xd0\xcf\x11\xe0 a password"])
def test_what_is_no_workbook_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=r"a\.xlsx: no readable workbook, or one with a password"):
        find_sources([path])


def test_a_broken_sheet_is_told_with_its_row(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ["Name"])
    row = '<row r="1"><c t="inlineStr"><is><t>Jana</t></is></c></row>'
    with_member(path, SHEET, sheet(row)[:-20] + b"<row><c></oops>")
    with pytest.raises(Unreadable, match=r"a\.xlsx.*: the workbook is broken"):
        list(sheet_rows(path, "People"))


def test_a_sheet_that_claims_billions_of_cells_is_read_by_its_rows(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ["Name"])
    far = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row>'
    )
    claim = b'<dimension ref="A1:XFD1048576"/><sheetData>'
    with_member(path, SHEET, sheet(far).replace(b"<sheetData>", claim))
    assert list(sheet_rows(path, "People")) == [(1, ["1"])]


def test_a_workbook_that_swells_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = save(tmp_path / "bomb.xlsx", ["Name"])
    with_member(path, SHEET, sheet("<row><c><v>1</v></c></row>" * 4_000_000))
    assert path.stat().st_size < 2_000_000
    with pytest.raises(Unreadable, match=r"unpacks to \d+ times its size"):
        find_sources([path])


def test_entities_are_not_multiplied(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ["Name"])
    lol = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    types = f'<!DOCTYPE x [<!ENTITY l0 "lol">{lol}]>'.encode()
    bomb = types + sheet("<row><c><v>&l9;</v></c></row>")
    with_member(path, SHEET, bomb)
    with pytest.raises(Unreadable, match="broken"):
        list(sheet_rows(path, "People"))


def test_too_many_sheets_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_SHEETS", 1)
    book = Workbook()
    book.create_sheet("More")
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(Unreadable, match="2 sheets"):
        find_sources([tmp_path])
