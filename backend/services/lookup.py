"""Bulk lookup: for each row the person, their link, what the CRM knows and what they know."""

from __future__ import annotations

from collections.abc import Sequence

from backend.linking.records import Employer, PersonQuery
from backend.models import Person
from backend.schemas.annotation import PersonAnnotation
from backend.schemas.lookup import LookupResult, LookupRow
from backend.schemas.urls import url_key
from backend.services.annotate import annotate_people
from backend.services.judge_people import Judged, judge_people
from backend.services.scope import Scope
from backend.store import people
from backend.store.database import TenantSession


def look_up(scope: Scope, rows: Sequence[LookupRow]) -> list[LookupResult]:
    """A result for every row, in order.

    People captured before (by the address of their profile) answer with all that is known of them;
    others with what the row itself allows.
    """
    keys = {index: f"url:{url_key(row.url)}" for index, row in enumerate(rows) if row.url}
    with scope.database.read(scope.tenant_id) as tx:
        ids = people.ids_by_key(tx, keys.values())
        known = {index: ids[key] for index, key in keys.items() if key in ids}
        answers = _known_people(scope, tx, known)
        rest = [index for index in range(len(rows)) if index not in answers]
        answers |= _unknown_people(scope, tx, {index: rows[index] for index in rest})
    return [
        LookupResult(row=index, row_id=row.row_id, known=index in known, person=answers[index])
        for index, row in enumerate(rows)
    ]


def _known_people(
    scope: Scope, tx: TenantSession, known: dict[int, str]
) -> dict[int, PersonAnnotation]:
    by_id: dict[str, Person] = {person.id: person for person in people.by_ids(tx, known.values())}
    persons = list(by_id.values())
    annotated = {
        annotation.person_id: annotation for annotation in annotate_people(scope, tx, persons)
    }
    return {index: annotated[person_id] for index, person_id in known.items()}


def _unknown_people(
    scope: Scope, tx: TenantSession, rows: dict[int, LookupRow]
) -> dict[int, PersonAnnotation]:
    judged = judge_people(scope, tx, [_query(row) for row in rows.values()])
    return {
        index: _answer(row, found) for (index, row), found in zip(rows.items(), judged, strict=True)
    }


def _query(row: LookupRow) -> PersonQuery:
    return PersonQuery(
        name=row.name or "",
        urls=(row.url,) if row.url else (),
        emails=(row.email,) if row.email else (),
        headline=row.headline,
        employers=(Employer(name=row.organisation),) if row.organisation else (),
    )


def _answer(row: LookupRow, found: Judged) -> PersonAnnotation:
    return PersonAnnotation(
        key="",
        person_id="",
        name=row.name,
        url=row.url,
        headline=row.headline,
        state=found.state,
        state_reason=found.state_reason,
        contact_link=found.links.contact,
        account_link=found.links.account,
        contact=found.contact,
        account=found.account,
    )
