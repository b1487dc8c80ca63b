"""The real backend under gunicorn, on a fresh SQLite database and a free port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EMAIL = "ada@tester.example"


@dataclass
class Backend:
    """A running server with one workspace ("Test works") and one person in it."""

    url: str
    folder: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def command(self, *words: str) -> str:
        """Runs a command of the backend's command line on this database; returns what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "backend.cli", *words],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def approve(self, user_code: str) -> None:
        """Says yes to the device that shows the code, as the person in the workspace would."""
        self.command("pair", user_code, EMAIL)

    def start(self) -> None:
        log = (self.folder / "server.log").open("ab")
        port = self.url.rpartition(":")[2]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "backend.cli", "serve", "--port", port, "--workers", "1"],
            cwd=ROOT, env=self.environment, stdout=log, stderr=log,
        )  # fmt: skip
        log.close()
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.url}/ready", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError((self.folder / "server.log").read_text()[-2_000:])

    def stop(self) -> None:
        """An outage: nothing listens any more; `start` ends it."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None


@contextmanager
def running_backend(folder: Path) -> Iterator[Backend]:
    """Migrated, with its workspace, ready to answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "SIDENOTE_DATABASE_URL": f"sqlite:///{folder / 'test.sqlite3'}",
        "SIDENOTE_DATA_DIR": str(folder),
        "SIDENOTE_PUBLIC_URL": url,
        "SIDENOTE_RATE_LIMITS": "false",
    }
    backend = Backend(url, folder, environment)
    backend.command("migrate")
    backend.command("workspace", "add", "test", "Test works")
    backend.command("workspace", "add-user", EMAIL, "Ada Tester")
    backend.start()
    try:
        yield backend
    finally:
        backend.stop()
