"""One error shape for the whole API: RFC 9457 problem details, with the request's id."""

from __future__ import annotations

import traceback
from functools import cache
from itertools import islice, takewhile
from typing import Any

import structlog
from apiflask import APIFlask, HTTPError
from flask import Response, g, request
from pydantic import BaseModel
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from backend.schemas.capture import WireModel
from backend.schemas.problem import FieldProblem, Problem
from backend.services.errors import Refused

log = structlog.get_logger(__name__)

SHOWN_FIELD_PROBLEMS = 50
UNKNOWN_FIELD = "(unknown field)"


def problem_response(
    status: int, title: str, detail: str | None = None, errors: list[FieldProblem] | None = None
) -> Response:
    body = Problem(
        title=title,
        status=status,
        detail=detail,
        errors=errors or None,
        request_id=g.get("request_id", ""),
    )
    return Response(
        body.model_dump_json(exclude_none=True),
        status=status,
        content_type="application/problem+json",
    )


def field_problems(detail: Any) -> list[FieldProblem]:
    """Where and why, from {location: {path: [messages]}}.

    Nothing that was sent is repeated, as it may be personal or hostile: neither values (the
    messages do not hold them) nor the names of fields that are not ours.
    """
    known = field_names(WireModel)
    found = [
        FieldProblem(where=_known_path(str(path), known), why="; ".join(map(str, messages))[:300])
        for fields in detail.values()
        for path, messages in islice(fields.items(), SHOWN_FIELD_PROBLEMS)
    ]
    return found[:SHOWN_FIELD_PROBLEMS]


@cache
def field_names(base: type[BaseModel]) -> frozenset[str]:
    """The names of all fields of the wire types."""
    own = frozenset(base.model_fields)
    return own.union(*(field_names(model) for model in base.__subclasses__()))


def _known_path(path: str, known: frozenset[str]) -> str:
    """The path as far as its parts are ours: "discussion.posts.3.(unknown field)"."""
    parts = path.split(".")
    ours = list(takewhile(lambda part: part in known or part.isdecimal(), parts))
    if len(ours) < len(parts) and path != "_schema":
        ours.append(UNKNOWN_FIELD)
    return ".".join(ours)[:300]


def register(app: APIFlask) -> None:
    """All errors of the app, expected or not, leave in this shape (web pages are served apart)."""

    def refused(error: Refused) -> Response:
        return problem_response(error.status, error.title, error.detail)

    def from_apiflask(error: HTTPError) -> Response:
        if error.status_code == 422:
            problems = field_problems(error.detail)
            return problem_response(
                422, "Not as described", "See errors for the fields that are not.", problems
            )
        return problem_response(error.status_code, error.message or "Error")

    def http(error: HTTPException) -> Response:
        if error.code is not None and error.code < 400:
            return error.get_response()  # type: ignore[return-value]
        response = problem_response(error.code or 500, error.name, error.description)
        for name, value in error.get_headers(request.environ):
            if name.lower() in ("allow", "retry-after", "www-authenticate", "location"):
                response.headers[name] = value
        return response

    def too_deep(_error: RecursionError) -> Response:
        return problem_response(400, "Bad Request", "The JSON is nested too deeply.")

    def busy(error: OperationalError | PoolTimeout) -> Response:
        origin = getattr(error, "orig", error)
        cause = getattr(origin, "sqlite_errorname", None) or type(origin).__name__
        log.warning("database_busy", error=cause)
        response = problem_response(503, "Busy", "The database did not answer in time. Try again.")
        response.headers["Retry-After"] = "2"
        return response

    def unexpected(error: Exception) -> Response:
        # the stack without the message: a message may hold page text
        log.error(
            "unexpected",
            error=type(error).__name__,
            stack="".join(traceback.format_tb(error.__traceback__)),
        )
        return problem_response(500, "Something broke", "It was noted. Try again later.")

    app.error_processor(from_apiflask)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(RecursionError, too_deep)
    app.register_error_handler(OperationalError, busy)
    app.register_error_handler(PoolTimeout, busy)
    app.register_error_handler(Exception, unexpected)
