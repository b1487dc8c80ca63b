"""The demo CRM's export is read whole: no error, nothing left out, nothing guessed."""

from __future__ import annotations

from pathlib import Path

from backend.crm.connectors.csv_files import CsvFiles
from backend.crm.contract import READERS
from tests.crm.conformance import errors, read

DEMO = Path(__file__).resolve().parents[2] / "demo" / "crm"


def test_every_row_of_the_demo_is_imported() -> None:
    connector = CsvFiles(DEMO)
    assert connector.check() == ()
    for kind in READERS:
        items = read(connector, kind)
        assert items, kind
        assert errors(items) == [], kind
