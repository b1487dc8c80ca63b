"""A network changed its pages: a signed pack makes them readable again, without a release. What is
refused of packs is shown in tests/unit_js/selector-packs and tests/packs."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import Chromium
from tests.browser.real_backend import Backend
from tests.browser.web import PageServer

TOPIC = "http://forum.test/t/pumps/12"
HOST = "forum.test"
CHANGED = """<!doctype html><meta charset=utf-8><title>Pumps</title>
<meta name=generator content="Discourse 9.1"><main>
<h1 class=headline>Pumps that sing</h1>
<section data-entry=71><h3><a href="/u/ida">Ida Holm</a></h3>
  <div class=said>It sings at 40 Hz.</div>
  <time datetime="2026-11-02T10:00:00Z">then</time></section>
<section data-entry=72><h3><a href="/u/ole">Ole Brandt</a></h3>
  <div class=said><blockquote>It sings at 40 Hz.</blockquote>Check the coupling.</div>
  <time datetime="2026-11-02T11:00:00Z">then</time></section></main>"""
"""A Discourse forum that writes its topics in a way that no release knows."""

PACK: dict[str, Any] = {
    "format": 1, "site": "discourse", "layout": "live-2027", "version": 1, "kind": "discussion",
    "replaces": ["live"],
    "fits": {"all": ["section[data-entry]"], "path": "/t/*"},
    "root": "main",
    "discussion": {
        "title": {"selector": "h1.headline"},
        "posts": "section[data-entry]",
        "id": {"attribute": "data-entry", "keep": "digits"},
        "author": {"selector": "h3 a"},
        "text": {"selector": ".said", "without": ["blockquote"]},
        "date": {"selector": "time", "attribute": "datetime"},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory, backend: Backend) -> Path:
    """The operator's key, trusted by the workspace."""
    path = tmp_path_factory.mktemp("operator") / "packs.pem"
    backend.command("packs", "trust", backend.command("packs", "new-key", str(path)))
    return path


def publish(backend: Backend, key: Path, pack: dict[str, Any]) -> None:
    """As the operator does it."""
    file = key.with_name(f"{pack['layout']}-{pack['version']}.json")
    file.write_text(json.dumps(pack))
    backend.command("packs", "sign", str(file), "--key", str(key))
    backend.command("packs", "publish", f"{file}.signed")


def captures(backend: Backend) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(backend.folder / "test.sqlite3")) as database:
        rows = database.execute("SELECT site, site_version, layout FROM capture ORDER BY id")
        return rows.fetchall()


def unread(backend: Backend, host: str) -> list[tuple[str, int]]:
    """What is counted of a host, without what was read of it."""
    with closing(sqlite3.connect(backend.folder / "test.sqlite3")) as database:
        query = "SELECT outcome, pages FROM page_count WHERE host = ? AND outcome <> 'read'"
        return database.execute(query, (host,)).fetchall()


def ask_again(chromium: Chromium) -> None:
    """The pause between two questions is over."""
    chromium.wake()
    chromium.worker.evaluate(
        """() => new Promise((done) => {
          indexedDB.open("sidenote").onsuccess = ({ target }) => {
            const kept = target.result.transaction("kept", "readwrite").objectStore("kept");
            kept.get("selector-packs").onsuccess = ({ target: { result } }) => {
              kept.put({ ...result, asked_at: 0 }, "selector-packs").onsuccess = () => {
                target.result.close();
                done();
              };
            };
          };
        })"""
    )


def health(chromium: Chromium, tab: int) -> dict[str, Any]:
    return chromium.send({"type": "tab-state", "tabId": tab})["health"] or {}


def annotated(chromium: Chromium, tab: int) -> dict[str, Any] | None:
    told = chromium.send({"type": "tab-state", "tabId": tab})
    return told if told["annotations"] else None


def shown(chromium: Chromium, tab: int) -> tuple[str, str]:
    told = health(chromium, tab)
    return told.get("status", ""), told.get("layout") or ""


