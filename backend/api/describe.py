"""Finishing touches on the OpenAPI description that APIFlask makes from the routes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from backend.api.path_ids import PATTERNS
from backend.schemas.problem import FieldProblem, Problem

PROBLEM_SCHEMA: dict[str, Any] = Problem.model_json_schema()
PROBLEM_SCHEMA.pop("$defs", None)
PROBLEM_SCHEMA["properties"]["errors"] = {
    "type": ["array", "null"],
    "items": FieldProblem.model_json_schema(),
}

_SCHEMAS = "#/components/schemas/"
_WITH_BODY = {
    "400": "Not valid JSON",
    "413": "Too large",
    "415": "Not application/json",
}
_ALWAYS = {"500": "Something broke; it was noted", "503": "The database is busy; try again"}


def finish_spec(spec: dict[Any, Any] | str) -> dict[Any, Any] | str:
    """Errors are problem+json everywhere; every model has one name; ids have their form."""
    assert isinstance(spec, dict)
    for path, operation in _operations(spec):
        for parameter in operation.get("parameters", ()):
            if pattern := PATTERNS.get(parameter["name"]):
                parameter["schema"]["pattern"] = f"^({pattern})$"
        if "requestBody" in operation:
            operation["requestBody"]["required"] = True
        _finish_responses(path, operation)
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = PROBLEM_SCHEMA
    finished: dict[Any, Any] = _renamed(spec)
    finished["components"]["schemas"] = _merged(finished["components"]["schemas"])
    return finished


def _operations(spec: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, operations in spec.get("paths", {}).items():
        for operation in operations.values():
            if isinstance(operation, dict) and "responses" in operation:
                yield path, operation


def _finish_responses(path: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    for status, words in {
        **(_WITH_BODY if "requestBody" in operation else {}),
        **(_ALWAYS if path.startswith("/api/") else {}),
    }.items():
        responses.setdefault(status, {"description": words})
    for status, response in responses.items():
        if status.startswith(("4", "5")):
            response["content"] = {
                "application/problem+json": {"schema": {"$ref": _SCHEMAS + "Problem"}}
            }
    if path == "/ready":  # says in the same form what is missing
        responses["503"]["content"] = responses["200"]["content"]


def _renamed(part: Any) -> Any:
    """References to "Answer.Model" lead to "Model": the same model has the same schema."""
    if isinstance(part, dict):
        return {
            key: re.sub(rf"^{_SCHEMAS}\w+\.", _SCHEMAS, value) if key == "$ref" else _renamed(value)
            for key, value in part.items()
        }
    return [_renamed(item) for item in part] if isinstance(part, list) else part


def _merged(schemas: dict[str, Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for name, schema in schemas.items():
        own = name.rpartition(".")[2]
        assert merged.setdefault(own, schema) == schema, f"two models are called {own}"
    return dict(sorted(merged.items()))
