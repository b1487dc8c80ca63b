"""What every site must bring, found by itself: files, registration, layouts with cases, reasons."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from backend.saved_pages.reader_browser import EXTENSION, ReaderBrowser, reader_scripts
from tests.sites.page_cases import captures_in, page_cases

MESSAGES = json.loads((EXTENSION / "_locales" / "en" / "messages.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def sites(readers: ReaderBrowser) -> list[dict[str, Any]]:
    """What each registered site says of itself."""
    with readers.open("https://empty.example/", "<!DOCTYPE html><title>x</title>") as page:
        found: list[dict[str, Any]] = page.evaluate(
            "Sidenote.sites.all().map((site) => ({id: site.id, label: site.label,"
            " version: site.version, matches: site.matches, layouts: site.layoutNames,"
            " keys: Object.keys(site), reads: Object.keys(site.read)}))"
        )
    return found


def test_every_site_keeps_the_contract(sites: list[dict[str, Any]]) -> None:
    needed = {"id", "label", "version", "matches", "pageKind", "layouts", "layoutNames", "promises"}
    for site in sites:
        assert needed | {"read", "anchor", "watchRoot"} <= set(site["keys"]), site["id"]
        assert re.fullmatch(r"[a-z0-9-]{1,40}", site["id"])
        assert re.fullmatch(r"[A-Za-z0-9._-]{1,40}", site["version"])
        assert site["layouts"], f"{site['id']} has no layout"
        for layout in site["layouts"]:
            assert re.fullmatch(r"[A-Za-z0-9._-]{1,60}", layout)
        for pattern in site["matches"]:
            # Firefox never runs patterns with a port.
            assert re.fullmatch(r"(\*|https?)://(\*\.)?[a-z0-9.-]+/\*", pattern), pattern


def test_every_site_has_its_cases(sites: list[dict[str, Any]]) -> None:
    """A case for each layout, a page from which nothing may be read, a poisoned page."""
    cases = page_cases()
    assert {case.folder.parent.name for case in cases} == {site["id"] for site in sites}
    for site in sites:
        own = [case for case in cases if case.folder.parent.name == site["id"]]
        expected = [case.expected() for case in own]
        read = {capture["layout"] for one in expected for capture in captures_in(one)}
        read |= {one["layout"] for one in expected if "people" in one}
        assert read == set(site["layouts"]), f"{site['id']}: layouts without a case"
        assert any("reason" in one for one in expected), site["id"]
        assert "poisoned" in {case.folder.name for case in own}, site["id"]


def test_every_reason_can_be_told(sites: list[dict[str, Any]]) -> None:
    source = (EXTENSION / "sites" / "contract.js").read_text(encoding="utf-8")
    block = re.search(r"@typedef \{([^}]*)\} Refusal", source)
    assert block
    reasons = re.findall(r'"([a-z-]+)"', block[1])
    assert len(reasons) > 5
    missing = [r for r in reasons if f"health_{r.replace('-', '_')}" not in MESSAGES]
    assert missing == []


def test_readers_touch_nothing_but_the_document() -> None:
    """No browser API, network, storage, layout, HTML sink or page event in any reading script."""
    forbidden = re.compile(
        r"\b(?:chrome|browser)\.|\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket|localStorage"
        r"|sessionStorage|indexedDB|innerHTML|outerHTML|insertAdjacent|document\.write|innerText"
        r"|getBoundingClientRect|getComputedStyle|offset(?:Width|Height|Top|Left)|clientHeight"
        r"|\.click\(|\.focus\(|dispatchEvent|\.submit\(|setAttribute|removeAttribute|appendChild"
        r"|\.append\(|\.remove\(|replaceWith|setTimeout|setInterval|\beval\(|new Function"
    )
    allowed = re.compile(r"//.*|\* .*")
    for path in reader_scripts():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            code = allowed.sub("", line)
            assert not forbidden.search(code), f"{path.name}:{number}: {line.strip()}"


def test_reading_scripts_are_short_and_known() -> None:
    listed = {path.relative_to(EXTENSION).as_posix() for path in reader_scripts()}
    present = {p.relative_to(EXTENSION).as_posix() for p in (EXTENSION / "sites").glob("*.js")}
    assert present <= listed, "a site file that no page ever gets"
    for path in reader_scripts():
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path.name
