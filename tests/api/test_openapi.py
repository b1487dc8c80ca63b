"""The description of the API is valid, whole, and true."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from apiflask import APIFlask

from tests.conftest import ApiClient, on_one_database

pytestmark = on_one_database


@pytest.fixture
def spec(stranger: ApiClient) -> dict[str, Any]:
    response = stranger.get("/openapi.json")
    assert response.status_code == 200
    return response.json


def operations(spec: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in spec["paths"].items()
        for method, operation in methods.items()
    ]


def test_it_is_openapi_3_1_with_a_licence(spec: dict[str, Any]) -> None:
    assert spec["openapi"].startswith("3.1")
    assert spec["info"]["title"] == "Sidenote"
    assert spec["info"]["license"]["identifier"] == "Apache-2.0"


def test_every_route_is_described(app: APIFlask, spec: dict[str, Any]) -> None:
    described = {(path, method.upper()) for path, method, _ in operations(spec)}
    served = {
        (re.sub(r"<[^:>]+:([^>]+)>", r"{\1}", rule.rule), method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if (rule.rule.startswith("/api/") or rule.endpoint.startswith("health."))
        and rule.endpoint != "openapi.spec"
    }
    assert described == served


def test_every_operation_says_what_it_is_for(spec: dict[str, Any]) -> None:
    for path, method, operation in operations(spec):
        assert operation["summary"], path
        assert operation["tags"], path
        for status, response in operation["responses"].items():
            assert response["description"], (path, method, status)
            assert status in ("204", "304") or response["content"], (path, method, status)
    ids = [operation.get("operationId") for _, _, operation in operations(spec)]
    assert len(set(ids)) == len(ids) or set(ids) == {None}


def test_every_error_is_a_problem_document(spec: dict[str, Any]) -> None:
    for path, method, operation in operations(spec):
        for status, response in operation["responses"].items():
            if status >= "400" and path != "/ready":
                assert list(response["content"]) == ["application/problem+json"], (path, method)


def test_statuses_that_any_operation_may_answer_are_described(spec: dict[str, Any]) -> None:
    for path, method, operation in operations(spec):
        if not path.startswith("/api/"):
            continue
        wanted = {"500", "503"}
        wanted |= {"400", "413", "415", "422"} if method == "post" else set()
        wanted |= {"401"} if operation.get("security") else {"429"}
        wanted |= {"404"} if "{" in path else set()
        assert wanted <= set(operation["responses"]), (path, method)


def test_every_parameter_in_a_path_is_described(spec: dict[str, Any]) -> None:
    for path, _, operation in operations(spec):
        described = {p["name"]: p for p in operation.get("parameters", ()) if p["in"] == "path"}
        assert set(described) == set(re.findall(r"\{(\w+)\}", path))
        for parameter in described.values():
            assert parameter["required"] is True
            assert parameter["schema"]["pattern"]


def test_every_reference_leads_somewhere_and_every_model_is_used(spec: dict[str, Any]) -> None:
    text = json.dumps(spec)
    used = set(re.findall(r'"#/components/schemas/([^"]+)"', text))
    assert used == set(spec["components"]["schemas"])
    assert not any("." in name for name in used)


def test_bodies_are_required(spec: dict[str, Any]) -> None:
    bodies = [
        operation["requestBody"] for _, method, operation in operations(spec) if method == "post"
    ]
    assert len(bodies) >= 5
    assert all(body["required"] is True for body in bodies)


def test_requests_refuse_unknown_fields_in_the_description_too(spec: dict[str, Any]) -> None:
    for name in ("Capture", "Discussion", "Post", "Author", "LookupRow", "LinkFeedback"):
        assert spec["components"]["schemas"][name]["additionalProperties"] is False


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("chrome-extension://" + "a" * 32, True),
        ("moz-extension://6e0d8d5a-4f7e-4b1e-9d6e-0c6b1f1f9a11", True),
        ("https://forum.example", False),
        ("http://localhost:8765", False),
        ("https://chrome-extension.example", False),
        ("chrome-extension://" + "a" * 32 + ".example", False),
        ("chrome-extension://" + "z" * 32, False),
        ("null", False),
    ],
)
def test_only_extensions_may_ask_from_elsewhere(
    stranger: ApiClient, origin: str, allowed: bool
) -> None:
    preflight = stranger.request(
        "OPTIONS",
        "/captures",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
        },
    )
    assert preflight.status_code == 200
    for response in (preflight, stranger.get("/people", headers={"Origin": origin})):
        found = response.headers.get("Access-Control-Allow-Origin")
        assert found == (origin if allowed else None)
        assert "Access-Control-Allow-Credentials" not in response.headers
    if allowed:
        assert "authorization" in preflight.headers["Access-Control-Allow-Headers"].lower()


def test_pages_and_health_are_for_nobody_elsewhere(app: APIFlask) -> None:
    origin = "chrome-extension://" + "a" * 32
    with app.test_client() as client:
        for path in ("/", "/health", "/ready", "/pair"):
            response = client.get(path, headers={"Origin": origin})
            assert "Access-Control-Allow-Origin" not in response.headers
