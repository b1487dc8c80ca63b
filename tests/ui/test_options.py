"""The options page: consent in plain words, pairing by a code, and sites one by one."""

from __future__ import annotations

import json

import pytest

from tests.ui.harness import CONNECTED, GRANTED, messages

OPTIONS = "options/options.html"
WIDE = {"width": 800, "height": 900}
NEW = {
    **CONNECTED,
    "consent": False,
    "paired": False,
    "server": None,
    "user": None,
    "workspace": None,
}


@pytest.fixture
def opened(extension_page):
    """Opens the page; the double remembers consent and sites as the worker would."""

    def make(connection=CONNECTED, sites=(GRANTED,), language="en"):
        answers = {"connection": connection, "sites": list(sites)}
        page, complaints = extension_page(OPTIONS, answers, language, viewport=WIDE)
        page.evaluate(
            """() => {
              const { answers, push } = double;
              const changed = () => push({ type: "connection-changed" });
              answers.consent = ({ given }) => { answers.connection.consent = given; changed(); };
              answers.unpair = () => {
                Object.assign(answers.connection, { paired: false, pending: null }); changed(); };
              answers["site-set"] = ({ host, ...change }) => {
                Object.assign(answers.sites.find((site) => site.host === host), change); };
              answers["site-remove"] = ({ host }) => {
                answers.sites = answers.sites.filter((site) => site.host !== host); };
              answers["site-granted"] = ({ host }) => { answers.sites.push({ host, granted: true,
                mode: "click", badges: false, consent: true, paired: true }); };
            }"""
        )
        return page, complaints

    return make


def sent(page, kind: str) -> list[dict]:
    """Messages of one kind."""
    return [call for call in page.evaluate("double.calls") if call["type"] == kind]


def test_consent_names_every_field_of_a_capture(opened):
    page, _ = opened(NEW)
    shown = page.locator("#consent").inner_text()
    for field in (
        "name", "headline", "location", "about", "positions", "education", "skills", "languages",
        "own posts", "addresses", "title", "text", "time", "website", "industry", "size",
        "seat", "founding year", "No photos", "No private messages", "http://127.0.0.1:8765",
        "No clicking, typing, posting",
    ):  # fmt: skip
        assert field in shown, field


def test_consent_is_given_and_withdrawn(opened):
    page, complaints = opened(NEW)
    page.get_by_role("button", name="I agree").click()
    page.get_by_role("button", name="Withdraw consent").wait_for()
    assert page.evaluate("document.activeElement.id") == "withdraw"
    assert "Done" in page.locator("#consent h2").inner_text()
    page.get_by_role("button", name="Withdraw consent").click()
    page.get_by_role("button", name="I agree").wait_for()
    assert page.locator("#live").inner_text() == "Consent withdrawn. Nothing more is captured."
    assert sent(page, "consent") == [
        {"type": "consent", "given": True}, {"type": "consent", "given": False},
    ]  # fmt: skip
    assert complaints == []


def test_pairing_shows_the_code_big_and_waits(opened):
    page, _ = opened({**NEW, "consent": True})
    page.evaluate(
        """() => { double.answers.pair = () => {
          const verification_url = "http://127.0.0.1:8765/pair";
          const pending = { user_code: "WDJB-MJHT", verification_url };
          double.answers.connection.pending = pending;
          double.push({ type: "connection-changed" }); return pending; }; }"""
    )
    page.get_by_role("button", name="Connect", exact=True).click()
    page.locator(".code").wait_for()
    assert sent(page, "pair") == [{"type": "pair", "server": "http://127.0.0.1:8765"}]
    assert page.locator(".code").inner_text().startswith("WDJB-MJHT")
    assert page.locator("a").get_attribute("href") == "http://127.0.0.1:8765/pair"
    size = page.locator(".code").evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)")
    assert size >= 28

    approved = {**CONNECTED}
    page.evaluate(
        f"double.answers.connection = {json.dumps(approved)};"
        "double.push({ type: 'connection-changed' })"
    )
    page.get_by_text("Connected to Nordhavn Drives as Petra Horáková.").wait_for()
    page.get_by_role("button", name="Disconnect").click()
    page.get_by_role("button", name="Connect", exact=True).wait_for()
    assert len(sent(page, "unpair")) == 1


