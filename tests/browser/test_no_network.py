"""The extension asks the network it reads for nothing: not a byte beyond what the page loads."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.browser.chromium import Chromium
from tests.browser.flaky_server import FlakyServer
from tests.browser.invented_pages import discussion, profile
from tests.browser.web import PageServer

PAGES = ["http://network.test/in/jana", "http://network.test/d/bearings"]
WATCH_PAGE = """() => {
  globalThis.acted = [];
  const types = ["click", "mousedown", "pointerdown", "keydown", "input", "change", "submit",
    "focus", "paste", "beforeinput"];
  for (const type of types) {
    document.addEventListener(type, (event) => acted.push(event.type), {capture: true});
  }
}"""


def asked(site: PageServer) -> list[str]:
    """What was asked of the network; the icon of a tab is the browser's own wish."""
    return [seen.url for seen in site.seen if not seen.url.endswith("/favicon.ico")]


def test_the_request_log_of_a_network(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    site.add(PAGES[0], profile("jana", "Jana Nová"))
    site.add(PAGES[1], discussion(30))
    plain = paired.open(PAGES[0])
    plain.goto(PAGES[1])
    without = asked(site)
    plain.close()
    site.seen.clear()
    paired.requests.clear()

    paired.grant_host("network.test", mode="automatic", badges=True)
    page = paired.open(PAGES[0])
    paired.wait_until(lambda: len(server.kept) == 1, "the profile")
    page.goto(PAGES[1])
    page.evaluate(WATCH_PAGE)
    paired.wait_until(lambda: len(server.kept) == 2, "the discussion")
    tab = paired.tab_id(page)
    paired.send({"type": "capture-now", "tabId": tab})
    paired.wait_until(lambda: len(server.kept) == 3, "a capture on request")
    page.wait_for_timeout(1_000)

    assert asked(site) == without, "with the extension as without it"
    assert page.evaluate("acted") == [], "nothing was clicked, typed or posted"
    talked_to = {urlsplit(r.url).netloc for r in paired.requests if r.service_worker}
    assert talked_to == {urlsplit(server.url).netloc}


def test_requests_carry_no_cookies_and_no_referrer(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.context.add_cookies([{"name": "session", "value": "secret", "url": server.url}])
    paired.grant_host("network.test", mode="automatic")
    paired.open(site.add(PAGES[0], profile("jana", "Jana Nová")))
    paired.wait_until(lambda: server.kept, "a capture")
    assert "Cookie" not in server.headers
    assert "Referer" not in server.headers
