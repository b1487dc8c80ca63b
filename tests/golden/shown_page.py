"""A case's page with its annotations shown on it, as the extension's content scripts do it.

Readers, badges and cards are the real ones, in an isolated world; only the worker is doubled
(tests/ui/double.js): it hands out the annotations it is given. The page is watched all the while.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from backend.saved_pages.reader_browser import EXTENSION, OpenPage, ReaderBrowser
from backend.schemas.text import clean_text
from tests.golden.golden_cases import GoldenCase, Json
from tests.ui.harness import FIND_BADGES, GRANTED, double, known, listed

VIEWPORT = {"width": 1280, "height": 4_000}
"""So tall that every name is near the viewport: badges far off are not mounted."""
LONGEST_MS = 5_000
NONE_MS, NO_MORE_MS = 300, 120
"""How long nothing may come. After reading, the first badges come within two frames; the next
batch 100 ms later."""

STARTS = "content/annotate.js"
"""The script that starts at once; the others only define."""
DEFINING = [
    "content/first-questions.js",
    "content/page-watch.js",
    "content/reading.js",
    "content/in-view.js",
]
DEFINING += [name for name in listed("SHOWING") if name != STARTS]
KNOWN = """
double.answers["known-annotations"] = ({ urls }) => SETS.filter(({ url }) => urls.includes(url)), 0
"""
READ = "Sidenote.reading.read(new AbortController().signal).then(() => true)"

WATCH = """
(() => {
  const ours = (node) => Boolean(Sidenote.ui?.rootOf?.(node));
  const foreign = [];
  const note = (records) => {
    for (const record of records) {
      const { type, target } = record;
      if (type !== "childList") foreign.push(`${type} of <${target.nodeName}>`);
      for (const node of [...record.addedNodes, ...record.removedNodes])
        if (!ours(node)) foreign.push(`childList: ${node.nodeName}`);
    }
  };
  const observer = new MutationObserver(note);
  observer.observe(document,
    { subtree: true, childList: true, attributes: true, characterData: true });
  // A document of its own: the copies of images must not load.
  const apart = document.implementation.createHTMLDocument("");
  /** The page as it would be without us, read without touching it. */
  const html = () => {
    const copy = apart.importNode(document.documentElement, true);
    const walk = (node) => document.createTreeWalker(node, NodeFilter.SHOW_ELEMENT);
    const [real, copied] = [walk(document.documentElement), walk(copy)];
    const hosts = [];
    do if (ours(real.currentNode)) hosts.push(copied.currentNode);
    while (real.nextNode() && copied.nextNode());
    for (const host of hosts) host.remove();
    return [copy.outerHTML, location.href, document.title].join("\\n");
  };
  const before = html();
  globalThis.watched = () => {
    note(observer.takeRecords());
    return { foreign, changed: html() !== before };
  };
})()
"""

BADGES = """
buttons().map((button) => {
  const before = button.getRootNode().host.previousSibling;
  return { state: button.dataset.state, label: button.getAttribute("aria-label"),
    after: before?.nodeType === Node.ELEMENT_NODE
      ? before.textContent.replace(/\\s+/g, " ").trim() : null };
})
"""

MIDDLE = """
(() => { const { x, y, width, height } = buttons()[INDEX].getBoundingClientRect();
  return [x + width / 2, y + height / 2]; })()
"""

CARD = """
card()?.matches(":popover-open") ? { title: card().querySelector("#who")?.textContent,
  state: card().querySelector(".state strong")?.textContent,
  badge: buttons().indexOf(card().getRootNode().querySelector(".badge")),
  elements: [...new Set([...card().querySelectorAll("*")].map((one) => one.localName))] } : null
"""


class ShownPage:
    def __init__(self, page: OpenPage) -> None:
        self._page = page

    def wait(self, condition: str, milliseconds: int = LONGEST_MS) -> Any:
        """The first truthy value of an expression; its last value when the time is over."""
        return self._page.evaluate(
            f"""(async () => {{
              const end = performance.now() + {milliseconds};
              for (;;) {{
                const value = {condition};
                if (value || performance.now() > end) return value;
                await new Promise((done) => setTimeout(done, 15));
              }}
            }})()"""
        )

    def badges(self, expected: int) -> list[Json]:
        """State, label and the text of the element before it, of each badge in the page's order;
        once there are more than expected, or whatever may come had its time to."""
        self.wait(f"buttons().length >= {expected}")
        self.wait(f"buttons().length > {expected}", NO_MORE_MS if expected else NONE_MS)
        found: list[Json] = self._page.evaluate(BADGES)
        return found

    def card_of(self, badge: int) -> Json | None:
        """Clicks the badge, where the page lets it be clicked; its card, closed again with Esc."""
        mouse = self._page.page.mouse
        mouse.click(*self._page.evaluate(MIDDLE.replace("INDEX", str(badge))))
        card: Json | None = self.wait(CARD)
        self._page.page.keyboard.press("Escape")
        assert self.wait("card() === null"), "Esc leaves the card open"
        return card

    def touch(self) -> None:
        """What the extension never does: changes something of the page's own."""
        self._page.page.evaluate("void document.body.setAttribute('data-touched', '')")

    def end(self) -> int:
        """Switches the badges off; how many are left."""
        left: int = self._page.evaluate("Sidenote.annotate.stop(), hosts().length")
        return left

    def watched(self) -> Json:
        """What happened to the page but for our badges; empty lists and False when nothing did."""
        seen: Json = self._page.evaluate("watched()")
        own = self._page.page.evaluate("['poisoned', 'Sidenote'].filter((name) => name in window)")
        return seen | {"requests": list(self._page.requests), "globals": own}


NOTHING_HAPPENED: Json = {"foreign": [], "changed": False, "requests": [], "globals": []}


@contextmanager
def shown(
    readers: ReaderBrowser, case: GoldenCase, sets: Sequence[Json], arriving: Sequence[Json] = ()
) -> Iterator[ShownPage]:
    """The case's page, read; `sets` are known by their addresses, `arriving` come in as if they
    belonged to the page."""
    with readers.open(case.url, case.html) as page:
        page.page.set_viewport_size(VIEWPORT)
        page.requests.clear()
        page.evaluate(WATCH)
        page.evaluate(double("en", {"site-settings": GRANTED}))
        page.evaluate(KNOWN.replace("SETS", json.dumps(known(*sets))))
        page.evaluate(_source(*DEFINING) + FIND_BADGES)
        page.evaluate(READ)
        page.evaluate(_source(STARTS))
        for one in arriving:
            push = json.dumps({"type": "annotations", "set": one})
            page.evaluate(f"double.push({{...{push}, url: Sidenote.pageWatch.address()}})")
        yield ShownPage(page)


def _source(*names: str) -> str:
    sources = [(EXTENSION / name).read_text(encoding="utf-8") for name in names]
    return "\n;\n".join(sources) + "\n;undefined;\n"


def plain(text: str | None) -> str:
    """A text of the page as a capture would have it: no marks that nobody sees, single spaces."""
    return " ".join(clean_text(text or "").split())
