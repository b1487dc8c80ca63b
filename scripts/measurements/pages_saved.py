"""Saved pages below a folder: `X.html[.gz]`, its truth `X.truth.json`, its bytes and encoding."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_PAGE = re.compile(r"\.html?(\.gz)?$", re.IGNORECASE)
_DECLARED = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I)
_LOOKED_AT = 65_536
"""Bytes in which a page may declare its encoding."""
_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


class UnreadableError(Exception):
    """A file that holds no page, or a truth that is none."""


def saved_pages(directory: Path) -> Iterator[Path]:
    """The saved pages below a folder, in order."""
    yield from sorted(path for path in directory.rglob("*") if _PAGE.search(path.name))


def read_truth(page: Path) -> dict[str, Any]:
    """What is on the page, always with `kind` and `url`.

    A page without a truth expects nothing to be captured and is served under an address of its own.
    A truth without `kind` is of the kind its fields are of; one that says nothing but where the
    page was is "unknown": read, not compared. Raises UnreadableError.
    """
    path = page.with_name(_PAGE.sub("", page.name) + ".truth.json")
    address = "https://saved.example/" + page.name
    if not path.exists():
        return {"kind": "negative", "url": address}
    try:
        truth = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UnreadableError(path.name) from error
    if not isinstance(truth, dict):
        raise UnreadableError(path.name)
    return truth | {"kind": _kind_of(truth), "url": truth.get("url") or address}


def _kind_of(truth: dict[str, Any]) -> str:
    named = {"organisation": "company", "organization": "company", "person": "profile"}
    kind = str(truth.get("kind") or "")
    kind = named.get(kind, kind)
    if kind in ("profile", "discussion", "company", "negative"):
        return kind
    if "posts" in truth:
        return "discussion"
    return "profile" if {"headline", "positions", "skills"} & set(truth) else "unknown"


def read_html(page: Path) -> bytes:
    """The page as it was saved. Raises UnreadableError for a broken file."""
    try:
        data = page.read_bytes()
        return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableError(page.name) from error


def charset_of(html: bytes) -> str | None:
    """The encoding to serve a page with; None leaves it to the browser.

    What is UTF-8 beyond ASCII is UTF-8, whatever the page says: it was written anew when saved.
    """
    if html.startswith(_MARKS):
        return None
    declared = _DECLARED.search(html[:_LOOKED_AT])
    if declared and html.isascii():
        return declared[1].decode("ascii")
    try:
        html.decode("utf-8")
    except UnicodeDecodeError:
        return declared[1].decode("ascii") if declared else None
    return "utf-8"
