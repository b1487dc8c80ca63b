"""Fixtures for tests of the backend. Every test that asks for a database runs on each there is."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # tests of other parts need not load the backend
    from apiflask import APIFlask
    from sqlalchemy import URL
    from werkzeug.test import TestResponse

    from backend.config import Settings
    from backend.services.scope import Scope
    from backend.store.database import Database
    from tests.databases import TestDatabase

for variable in [name for name in os.environ if name.startswith("SIDENOTE_")]:
    if not variable.startswith("SIDENOTE_TEST_") and variable != "SIDENOTE_EXTENSION":
        del os.environ[variable]  # a developer's settings must not reach the tests


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests import databases

    return databases.sqlite_template(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_server() -> URL:
    from tests import databases

    found = databases.postgresql_server()
    if found is None:
        pytest.skip(databases.NO_SERVER)
    return found


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: URL) -> Iterator[URL]:
    from tests import databases

    with databases.postgresql_template(postgresql_server) as url:
        yield url


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> TestDatabase:
    from tests import databases

    return databases.copied_sqlite(sqlite_template, tmp_path)


@pytest.fixture(scope="session")
def postgresql_clone(postgresql_server: URL, postgresql_template: URL) -> Iterator[TestDatabase]:
    from tests import databases

    with databases.cloned_postgresql(postgresql_server, postgresql_template) as database:
        yield database


@pytest.fixture
def postgresql_database(postgresql_clone: TestDatabase) -> TestDatabase:
    from tests import databases

    databases.empty_tables(postgresql_clone)
    return postgresql_clone


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)],
)
def test_database(request: pytest.FixtureRequest) -> TestDatabase:
    """A fresh, migrated database; once for each kind."""
    found: TestDatabase = request.getfixturevalue(f"{request.param}_database")
    return found


on_one_database = pytest.mark.parametrize("test_database", ["sqlite"], indirect=True)
"""For tests of what happens before any query: the second database would show nothing new."""


@pytest.fixture
def database_url(test_database: TestDatabase) -> str:
    return test_database.url


@pytest.fixture
def settings(test_database: TestDatabase, tmp_path: Path) -> Settings:
    return make_settings(test_database, tmp_path)


def make_settings(test_database: TestDatabase, folder: Path, **values: Any) -> Settings:
    from backend.config import Settings

    given: dict[str, Any] = {
        "data_dir": folder,
        "database_url": test_database.url,
        "database_role": test_database.role,
        "secret_key": "a key for tests only",
        "public_url": "http://localhost:8765",
        "rate_limits": False,
    }
    return Settings(_env_file=None, **{**given, **values})


@pytest.fixture
def database(test_database: TestDatabase) -> Iterator[Database]:
    from backend.store.database import Database

    database = Database(test_database.url, test_database.role)
    yield database
    database.dispose()


@pytest.fixture
def make_app(test_database: TestDatabase, tmp_path: Path) -> Iterator[Callable[..., APIFlask]]:
    """Applications on the test's database, with settings changed as given."""
    from backend.app import create_app

    made = []

    def make(**values: Any) -> APIFlask:
        app = create_app(make_settings(test_database, tmp_path, **values))
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions["sidenote_database"]().dispose()


@pytest.fixture
def app(make_app: Callable[..., APIFlask]) -> APIFlask:
    return make_app()


@dataclass(frozen=True)
class Workspace:
    """A tenant with one user of each role ("sales@SLUG.example" ...) and their tokens."""

    id: str
    slug: str
    users: dict[str, str]
    tokens: dict[str, str]
    database: Database

    def scope(self, role: str = "sales") -> Scope:
        from backend.services.scope import Scope

        return Scope(self.database, self.id, self.users[role], role)


def make_workspace(database: Database, slug: str) -> Workspace:
    from backend.services.pair_device import issue_program_token
    from backend.services.workspace_people import add_user, add_workspace

    tenant_id = add_workspace(database, slug, slug.title()).id
    users, tokens = {}, {}
    for role in ("sales", "expert", "lead", "administrator"):
        email = f"{role}@{slug}.example"
        users[role] = add_user(database, tenant_id, email, f"{role.title()} of {slug}", role).id
        tokens[role] = issue_program_token(database, tenant_id, email, "test")
    return Workspace(tenant_id, slug, users, tokens, database)


@pytest.fixture
def tenant(database: Database) -> Workspace:
    return make_workspace(database, "ours")


@pytest.fixture
def other_tenant(database: Database) -> Workspace:
    return make_workspace(database, "theirs")


@cache
def described_answers() -> dict[tuple[str, str], set[int]]:
    """The statuses that the OpenAPI description knows, by rule and method."""
    from backend.app import create_app
    from backend.config import Settings

    app = create_app(Settings(_env_file=None, secret_key="x", database_url="sqlite:///none"))
    return {
        (path, method.upper()): {int(status) for status in operation["responses"]}
        for path, methods in app.spec["paths"].items()
        for method, operation in methods.items()
    }


def must_be_described(app: APIFlask, method: str, path: str, status: int) -> None:
    """Fails on an answer that the OpenAPI description does not know."""
    from werkzeug.exceptions import HTTPException

    try:
        rule, _ = app.url_map.bind("").match(path.partition("?")[0], method, return_rule=True)
    except HTTPException:
        return
    described = described_answers().get((re.sub(r"<[^:>]+:([^>]+)>", r"{\1}", rule.rule), method))
    assert described is None or status in described, f"{method} {path}: {status} is not described"


class ApiClient:
    """Speaks to /api/v1 with a token, as a paired device does."""

    def __init__(self, app: APIFlask, token: str | None) -> None:
        self.app = app
        self.token = token

    def request(self, method: str, path: str, **options: Any) -> TestResponse:
        """`path` is below /api/v1."""
        headers = dict(options.pop("headers", {}))
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        with self.app.test_client() as client:
            response = client.open(f"/api/v1{path}", method=method, headers=headers, **options)
        must_be_described(self.app, method, f"/api/v1{path}", response.status_code)
        return response

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.request("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> TestResponse:
        if json is not None:
            options["json"] = json
        return self.request("POST", path, **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        return self.request("DELETE", path, **options)


@pytest.fixture
def client(app: APIFlask, tenant: Workspace) -> ApiClient:
    """A salesperson's device."""
    return ApiClient(app, tenant.tokens["sales"])


@pytest.fixture
def other_client(app: APIFlask, other_tenant: Workspace) -> ApiClient:
    return ApiClient(app, other_tenant.tokens["sales"])


@pytest.fixture
def client_as(app: APIFlask, tenant: Workspace) -> Callable[[str], ApiClient]:
    """A device of somebody of that role."""
    return lambda role: ApiClient(app, tenant.tokens[role])


@pytest.fixture
def stranger(app: APIFlask) -> ApiClient:
    """Somebody without a token."""
    return ApiClient(app, None)
