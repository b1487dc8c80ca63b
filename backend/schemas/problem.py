"""The one error shape (RFC 9457, application/problem+json)."""

from __future__ import annotations

from pydantic import BaseModel


class FieldProblem(BaseModel):
    """`where` is the path of the field in the request ("discussion.posts.3.author.url")."""

    where: str
    why: str


class Problem(BaseModel):
    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    errors: list[FieldProblem] | None = None
    request_id: str = ""
