"""The server as it runs: gunicorn with its workers, spoken to over a socket."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from backend.store.database import Database
from tests import databases
from tests.conftest import make_workspace
from tests.databases import TestDatabase
from tests.invented import discussion_capture, profile_capture
from tests.services.tables import all_rows

MARKER = "Quagga"


@dataclass
class Server:
    port: int
    token: str
    log: Path
    process: subprocess.Popen[bytes]
    database: TestDatabase

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with closing(connection):
            given = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
            connection.request(method, path, body=body, headers=given | headers)
            response = connection.getresponse()
            return response.status, response.read()

    def capture(self, capture: dict) -> tuple[int, bytes]:
        return self.ask("POST", "/api/v1/captures", json.dumps(capture).encode())

    def raw(self, sent: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while part := connection.recv(65_536):
                answer += part
            return answer


@pytest.fixture(scope="module")
def server(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    test_database = databases.copied_sqlite(sqlite_template, folder)
    database = Database(test_database.url)
    token = make_workspace(database, "ours").tokens["sales"]
    database.dispose()
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "SIDENOTE_DATA_DIR": str(folder),
        "SIDENOTE_DATABASE_URL": test_database.url,
    }
    log = folder / "log"
    command = [sys.executable, "-m", "backend.cli", "serve", "--port", str(port), "--workers", "2"]
    with log.open("wb") as written:
        process = subprocess.Popen(command, env=environment, stdout=written, stderr=written)
    running = Server(port, token, log, process, test_database)
    try:
        wait_until_ready(running)
        yield running
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_until_ready(server: Server) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        try:
            if server.ask("GET", "/ready")[0] == 200:
                return
        except OSError:
            assert server.process.poll() is None, server.log.read_text()
        time.sleep(0.1)
    raise TimeoutError(server.log.read_text())


def test_what_is_no_request_is_not_logged(server: Server) -> None:
    for sent in (
        f"GET /{MARKER} {MARKER}\r\n\r\n",
        f"{MARKER} / HTTP/1.1\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: x\r\n{MARKER}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: x\r\nBad Name{MARKER}: x\r\n\r\n",
        f"GET /sign-in/{MARKER} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: {MARKER}\r\n\r\n",
        f"POST /api/v1/pairing HTTP/1.1\r\nHost: x\r\nContent-Length: {MARKER}\r\n\r\n",
        f"GET /{MARKER * 2_000} HTTP/1.1\r\nHost: x\r\n\r\n",
    ):
        answer = server.raw(sent.encode())
        assert answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 501")), answer[:200]
    assert server.ask("GET", f"/api/v1/{MARKER}?{MARKER}=1")[0] == 404
    log = server.log.read_text()
    assert "Invalid request" in log
    assert MARKER not in log
    assert server.token not in log
    assert "127.0.0.1" not in log


def test_a_body_that_is_too_large_is_answered(server: Server) -> None:
    body = b'{"a": "' + b"x" * (20 * 1024 * 1024) + b'"}'
    status, answer = server.ask("POST", "/api/v1/captures", body)
    assert status == 413
    assert json.loads(answer)["status"] == 413
    chunks = iter([b"x" * 1024 * 1024] * 20)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    with closing(connection):
        headers = {"Authorization": f"Bearer {server.token}", "Content-Type": "application/json"}
        connection.request("POST", "/api/v1/captures", chunks, headers, encode_chunked=True)
        assert connection.getresponse().status == 413


def test_eight_at_once_write_and_read(server: Server) -> None:
    """Two processes with four threads each on one SQLite file: nobody is told to come back."""
    captures = [discussion_capture(10, url=f"https://forum.example/t/{n % 6}") for n in range(48)]

    def turn(number: int) -> list[int]:
        status = server.capture(captures[number])[0]
        url = f"/api/v1/annotations?url={captures[number]['url']}"
        return [status, server.ask("GET", url)[0], server.ask("GET", "/api/v1/people")[0]]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(turn, range(len(captures))))
    assert answers == [[201, 200, 200]] * len(captures)
    rows = all_rows(server.database)
    assert len(rows["discussion"]) == 6
    assert len(rows["post"]) == 60
    assert len(rows["person"]) == 10


def test_eight_at_once_with_one_capture(server: Server) -> None:
    capture = profile_capture(500)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: server.capture(capture), range(8)))
    assert sorted(status for status, _ in answers) == [200] * 7 + [201]
    assert len({answer for _, answer in answers}) == 1


def test_a_worker_that_is_killed_loses_nothing(server: Server) -> None:
    """Whatever was answered with 2xx is there; the rest is told so and can be sent again."""
    captures = [profile_capture(600 + n) for n in range(24)]

    def send(capture: dict) -> int:
        try:
            return server.capture(capture)[0]
        except (OSError, http.client.HTTPException):
            return 0

    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    workers = [int(pid) for pid in children.read_text().split()] if children.exists() else []
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(send, capture) for capture in captures]
        time.sleep(0.3)
        for pid in workers[:1]:
            os.kill(pid, signal.SIGKILL)
        answers = [one.result() for one in sent]
    kept = {row["capture_id"] for row in all_rows(server.database)["capture"]}
    answered = {c["capture_id"] for c, status in zip(captures, answers, strict=True) if status}
    assert answered <= kept
    again = [server.capture(capture)[0] for capture in captures]
    assert set(again) <= {200, 201}
    rows = [r for r in all_rows(server.database)["capture"] if r["status"] != "analysed"]
    assert rows == []
