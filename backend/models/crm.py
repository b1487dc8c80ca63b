"""What the company knows: CRM records as last synchronised, and decisions on links."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Column, Index, Numeric, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.models.base import UtcDateTime, new_id, utc_now


def money_column() -> Column[Any]:
    return Column(Numeric(18, 2), nullable=True)


class CrmConnection(SQLModel, table=True):
    """One CRM of a tenant: which connector reads it."""

    __tablename__ = "crm_connection"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id")
    connector: str
    name: str
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class ExternalRef(SQLModel, table=True):
    """Which of our records stands for which record of the CRM."""

    __tablename__ = "external_ref"
    __table_args__ = (
        UniqueConstraint("tenant_id", "connection_id", "object_type", "external_id"),
        Index("ix_external_ref_record", "tenant_id", "record_id"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id")
    connection_id: str = Field(foreign_key="crm_connection.id")
    object_type: str
    external_id: str
    record_id: str
    payload_hash: str
    """of the record as last read: unchanged records are skipped"""
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    merged_into: str | None = None


class SyncRun(SQLModel, table=True):
    """One import or synchronisation: what it read, wrote, skipped and refused."""

    __tablename__ = "sync_run"

    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id", index=True)
    connection_id: str = Field(foreign_key="crm_connection.id")
    started_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    status: str = "running"
    """running, done or failed"""
    counts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    errors: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )


class CrmUser(SQLModel, table=True):
    """One of our people as the CRM knows them: an owner of accounts."""

    __tablename__ = "crm_user"

    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id", index=True)
    name: str
    email: str | None = None
    unit: str | None = None


class Account(SQLModel, table=True):
    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id", index=True)
    name: str
    aliases: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    domain: str | None = None
    website: str | None = None
    linkedin_url: str | None = None
    industry: str | None = None
    size: str | None = None
    city: str | None = None
    country: str | None = None
    stated_status: str | None = None
    """what the CRM states: customer, prospect, former; null leaves it to be derived"""
    owner_id: str | None = Field(default=None, foreign_key="crm_user.id")
    parent_id: str | None = None
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Contact(SQLModel, table=True):
    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id", index=True)
    name: str
    first_name: str | None = None
    last_name: str | None = None
    account_id: str | None = Field(default=None, foreign_key="account.id", index=True)
    job_title: str | None = None
    department: str | None = None
    emails: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    phones: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    profile_url: str | None = None
    city: str | None = None
    country: str | None = None
    owner_id: str | None = Field(default=None, foreign_key="crm_user.id")
    do_not_contact: bool = False
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Opportunity(SQLModel, table=True):
    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id")
    account_id: str = Field(foreign_key="account.id", index=True)
    contact_id: str | None = Field(default=None, foreign_key="contact.id")
    name: str
    stage: str | None = None
    stage_category: str
    amount: Decimal | None = Field(default=None, sa_column=money_column())
    currency: str | None = None
    probability: float | None = None
    close_date: date | None = None
    owner_id: str | None = Field(default=None, foreign_key="crm_user.id")
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SalesOrder(SQLModel, table=True):
    __tablename__ = "sales_order"

    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id")
    account_id: str = Field(foreign_key="account.id", index=True)
    number: str | None = None
    ordered_on: date
    amount: Decimal | None = Field(default=None, sa_column=money_column())
    currency: str
    product: str | None = None
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Invoice(SQLModel, table=True):
    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id")
    account_id: str = Field(foreign_key="account.id", index=True)
    number: str | None = None
    issued_on: date
    due_on: date
    paid_on: date | None = None
    amount: Decimal | None = Field(default=None, sa_column=money_column())
    currency: str
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Activity(SQLModel, table=True):
    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id")
    account_id: str | None = Field(default=None, foreign_key="account.id", index=True)
    contact_id: str | None = Field(default=None, foreign_key="contact.id", index=True)
    kind: str
    direction: str | None = None
    subject: str
    text: str | None = Field(default=None, sa_column=Column(Text))
    occurred_at: datetime = Field(sa_type=UtcDateTime)
    owner_id: str | None = Field(default=None, foreign_key="crm_user.id")
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LinkKey(SQLModel, table=True):
    """Blocking keys of accounts and contacts, made by linking.blocking from the records."""

    __tablename__ = "link_key"

    tenant_id: str = Field(foreign_key="tenant.id", primary_key=True)
    record: str = Field(primary_key=True)
    """account or contact"""
    key: str = Field(primary_key=True)
    record_id: str = Field(primary_key=True, index=True)


class LinkDecision(SQLModel, table=True):
    """A person's word on a link; it outlives every re-run."""

    __tablename__ = "link_decision"
    __table_args__ = (
        UniqueConstraint("tenant_id", "person_id", "record", "record_id"),
        Index("ix_link_decision_record", "tenant_id", "record_id"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id")
    person_id: str = Field(foreign_key="person.id")
    record: str
    """account or contact"""
    record_id: str
    verdict: str
    """right or wrong"""
    user_id: str | None = Field(default=None, foreign_key="app_user.id")
    decided_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
