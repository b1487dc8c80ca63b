"""The server's half: captures, known annotations and lookup through gunicorn, one client."""

from __future__ import annotations

import json
import time
import urllib.request
import uuid
from pathlib import Path
from typing import Any

from demo.world import NETWORK, ROOT, World

THREAD = ROOT / "demo/network/discussions/sunday-3-am-what-would-you-switch-off-first.json"
ROUNDS = 20
COMMENTS = 100


def percentile(values: list[float], share: float) -> float:
    """The value at `share` of the sorted list (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def figures(values: list[float]) -> dict[str, float]:
    return {
        "p50_ms": round(percentile(values, 0.5), 1),
        "p95_ms": round(percentile(values, 0.95), 1),
        "max_ms": round(max(values), 1),
        "runs": len(values),
    }


def person(slug: str) -> dict[str, Any]:
    path = ROOT / f"demo/network/people/{slug}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def thread(comments: int, url: str) -> dict[str, Any]:
    """A capture of the big demo discussion, cut or repeated to `comments`, as a new page."""
    source = json.loads(THREAD.read_text(encoding="utf-8"))
    authors: dict[str, dict[str, Any]] = {}

    def author(slug: str) -> dict[str, Any]:
        if slug not in authors:
            one = person(slug)
            authors[slug] = {
                "name": one["name"],
                "url": f"{NETWORK}/people/{slug}",
                "headline": one.get("headline"),
            }
        return authors[slug]

    posts = [_post("post", None, author(source["author"]), source["text"], 0)]
    for number in range(comments):
        comment = source["comments"][number % len(source["comments"])]
        posts.append(
            _post(f"c{number}", "post", author(comment["author"]), comment["text"], number + 1)
        )
    return {
        "capture_id": str(uuid.uuid4()),
        "kind": "discussion",
        "site": "schema-org",
        "site_version": "1",
        "layout": "microdata",
        "url": url,
        "captured_at": "2026-11-21T10:00:00Z",
        "missing": [],
        "discussion": {"title": source["title"], "url": url, "posts": posts},
    }


def _post(
    post_id: str, parent: str | None, author: dict[str, Any], text: str, position: int
) -> dict[str, Any]:
    return {
        "id": post_id,
        "parent_id": parent,
        "author": author,
        "text": text,
        "posted_at": None,
        "position": position,
    }


class Client:
    def __init__(self, world: World) -> None:
        self.base = f"{world.server}/api/v1"
        self.headers = {
            "Authorization": f"Bearer {world.token()}",
            "Content-Type": "application/json",
        }

    def timed(self, path: str, body: Any = None) -> tuple[float, Any]:
        """Milliseconds until the whole answer is here, and the answer."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, self.headers)
        started = time.perf_counter()
        with urllib.request.urlopen(request, timeout=60) as response:
            answer = response.read()
        return (time.perf_counter() - started) * 1000, json.loads(answer)


def measure(world: World) -> dict[str, Any]:
    """Figures by name; the answers are checked to be complete."""
    client = Client(world)
    client.timed("/captures", thread(5, f"{NETWORK}/discussions/warm-up"))
    urls = [f"{NETWORK}/discussions/bench-{number}" for number in range(ROUNDS)]
    new = []
    for url in urls:
        took, answer = client.timed("/captures", thread(COMMENTS, url))
        assert len(answer["posts"]) == COMMENTS + 1
        assert all(post["reactions"] for post in answer["posts"])
        assert all(one["relevance"] for one in answer["people"])
        new.append(took)
    known = [client.timed(f"/annotations?url={url}")[0] for url in urls]
    rows = _lookup_rows(100)
    lookups = []
    for _ in range(ROUNDS):
        took, answer = client.timed("/lookup", {"rows": rows})
        assert len(answer["results"]) == 100
        lookups.append(took)
    growth = {
        str(count): round(
            client.timed("/captures", thread(count, f"{NETWORK}/discussions/grow-{count}"))[0], 1
        )
        for count in (25, 100, 400, 1_600)
    }
    return {
        f"new discussion of {COMMENTS} comments, complete annotations": figures(new),
        "annotations of a known discussion": figures(known),
        "lookup of 100 people": figures(lookups),
        "growth: ms by number of comments": growth,
    }


def _lookup_rows(count: int) -> list[dict[str, str]]:
    people = sorted((ROOT / "demo/network/people").glob("*.json"))
    rows = []
    for number in range(count):
        path: Path = people[number % len(people)]
        one = json.loads(path.read_text(encoding="utf-8"))
        company = one["positions"][0]["company"] if one.get("positions") else None
        row = {"row_id": str(number), "name": one["name"]}
        rows.append(row | ({"organisation": str(company)} if company else {}))
    return rows
