"""Vectors of texts by the hash of the text, each of a person or a discussion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlmodel import col

from backend.models import TextVector
from backend.models.base import utc_now
from backend.store.database import TenantSession, batches


def of_subjects(tx: TenantSession, subject_ids: Iterable[str]) -> dict[str, bytes]:
    """Key → vector of all texts of these people and discussions."""
    found: dict[str, bytes] = {}
    for batch in batches(subject_ids):
        query = tx.select(TextVector.key, TextVector.vector).where(
            col(TextVector.subject_id).in_(batch)
        )
        found |= dict(tx.rows(query))
    return found


def replace(tx: TenantSession, vectors: Mapping[str, Mapping[str, bytes]]) -> None:
    """Subject → key → vector: what these subjects say now; what they said before is gone."""
    forget(tx, vectors)
    at = utc_now()
    tx.insert(
        TextVector,
        [
            {"subject_id": subject_id, "key": key, "vector": vector, "made_at": at}
            for subject_id, by_key in vectors.items()
            for key, vector in by_key.items()
        ],
        on_conflict=("tenant_id", "subject_id", "key"),
    )


def forget(tx: TenantSession, subject_ids: Iterable[str]) -> None:
    """Take out what is kept of these people and discussions."""
    for batch in batches(subject_ids):
        tx.execute(tx.delete(TextVector).where(col(TextVector.subject_id).in_(batch)))
