"""Where a saved page says it was saved from, and when; its text in any encoding."""

from __future__ import annotations

import gzip
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.saved_pages import saved_page
from backend.saved_pages.saved_page import NotReadable, PageFile, find_pages

URL = "https://forum.example/t/pumps/7"


def page(folder: Path, content: str | bytes, name: str = "a.html") -> PageFile:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return PageFile(path, name, "readers")


@pytest.mark.parametrize(
    "html",
    [
        f"<!DOCTYPE html>\n<!-- saved from url=(0032){URL} -->\n<html>",
        f"<html><!--\n Page saved with SingleFile \n url: {URL} \n saved date: Sat Nov 21 2026"
        " 10:30:00 GMT+0100 (CET)\n-->",
        f"<head><link href='{URL}' rel=canonical></head>",
        f'<head><meta property="og:url" content="{URL}"></head>',
        f'<!-- saved from url=(0014)about:internet --><link rel="canonical" href="{URL}">',
    ],
)
def test_the_address_is_found_in_the_file(html: str, tmp_path: Path) -> None:
    assert page(tmp_path, html).read().url == URL


def test_a_file_beside_it_says_it_first(tmp_path: Path) -> None:
    one = page(tmp_path, '<link rel="canonical" href="https://other.example/">')
    (tmp_path / "a.html.url").write_text(URL + "\n")
    assert one.read().url == URL
    (tmp_path / "a.html.url").write_text("javascript:alert(1)")
    with pytest.raises(NotReadable, match="holds no web address"):
        one.read()


def test_without_any_it_says_where_to_write_it(tmp_path: Path) -> None:
    with pytest.raises(NotReadable, match=r"write it into a\.html\.url"):
        page(tmp_path, "<p>hello</p>").read()


def test_the_time_is_the_savers_or_the_files(tmp_path: Path) -> None:
    stated = f"<!--\n Page saved with SingleFile \n url: {URL} \n saved date: {{}}\n-->"
    date = "Sat Nov 21 2026 10:30:00 GMT+0100 (CET)"
    assert page(tmp_path, stated.format(date)).read().saved_at == datetime(
        2026, 11, 21, 9, 30, tzinfo=UTC
    )
    one = page(tmp_path, stated.format("once"))
    os.utime(one.path, (1_750_000_000, 1_750_000_000))
    assert one.read().saved_at == datetime.fromtimestamp(1_750_000_000, UTC)


@pytest.mark.parametrize(
    ("encoding", "meta"),
    [
        ("utf-8", ""),
        ("windows-1250", '<meta charset="windows-1250">'),
        ("utf-16", ""),
        ("iso-8859-2", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">'),
        ("utf-8", '<meta charset="klingon">'),
    ],
)
def test_text_is_read_in_its_encoding(encoding: str, meta: str, tmp_path: Path) -> None:
    html = f'{meta}<link rel="canonical" href="{URL}"><p>žluťoučký kůň</p>'
    one = page(tmp_path, gzip.compress(html.encode(encoding)), "a.html.gz")
    assert "žluťoučký kůň" in one.read().html


def test_broken_and_huge_files_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotReadable, match="cannot be read"):
        page(tmp_path, b"no gzip", "a.html.gz").read()
    monkeypatch.setattr(saved_page, "MAX_BYTES", 1_000)
    with pytest.raises(NotReadable, match="larger than 1,000 bytes"):
        page(tmp_path, gzip.compress(b"x" * 100_000), "b.html.gz").read()


def test_pages_are_found_and_their_parts_left_out(tmp_path: Path) -> None:
    for name in ("b.html", "a.HTM", "deep/c.html.gz", "b_files/ad.html", "b.css", "deep/d.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    assert [file.name for file in find_pages(tmp_path, "")] == ["a.HTM", "b.html", "deep/c.html.gz"]


def test_the_id_changes_with_the_file_its_address_and_the_readers(tmp_path: Path) -> None:
    one = page(tmp_path, "<p>")
    ids = {one.capture_id(), PageFile(one.path, one.name, "other readers").capture_id()}
    assert one.capture_id() in ids
    (tmp_path / "a.html.url").write_text(URL)
    ids.add(one.capture_id())
    one.path.write_text("<b>")
    ids.add(one.capture_id())
    assert len(ids) == 4
    assert one.capture_id(2) == one.capture_id() + "-2"


@given(html=st.text(max_size=300))
def test_any_text_has_an_address_or_not(
    html: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    one = page(tmp_path_factory.mktemp("any"), html.encode("utf-8", "replace"))
    with suppress(NotReadable):
        assert one.read().url.startswith("http")
