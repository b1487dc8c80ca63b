"""The demo world running: workspace and CRM in a database, gunicorn, the demo network."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path

from backend.config import Settings
from backend.crm.registry import open_connector
from backend.services.errors import Conflict
from backend.services.pair_device import issue_program_token, settle_pairing
from backend.services.scope import Scope
from backend.services.sign_in import make_sign_in_secret
from backend.services.sync_crm import sync_crm
from backend.services.workspace_people import add_user, add_workspace, find_user, find_workspace
from backend.store.database import Database
from backend.store.schema import migrate
from demo.serve import make_server

ROOT = Path(__file__).resolve().parents[1]
CRM = ROOT / "demo" / "crm"
COMPANY = ROOT / "demo" / "company"
WORKSPACE = "wattlund"
NETWORK = "http://localhost:8766"
"""The address by which the demo network's pages and the CRM know it."""

ROLES = {"Sales": "sales", "Management": "administrator"}


class World:
    """One demo world in a data folder; ports are free to choose."""

    def __init__(self, data_dir: Path, *, backend_port: int, network_port: int) -> None:
        self.data_dir = data_dir
        self.backend_port = backend_port
        self.network_port = network_port
        self._backend: subprocess.Popen[bytes] | None = None
        self._network: ThreadingHTTPServer | None = None
        self.settings = Settings(data_dir=data_dir, public_url=self.server)
        self.database = Database(self.settings.resolved_database_url())

    @property
    def server(self) -> str:
        return f"http://127.0.0.1:{self.backend_port}"

    @property
    def tenant_id(self) -> str:
        return find_workspace(self.database, WORKSPACE).id

    @property
    def salesperson(self) -> str:
        """E-mail of the one whose browser it is."""
        return next(p["email"] for p in employees() if p["unit"] == "Sales")

    def prepare(self) -> None:
        """Schema, workspace, people and CRM; what is there already stays."""
        migrate(self.database)
        try:
            tenant = add_workspace(self.database, WORKSPACE, company()["name"])
            for person in employees():
                role = ROLES.get(person["unit"], "expert")
                add_user(self.database, tenant.id, person["email"], person["name"], role)
        except Conflict:
            tenant = find_workspace(self.database, WORKSPACE)
        stamp, wanted = self.data_dir / "crm.stamp", _fingerprint(CRM)
        if not stamp.exists() or stamp.read_text() != wanted:
            scope = Scope(self.database, tenant.id, role="administrator")
            sync_crm(scope, open_connector("csv_files", {"path": str(CRM)}), "Demo CRM")
            stamp.write_text(wanted)

    def start_backend(self, workers: int = 2) -> None:
        environment = {
            **os.environ,
            "SIDENOTE_DATA_DIR": str(self.data_dir),
            "SIDENOTE_PUBLIC_URL": self.server,
            "SIDENOTE_LOG_LEVEL": os.environ.get("SIDENOTE_LOG_LEVEL", "WARNING"),
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-m", "backend.cli", "serve", "--port", str(self.backend_port),
                   "--workers", str(workers)]  # fmt: skip
        self._backend = subprocess.Popen(command, env=environment, cwd=ROOT)
        self._wait_until_ready()

    def _wait_until_ready(self, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.server}/ready", timeout=2):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                if self._backend is not None and self._backend.poll() is not None:
                    raise RuntimeError(
                        f"The server ended at once; is port {self.backend_port} taken?"
                    ) from None
                time.sleep(0.1)
        raise TimeoutError("The server did not become ready.")

    def stop_backend(self) -> None:
        if self._backend is not None:
            self._backend.terminate()
            self._backend.wait(timeout=30)
            self._backend = None

    def start_network(self) -> None:
        self._network = make_server(self.network_port)
        threading.Thread(target=self._network.serve_forever, daemon=True).start()

    def stop_network(self) -> None:
        if self._network is not None:
            self._network.shutdown()
            self._network.server_close()
            self._network = None

    def approve(self, user_code: str) -> None:
        """What a person does on the server's /pair page."""
        user = find_user(self.database, self.tenant_id, self.salesperson)
        settle_pairing(self.database, self.tenant_id, user.id, user_code, approve=True)

    def token(self, email: str | None = None) -> str:
        """A program's API token."""
        return issue_program_token(
            self.database, self.tenant_id, email or self.salesperson, "program"
        )

    def sign_in_link(self) -> str:
        """A one-time link to the page where a browser is connected."""
        minutes = self.settings.sign_in_minutes
        secret = make_sign_in_secret(self.database, self.tenant_id, self.salesperson, minutes)
        return f"{self.server}/sign-in/{secret}?next=pair"

    def stop(self) -> None:
        self.stop_backend()
        self.stop_network()
        self.database.dispose()


@contextmanager
def running(data_dir: Path, *, backend_port: int, network_port: int) -> Iterator[World]:
    """A prepared world with both servers up."""
    data_dir.mkdir(parents=True, exist_ok=True)
    world = World(data_dir, backend_port=backend_port, network_port=network_port)
    try:
        world.prepare()
        world.start_backend()
        world.start_network()
        yield world
    finally:
        world.stop()


def company() -> dict[str, str]:
    found: dict[str, str] = json.loads((COMPANY / "company.json").read_text(encoding="utf-8"))
    return found


def employees() -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(
        (COMPANY / "employees.json").read_text(encoding="utf-8")
    )
    return found


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.csv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
