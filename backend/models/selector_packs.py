"""Selector packs: corrected descriptions of layouts, signed by the operator."""

from datetime import datetime

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.models.base import UtcDateTime, new_id, utc_now


class PackKey(SQLModel, table=True):
    """The operator's public key; its private half is never here."""

    __tablename__ = "pack_key"

    tenant_id: str = Field(foreign_key="tenant.id", primary_key=True)
    public_key: str
    """base64url of the uncompressed P-256 point"""
    trusted_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class SelectorPack(SQLModel, table=True):
    """One version of one pack as it was signed."""

    __tablename__ = "selector_pack"
    __table_args__ = (UniqueConstraint("tenant_id", "site", "layout", "version"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id")
    site: str
    layout: str
    version: int
    withdrawn: bool
    body: str = Field(sa_column=Column(Text, nullable=False))
    """the signed bytes as text: what is checked is what is read"""
    signature: str
    published_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
