"""Real Chromium for the interface: badges on invented pages, panel and options as they are."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.ui.harness import Thread, known, new_page, open_extension_page, thread_page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
    if path is None:
        pytest.skip("no Chromium here: interface tests did not run")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture
def page_of(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages; options are those of a Playwright context (color_scheme, viewport, ...)."""
    pages: list[Page] = []

    def make(**options: Any) -> Page:
        pages.append(new_page(browser, **options))
        return pages[-1]

    yield make
    for page in pages:
        page.context.close()


@pytest.fixture
def thread(page_of: Callable[..., Page]) -> Callable[..., Thread]:
    """Opens a discussion page on which a set is known already."""

    def make(
        annotations: Any,
        *,
        answers: Any = None,
        language: str = "en",
        style: str = "",
        **options: Any,
    ) -> Thread:
        people = {one["key"]: one for one in annotations["people"]}
        names = [
            people[post["person_key"]]["name"] or "Somebody" for post in annotations["posts"]
        ] or ["Jana Nováková"]
        html = thread_page(names, style=style)
        given = {"known-annotations": known(annotations), **(answers or {})}
        return Thread(page_of(**options), html, given, language)

    return make


@pytest.fixture
def extension_page(page_of: Callable[..., Page]) -> Callable[..., tuple[Page, list[str]]]:
    """Opens panel or options; gives the page and the list its complaints are added to."""

    def make(
        path: str, answers: Any = None, language: str = "en", **options: Any
    ) -> tuple[Page, list[str]]:
        page = page_of(**{"viewport": {"width": 400, "height": 900}, **options})
        return page, open_extension_page(page, path, answers or {}, language)

    return make
