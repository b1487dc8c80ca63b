"""A salesperson's computer: the demo world, and Chromium with the extension connected to it."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from demo.world import NETWORK, ROOT, World, running
from tests.browser.chromium import Chromium, launch
from tests.end_to_end.isolated_world import IsolatedWorld

HOST = "localhost"
"""The demo network's host, as the extension knows it."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Stage:
    world: World
    chromium: Chromium

    def connect(self) -> None:
        """Agree and pair, as a person does on the options page and on the server's /pair page."""
        self.chromium.send({"type": "consent", "given": True})
        started = self.chromium.send({"type": "pair", "server": self.world.server})
        self.world.approve(started["user_code"])
        self.chromium.wait_until(
            lambda: self.chromium.send({"type": "connection"})["paired"], "the pairing", 30
        )

    def allow(self, mode: str, *, badges: bool) -> None:
        """Allow the demo network, with a mode and with or without badges."""
        self.chromium.grant_host(HOST, mode=mode, badges=badges)

    def visit(self, path: str) -> tuple[Page, IsolatedWorld]:
        """A new tab at a page of the demo network, and the extension's side of it."""
        page = self.chromium.context.new_page()
        inside = IsolatedWorld(page, self.chromium.extension_id)
        page.goto(NETWORK + path)
        return page, inside

    def tab(self, page: Page) -> dict[str, Any]:
        state: dict[str, Any] = self.chromium.send(
            {"type": "tab-state", "tabId": self.chromium.tab_id(page)}
        )
        return state

    def panel(self, page: Page) -> Page:
        """The side panel beside `page` (in a tab of its own, which is where a test can see it)."""
        tab_id = self.chromium.tab_id(page)
        panel = self.chromium.context.new_page()
        panel.set_viewport_size({"width": 400, "height": 860})
        panel.goto(f"{self.chromium.base}panel/panel.html?tab={tab_id}")
        return panel

    def wait_for(self, condition: Callable[[], Any], what: str, seconds: float = 20) -> Any:
        return self.chromium.wait_until(condition, what, seconds)


@contextmanager
def stage(folder: Path, *, language: str = "en", headless: bool = True) -> Iterator[Stage]:
    """A fresh world and a fresh browser profile in `folder`, on ports nobody uses."""
    backend_port, network_port = free_port(), free_port()
    rules = (f"MAP localhost:8766 127.0.0.1:{network_port}",)
    with (
        running(folder / "world", backend_port=backend_port, network_port=network_port) as world,
        launch(
            ROOT / "extension",
            folder / "profile",
            network_port,
            rules=rules,
            headless=headless,
            language=language,
        ) as chromium,
    ):
        yield Stage(world, chromium)


class Stopwatch:
    """Milliseconds of named steps, for tour.json and the benchmarks."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.steps[name] = round((time.perf_counter() - started) * 1000, 1)
