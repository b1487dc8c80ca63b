"""GET /selector-packs: corrections of how networks are read, signed by the operator."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response, request

from backend.api.answers import answer
from backend.api.auth import bearer, scope
from backend.schemas.selector_pack import SelectorPacks
from backend.services.publish_packs import packs_in_force

blueprint = APIBlueprint("selector_packs", __name__, tag="Capture health")


@blueprint.get("/selector-packs")
@blueprint.auth_required(bearer)
@blueprint.output(SelectorPacks)
@blueprint.doc(
    summary="Selector packs in force, and open notices",
    description=(
        "Each pack with its signature; the newest version of each, withdrawn ones too. Send the "
        "`tag` of the last answer in If-None-Match to be told that nothing changed."
    ),
    responses={304: "Nothing changed since the tag in If-None-Match"},
)
def get_selector_packs() -> Response:
    found = packs_in_force(scope())
    response = Response(status=304) if found.tag in request.if_none_match else answer(found)
    response.set_etag(found.tag)
    return response
