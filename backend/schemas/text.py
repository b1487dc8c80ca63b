"""Cleaning of captured text at the door: hostile characters are gone before anything sees it."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

_REMOVED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # C0/C1 controls but tab, LF, CR
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"  # bidi overrides, zero width
    "\ud800-\udfff"  # lone surrogates: not encodable, PostgreSQL and orjson refuse them
    "\ufff9-\ufffb]"
)
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r" ?\n[ \n]*\n ?")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029]")

MAX_MARKS = 30
"""Combining marks in a row (UAX #15, Stream-Safe Text Format): no script needs more, and sorting
longer runs into canonical order takes quadratic time."""


def _combining_marks() -> str:
    """Every character that NFC may have to reorder, as the inside of a character class."""
    marks = {code for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code))}
    starts = sorted(code for code in marks if code - 1 not in marks)
    ends = sorted(code for code in marks if code + 1 not in marks)
    return "".join(f"{chr(a)}-{chr(b)}" for a, b in zip(starts, ends, strict=True))


_MARK = f"[{_combining_marks()}]"
_SURPLUS_MARKS = re.compile(f"(?<={_MARK}{{{MAX_MARKS}}}){_MARK}+")


def clean_text(value: Any) -> Any:
    """NFC text without control, bidi-override and zero-width characters, white space folded.

    Takes linear time, whatever is sent. Paragraphs stay divided by one blank line. A value that is
    no string is returned as it is, for the schema to refuse. ZWJ and ZWNJ stay: emoji and several
    scripts need them.
    """
    if not isinstance(value, str):
        return value
    text = _REMOVED.sub("", _LINE_ENDS.sub("\n", value))
    if not text.isascii():
        text = unicodedata.normalize("NFC", _SURPLUS_MARKS.sub("", text))
    text = _SPACES.sub(" ", text)
    return _BLANK_LINES.sub("\n\n", text).replace(" \n", "\n").replace("\n ", "\n").strip()
