"""Where tables lie: files, folders, zip archives, the sheets of a workbook; within bounds."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO

from backend.tables.unreadable import Unreadable
from backend.tables.workbook import is_workbook, sheet_names

MAX_FILE_BYTES = 1 << 30
"""1 GiB: a larger table is no export of a CRM; it bounds what is read, not what is said."""
MAX_FILES = 50
_CHUNK = 1 << 20
# What zipfile lets through for archives that are encrypted, cut off or packed in other ways.
_UNREADABLE = (
    OSError, RuntimeError, NotImplementedError, EOFError, zipfile.BadZipFile, zlib.error,
    lzma.LZMAError,
)  # fmt: skip
_ENDINGS = (".csv", ".tsv", ".txt")


@dataclass(frozen=True, slots=True)
class Source:
    """One table. `name` is how messages call it; `member` its path inside an archive, `sheet` its
    sheet in a workbook.
    """

    name: str
    path: Path
    member: str | None = None
    sheet: str | None = None

    @property
    def modified_at(self) -> datetime:
        """When the file was last written; of an archive's member what the archive says."""
        if self.member is not None:
            with zipfile.ZipFile(self.path) as archive:
                # No zone is kept: it is that of the computer that packed it, most often this one's.
                return datetime(*archive.getinfo(self.member).date_time).astimezone(UTC)
        return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)

    @contextmanager
    def open(self, max_bytes: int = MAX_FILE_BYTES) -> Iterator[BinaryIO]:
        """Bytes from the start.

        Raises:
            Unreadable: not readable, encrypted, or (while reading) larger than `max_bytes`.
        """
        try:
            if self.member is None:
                if self.path.stat().st_size > max_bytes:
                    raise Unreadable(_too_large(self.name, max_bytes))
                with self.path.open("rb") as stream:
                    yield stream
            else:
                with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
                    yield io.BufferedReader(_Bounded(stream, self.name, max_bytes))
        except _UNREADABLE as error:
            raise Unreadable(f"{self.name}: cannot be read: {error}") from error

    def chunks(self, max_bytes: int = MAX_FILE_BYTES) -> Iterator[bytes]:
        """The bytes, a mebibyte at a time."""
        with self.open(max_bytes) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk


class _Bounded(io.RawIOBase):
    """A stream that gives no more than was allowed, whatever the archive's directory says."""

    def __init__(self, stream: IO[bytes], name: str, max_bytes: int) -> None:
        self._stream = stream
        self._name = name
        self._max = max_bytes
        self._left = max_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        data: bytes = self._stream.read(len(view))
        self._left -= len(data)
        if self._left < 0:
            raise Unreadable(_too_large(self._name, self._max))
        view[: len(data)] = data
        return len(data)


def _too_large(name: str, max_bytes: int) -> str:
    return f"{name}: larger than {max_bytes:,} bytes; split it or leave columns out"


def find_sources(paths: Sequence[Path], names: Container[str] | None = None) -> list[Source]:
    """The tables at these paths, by name; files that begin with a dot or underscore are left out.
    Every sheet of a workbook is a table. `names` (case-folded file names): no others are looked at.

    Raises:
        Unreadable: a path does not exist, an archive is broken, nothing or too much was found.
    """
    found: list[Source] = []
    for path in paths:
        if path.is_dir():
            for item in sorted(item for item in path.iterdir() if item.is_file()):
                if is_workbook(item) and not item.name.startswith((".", "_", "~")):
                    found += _sheets(item)
                elif _is_table(item.name):
                    found.append(Source(item.name, item))
        elif not path.is_file():
            raise Unreadable(f"{path.name}: no such file or folder")
        elif is_workbook(path):
            found += _sheets(path)
        elif zipfile.is_zipfile(path) and not path.name.casefold().endswith(_ENDINGS):
            found += _members(path)
        else:
            found.append(Source(path.name, path))
    if names is not None:
        found = [source for source in found if source.name.casefold() in names]
    if not found:
        raise Unreadable("no CSV or XLSX file was found there")
    if len(found) > MAX_FILES:
        raise Unreadable(f"{len(found)} files were found; at most {MAX_FILES} are read at once")
    return found


def _sheets(path: Path) -> list[Source]:
    return [Source(f"{path.name} › {sheet}", path, sheet=sheet) for sheet in sheet_names(path)]


def _is_table(name: str) -> bool:
    return name.casefold().endswith(_ENDINGS) and not name.startswith((".", "_"))


def _members(path: Path) -> list[Source]:
    if path.suffix.casefold() in (".xlsb", ".ods"):
        raise Unreadable(f"{path.name}: a workbook of a kind not read; save it as XLSX or CSV")
    try:
        with zipfile.ZipFile(path) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
    except (OSError, zipfile.BadZipFile) as error:
        raise Unreadable(f"{path.name}: not a readable zip archive: {error}") from error
    members = []
    for name in sorted(names):
        parts = PurePosixPath(name).parts
        if parts and _is_table(parts[-1]) and "__MACOSX" not in parts:
            members.append(Source(parts[-1], path, name))
    return members
