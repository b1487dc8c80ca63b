"""Refusals that a caller can act on; the API turns each into one problem+json answer."""

from __future__ import annotations


class Refused(Exception):
    """A request that cannot be served as it is. `title` is stable; `detail` says what to do."""

    status = 400
    title = "Bad request"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NotFound(Refused):
    status = 404
    title = "Not found"


class Forbidden(Refused):
    status = 403
    title = "Not allowed"


class Gone(Refused):
    status = 410
    title = "No longer there"


class Conflict(Refused):
    status = 409
    title = "Conflict"
