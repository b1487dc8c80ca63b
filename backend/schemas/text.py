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


def clean_text(value: Any) -> Any:
    """NFC text without control, bidi-override and zero-width characters, white space folded.

    Paragraphs stay divided by one blank line. A value that is no string is returned as it is, for
    the schema to refuse. ZWJ and ZWNJ stay: emoji and several scripts need them.
    """
    if not isinstance(value, str):
        return value
    text = _REMOVED.sub("", _LINE_ENDS.sub("\n", value))
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return _BLANK_LINES.sub("\n\n", text).replace(" \n", "\n").replace("\n ", "\n").strip()
