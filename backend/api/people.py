"""/people: everyone captured in this workspace."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from backend.api.answers import answer
from backend.api.auth import bearer, require_role, scope
from backend.schemas.author import PersonDescription
from backend.schemas.requests import PageQuery, PeoplePage, PersonLine
from backend.services.describe_author import describe_person
from backend.services.erase import erase_person
from backend.services.list_records import list_people

blueprint = APIBlueprint("people", __name__, tag="People")


@blueprint.get("/people")
@blueprint.auth_required(bearer)
@blueprint.input(PageQuery, location="query", arg_name="query")
@blueprint.output(PeoplePage)
@blueprint.doc(
    summary="People, page by page", description="`q` is looked for in name and headline."
)
def get_people(query: PageQuery) -> Response:
    persons, following = list_people(scope(), after=query.after, limit=query.limit, text=query.q)
    lines = [
        PersonLine(
            person_id=person.id,
            name=person.name,
            url=person.url,
            headline=person.headline,
            location=person.location,
            profile_captured_at=person.profile_captured_at,
        )
        for person in persons
    ]
    return answer(PeoplePage(people=lines, next=following))


@blueprint.get("/people/<id:person_id>")
@blueprint.auth_required(bearer)
@blueprint.output(PersonDescription)
@blueprint.doc(
    summary="One person, and what they say over all their captured posts",
    responses={404: "No such person in this workspace"},
)
def get_person(person_id: str) -> Response:
    return answer(describe_person(scope(), person_id))


@blueprint.delete("/people/<id:person_id>")
@blueprint.auth_required(bearer)
@blueprint.output({}, status_code=204)
@blueprint.doc(
    summary="Erase a person",
    description="Deletes profile, expertise and decisions, and empties the person's posts.",
    responses={403: "Needs the role lead or administrator", 404: "No such person"},
)
def delete_person(person_id: str) -> tuple[str, int]:
    require_role("lead", "administrator")
    erase_person(scope(), person_id)
    return "", 204
