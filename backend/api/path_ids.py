"""Ids in paths: whatever does not look like one is not found before any query is made."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import BaseConverter

_ID = "[0-9a-f]{32}"


class RecordId(BaseConverter):
    """<id:...>: an id of ours."""

    regex = _ID


class DeviceId(BaseConverter):
    """<device_id:...>: an id, or "current" for the device that asks."""

    regex = f"current|{_ID}"


class PairingId(BaseConverter):
    """<pairing_id:...>: the workspace's id and the pairing's own."""

    regex = rf"{_ID}\.{_ID}"
    part_isolating = True


PATTERNS = {
    "person_id": RecordId.regex,
    "account_id": RecordId.regex,
    "discussion_id": RecordId.regex,
    "device_id": DeviceId.regex,
    "pairing_id": PairingId.regex,
}
"""For the OpenAPI description, by parameter."""


def register(app: Flask) -> None:
    app.url_map.converters |= {"id": RecordId, "device_id": DeviceId, "pairing_id": PairingId}
