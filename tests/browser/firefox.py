"""Drives a real Firefox with the extension installed, over WebDriver BiDi.

Pages come from memory under any address (network interception), badges are seen inside their closed
shadow roots as BiDi serialises them, clicks are real input, and the background's state is asked of
the browser itself.
"""

from __future__ import annotations

import base64
import json
import os
import queue
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

RELAY = Path(__file__).with_name("firefox_relay.mjs")
ID = "sidenote@sidenote.invalid"
UUID = "5de20a1c-0000-4000-8000-51de207e0000"
BASE = f"moz-extension://{UUID}/"
IDLE_MS = 2_000
"""After which Firefox stops a background that has nothing to do; 30 s for people."""
PREFERENCES = {
    "extensions.webextensions.uuids": json.dumps({ID: UUID}),
    "extensions.webextOptionalPermissionPrompts": False,
    "extensions.background.idle.timeout": IDLE_MS,
    "datareporting.policy.dataSubmissionEnabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "app.update.auto": False,
    "dom.security.https_first": False,
    "intl.locale.requested": "en-US",
}
LONGEST_S = 30.0
Json = dict[str, Any]


def firefox_path() -> str | None:
    """Firefox's executable, or None. SIDENOTE_FIREFOX names another one."""
    named = os.environ.get("SIDENOTE_FIREFOX")
    return named or shutil.which("firefox-esr") or shutil.which("firefox")


def node_path() -> str | None:
    """A Node with WebSocket (22 and later): the development lock's, else the PATH's."""
    beside = Path(sys.executable).with_name("node")
    return str(beside) if beside.exists() else shutil.which("node")


class BidiError(Exception):
    """What Firefox answered to a command it could not follow."""


