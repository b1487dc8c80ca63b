"""Saved pages as captures, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from backend.saved_pages.reader_browser import ReaderBrowser
from backend.saved_pages.saved_page import NotReadable, PageFile
from backend.schemas.capture import Capture
from backend.schemas.imports import FileProblem

UNSURE = "a guess at its structure; look at it in the browser, or import with --unsure"


def captures_of_pages(
    browser: ReaderBrowser, files: Sequence[PageFile], *, take_unsure: bool = False
) -> Iterator[Capture | FileProblem]:
    """What the readers find on each page: a capture, several of a feed, or why there is none.

    `take_unsure`: a page whose structure was guessed is taken too, as its confidence says.
    """
    for file in files:
        try:
            page = file.read()
            with browser.open(page.url, page.html) as opened:
                answer = opened.read(page.url)
        except NotReadable as error:
            yield FileProblem(file.name, None, str(error))
            continue
        except browser.errors as error:
            reason = f"the browser could not read it ({type(error).__name__})"
            yield FileProblem(file.name, None, reason)
            continue
        told = answer["health"]
        if not answer["drafts"]:
            yield FileProblem(file.name, None, _reason(told))
        elif told["status"] == "unsure" and not take_unsure:
            yield FileProblem(file.name, None, f"{UNSURE} ({told['confidence']:.0%} sure)")
        else:
            said = {"captured_at": page.saved_at.isoformat(), "trigger": "import"}
            for index, draft in enumerate(answer["drafts"]):
                yield _capture(file, index, {**draft, **said})


def _reason(told: dict[str, Any]) -> str:
    reason: str = told["reason"].removeprefix("health_").replace("_", " ")
    return reason or "a list of people: nothing of it is kept"


def _capture(file: PageFile, index: int, said: dict[str, Any]) -> Capture | FileProblem:
    try:
        return Capture.model_validate({**said, "capture_id": file.capture_id(index)})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return FileProblem(file.name, None, f"{where}: {first['msg']}")
