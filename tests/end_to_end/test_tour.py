"""The tour as a test: what scripts/run --tour shows must hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.chromium import browser_path
from tests.end_to_end.tour import NEEDED, OUTAGE_CAPTURES, take

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(900),
    pytest.mark.skipif(browser_path() is None, reason="no Chromium here: the tour did not run"),
]


def test_tour(tmp_path: Path) -> None:
    report = take(tmp_path)
    for part in ("states_on_discussions", "states_on_profiles"):
        assert report[part]["right_share"] >= NEEDED, report[part]["wrong"]
    assert report["outage"] == {
        "captured": OUTAGE_CAPTURES, "arrived": OUTAGE_CAPTURES, "twice": 0, "refused": 0,
    }  # fmt: skip
    assert report["correction"]["before"] != report["correction"]["after"]
    assert len(list(tmp_path.glob("*.png"))) >= 10
