"""What was read: captures, people, discussions and their posts, organisations' pages."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, String, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.models.base import UtcDateTime, new_id, utc_now


class Capture(SQLModel, table=True):
    """A page as it arrived: a row before anything else happens to it."""

    __table_args__ = (UniqueConstraint("tenant_id", "capture_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id")
    capture_id: str
    """made by the extension at capture; the idempotency key"""
    device_id: str | None = Field(default=None, foreign_key="device.id", index=True)
    kind: str
    site: str
    site_version: str
    layout: str
    url: str
    url_key: str = Field(index=True)
    captured_at: datetime = Field(sa_type=UtcDateTime)
    received_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    trigger: str
    missing: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    payload_hash: str
    payload: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """the capture as JSON, zlib-compressed"""
    status: str = "received"
    """received, analysed, failed or erased"""
    problem: str | None = None
    subject_id: str | None = None
    """the person, discussion or organisation page it was read into"""


class Person(SQLModel, table=True):
    """A person seen on a network: the newest of what their pages say."""

    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id", index=True)
    name: str | None = None
    url: str | None = None
    headline: str | None = None
    location: str | None = None
    profile: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    """what their pages say together (schemas.capture.Profile), null when only seen as an author"""
    sections: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )
    """when and where each field of it was read (services.profile_sections)"""
    analysis: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """findings on seniority, function, location, language, by kind"""
    profile_captured_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    first_seen_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    last_seen_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class PersonKey(SQLModel, table=True):
    """What tells a person again: "url:..." of a profile, or "name:host:..." where there is none."""

    __tablename__ = "person_key"

    tenant_id: str = Field(foreign_key="tenant.id", primary_key=True)
    key: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)


class Expertise(SQLModel, table=True):
    """One area a person's profile gives evidence for; `finding` holds quotes and arithmetic."""

    __table_args__ = (
        UniqueConstraint("tenant_id", "person_id", "concept"),
        Index("ix_expertise_concept_score", "tenant_id", "concept", "score"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id")
    person_id: str = Field(foreign_key="person.id", index=True)
    concept: str
    label: str
    score: float | None = None
    finding: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class PersonChange(SQLModel, table=True):
    """What another page said of a person than the one before: a new job, another headline."""

    __tablename__ = "person_change"
    __table_args__ = (Index("ix_person_change_kind_seen_at", "tenant_id", "kind", "seen_at"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id")
    person_id: str = Field(foreign_key="person.id", index=True)
    kind: str
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    """schemas.change.Stated, null for what is new"""
    after: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    """the same, null for what is gone"""
    previous_seen_at: datetime = Field(sa_type=UtcDateTime)
    previous_capture_id: str
    seen_at: datetime = Field(sa_type=UtcDateTime)
    capture_id: str
    finding: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class Discussion(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("tenant_id", "url_key"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id")
    site: str
    url: str
    url_key: str
    title: str | None = None
    analysis: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """findings: topics[] and language"""
    first_seen_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    last_seen_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class DiscussionArticle(SQLModel, table=True):
    """What the posts are comments on, where it is no post itself (schemas.capture.Article)."""

    __tablename__ = "discussion_article"

    discussion_id: str = Field(foreign_key="discussion.id", primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id", index=True)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    posted_at: str | None = None
    """as the page states it"""
    seen_at: datetime = Field(sa_type=UtcDateTime)


class Post(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("tenant_id", "discussion_id", "external_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id")
    discussion_id: str = Field(foreign_key="discussion.id")
    external_id: str
    parent_external_id: str | None = None
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    position: int
    posted_at: str | None = None
    """as the page states it"""
    text: str = Field(sa_column=Column(Text, nullable=False))
    language: str | None = None
    reactions: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    first_seen_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    seen_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    read_by: str = Field(default="", sa_column=Column(String, nullable=False, server_default=""))
    """layout and version of the reader that saw it last"""
    edited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """when another text was first seen; the earlier ones are its revisions"""
    gone_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """when it was first missing among its neighbours (services.compare_posts has the rule)"""


class PostRevision(SQLModel, table=True):
    """An earlier text of a post."""

    __tablename__ = "post_revision"
    __table_args__ = (UniqueConstraint("tenant_id", "post_id", "seen_at"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id")
    post_id: str = Field(foreign_key="post.id")
    text: str = Field(sa_column=Column(Text, nullable=False))
    seen_at: datetime = Field(sa_type=UtcDateTime)
    """when it was last seen so"""
    replaced_at: datetime = Field(sa_type=UtcDateTime)
    """when the text after it was first seen"""


class OrganisationPage(SQLModel, table=True):
    """An organisation's own page on a network."""

    __tablename__ = "organisation_page"
    __table_args__ = (UniqueConstraint("tenant_id", "url_key"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id")
    url: str
    url_key: str
    name: str
    page: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    seen_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