class Bidi:
    """A BiDi connection: `call` waits for its answer, `on_event` hears of everything else."""

    def __init__(self, port: int, on_event: Callable[[str, Json], None]) -> None:
        node = node_path()
        assert node is not None
        self._on_event = on_event
        self._relay = subprocess.Popen(
            [node, str(RELAY), str(port)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        self._lock = threading.Lock()
        self._last = 0
        self._answers: dict[int, queue.Queue[Json]] = {}
        assert self._relay.stdout is not None
        assert self._relay.stdout.readline() == "{}\n", "Firefox does not answer"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._relay.stdout is not None
        for line in self._relay.stdout:
            message = json.loads(line)
            if message.get("type") == "event":
                self._on_event(message["method"], message["params"])
            elif message.get("id") in self._answers:
                self._answers[message["id"]].put(message)

    def post(self, method: str, params: Json) -> int:
        """Sends a command without waiting; returns its number."""
        with self._lock:
            self._last += 1
            self._answers[self._last] = queue.Queue()
            line = json.dumps({"id": self._last, "method": method, "params": params})
            assert self._relay.stdin is not None
            self._relay.stdin.write(line + "\n")
            self._relay.stdin.flush()
            return self._last

    def call(self, method: str, params: Json | None = None) -> Json:
        number = self.post(method, params or {})
        answer = self._answers[number].get(timeout=LONGEST_S)
        del self._answers[number]
        if answer["type"] == "error":
            raise BidiError(f"{method}: {answer['error']}: {answer['message']}")
        result: Json = answer["result"]
        return result

    def close(self) -> None:
        self._relay.kill()
        self._relay.communicate()


Node = Json
"""A node as BiDi serialises it, shadow roots (closed ones too) included."""


class Firefox:
    """One browser with the extension: an options page that speaks for it, and a tab for pages."""

    def __init__(self, port: int, extension: Path) -> None:
        self._pages: dict[str, str] = {}
        self.refused: list[str] = []
        self._bidi = Bidi(port, self._hear)
        self.call = self._bidi.call
        self.call("session.new", {"capabilities": {}})
        source = {"type": "path", "path": str(extension)}
        self.installed = self.call("webExtension.install", {"extensionData": source})["extension"]
        self._chrome = self.call("browsingContext.getTree", {"moz:scope": "chrome"})["contexts"][0]
        self._options = self._tab()
        self._navigate(self._options, BASE + "options/options.html")
        self.page = self._tab()
        self.call(
            "browsingContext.setViewport",
            {"context": self.page, "viewport": {"width": 1_280, "height": 3_000}},
        )
        watched = {"contexts": [self.page]}
        self.call("session.subscribe", {"events": ["network.beforeRequestSent"], **watched})
        self.call("network.addIntercept", {"phases": ["beforeRequestSent"], **watched})

    def close(self) -> None:
        self._bidi.close()

    def _hear(self, event: str, params: Json) -> None:
        """Pages come from memory; what they ask for beside themselves is refused."""
        if event != "network.beforeRequestSent" or not params.get("isBlocked"):
            return
        request = params["request"]
        html = self._pages.get(request["url"].partition("#")[0])
        if params.get("navigation") is None or html is None:
            self.refused.append(request["url"])
            self._bidi.post("network.failRequest", {"request": request["request"]})
            return
        kind = {"type": "string", "value": "text/html; charset=utf-8"}
        body = {"type": "base64", "value": base64.b64encode(html.encode()).decode()}
        self._bidi.post("network.provideResponse", {
            "request": request["request"], "statusCode": 200, "reasonPhrase": "OK",
            "headers": [{"name": "Content-Type", "value": kind}], "body": body,
        })  # fmt: skip

    def _tab(self) -> str:
        return str(self.call("browsingContext.create", {"type": "tab"})["context"])

    def _navigate(self, context: str, url: str) -> None:
        self.call("browsingContext.navigate", {"context": context, "url": url, "wait": "complete"})

    def open(self, url: str, html: str) -> None:
        """Shows a page of ours under an address, in the one tab for pages."""
        self._pages[url.partition("#")[0]] = html
        self._navigate(self.page, "about:blank")
        self._navigate(self.page, url)

    def open_extension(self, path: str) -> str:
        """A page of the extension in a tab of its own; returns the tab."""
        context = self._tab()
        self._navigate(context, BASE + path)
        return context

    def show(self, context: str) -> None:
        self.call("browsingContext.activate", {"context": context})

    def evaluate(self, expression: str, context: str | None = None) -> Any:
        """The JSON value of an expression in a page's own world; the options page's without one."""
        answer = self.call("script.evaluate", {
            "expression": f'(async () => JSON.stringify(await ({expression})) ?? "null")()',
            "target": {"context": context or self._options}, "awaitPromise": True,
        })  # fmt: skip
        if answer["type"] == "exception":
            raise BidiError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def send(self, message: Json) -> Any:
        """Sends a message to the background as an extension page does; returns its answer."""
        return self.evaluate(f"browser.runtime.sendMessage({json.dumps(message)})")

    def wait_until(self, condition: Callable[[], Any], what: str, seconds: float = 20) -> Any:
        """The first true value of `condition`; fails after `seconds`."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = condition()
            if value:
                return value
            time.sleep(0.04)
        raise AssertionError(f"waited {seconds} s in vain for {what}")

    def allow(self, hosts: list[str], mode: str, badges: bool) -> None:
        """Access to hosts, asked for inside a real click as the browser wants it."""
        origins = [f"{scheme}://{host}/*" for host in hosts for scheme in ("http", "https")]
        self.show(self._options)
        self.evaluate(f"""void addEventListener("click", () => {{
          browser.permissions.request({{ origins: {json.dumps(origins)} }})
            .then((answer) => (globalThis.answer = answer));
        }}, {{ once: true }})""")
        self._press(self._options, {"x": 2, "y": 2})
        assert self.wait_until(lambda: self.evaluate("globalThis.answer ?? null"), "the permission")
        self.evaluate("void delete globalThis.answer")
        for host in hosts:
            self.send({"type": "site-granted", "host": host})
            self.send({"type": "site-set", "host": host, "mode": mode, "badges": badges})
        self.show(self.page)

    def tab_state(self) -> Json:
        """What the panel is told of the tab for pages."""
        tab = self.evaluate("browser.tabs.query({active: true}).then(([tab]) => tab.id)")
        state: Json = self.send({"type": "tab-state", "tabId": tab})
        return state | {"tabId": tab}

    def _press(self, context: str, at: Json) -> None:
        actions = [
            {"type": "pointerMove", **{"x": 0, "y": 0, **at}},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        mouse = {"type": "pointer", "id": "mouse", "actions": actions}
        self.call("input.performActions", {"context": context, "actions": [mouse]})

    def click(self, node: Node, context: str | None = None) -> None:
        """A real click into the middle of an element, wherever it is."""
        origin = {"type": "element", "element": {"sharedId": node["sharedId"]}}
        self._press(context or self.page, {"origin": origin})

    def tree(self, context: str | None = None) -> Node:
        """A page's <body> with everything in it."""
        answer = self.call("script.evaluate", {
            "expression": "document.body", "target": {"context": context or self.page},
            "awaitPromise": False,
            "serializationOptions": {"maxDomDepth": None, "includeShadowTree": "all"},
        })  # fmt: skip
        node: Node = answer["result"]
        return node

    def badges(self) -> list[Json]:
        """Each badge on the page, in order: `label`, `state`, the text of the element before it
        (`after`) and its `node`."""
        found: list[Json] = []
        for before, host in _neighbours(self.tree()):
            root = host["value"].get("shadowRoot")
            buttons = [one for one in nodes(root or {}) if attributes(one).get("class") == "badge"]
            for button in buttons:
                assert root is not None
                assert root["value"]["mode"] == "closed"
                label, state = attributes(button)["aria-label"], attributes(button)["data-state"]
                after = words(before) if before else None
                found.append({"label": label, "state": state, "after": after, "node": button})
        return found

    def background(self) -> str:
        """ "running", "suspending", "stopped" ...: as the browser itself sees it."""
        return str(self._privileged("extension.backgroundState"))

    def stop_background(self) -> None:
        """Ends the background at once, whatever it is at."""
        self._privileged("extension.terminateBackground({ ignoreDevToolsAttached: true })")
        self.wait_until(lambda: self.background() == "stopped", "the background to end")

    def _privileged(self, expression: str) -> Any:
        policy = f"const {{ extension }} = WebExtensionPolicy.getByID({json.dumps(ID)});"
        answer = self.call("script.evaluate", {
            "expression": f"(async () => {{ {policy} return String(await {expression}); }})()",
            "target": {"context": self._chrome["context"]}, "awaitPromise": True,
        })  # fmt: skip
        assert answer["type"] == "success", answer
        return answer["result"]["value"]


def attributes(node: Node) -> dict[str, str]:
    return dict(node["value"].get("attributes") or {})


def nodes(node: Node) -> Iterator[Node]:
    """A node and all below it, through shadow roots, in the page's order."""
    value = node.get("value") or {}
    if value:
        yield node
    if value.get("shadowRoot"):
        yield from nodes(value["shadowRoot"])
    for child in value.get("children") or []:
        yield from nodes(child)


def words(node: Node) -> str:
    """The text of a node, spaces folded."""
    parts = [one["value"].get("nodeValue") or "" for one in nodes(node)]
    return " ".join(" ".join(parts).split())


def _neighbours(node: Node) -> Iterator[tuple[Node | None, Node]]:
    """Every element below a node with the element right before it, if there is nothing between."""
    before: Node | None = None
    for child in (node.get("value") or {}).get("children") or []:
        if child["value"]["nodeType"] == 1:
            yield before, child
            yield from _neighbours(child)
        before = child if child["value"]["nodeType"] == 1 else None


@contextmanager
def launch(extension: Path, profile: Path) -> Iterator[Firefox]:
    """Firefox with the extension in a fresh profile."""
    path = firefox_path()
    assert path is not None
    profile.mkdir(parents=True)
    lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in PREFERENCES.items()]
    (profile / "user.js").write_text("\n".join(lines))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [path, "--headless", "--no-remote", "--profile", str(profile),
               f"--remote-debugging-port={port}", "--remote-allow-system-access"]  # fmt: skip
    streams: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **streams) as process:
        browser = None
        try:
            browser = Firefox(port, extension)
            yield browser
        finally:
            if browser:
                browser.close()
            process.kill()
