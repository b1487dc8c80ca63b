"""From a bearer token to the scope it acts in."""

from __future__ import annotations

from datetime import timedelta

from backend.models.base import utc_now
from backend.services.pair_device import tenant_of_token, token_hash
from backend.services.scope import Scope
from backend.store import workspace
from backend.store.database import Database

SEEN_EVERY = timedelta(minutes=5)
"""How often last_seen_at is written: not at every request, which would make each one a writer."""


def authenticate(database: Database, token: str) -> Scope | None:
    """The scope of a valid, unrevoked token; None otherwise."""
    tenant_id = tenant_of_token(token)
    if tenant_id is None:
        return None
    with database.read(tenant_id) as tx:
        found = workspace.device_by_token(tx, token_hash(token))
    if found is None:
        return None
    device, user = found
    if device.last_seen_at is None or utc_now() - device.last_seen_at > SEEN_EVERY:
        with database.write(tenant_id) as tx:
            workspace.device_seen(tx, device.id)
    return Scope(database, tenant_id, user.id, user.role, device.id)
