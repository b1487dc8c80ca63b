"""One-time sign-in links: made at the command line now, sent by e-mail where that is set up."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from backend.models import User
from backend.models.base import utc_now
from backend.services.errors import NotFound
from backend.services.pair_device import token_hash
from backend.store import workspace
from backend.store.database import Database


def make_sign_in_secret(database: Database, tenant_id: str, email: str, minutes: int) -> str:
    """The secret part of a link, valid once and for `minutes`.

    Raises:
        NotFound: nobody of that address in this workspace.
    """
    secret = f"{tenant_id}.{secrets.token_urlsafe(32)}"
    with database.write(tenant_id) as tx:
        user = workspace.user_by_email(tx, email)
        if user is None:
            raise NotFound(f"There is no user {email} in this workspace.")
        workspace.add_sign_in_link(
            tx, user.id, token_hash(secret), utc_now() + timedelta(minutes=minutes)
        )
    return secret


def sign_in(database: Database, secret: str) -> tuple[str, User] | None:
    """Tenant id and user of an unused, unexpired link; the link is used up. None otherwise."""
    match = re.fullmatch(r"([0-9a-f]{32})\.[A-Za-z0-9_-]{43}", secret)
    if not match:
        return None
    with database.write(match[1]) as tx:
        user = workspace.use_sign_in_link(tx, token_hash(secret))
    return (match[1], user) if user else None


def signed_in_user(database: Database, tenant_id: str, user_id: str) -> User | None:
    """The user of a session, or None when they are gone."""
    with database.read(tenant_id) as tx:
        return workspace.user_by_id(tx, user_id)
