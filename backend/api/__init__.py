"""The API: one blueprint per resource; each validates, calls one service, answers."""

from backend.api import (
    accounts,
    annotations,
    capture_health,
    captures,
    devices,
    health,
    links,
    lookup,
    pairing,
    people,
)

API_PREFIX = "/api/v1"

RESOURCES = [module.blueprint for module in (
    captures, annotations, lookup, links, people, accounts, pairing, devices,
    capture_health,
)]  # fmt: skip
ROOT = [health.blueprint]
