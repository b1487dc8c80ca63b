"""Signed selector packs and the key they are checked with."""

from __future__ import annotations

from sqlmodel import col

from backend.models import PackKey, SelectorPack
from backend.models.base import new_id, utc_now
from backend.schemas.selector_pack import AnyPack, SignedPack
from backend.store.database import TenantSession


def public_key(tx: TenantSession) -> str | None:
    found: PackKey | None = tx.first(tx.select(PackKey))
    return found.public_key if found else None


def trust_key(tx: TenantSession, key: str) -> None:
    """Packs that another key signed go with it."""
    tx.execute(tx.delete(SelectorPack))
    row = {"public_key": key, "trusted_at": utc_now()}
    tx.insert(PackKey, [row], on_conflict=("tenant_id",), set_columns=("public_key", "trusted_at"))


def in_force(tx: TenantSession) -> list[SelectorPack]:
    """The newest version of each pack, withdrawn ones too, in a stable order."""
    order = (col(SelectorPack.site), col(SelectorPack.layout), col(SelectorPack.version))
    rows: list[SelectorPack] = tx.scalars(tx.select(SelectorPack).order_by(*order))
    return list({(row.site, row.layout): row for row in rows}.values())


def add(tx: TenantSession, pack: AnyPack, signed: SignedPack) -> None:
    row = {
        "id": new_id(),
        "site": pack.site,
        "layout": pack.layout,
        "version": pack.version,
        "withdrawn": pack.withdrawn,
        "body": signed.body,
        "signature": signed.signature,
        "published_at": utc_now(),
    }
    tx.insert(SelectorPack, [row])
