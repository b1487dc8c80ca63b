"""Who may talk to the worker: our own pages and scripts, each with its list; nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import Chromium, launch
from tests.browser.flaky_server import TOKEN, FlakyServer
from tests.browser.invented_pages import profile
from tests.browser.web import PageServer

FOREIGN = Path(__file__).parent / "foreign_extension"
PAGE = "http://network.test/in/jana"


@pytest.fixture
def chromium(extension_folder: Path, tmp_path: Path, site: PageServer) -> Iterator[Chromium]:
    """As usual, with a second, foreign extension beside ours."""
    with launch(extension_folder, tmp_path / "profile", site.port, (FOREIGN,)) as browser:
        yield browser


TEMPTING: list[dict[str, Any]] = [
    {"type": "connection"},
    {"type": "outbox"},
    {"type": "sites"},
    {"type": "consent", "given": True},
    {"type": "pair", "server": "http://127.0.0.1:9"},
    {"type": "unpair"},
]


def test_foreign_extensions_get_no_answer(paired: Chromium, server: FlakyServer) -> None:
    foreign = next(w for w in paired.context.service_workers if not w.url.startswith(paired.base))
    for message in TEMPTING:
        answer = foreign.evaluate("([id, m]) => ask(id, m)", [paired.extension_id, message])
        assert answer.startswith("error:"), (message, answer)
    connected = foreign.evaluate("(id) => connects(id)", paired.extension_id)
    assert connected.startswith("closed"), connected
    assert paired.send({"type": "connection"})["paired"], "and none of it was done"


def test_pages_get_no_answer(paired: Chromium, server: FlakyServer, site: PageServer) -> None:
    paired.grant_host("network.test", mode="automatic")
    page = paired.open(site.add(PAGE, profile("jana", "Jana Nová")))
    paired.wait_until(lambda: server.kept, "the page's own capture")
    heard = page.evaluate(
        """async ([id, messages]) => {
          const heard = [];
          const note = ({data}) => { if (!data.asked) heard.push(data); };
          addEventListener("message", note);
          for (const message of messages) {
            postMessage({asked: true, ...message}, "*");
            dispatchEvent(new CustomEvent("message", {detail: message}));
            document.dispatchEvent(new CustomEvent("sidenote", {detail: message}));
            try { heard.push(await chrome.runtime.sendMessage(id, message)); } catch {}
          }
          await new Promise((done) => setTimeout(done, 500));
          return heard;
        }""",
        [paired.extension_id, TEMPTING],
    )
    assert heard == []
    assert page.evaluate("typeof globalThis.Sidenote") == "undefined"
    assert paired.send({"type": "connection"})["paired"]
    assert paired.send({"type": "outbox"}) == {"waiting": [], "refused": []}


def test_content_scripts_have_their_own_short_list(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("network.test", mode="automatic")
    page = paired.open(site.add(PAGE, profile("jana", "Jana Nová")))
    paired.wait_until(lambda: server.kept, "the page's own capture")
    world = paired.content_world(page)
    for message in [*TEMPTING, {"type": "tab-state", "tabId": 1}, {"type": "outbox-retry"}]:
        assert world.evaluate("(m) => chrome.runtime.sendMessage(m)", message) is None, message
    foreign_page = {
        "type": "capture",
        "capture": {**server.arrived[0], "url": "http://other.test/in/x", "capture_id": "a" * 32},
    }
    answer = world.evaluate("(m) => chrome.runtime.sendMessage(m)", foreign_page)
    assert answer["stored"] is False, "a page speaks for its own origin only"


@pytest.mark.parametrize(
    "message",
    [
        {"type": "outbox", "more": 1},
        {"type": "tab-state", "tabId": "1"},
        {"type": "site-set", "host": "*", "mode": "automatic"},
        {"type": "site-set", "host": "network.test", "mode": "everything"},
        {"type": "toString"},
        {"type": ["connection"]},
        {"kind": "connection"},
    ],
)
def test_ill_shaped_messages_get_no_answer(chromium: Chromium, message: dict[str, Any]) -> None:
    assert chromium.send(message) is None


def test_no_token_in_reach_of_a_content_script(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("network.test", mode="automatic")
    page = paired.open(site.add(PAGE, profile("jana", "Jana Nová")))
    paired.wait_until(lambda: server.kept, "a capture sent with the token")
    world = paired.content_world(page)
    reached = world.evaluate(
        """async () => {
          const found = [];
          for (const area of ["local", "session", "sync", "managed"]) {
            try { found.push(JSON.stringify(await chrome.storage[area].get(null))); }
            catch (error) { found.push(`no: ${error.message}`); }
          }
          found.push(JSON.stringify(await indexedDB.databases()));
          for (const message of [
            {type: "site-settings", host: location.hostname},
            {type: "known-annotations", urls: [location.href]},
            {type: "connection"}, {type: "outbox"}, {type: "sites"},
          ]) found.push(JSON.stringify(await chrome.runtime.sendMessage(message)) ?? "");
          found.push(JSON.stringify(globalThis.Sidenote));
          return found;
        }"""
    )
    assert len(reached) == 11
    assert TOKEN not in "".join(reached)
    assert server.verifier
    assert server.verifier not in "".join(reached)
    assert reached[0].startswith("no: ")
    assert reached[1].startswith("no: ")
    assert server.headers["Authorization"] == f"Bearer {TOKEN}", "yet the worker has it"
