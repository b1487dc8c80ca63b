"""One table file opened: its encoding, divider, header row, kind and columns; rows are streamed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from backend.crm.contract import READERS, ConnectorAbort, ObjectType
from backend.crm.tabular.encoding import Encoding, detect_encoding
from backend.crm.tabular.header import (
    HEADER_WITHIN,
    ColumnMap,
    decide_kind,
    kinds_by_name,
    map_columns,
    recognised,
)
from backend.crm.tabular.source import MAX_FILE_BYTES, Source

MAX_COLUMNS = 500
MAX_LINE = 4_000_000
"""Characters of one line; a longer one is no row of a table."""
MAX_LINES_PER_ROW = 2_000
"""A quoted cell may hold line breaks; one that never ends is a quote that was never closed."""
_HEAD = 262_144
_DIVIDERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class TableOptions:
    """What a person states instead of leaving it to be found out."""

    encoding: str | None = None
    divider: str | None = None
    kind: ObjectType | None = None
    columns: Mapping[str, str | None] = field(default_factory=dict)
    max_bytes: int = MAX_FILE_BYTES


@dataclass(frozen=True, slots=True)
class Table:
    """An opened table. `kind` is None where the file is none that is known; then it is left out.

    `header_row` counts from 1.
    """

    source: Source
    encoding: Encoding
    divider: str
    header_row: int
    kind: ObjectType | None
    columns: ColumnMap
    options: TableOptions
    notices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.source.name

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Row number (as a spreadsheet shows it) and cells, below the header; empty rows left out.

        Raises:
            ConnectorAbort: undecodable bytes, NULs, an endless line or quote; with its row.
        """
        for number, cells in _records(self.source, self.encoding.name, self.divider, self.options):
            if number > self.header_row and any(cell.strip() for cell in cells):
                yield number, cells


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
            raise ConnectorAbort(f"a line is longer than {MAX_LINE:,} characters")
        if "\x00" in line:
            raise ConnectorAbort("holds NUL characters; this is no text file")
        self.quotes += line.count('"')
        self.lines += 1
        if self.lines > MAX_LINES_PER_ROW:
            raise ConnectorAbort(
                f"a quotation mark is opened and not closed within {MAX_LINES_PER_ROW:,} lines"
            )
        return line

    def next_record(self) -> None:
        self.quotes = self.lines = 0


def _records(
    source: Source, encoding: str, divider: str, options: TableOptions
) -> Iterator[tuple[int, list[str]]]:
    number = 0
    with source.open(options.max_bytes) as binary:
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
            raise ConnectorAbort(f"{source.name} row {row}: {error}") from error
        except UnicodeDecodeError as error:
            byte = error.object[error.start]
            raise ConnectorAbort(
                f"{source.name} after row {number}: not {encoding} (byte 0x{byte:02X})"
            ) from error
        except ConnectorAbort as abort:
            if str(abort).startswith(source.name):
                raise
            raise ConnectorAbort(f"{source.name} row {number + 1}: {abort}") from abort


def _head(source: Source, encoding: str, options: TableOptions) -> str:
    with source.open(options.max_bytes) as binary:
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


def _kinds(name: str, options: TableOptions) -> Sequence[ObjectType]:
    if options.kind:
        return (options.kind,)
    named = kinds_by_name(name)
    return (named, *(kind for kind in READERS if kind != named)) if named else tuple(READERS)


def open_table(source: Source, options: TableOptions | None = None) -> Table:
    """Find out how a file is written.

    Raises:
        ConnectorAbort: not a text, too large, more than MAX_COLUMNS columns, or a file whose name
            (or a person) says what it is, but without a header row or a required column.
    """
    options = options or TableOptions()
    encoding = detect_encoding(source.name, source.chunks(options.max_bytes), options.encoding)
    text = _head(source, encoding.name, options)
    stated = options.divider
    if text[:4].casefold() == "sep=" and not stated:
        stated = text[4:5]
    kinds = _kinds(source.name, options)
    best = (0, 0, stated or ",", 0)  # headers known, columns, divider, row index
    for divider in (stated,) if stated else _DIVIDERS:
        for index, row in enumerate(_first_rows(text, divider)):
            if len(row) > MAX_COLUMNS:
                raise ConnectorAbort(
                    f"{source.name} row {index + 1}: {len(row):,} columns; at most {MAX_COLUMNS}"
                )
            known = recognised(row, kinds) + sum(cell in options.columns for cell in row)
            if (known, -index) > (best[0], -best[3]):
                best = (known, len(row), divider, index)
    return _described(source, options, encoding, text, best)


def _described(
    source: Source, options: TableOptions, encoding: Encoding, text: str,
    best: tuple[int, int, str, int],
) -> Table:  # fmt: skip
    known, width, divider, index = best
    rows = _first_rows(text, divider)
    if not rows:
        raise ConnectorAbort(f"{source.name}: the file is empty")
    headers = [cell.strip().lstrip("\ufeff") for cell in rows[index]]
    kind = options.kind or decide_kind(source.name, headers)
    notices = [encoding.notice] if encoding.notice else []
    if known < min(2, max(width, 1)):
        if options.kind or kinds_by_name(source.name):
            raise ConnectorAbort(
                f"{source.name}: no header row in the first {HEADER_WITHIN} rows; the first row"
                " needs the names of the columns (for example ID, Name, City)"
            )
        kind = None
    columns = map_columns(headers, kind or "account", options.columns)
    if kind is None:
        columns = ColumnMap("account", tuple(headers), (None,) * len(headers))
        notices.append("not recognised as a table of the CRM: left out")
    elif columns.missing:
        raise ConnectorAbort(
            f"{source.name} row {index + 1}: as a table of kind {kind} it needs a column for "
            + ", ".join(columns.missing)
        )
    else:
        unread = [h for h, f in zip(columns.headers, columns.fields, strict=True) if h and not f]
        if unread:
            notices.append("columns left out: " + ", ".join(unread[:20]))
    return Table(
        source, encoding, divider, index + 1, kind, columns, options,
        tuple(f"{source.name}: {notice}" for notice in notices),
    )  # fmt: skip
