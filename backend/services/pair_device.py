"""Pair a browser with a workspace (after RFC 8628, with a PKCE-like secret as in RFC 7636).

The extension's worker keeps a verifier and sends only its SHA-256. A signed-in person types the
short user code; then the worker alone, by showing the verifier, gets the token. Tokens are random,
so a plain SHA-256 of them is what the store keeps. A token starts with its tenant's id: the store
is never asked across tenants.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from backend.models import Device, Pairing, Tenant, User
from backend.models.base import utc_now
from backend.services.errors import Forbidden, Gone, NotFound
from backend.store import workspace
from backend.store.database import Database, TenantSession
from backend.store.tenants import all_tenants, tenant_by_id

CODE_ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels, nothing that looks like another letter (RFC 8628, section 6.1): 20^8 codes."""
TOKEN_PREFIX = "sdn"  # noqa: S105  a marker that secret scanners can look for, no secret


def new_user_code() -> str:
    letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def normal_user_code(typed: str) -> str:
    """The code as stored, from what a person typed: any case, spaces or dashes anywhere."""
    letters = re.sub(r"[^A-Z]", "", typed.upper())
    return f"{letters[:4]}-{letters[4:]}"


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def challenge_of(verifier: str) -> str:
    """base64url(SHA-256(verifier)) without padding (RFC 7636, S256)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def tenant_of_token(token: str) -> str | None:
    match = re.fullmatch(rf"{TOKEN_PREFIX}_([0-9a-f]{{32}})_[A-Za-z0-9_-]{{43}}", token)
    return match[1] if match else None


def workspace_to_pair_with(database: Database, slug: str | None) -> Tenant:
    """The workspace of that name; without one, the only one there is.

    Raises:
        NotFound: there is none, or more than one and none was named.
    """
    found = [t for t in all_tenants(database) if slug is None or t.slug == slug]
    if len(found) != 1:
        raise NotFound("Name the workspace to pair with; your administrator knows it.")
    return found[0]


def workspace_by_id(database: Database, tenant_id: str) -> Tenant:
    """Raises NotFound as for a pairing that does not exist: ids must not be probed for."""
    tenant = tenant_by_id(database, tenant_id)
    if tenant is None:
        raise NotFound("There is no such pairing.")
    return tenant


def begin_pairing(
    database: Database, tenant_id: str, challenge: str, device_label: str, minutes: int
) -> Pairing:
    with database.write(tenant_id) as tx:
        workspace.delete_old_pairings(tx, utc_now() - timedelta(days=1))
        pairing = Pairing(
            tenant_id=tenant_id,
            user_code=new_user_code(),
            challenge=challenge,
            device_label=device_label,
            expires_at=utc_now() + timedelta(minutes=minutes),
        )
        workspace.add_pairing(tx, pairing)
        return pairing


def settle_pairing(
    database: Database, tenant_id: str, user_id: str, user_code: str, *, approve: bool
) -> Pairing:
    """A signed-in person approves or denies the device that shows `user_code`.

    Raises:
        NotFound: no device waits with that code (wrong, used or expired).
    """
    with database.write(tenant_id) as tx:
        pairing = workspace.pending_pairing(tx, normal_user_code(user_code))
        status = "approved" if approve else "denied"
        if pairing is None or not workspace.settle_pairing(
            tx, pairing.id, was="pending", now=status, user_id=user_id
        ):
            raise NotFound("No device waits with this code. Codes work once and for ten minutes.")
        workspace.record_event(tx, user_id, f"pairing.{status}", pairing.id)
        return pairing


@dataclass(frozen=True)
class Paired:
    token: str
    device: Device
    user: User


def redeem_pairing(
    database: Database, tenant_id: str, pairing_id: str, verifier: str
) -> Paired | None:
    """The token, once, for the worker that holds the verifier; None while nobody has decided.

    Raises:
        NotFound: no such pairing, or the verifier is not its own.
        Forbidden: a person denied it.
        Gone: expired or already redeemed.
    """
    with database.write(tenant_id) as tx:
        pairing = workspace.pairing_by_id(tx, pairing_id)
        if pairing is None or not hmac.compare_digest(challenge_of(verifier), pairing.challenge):
            raise NotFound("There is no such pairing.")
        if pairing.status == "denied":
            raise Forbidden("The pairing was denied.")
        if pairing.status == "redeemed" or pairing.expires_at < utc_now():
            raise Gone("This pairing has expired. Start again.")
        if pairing.status == "pending":
            return None
        if not workspace.settle_pairing(tx, pairing.id, was="approved", now="redeemed"):
            raise Gone("This pairing was used already. Start again.")
        user = workspace.user_by_id(tx, pairing.user_id or "")
        assert user is not None
        return issue_token(tx, user, pairing.device_label, kind="browser")


def issue_token(tx: TenantSession, user: User, label: str, *, kind: str) -> Paired:
    """A new device with its token; the token is not kept and cannot be shown again."""
    token = f"{TOKEN_PREFIX}_{tx.tenant_id}_{secrets.token_urlsafe(32)}"
    device = Device(
        tenant_id=tx.tenant_id,
        user_id=user.id,
        label=label,
        kind=kind,
        token_hash=token_hash(token),
    )
    workspace.add_device(tx, device)
    workspace.record_event(tx, user.id, "device.paired", device.id, kind=kind)
    return Paired(token, device, user)


def issue_program_token(database: Database, tenant_id: str, email: str, label: str) -> str:
    """A token for a program that acts for a user.

    Raises:
        NotFound: nobody of that address in this workspace.
    """
    with database.write(tenant_id) as tx:
        user = workspace.user_by_email(tx, email)
        if user is None:
            raise NotFound(f"There is no user {email} in this workspace.")
        return issue_token(tx, user, label, kind="program").token
