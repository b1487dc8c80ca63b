"""Drives a real Firefox with the extension installed, over WebDriver BiDi.

Pages come from memory under any address (network interception), badges are seen inside their closed
shadow roots as BiDi serialises them, clicks are real input, and the background's state is asked of
the browser itself.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.browser.bidi import Bidi, BidiError
from tests.browser.bidi_nodes import Node, attributes, neighbours, nodes, words

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
Json = dict[str, Any]


def firefox_path() -> str | None:
    """Firefox's executable, or None. SIDENOTE_FIREFOX names another one."""
    named = os.environ.get("SIDENOTE_FIREFOX")
    return named or shutil.which("firefox-esr") or shutil.which("firefox")


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
        """Sends a message to the background as an extension page does; returns its answer.

        Nobody listens while a background is being stopped; as capture.js does, it is said again.
        """
        for _ in range(10):
            try:
                return self.evaluate(f"browser.runtime.sendMessage({json.dumps(message)})")
            except BidiError as error:
                if "Receiving end does not exist" not in str(error):
                    raise
                time.sleep(0.2)
        raise AssertionError("the background does not come back")

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
        for before, host in neighbours(self.tree()):
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
