"""Settings: what is given is checked, what is not given is made once."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from backend.config import Settings


def settings(**values: Any) -> Settings:
    return Settings(_env_file=None, **values)


def test_without_anything_there_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    found = settings(data_dir=tmp_path / "new")
    assert found.resolved_database_url() == f"sqlite:///{tmp_path / 'new' / 'sidenote.sqlite3'}"
    assert (tmp_path / "new").is_dir()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_usual_names_of_postgresql(scheme: str) -> None:
    found = settings(database_url=f"{scheme}://jo:pw@db.example/sidenote")
    assert found.resolved_database_url() == "postgresql+psycopg://jo:pw@db.example/sidenote"


@pytest.mark.parametrize(
    "values",
    [
        {"database_url": "mysql://x/y"},
        {"database_url": "sqlite://"},
        {"max_body_bytes": 1},
        {"pairing_minutes": 0},
        {"trusted_proxies": -1},
        {"log_level": "LOUD"},
    ],
)
def test_what_cannot_work_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        settings(**values)


def test_the_key_is_made_once_for_all_workers_and_read_by_its_owner_only(tmp_path: Path) -> None:
    def key(_: int) -> str:
        return settings(data_dir=tmp_path).resolved_secret_key()

    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(key, range(64)))
    (only,) = keys
    assert len(only) >= 64
    path = tmp_path / "secret_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["secret_key"]
    assert settings(data_dir=tmp_path, secret_key="given").resolved_secret_key() == "given"
