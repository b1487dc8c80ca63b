"""The case of the CSV connector: small invented exports, and files that are none."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from backend.crm.connectors.csv_files import CsvFiles
from tests.crm.conformance import ConnectorCase

HERE = Path(__file__).parent


def _copied(name: str) -> Callable[[Path], CsvFiles]:
    def make(folder: Path) -> CsvFiles:
        shutil.copytree(HERE / name, folder, dirs_exist_ok=True)
        return CsvFiles(folder)

    return make


def _file(name: str, content: bytes) -> Callable[[Path], CsvFiles]:
    def make(folder: Path) -> CsvFiles:
        (folder / name).write_bytes(content)
        return CsvFiles(folder / name)

    return make


def _large(folder: Path, count: int) -> CsvFiles:
    lines = "".join(f"c{number},Tern {number}\n" for number in range(count))
    (folder / "contacts.csv").write_text("Contact ID,Name\n" + lines, encoding="utf-8")
    return CsvFiles(folder)


def _broken_zip(folder: Path) -> CsvFiles:
    whole = folder / "whole.zip"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("contacts.csv", "Contact ID,Name\n" + "c1,Tern\n" * 5_000)
    data = bytearray(whole.read_bytes())
    data[60:90] = bytes(30)
    (folder / "broken.zip").write_bytes(bytes(data))
    return CsvFiles(folder / "broken.zip")


CASE = ConnectorCase(
    healthy=_copied("healthy"),
    expected={
        "user": ["u1", "u2"],
        "account": ["a1", "a2", "a3"],
        "contact": ["c1", "c2", "c3"],
        "opportunity": ["o1", "o2"],
        "order": ["r1"],
        "invoice": ["i1", "i2", "i3"],
        "activity": ["t1", "t2"],
    },
    one_bad=_copied("one_bad"),
    bad_type="invoice",
    bad_id="i2",
    unreadable={
        "there is no such file": lambda folder: CsvFiles(folder / "contacts.csv"),
        "an empty folder": CsvFiles,
        "an empty file": _file("contacts.csv", b""),
        "a picture": _file("contacts.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
        "no header row": _file("contacts.csv", b"17,Jana,Brno\n18,Petr,Praha\n"),
        "a required column is missing": _file("invoices.csv", b"Invoice ID,Amount\ni1,5\n"),
        "a quotation mark never closed": _file("contacts.csv", b'ID,Name\nc1,"Tern\nc2,Grebe\n'),
        "UTF-8 that breaks off": _file(
            "contacts.csv",
            b"ID,Name\n" + "c1,Žluťoučký kůň úpěl\n".encode() * 9 + b"c2,\xe8\n",
        ),
        "a broken archive": _broken_zip,
    },
    large=_large,
    changed=_copied("changed"),
    changed_since=datetime(2026, 11, 1, tzinfo=UTC),
    changed_ids={"contact": ["c2", "c3"], "account": ["a1"]},
)
