"""Answers from pydantic models, serialised once."""

from __future__ import annotations

from flask import Response
from pydantic import BaseModel


def answer(model: BaseModel, status: int = 200) -> Response:
    return Response(model.model_dump_json(), status=status, content_type="application/json")
