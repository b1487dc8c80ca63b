"""One saved page: its text, the address it was saved from and when.

Browsers and savers write the address into the file: Chrome, Edge and Internet Explorer as "saved
from url", SingleFile in a comment of its own, wget and others not at all. Then the page's own
canonical address counts, or a file beside it ("page.html.url", one line).
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

MAX_BYTES = 64 << 20
_HEAD = 200_000
_NAMES = re.compile(r"\.x?html?(\.gz)?$", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", re.IGNORECASE)
_SINGLE_FILE = re.compile(r"Page saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*([^\n]+)")
_LINK = re.compile(r"<link\b[^>]*>", re.IGNORECASE)
_META = re.compile(r"<meta\b[^>]*>", re.IGNORECASE)
_CHARSET = re.compile(r"""<meta\b[^>]*charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")
_DATE = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT([+-]\d{4})"
)


class NotReadable(Exception):
    """The file cannot be read as a page; the message says why."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """`url`: the address it is served under; `html`: its text; `saved_at`: when it was saved."""

    url: str
    html: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file below the imported folder; `readers` is the fingerprint of the readers in use."""

    path: Path
    name: str
    readers: str

    def read(self) -> SavedPage:
        """The page in it, unpacked if its name ends in .gz.

        Raises:
            NotReadable: too large, broken, or nothing tells its address.
        """
        html = _decoded(_bytes(self.path))
        head = html[:_HEAD]
        url = _beside(self.path) or _written(head)
        if url is None:
            reason = "nothing tells the address it was saved from"
            raise NotReadable(f"{reason}; write it into {self.path.name}.url")
        written_at = datetime.fromtimestamp(self.path.stat().st_mtime, UTC)
        return SavedPage(url, html, _saved_at(head) or written_at)

    def capture_id(self, index: int = 0) -> str:
        """The id of what is read from it (of a feed the `index`-th discussion): the same for the
        same file and readers, so that a second run knows what the first one did.
        """
        stamp = f"{self.readers}\n{self.path.stat().st_mtime_ns}\n".encode()
        note = self.path.with_name(self.path.name + ".url")
        beside = note.read_bytes() if note.is_file() else b""
        digest = hashlib.sha256(stamp + beside + self.path.read_bytes()).hexdigest()[:40]
        return f"import-{digest}" + (f"-{index}" if index else "")


def find_pages(folder: Path, readers: str) -> list[PageFile]:
    """The saved pages below a folder, by name; the folders of files that savers put beside a page
    ("page_files") are left out.
    """
    found = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        is_part = any(part.endswith(("_files", ".files")) for part in inside.parts[:-1])
        if _NAMES.search(path.name) and path.is_file() and not is_part:
            found.append(PageFile(path, str(inside), readers))
    return found


def _bytes(path: Path) -> bytes:
    try:
        if path.suffix.casefold() == ".gz":
            with gzip.open(path) as stream:
                data: bytes = stream.read(MAX_BYTES + 1)
        else:
            with path.open("rb") as plain:
                data = plain.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise NotReadable(f"cannot be read ({type(error).__name__})") from error
    if len(data) > MAX_BYTES:
        raise NotReadable(f"larger than {MAX_BYTES:,} bytes")
    return data


def _decoded(data: bytes) -> str:
    for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
                       (codecs.BOM_UTF16_BE, "utf-16")):  # fmt: skip
        if data.startswith(mark):
            return data.decode(name, "replace")
    stated = _CHARSET.search(data[:4_096].decode("ascii", "replace"))
    try:
        return data.decode(stated[1] if stated else "utf-8", "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def _beside(path: Path) -> str | None:
    note = path.with_name(path.name + ".url")
    if not note.is_file():
        return None
    url = _web(note.read_text(encoding="utf-8-sig", errors="replace").strip())
    if url is None:
        raise NotReadable(f"{note.name} holds no web address")
    return url


def _written(head: str) -> str | None:
    for pattern in (_SAVED_FROM, _SINGLE_FILE):
        if (found := pattern.search(head)) and (url := _web(found[1])):
            return url
    for tag in _LINK.findall(head):
        attributes = _attributes(tag)
        is_canonical = attributes.get("rel", "").casefold() == "canonical"
        if is_canonical and (url := _web(attributes.get("href"))):
            return url
    for tag in _META.findall(head):
        attributes = _attributes(tag)
        if attributes.get("property") == "og:url" and (url := _web(attributes.get("content"))):
            return url
    return None


def _attributes(tag: str) -> dict[str, str]:
    return {
        name.casefold(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag)
    }  # fmt: skip


def _web(value: str | None) -> str | None:
    try:
        parts = urlsplit(value or "")
        return value if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _saved_at(head: str) -> datetime | None:
    found = _SINGLE_FILE.search(head)
    stated = _DATE.search(found[2]) if found else None
    if stated is None:
        return None
    try:
        return datetime.strptime(" ".join(stated.groups()), "%b %d %Y %H:%M:%S %z")
    except ValueError:
        return None
