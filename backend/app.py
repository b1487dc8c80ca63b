"""create_app: the one place where settings, database, API and web come together."""

from __future__ import annotations

import re
import time
from functools import cache
from typing import Any, NoReturn

import structlog
from apiflask import APIFlask
from flask import Request, Response, g, request
from flask_cors import CORS
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.middleware.proxy_fix import ProxyFix

from backend import __version__, web
from backend.api import API_PREFIX, RESOURCES, ROOT, describe, path_ids, problem
from backend.config import MEGABYTE, Settings
from backend.limits import limiter
from backend.log_policy import configure_logging
from backend.models.base import new_id
from backend.services.scope import use_esco
from backend.store.database import Database

log = structlog.get_logger(__name__)

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

MAX_DISCARDED_BYTES = 256 * MEGABYTE

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class JsonRequest(Request):
    """A request whose body is JSON and says so: a page elsewhere can only send that after the
    browser has asked us (CORS)."""

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """As in Flask, but never forced: APIFlask asks with `force`."""
        del force
        return super().get_json(silent=silent, cache=cache)

    def on_json_loading_failed(self, e: ValueError | None) -> NoReturn:
        if e is None:
            raise UnsupportedMediaType("Send the body as application/json.")
        limit = self.max_content_length
        if self.content_length is None and limit and len(self.get_data()) >= limit:
            raise RequestEntityTooLarge  # sent in chunks: cut off at the limit without a word
        raise BadRequest("The body is not valid JSON.") from e


def create_app(settings: Settings | None = None) -> APIFlask:
    """A WSGI application; the database is connected at its first use (so after a fork)."""
    settings = settings or Settings()
    configure_logging(settings.log_level, settings.log_format)
    app = APIFlask(
        "backend",
        title="Sidenote",
        version=__version__,
        spec_path=f"{API_PREFIX}/openapi.json",
        docs_path=None,
        static_folder=None,  # type: ignore[arg-type]
    )
    app.request_class = JsonRequest
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
    _configure(app, settings)
    app.extensions["sidenote_settings"] = settings
    use_esco(settings.esco_folder)
    app.extensions["sidenote_database"] = cache(
        lambda: Database(settings.resolved_database_url(), settings.database_role)
    )
    CORS(
        app,
        resources={f"{API_PREFIX}/*": {"origins": settings.cors_origins}},
        allow_headers=["Authorization", "Content-Type", "If-None-Match", "X-Request-ID"],
        expose_headers=["X-Request-ID", "Retry-After", "ETag"],
        max_age=600,
    )
    limiter.init_app(app)
    problem.register(app)
    path_ids.register(app)
    app.spec_processor(describe.finish_spec)
    _watch_requests(app)
    for blueprint in RESOURCES:
        app.register_blueprint(blueprint, url_prefix=API_PREFIX)
    for blueprint in ROOT:
        app.register_blueprint(blueprint)
    web.register(app)
    return app


def _configure(app: APIFlask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.resolved_secret_key(),
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        SESSION_COOKIE_NAME="sidenote_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https://"),
        RATELIMIT_ENABLED=settings.rate_limits,
        RATELIMIT_HEADERS_ENABLED=True,
        OPENAPI_VERSION="3.1.0",
        HTTP_ERROR_SCHEMA=describe.PROBLEM_SCHEMA,
        VALIDATION_ERROR_SCHEMA=describe.PROBLEM_SCHEMA,
        AUTO_404_RESPONSE=False,
        INFO={
            "description": "Who is speaking, and what are they to us: beside the page.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
    )


def _read_rest(environ: dict[str, Any]) -> None:
    """Take in what is left of a refused body: a connection closed in the middle of sending looks to
    the sender like no answer at all. Only where the server marks the end of the body."""
    if not environ.get("wsgi.input_terminated"):
        return
    left = MAX_DISCARDED_BYTES
    while left > 0 and (part := environ["wsgi.input"].read(min(left, 2**18))):
        left -= len(part)


def _watch_requests(app: APIFlask) -> None:
    """A request id in and out, security headers, and one log line a request."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else new_id()
        g.started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        if response.status_code >= 400:
            _read_rest(request.environ)
        response.headers["X-Request-ID"] = g.get("request_id", "")
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        if request.path.startswith(API_PREFIX):
            response.headers.setdefault("Cache-Control", "no-store")
        log.info(
            "request",
            method=request.method,
            route=request.url_rule.rule if request.url_rule else "(none)",
            status=response.status_code,
            duration_ms=round((time.perf_counter() - g.get("started", 0)) * 1000, 1),
            tenant_id=g.get("tenant_id"),
        )
        return response
