"""What changed since it was last captured: of people, of discussions, in the whole workspace."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from backend.api.answers import answer
from backend.api.auth import bearer, scope
from backend.schemas.requests import (
    ChangeLine,
    ChangesPage,
    ChangesQuery,
    DiscussionChanges,
    DiscussionChangesQuery,
    DiscussionUrlQuery,
    PageOnlyQuery,
    PersonChangesPage,
)
from backend.services.show_changes import (
    changes_of_discussion,
    changes_of_everybody,
    changes_of_person,
)

blueprint = APIBlueprint("changes", __name__, tag="Changes")


@blueprint.get("/changes")
@blueprint.auth_required(bearer)
@blueprint.input(ChangesQuery, location="query", arg_name="query")
@blueprint.output(ChangesPage)
@blueprint.doc(
    summary="Changes of everybody captured, page by page",
    description="`kind` narrows them (job_changed, say), `since` to those seen since then. In the "
    "order they were found: a program that goes on after the last `change_id` it has misses none.",
)
def get_changes(query: ChangesQuery) -> Response:
    found, following = changes_of_everybody(
        scope(), kind=query.kind, since=query.since, after=query.after, limit=query.limit
    )
    lines = [
        ChangeLine(name=person.name, url=person.url, headline=person.headline, change=change)
        for person, change in found
    ]
    return answer(ChangesPage(changes=lines, next=following))


@blueprint.get("/people/<id:person_id>/changes")
@blueprint.auth_required(bearer)
@blueprint.input(PageOnlyQuery, location="query", arg_name="query")
@blueprint.output(PersonChangesPage)
@blueprint.doc(
    summary="What changed of a person, page by page",
    description="The last found first, each with the words of both captures.",
    responses={404: "No such person in this workspace"},
)
def get_person_changes(person_id: str, query: PageOnlyQuery) -> Response:
    found, following = changes_of_person(scope(), person_id, after=query.after, limit=query.limit)
    return answer(PersonChangesPage(changes=found, next=following))


@blueprint.get("/discussions/<id:discussion_id>/changes")
@blueprint.auth_required(bearer)
@blueprint.input(DiscussionChangesQuery, location="query", arg_name="query")
@blueprint.output(DiscussionChanges)
@blueprint.doc(
    summary="Posts that are new, edited or gone since a time",
    description="Edited ones with all their earlier texts.",
    responses={404: "No such discussion in this workspace"},
)
def get_discussion_changes(discussion_id: str, query: DiscussionChangesQuery) -> Response:
    found, posts = changes_of_discussion(scope(), discussion_id=discussion_id, since=query.since)
    return answer(DiscussionChanges(discussion_id=found, posts=posts))


@blueprint.get("/discussions/changes")
@blueprint.auth_required(bearer)
@blueprint.input(DiscussionUrlQuery, location="query", arg_name="query")
@blueprint.output(DiscussionChanges)
@blueprint.doc(
    summary="Posts of a discussion, told by its address, that are new, edited or gone since a time",
    description="Edited ones with all their earlier texts.",
    responses={404: "This discussion was not captured in this workspace"},
)
def get_discussion_changes_by_url(query: DiscussionUrlQuery) -> Response:
    found, posts = changes_of_discussion(scope(), url=query.url, since=query.since)
    return answer(DiscussionChanges(discussion_id=found, posts=posts))
