"""What the stateful fakes of CRM servers share: a clock, credentials, faults, a log.

A fake is a WSGI application. In tests it is spoken to in the same process (`wire`), and once by
every connector over a real socket (`serving`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from backend.crm.api_connector import Connection

TOKEN = "fake-token-never-to-be-told-5a1f"
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
Json = dict[str, Any]


class FakeClock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = NOON.timestamp()
        self.slept = 0.0

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        self.slept += seconds


class Refuse(Exception):
    """An answer with an error."""

    def __init__(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status)
        self.response = answer(body, status, headers)


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    made = Response(status=status) if body is None else Response(_json(body), status)
    made.headers["content-type"] = "application/json"
    made.headers.update(headers or {})
    return made


def _json(body: Any) -> str:
    import json

    return json.dumps(body, ensure_ascii=False)


class FakeCrm:
    """A CRM server with its faults. Subclasses state `routes`, `authorised` and the handlers.

    Faults: `throttle` (429 until a moment, early askers are counted), `fail` (503), `expire` (the
    token is refused after so many requests), `lose_answers` (carried out, never answered),
    `lose_requests` (not carried out, never answered).
    """

    routes: Map
    unauthorised: Json = {"message": "expired"}
    throttled_body: Json = {"message": "too many requests"}

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.log: list[tuple[str, str]] = []
        self.commits = 0
        self.throttled = 0
        self.too_soon = 0
        self._failures = 0
        self._requests_left: int | None = None
        self._throttle: list[float] = []
        self._blocked_until = 0.0
        self._lost_answers = 0
        self._lost_requests = 0

    def throttle(self, *seconds: float) -> None:
        """The next requests are answered 429, each with its Retry-After."""
        self._throttle = list(seconds)

    def fail(self, times: int) -> None:
        self._failures = times

    def expire(self, after: int = 0) -> None:
        self._requests_left = after

    def lose_answers(self, times: int = 1) -> None:
        """Of the next writes."""
        self._lost_answers = times

    def lose_requests(self, times: int = 1) -> None:
        """Of the next writes."""
        self._lost_requests = times

    def authorised(self, request: Request) -> bool:
        return request.headers.get("authorization") == f"Bearer {TOKEN}"

    def __call__(self, environ: Json, start_response: Any) -> Any:
        request = Request(environ)
        self.log.append((request.method, request.full_path.rstrip("?")))
        try:
            made = self._faulty(request) or self._handled(request)
        except Refuse as refused:
            made = refused.response
        except HTTPException as error:
            made = answer({"message": error.name}, error.code or 500)
        return made(environ, start_response)

    def _handled(self, request: Request) -> Response:
        endpoint, arguments = self.routes.bind_to_environ(request.environ).match()
        before = self.commits
        losing = self._lost_requests
        self._losing_request = losing > 0
        made: Response = getattr(self, endpoint)(request, **arguments)
        if self.commits > before and self._lost_answers:
            self._lost_answers -= 1
            made.headers["x-fake-no-answer"] = "1"
        return made

    def commit(self) -> None:
        """Called by handlers just before they change anything."""
        if self._lost_requests:
            self._lost_requests -= 1
            raise Refuse(500, {}, {"x-fake-no-answer": "1"})
        self.commits += 1

    def _faulty(self, request: Request) -> Response | None:
        if self._requests_left is not None:
            if self._requests_left <= 0:
                return answer(self.unauthorised, 401)
            self._requests_left -= 1
        if not self.authorised(request):
            return answer(self.unauthorised, 401)
        if self.clock.now() < self._blocked_until:
            self.too_soon += 1
            return answer(self.throttled_body, 429, {"retry-after": "1"})
        if self._throttle:
            seconds = self._throttle.pop(0)
            self.throttled += 1
            self._blocked_until = self.clock.now() + seconds
            return answer(self.throttled_body, 429, {"retry-after": f"{seconds:.0f}"})
        if self._failures:
            self._failures -= 1
            return answer({"message": "unavailable"}, 503)
        return None

    def wire(self) -> httpx.BaseTransport:
        return _Wire(self)

    def connection(self, **changes: Any) -> Connection:
        given: Json = {"token": TOKEN, "wire": self.wire(), "clock": self.clock}
        return Connection(**{**given, **changes})


class _Wire(httpx.BaseTransport):
    """The application without a socket; answers that got lost are time-outs."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self._inner = httpx.WSGITransport(app=application)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        made = self._inner.handle_request(request)
        if "x-fake-no-answer" in made.headers:
            raise httpx.ReadTimeout("no answer", request=request)
        return made


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def serving(application: Any) -> Iterator[str]:
    """The application behind a socket of this machine; its address."""
    server = make_server("127.0.0.1", 0, application, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def iso(moment: datetime) -> str:
    return (
        moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"
    )
