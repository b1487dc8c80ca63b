"""Rows of a table turned into CRM records; what cannot be read is told with its row and column."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.crm.contract import ObjectType, RecordError
from backend.crm.records import SCHEMAS, validated
from backend.crm.tabular.header import MANY, currency_of
from backend.crm.tabular.styles import DATES, MOMENTS
from backend.crm.tabular.table import Table
from backend.crm.tabular.values import (
    Styles,
    read_amount,
    read_currency,
    read_date,
    read_moment,
    read_share,
    read_word,
    read_yes,
)
from backend.schemas.crm import CrmRecord

_YES = frozenset({"do_not_contact", "is_won", "is_closed"})
_BETWEEN = {
    "emails": re.compile(r"[;,\s]+"),
    "phones": re.compile(r"\s*[;|]\s*|\s+/\s+"),
    "aliases": re.compile(r"\s*[;|]\s*"),
}
Resolve = Callable[[ObjectType, str, str], str | None]
"""(object type, field, cell) -> the id it refers to; LookupError if there is no such record."""
REFERENCES: Mapping[str, ObjectType] = {
    "owner_id": "user",
    "account_id": "account",
    "account_name": "account",
    "contact_id": "contact",
    "parent_id": "account",
}
_REQUIRED_REFERENCE = {"opportunity": "account_id", "order": "account_id", "invoice": "account_id"}


@dataclass(slots=True)
class RowReader:
    """Reads the rows of one table. `resolve` finds what the references point at."""

    table: Table
    styles: Mapping[int, Styles]
    resolve: Resolve
    default_currency: str | None = None

    def read(
        self, since: datetime | None, seen: dict[str, str]
    ) -> Iterator[CrmRecord | RecordError]:
        """Every record in order; an error stands where its row stands.

        `seen` (id -> file and row) grows; it is shared by the tables of one kind.
        """
        for number, cells in self.table.rows():
            yield from self._row(number, cells, since, seen)

    def error(self, row: int, field: str | None, message: str, skipped: bool = True) -> RecordError:
        """An error of this table; `field` is told by the header of its column."""
        column = field
        if field in self.table.columns.fields:
            column = self.table.columns.headers[self.table.columns.fields.index(field)]
        return RecordError(row, column, message, self.table.name, skipped)

    def _row(
        self, number: int, cells: list[str], since: datetime | None, seen: dict[str, str]
    ) -> Iterator[CrmRecord | RecordError]:
        width = len(self.table.columns.headers)
        if any(cell.strip() for cell in cells[width:]):
            message = (
                f"{len(cells)} cells under {width} columns: is a cell with"
                f" {self.table.file.divider!r} in it without quotation marks?"
            )
            yield self.error(number, None, message)
            return
        values, errors = self._cells(number, cells)
        kind = self.table.columns.kind
        modified = values.pop("modified_at", None)
        if since and modified and modified < since:
            return
        _complete(kind, values, self.default_currency)
        errors += self._references(number, kind, values)
        if any(error.skipped for error in errors):
            yield next(error for error in errors if error.skipped)
            return
        identity = values.get("external_id") or derived_id(kind, values)
        if identity in seen:
            message = f"the id {identity!r} stands in {seen[identity]} already"
            yield self.error(number, "external_id", message)
            return
        record, refused = self._validated(number, kind, {**values, "external_id": identity})
        yield from errors
        yield from refused
        if record is not None:
            seen[identity] = f"{self.table.name} row {number}"
            yield record

    def _cells(self, number: int, cells: list[str]) -> tuple[dict[str, Any], list[RecordError]]:
        values: dict[str, Any] = {}
        errors: list[RecordError] = []
        kind = self.table.columns.kind
        for index, name in enumerate(self.table.columns.fields):
            cell = cells[index].strip() if index < len(cells) else ""
            if name is None or not cell:
                continue
            header = self.table.columns.headers[index]
            try:
                if name in MANY:
                    found = [part for part in _BETWEEN[name].split(cell) if part]
                    if name == "emails" and (bad := [part for part in found if "@" not in part]):
                        found = [part for part in found if part not in bad]
                        raise_later = RecordError(
                            number, header, f"{bad[0][:60]!r} is no e-mail address",
                            self.table.name, skipped=False,
                        )  # fmt: skip
                        errors.append(raise_later)
                    values.setdefault(name, []).extend(
                        part for part in found if part not in values.get(name, [])
                    )
                else:
                    self._cell(name, kind, cell, self.styles.get(index, Styles()), header, values)
            except ValueError as error:
                must = SCHEMAS[kind].model_fields.get(name)
                skipped = must is not None and must.is_required()
                errors.append(RecordError(number, header, str(error), self.table.name, skipped))
        return values, errors

    def _cell(
        self, name: str, kind: ObjectType, cell: str, style: Styles, header: str,
        values: dict[str, Any],
    ) -> None:  # fmt: skip
        if name in DATES:
            values[name] = read_date(cell, style.dates)
        elif name in MOMENTS:
            values[name] = read_moment(cell, style.dates)
        elif name in _YES:
            values[name] = read_yes(cell)
        elif name == "amount":
            values[name], beside = read_amount(cell, style.numbers)
            if currency := beside or currency_of(header):
                values.setdefault("currency", currency)
        elif name == "probability":
            values[name] = read_share(cell, style.numbers, "%" in header)
        elif name == "currency":
            values[name] = read_currency(cell)
        elif name == "status":
            values[name] = read_word("status", cell)
        elif name == "stage_category":
            values[name] = read_word("stage_category", cell)
            values.setdefault("stage", cell)
        elif name == "direction":
            values[name] = read_word("direction", cell)
        elif name == "kind" and kind == "activity":
            values[name] = read_word("activity_kind", cell) or "other"
        else:
            values[name] = cell

    def _references(
        self, number: int, kind: ObjectType, values: dict[str, Any]
    ) -> list[RecordError]:
        errors: list[RecordError] = []
        by_name = values.pop("account_name", None)
        if by_name and not values.get("account_id"):
            values["account_name"] = by_name
        for name in [name for name in REFERENCES if values.get(name)]:
            target = "account_id" if name == "account_name" else name
            try:
                values[target] = self.resolve(REFERENCES[name], name, values[name])
            except LookupError as error:
                needed = _REQUIRED_REFERENCE.get(kind) == target
                errors.append(self.error(number, name, str(error), skipped=needed))
                values[target] = None
        values.pop("account_name", None)
        needed_name = _REQUIRED_REFERENCE.get(kind)
        if needed_name and not values.get(needed_name) and not errors:
            errors.append(self.error(number, needed_name, "empty, but it is needed"))
        return errors

    def _validated(
        self, number: int, kind: ObjectType, values: dict[str, Any]
    ) -> tuple[CrmRecord | None, list[RecordError]]:
        """The record; an optional cell that does not fit is left out and told."""
        record, misfits = validated(kind, values)
        told = [self.error(number, bad.field, bad.message, skipped=bad.needed) for bad in misfits]
        return record, told


def _complete(kind: ObjectType, values: dict[str, Any], default_currency: str | None) -> None:
    """What follows from the other cells of the row."""
    if kind in ("contact", "user"):
        parts = [values.get("first_name"), values.get("last_name")]
        full = " ".join(part for part in parts if part)
        if not values.get("name") and (full or values.get("email")):
            values["name"] = full or values["email"]
        if kind == "user":
            values.pop("first_name", None)
            values.pop("last_name", None)
    if kind == "opportunity":
        _complete_stage(values)
    if kind in ("opportunity", "order", "invoice") and "amount" in values and default_currency:
        values.setdefault("currency", default_currency)
    if kind == "activity":
        values.setdefault("kind", "other")
        if not values.get("subject") and values.get("text"):
            values["subject"] = values["text"].split("\n")[0][:120]


def _complete_stage(values: dict[str, Any]) -> None:
    won, closed = values.pop("is_won", None), values.pop("is_closed", None)
    category = values.get("stage_category") or read_word("stage_category", values.get("stage", ""))
    if category is None and won:
        category = "won"
    if category is None and closed:
        category = "lost"
    values["stage_category"] = category or "open"


def derived_id(kind: ObjectType, values: Mapping[str, Any]) -> str:
    """An id for a row without one, the same at every import as long as the row names the same.

    A contact is known by its profile address, else its e-mail, else name and account; an account by
    its domain, else its name; anything else by all of its cells.
    """
    if kind == "contact":
        key = values.get("profile_url") or next(iter(values.get("emails") or []), None)
        key = key or f"{values.get('name')}|{values.get('account_id') or ''}"
    elif kind == "account":
        key = values.get("domain") or values.get("website") or values.get("name")
    elif kind == "user":
        key = values.get("email") or values.get("name")
    else:
        key = "|".join(f"{name}={values[name]}" for name in sorted(values))
    digest = hashlib.sha256(str(key).casefold().encode()).hexdigest()[:20]
    return f"row:{digest}"
