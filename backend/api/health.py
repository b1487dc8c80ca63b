"""/health (the process lives) and /ready (it can serve: database there, schema up to date)."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from backend.api.answers import answer
from backend.api.auth import database
from backend.schemas.requests import Health, Readiness
from backend.services.readiness import health, readiness

blueprint = APIBlueprint("health", __name__, tag="Health")


@blueprint.get("/health")
@blueprint.output(Health)
@blueprint.doc(summary="Is the process alive, and what does it analyse with")
def get_health() -> Response:
    return answer(health())


@blueprint.get("/ready")
@blueprint.output(Readiness)
@blueprint.doc(summary="Can it serve", responses={503: "Not now"})
def get_ready() -> Response:
    state = readiness(database())
    return answer(state, 200 if state.ready else 503)
