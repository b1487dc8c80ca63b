"""What every error of the API must look like."""

from __future__ import annotations

import re
from typing import Any

from werkzeug.test import TestResponse

MARKER = "Quagga"
"""Stands in everything that tests send and that must not come back."""


def problem(response: TestResponse, status: int) -> dict[str, Any]:
    """The problem document of a response, after checking that it is one and repeats nothing."""
    assert response.status_code == status, response.get_data(as_text=True)[:500]
    assert response.content_type == "application/problem+json"
    body = response.json
    assert isinstance(body, dict)
    assert set(body) <= {"type", "title", "status", "detail", "errors", "request_id"}
    assert body["status"] == status
    assert body["title"]
    assert re.fullmatch(r"[A-Za-z0-9-]{8,64}", body["request_id"])
    assert response.headers["X-Request-ID"] == body["request_id"]
    for error in body.get("errors", []):
        assert set(error) == {"where", "why"}
    assert MARKER.lower() not in response.get_data(as_text=True).lower()
    return body
