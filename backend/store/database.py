"""Connections and transactions; the one place where a query gets its tenant.

Queries in backend.store start from `TenantSession.select/insert/update/delete`, which put the
tenant in; tests/store/test_tenancy.py fails on a query that starts elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, bindparam, create_engine, event, text
from sqlalchemy import delete as sa_delete
from sqlalchemy import select as sa_select
from sqlalchemy import update as sa_update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import Delete, Update
from sqlalchemy.sql.selectable import Select
from sqlmodel import SQLModel

LOCK_WAIT_MS = 15_000
"""How long a writer waits for another; then the caller is told to come back."""
MAX_BOUND = 400
"""Values in one IN (...): below every database's limit, few enough plans to cache."""


class TenantSession:
    """A transaction inside one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self.session = session
        self.tenant_id = tenant_id

    def select(self, *entities: Any, of: type[SQLModel] | None = None) -> Select[Any]:
        """SELECT of models or columns, within the tenant for every table they come from.

        With outer joins name the left table in `of`: only that one is asked for its tenant, as a
        condition on the right one would turn the join into an inner one. What is joined to it by
        id is of the same tenant.
        """
        statement = sa_select(*entities)
        if of is not None:
            return statement.select_from(of).where(of.tenant_id == self.tenant_id)  # type: ignore[attr-defined]
        for table in statement.columns_clause_froms:
            statement = statement.where(table.c.tenant_id == self.tenant_id)
        return statement

    def insert(
        self,
        model: type[SQLModel],
        rows: Sequence[Mapping[str, Any]],
        *,
        on_conflict: Sequence[str] | None = None,
        set_columns: Iterable[str] = (),
        add_columns: Iterable[str] = (),
        unless_older: str | None = None,
    ) -> None:
        """INSERT of many rows at once.

        With `on_conflict` (the columns of a unique key) an existing row is left, or updated in
        `set_columns` from the new one - not so where the new one is older by the time in the column
        `unless_older` - and added to in `add_columns` (counts). The rows go in in the order of that
        key, so that two transactions with the same rows wait for each other instead of blocking
        each other.
        """
        if not rows:
            return
        if on_conflict is not None:
            key = [name for name in on_conflict if name != "tenant_id"]
            rows = sorted(rows, key=lambda row: [row[name] for name in key])
        dialect = self.session.get_bind().dialect.name
        make = postgresql_insert if dialect == "postgresql" else sqlite_insert
        statement = make(model)
        if on_conflict is not None:
            changes = {name: statement.excluded[name] for name in set_columns} | {
                name: statement.table.c[name] + statement.excluded[name] for name in add_columns
            }
            if changes:
                statement = statement.on_conflict_do_update(
                    index_elements=list(on_conflict),
                    set_=changes,
                    where=(
                        statement.excluded[unless_older] >= statement.table.c[unless_older]
                        if unless_older
                        else None
                    ),
                )
            else:
                statement = statement.on_conflict_do_nothing(index_elements=list(on_conflict))
        self.session.connection().execute(
            statement, [{**row, "tenant_id": self.tenant_id} for row in rows]
        )

    def update_each(self, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
        """UPDATE of many rows by their `id`, each with its own values for the same columns."""
        if not rows:
            return
        columns: dict[str, Any] = {
            name: bindparam(f"new_{name}") for name in rows[0] if name != "id"
        }
        table = model.__table__  # type: ignore[attr-defined]
        statement = (
            sa_update(table)
            .where(table.c.tenant_id == self.tenant_id, table.c.id == bindparam("row_id"))
            .values(columns)
        )
        self.session.connection().execute(
            statement,
            [
                {"row_id": row["id"], **{f"new_{name}": row[name] for name in columns}}
                for row in sorted(rows, key=lambda row: row["id"])
            ],
        )

    def update(self, model: type[SQLModel]) -> Update:
        return sa_update(model).where(model.tenant_id == self.tenant_id)  # type: ignore[attr-defined]

    def delete(self, model: type[SQLModel]) -> Delete:
        return sa_delete(model).where(model.tenant_id == self.tenant_id)  # type: ignore[attr-defined]

    def scalars(self, statement: Select[Any]) -> list[Any]:
        return list(self.session.scalars(statement))

    def first(self, statement: Select[Any]) -> Any | None:
        """The first entity of the first row, or None."""
        return self.session.scalars(statement.limit(1)).first()

    def rows(self, statement: Select[Any]) -> list[Any]:
        return list(self.session.execute(statement))

    def add(self, record: SQLModel) -> None:
        """Insert one record; its tenant is set here, whatever it said."""
        record.tenant_id = self.tenant_id
        self.session.add(record)
        self.session.flush()

    def execute(self, statement: Update | Delete) -> int:
        """Number of rows changed."""
        return self.session.execute(statement).rowcount  # type: ignore[attr-defined]


def batches(values: Iterable[Any], size: int = MAX_BOUND) -> Iterator[list[Any]]:
    """The distinct values in lists of at most `size`, in a stable order."""
    distinct = list(dict.fromkeys(values))
    for start in range(0, len(distinct), size):
        yield distinct[start : start + size]


class Database:
    """The engine and its transactions. Make one in each process, after the fork."""

    def __init__(self, url: str, role: str | None = None) -> None:
        self.engine = _engine(url, role)
        """For reading; on SQLite its transactions do not wait for a writer."""
        self.writing_engine = self.engine.execution_options(sidenote_write=True)
        self.url = url

    @property
    def is_postgresql(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def read(self, tenant_id: str) -> Iterator[TenantSession]:
        """A read-only transaction: one consistent snapshot; nothing is committed."""
        with self._session(tenant_id, write=False) as scoped:
            yield scoped

    @contextmanager
    def write(self, tenant_id: str) -> Iterator[TenantSession]:
        """A transaction that commits at its end, or rolls back on an error."""
        with self._session(tenant_id, write=True) as scoped:
            yield scoped
            scoped.session.commit()

    @contextmanager
    def _session(self, tenant_id: str, *, write: bool) -> Iterator[TenantSession]:
        engine = self.writing_engine if write else self.engine
        if self.is_postgresql and not write:
            engine = self.engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        with Session(engine, expire_on_commit=False) as session:
            if self.is_postgresql:
                session.execute(
                    text("SELECT set_config('app.tenant_id', :tenant, true)"), {"tenant": tenant_id}
                )
            yield TenantSession(session, tenant_id)

    def dispose(self) -> None:
        self.engine.dispose()


def _engine(url: str, role: str | None) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": LOCK_WAIT_MS / 1000})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(url, pool_pre_ping=True, pool_size=4, max_overflow=8)
    quoted = engine.dialect.identifier_preparer.quote(role) if role else None

    def prepare(dbapi_connection: Any, _record: Any) -> None:
        with dbapi_connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {LOCK_WAIT_MS}")
            if quoted:
                cursor.execute(f"SET ROLE {quoted}")
        dbapi_connection.commit()

    event.listen(engine, "connect", prepare)
    return engine


def _prepare_sqlite(dbapi_connection: Any, _record: Any) -> None:
    # the driver's own BEGIN would start every transaction as a reader; _begin_sqlite decides
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={LOCK_WAIT_MS}",
        "cache_size=-32000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    # SQLite's own lower() knows ASCII only: a search for "šárka" would not find "Šárka"
    dbapi_connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _begin_sqlite(connection: Connection) -> None:
    # a writer takes its lock at once: a reader that turns writer later fails instead of waiting
    write = connection.get_execution_options().get("sidenote_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
