"""Workspaces and their people."""

from __future__ import annotations

import re

from sqlalchemy.exc import IntegrityError

from backend.models import Tenant, User
from backend.schemas.text import clean_text
from backend.services.errors import Conflict, NotFound, Refused
from backend.store import workspace
from backend.store.database import Database
from backend.store.tenants import all_tenants, create_tenant


def add_workspace(database: Database, slug: str, name: str) -> Tenant:
    """Raises Refused for a slug that is none, Conflict for one that is taken."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", slug):
        raise Refused("A workspace's short name has 1 to 40 of a-z, 0-9 and -.")
    try:
        return create_tenant(database, slug, name)
    except IntegrityError:
        raise Conflict(f"There is a workspace {slug} already.") from None


def find_workspace(database: Database, slug: str | None) -> Tenant:
    """The workspace of that name, or the only one.

    Raises:
        NotFound: none of that name, or no name given and not exactly one.
    """
    found = [t for t in all_tenants(database) if slug is None or t.slug == slug]
    if len(found) == 1:
        return found[0]
    if slug is not None:
        raise NotFound(f"There is no workspace {slug}.")
    raise NotFound("There is no workspace yet." if not found else "Name one with --workspace.")


def add_user(database: Database, tenant_id: str, email: str, name: str, role: str) -> User:
    """Raises Refused for what is no address or name, Conflict when the address is taken."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        raise Refused(f"{email!r} is no e-mail address.")
    name = clean_text(name)
    if not name:
        raise Refused("A person needs a name.")
    with database.write(tenant_id) as tx:
        if workspace.user_by_email(tx, email):
            raise Conflict(f"There is a user {email} already.")
        return workspace.add_user(tx, email, name, role)


def find_user(database: Database, tenant_id: str, email: str) -> User:
    """Raises NotFound when nobody of that address is in the workspace."""
    with database.read(tenant_id) as tx:
        user = workspace.user_by_email(tx, email)
    if user is None:
        raise NotFound(f"There is no user {email} in this workspace.")
    return user
