"""One table of a CRM's export: its kind and columns; rows are streamed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from backend.crm.contract import READERS, ConnectorAbort, ObjectType
from backend.crm.tabular.header import (
    ColumnMap,
    decide_kind,
    kinds_by_name,
    map_columns,
    recognised,
)
from backend.tables.row_file import HEADER_WITHIN, RowFile, open_rows
from backend.tables.source import MAX_FILE_BYTES, Source
from backend.tables.unreadable import Unreadable


@dataclass(frozen=True, slots=True)
class TableOptions:
    """What a person states instead of leaving it to be found out."""

    encoding: str | None = None
    divider: str | None = None
    kind: ObjectType | None = None
    columns: Mapping[str, str | None] = field(default_factory=dict)
    max_bytes: int = MAX_FILE_BYTES


@contextmanager
def aborts() -> Iterator[None]:
    """A file that cannot be read ends the connector's reading."""
    try:
        yield
    except Unreadable as error:
        raise ConnectorAbort(str(error)) from error


@dataclass(frozen=True, slots=True)
class Table:
    """An opened table. `kind` is None where the file is none that is known; then it is left out."""

    file: RowFile
    kind: ObjectType | None
    columns: ColumnMap
    notices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.file.name

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """As `RowFile.rows`.

        Raises:
            ConnectorAbort: the file breaks somewhere; with its row.
        """
        with aborts():
            yield from self.file.rows()


def open_table(source: Source, options: TableOptions | None = None) -> Table:
    """Find out how a file is written and what it is.

    Raises:
        ConnectorAbort: not a table, too large, too many columns, or a file whose name (or a
            person) says what it is, but without a header row or a required column.
    """
    options = options or TableOptions()
    with aborts():
        file = open_rows(
            source,
            partial(_known, _kinds(source.name, options), options),
            encoding=options.encoding,
            divider=options.divider,
            max_bytes=options.max_bytes,
        )
    return _described(file, options)


def _kinds(name: str, options: TableOptions) -> Sequence[ObjectType]:
    if options.kind:
        return (options.kind,)
    named = kinds_by_name(name)
    return (named, *(kind for kind in READERS if kind != named)) if named else tuple(READERS)


def _known(kinds: Sequence[ObjectType], options: TableOptions, row: Sequence[str]) -> int:
    return recognised(row, kinds) + sum(cell in options.columns for cell in row)


def _described(file: RowFile, options: TableOptions) -> Table:
    kind = options.kind or decide_kind(file.name, file.headers)
    notices = list(file.notices)
    if file.known < min(2, max(len(file.headers), 1)):
        if options.kind or kinds_by_name(file.name):
            raise ConnectorAbort(
                f"{file.name}: no header row in the first {HEADER_WITHIN} rows; the first row"
                " needs the names of the columns (for example ID, Name, City)"
            )
        kind = None
    columns = map_columns(file.headers, kind or "account", options.columns)
    if kind is None:
        columns = ColumnMap("account", file.headers, (None,) * len(file.headers))
        notices.append(f"{file.name}: not recognised as a table of the CRM: left out")
    elif columns.missing:
        raise ConnectorAbort(
            f"{file.name} row {file.header_row}: as a table of kind {kind} it needs a column for "
            + ", ".join(columns.missing)
        )
    else:
        unread = [h for h, f in zip(columns.headers, columns.fields, strict=True) if h and not f]
        if unread:
            notices.append(f"{file.name}: columns left out: " + ", ".join(unread[:20]))
    return Table(file, kind, columns, tuple(notices))
