"""Vectors of texts, kept so that a text is encoded once."""

from datetime import datetime

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from backend.models.base import UtcDateTime, utc_now


class TextVector(SQLModel, table=True):
    """What a text means to the encoder, never the text itself.

    `key` is a hash of the text and the encoder's version (nlp.embeddings.cached); `subject_id` the
    person or discussion it is of, so that erasing them takes it along.
    """

    __tablename__ = "text_vector"

    tenant_id: str = Field(foreign_key="tenant.id", primary_key=True)
    subject_id: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    vector: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """float16, little-endian"""
    made_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
