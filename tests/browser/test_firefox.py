"""The same folder in Firefox: it installs, pairs, reads a page and delivers."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.flaky_server import FlakyServer
from tests.browser.invented_pages import profile
from tests.browser.web import PageServer

SCRIPT = Path(__file__).with_name("firefox_session.mjs")


def node() -> str | None:
    """A Node with WebSocket (22 and later): the development lock's, else the PATH's."""
    beside = Path(sys.executable).with_name("node")
    return str(beside) if beside.exists() else shutil.which("node")


@pytest.mark.browser
def test_firefox_pairs_reads_and_delivers(
    extension_folder: Path, server: FlakyServer, site: PageServer, tmp_path: Path
) -> None:
    firefox = shutil.which("firefox-esr") or shutil.which("firefox")
    if firefox is None:
        pytest.skip("no Firefox here: the extension was not tried in it")
    runner = node()
    if runner is None:
        pytest.skip("no Node here: Firefox could not be driven")
    page = site.add(f"http://localhost:{site.port}/in/jana", profile("jana", "Jana Nová"))
    done = subprocess.run(
        [
            runner, str(SCRIPT), firefox, str(tmp_path / "profile"), str(extension_folder),
            server.url, page,
        ],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["installed"] == "sidenote@sidenote.invalid"
    assert told["before"]["paired"] is False
    assert told["connection"]["workspace"] == "Test works"
    assert told["granted"] is True
    assert [site["mode"] for site in told["sites"]] == ["automatic"]
    assert told["state"]["health"]["status"] == "recognised"
    assert server.arrived[0]["profile"]["person"]["name"] == "Jana Nová"
