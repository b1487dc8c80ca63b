"""Wire types of bulk lookup."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from backend.schemas.annotation import PersonAnnotation
from backend.schemas.capture import Line, Url, WireModel


class LookupRow(WireModel):
    """One question: a profile address, an e-mail, or a name (better with an organisation, or with a
    headline that names one)."""

    row_id: Line | None = None
    url: Url | None = None
    email: Line | None = None
    name: Line | None = None
    organisation: Line | None = None
    headline: Line | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> LookupRow:
        if not any((self.url, self.email, self.name, self.organisation)):
            raise ValueError("give a url, an email, a name or an organisation")
        return self


class LookupRequest(WireModel):
    rows: Annotated[list[LookupRow], Field(min_length=1, max_length=1_000)]


class LookupResult(WireModel):
    """The answer to the row of the same place; `known` says that the person was captured before."""

    row: int
    row_id: str | None
    known: bool
    person: PersonAnnotation


class LookupResponse(WireModel):
    results: list[LookupResult]
