"""A finding: something the software concluded, with its quotes and its arithmetic.

No score travels without evidence and arithmetic; "unknown" (score null) is an answer of its own.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from backend.schemas.capture import WireModel

Source = Literal[
    "headline",
    "position",
    "about",
    "skill",
    "own_post",
    "education",
    "location",
    "title",
    "root_post",
    "article",
    "comment",
    "crm",
    "correction",
    "name",
    "url",
    "page",
]


class Evidence(WireModel):
    """Where a conclusion comes from: the words themselves (`quote`), their place and time.

    `where` names the place inside the source ("positions[2].title", a post id, a CRM record).
    `when` is the source's own date if it states one.
    """

    source: Source
    quote: str = Field(max_length=500)
    where: str = Field(max_length=300)
    when: str | None = None


class Term(WireModel):
    """One term of the arithmetic: `value` is what it contributed, in the unit of the formula."""

    name: str
    value: float
    note: str | None = None


class Arithmetic(WireModel):
    """How the score came about: `formula` in words over `terms`, and its `result`."""

    formula: str
    terms: list[Term]
    result: float | None


class Finding(WireModel):
    """One conclusion. `score` is 0..1, or null for "unknown" (then `reason` says what is missing).

    `value` is the machine-readable conclusion (a concept, a reaction kind, a seniority level);
    `label` is the same for people. `made_by` names the maker and its version.
    """

    kind: Literal[
        "expertise",
        "topic",
        "relevance",
        "reaction",
        "stance",
        "mention",
        "seniority",
        "function",
        "location",
        "language",
        "state",
        "change",
    ]
    value: str
    label: str
    score: float | None = Field(default=None, ge=0, le=1)
    reason: str | None = None
    evidence: list[Evidence] = []
    arithmetic: Arithmetic
    made_by: str
    same_as: list[str] = Field(default=[], exclude_if=lambda ids: not ids)
    """the concept in ESCO, where the operator imported it; left out where there is none"""

    @model_validator(mode="after")
    def _a_score_has_its_evidence(self) -> Finding:
        if self.score is not None and not self.evidence:
            raise ValueError("a score needs evidence")
        if self.score is None and not self.reason:
            raise ValueError("unknown needs a reason")
        return self
