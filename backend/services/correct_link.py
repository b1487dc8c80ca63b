"""A person's word on a link: right, wrong, or taken back. It outlives every re-run."""

from __future__ import annotations

from typing import Literal

from backend.schemas.annotation import PersonAnnotation
from backend.services.annotate import annotate_person
from backend.services.errors import NotFound
from backend.services.scope import Scope
from backend.store import link_index, people, workspace

Record = Literal["contact", "account"]
Verdict = Literal["right", "wrong", "undo"]


def correct_link(
    scope: Scope, person_id: str, record: Record, record_id: str, verdict: Verdict
) -> PersonAnnotation:
    """Keep the word and judge the person anew.

    Raises:
        NotFound: no such person, contact or account in this workspace; or nothing to take back.
    """
    with scope.database.write(scope.tenant_id) as tx:
        if people.by_id(tx, person_id) is None:
            raise NotFound("There is no such person in this workspace.")
        known = link_index.accounts if record == "account" else link_index.contacts
        if record_id not in known(tx, [record_id]):
            raise NotFound(f"There is no such {record} in this workspace.")
        if verdict == "undo":
            if not link_index.take_back(tx, person_id, record, record_id):
                raise NotFound("There is no decision to take back.")
        else:
            link_index.decide(tx, person_id, record, record_id, verdict, scope.user_id)
        workspace.record_event(
            tx, scope.user_id, f"link.{verdict}", person_id, record=record, record_id=record_id
        )
    with scope.database.read(scope.tenant_id) as tx:
        return annotate_person(scope, tx, person_id)
