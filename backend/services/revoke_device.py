"""See and revoke paired devices."""

from __future__ import annotations

from backend.models import Device
from backend.services.errors import NotFound
from backend.services.scope import Scope
from backend.store import workspace


def _of_user(scope: Scope) -> str | None:
    """Whose devices one may deal with: one's own; an administrator, everybody's."""
    return None if scope.role == "administrator" else scope.user_id


def list_devices(scope: Scope) -> list[Device]:
    with scope.database.read(scope.tenant_id) as tx:
        return workspace.devices(tx, _of_user(scope))


def revoke_device(scope: Scope, device_id: str) -> None:
    """Raises NotFound when there is no such device, it is another's, or it is revoked already."""
    with scope.database.write(scope.tenant_id) as tx:
        own = {device.id for device in workspace.devices(tx, _of_user(scope))}
        if device_id not in own or not workspace.revoke_device(tx, device_id):
            raise NotFound("There is no such device of yours.")
        workspace.record_event(tx, scope.user_id, "device.revoked", device_id)
