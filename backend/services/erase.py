"""Erase a person on request: profile, expertise, posts' texts, decisions."""

from __future__ import annotations

from backend.services.errors import NotFound
from backend.services.scope import Scope
from backend.store import people, workspace


def erase_person(scope: Scope, person_id: str) -> None:
    """Raises NotFound when nobody of that id is in this workspace."""
    with scope.database.write(scope.tenant_id) as tx:
        if not people.forget(tx, person_id):
            raise NotFound("There is no such person in this workspace.")
        workspace.record_event(tx, scope.user_id, "person.erased", person_id)
