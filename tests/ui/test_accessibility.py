"""axe on panel, options and hover card, in light and dark; the keyboard reaches everything."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.ui import samples
from tests.ui.harness import (
    CONNECTED,
    FIND_BADGES,
    GRANTED,
    complaints_of,
    content_sources,
    double,
    known,
    tab_state,
    thread_page,
)

NOT_CONNECTED = {**CONNECTED, "consent": False, "paired": False, "server": None}
PENDING = {"user_code": "WDJB-MJHT", "verification_url": "http://127.0.0.1:8765/pair"}
ENTRY = {"capture_id": "c-0000001", "url": samples.PAGE, "kind": "discussion",
         "captured_at": "2026-11-21T09:00:00Z", "tries": 2,
         "problem": "problem_unreachable"}  # fmt: skip
UNRECOGNISED = {"health": {**tab_state(None)["health"], "status": "not-recognised",
                           "reason": "health_feed", "kind": None, "missing": []}}  # fmt: skip
UNSURE = {"health": {**tab_state(None)["health"], "status": "unsure", "reason": "health_unsure",
                     "confidence": 0.72, "missing": []}, "guess": samples.GUESS}  # fmt: skip
PANELS = {
    "discussion": {"tab-state": tab_state(samples.discussion(24, 12))},
    "seen again": {"tab-state": tab_state(samples.news())},
    "profile": {"tab-state": tab_state(samples.profile())},
    "organisation": {"tab-state": tab_state(samples.organisation())},
    "ready": {"tab-state": tab_state(None)},
    "first": {"tab-state": tab_state(None), "connection": NOT_CONNECTED},
    "no-access": {"tab-state": tab_state(None, settings={**GRANTED, "granted": False})},
    "guess": {"tab-state": tab_state(None, **UNSURE)},
    "selection": {
        "tab-state": tab_state(None, wantsSelection=True),
        "read-selection": {"marked": samples.MARKED},
    },
    "selection-by-hand": {
        "tab-state": tab_state(None, wantsSelection=True, **UNRECOGNISED),
        "read-selection": {"marked": {**samples.MARKED, "authors": []}},
    },
    "trouble": {
        "tab-state": tab_state(None, problem="problem_unreachable", **UNRECOGNISED),
        "outbox": {"waiting": [ENTRY], "refused": [ENTRY]},
    },
}
OPTIONS = {
    "new": {"connection": NOT_CONNECTED, "sites": []},
    "pending": {"connection": {**CONNECTED, "paired": False, "pending": PENDING}},
    "done": {"sites": [GRANTED, {**GRANTED, "host": "forum.example.com", "granted": False}]},
}


def faults(page) -> list[str]:
    """What axe finds, in short."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PANELS)
def test_axe_finds_nothing_in_the_panel(extension_page, name, scheme):
    page, complaints = extension_page("panel/panel.html", PANELS[name], color_scheme=scheme)
    if name.startswith("selection"):
        page.locator("form.ask").wait_for()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert faults(page) == []
    if name in ("discussion", "seen again"):
        page.locator(".speaker").first.click()
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert faults(page) == []
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", OPTIONS)
def test_axe_finds_nothing_in_the_options(extension_page, name, scheme):
    page, complaints = extension_page(
        "options/options.html",
        OPTIONS[name],
        color_scheme=scheme,
        viewport={"width": 800, "height": 900},
    )
    assert faults(page) == []
    assert complaints == []


@pytest.fixture
def open_roots(page_of):
    """The same code with open roots, by the seam of ui/mount.js, so that axe can look inside."""

    def make(annotations, **options):
        page = page_of(**options)
        complaints = complaints_of(page)
        names = [person["name"] or "Somebody" for person in annotations["people"]]
        page.route(
            "https://network.test/**",
            lambda route: route.fulfill(body=thread_page(names), content_type="text/html"),
        )
        page.goto("https://network.test/thread/1")
        page.evaluate(
            double("en", {"site-settings": GRANTED, "known-annotations": known(annotations)})
        )
        page.evaluate(
            "() => { Sidenote.attachRoot = (host) => host.attachShadow({ mode: 'open' }); }"
        )
        for source in content_sources():
            page.add_script_tag(content=source)
        page.add_script_tag(content=FIND_BADGES)
        page.wait_for_function("buttons().length >= 3")
        assert complaints == []
        return page

    return make


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_badges_and_card(open_roots, scheme):
    for index in (0, 3, 4):  # linked, unknown, several
        page = open_roots(samples.news(6), color_scheme=scheme)
        page.locator(".badge").nth(index).click()
        page.locator(".card").wait_for()
        page.evaluate("card().querySelectorAll('details').forEach((one) => { one.open = true; })")
        page.wait_for_timeout(200)
        inside = [one for one in faults(page) if "page-has-heading-one" not in one]
        assert inside == []


def test_the_seam_for_open_roots_is_out_of_a_pages_reach(thread):
    annotations = samples.discussion(3, 3)
    opened = thread(annotations)
    opened.page.evaluate(
        "() => { globalThis.Sidenote = { attachRoot: (h) => h.attachShadow({ mode: 'open' }) }; }"
    )
    opened.badges(3)
    assert opened.page.evaluate(
        "() => [...document.querySelectorAll('article > span')].every((s) => s.shadowRoot === null)"
    )


@pytest.mark.parametrize("language", ["en", "cs", "fi", "de"])
def test_panel_and_options_fit_320_pixels(extension_page, language):
    narrow = {"width": 320, "height": 900}
    for name in ("discussion", "profile", "trouble", "no-access", "guess", "selection-by-hand"):
        page, _ = extension_page("panel/panel.html", PANELS[name], language, viewport=narrow)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
    page, _ = extension_page("options/options.html", OPTIONS["done"], language, viewport=narrow)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_keyboard_reaches_every_control_of_the_panel(extension_page):
    page, _ = extension_page("panel/panel.html", PANELS["discussion"])
    wanted = page.locator("button:visible, summary:visible, input:visible").count()
    reached = set()
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                """() => { const e = document.activeElement, s = getComputedStyle(e);
                  const all = [...document.querySelectorAll("button, summary, input")];
                  const unseen = s.outlineStyle === "none" ? 10000 : 0;
                  return e === document.body ? -1 : all.indexOf(e) + unseen; }"""
            )
        )
    reached.discard(-1)
    assert len(reached) == wanted
    assert max(reached) < 10_000, "focus is always visible"
