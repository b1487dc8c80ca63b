"""The side panel: what it shows of a page, what it sends; quick with many people, too."""

from __future__ import annotations

import json

from tests.ui import samples
from tests.ui.harness import CONNECTED, GRANTED, tab_state

PANEL = "panel/panel.html"


def view(page) -> str:
    return page.locator("#view").inner_text().replace("\xa0", " ")


def calls(page) -> list[dict]:
    """What went to the worker, its plain questions aside."""
    return [
        call
        for call in page.evaluate("double.calls")
        if call["type"] not in ("tab-state", "outbox", "connection")
    ]


def test_the_head_says_which_page_and_how_the_reading_went(extension_page):
    page, _ = extension_page(PANEL, {"tab-state": tab_state(samples.discussion(6, 6))})
    head = page.locator("#page").inner_text()

    assert "Discussion" in head
    assert "network.test" in head
    assert "Recognised" in head
    assert "Sent" in head


def test_how_well_the_page_was_read(extension_page):
    missing = ["posts.author.url", "title", "posts"]
    health = {**tab_state(None)["health"], "missing": missing, "unusable_packs": ["test/thread-3"]}
    notice = {
        "what": "field", "site": "test", "layout": "thread-2", "field": "posts.author.url",
        "host": "", "before": 0.98, "after": 0.41, "since": "2026-11-20",
    }  # fmt: skip
    page, _ = extension_page(PANEL, {"tab-state": tab_state(None, health=health, notices=[notice])})
    head = page.locator("#page")
    assert "Authors’ profile links" in head.inner_text().replace("'", "’")
    assert "works in only 41% of cases; before, it was 98%" in head.inner_text()
    assert "does not work in this browser: test/thread-3" in head.inner_text()
    page.get_by_text("How well was this page read?").click()
    rows = {
        row.locator("dt").inner_text(): row.locator("dd").inner_text()
        for row in page.locator(".rates > div").all()
    }
    assert rows["Authors' profile links"] == "22 of 24"
    assert rows["Title"] == "0 of 1"
    assert "Missing on the page: Posts" in head.inner_text()
    page.evaluate("double.push({ type: 'tab-changed', tabId: 7 })")
    assert page.locator("#reading-health").get_attribute("open") is not None


def test_a_page_that_is_not_recognised_says_why(extension_page):
    health = {**tab_state(None)["health"], "status": "not-recognised", "kind": None,
              "reason": "health_login_wall", "missing": []}  # fmt: skip
    page, _ = extension_page(PANEL, {"tab-state": tab_state(None, health=health)})

    assert "Not recognised" in page.locator("#page").inner_text()
    assert "The network asks you to sign in first." in view(page)


def test_consent_comes_first_then_pairing_then_access(extension_page):
    steps = [
        ({**CONNECTED, "consent": False, "paired": False}, GRANTED, "please read what is sent"),
        ({**CONNECTED, "paired": False}, GRANTED, "not connected to your workspace"),
        (CONNECTED, {**GRANTED, "granted": False}, "no access to network.test"),
    ]
    for connection, settings, words in steps:
        page, _ = extension_page(
            PANEL, {"tab-state": tab_state(None, settings=settings), "connection": connection}
        )
        assert words in page.locator("#notices").inner_text()
        assert page.locator(".notice").count() == 1


def test_access_is_asked_for_inside_the_click(extension_page):
    state = tab_state(None, settings={**GRANTED, "granted": False})
    page, _ = extension_page(PANEL, {"tab-state": state})
    page.get_by_role("button", name="Allow network.test").click()
    page.wait_for_timeout(100)

    assert calls(page)[:2] == [
        {"type": "(permission)", "origins": ["https://network.test/*", "http://network.test/*"]},
        {"type": "site-granted", "host": "network.test"},
    ]


def test_capturing_tells_what_came_of_it(extension_page):
    page, _ = extension_page(
        PANEL, {"tab-state": tab_state(None), "capture-now": {"error": "problem_outbox_full"}}
    )
    page.get_by_role("button", name="Capture this page").click()
    page.get_by_text("The outbox is full.").wait_for()
    assert calls(page) == [{"type": "capture-now", "tabId": 7}]

    page.evaluate("""double.answers["capture-now"] = { stored: true }""")
    page.get_by_role("button", name="Capture this page").click()
    page.get_by_text("The outbox is full.").wait_for(state="detached")


def test_nothing_is_captured_before_consent(extension_page):
    page, _ = extension_page(
        PANEL, {"tab-state": tab_state(None), "connection": {**CONNECTED, "consent": False}}
    )
    page.get_by_role("button", name="Capture this page").click(force=True)
    assert calls(page) == []


