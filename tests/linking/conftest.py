"""Word lists are read once, before a test is timed."""

from __future__ import annotations

import pytest

from backend.linking.name_levels import name_level
from backend.linking.normalise import organisation_name


@pytest.fixture(scope="session", autouse=True)
def _word_lists() -> None:
    name_level("Jan Tichý", "Honza Tichý")
    organisation_name("Kovo a.s.")
