"""Every rule of the contract over every connector there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backend.crm.registry import connectors
from tests.crm.conformance import RULES, ConnectorCase, load_case


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("name", connectors())
def test_connector(name: str, rule: Callable[[ConnectorCase, Path], None], tmp_path: Path) -> None:
    rule(load_case(name), tmp_path)
