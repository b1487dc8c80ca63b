"""The interface in real Chromium without the worker: pages served from here, messages doubled.

Everything goes through `context.route`, so no port is opened. Content scripts run in an isolated
world made over CDP, as they do in a browser: the page cannot see them nor into their roots.
"""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "extension"
HERE = Path(__file__).resolve().parent
MIME = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".png": "image/png"}
STRICT = "default-src 'none'; style-src 'unsafe-inline'; require-trusted-types-for 'script'"


def messages(language: str) -> Any:
    path = EXTENSION / "_locales" / language / "messages.json"
    return json.loads(path.read_text(encoding="utf-8"))


def listed(name: str) -> list[str]:
    """The files of one list of content/scripts.js, in order."""
    text = (EXTENSION / "content/scripts.js").read_text(encoding="utf-8")
    found = re.search(rf"export const {name} = \[(.*?)\];", text, re.DOTALL)
    assert found
    return re.findall(r'"([^"]+)"', found[1])


def content_scripts() -> list[str]:
    """What runs on a page to show annotations: the seam is doubled, nothing is captured."""
    engine = {"contract.js", "anchors.js", "layouts.js", "draft.js", "recognise.js"}
    readers = [Path(name) for name in listed("READERS")]
    return [
        "content/first-questions.js",
        *(str(one) for one in readers if one.parent.name == "shared" or one.name in engine),
        "content/page-watch.js",
        "content/reading.js",
        "content/in-view.js",
        *listed("SHOWING"),
    ]


def content_sources() -> list[str]:
    """Their text, and SITE registered once the contract is there."""
    texts = [(EXTENSION / name).read_text("utf-8") for name in content_scripts()]
    at = content_scripts().index("content/page-watch.js")
    return [*texts[:at], SITE, *texts[at:]]


def double(language: str, answers: dict[str, Any]) -> str:
    """A script that puts the double of shared/browser.js in place."""
    setup = json.dumps({"messages": messages(language), "language": language, "answers": answers})
    return f"globalThis.doubleSetup = {setup};\n" + (HERE / "double.js").read_text("utf-8")


def thread_page(names: list[str], *, style: str = "", title: str = "Thread") -> str:
    """A discussion page of ordinary markup: a heading, and for each post a name and a text."""
    posts = "\n".join(
        f'<article id="c{i}"><a class="author" href="#who">{escape(name)}</a>'
        f" <time>3 h</time><p>Comment {i}. We have run two lines like this since spring, and the"
        " numbers are better than we thought, though not everywhere.</p></article>"
        for i, name in enumerate(names)
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{THREAD_STYLE}{style}</style>"
        f"<main><h1>{title}</h1>{posts}</main></html>"
    )


THREAD_STYLE = """
body { margin: 0; font: 15px/1.5 Arial, sans-serif; background: #f4f2ee; color: #222; }
main { max-width: 620px; margin: 0 auto; padding: 24px; background: #fff; }
article { padding: 12px 0; border-bottom: 1px solid #e4e2de; }
.author { font-weight: 600; color: #222; text-decoration: none; }
time { color: #666; font-size: 13px; } p { margin: 4px 0 0; }
"""

SITE = """
Sidenote.sites.register({
  id: "test", label: "Test", version: "1", matches: ["*://network.test/*"],
  pageKind: () => location.pathname.startsWith("/in/") ? "profile" : "discussion",
  layouts: () => ["only"],
  read: { *profile() { return null; }, *discussion() { return null; } },
  anchor: {
    profile: (doc) => doc.querySelector("h1"),
    post: (doc, id) => doc.querySelector(`#c${id.slice(5)} .author`),
  },
  watchRoot: (doc) => doc.querySelector("main"),
});
"""
"""A reader as sites/contract.js describes it, for the pages of thread_page."""


def serve(context: BrowserContext, pages: dict[str, str]) -> None:
    """Answers https://network.test from `pages` (path → HTML), https://extension.test from disk."""
    policy = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))
    extension_policy = policy["content_security_policy"]["extension_pages"]

    def answer(route: Route) -> None:
        url = route.request.url
        path = re.sub(r"^https://[^/]+/|[?#].*$", "", url)
        if url.startswith("https://network.test/"):
            body = pages.get("/" + path)
            headers = {"content-security-policy": STRICT, "content-type": "text/html"}
            route.fulfill(status=200 if body else 404, body=body or "", headers=headers)
            return
        file = (EXTENSION / path).resolve()
        if not file.is_relative_to(EXTENSION) or not file.is_file():
            route.fulfill(status=404)
            return
        headers = {"content-type": MIME.get(file.suffix, "application/octet-stream")}
        if file.suffix == ".html":
            headers["content-security-policy"] = extension_policy
        route.fulfill(status=200, body=file.read_bytes(), headers=headers)

    context.route(re.compile(r"^https://(network|extension)\.test/"), answer)


