"""Bring in pages that somebody saved, through the extension's readers in headless Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from backend.saved_pages.read_pages import captures_of_pages
from backend.saved_pages.reader_browser import reader_browser, readers_fingerprint
from backend.saved_pages.saved_page import PageFile, find_pages
from backend.schemas.capture import Capture
from backend.schemas.imports import FileProblem
from backend.services.errors import Refused
from backend.services.import_captures import ImportReport, import_captures, taken_in
from backend.services.scope import Scope

NEEDS = (
    "Reading saved pages needs Chromium and Playwright: `apt-get install chromium` and"
    " `pip install playwright` (scripts/sidenote brings the latter by itself)."
)


def import_pages(
    scope: Scope,
    folder: Path,
    *,
    take_unsure: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> ImportReport:
    """Take in every saved page below a folder; those taken in before are not opened again.

    `progress(done, total)` counts files.

    Raises:
        Refused: no page is there, or Chromium or Playwright is missing.
    """
    files = find_pages(folder, readers_fingerprint())
    if not files:
        raise Refused(f"No saved page (.html, .htm, .html.gz) was found in {folder.name}.")
    known = taken_in(scope, [file.capture_id() for file in files])
    todo = [file for file in files if file.capture_id() not in known]
    report = ImportReport()
    if todo:
        before, total = len(known), len(files)

        def told(done: int) -> None:
            if progress:
                progress(before + min(done, len(todo)), total)

        found = _in_browser(todo, take_unsure=take_unsure)
        report = import_captures(scope, found, "pages", told)
    report.known += len(known)
    return report


def _in_browser(files: list[PageFile], *, take_unsure: bool) -> Iterator[Capture | FileProblem]:
    try:
        with reader_browser() as browser:
            yield from captures_of_pages(browser, files, take_unsure=take_unsure)
    except (ImportError, FileNotFoundError) as error:
        raise Refused(NEEDS) from error
