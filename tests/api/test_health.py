"""/health and /ready: for whoever watches, without a token."""

from __future__ import annotations

from apiflask import APIFlask
from sqlalchemy import create_engine, text

from tests.databases import TestDatabase


def test_health_needs_no_database(app: APIFlask, test_database: TestDatabase) -> None:
    with app.test_client() as client:
        response = client.get("/health")
    assert response.status_code == 200
    assert response.json["status"] == "ok"
    assert response.json["ladder"]


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
