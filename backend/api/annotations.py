"""GET /annotations: what is known of a page that was captured before."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response, request

from backend.api.answers import answer
from backend.api.auth import bearer, scope
from backend.schemas.annotation import AnnotationSet
from backend.schemas.requests import UrlQuery
from backend.services.annotate import annotate_url

blueprint = APIBlueprint("annotations", __name__, tag="Annotations")


@blueprint.get("/annotations")
@blueprint.auth_required(bearer)
@blueprint.input(UrlQuery, location="query", arg_name="query")
@blueprint.output(AnnotationSet)
@blueprint.doc(
    summary="Annotations of a page by its address",
    description="The first answer of a page weighs its authors by named fields and words; a later "
    "one, where the server has the semantic tier, by meaning too (`relevance.made_by` names the "
    "tier). Ask again with `If-None-Match`: 304 as long as nothing has changed.",
    responses={304: "As it was", 404: "This page was not captured in this workspace"},
)
def get_annotations(query: UrlQuery) -> Response:
    response = answer(annotate_url(scope(), query.url))
    response.add_etag()
    response.make_conditional(request)  # changes it
    return response