def complaints_of(page: Page) -> list[str]:
    """Collects what the page throws, logs as an error or blocks by policy."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda line: found.append(line.text) if line.type == "error" else None)
    return found


class World:
    """The isolated world of one page, as content scripts have it."""

    def __init__(self, page: Page):
        self.page = page
        self._cdp = page.context.new_cdp_session(page)
        frame = self._cdp.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        made = self._cdp.send(
            "Page.createIsolatedWorld", {"frameId": frame, "worldName": "content"}
        )
        self._context = made["executionContextId"]

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression, promises awaited; raises what it throws."""
        found = self._cdp.send(
            "Runtime.evaluate",
            {
                "expression": expression,
                "contextId": self._context,
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        if "exceptionDetails" in found:
            raise AssertionError(found["exceptionDetails"]["exception"].get("description"))
        return found["result"].get("value")

    def wait(self, expression: str, timeout: int = 5_000) -> Any:
        """Waits until the expression is truthy and gives its value."""
        return self.evaluate(
            f"""(async () => {{
              const end = performance.now() + {timeout};
              for (;;) {{
                const value = {expression};
                if (value) return value;
                if (performance.now() > end) throw Error("timed out: " + {json.dumps(expression)});
                await new Promise((done) => setTimeout(done, 15));
              }}
            }})()"""
        )


FIND_BADGES = """
globalThis.inRoot = (host, selector) => Sidenote.ui.rootOf(host).querySelector(selector);
globalThis.hosts = () =>
  [...document.querySelectorAll("span")].filter((one) => Sidenote.ui.rootOf(one));
globalThis.buttons = () => hosts().map((host) => inRoot(host, ".badge"));
globalThis.card = () => hosts().map((host) => inRoot(host, ".card")).find(Boolean) ?? null;
"""


def known(*sets: Any) -> list[dict[str, Any]]:
    """The worker's answer to "known-annotations"."""
    return [{"url": one["url"], "set": one} for one in sets]


GRANTED = {
    "host": "network.test", "granted": True, "mode": "click", "badges": True, "consent": True,
    "paired": True,
}  # fmt: skip


class Thread:
    """A network's page with annotations shown on it."""

    def __init__(self, page: Page, html: str, answers: dict[str, Any], language: str = "en"):
        self.page = page
        self.complaints = complaints_of(page)
        serve(page.context, {"/thread/1": html, "/in/0": html})
        self.start("https://network.test/thread/1", answers, language)

    def start(self, url: str, answers: dict[str, Any], language: str = "en") -> None:
        self.page.goto(url)
        self.world = World(self.page)
        self.world.evaluate(double(language, {"site-settings": GRANTED, **answers}))
        for source in content_sources():
            self.world.evaluate(source + "\n0")
        self.world.evaluate(FIND_BADGES)

    def badges(self, least: int = 1) -> list[dict[str, Any]]:
        """What the badges show, once there are at least so many."""
        self.world.wait(f"buttons().length >= {least}")
        return self.world.evaluate(
            """buttons().map((b) => ({
              state: b.dataset.state, label: b.getAttribute("aria-label"),
              word: b.querySelector(".word").textContent,
              weight: b.querySelector(".weight")?.textContent ?? null,
              bars: b.querySelectorAll(".bars .on").length,
              shape: b.querySelector(".sign").innerHTML,
              after: b.getRootNode().host.previousSibling.textContent }))"""
        )

    def badge_at(self, index: int) -> tuple[float, float]:
        """The middle of a badge, in the window."""
        box = self.world.wait(
            f"""buttons()[{index}] && (({{ x, y, width, height }}) => ({{ x, y, width, height }}))(
              buttons()[{index}].getBoundingClientRect())"""
        )
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def open_card(self, index: int = 0) -> None:
        self.page.mouse.click(*self.badge_at(index))
        self.world.wait("card()")

    def calls(self) -> list[dict[str, Any]]:
        return self.world.evaluate("double.calls")


def tab_state(annotations: Any | None, **more: Any) -> dict[str, Any]:
    """TabState of a recognised, captured page."""
    kind = annotations["kind"] if annotations else "discussion"
    return {
        "tabId": 7,
        "url": annotations["url"] if annotations else "https://network.test/thread/1",
        "host": "network.test",
        "settings": GRANTED,
        "health": {
            "url": "https://network.test/thread/1",
            "status": "recognised",
            "reason": "",
            "site": "test",
            "site_version": "1",
            "layout": "thread-2",
            "kind": kind,
            "posts": 24,
            "missing": ["posts.author.url", "title"],
            "fill": {"title": [0, 1], "posts.author.url": [22, 24], "posts.text": [24, 24]},
            "confidence": None,
            "unusable_packs": [],
        },
        "annotations": annotations,
        "delivery": "sent" if annotations else "none",
        "problem": None,
        "notices": [],
        **more,
    }


CONNECTED = {
    "server": "http://127.0.0.1:8765", "paired": True, "pending": None, "user": "Petra Horáková",
    "workspace": "Nordhavn Drives", "consent": True, "problem": None,
}  # fmt: skip
EMPTY_OUTBOX: dict[str, Any] = {"waiting": [], "refused": []}


def open_extension_page(
    page: Page, path: str, answers: dict[str, Any], language: str = "en"
) -> list[str]:
    """Opens a page of the extension as it is, under the manifest's policy; gives its complaints."""
    complaints = complaints_of(page)
    serve(page.context, {})
    defaults = {"connection": CONNECTED, "outbox": EMPTY_OUTBOX, "sites": [GRANTED]}
    page.add_init_script(double(language, {**defaults, **answers}))
    page.goto(f"https://extension.test/{path}")
    page.wait_for_selector("body[data-loaded]")
    return complaints


def new_page(browser: Browser, **options: Any) -> Page:
    """A page in a context of its own."""
    page = browser.new_context(locale="en-GB", timezone_id="Europe/Prague", **options).new_page()
    page.set_default_timeout(5_000)
    return page
