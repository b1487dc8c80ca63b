"""Encodings: told by their mark, UTF-8 if it is, guessed and said otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.tables.encoding import Encoding, detect_encoding
from backend.tables.unreadable import Unreadable

CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy; Plzeň, Ústí, Třebíč, Jiří Dvořák, Věra Šťastná\n"
GERMAN = "Müller, Größe, Straße, Köln, Günther, Österreich, Bäckerei\n"
FINNISH = "Hämäläinen, Seinäjoki, Jyväskylä, Pääkkönen, Äänekoski, Åbo\n"
FRENCH = "Hélène, Benoît, garçon, crèche, forêt, où, déjà, Noël\n"
POLISH = "Łódź, Gdańsk, Wałęsa, Kraków, Świętokrzyskie, Żółw\n"


def detect(data: bytes, stated: str | None = None, size: int = 7) -> Encoding:
    chunks = [data[i : i + size] for i in range(0, len(data), size)]
    return detect_encoding("file.csv", chunks, stated)


@pytest.mark.parametrize(
    ("text", "code_page"),
    [(CZECH, "cp1250"), (POLISH, "cp1250"), (GERMAN, "cp1252"), (FINNISH, "cp1252"),
     (FRENCH, "cp1252")],
)  # fmt: skip
def test_windows_code_pages_are_guessed_and_said(text: str, code_page: str) -> None:
    found = detect(text.encode(code_page))
    data = text.encode(code_page)
    assert data.decode(found.name) == text
    assert found.notice
    assert "not UTF-8" in found.notice


def test_a_guess_that_may_be_wrong_says_so() -> None:
    found = detect("Kolář č, è".replace("è", "").encode("cp1250")[:6])
    assert found.notice is not None


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_certain(codec: str) -> None:
    found = detect(CZECH.encode(codec), size=4_096)
    assert found.notice is None
    assert CZECH.encode(codec).decode(found.name) == CZECH


def test_a_stated_encoding_is_taken() -> None:
    assert detect(GERMAN.encode("latin-1"), "latin-1").name == "iso8859-1"
    with pytest.raises(Unreadable, match="no encoding"):
        detect(b"x", "klingon")


def test_binary_is_refused_with_its_line() -> None:
    with pytest.raises(Unreadable, match=r"line 2: holds binary bytes \(0x00\)"):
        detect(b"ID,Name\nc1,\x00\x01\n")


def test_almost_utf8_is_refused_with_its_line_instead_of_being_garbled() -> None:
    with pytest.raises(Unreadable, match="line 21: not UTF-8"):
        detect(CZECH.encode() * 20 + b"Dvo\xf8\xe1k\n", size=4_096)


@given(st.text(st.characters(codec="utf-8", min_codepoint=32), max_size=200), st.integers(1, 40))
def test_utf8_is_found_however_it_is_cut(text: str, size: int) -> None:
    found = detect(text.encode(), size=size)
    assert found.name in ("utf-8", "utf-8-sig")


@given(st.binary(max_size=300))
def test_any_bytes_are_detected_or_refused(data: bytes) -> None:
    try:
        found = detect(data)
    except Unreadable:
        return
    if found.name != "utf-16":
        data.decode(found.name)
