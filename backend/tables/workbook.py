"""Workbooks (XLSX): their sheets, row by row, within bounds whatever the file says of itself.

A zip of a few kilobytes may unpack to gigabytes, and a sheet of two cells may claim seventeen
billion: the sizes of the archive's directory are checked before anything is unpacked, and rows are
streamed. Formulas give the value that was saved with them; nothing is calculated, no macro is run.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from backend.tables.unreadable import Unreadable

MAX_UNPACKED_BYTES = 1 << 30
MAX_STRINGS_BYTES = 256 << 20
"""The shared texts of a workbook are kept in memory while it is read."""
MAX_RATIO = 400
"""Unpacked to packed; sheets full of one number reach about 100."""
MAX_ROWS = 1_048_576
MAX_SHEETS = 50
MAX_EMPTY_ROWS = 10_000
"""Rows without a value in a row; what comes after so many is no part of a table."""
_ENDINGS = (".xlsx", ".xlsm")
_BROKEN = (
    OSError, zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError,
    AttributeError, IndexError, EOFError, RuntimeError,
)  # fmt: skip
"""openpyxl raises whatever its parser stumbles over in a broken file."""


def is_workbook(path: Path) -> bool:
    """By its name: a broken workbook must be told as one."""
    return path.suffix.casefold() in _ENDINGS


def sheet_names(path: Path) -> list[str]:
    """The visible sheets, in their order.

    Raises:
        Unreadable: no workbook, encrypted, too large when unpacked, or too many sheets.
    """
    with _opened(path) as book:
        names = [s.title for s in book.worksheets if s.sheet_state == "visible"]
    if len(names) > MAX_SHEETS:
        raise Unreadable(f"{path.name}: {len(names)} sheets; at most {MAX_SHEETS} are read")
    return names


def sheet_rows(path: Path, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """Row number (from 1) and cells as text; rows without a value are left out.

    Numbers are written without exponent ("12", "0.5"), days as ISO dates, moments as ISO times.

    Raises:
        Unreadable: as `sheet_names`; or the sheet is broken, with the row after which it is.
    """
    number = last = 0
    with _opened(path) as book:
        try:
            rows = book[sheet].iter_rows(max_row=MAX_ROWS, values_only=True)
            for number, values in enumerate(rows, start=1):
                cells = [_text(value) for value in values]
                while cells and not cells[-1]:
                    cells.pop()
                if cells:
                    last = number
                    yield number, cells
                elif number - last > MAX_EMPTY_ROWS:
                    return
        except _BROKEN as error:
            reason = f"the workbook is broken ({type(error).__name__})"
            raise Unreadable(f"{path.name} › {sheet} after row {number}: {reason}") from error


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    _check_sizes(path)
    with path.open("rb") as stream:
        try:
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets:
                # What a sheet says of its own size is not to be trusted.
                sheet.reset_dimensions()
        except _BROKEN as error:
            reason = f"the workbook is broken ({type(error).__name__})"
            raise Unreadable(f"{path.name}: {reason}") from error
        yield book


def _check_sizes(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (OSError, zipfile.BadZipFile) as error:
        # Workbooks with a password are no zip archives.
        raise Unreadable(f"{path.name}: no readable workbook, or one with a password") from error
    unpacked = sum(info.file_size for info in infos)
    packed = max(sum(info.compress_size for info in infos), 1)
    strings = sum(i.file_size for i in infos if i.filename.endswith("sharedStrings.xml"))
    if unpacked > MAX_UNPACKED_BYTES or strings > MAX_STRINGS_BYTES:
        raise Unreadable(f"{path.name}: too large when unpacked ({unpacked:,} bytes); split it")
    if unpacked > 50_000_000 and unpacked / packed > MAX_RATIO:
        raise Unreadable(f"{path.name}: unpacks to {unpacked // packed} times its size; not read")


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    if isinstance(value, datetime):
        is_day = value.time() == time.min
        return value.date().isoformat() if is_day else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
