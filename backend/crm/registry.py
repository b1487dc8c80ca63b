"""Finds the connectors: every module of `backend.crm.connectors` with a class named CONNECTOR."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from backend.crm import connectors as package
from backend.crm.api_connector import ApiConnector
from backend.crm.contract import Connector, ConnectorAbort


@cache
def connectors() -> Mapping[str, type[Connector]]:
    """Connector classes by name, sorted.

    Raises:
        TypeError: a module there has no CONNECTOR, or one that carries another name than its file.
    """
    found: dict[str, type[Connector]] = {}
    for module_info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{package.__name__}.{module_info.name}")
        connector: type[Connector] | None = getattr(module, "CONNECTOR", None)
        if connector is None or connector.name != module_info.name:
            raise TypeError(f"{module.__name__}: CONNECTOR is missing or has another name")
        found[connector.name] = connector
    return found


def open_connector(
    name: str, settings: Mapping[str, Any], allowed_hosts: Collection[str] = ()
) -> Connector:
    """The connector `name` made from its settings.

    `allowed_hosts` is the operator's list of hosts that connectors may speak to, besides those of
    the vendors; it never comes out of the settings, which a workspace fills in.

    Raises:
        ConnectorAbort: an unknown name, or settings that cannot work.
    """
    connector = connectors().get(name)
    if connector is None:
        known = ", ".join(connectors())
        raise ConnectorAbort(f"there is no connector {name!r}; known: {known}")
    if not issubclass(connector, ApiConnector):
        return connector.from_settings(settings)
    if "allowed_hosts" in settings:
        raise ConnectorAbort("unknown setting: allowed_hosts")
    return connector.from_settings({**settings, "allowed_hosts": tuple(allowed_hosts)})