def test_what_waits_and_what_was_refused(extension_page):
    entry = {"capture_id": "c-0000001", "url": samples.PAGE, "kind": "discussion",
             "captured_at": "2026-11-21T09:00:00Z", "tries": 3,
             "problem": "problem_unreachable"}  # fmt: skip
    refused = {**entry, "capture_id": "c-0000002", "problem": "posts.4.id: must be distinct"}
    page, _ = extension_page(
        PANEL, {"tab-state": tab_state(None), "outbox": {"waiting": [entry], "refused": [refused]}}
    )
    assert "Waiting in the outbox: 1" in page.locator("#notices").inner_text()
    assert "posts.4.id: must be distinct" in page.locator("#notices").inner_text()
    page.get_by_role("button", name=f"Discard: {samples.PAGE}").click()
    page.get_by_text("Waiting in the outbox").click()
    page.locator("#retry").click()
    assert [call for call in calls(page) if call["type"].startswith("outbox-")] == [
        {"type": "outbox-discard", "capture_id": "c-0000002"},
        {"type": "outbox-retry"},
    ]


def test_a_profile_is_shown_whole(extension_page):
    page, complaints = extension_page(PANEL, {"tab-state": tab_state(samples.profile())})
    for words in (
        "Jana Nováková", "Works at a customer", "Head of maintenance", "Metals", "Czechia",
        "Overdue: €18,450", "Seniority: Director", "Function: Operations", "Profile read on",
        "Maintenance engineering", "Employer", "Right company",
    ):  # fmt: skip
        assert words in view(page), words
    assert complaints == []


def test_every_link_shows_each_candidate_with_its_weights(extension_page):
    both = (samples.candidate(1, 9.1, 0.55), samples.candidate(2, 8.9, 0.52))
    several = samples.link("suggested", *both, reason="several")
    unsure = samples.profile(state="several", contact_link=several, contact=None)
    page, _ = extension_page(PANEL, {"tab-state": tab_state(unsure)})
    assert page.locator("[data-kind=contact] .waterfall").count() == 2
    page.locator("[data-kind=contact] summary").first.click()
    assert "Match weight" in page.locator("[data-kind=contact]").inner_text()


def test_missing_parts_leave_no_holes(extension_page):
    page, complaints = extension_page(
        PANEL, {"tab-state": tab_state({**samples.profile(), "people": [samples.bare_person()]})}
    )
    shown = view(page)
    assert "Name not shown" in shown
    assert "Not found in the CRM" in shown
    assert "No evidence of expertise yet" in shown
    for hole in ("undefined", "null", "NaN", "[object"):
        assert hole not in shown
    assert complaints == []


def test_a_discussion_without_anything_known(extension_page):
    bare = {**samples.discussion(2, 2), "discussion": None,
            "people": [samples.bare_person(0), samples.bare_person(1)]}  # fmt: skip
    for post in bare["posts"]:
        post.update(reactions=[], weight=None, language=None)
    page, complaints = extension_page(PANEL, {"tab-state": tab_state(bare)})
    assert "Discussion without a title" in view(page)
    page.locator(".speaker").first.click()
    assert "Too little is known to tell." in view(page)
    assert complaints == []


def test_people_stand_by_weight_times_state(extension_page):
    page, _ = extension_page(PANEL, {"tab-state": tab_state(samples.discussion(24, 12))})
    rows = page.locator(".speaker").all_inner_texts()

    assert "Customer" in rows[0]
    assert "72" in rows[0]
    assert "0" in rows[-1]


def test_filters_search_and_kinds_narrow_the_list(extension_page):
    page, _ = extension_page(PANEL, {"tab-state": tab_state(samples.discussion(24, 12))})
    count = page.locator(".count")

    page.get_by_role("button", name="Experts", exact=True).click()
    assert count.inner_text() == "3 of 12"
    page.get_by_role("button", name="Customers").click()
    assert count.inner_text() == "1 of 12"
    page.get_by_role("button", name="Experts", exact=True).click()
    page.get_by_role("button", name="Customers").click()
    page.get_by_role("searchbox").fill("rezn")
    assert count.inner_text() == "1 of 12"
    page.get_by_role("searchbox").fill("nobody at all")
    assert "Nobody matches" in count.inner_text()
    page.get_by_role("searchbox").fill("")
    page.locator(".said[data-kind=complaint]").click()
    kind = page.locator(".speaker .says .kind").first
    assert kind.text_content() == "Complaint"  # inner_text is empty while the row is out of view
    assert page.evaluate("document.activeElement.dataset.kind") == "complaint"


def test_experts_and_everyone_differ(extension_page):
    annotations = samples.discussion(24, 12)
    for post in annotations["posts"]:
        post["weight"] = 0.9 if post["reactions"][0]["value"] == "answer" else 0.02
    page, _ = extension_page(PANEL, {"tab-state": tab_state(annotations)})
    first = page.locator(".said").first

    assert "Answer" in first.inner_text()
    assert "of all posts" in first.get_attribute("aria-label")
    page.get_by_role("button", name="Everyone").click()
    shares = {
        row.split("\n")[0]: row.split("\n")[-1] for row in page.locator(".said").all_inner_texts()
    }
    assert shares["Answer"] == "13%"


