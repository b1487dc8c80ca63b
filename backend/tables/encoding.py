"""Which encoding a text file is in: by its mark, UTF-8 if it is, else guessed and said so."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from backend.tables.unreadable import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = frozenset(range(32)) - {9, 10, 12, 13, 26, 27}
# How often a letter stands in texts of the languages that use the code page, roughly per mille of
# letters; what neither column names counts against the code page.
_FREQUENT = {
    "cp1250": dict(zip("ěščřžýáíéůúťďňľĺŕôäöüßąćęłńóśźżőűășţâîđ",
                       (16, 8, 10, 12, 10, 9, 22, 25, 13, 5, 1, 1, 1, 1, 3, 1, 1, 2, 6, 6, 6, 3,
                        9, 4, 11, 18, 2, 9, 7, 1, 8, 9, 2, 8, 3, 8, 5, 6, 2), strict=True)),
    "cp1252": dict(zip("äöüßéèêëàâçîïôûùñáíóúåøæãõìòœ€²³°",
                       (30, 14, 9, 4, 18, 4, 3, 1, 6, 2, 2, 1, 1, 1, 1, 1, 4, 5, 5, 6, 2, 14, 9, 7,
                        5, 3, 2, 2, 1, 2, 1, 1, 1), strict=True)),
}  # fmt: skip
_LABELS = {"cp1250": "Windows-1250", "cp1252": "Windows-1252"}
_UNLIKELY = -12


@dataclass(frozen=True, slots=True)
class Encoding:
    """`name` as Python knows it; `notice` says what was guessed, None if it is certain."""

    name: str
    notice: str | None = None


def detect_encoding(source: str, chunks: Iterable[bytes], stated: str | None = None) -> Encoding:
    """Read a whole file once, in chunks, and tell its encoding.

    Raises:
        Unreadable: NUL or control bytes (not a text), or bytes that fit no encoding; with the
            line where a file that is almost UTF-8 stops being so.
    """
    seen = _Seen(source)
    first = True
    for chunk in chunks:
        if first:
            first = False
            for mark, name in _MARKS:
                if chunk.startswith(mark):
                    if name == "utf-16" and stated is None:
                        return Encoding(name)
                    seen.marked = name
        seen.add(chunk, check_text=stated is None or not stated.startswith("utf-16"))
    if stated:
        return Encoding(_known(source, stated))
    if seen.is_utf8():
        return Encoding("utf-8-sig" if seen.marked else "utf-8")
    if seen.marked or seen.multibyte > 3 * seen.broken:
        raise Unreadable(
            f"{source} line {seen.broken_line}: not UTF-8 here, though the rest is; save the file"
            " as UTF-8 and try again, or state its encoding"
        )
    return _guess(source, seen.high)


def _known(source: str, stated: str) -> str:
    try:
        return codecs.lookup(stated).name
    except LookupError:
        raise Unreadable(f"{source}: there is no encoding {stated!r}") from None


class _Seen:
    """What went by while a file was read."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.marked: str | None = None
        self.high: Counter[int] = Counter()
        self.multibyte = 0
        self.broken = 0
        self.broken_line = 0
        self._lines = 1
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._ok = True

    def add(self, chunk: bytes, check_text: bool) -> None:
        if check_text and any(byte in chunk for byte in _CONTROL):
            at = min(chunk.find(byte) for byte in _CONTROL if byte in chunk)
            line = self._lines + chunk.count(b"\n", 0, at)
            raise Unreadable(
                f"{self.source} line {line}: holds binary bytes (0x{chunk[at]:02X}); this is no"
                " text file"
            )
        self.high.update(chunk.translate(None, bytes(range(128))))
        try:
            self._decoder.decode(chunk)
        except UnicodeDecodeError as error:
            if self._ok:
                self.broken_line = self._lines + chunk.count(b"\n", 0, error.start)
            self._ok = False
            self._decoder.reset()
        self._count_sequences(chunk)
        self._lines += chunk.count(b"\n")

    def _count_sequences(self, chunk: bytes) -> None:
        if chunk.isascii():
            return
        text = chunk.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        self.broken += broken
        self.multibyte += sum(not char.isascii() for char in text) - broken

    def is_utf8(self) -> bool:
        if not self._ok:
            return False
        try:
            self._decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            self.broken_line = self._lines
            return False
        return True


def _guess(source: str, high: Counter[int]) -> Encoding:
    scores: dict[str, float] = {}
    for name, frequent in _FREQUENT.items():
        total = 0.0
        for byte, count in high.items():
            try:
                char = bytes([byte]).decode(name)
            except UnicodeDecodeError:
                total = float("-inf")
                break
            weight = frequent.get(char.lower(), 0 if not char.isalpha() else _UNLIKELY)
            total += weight * count
        scores[name] = total / max(1, high.total())
    best = max(scores, key=lambda name: (scores[name], name))
    other = min(scores, key=lambda name: (scores[name], name))
    if scores[best] == float("-inf"):
        raise Unreadable(f"{source}: neither UTF-8 nor Windows-1250 or 1252; state its encoding")
    same = all(_decodes_alike(byte) for byte in high)
    notice = f"not UTF-8: read as {_LABELS[best]}"
    if same:
        notice += " (Windows-1250 and 1252 agree on every character of it)"
    elif scores[best] - scores[other] < 4:
        notice += f", but it may as well be {_LABELS[other]}: look at the names, or state it"
    return Encoding(best, notice)


def _decodes_alike(byte: int) -> bool:
    raw = bytes([byte])
    return raw.decode("cp1250", "replace") == raw.decode("cp1252", "replace")
