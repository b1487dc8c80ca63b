"""Fixtures: one Chromium with the page readers for all tests of this folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from backend.saved_pages.reader_browser import ReaderBrowser, chromium_path, reader_browser


@pytest.fixture(scope="module")
def readers() -> Iterator[ReaderBrowser]:
    """Chromium with the readers in an isolated world, no network."""
    if chromium_path() is None:
        pytest.skip("no Chromium on this machine: the page readers were not tested")
    with reader_browser() as browser:
        yield browser
