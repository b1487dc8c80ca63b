"""Every rule for connectors over HTTP over every one of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from backend.crm.api_connector import ApiConnector
from backend.crm.registry import connectors
from tests.crm.api_conformance import API_RULES, ApiCase, load_api_case

NAMES = [name for name, connector in connectors().items() if issubclass(connector, ApiConnector)]


@pytest.mark.parametrize("rule", API_RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("name", NAMES)
def test_connector(name: str, rule: Callable[[ApiCase], None]) -> None:
    rule(load_api_case(name))
