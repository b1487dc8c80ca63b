"""The API: one blueprint per resource; each validates, calls one service, answers."""

from backend.api import (
    accounts,
    annotations,
    capture_health,
    captures,
    changes,
    devices,
    health,
    links,
    lookup,
    pairing,
    people,
    selector_packs,
)

API_PREFIX = "/api/v1"

RESOURCES = [module.blueprint for module in (
    captures, annotations, lookup, links, people, changes, accounts, pairing, devices,
    capture_health, selector_packs,
)]  # fmt: skip
ROOT = [health.blueprint]
