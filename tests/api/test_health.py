"""/health and /ready: for whoever watches, without a token."""

from __future__ import annotations

import sys

import pytest
from apiflask import APIFlask
from sqlalchemy import create_engine, text

from backend.nlp import language
from tests.databases import TestDatabase


def test_health_needs_no_database(app: APIFlask, test_database: TestDatabase) -> None:
    with app.test_client() as client:
        response = client.get("/health")
    assert response.status_code == 200
    assert response.json["status"] == "ok"
    assert response.json["made_by"]["language"]
    parts = {one["part"]: one for one in response.json["ladder"]}
    for one in parts.values():
        assert one["used"] in [rung["name"] for rung in one["rungs"]]
        assert bool(one["rungs"][0]["missing"]) == one["degraded"]
    assert parts["language"]["rungs"][-1]["missing"] is None


def test_health_names_what_is_missing(app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "eldc", None)
    language.letters.cache_clear()
    try:
        with app.test_client() as client:
            told = client.get("/health").json
    finally:
        monkeypatch.undo()
        language.letters.cache_clear()
    (ladder,) = [one for one in told["ladder"] if one["part"] == "language"]
    assert ladder["degraded"]
    assert ladder["used"] == "py3langid"
    assert ladder["rungs"][0] == {"name": "eldc", "missing": "not installed (ModuleNotFoundError)"}
    assert "eldc missing" in told["made_by"]["language"]


def test_ready(app: APIFlask) -> None:
    with app.test_client() as client:
        response = client.get("/ready")
    assert response.status_code == 200
    assert response.json["ready"] is True


def test_not_ready_with_an_old_schema(app: APIFlask, test_database: TestDatabase) -> None:
    engine = create_engine(test_database.url)

    def revision(value: str) -> None:
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": value})

    with app.test_client() as client:
        current = client.get("/ready").json["schema_revision"]
        revision("0000")
        try:
            response = client.get("/ready")
        finally:
            revision(current)
            engine.dispose()
    assert response.status_code == 503
    assert response.json["schema_revision"] == "0000"
    assert response.json["schema_expected"] == current
