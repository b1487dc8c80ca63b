"""Wire types of the smaller requests and answers of the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BeforeValidator, Field, StringConstraints

from backend.schemas.annotation import AccountCard, PersonAnnotation
from backend.schemas.capture import Identifier, Line, Url, WireModel
from backend.schemas.change import ChangeKind, PersonChange, PostChange
from backend.schemas.text import clean_text

After = Annotated[
    Identifier,
    Field(description="Goes on behind this one: the `next` of the page before."),
]


class UrlQuery(WireModel):
    url: Url


class PageQuery(WireModel):
    """Paging by the last id seen (`next` of the page before)."""

    after: After | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    q: Line | None = None


class PageOnlyQuery(WireModel):
    """The same where nothing is looked for."""

    after: After | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class ChangesQuery(WireModel):
    """`since` is when the change was seen."""

    kind: Annotated[ChangeKind | None, Field(description="Changes of this kind only.")] = None
    since: Annotated[
        AwareDatetime | None,
        Field(description="Changes seen since then only; a time with its zone."),
    ] = None
    after: After | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class DiscussionChangesQuery(WireModel):
    since: AwareDatetime


class DiscussionUrlQuery(WireModel):
    url: Url
    since: AwareDatetime


class LinkFeedback(WireModel):
    """A person's word on a link. "undo" takes an earlier word back."""

    person_id: Identifier
    record: Literal["contact", "account"]
    record_id: Identifier
    verdict: Literal["right", "wrong", "undo"]


class LinkFeedbackAnswer(WireModel):
    person: PersonAnnotation


class PersonLine(WireModel):
    person_id: str
    name: str | None
    url: str | None
    headline: str | None
    location: str | None
    profile_captured_at: datetime | None


class PeoplePage(WireModel):
    people: list[PersonLine]
    next: str | None


class ChangeLine(WireModel):
    """A change and whose it is, as they are named now."""

    name: str | None
    url: str | None
    headline: str | None
    change: PersonChange


class ChangesPage(WireModel):
    changes: list[ChangeLine]
    next: str | None


class PersonChangesPage(WireModel):
    changes: list[PersonChange]
    next: str | None


class DiscussionChanges(WireModel):
    """In page order."""

    discussion_id: str
    posts: list[PostChange]


class AccountLine(WireModel):
    account_id: str
    name: str
    country: str | None
    industry: str | None
    domain: str | None


class AccountsPage(WireModel):
    accounts: list[AccountLine]
    next: str | None


class AccountAnswer(WireModel):
    account: AccountCard


_Base64Url = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]


class PairingRequest(WireModel):
    """`challenge` is base64url(SHA-256(verifier)); `workspace` may be left out where there is but
    one."""

    challenge: _Base64Url
    device_label: Annotated[
        str, BeforeValidator(clean_text), StringConstraints(min_length=1, max_length=100)
    ]
    workspace: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")] | None = None


class PairingStarted(WireModel):
    pairing_id: str
    user_code: str
    verification_url: str
    expires_in: int
    """seconds"""
    interval: int
    """seconds between two polls"""


class PairingRedemption(WireModel):
    verifier: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._~-]{43,128}$")]


class PairedUser(WireModel):
    id: str
    name: str
    role: str


class PairedWorkspace(WireModel):
    id: str
    name: str


class PairingDone(WireModel):
    token: str
    device_id: str
    user: PairedUser
    workspace: PairedWorkspace


class PairingPending(WireModel):
    status: Literal["pending"] = "pending"


class DeviceLine(WireModel):
    device_id: str
    label: str
    kind: str
    created_at: datetime
    last_seen_at: datetime | None
    revoked_at: datetime | None
    current: bool


class DevicesAnswer(WireModel):
    devices: list[DeviceLine]


class LadderRung(WireModel):
    """One way to do a part of the analysis; `missing` says why it cannot be used here."""

    name: str
    missing: str | None


class LadderState(WireModel):
    """The ways to do one part, best first; `used` is the best one that is there."""

    part: str
    used: str
    degraded: bool
    rungs: list[LadderRung]


class Health(WireModel):
    """`made_by` names what makes the findings, `ladder` what is missing on this machine."""

    status: Literal["ok"]
    version: str
    made_by: dict[str, str]
    ladder: list[LadderState]


class Readiness(WireModel):
    ready: bool
    database: Literal["ok", "unreachable"]
    schema_revision: str | None
    schema_expected: str | None
