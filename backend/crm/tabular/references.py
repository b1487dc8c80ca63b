"""What the references of a row point at: ids, names or e-mail addresses of the other tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from backend.crm.contract import ObjectType
from backend.crm.tabular.header import folded
from backend.crm.tabular.rows import derived_id
from backend.crm.tabular.table import Table
from backend.schemas.crm import UserRecord

Known = Callable[[ObjectType, str], bool]
"""Whether the store has a record of this type under this external id (from an earlier import)."""
_MAX_STATED_OWNERS = 10_000


@dataclass(slots=True)
class _Index:
    """Ids of one kind, and what else leads to them; a name that stands for two leads nowhere."""

    ids: set[str] = field(default_factory=set)
    by_name: dict[str, str | None] = field(default_factory=dict)

    def add(self, identity: str, names: Sequence[str]) -> None:
        self.ids.add(identity)
        for name in names:
            key = folded(name)
            if key:
                taken = self.by_name.get(key, identity)
                self.by_name[key] = identity if taken == identity else None


class References:
    """Resolves references over the tables of one import; reads a table when it is first asked for.

    Ids and names are held in memory, nothing else of the rows.
    """

    def __init__(self, tables: Sequence[Table], known: Known | None = None) -> None:
        self._tables = tables
        self._known = known
        self._indexes: dict[ObjectType, _Index | None] = {}

    def resolve(self, kind: ObjectType, field_name: str, cell: str) -> str | None:
        """The external id a cell refers to.

        None: a company named by a contact where no table of accounts is there to look it up in.

        Raises:
            LookupError: no such record, or two of that name.
        """
        index = self._index(kind)
        if index is None:
            return None if field_name == "account_name" else cell
        for value in (cell, cell.split(";", maxsplit=1)[0].strip()):
            if value in index.ids:
                return value
        key = folded(cell)
        if key in index.by_name:
            found = index.by_name[key]
            if found is None:
                raise LookupError(f"there are several records of kind {kind} named {cell[:80]!r}")
            return found
        if self._known and field_name != "account_name" and self._known(kind, cell):
            return cell
        raise LookupError(f"there is no {kind} {cell[:80]!r}")

    def stated_owners(self) -> Iterator[UserRecord]:
        """A user for every distinct owner the tables name, where no table of users is there."""
        seen: set[str] = set()
        for table in self._tables:
            if table.kind is None or "owner_id" not in table.columns.fields:
                continue
            column = table.columns.fields.index("owner_id")
            for _, cells in table.rows():
                owner = cells[column].strip() if column < len(cells) else ""
                if owner and owner not in seen and len(owner) <= 200:
                    seen.add(owner)
                    yield UserRecord(external_id=owner, name=owner)
                    if len(seen) >= _MAX_STATED_OWNERS:
                        return

    def _index(self, kind: ObjectType) -> _Index | None:
        if kind not in self._indexes:
            tables = [table for table in self._tables if table.kind == kind]
            index = _Index() if tables else None
            for table in tables:
                assert index is not None
                for identity, names in _identities(table, kind):
                    index.add(identity, names)
            self._indexes[kind] = index
        return self._indexes[kind]


def _identities(table: Table, kind: ObjectType) -> Iterator[tuple[str, list[str]]]:
    fields = table.columns.fields
    for _, cells in table.rows():
        row = {
            name: cells[index].strip()
            for index, name in enumerate(fields)
            if name and index < len(cells) and cells[index].strip()
        }
        names = [row[name] for name in ("name", "email") if name in row]
        if "first_name" in row or "last_name" in row:
            names.append(f"{row.get('first_name', '')} {row.get('last_name', '')}")
        if kind == "contact":
            names = []  # people share names; only an id leads to a contact
        identity = row.get("external_id") or derived_id(kind, row)
        yield identity, names
