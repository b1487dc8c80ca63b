"""/devices: the paired browsers and programs of the user, revocable."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from backend.api.answers import answer
from backend.api.auth import bearer, scope
from backend.schemas.requests import DeviceLine, DevicesAnswer
from backend.services.revoke_device import list_devices, revoke_device

blueprint = APIBlueprint("devices", __name__, tag="Devices")


@blueprint.get("/devices")
@blueprint.auth_required(bearer)
@blueprint.output(DevicesAnswer)
@blueprint.doc(summary="My devices", description="Administrators see the whole workspace's.")
def get_devices() -> Response:
    current = scope()
    lines = [
        DeviceLine(
            device_id=device.id,
            label=device.label,
            kind=device.kind,
            created_at=device.created_at,
            last_seen_at=device.last_seen_at,
            revoked_at=device.revoked_at,
            current=device.id == current.device_id,
        )
        for device in list_devices(current)
    ]
    return answer(DevicesAnswer(devices=lines))


@blueprint.delete("/devices/<device_id:device_id>")
@blueprint.auth_required(bearer)
@blueprint.output({}, status_code=204)
@blueprint.doc(
    summary="Revoke a device",
    description="`current` is the device that asks. Its token stops working at once.",
    responses={404: "No such device of yours"},
)
def delete_device(device_id: str) -> tuple[str, int]:
    current = scope()
    own_id = current.device_id or ""
    revoke_device(current, own_id if device_id == "current" else device_id)
    return "", 204
