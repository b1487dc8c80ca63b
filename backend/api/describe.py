"""Finishing touches on the OpenAPI description that APIFlask makes from the routes."""

from __future__ import annotations

from typing import Any

from backend.schemas.problem import FieldProblem, Problem

PROBLEM_SCHEMA: dict[str, Any] = Problem.model_json_schema()
PROBLEM_SCHEMA.pop("$defs", None)
PROBLEM_SCHEMA["properties"]["errors"] = {
    "type": ["array", "null"],
    "items": FieldProblem.model_json_schema(),
}


def finish_spec(spec: dict[Any, Any] | str) -> dict[Any, Any] | str:
    """Errors are problem+json everywhere, and every operation may answer 400, 413 and 503."""
    assert isinstance(spec, dict)
    for operations in spec.get("paths", {}).values():
        for operation in operations.values():
            if not isinstance(operation, dict) or "responses" not in operation:
                continue
            responses = operation["responses"]
            if "requestBody" in operation:
                responses.setdefault("400", {"description": "Not valid JSON"})
                responses.setdefault("413", {"description": "Too large"})
            responses.setdefault("503", {"description": "The database is busy; try again"})
            for status, response in responses.items():
                if status.startswith(("4", "5")):
                    schema = {"$ref": "#/components/schemas/Problem"}
                    response["content"] = {"application/problem+json": {"schema": schema}}
    components = spec.setdefault("components", {}).setdefault("schemas", {})
    components["Problem"] = PROBLEM_SCHEMA
    for unused in ("HTTPError", "ValidationError"):
        components.pop(unused, None)
    return spec