def test_a_changed_network_is_read_as_soon_as_it_is_corrected(
    connected: Chromium, backend: Backend, key: Path, site: PageServer
) -> None:
    connected.grant_host(HOST, mode="automatic")
    page = connected.open(site.add(TOPIC, CHANGED))
    tab = connected.tab_id(page)
    connected.wait_until(
        lambda: health(connected, tab).get("reason") == "health_not_recognised", "the refusal"
    )
    assert captures(backend) == []
    publish(backend, key, PACK)
    ask_again(connected)
    page.reload()
    # The same visit: the page that could not be read brings its correction.
    connected.wait_until(lambda: captures(backend), "the capture", 30)
    ((read_by, version, layout),) = captures(backend)
    assert (read_by, layout) == ("discourse", "live-2027")
    assert version.endswith(".p1")
    told = connected.wait_until(lambda: annotated(connected, tab), "the annotations")
    assert [post["id"] for post in told["annotations"]["posts"]] == ["71", "72"]
    assert told["health"]["fill"] == {
        "title": [1, 1], "posts.author.name": [2, 2], "posts.author.url": [2, 2],
        "posts.text": [2, 2], "posts.posted_at": [2, 2],
    }  # fmt: skip

    # A selector that the browser does not know puts that pack out of use, and nothing else.
    broken = {**PACK, "layout": "broken", "fits": {"all": ["section:nth-child(zz)"]}}
    publish(backend, key, broken)
    ask_again(connected)
    page = connected.open(site.add("http://forum.test/latest", CHANGED))
    tab = connected.tab_id(page)
    connected.wait_until(
        lambda: health(connected, tab).get("unusable_packs") == ["discourse/broken"], "the word"
    )
    page = connected.open(TOPIC)
    tab = connected.tab_id(page)
    connected.wait_until(
        lambda: shown(connected, tab) == ("recognised", "live-2027"), "the reading"
    )

    # Taken back by the operator, the page is as unknown as before.
    fields = ("format", "site", "layout")
    publish(backend, key, {**{n: PACK[n] for n in fields}, "version": 2, "withdrawn": True})
    ask_again(connected)
    connected.open("http://forum.test/latest")
    page.reload()
    connected.wait_until(lambda: shown(connected, tab)[0] == "not-recognised", "the withdrawal", 30)


def test_a_network_that_no_release_knows(
    connected: Chromium, backend: Backend, key: Path, site: PageServer
) -> None:
    pack = {
        **PACK, "site": "pump-talk", "label": "Pump talk", "layout": "thread", "replaces": [],
        "hosts": ["talk.test"], "fits": {"all": ["section[data-entry]"]},
    }  # fmt: skip
    publish(backend, key, pack)
    ask_again(connected)
    connected.grant_host("talk.test", mode="click")
    page = connected.open(site.add("http://talk.test/12", CHANGED.replace("Discourse", "Talk")))
    tab = connected.tab_id(page)
    connected.wait_until(lambda: shown(connected, tab) == ("recognised", "thread"), "it", 30)


def test_a_page_that_was_not_read_is_counted_without_its_address(
    connected: Chromium, backend: Backend, site: PageServer
) -> None:
    site.add("http://quiet.test/who/jana-novakova", "<title>Jana</title><p>Nothing to read.</p>")
    connected.grant_host("quiet.test", mode="automatic")
    for _ in range(2):
        page = connected.open("http://quiet.test/who/jana-novakova")
        tab = connected.tab_id(page)
        connected.wait_until(lambda tab=tab: shown(connected, tab)[0] == "not-recognised", "it")
        page.close()
    connected.kill_worker()
    connected.wake()  # whatever waits goes at every start
    both = [("not-recognised", 2)]
    connected.wait_until(lambda: unread(backend, "quiet.test") == both, "the reports", 30)
    sent = [one.post_data or "" for one in connected.requests if one.url.startswith(backend.url)]
    assert not any("jana" in body or "/who" in body for body in sent)
