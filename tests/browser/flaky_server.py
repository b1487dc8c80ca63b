"""A server that can fail in every way the network has; the real backend shows everything else."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import unquote

Mode = Literal[
    "up",
    "silent",
    "cut",
    "fault",
    "busy",
    "refusing",
    "revoked",
    "redirecting",
    "sign-in page",
    "another service",
]
"""How the next requests go: answered, never answered, cut off after the body was read, 500, 429,
422, 401, a redirect elsewhere, a 200 that is no JSON (a hotel's network), a 200 that is JSON of
somebody else."""
TOKEN = "token-of-the-test-server"


@dataclass
class FlakyServer:
    """Approves every pairing, keeps the ids of the captures it acknowledged in `kept`.

    `known` is the AnnotationSet it has for every page that is asked for, `known_by_url` those of
    single addresses; feedback on one of the people of `known` answers them as unknown. `answers`
    are AnnotationSets to captures of an address. `known_people` is the answer to the next lookup,
    `looked_up` what was asked in it.
    `arrived` lists every capture that reached it, acknowledged or not; `asked` every request as
    "METHOD /path"; `headers` those of the last one.
    """

    mode: Mode = "up"
    approves: bool = True
    kept: list[str] = field(default_factory=list)
    arrived: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)
    known_by_url: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    known_people: list[dict[str, Any]] = field(default_factory=list)
    looked_up: list[dict[str, Any]] = field(default_factory=list)
    challenge: str = ""
    verifier: str = ""
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listens, on the same port as before once it had one."""
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), _handler(self))
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Nobody listens any more: connections are refused."""
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def answer(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        """Status and document of a request while all is well."""
        if path == "/api/v1/pairing":
            self.challenge = body["challenge"]
            return 201, {
                "pairing_id": "pairing-1",
                "user_code": "ABCD-EFGH",
                "verification_url": f"{self.url}/pair",
                "expires_in": 600,
                "interval": 1,
            }
        if path.endswith("/token"):
            self.verifier = body["verifier"]
            return (200, _GRANT) if self.approves else (202, {"status": "pending"})
        if path == "/api/v1/devices/current" and method == "DELETE":
            return 204, None
        return self._answer_about_pages(path, body)

    def _answer_about_pages(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        if path == "/api/v1/captures":
            if body["capture_id"] not in self.kept:
                self.kept.append(body["capture_id"])
            found = self.answers.get(body["url"], {})
            return 201, annotations(body) | found | {"capture_id": body["capture_id"]}
        if path.startswith("/api/v1/annotations?url=") and self.known_by_url:
            found = self.known_by_url.get(unquote(path.partition("=")[2]), {})
            return (200, found) if found else _NOTHING
        if path.startswith("/api/v1/annotations") and self.known:
            return 200, self.known
        if path == "/api/v1/lookup":
            self.looked_up = body["rows"]
            return 200, {"results": [{"person": person} for person in self.known_people]}
        if path == "/api/v1/links/feedback":
            people = self.known.get("people", [])
            person = next(p for p in people if p["person_id"] == body["person_id"])
            return 200, {"person": {**person, "state": "unknown", "relevance": None}}
        return _NOTHING


_NOTHING = (404, {"type": "about:blank", "title": "Not found", "status": 404})
_GRANT = {
    "token": TOKEN,
    "device_id": "device-1",
    "user": {"id": "u1", "name": "Ada Tester", "role": "sales"},
    "workspace": {"id": "w1", "name": "Test works"},
}


def annotations(capture: dict[str, Any]) -> dict[str, Any]:
    """The smallest AnnotationSet of a capture."""
    return {
        "capture_id": capture["capture_id"],
        "kind": capture["kind"],
        "url": capture["url"],
        "captured_at": capture["captured_at"],
        "made_by": {},
        "people": [],
        "posts": [],
        "discussion": None,
        "organisation": None,
    }


def _handler(flaky: FlakyServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._serve({})

        def do_DELETE(self) -> None:
            self._serve({})

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self._serve(json.loads(self.rfile.read(length) or b"{}"))

        def do_OPTIONS(self) -> None:
            self._reply(204, None)

        def _serve(self, body: dict[str, Any]) -> None:
            flaky.asked.append(f"{self.command} {self.path}")
            flaky.headers = dict(self.headers.items())
            if self.path == "/api/v1/captures":
                flaky.arrived.append(body)
            failing = flaky.mode != "up"
            if failing and (self.path.endswith("/captures") or "annotations" in self.path):
                self._fail(flaky.mode)
            else:
                self._reply(*flaky.answer(self.command, self.path, body))

        def _fail(self, mode: Mode) -> None:
            problem = {"type": "about:blank", "title": "No", "detail": "Words of the server."}
            match mode:
                case "silent":
                    time.sleep(60)
                case "cut":
                    self.close_connection = True
                case "fault":
                    self._reply(500, problem)
                case "busy":
                    self._reply(429, problem, {"Retry-After": "120"})
                case "refusing":
                    self._reply(422, problem)
                case "revoked":
                    self._reply(401, problem)
                case "redirecting":
                    self._reply(307, None, {"Location": "http://elsewhere.test/captures"})
                case "another service":
                    self._reply(200, {"ok": True})
                case "sign-in page":
                    self._reply(200, "<!doctype html><title>Welcome to our hotel</title>")

        def _reply(self, status: int, body: Any, more: dict[str, str] | None = None) -> None:
            text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
            data = text.encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Content-Type", "application/json")
            self.send_header("Access-Control-Allow-Origin", self.headers.get("Origin") or "*")
            self.send_header("Access-Control-Allow-Headers", "authorization, content-type")
            self.send_header("Access-Control-Allow-Methods", "GET, POST, DELETE")
            for name, value in (more or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Silent: the tests look at `asked`."""

    return Handler
