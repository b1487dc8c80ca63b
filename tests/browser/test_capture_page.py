"""Capturing by itself: late posts, silent navigation, tabs behind, and an extension that went."""

from __future__ import annotations

from tests.browser.chromium import Chromium
from tests.browser.flaky_server import FlakyServer
from tests.browser.invented_pages import discussion, post, profile
from tests.browser.web import PageServer

THREAD = "http://network.test/d/bearings"
ADD_POSTS = """(html) => {
  const box = document.createElement("div");
  box.innerHTML = html;
  document.querySelector("#comments").append(...box.children);
}"""
"""What a network's own script does when more comments are shown."""
SILENT_NAVIGATION = """([url, html, ms]) => {
  history.pushState({}, "", url);
  setTimeout(() => {
    const next = new DOMParser().parseFromString(html, "text/html");
    document.head.replaceChildren(...next.head.childNodes);
    document.body.replaceChildren(...next.body.childNodes);
  }, ms);
}"""


def test_late_posts_are_captured_once_as_an_update(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("network.test", mode="automatic")
    page = paired.open(site.add(THREAD, discussion(3)))
    paired.wait_until(lambda: len(server.kept) == 1, "the first capture")
    for number in range(4, 9):
        page.evaluate(ADD_POSTS, post(number))
        page.wait_for_timeout(100)
    paired.wait_until(lambda: len(server.kept) == 2, "the update")
    posts = server.arrived[1]["discussion"]["posts"]
    assert len(posts) == 9
    assert server.arrived[1]["trigger"] == "automatic"
    page.evaluate("document.querySelector('#comments').append(document.createElement('hr'))")
    page.wait_for_timeout(4_000)
    assert len(server.kept) == 2, "a change without a new post sends nothing"


def test_silent_navigation_never_mixes_two_pages(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("network.test", mode="automatic")
    page = paired.open(site.add("http://network.test/in/jana", profile("jana", "Jana Nová")))
    paired.wait_until(lambda: len(server.kept) == 1, "the first capture")
    # The address changes at once, the page two seconds later.
    target = "http://network.test/in/ota"
    page.evaluate(SILENT_NAVIGATION, [target, profile("ota", "Ota Starý"), 2_000])
    paired.wait_until(lambda: len(server.kept) == 2, "the second page")
    page.wait_for_timeout(1_500)
    seen = [(c["url"], c["profile"]["person"]["name"]) for c in server.arrived]
    assert seen == [
        ("http://network.test/in/jana", "Jana Nová"), (target, "Ota Starý"),
    ]  # fmt: skip
    tab = paired.tab_id(page)
    assert paired.send({"type": "tab-state", "tabId": tab})["health"]["url"] == target


def test_a_tab_behind_waits_until_it_is_looked_at(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("network.test", mode="automatic")
    page = paired.open(site.add(THREAD, discussion(3)))
    paired.wait_until(lambda: len(server.kept) == 1, "the first capture")
    # Headless tabs are always visible; this one is told otherwise.
    world = paired.content_world(page)
    world.evaluate(
        """() => Object.defineProperty(document, "visibilityState", {
          get: () => "hidden", configurable: true,
        })"""
    )
    page.evaluate(ADD_POSTS, post(4))
    page.wait_for_timeout(3_500)
    assert len(server.kept) == 1, "nobody has looked at the new post"
    world.evaluate("() => { delete document.visibilityState; }")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    paired.wait_until(lambda: len(server.kept) == 2, "the update, once the page is in view")


def test_unrecognised_pages_are_told_not_guessed(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("network.test", mode="automatic")
    page = paired.open(site.add("http://network.test/about", "<title>About</title><p>Words.</p>"))
    tab = paired.tab_id(page)
    health = paired.wait_until(
        lambda: paired.send({"type": "tab-state", "tabId": tab})["health"], "the report"
    )
    assert health["status"] == "not-recognised"
    assert health["reason"].startswith("health_")
    assert paired.send({"type": "capture-now", "tabId": tab}) == {"error": "problem_not_recognised"}
    assert server.arrived == []


def test_a_reloaded_extension_takes_over_its_open_pages(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("network.test", mode="automatic")
    page = paired.open(site.add(THREAD, discussion(3)))
    paired.wait_until(lambda: len(server.kept) == 1, "the capture")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    paired.reload_extension()
    page.bring_to_front()
    paired.wait_until(lambda: len(server.kept) == 2, "the new scripts' capture")
    page.evaluate(ADD_POSTS, post(4))
    paired.wait_until(lambda: len(server.kept) == 3, "the update, once")
    page.wait_for_timeout(3_000)
    assert len(server.kept) == 3, "the old scripts are silent"
    assert errors == []


def test_reading_gives_the_page_its_turn(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    """In slices: a fraction of what it takes at once, however slow the machine is today."""
    paired.grant_host("network.test", mode="automatic")
    page = paired.open(site.add("http://network.test/d/long", discussion(2_000)))
    paired.wait_until(lambda: len(server.kept) == 2, "both parts of 2,001 posts", 60)
    world = paired.content_world(page)
    at_once, longest = world.evaluate(
        """async () => {
          const start = performance.now();
          Sidenote.sites.readNow(document, location.href);
          const atOnce = performance.now() - start;
          let longest = 0;
          let last = performance.now();
          const beat = new MessageChannel();
          beat.port1.onmessage = () => {
            longest = Math.max(longest, performance.now() - last);
            last = performance.now();
            beat.port2.postMessage(0);
          };
          beat.port2.postMessage(0);
          await Sidenote.reading.read(new AbortController().signal);
          longest = Math.max(longest, performance.now() - last);
          beat.port1.close();
          return [atOnce, longest];
        }"""
    )
    assert longest < at_once / 2, f"{longest:.0f} of {at_once:.0f} ms without a turn"
