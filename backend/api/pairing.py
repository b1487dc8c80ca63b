"""/pairing: a browser asks to be paired and collects its token (after RFC 8628)."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, request

from backend.api.answers import answer
from backend.api.auth import database
from backend.limits import limiter
from backend.schemas.requests import (
    PairedUser,
    PairedWorkspace,
    PairingDone,
    PairingPending,
    PairingRedemption,
    PairingRequest,
    PairingStarted,
)
from backend.services.pair_device import (
    begin_pairing,
    redeem_pairing,
    workspace_by_id,
    workspace_to_pair_with,
)

blueprint = APIBlueprint("pairing", __name__, tag="Pairing")

POLL_SECONDS = 2
MAX_BODY_BYTES = 16 * 1024
ANSWERS: dict[int | str, dict[str, Any]] = {
    202: {
        "description": "Nobody has decided yet",
        "content": {"application/json": {"schema": PairingPending.model_json_schema()}},
    },
    403: {"description": "Denied"},
    404: {"description": "No such pairing"},
    410: {"description": "Expired or used"},
    429: {"description": "Too many requests"},
}


@blueprint.before_request
def bound_body() -> None:
    """Whoever asks is unknown: nothing large is read from them."""
    request.max_content_length = MAX_BODY_BYTES


@blueprint.post("/pairing")
@limiter.limit("30 per minute")
@blueprint.input(PairingRequest, arg_name="wanted")
@blueprint.output(PairingStarted, status_code=201)
@blueprint.doc(
    summary="Ask for a device to be paired",
    description="Show the user_code to the person; they confirm it at verification_url.",
    responses={404: "No such workspace", 429: "Too many requests"},
)
def post_pairing(wanted: PairingRequest) -> Response:
    tenant_id = workspace_to_pair_with(database(), wanted.workspace).id
    settings = current_app.extensions["sidenote_settings"]
    pairing = begin_pairing(
        database(), tenant_id, wanted.challenge, wanted.device_label, settings.pairing_minutes
    )
    started = PairingStarted(
        pairing_id=f"{tenant_id}.{pairing.id}",
        user_code=pairing.user_code,
        verification_url=f"{settings.public_url.rstrip('/')}/pair",
        expires_in=settings.pairing_minutes * 60,
        interval=POLL_SECONDS,
    )
    return answer(started, 201)


@blueprint.post("/pairing/<pairing_id:pairing_id>/token")
@limiter.limit("120 per minute")
@blueprint.input(PairingRedemption, arg_name="wanted")
@blueprint.output(PairingDone)
@blueprint.doc(
    summary="Collect the token",
    description="Answers 202 with status pending until a person has decided; the token once.",
    responses=ANSWERS,
)
def post_token(pairing_id: str, wanted: PairingRedemption) -> Response:
    tenant_id, _, own_id = pairing_id.partition(".")
    workspace = workspace_by_id(database(), tenant_id)
    paired = redeem_pairing(database(), tenant_id, own_id, wanted.verifier)
    if paired is None:
        return answer(PairingPending(), 202)
    return answer(
        PairingDone(
            token=paired.token,
            device_id=paired.device.id,
            user=PairedUser(id=paired.user.id, name=paired.user.name, role=paired.user.role),
            workspace=PairedWorkspace(id=tenant_id, name=workspace.name),
        )
    )
