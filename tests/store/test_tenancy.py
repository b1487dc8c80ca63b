"""Nothing is read or written across workspaces: by construction, and by PostgreSQL itself."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from sqlalchemy import create_engine, insert, text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from backend import models
from backend.models.base import new_id
from backend.store.database import Database
from backend.store.people import page_of_people, remember
from tests.conftest import Workspace
from tests.databases import TestDatabase
from tests.invented import NOON
from tests.store.test_database import person

STORE = Path(models.__file__).parents[1] / "store"
OUTSIDE_A_TENANT = {"tenants.py", "database.py", "schema.py"}
"""Tenants themselves; the one place that puts the tenant in; the schema."""
TENANT_TABLES = sorted(set(SQLModel.metadata.tables) - {"tenant"})


@pytest.mark.parametrize("name", TENANT_TABLES)
def test_every_table_has_its_tenant(name: str) -> None:
    column = SQLModel.metadata.tables[name].c.tenant_id
    assert not column.nullable
    assert [key.target_fullname for key in column.foreign_keys] == ["tenant.id"]


@pytest.mark.parametrize("name", TENANT_TABLES)
def test_every_unique_key_is_unique_within_its_tenant(name: str) -> None:
    """Else one workspace could tell what another has. Hashes of random tokens tell nothing."""
    table = SQLModel.metadata.tables[name]
    uniques = [c for c in table.constraints if c.__class__.__name__ == "UniqueConstraint"]
    for unique in uniques:
        columns = [column.name for column in unique.columns]
        assert columns[0] == "tenant_id" or columns == ["token_hash"]


def store_modules() -> list[Path]:
    return sorted(
        path
        for path in STORE.rglob("*.py")
        if path.name not in OUTSIDE_A_TENANT and "migrations" not in path.parts
    )


@pytest.mark.parametrize("path", store_modules(), ids=lambda path: path.name)
def test_queries_start_from_the_tenant_session(path: Path) -> None:
    """`tx.select/insert/update/delete` put the tenant in; nothing else starts or sends a query."""
    starters = {"select", "insert", "update", "delete", "text", "exists"}
    senders = {"session", "engine", "connection", "exec", "exec_driver_sql", "get", "query"}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sql"):
            names = {alias.name for alias in node.names}
            assert not names & (starters | {"Session", "create_engine"}), f"{path}:{node.lineno}"
        if isinstance(node, ast.Import):
            assert not any(alias.name.startswith("sql") for alias in node.names)
        if isinstance(node, ast.Attribute) and node.attr in starters:
            assert isinstance(node.value, ast.Name), f"{path}:{node.lineno}"
            assert node.value.id == "tx", f"{path}:{node.lineno}"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert not (node.value.id == "tx" and node.attr in senders), f"{path}:{node.lineno}"


def test_only_the_store_asks_the_database() -> None:
    for folder in ("api", "web", "services", "crm", "linking", "nlp"):
        for path in (STORE.parent / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sql"):
                    assert node.module == "sqlalchemy.exc", f"{path}:{node.lineno}"


def test_a_tenant_sees_its_own(
    database: Database, tenant: Workspace, other_tenant: Workspace
) -> None:
    with database.write(tenant.id) as tx:
        ids = remember(tx, [person(1)], NOON)
    with database.write(other_tenant.id) as tx:
        other_ids = remember(tx, [person(1)], NOON)
        assert [p.id for p in page_of_people(tx, after=None, limit=9, text=None)] == list(
            other_ids.values()
        )
    assert set(ids.values()).isdisjoint(other_ids.values())


def test_what_is_added_belongs_to_the_tenant_whatever_it_says(
    database: Database, tenant: Workspace, other_tenant: Workspace
) -> None:
    record = models.Person(tenant_id=other_tenant.id, name="Smuggled")
    with database.write(tenant.id) as tx:
        tx.add(record)
        tx.insert(models.Person, [row_of_person(other_tenant.id)])
    with database.read(other_tenant.id) as tx:
        assert page_of_people(tx, after=None, limit=9, text=None) == []
    with database.read(tenant.id) as tx:
        assert len(page_of_people(tx, after=None, limit=9, text=None)) == 2


def row_of_person(tenant_id: str) -> dict:
    return {
        "id": new_id(),
        "tenant_id": tenant_id,
        "name": "Smuggled",
        "analysis": {},
        "first_seen_at": NOON,
        "last_seen_at": NOON,
    }


class TestRowLevelSecurity:
    """PostgreSQL's own lock, past everything this software does."""

    pytestmark = pytest.mark.parametrize("test_database", ["postgresql"], indirect=True)

    def test_every_table_of_a_tenant_has_it(self, test_database: TestDatabase) -> None:
        engine = create_engine(test_database.url)
        query = text(
            "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid "
            "WHERE c.relrowsecurity AND c.relforcerowsecurity"
        )
        with engine.connect() as connection:
            assert sorted(connection.scalars(query)) == TENANT_TABLES
        engine.dispose()

    def test_without_a_tenant_there_are_no_rows(
        self, database: Database, tenant: Workspace
    ) -> None:
        with database.write(tenant.id) as tx:
            remember(tx, [person(1)], NOON)
        with database.engine.connect() as connection:
            assert connection.scalar(text("SELECT current_user")) == database_role(database)
            for name in TENANT_TABLES:
                assert connection.scalar(text(f"SELECT count(*) FROM {name}")) == 0

    def test_a_transactions_tenant_ends_with_it(
        self, database: Database, tenant: Workspace
    ) -> None:
        with database.write(tenant.id) as tx:
            remember(tx, [person(1)], NOON)
        for _ in range(12):  # whichever connection of the pool
            with database.engine.connect() as connection:
                assert connection.scalar(text("SELECT count(*) FROM person")) == 0

    def test_a_row_for_another_tenant_is_refused(
        self, database: Database, tenant: Workspace, other_tenant: Workspace
    ) -> None:
        with database.write(tenant.id) as tx:
            statement = insert(models.Person).values(row_of_person(other_tenant.id))
            with pytest.raises(DBAPIError, match="row-level security"):
                tx.session.execute(statement)
            tx.session.rollback()

    def test_a_row_cannot_be_moved_to_another_tenant(
        self, database: Database, tenant: Workspace, other_tenant: Workspace
    ) -> None:
        with database.write(tenant.id) as tx:
            remember(tx, [person(1)], NOON)
        with database.write(tenant.id) as tx:
            statement = update(models.Person).values(tenant_id=other_tenant.id)
            with pytest.raises(DBAPIError, match="row-level security"):
                tx.session.execute(statement)
            tx.session.rollback()

    def test_a_query_that_forgets_its_tenant_sees_its_own_only(
        self, database: Database, tenant: Workspace, other_tenant: Workspace
    ) -> None:
        for workspace in (tenant, other_tenant):
            with database.write(workspace.id) as tx:
                remember(tx, [person(1)], NOON)
        with database.read(tenant.id) as tx:
            forgetful = tx.session.execute(text("SELECT tenant_id FROM person"))
            assert [row[0] for row in forgetful] == [tenant.id]

    def test_the_application_cannot_change_the_schema(self, database: Database) -> None:
        for statement in (
            "ALTER TABLE person DISABLE ROW LEVEL SECURITY",
            "DROP TABLE person",
            "UPDATE alembic_version SET version_num = '9999'",
        ):
            with database.engine.connect() as connection, pytest.raises(DBAPIError):
                connection.execute(text(statement))


def database_role(database: Database) -> str:
    with database.engine.connect() as connection:
        role: str = connection.scalar(text("SELECT current_role"))
        assert not connection.scalar(
            text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_role")
        )
        return role
