"""Records a CRM connector yields: one shape for every CRM, ids as that CRM has them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from backend.schemas.capture import Line, Name, Text, WireModel
from backend.schemas.text import clean_text

ExternalId = Annotated[
    str, BeforeValidator(clean_text), StringConstraints(min_length=1, max_length=200)
]


class UserRecord(WireModel):
    """A person of our own company who can own accounts."""

    external_id: ExternalId
    name: Name
    email: Line | None = None
    unit: Line | None = None


class AccountRecord(WireModel):
    """An organisation. `status` is what the CRM states; null leaves it to be derived."""

    external_id: ExternalId
    name: Name
    aliases: list[Line] = []
    domain: Line | None = None
    website: Line | None = None
    linkedin_url: Line | None = None
    industry: Line | None = None
    size: Line | None = None
    city: Line | None = None
    country: Line | None = None
    status: Literal["customer", "prospect", "former"] | None = None
    owner_id: ExternalId | None = None
    parent_id: ExternalId | None = None


class ContactRecord(WireModel):
    external_id: ExternalId
    name: Name
    first_name: Line | None = None
    last_name: Line | None = None
    account_id: ExternalId | None = None
    job_title: Line | None = None
    department: Line | None = None
    emails: list[Line] = []
    phones: list[Line] = []
    profile_url: Line | None = None
    city: Line | None = None
    country: Line | None = None
    owner_id: ExternalId | None = None
    do_not_contact: bool = False


class OpportunityRecord(WireModel):
    external_id: ExternalId
    account_id: ExternalId
    contact_id: ExternalId | None = None
    name: Line
    stage: Line | None = None
    stage_category: Literal["open", "won", "lost"]
    amount: Decimal | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    probability: float | None = Field(default=None, ge=0, le=1)
    close_date: date | None = None
    owner_id: ExternalId | None = None


class OrderRecord(WireModel):
    external_id: ExternalId
    account_id: ExternalId
    number: Line | None = None
    ordered_on: date
    amount: Decimal
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    product: Line | None = None


class InvoiceRecord(WireModel):
    """`paid_on` null means open; overdue when `due_on` has passed without payment."""

    external_id: ExternalId
    account_id: ExternalId
    number: Line | None = None
    issued_on: date
    due_on: date
    paid_on: date | None = None
    amount: Decimal
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class ActivityRecord(WireModel):
    external_id: ExternalId
    account_id: ExternalId | None = None
    contact_id: ExternalId | None = None
    kind: Literal["call", "email", "meeting", "note", "task", "other"]
    direction: Literal["in", "out"] | None = None
    subject: Line
    text: Text | None = None
    occurred_at: datetime
    owner_id: ExternalId | None = None


CrmRecord = (
    UserRecord
    | AccountRecord
    | ContactRecord
    | OpportunityRecord
    | OrderRecord
    | InvoiceRecord
    | ActivityRecord
)