@pytest.mark.parametrize("typed", ["", "https://", "http://crm.example.com", "ftp://x.test"])
def test_an_unsafe_server_is_refused_before_anything_is_sent(opened, typed):
    page, _ = opened({**NEW, "consent": True})
    page.get_by_label("Server address").fill(typed)
    page.keyboard.press("Enter")
    page.get_by_text("must start with https://").wait_for()
    assert page.evaluate("document.activeElement.id") == "server"
    assert sent(page, "pair") == []


def test_a_pairing_that_fails_says_why(opened):
    page, _ = opened({**NEW, "consent": True})
    page.evaluate("() => { double.answers.pair = { error: 'problem_unreachable' }; }")
    page.get_by_role("button", name="Connect", exact=True).click()
    page.get_by_text("Could not connect: The server does not answer.").wait_for()


def test_mode_and_badges_are_set_for_each_site(opened):
    page, _ = opened(sites=[{**GRANTED, "badges": False}])
    page.get_by_label("Capture on network.test").select_option("automatic")
    box = page.get_by_label("Show badges on the page")
    described = page.locator(f"[id='{box.get_attribute('aria-describedby')}']").inner_text()
    assert "terms may forbid" in described
    assert "could notice" in described
    box.check()
    assert sent(page, "site-set") == [
        {"type": "site-set", "host": "network.test", "mode": "automatic"},
        {"type": "site-set", "host": "network.test", "badges": True},
    ]


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("forum.example.com", "forum.example.com"),
        (" https://Forum.Example.com/t/1 ", "forum.example.com"),
    ],
)
def test_a_site_is_added_after_the_browser_asked(opened, typed, host):
    page, _ = opened(sites=[])
    page.get_by_label("Add a site").fill(typed)
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name=f"Remove {host}").wait_for()
    asked = [call["type"] for call in page.evaluate("double.calls")]
    assert asked[2:4] == ["(permission)", "site-granted"]
    assert sent(page, "(permission)")[0]["origins"] == [f"https://{host}/*", f"http://{host}/*"]


@pytest.mark.parametrize("typed", ["", "no host", "javascript:alert(1)", "*", "localhost:99999"])
def test_what_is_no_host_is_refused(opened, typed):
    page, _ = opened(sites=[])
    page.get_by_label("Add a site").fill(typed)
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_text("Please enter a host name").wait_for()
    assert sent(page, "(permission)") == []


def test_a_refused_permission_adds_nothing(opened):
    page, _ = opened(sites=[])
    page.evaluate("() => { double.answers['(permission)'] = false; }")
    page.get_by_label("Add a site").fill("forum.example.com")
    page.keyboard.press("Enter")
    page.get_by_text("Access was not given.").wait_for()
    assert sent(page, "site-granted") == []


def test_a_site_is_removed_and_access_can_be_given_again(opened):
    page, _ = opened(sites=[GRANTED, {**GRANTED, "host": "forum.example.com", "granted": False}])
    assert "Access was withdrawn in the browser." in page.locator("#sites").inner_text()
    page.get_by_role("button", name="Allow again").click()
    assert sent(page, "(permission)")[0]["origins"][0] == "https://forum.example.com/*"
    page.get_by_role("button", name="Remove network.test").click()
    page.get_by_role("button", name="Remove network.test").wait_for(state="detached")
    assert page.locator("#live").inner_text() == "network.test was removed."


@pytest.mark.parametrize("language", ["cs", "fi", "de"])
def test_it_speaks_the_browsers_language(opened, language):
    page, complaints = opened(NEW, language=language)
    words = messages(language)
    assert page.evaluate("document.documentElement.lang") == language
    assert page.locator("h1").inner_text() == words["options_title"]["message"]
    assert words["consent_give"]["message"] in page.locator("#consent").inner_text()
    assert complaints == []
