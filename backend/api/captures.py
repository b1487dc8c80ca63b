"""POST /captures: what the extension read, answered with its annotations."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from backend.api.answers import answer
from backend.api.auth import bearer, scope
from backend.schemas.annotation import AnnotationSet
from backend.schemas.capture import Capture
from backend.services.ingest import ingest

ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Known already",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/AnnotationSet"}}},
    },
    409: {"description": "The capture_id was used for another page"},
    410: {"description": "What it read was erased since"},
}

blueprint = APIBlueprint("captures", __name__, tag="Captures")


@blueprint.post("/captures")
@blueprint.auth_required(bearer)
@blueprint.input(Capture, arg_name="capture")
@blueprint.output(AnnotationSet, status_code=201)
@blueprint.doc(
    summary="Hand in a captured page",
    description=(
        "Kept before it is analysed, analysed before it is answered. The capture_id is the "
        "idempotency key: sent again, the same capture is answered with 200 and not read twice."
    ),
    responses=ANSWERS,
)
def post_capture(capture: Capture) -> Response:
    annotations, is_new = ingest(scope(), capture)
    return answer(annotations, 201 if is_new else 200)
