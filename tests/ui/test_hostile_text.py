"""Text from pages and from the CRM stays text, wherever it is shown."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui import samples
from tests.ui.harness import tab_state

POISON = '"><img src=x onerror="globalThis.hit=1"><script>globalThis.hit=1</script>{{7*7}}${7*7}'
KEPT = {"state", "kind", "key", "person_key", "judgement", "record", "currency", "source", "status",
        "payment_status", "decision", "url", "captured_at", "profile_captured_at"}  # fmt: skip


def poisoned(value: Any, name: str = "") -> Any:
    """The same shape with poison in every field of free text."""
    if isinstance(value, dict):
        return {key: poisoned(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [poisoned(one, name) for one in value]
    return POISON if isinstance(value, str) and name not in KEPT else value


SETS = {
    "profile": samples.profile(),
    "discussion": samples.discussion(12, 6),
    "organisation": samples.organisation(),
}


def nothing_happened(page) -> None:
    page.wait_for_timeout(100)
    assert page.evaluate("globalThis.hit") is None
    assert page.locator("img, script:not([type=module])").count() == 0


@pytest.mark.parametrize("kind", SETS)
def test_in_the_panel(extension_page, kind):
    annotations = {**poisoned(SETS[kind]), "kind": kind, "url": samples.PAGE}
    state = tab_state(annotations, problem=POISON)
    state["health"] |= {"missing": [POISON], "layout": POISON}
    entry = {"capture_id": "c-0000001", "url": samples.PAGE + "?" + POISON, "kind": kind,
             "captured_at": POISON, "tries": 1, "problem": POISON}  # fmt: skip
    page, complaints = extension_page(
        "panel/panel.html",
        {"tab-state": state, "outbox": {"waiting": [entry], "refused": [entry]}},
    )
    if kind == "discussion":
        assert "<script>" in page.locator("#view").inner_text()
        page.locator(".speaker").first.click()
    for line in page.locator("summary:visible").all():
        line.click()
    assert POISON in page.locator("#view").inner_text()
    nothing_happened(page)
    assert complaints == []


def test_in_badge_and_card(thread):
    annotations = poisoned(samples.discussion(6, 6))
    for i, post in enumerate(annotations["posts"]):
        post["id"] = f"post-{i}"
    for i, person in enumerate(annotations["people"]):
        person["person_id"] = f"person-{i}"
    opened = thread({**annotations, "kind": "discussion", "url": samples.PAGE})
    assert POISON in opened.badges(6)[0]["label"]
    opened.open_card(0)
    assert POISON in opened.world.evaluate("card().innerText")
    assert opened.world.evaluate("card().querySelectorAll('img, script').length") == 0
    assert opened.world.evaluate("globalThis.hit") is None
    nothing_happened(opened.page)
    assert opened.complaints == []


def test_a_link_is_only_ever_a_web_address(extension_page):
    pending = {"user_code": POISON, "verification_url": "javascript:globalThis.hit=1"}
    page, complaints = extension_page(
        "options/options.html",
        {"connection": {"server": POISON, "paired": False, "pending": pending, "user": None,
                        "workspace": None, "consent": True, "problem": POISON},
         "sites": [{"host": POISON, "granted": True, "mode": "click", "badges": False,
                    "consent": True, "paired": True}]},
    )  # fmt: skip
    assert page.locator("a").count() == 0
    assert POISON in page.locator(".code").inner_text()
    nothing_happened(page)
    assert complaints == []
