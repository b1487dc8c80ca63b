"""CSV and XLSX exports of any CRM: a folder, a zip archive or single files. Read only.

File names or headers tell the kinds; headers are known in English, Czech, Finnish and German and as
Salesforce, HubSpot and LinkedIn write them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Self, cast

from backend.crm.contract import (
    READERS,
    ApprovedWrite,
    Capabilities,
    ConnectorAbort,
    ExternalRef,
    ObjectType,
    RecordError,
    WriteRefused,
)
from backend.crm.tabular.references import Known, References
from backend.crm.tabular.rows import RowReader
from backend.crm.tabular.styles import ColumnStyles, column_styles
from backend.crm.tabular.table import Table, TableOptions, aborts, open_table
from backend.crm.tabular.values import DateStyle, NumberStyle
from backend.schemas.crm import (
    AccountRecord,
    ActivityRecord,
    ContactRecord,
    CrmRecord,
    InvoiceRecord,
    OpportunityRecord,
    OrderRecord,
    UserRecord,
)
from backend.tables.source import MAX_FILE_BYTES, find_sources


@dataclass(frozen=True, slots=True)
class CsvOptions:
    """What a person states instead of leaving it to be found out.

    `kinds`: file name -> kind; `columns`: file name -> header -> field or None (a saved mapping);
    `encoding`, `dates`, `numbers` hold for every file; `default_currency` where a file names none.
    """

    encoding: str | None = None
    dates: DateStyle | None = None
    numbers: NumberStyle | None = None
    default_currency: str | None = None
    kinds: Mapping[str, ObjectType] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    max_bytes: int = MAX_FILE_BYTES

    def of_file(self, name: str) -> TableOptions:
        """The options for one file."""
        return TableOptions(
            encoding=self.encoding,
            kind=self.kinds.get(name),
            columns=self.columns.get(name, {}),
            max_bytes=self.max_bytes,
        )


class CsvFiles:
    """Reads CSV files; nothing of them is kept in memory but the ids.

    `known(object_type, external_id)` tells of records imported earlier; without it a reference must
    be met by the files themselves, where they hold a table of that kind.
    """

    name: ClassVar[str] = "csv_files"
    label: ClassVar[str] = "CSV files"
    capabilities: ClassVar[Capabilities] = Capabilities(reads=frozenset(READERS), incremental=True)

    def __init__(
        self,
        *paths: str | Path,
        options: CsvOptions | None = None,
        known: Known | None = None,
    ) -> None:
        self._paths = [Path(path) for path in paths]
        self._options = options or CsvOptions()
        self._known = known
        self._opened: list[Table] | None = None
        self._references: References | None = None
        self._styles: dict[str, ColumnStyles] = {}

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Self:
        """Settings: `paths` (or `path`) and any field of CsvOptions."""
        stated = dict(settings)
        paths = stated.pop("paths", None) or [stated.pop("path", None)]
        if not all(paths):
            raise ConnectorAbort("the path of the CSV files is missing")
        try:
            return cls(*paths, options=CsvOptions(**stated))
        except TypeError as error:
            raise ConnectorAbort(f"unknown setting: {error}") from error

    def check(self) -> tuple[str, ...]:
        """Open every file and tell what was guessed or left out."""
        notices = [notice for table in self._all_tables() for notice in table.notices]
        for table in self._all_tables():
            if table.kind:
                notices += self._styles_of(table).notices
        return tuple(notices)

    def iter_users(self, since: datetime | None = None) -> Iterator[UserRecord | RecordError]:
        """People who own records; out of the owner columns where there is no file of them."""
        if self._tables("user"):
            return cast(Iterator[UserRecord | RecordError], self._iter("user", since))
        return self._reference_index().stated_owners()

    def iter_accounts(self, since: datetime | None = None) -> Iterator[AccountRecord | RecordError]:
        """Accounts."""
        return cast(Iterator[AccountRecord | RecordError], self._iter("account", since))

    def iter_contacts(self, since: datetime | None = None) -> Iterator[ContactRecord | RecordError]:
        """Contacts."""
        return cast(Iterator[ContactRecord | RecordError], self._iter("contact", since))

    def iter_opportunities(
        self, since: datetime | None = None
    ) -> Iterator[OpportunityRecord | RecordError]:
        """Opportunities."""
        return cast(Iterator[OpportunityRecord | RecordError], self._iter("opportunity", since))

    def iter_orders(self, since: datetime | None = None) -> Iterator[OrderRecord | RecordError]:
        """Orders."""
        return cast(Iterator[OrderRecord | RecordError], self._iter("order", since))

    def iter_invoices(self, since: datetime | None = None) -> Iterator[InvoiceRecord | RecordError]:
        """Invoices."""
        return cast(Iterator[InvoiceRecord | RecordError], self._iter("invoice", since))

    def iter_activities(
        self, since: datetime | None = None
    ) -> Iterator[ActivityRecord | RecordError]:
        """Activities."""
        return cast(Iterator[ActivityRecord | RecordError], self._iter("activity", since))

    def write(self, write: ApprovedWrite) -> ExternalRef:
        """Always refused: an export cannot be written back into."""
        raise WriteRefused(f"CSV files are read only; {write.object_type} was not written")

    def _all_tables(self) -> list[Table]:
        if self._opened is None:
            with aborts():
                sources = find_sources(self._paths)
            tables = [open_table(source, self._options.of_file(source.name)) for source in sources]
            if not any(table.kind for table in tables):
                names = ", ".join(table.name for table in tables)
                raise ConnectorAbort(
                    f"none of these is recognised as a table of a CRM: {names}. Is the row with the"
                    " names of the columns there?"
                )
            self._opened = tables
        return self._opened

    def _tables(self, kind: ObjectType) -> Sequence[Table]:
        return [table for table in self._all_tables() if table.kind == kind]

    def _styles_of(self, table: Table) -> ColumnStyles:
        if table.name not in self._styles:
            options = self._options
            self._styles[table.name] = column_styles(table, options.dates, options.numbers)
        return self._styles[table.name]

    def _reference_index(self) -> References:
        if self._references is None:
            self._references = References(self._all_tables(), self._known)
        return self._references

    def _iter(self, kind: ObjectType, since: datetime | None) -> Iterator[CrmRecord | RecordError]:
        if since is not None and since.tzinfo is None:
            since = since.replace(tzinfo=UTC)
        seen: dict[str, str] = {}
        for table in self._tables(kind):
            reader = RowReader(
                table,
                self._styles_of(table).by_column,
                self._reference_index().resolve,
                self._options.default_currency,
            )
            yield from reader.read(since, seen)


def preview(*paths: str | Path, options: CsvOptions | None = None) -> list[dict[str, Any]]:
    """What each file would be read as, before anything is imported.

    One object for each file: `file`, `kind` (or None), `columns` [(header, field or None)],
    `encoding`, `divider`, `header_row`, `notices`, and `error` where it cannot be read.
    """
    options = options or CsvOptions()
    found: list[dict[str, Any]] = []
    with aborts():
        sources = find_sources([Path(path) for path in paths])
    for source in sources:
        try:
            table = open_table(source, options.of_file(source.name))
            styles = column_styles(table, options.dates, options.numbers) if table.kind else None
        except ConnectorAbort as abort:
            found.append({"file": source.name, "kind": None, "columns": [], "error": str(abort)})
            continue
        found.append(
            {
                "file": table.name,
                "kind": table.kind,
                "columns": list(zip(table.columns.headers, table.columns.fields, strict=True)),
                "encoding": table.file.encoding and table.file.encoding.name,
                "divider": table.file.divider,
                "header_row": table.file.header_row,
                "notices": [*table.notices, *(styles.notices if styles else ())],
                "error": None,
            }
        )
    return found


CONNECTOR = CsvFiles
