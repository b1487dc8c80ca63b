"""Where the extension reads: only where the user said so, only after consent, only as chosen."""

from __future__ import annotations

from typing import Any

from tests.browser.chromium import Chromium
from tests.browser.flaky_server import FlakyServer
from tests.browser.invented_pages import profile
from tests.browser.web import PageServer

PAGE = "http://network.test/in/jana"


def registered(browser: Chromium) -> list[str]:
    scripts = browser.worker.evaluate("chrome.scripting.getRegisteredContentScripts()")
    return [script["id"] for script in scripts]


def state(browser: Chromium, tab: int) -> dict[str, Any]:
    return browser.send({"type": "tab-state", "tabId": tab})


def test_a_click_reads_one_page_and_leaves_nothing(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    page = paired.open(site.add(PAGE, profile("jana", "Jana Nová")))
    tab = paired.tab_id(page)
    assert state(paired, tab)["url"] is None, "not even the address, before the click"
    assert paired.send({"type": "capture-now", "tabId": tab}) == {"error": "problem_no_access"}
    paired.click_action(page)
    health = paired.wait_until(lambda: state(paired, tab)["health"], "the reading")
    assert (health["status"], health["kind"]) == ("recognised", "profile")
    assert server.arrived == [], "looking sends nothing"
    assert paired.send({"type": "capture-now", "tabId": tab}) == {"stored": True}
    paired.wait_until(lambda: state(paired, tab)["delivery"] == "sent", "delivery")
    assert server.arrived[0]["trigger"] == "click"
    assert server.arrived[0]["profile"]["person"]["name"] == "Jana Nová"
    assert registered(paired) == []
    page.reload()
    page.wait_for_timeout(500)
    assert len(server.arrived) == 1


def test_the_action_opens_the_panel(paired: Chromium, site: PageServer) -> None:
    page = paired.open(site.add(PAGE, profile("jana", "Jana Nová")))
    paired.click_action(page)
    paired.wait_until(
        lambda: any("panel/panel.html" in url for url in paired.target_urls()), "the panel"
    )


def test_without_consent_nothing_is_read_or_sent(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("network.test", mode="automatic", badges=True)
    assert registered(paired) == ["site:network.test"]
    page = paired.open(site.add(PAGE, profile("jana", "Jana Nová")))
    paired.wait_until(lambda: len(server.arrived) == 1, "a capture")
    paired.send({"type": "consent", "given": False})
    assert registered(paired) == []
    other = "http://network.test/in/ota"
    page.goto(site.add(other, profile("ota", "Ota Starý")))
    tab = paired.tab_id(page)
    assert paired.send({"type": "capture-now", "tabId": tab}) == {"error": "problem_no_consent"}
    assert state(paired, tab)["health"] is None
    page.wait_for_timeout(1_000)
    assert len(server.arrived) == 1
    paired.send({"type": "consent", "given": True})
    paired.wait_until(lambda: len(server.arrived) == 2, "the page in view, after consent")


def test_modes(paired: Chromium, server: FlakyServer, site: PageServer) -> None:
    paired.grant_host("network.test")
    assert registered(paired) == [], "on a click, no script stands on the site"
    page = paired.open(site.add(PAGE, profile("jana", "Jana Nová")))
    tab = paired.tab_id(page)
    paired.wait_until(lambda: state(paired, tab)["health"], "a reading when the panel asks")
    assert paired.send({"type": "capture-now", "tabId": tab}) == {"stored": True}
    paired.wait_until(lambda: len(server.arrived) == 1, "the click's capture")
    paired.send({"type": "site-set", "host": "network.test", "mode": "off"})
    assert paired.send({"type": "capture-now", "tabId": tab}) == {"error": "problem_site_off"}
    assert registered(paired) == []
    paired.send({"type": "site-set", "host": "network.test", "badges": True, "mode": "click"})
    assert registered(paired) == ["site:network.test"]
    (settings,) = paired.send({"type": "sites"})
    assert settings == {
        "host": "network.test", "granted": True, "mode": "click", "badges": True,
        "consent": True, "paired": True,
    }  # fmt: skip
    assert len(server.arrived) == 1


def test_access_taken_away_in_the_browsers_own_settings(
    paired: Chromium, server: FlakyServer, site: PageServer
) -> None:
    paired.grant_host("network.test", mode="automatic")
    paired.revoke_host("network.test")
    paired.wait_until(lambda: registered(paired) == [], "the registration to go")
    assert paired.send({"type": "sites"}) == []
    paired.open(site.add(PAGE, profile("jana", "Jana Nová"))).wait_for_timeout(800)
    assert server.arrived == []


def test_removing_a_site_gives_the_permission_back(paired: Chromium) -> None:
    paired.grant_host("network.test", mode="automatic")
    paired.send({"type": "site-remove", "host": "network.test"})
    assert registered(paired) == []
    origins = paired.worker.evaluate("chrome.permissions.getAll()")["origins"]
    assert origins == []


def test_a_host_nobody_added_is_nobodys(paired: Chromium) -> None:
    paired.permit("network.test")
    assert paired.send({"type": "sites"}) == [], "a permission alone is no wish"
    paired.send({"type": "site-set", "host": "elsewhere.test", "mode": "automatic"})
    assert registered(paired) == []
