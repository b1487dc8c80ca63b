"""Wire types of annotations: what the page, the side panel and programs show beside a capture."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from backend.schemas.capture import WireModel
from backend.schemas.change import PersonChange
from backend.schemas.finding import Arithmetic, Finding

State = Literal["customer", "prospect", "former", "unknown", "several", "outdated"]
"""What a person is to us.

customer, prospect, former: as the linked account stands in the CRM · several: more than one
candidate fits about equally · outdated: a known contact whose employer on the page differs from the
CRM's · unknown: no link.
"""
Judgement = Literal["linked", "suggested", "none"]
AccountStatus = Literal["customer", "prospect", "former", "unknown"]
PaymentStatus = Literal["ok", "due", "overdue", "unknown"]


class Comparison(WireModel):
    """One comparison of a pair: what stood on each side, the level reached, its match weight.

    `weight` is in bits: log2 of the likelihood ratio (Fellegi & Sunter 1969).
    """

    field: str
    page: str | None
    crm: str | None
    level: str
    weight: float


class Candidate(WireModel):
    """A CRM record that may be the person or their employer."""

    record: Literal["contact", "account"]
    id: str
    name: str
    account_name: str | None = None
    match_weight: float
    probability: float = Field(ge=0, le=1)
    comparisons: list[Comparison]
    decided_by_person: bool = False


class Link(WireModel):
    """The judgement on a person or employer, with every candidate that was weighed, best first."""

    judgement: Judgement
    reason: str
    candidates: list[Candidate] = []
    arithmetic: Arithmetic
    decision: Literal["right", "wrong"] | None = None
    made_by: str


class Money(WireModel):
    amount: float
    currency: str


class AccountCard(WireModel):
    """What the CRM knows about the account, as the person's role may see it."""

    id: str
    name: str
    status: AccountStatus
    status_reason: str
    industry: str | None = None
    country: str | None = None
    owner: str | None = None
    payment_status: PaymentStatus = "unknown"
    overdue: list[Money] = []
    orders: int = 0
    ordered: list[Money] = []
    last_order_on: str | None = None
    open_opportunities: int = 0
    open_pipeline: list[Money] = []
    last_activity_on: str | None = None
    last_activity: str | None = None


class ContactCard(WireModel):
    id: str
    name: str
    job_title: str | None = None
    account_name: str | None = None
    owner: str | None = None
    do_not_contact: bool = False
    last_activity_on: str | None = None


class PersonAnnotation(WireModel):
    """One person on the page. `key` is how posts and anchors refer to them."""

    key: str
    person_id: str
    name: str | None
    url: str | None
    headline: str | None
    state: State
    state_reason: str
    contact_link: Link
    account_link: Link
    contact: ContactCard | None = None
    account: AccountCard | None = None
    expertise: list[Finding] = []
    relevance: Finding | None = None
    seniority: Finding | None = None
    function: Finding | None = None
    location: Finding | None = None
    profile_captured_at: datetime | None = None
    changes: list[PersonChange] = []
    """seen in the last half year, those of jobs first"""
    new_job: Finding | None = None
    """a present job that began lately, where no change tells of it"""


class PostEdit(WireModel):
    """That a post has another text now; all of its texts: GET /discussions/{id}/changes."""

    edited_at: datetime
    """when the new text was first seen"""
    earlier_text: str
    """the text before, at most 500 characters"""
    earlier_seen_at: datetime


class GonePost(WireModel):
    """A post that was there and is not any more; `text` at most 500 characters."""

    id: str
    person_key: str | None
    name: str | None
    text: str
    gone_since: datetime
    """when it was first missing"""


class PostAnnotation(WireModel):
    """One post: its author's key and its reactions, each weighted by the author's relevance."""

    id: str
    person_key: str | None
    language: str | None
    reactions: list[Finding] = []
    weight: float | None = Field(default=None, ge=0, le=1)
    is_new: bool = False
    """came after the asker's last visit to the discussion"""
    edited: PostEdit | None = None


class DiscussionSummary(WireModel):
    """The thread in one glance: who of weight said what, and what is new.

    `new_posts` came after `new_since`, the asker's last visit (null: there was none). `article_by`
    is the key of who wrote the article that the posts are comments on.
    """

    discussion_id: str = ""
    title: str | None
    topics: list[Finding] = []
    language: Finding | None = None
    posts: int
    people: int
    experts: int
    weighted_reactions: dict[str, float] = {}
    article_by: str | None = None
    new_since: datetime | None = None
    new_posts: int = 0
    gone: list[GonePost] = []
    """the last 50"""


class OrganisationAnnotation(WireModel):
    name: str
    url: str | None
    state: State
    state_reason: str
    account_link: Link
    account: AccountCard | None = None


class AnnotationSet(WireModel):
    """Everything known about one captured page."""

    capture_id: str
    kind: Literal["profile", "discussion", "organisation"]
    url: str
    captured_at: datetime
    made_by: dict[str, str]
    people: list[PersonAnnotation] = []
    posts: list[PostAnnotation] = []
    discussion: DiscussionSummary | None = None
    organisation: OrganisationAnnotation | None = None
