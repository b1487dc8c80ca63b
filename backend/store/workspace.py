"""Users, devices, pairings, sign-in links and the audit trail of one tenant."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import col

from backend.models import AuditEvent, Device, Pairing, SignInLink, User
from backend.models.base import utc_now
from backend.store.database import TenantSession


def user_by_email(tx: TenantSession, email: str) -> User | None:
    return tx.first(tx.select(User).where(col(User.email) == email.strip().lower()))


def user_by_id(tx: TenantSession, user_id: str) -> User | None:
    return tx.first(tx.select(User).where(col(User.id) == user_id))


def add_user(tx: TenantSession, email: str, name: str, role: str) -> User:
    user = User(tenant_id=tx.tenant_id, email=email.strip().lower(), name=name, role=role)
    tx.add(user)
    return user


def add_sign_in_link(
    tx: TenantSession, user_id: str, secret_hash: str, expires_at: datetime
) -> SignInLink:
    link = SignInLink(
        tenant_id=tx.tenant_id, user_id=user_id, secret_hash=secret_hash, expires_at=expires_at
    )
    tx.add(link)
    return link


def use_sign_in_link(tx: TenantSession, secret_hash: str) -> User | None:
    """The user of a link that is unused and in time; the link is used up by this."""
    link = tx.first(
        tx.select(SignInLink).where(
            col(SignInLink.secret_hash) == secret_hash,
            col(SignInLink.used_at).is_(None),
            col(SignInLink.expires_at) > utc_now(),
        )
    )
    if link is None:
        return None
    used = tx.execute(
        tx.update(SignInLink)
        .where(col(SignInLink.id) == link.id, col(SignInLink.used_at).is_(None))
        .values(used_at=utc_now())
    )
    return user_by_id(tx, link.user_id) if used == 1 else None


def add_pairing(tx: TenantSession, pairing: Pairing) -> None:
    tx.add(pairing)


def pairing_by_id(tx: TenantSession, pairing_id: str) -> Pairing | None:
    return tx.first(tx.select(Pairing).where(col(Pairing.id) == pairing_id))


def pending_pairing(tx: TenantSession, user_code: str) -> Pairing | None:
    return tx.first(
        tx.select(Pairing).where(
            col(Pairing.user_code) == user_code,
            col(Pairing.status) == "pending",
            col(Pairing.expires_at) > utc_now(),
        )
    )


def settle_pairing(
    tx: TenantSession, pairing_id: str, *, was: str, now: str, user_id: str | None = None
) -> bool:
    """Move a pairing from one status to the next; False when another request was faster."""
    values: dict[str, Any] = {"status": now}
    if user_id is not None:
        values["user_id"] = user_id
    return (
        tx.execute(
            tx.update(Pairing)
            .where(col(Pairing.id) == pairing_id, col(Pairing.status) == was)
            .values(**values)
        )
        == 1
    )


def delete_old_pairings(tx: TenantSession, before: datetime) -> int:
    return tx.execute(tx.delete(Pairing).where(col(Pairing.expires_at) < before))


def add_device(tx: TenantSession, device: Device) -> None:
    tx.add(device)


def device_by_token(tx: TenantSession, token_hash: str) -> tuple[Device, User] | None:
    """The device and its user, unless revoked."""
    device = tx.first(
        tx.select(Device).where(
            col(Device.token_hash) == token_hash,
            col(Device.revoked_at).is_(None),
        )
    )
    if device is None:
        return None
    user = user_by_id(tx, device.user_id)
    return (device, user) if user else None


def devices(tx: TenantSession, user_id: str | None = None) -> list[Device]:
    query = tx.select(Device).order_by(col(Device.created_at).desc())
    if user_id is not None:
        query = query.where(col(Device.user_id) == user_id)
    return tx.scalars(query)


def device_seen(tx: TenantSession, device_id: str) -> None:
    tx.execute(tx.update(Device).where(col(Device.id) == device_id).values(last_seen_at=utc_now()))


def revoke_device(tx: TenantSession, device_id: str) -> bool:
    """False when there is no such device or it is revoked already."""
    return (
        tx.execute(
            tx.update(Device)
            .where(col(Device.id) == device_id, col(Device.revoked_at).is_(None))
            .values(revoked_at=utc_now())
        )
        == 1
    )


def record_event(
    tx: TenantSession, user_id: str | None, action: str, subject: str, **detail: Any
) -> None:
    tx.add(
        AuditEvent(
            tenant_id=tx.tenant_id, user_id=user_id, action=action, subject=subject, detail=detail
        )
    )
