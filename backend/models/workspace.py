"""Who uses Sidenote: tenants (workspaces), their users, paired devices, the audit trail."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.models.base import UtcDateTime, new_id, utc_now


class Tenant(SQLModel, table=True):
    """An organisation that uses the service; the only table that is its own tenant."""

    id: str = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class User(SQLModel, table=True):
    __tablename__ = "app_user"
    __table_args__ = (UniqueConstraint("tenant_id", "email"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id", index=True)
    email: str
    name: str
    role: str
    """sales, expert, lead or administrator"""
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class SignInLink(SQLModel, table=True):
    """A one-time link; only the hash of its secret is kept."""

    __tablename__ = "sign_in_link"

    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id", index=True)
    user_id: str = Field(foreign_key="app_user.id", index=True)
    secret_hash: str
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Pairing(SQLModel, table=True):
    """A device that asks to be paired: waits for a signed-in person to type its user code."""

    __table_args__ = (UniqueConstraint("tenant_id", "user_code"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id", index=True)
    user_code: str
    challenge: str
    """base64url(SHA-256(verifier)); the verifier stays in the extension's worker"""
    device_label: str
    status: str = "pending"
    """pending, approved, denied or redeemed"""
    expires_at: datetime = Field(sa_type=UtcDateTime)
    user_id: str | None = Field(default=None, foreign_key="app_user.id")
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class Device(SQLModel, table=True):
    """A paired browser or a program; only the hash of its token is kept."""

    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id", index=True)
    user_id: str = Field(foreign_key="app_user.id", index=True)
    label: str
    kind: str = "browser"
    """browser or program"""
    token_hash: str = Field(unique=True)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    last_seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AuditEvent(SQLModel, table=True):
    """Who did what; ids only, never page text."""

    __tablename__ = "audit_event"

    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id", index=True)
    user_id: str | None = None
    at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    action: str
    subject: str
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
