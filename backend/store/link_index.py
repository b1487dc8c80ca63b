"""The candidate index: blocking keys of accounts and contacts, and people's decisions.

Keys are rows beside the records and change in the same transaction, so every worker sees them at
once; which keys a record has is decided by linking.blocking, not here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func
from sqlmodel import col

from backend.models import Account, Contact, LinkDecision, LinkKey
from backend.models.base import new_id, utc_now
from backend.store.database import TenantSession, batches


def replace_keys(tx: TenantSession, record: str, keys: Mapping[str, Iterable[str]]) -> None:
    """Set the keys of some records (keys by record id)."""
    for batch in batches(keys):
        tx.execute(tx.delete(LinkKey).where(col(LinkKey.record_id).in_(batch)))
    tx.insert(
        LinkKey,
        [
            {"record": record, "key": key, "record_id": record_id}
            for record_id, record_keys in keys.items()
            for key in record_keys
        ],
    )


def frequencies(tx: TenantSession, record: str, keys: Iterable[str]) -> dict[str, int]:
    """How many records bear each key; keys nobody bears are left out."""
    counts: dict[str, int] = {}
    for batch in batches(keys):
        query = (
            tx.select(LinkKey.key, func.count())
            .where(col(LinkKey.record) == record, col(LinkKey.key).in_(batch))
            .group_by(col(LinkKey.key))
        )
        counts |= dict(tx.rows(query))
    return counts


def record_ids(tx: TenantSession, record: str, keys: Iterable[str]) -> dict[str, list[str]]:
    """Record ids by key."""
    found: dict[str, list[str]] = {}
    for batch in batches(keys):
        query = tx.select(LinkKey.key, LinkKey.record_id).where(
            col(LinkKey.record) == record,
            col(LinkKey.key).in_(batch),
        )
        for key, record_id in tx.rows(query):
            found.setdefault(key, []).append(record_id)
    return found


def accounts(tx: TenantSession, account_ids: Iterable[str]) -> dict[str, Account]:
    return {
        account.id: account
        for batch in batches(account_ids)
        for account in tx.scalars(
            tx.select(Account).where(
                col(Account.id).in_(batch),
                col(Account.deleted_at).is_(None),
            )
        )
    }


def contacts(
    tx: TenantSession, contact_ids: Iterable[str]
) -> dict[str, tuple[Contact, str | None]]:
    """Contact and the name of its account, by contact id."""
    return {
        contact.id: (contact, account_name)
        for batch in batches(contact_ids)
        for contact, account_name in tx.rows(
            tx.select(Contact, Account.name, of=Contact)
            .outerjoin(Account, col(Contact.account_id) == col(Account.id))
            .where(
                col(Contact.id).in_(batch),
                col(Contact.deleted_at).is_(None),
            )
        )
    }


def count_accounts(tx: TenantSession) -> int:
    return tx.rows(tx.select(func.count(col(Account.id))))[0][0]


def decide(
    tx: TenantSession,
    person_id: str,
    record: str,
    record_id: str,
    verdict: str,
    user_id: str | None,
) -> None:
    """Keep a person's word on a link; a new word replaces the older one on the same pair."""
    tx.insert(
        LinkDecision,
        [
            {
                "id": new_id(),
                "person_id": person_id,
                "record": record,
                "record_id": record_id,
                "verdict": verdict,
                "user_id": user_id,
                "decided_at": utc_now(),
            }
        ],
        on_conflict=("tenant_id", "person_id", "record", "record_id"),
        set_columns=("verdict", "user_id", "decided_at"),
    )


def take_back(tx: TenantSession, person_id: str, record: str, record_id: str) -> bool:
    """Forget a decision; False when there was none."""
    return (
        tx.execute(
            tx.delete(LinkDecision).where(
                col(LinkDecision.person_id) == person_id,
                col(LinkDecision.record) == record,
                col(LinkDecision.record_id) == record_id,
            )
        )
        == 1
    )


def decisions(
    tx: TenantSession, person_ids: Sequence[str] | Iterable[str]
) -> dict[str, list[LinkDecision]]:
    """Decisions by person id."""
    found: dict[str, list[LinkDecision]] = {}
    for batch in batches(person_ids):
        for decision in tx.scalars(
            tx.select(LinkDecision).where(col(LinkDecision.person_id).in_(batch))
        ):
            found.setdefault(decision.person_id, []).append(decision)
    return found
