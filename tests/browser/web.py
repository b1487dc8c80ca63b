"""A small web server for invented pages: any host, kept in memory, every request noted."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    method: str
    url: str
    headers: dict[str, str]


@dataclass
class PageServer:
    """Serves `add`ed pages by full address; everything else is a 404. `seen` lists all requests."""

    pages: dict[str, str] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)

    def add(self, url: str, html: str, headers: dict[str, str] | None = None) -> str:
        """Puts a page at `url` (with extra response headers, a CSP say); returns the address."""
        self.pages[url] = html
        self.headers[url] = headers or {}
        return url

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    def __enter__(self) -> Self:
        pages = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                url = f"http://{self.headers.get('Host', '')}{self.path}"
                pages.seen.append(Seen("GET", url, dict(self.headers.items())))
                html = pages.pages.get(url.partition("?")[0]) or pages.pages.get(url)
                body = (html or "<title>Not here</title>").encode()
                self.send_response(404 if html is None else 200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                for name, value in pages.headers.get(url, {}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                url = f"http://{self.headers.get('Host', '')}{self.path}"
                pages.seen.append(Seen("POST", url, dict(self.headers.items())))
                self.send_error(405)

            def log_message(self, format: str, *args: object) -> None:
                """Silent: the tests look at `seen`."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""
