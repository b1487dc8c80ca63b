"""Serves Millrace, the demo world's professional network, from the JSON files in demo/network.

An ordinary small site: server-rendered pages with schema.org markup, a strict
Content-Security-Policy, no scripts, no requests to anywhere. Standard library and Jinja only.

    python demo/serve.py --port 8766
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

try:
    from demo.schema_markup import discussion_markup, organisation_markup, profile_markup
except ModuleNotFoundError:  # run as a script: this folder is on the path, the one above is not
    from schema_markup import discussion_markup, organisation_markup, profile_markup

NETWORK = Path(__file__).resolve().parent / "network"
STATIC = {
    "/static/style.css": "text/css; charset=utf-8",
    "/static/icon.svg": "image/svg+xml",
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-cache",
}

Record = dict[str, Any]


def read_folder(name: str) -> dict[str, Record]:
    """Every record of one folder of demo/network, by slug."""
    records = (
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((NETWORK / name).glob("*.json"))
    )
    return {record["slug"]: record for record in records}


class Network:
    """All content of the network, joined for the pages."""

    def __init__(self) -> None:
        self.people = read_folder("people")
        self.organisations = read_folder("organisations")
        self.discussions = read_folder("discussions")
        for person in self.people.values():
            person["activity"] = []
        for discussion in self.discussions.values():
            self._join(discussion)
        for person in self.people.values():
            person["activity"].sort(key=lambda entry: entry["posted_at"], reverse=True)

    def _join(self, discussion: Record) -> None:
        """Hangs replies under their parents and notes who wrote what."""
        discussion["person"] = self.people[discussion["author"]]
        by_id: dict[str, Record] = {}
        discussion["thread"] = []
        for comment in discussion["comments"]:
            comment["person"] = self.people[comment["author"]]
            comment["replies"] = []
            by_id[comment["id"]] = comment
            parent = by_id.get(comment["parent"])
            (parent["replies"] if parent else discussion["thread"]).append(comment)
        speakers = {post["author"] for post in [discussion, *discussion["comments"]]}
        discussion["speakers"] = len(speakers)
        discussion["latest"] = max(post["posted_at"] for post in [discussion, *by_id.values()])
        for post in [discussion, *discussion["comments"]]:
            entry = {"discussion": discussion, "post_id": post.get("id", "post"),
                     "text": post["text"], "posted_at": post["posted_at"]}  # fmt: skip
            post["person"]["activity"].append(entry)

    def newest_discussions(self) -> list[Record]:
        return sorted(self.discussions.values(), key=lambda d: d["latest"], reverse=True)

    def people_by_name(self) -> list[Record]:
        return sorted(self.people.values(), key=lambda person: person["name"])

    def busiest_people(self, count: int) -> list[Record]:
        """People with a filled profile who spoke most."""
        filled = [person for person in self.people.values() if person.get("about")]
        return sorted(filled, key=lambda person: -len(person["activity"]))[:count]

    def members(self, organisation: Record) -> list[tuple[Record, Record, bool]]:
        """(person, position, present?) of everybody whose profile links the organisation."""
        slug = organisation["slug"]
        found = [
            (person, position, "end" not in position)
            for person in self.people_by_name()
            for position in person.get("positions", [])
            if position.get("organisation") == slug
        ]
        return sorted(found, key=lambda entry: not entry[2])


def initials(name: str) -> str:
    words = [word for word in name.split() if not word.endswith(".")]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def tone(text: str) -> int:
    """One of eight avatar colours, always the same for the same text."""
    return sum(text.encode()) % 8


def day(value: str) -> str:
    """ "2026-11-09T06:12:00Z" or "2026-11-09" as "9 November 2026"."""
    moment = datetime.fromisoformat(value)
    return f"{moment.day} {moment:%B %Y}"


def month(value: str) -> str:
    """ "2017-08" as "August 2017"; a bare year stays."""
    return f"{datetime.fromisoformat(value + '-01'):%B %Y}" if "-" in value else value


def when(value: str) -> str:
    moment = datetime.fromisoformat(value)
    return f"{moment.day} {moment:%b}, {moment:%H:%M}"


def place(location: Record | None) -> str:
    if not location:
        return ""
    return ", ".join(filter(None, [location.get("city"), location["country"]]))


def excerpt(text: str, length: int = 220) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[:length].rsplit(" ", 1)[0] + " …"


def paragraphs(text: str) -> list[str]:
    return text.split("\n\n")


class Site:
    """Turns a path into a page."""

    def __init__(self) -> None:
        self.network = Network()
        self._templates = Environment(
            loader=FileSystemLoader(NETWORK / "templates"), autoescape=True,
            undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        filters: list[Callable[..., Any]] = [
            initials, tone, day, month, when, place, excerpt, paragraphs,
            profile_markup, organisation_markup, discussion_markup,
        ]  # fmt: skip
        self._templates.filters.update({one.__name__: one for one in filters})
        self._templates.policies["json.dumps_kwargs"] = {"ensure_ascii": False}

    def page(self, path: str) -> str | None:
        """The HTML of `path`, None when there is no such page."""
        network = self.network
        lists = {
            "/": lambda: self._render("front.html"),
            "/people": lambda: self._render("people.html"),
            "/organisations": lambda: self._render("organisations.html"),
        }
        if path in lists:
            return lists[path]()
        kinds = {
            "people": ("profile.html", "person", network.people),
            "discussions": ("discussion.html", "discussion", network.discussions),
            "organisations": ("organisation.html", "organisation", network.organisations),
        }
        _, folder, slug, *rest = [*path.split("/"), "", ""]
        if folder not in kinds or any(rest):
            return None
        template, word, records = kinds[folder]
        return self._render(template, **{word: records[slug]}) if slug in records else None

    def not_found(self) -> str:
        return self._render("not_found.html")

    def _render(self, template: str, **values: Any) -> str:
        return self._templates.get_template(template).render(network=self.network, **values)


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD; `site` is set by make_server."""

    protocol_version = "HTTP/1.1"
    server_version = "Millrace"
    site: Site

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if kind := STATIC.get(path):
            body = (NETWORK / path.removeprefix("/")).read_bytes()
            return self._send(HTTPStatus.OK, kind, body)
        page = self.site.page(path.rstrip("/") or "/")
        status = HTTPStatus.NOT_FOUND if page is None else HTTPStatus.OK
        html = self.site.not_found() if page is None else page
        return self._send(status, "text/html; charset=utf-8", html.encode())

    do_HEAD = do_GET

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: the terminal belongs to whoever started us."""


class Server(ThreadingHTTPServer):
    daemon_threads = True


def make_server(port: int, host: str = "127.0.0.1") -> ThreadingHTTPServer:
    """A server that listens already; the caller runs `serve_forever()`. Port 0 takes a free one."""
    handler = type("MillraceHandler", (Handler,), {"site": Site()})
    return Server((host, port), handler)


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve the demo network.")
    parser.add_argument("--port", type=int, default=8766)
    server = make_server(parser.parse_args().port)
    sys.stdout.write(f"Millrace is at http://localhost:{server.server_port}/ (Ctrl-C stops it)\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