def test_without_an_expert_there_are_no_empty_bars(extension_page):
    annotations = samples.discussion(8, 4)
    for post in annotations["posts"]:
        post["weight"] = 0
    page, _ = extension_page(PANEL, {"tab-state": tab_state(annotations)})
    plot = page.locator(".plot")
    plot.get_by_text("Nobody whose expertise on this topic is known has spoken yet.").wait_for()
    assert plot.get_by_role("button", name="What experts say").is_disabled()
    assert "0%" not in plot.inner_text()
    assert plot.locator(".other").count() == 0
    label = page.locator(".said").first.get_attribute("aria-label")
    assert label.endswith("of all posts"), label


def test_a_person_opens_and_closes_with_the_keyboard(extension_page):
    page, _ = extension_page(PANEL, {"tab-state": tab_state(samples.discussion(24, 12))})
    third = page.locator(".speaker").nth(2)
    key = third.get_attribute("data-key")
    third.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "back"
    assert "Details of" in page.locator("#live").inner_text()
    assert page.locator("#search").is_hidden()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.key") == key


def test_a_correction_shows_at_once_and_in_the_list(extension_page):
    annotations = samples.discussion(24, 12)
    page, _ = extension_page(PANEL, {"tab-state": tab_state(annotations)})
    wrong = {**annotations["people"][0], "state": "unknown", "state_reason": "no-match",
             "contact": None, "account": None, "relevance": None}  # fmt: skip
    wrong["contact_link"] = {**wrong["contact_link"], "decision": "wrong", "judgement": "none"}
    wrong["contact_link"]["candidates"] = [
        {**one, "decided_by_person": True} for one in wrong["contact_link"]["candidates"]
    ]
    page.evaluate(f"double.answers.feedback = {json.dumps({'person': wrong})}")
    page.locator(".speaker").first.click()
    page.get_by_role("button", name="Wrong person").click()
    page.get_by_text("Noted: wrong match.").wait_for()
    assert [call for call in calls(page) if call["type"] == "feedback"] == [
        {"type": "feedback", "url": samples.PAGE, "person_id": "person-0", "record": "contact",
         "record_id": "contact-1", "verdict": "wrong"}]  # fmt: skip
    assert page.get_by_role("button", name="Undo").is_visible()
    page.keyboard.press("Escape")
    row = page.locator("[data-key=p0]").inner_text()
    assert "Unknown" in row
    assert "72" in row, "the weight on the topic stays"


def test_news_are_read_out_and_the_same_news_change_nothing(extension_page):
    page, _ = extension_page(PANEL, {"tab-state": tab_state(None)})
    assert "Ready to read this page" in view(page)
    known = tab_state(samples.discussion(6, 6))
    page.evaluate(f"double.answers['tab-state'] = {json.dumps(known)}")
    page.evaluate("double.push({ type: 'tab-changed', tabId: 7 })")
    page.locator(".speaker").first.wait_for()
    assert page.locator("#live").inner_text() == "Results are here."
    page.get_by_role("searchbox").fill("jana")
    page.evaluate("double.push({ type: 'tab-changed', tabId: 7 })")
    page.wait_for_timeout(100)
    assert page.get_by_role("searchbox").input_value() == "jana"
    assert page.evaluate("document.activeElement.id") == "search"


def test_many_people_cost_what_a_few_do(extension_page):
    page, _ = extension_page(PANEL, {"tab-state": tab_state(samples.discussion(2_000, 900))})
    assert page.locator(".count").inner_text() == "900 of 900"
    assert page.locator(".speaker").count() < 150
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.locator(".speaker").nth(119).wait_for(state="attached")
    page.get_by_role("searchbox").fill("eliska")
    assert page.locator(".count").inner_text() == "90 of 900"


def test_a_worker_that_is_gone_is_said(extension_page):
    page, _ = extension_page(PANEL, {"tab-state": tab_state(samples.profile())})
    page.evaluate("const old = double.push; double.end(); old({ type: 'tab-changed', tabId: 7 })")
    page.wait_for_timeout(100)
    assert "Jana Nováková" in view(page), "what was known stays"


def test_no_layout_shift_when_the_answers_come(extension_page):
    page, _ = extension_page(PANEL, {"tab-state": tab_state(samples.discussion(24, 12))})
    shift = page.evaluate(
        """() => new Promise((done) => { let sum = 0;
          new PerformanceObserver((list) => {
            for (const e of list.getEntries()) if (!e.hadRecentInput) sum += e.value; })
            .observe({ type: "layout-shift", buffered: true });
          setTimeout(() => done(sum), 200); })"""
    )
    assert shift < 0.1
