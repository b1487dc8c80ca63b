"""Nothing captured is lost and nothing arrives twice, whatever the network and the browser do."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.browser.chromium import Chromium
from tests.browser.flaky_server import FlakyServer, Mode
from tests.browser.invented_pages import discussion, profile
from tests.browser.real_backend import Backend
from tests.browser.web import PageServer


def address(number: int | str) -> str:
    return f"http://network.test/in/person-{number}"


def visit(browser: Chromium, site: PageServer, numbers: range) -> None:
    """Looks at some profiles, each in its own tab, until each is in the outbox."""
    for number in numbers:
        site.add(address(number), profile(f"person-{number}", f"Person Number{number}"))
        page = browser.open(address(number))
        tab = browser.tab_id(page)
        browser.wait_until(
            lambda tab=tab: browser.send({"type": "tab-state", "tabId": tab})["delivery"] != "none",
            f"capture {number}",
        )
        page.close()


def waiting(browser: Chromium) -> list[dict[str, Any]]:
    return browser.send({"type": "outbox"})["waiting"]


def test_twenty_captures_survive_an_outage_and_a_killed_worker(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("network.test", mode="automatic")
    server.stop()
    visit(paired, site, range(10))
    paired.kill_worker()
    visit(paired, site, range(10, 20))
    assert len(waiting(paired)) == 20
    assert server.kept == []
    server.start()
    paired.kill_worker()
    paired.send({"type": "outbox-retry"})
    paired.wait_until(lambda: len(server.kept) == 20, "all twenty", 30)
    arrived = Counter(capture["url"] for capture in server.arrived)
    assert arrived == Counter(address(number) for number in range(20)), "none twice, none missing"
    paired.wait_until(lambda: waiting(paired) == [], "an empty outbox")


def test_the_same_with_the_real_backend(
    connected: Chromium, backend: Backend, site: PageServer
) -> None:
    connected.grant_host("network.test", mode="automatic")
    backend.stop()
    visit(connected, site, range(10))
    connected.kill_worker()
    visit(connected, site, range(10, 20))
    assert len(waiting(connected)) == 20
    backend.start()
    connected.send({"type": "outbox-retry"})
    connected.wait_until(lambda: waiting(connected) == [], "delivery", 60)
    page = connected.open(address(7))
    tab = connected.tab_id(page)
    state = connected.wait_until(
        lambda: connected.send({"type": "tab-state", "tabId": tab})["annotations"],
        "annotations of a page captured during the outage",
    )
    assert [person["name"] for person in state["people"]] == ["Person Number7"]


def test_delivery_goes_on_by_itself(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("network.test", mode="automatic")
    server.stop()
    visit(paired, site, range(3))
    server.start()
    paired.wait_until(lambda: len(server.kept) == 3, "delivery without anybody asking", 45)


def test_a_browser_that_forgot_its_alarms_delivers_once_the_worker_starts(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("network.test", mode="automatic")
    server.stop()
    visit(paired, site, range(3))
    paired.worker.evaluate("chrome.alarms.clearAll()")
    paired.kill_worker()
    server.start()
    paired.wake()
    paired.wait_until(lambda: len(server.kept) == 3, "delivery", 25)


def test_killed_between_sending_and_hearing_the_answer(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("network.test", mode="automatic")
    server.mode = "silent"
    visit(paired, site, range(1))
    paired.wait_until(lambda: server.arrived, "the first try")
    paired.kill_worker()
    server.mode = "up"
    paired.send({"type": "outbox-retry"})
    paired.wait_until(lambda: server.kept, "the second try")
    ids = {capture["capture_id"] for capture in server.arrived}
    assert len(server.arrived) == 2
    assert len(ids) == 1, "the server tells them apart by the id: it is the same one"
    paired.wait_until(lambda: waiting(paired) == [], "an empty outbox")


@pytest.mark.parametrize(
    ("mode", "problem"),
    [
        ("cut", "problem_unreachable"),
        ("fault", "problem_server_trouble"),
        ("busy", "problem_server_busy"),
        ("redirecting", "problem_unreachable"),
        ("sign-in page", "problem_unreachable"),
        ("another service", "problem_unreachable"),
    ],
)
def test_trouble_keeps_the_capture_waiting(
    paired: Chromium, server: FlakyServer, site: PageServer, mode: Mode, problem: str
) -> None:
    paired.grant_host("network.test", mode="automatic")
    server.mode = mode
    visit(paired, site, range(1))
    record = paired.wait_until(
        lambda: next((r for r in waiting(paired) if r["tries"] > 0), None), "a first try"
    )
    assert record["problem"] == problem
    assert paired.send({"type": "connection"})["problem"] == problem
    server.mode = "up"
    paired.send({"type": "outbox-retry"})
    paired.wait_until(lambda: server.kept == [record["capture_id"]], "delivery")
    paired.wait_until(
        lambda: paired.send({"type": "connection"})["problem"] is None, "the all-clear"
    )
    assert [seen.url for seen in site.seen if "elsewhere" in seen.url] == []


def test_refused_captures_stay_until_the_user_decides(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("network.test", mode="automatic")
    server.mode = "refusing"
    visit(paired, site, range(2))
    refused = paired.wait_until(
        lambda: (r := paired.send({"type": "outbox"})["refused"]) and len(r) == 2 and r, "refusals"
    )
    assert {record["problem"] for record in refused} == {"Words of the server."}
    paired.send({"type": "outbox-discard", "capture_id": refused[0]["capture_id"]})
    server.mode = "up"
    paired.send({"type": "outbox-retry"})
    paired.wait_until(lambda: server.kept == [refused[1]["capture_id"]], "the other one")
    assert paired.send({"type": "outbox"}) == {"waiting": [], "refused": []}


def test_a_revoked_device_sends_nothing_more_and_loses_nothing(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("network.test", mode="automatic")
    server.mode = "revoked"
    visit(paired, site, range(1))
    paired.wait_until(
        lambda: paired.send({"type": "connection"})["problem"] == "problem_revoked", "the news"
    )
    assert paired.send({"type": "connection"})["paired"] is False
    tries = len(server.arrived)
    paired.send({"type": "outbox-retry"})
    assert len(server.arrived) == tries
    assert len(waiting(paired)) == 1
    server.mode = "up"
    paired.send({"type": "pair", "server": server.url})
    paired.wait_until(lambda: len(server.kept) == 1, "delivery after pairing anew")


def test_long_discussions_travel_in_parts(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("network.test", mode="automatic")
    page = "http://network.test/d/long"
    paired.open(site.add(page, discussion(2_300)))
    paired.wait_until(lambda: len(server.kept) == 2, "both parts", 60)
    parts = [capture["discussion"] for capture in server.arrived]
    assert [part["part"] for part in parts] == [
        {"index": 0, "count": 2}, {"index": 1, "count": 2},
    ]  # fmt: skip
    positions = [post["position"] for part in parts for post in part["posts"]]
    assert positions == list(range(2_301))


def test_nothing_of_the_text_stays_after_delivery(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("network.test", mode="automatic")
    visit(paired, site, range(1))
    paired.wait_until(lambda: waiting(paired) == [], "delivery")
    left = paired.worker.evaluate(
        """() => new Promise((resolve) => {
          indexedDB.open("sidenote").onsuccess = ({target}) => {
            const stores = target.result.transaction(["captures", "bodies"]);
            const counts = ["captures", "bodies"].map((name) => stores.objectStore(name).count());
            stores.oncomplete = () => resolve(counts.map((count) => count.result));
          };
        })"""
    )
    assert left == [0, 0]


def test_a_full_outbox_says_so(paired: Chromium, server: FlakyServer, site: PageServer) -> None:
    paired.grant_host("network.test", mode="automatic")
    paired.worker.evaluate(
        """() => new Promise((resolve) => {
          indexedDB.open("sidenote").onsuccess = ({target}) => {
            const work = target.result.transaction(["captures"], "readwrite");
            for (let i = 0; i < 1000; i += 1) {
              work.objectStore("captures").put({
                capture_id: `old-capture-${i}`, order: i, url: "http://network.test/",
                kind: "profile", captured_at: "2026-11-21T10:00:00Z", bytes: 1, tries: 1,
                next_at: 0, state: "refused", problem: "No.", server: "http://elsewhere",
                workspace: "w",
              });
            }
            work.oncomplete = resolve;
          };
        })"""
    )
    page = paired.open(site.add(address(1), profile("person-1", "Person Number1")))
    tab = paired.tab_id(page)
    state = paired.wait_until(
        lambda: (s := paired.send({"type": "tab-state", "tabId": tab}))["problem"] and s, "the news"
    )
    assert (state["problem"], state["delivery"]) == ("problem_outbox_full", "none")
    assert paired.send({"type": "capture-now", "tabId": tab}) == {"error": "problem_outbox_full"}
    assert server.arrived == []
