"""Users, devices, pairings, sign-in links and the audit trail of one tenant."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from backend.models import AuditEvent, Device, Pairing, SignInLink, User
from backend.models.base import utc_now
from backend.store.database import TenantSession


def user_by_email(tx: TenantSession, email: str) -> User | None:
    return tx.first(tx.select(User).where(User.email == email.strip().lower()))


def user_by_id(tx: TenantSession, user_id: str) -> User | None:
    return tx.first(tx.select(User).where(User.id == user_id))


def users(tx: TenantSession) -> list[User]:
    return tx.scalars(tx.select(User).order_by(User.name))


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
            SignInLink.secret_hash == secret_hash,
            SignInLink.used_at.is_(None),  # type: ignore[union-attr]
            SignInLink.expires_at > utc_now(),
        )
    )
    if link is None:
        return None
    used = tx.execute(
        tx.update(SignInLink)
        .where(SignInLink.id == link.id, SignInLink.used_at.is_(None))  # type: ignore[arg-type,union-attr]
        .values(used_at=utc_now())
    )
    return user_by_id(tx, link.user_id) if used == 1 else None


def add_pairing(tx: TenantSession, pairing: Pairing) -> None:
    tx.add(pairing)


def pairing_by_id(tx: TenantSession, pairing_id: str) -> Pairing | None:
    return tx.first(tx.select(Pairing).where(Pairing.id == pairing_id))


def pending_pairing(tx: TenantSession, user_code: str) -> Pairing | None:
    return tx.first(
        tx.select(Pairing).where(
            Pairing.user_code == user_code,
            Pairing.status == "pending",
            Pairing.expires_at > utc_now(),
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
            .where(Pairing.id == pairing_id, Pairing.status == was)  # type: ignore[arg-type]
            .values(**values)
        )
        == 1
    )


def delete_old_pairings(tx: TenantSession, before: datetime) -> int:
    return tx.execute(tx.delete(Pairing).where(Pairing.expires_at < before))  # type: ignore[arg-type]


def add_device(tx: TenantSession, device: Device) -> None:
    tx.add(device)


def device_by_token(tx: TenantSession, token_hash: str) -> tuple[Device, User] | None:
    """The device and its user, unless revoked."""
    device = tx.first(
        tx.select(Device).where(
            Device.token_hash == token_hash,
            Device.revoked_at.is_(None),  # type: ignore[union-attr]
        )
    )
    if device is None:
        return None
    user = user_by_id(tx, device.user_id)
    return (device, user) if user else None


def devices(tx: TenantSession, user_id: str | None = None) -> list[Device]:
    query = tx.select(Device).order_by(Device.created_at.desc())  # type: ignore[attr-defined]
    if user_id is not None:
        query = query.where(Device.user_id == user_id)
    return tx.scalars(query)


def device_seen(tx: TenantSession, device_id: str) -> None:
    tx.execute(tx.update(Device).where(Device.id == device_id).values(last_seen_at=utc_now()))  # type: ignore[arg-type]


def revoke_device(tx: TenantSession, device_id: str) -> bool:
    """False when there is no such device or it is revoked already."""
    return (
        tx.execute(
            tx.update(Device)
            .where(Device.id == device_id, Device.revoked_at.is_(None))  # type: ignore[arg-type,union-attr]
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
