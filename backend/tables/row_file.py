"""One table opened: its encoding, divider and header row found out; its rows streamed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from backend.tables.encoding import Encoding, detect_encoding
from backend.tables.source import MAX_FILE_BYTES, Source
from backend.tables.unreadable import Unreadable
from backend.tables.workbook import sheet_rows

MAX_COLUMNS = 500
MAX_LINE = 4_000_000
"""Characters of one line; a longer one is no row of a table."""
MAX_LINES_PER_ROW = 2_000
"""A quoted cell may hold line breaks; one that never ends is a quote that was never closed."""
HEADER_WITHIN = 30
"""Rows from the top among which the header is looked for (exports have preambles)."""
_HEAD = 262_144
_DIVIDERS = (",", ";", "\t", "|")

Known = Callable[[Sequence[str]], int]
"""How many cells of a row are headers that the asker knows."""


@dataclass(frozen=True, slots=True)
class RowFile:
    """A table whose header was found. `encoding` and `divider` are None for a workbook's sheet.

    `header_row` counts from 1; `known` of its cells are headers that the asker knows.
    """

    source: Source
    encoding: Encoding | None
    divider: str | None
    header_row: int
    headers: tuple[str, ...]
    known: int
    max_bytes: int

    @property
    def name(self) -> str:
        """As messages call it."""
        return self.source.name

    @property
    def notices(self) -> tuple[str, ...]:
        """What was guessed."""
        guessed = self.encoding.notice if self.encoding else None
        return (f"{self.name}: {guessed}",) if guessed else ()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Row number (as a spreadsheet shows it) and cells, below the header; empty rows left out.

        Raises:
            Unreadable: undecodable bytes, NULs, an endless line or quote, a broken workbook; with
                its row.
        """
        for number, cells in self._records():
            if number > self.header_row and any(cell.strip() for cell in cells):
                yield number, cells

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        if self.source.sheet is not None:
            return sheet_rows(self.source.path, self.source.sheet)
        assert self.encoding is not None
        assert self.divider is not None
        return _delimited(self.source, self.encoding.name, self.divider, self.max_bytes)


def open_rows(
    source: Source,
    known: Known,
    *,
    encoding: str | None = None,
    divider: str | None = None,
    max_bytes: int = MAX_FILE_BYTES,
) -> RowFile:
    """Find out how a table is written: the divider and row under which most headers are known.

    Raises:
        Unreadable: no text, too large, empty, or more than MAX_COLUMNS columns.
    """
    if source.sheet is not None:
        return _opened_sheet(source, known, max_bytes)
    found = detect_encoding(source.name, source.chunks(max_bytes), encoding)
    text = _head(source, found.name, max_bytes)
    if text[:4].casefold() == "sep=" and not divider:
        divider = text[4:5]
    best = (0, 0, divider or ",")  # headers known, row index, divider
    for one in (divider,) if divider else _DIVIDERS:
        for index, row in enumerate(_first_rows(text, one)):
            _check_width(source, index, row)
            count = known(row)
            if (count, -index) > (best[0], -best[1]):
                best = (count, index, one)
    rows = _first_rows(text, best[2])
    if not rows:
        raise Unreadable(f"{source.name}: the file is empty")
    return RowFile(source, found, best[2], best[1] + 1, _headers(rows[best[1]]), best[0], max_bytes)


def _opened_sheet(source: Source, known: Known, max_bytes: int) -> RowFile:
    assert source.sheet is not None
    best: tuple[int, int, list[str]] | None = None
    for number, cells in sheet_rows(source.path, source.sheet):
        if number > HEADER_WITHIN:
            break
        _check_width(source, number - 1, cells)
        count = known(cells)
        if best is None or count > best[0]:
            best = (count, number, cells)
    if best is None:
        raise Unreadable(f"{source.name}: the sheet is empty")
    return RowFile(source, None, None, best[1], _headers(best[2]), best[0], max_bytes)


def _headers(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell.strip().lstrip("\ufeff") for cell in row)


def _check_width(source: Source, index: int, row: Sequence[str]) -> None:
    if len(row) > MAX_COLUMNS:
        raise Unreadable(
            f"{source.name} row {index + 1}: {len(row):,} columns; at most {MAX_COLUMNS}"
        )


class _Lines:
    """Lines of a stream, bounded in length; counts the quotes of the record being read."""

    def __init__(self, stream: io.TextIOBase) -> None:
        self.quotes = 0
        self.lines = 0
        self._stream = stream

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(MAX_LINE)
        if not line:
            raise StopIteration
        if len(line) == MAX_LINE:
            raise Unreadable(f"a line is longer than {MAX_LINE:,} characters")
        if "\x00" in line:
            raise Unreadable("holds NUL characters; this is no text file")
        self.quotes += line.count('"')
        self.lines += 1
        if self.lines > MAX_LINES_PER_ROW:
            raise Unreadable(
                f"a quotation mark is opened and not closed within {MAX_LINES_PER_ROW:,} lines"
            )
        return line

    def next_record(self) -> None:
        self.quotes = self.lines = 0


def _delimited(
    source: Source, encoding: str, divider: str, max_bytes: int
) -> Iterator[tuple[int, list[str]]]:
    number = 0
    with source.open(max_bytes) as binary:
        stream = io.TextIOWrapper(binary, encoding=encoding, errors="strict", newline="")
        lines = _Lines(stream)
        reader = csv.reader(lines, delimiter=divider)
        try:
            for number, cells in enumerate(reader, start=1):
                if lines.lines > 1 and lines.quotes % 2:
                    raise csv.Error("a quotation mark is opened and never closed")
                lines.next_record()
                yield number, cells
        except csv.Error as error:
            row = number if lines.lines == 0 else number + (0 if "never" in str(error) else 1)
            raise Unreadable(f"{source.name} row {row}: {error}") from error
        except UnicodeDecodeError as error:
            byte = error.object[error.start]
            raise Unreadable(
                f"{source.name} after row {number}: not {encoding} (byte 0x{byte:02X})"
            ) from error
        except Unreadable as error:
            if str(error).startswith(source.name):
                raise
            raise Unreadable(f"{source.name} row {number + 1}: {error}") from error


def _head(source: Source, encoding: str, max_bytes: int) -> str:
    with source.open(max_bytes) as binary:
        stream = io.TextIOWrapper(binary, encoding=encoding, errors="replace", newline="")
        return stream.read(_HEAD)


def _first_rows(text: str, divider: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=divider):
            rows.append(row)
            if len(rows) >= HEADER_WITHIN:
                break
    except csv.Error:
        pass  # reading the rows in earnest says what is wrong, with its row
    return rows
