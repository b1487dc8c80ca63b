"""GET /annotations: what is known of a page that was captured before."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

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
    responses={404: "This page was not captured in this workspace"},
)
def get_annotations(query: UrlQuery) -> Response:
    return answer(annotate_url(scope(), query.url))
