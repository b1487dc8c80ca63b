"""Every golden-path case: what it yields, that reading leaves no trace, where badges go.

A case without its capture.json fails; scripts/write-captures writes it on purpose.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from backend.saved_pages.reader_browser import ReaderBrowser
from backend.schemas.capture import Capture
from tests.sites.page_cases import PageCase, captures_in, page_cases

CASES = page_cases()

WATCHED_READING = """
(() => {
  const seen = [];
  const observer = new MutationObserver((records) => seen.push(...records.map((r) => r.type)));
  const everything = { subtree: true, childList: true, attributes: true, characterData: true };
  observer.observe(document, everything);
  for (const type of ["focus", "blur", "scroll", "click", "input", "selectionchange"]) {
    document.addEventListener(type, (event) => seen.push(event.type), true);
  }
  const state = () => [document.documentElement.outerHTML, scrollX, scrollY, location.href,
    document.title, String(getSelection()), document.activeElement?.tagName,
    Object.keys(globalThis).sort().join()].join("\\n");
  const before = state();
  let steps = 0;
  const reading = Sidenote.sites.read(document, URL_TO_READ);
  let step = reading.next();
  for (; !step.done; step = reading.next()) steps += 1;
  const answer = step.value;
  const site = Sidenote.sites.byId(answer.health.site);
  const words = (element) => element && document.contains(element)
    ? element.textContent.replace(/\\s+/g, " ") : null;
  const { drafts, people } = answer;
  const posts = drafts.flatMap((draft) => draft.discussion?.posts ?? []);
  const ids = posts.map((post) => post.id);
  const inPlace = (element, id) => {
    const own = document.getElementById(id);
    const others = ids.map((other) => document.getElementById(other));
    return !own || !others.some((other) => other?.contains(element) && !other.contains(own));
  };
  const anchors = [
    ...drafts.filter((draft) => draft.profile).map((draft) =>
      [draft.profile.person.name, words(site.anchor.profile(document)), true]),
    ...posts.map((post) =>
      [post.author.name, words(site.anchor.post(document, post.id)),
        inPlace(site.anchor.post(document, post.id), post.id)]),
    ...people.map(({ id, name }) => [name, words(site.anchor.post(document, id)), true]),
  ];
  seen.push(...observer.takeRecords().map((record) => record.type));
  observer.disconnect();
  return { answer, anchors, steps, seen, changed: state() !== before };
})()
"""


@pytest.fixture(scope="module")
def reading(readers: ReaderBrowser) -> Callable[[PageCase], dict[str, Any]]:
    """Each page is opened and read once, watched; the tests look at what was seen."""

    @cache
    def read(case: PageCase) -> dict[str, Any]:
        with readers.open(case.url, case.html) as page:
            page.evaluate("window.scrollTo(0, 40)")
            page.requests.clear()
            seen: dict[str, Any] = page.evaluate(
                WATCHED_READING.replace("URL_TO_READ", json.dumps(case.url))
            )
            seen["requests"] = list(page.requests)
            seen["leaks"] = page.page.evaluate("'poisoned' in window || 'Sidenote' in window")
        return seen

    return read


Reading = Callable[[PageCase], dict[str, Any]]
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@each_case
def test_page_yields_its_capture(case: PageCase, reading: Reading) -> None:
    answer = reading(case)["answer"]
    assert case.as_expectation(answer) == case.expected()
    health, drafts = answer["health"], answer["drafts"]
    if not drafts and not answer["people"]:
        assert health["status"] in ("not-recognised", "empty")
        return
    if health["confidence"] is None:
        assert (health["status"], health["reason"]) == ("recognised", "")
    else:
        assert (health["status"], health["reason"]) == ("unsure", "health_unsure")
    assert {health["layout"]} >= {draft["layout"] for draft in drafts}
    assert {health["confidence"]} >= {draft.get("confidence") for draft in drafts}
    assert health["posts"] == sum(len(one.get("discussion", {}).get("posts", [])) for one in drafts)


@each_case
def test_reading_leaves_no_trace(case: PageCase, reading: Reading) -> None:
    """No node, attribute, focus, scroll position or global changed; nothing was fetched or run."""
    seen = reading(case)
    assert (seen["seen"], seen["changed"]) == ([], False)
    assert (seen["requests"], seen["leaks"]) == ([], False)


@each_case
def test_badges_find_the_names(case: PageCase, reading: Reading) -> None:
    if not case.shows_names or case.folder.name.startswith("poisoned"):
        pytest.skip("the page shows no names to put a badge on")
    for name, shown, in_place in reading(case)["anchors"]:
        assert name is None or (shown and name in shown), f"{name!r} is not in {shown!r}"
        assert in_place, f"the badge of {name!r} stands in another post"


@each_case
def test_reader_gives_the_page_its_turn_once_a_post(case: PageCase, reading: Reading) -> None:
    seen = reading(case)
    assert seen["steps"] >= seen["answer"]["health"]["posts"]


@each_case
def test_backend_takes_the_capture_unchanged(case: PageCase) -> None:
    """The readers clean texts as the backend does at its door, so nothing is left to change."""
    expected = case.expected()
    captures = captures_in(expected)
    assert captures or expected.get("people") or expected["reason"].startswith("health_")
    for capture in captures:
        taken = Capture.model_validate(capture).model_dump(mode="json", exclude_none=True)
        assert taken == _without_nulls(capture)


def _without_nulls(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_nulls(one) for key, one in value.items() if one is not None}
    return [_without_nulls(one) for one in value] if isinstance(value, list) else value
