"""POST /lookup: many people or organisations at once."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from backend.api.answers import answer
from backend.api.auth import bearer, scope
from backend.schemas.lookup import LookupRequest, LookupResponse
from backend.services.lookup import look_up

blueprint = APIBlueprint("lookup", __name__, tag="Lookup")


@blueprint.post("/lookup")
@blueprint.auth_required(bearer)
@blueprint.input(LookupRequest, arg_name="wanted")
@blueprint.output(LookupResponse)
@blueprint.doc(
    summary="Look up to 1,000 people up",
    description=(
        "Rows give a profile url, an e-mail, or a name (better with an organisation, or with a "
        "headline that names one); every row gets a result, in order."
    ),
)
def post_lookup(wanted: LookupRequest) -> Response:
    return answer(LookupResponse(results=look_up(scope(), wanted.rows)))
