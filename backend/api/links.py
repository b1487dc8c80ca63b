"""POST /links/feedback: right person, wrong person, or take it back."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from backend.api.answers import answer
from backend.api.auth import bearer, scope
from backend.schemas.requests import LinkFeedback, LinkFeedbackAnswer
from backend.services.correct_link import correct_link

blueprint = APIBlueprint("links", __name__, tag="Links")


@blueprint.post("/links/feedback")
@blueprint.auth_required(bearer)
@blueprint.input(LinkFeedback, arg_name="word")
@blueprint.output(LinkFeedbackAnswer)
@blueprint.doc(
    summary="Say whether a link is right",
    description="A person's word outlives every re-run and every import.",
    responses={404: "No such person or record in this workspace"},
)
def post_feedback(word: LinkFeedback) -> Response:
    person = correct_link(scope(), word.person_id, word.record, word.record_id, word.verdict)
    return answer(LinkFeedbackAnswer(person=person))
