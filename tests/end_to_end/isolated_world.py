"""Reads what the extension shows in a page.

Badges and cards live in closed shadow roots, which only the extension's isolated world can look
into (docs/decisions/0001).
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import CDPSession, Page

_BADGES = """
[...document.querySelectorAll("span")].flatMap((host) => {
  const root = Sidenote.ui?.rootOf?.(host);
  const button = root?.querySelector("button.badge");
  if (!button) return [];
  const box = button.getBoundingClientRect();
  return [{
    state: button.dataset.state, label: button.getAttribute("aria-label"),
    word: button.innerText, x: box.x + box.width / 2, y: box.y + box.height / 2,
    width: box.width, height: box.height,
    link: (host.previousElementSibling?.closest?.("a")
      ?? host.previousElementSibling?.querySelector?.("a")
      ?? host.parentElement?.querySelector("a") ?? host.closest("a"))?.href ?? null,
  }];
})
"""
_CARD = """
[...document.querySelectorAll("span")].map((host) => Sidenote.ui?.rootOf?.(host))
  .flatMap((root) => root ? [...root.querySelectorAll("[popover], [role=dialog]")] : [])
  .filter((card) => card.matches(":popover-open") || card.offsetHeight > 0)
  .map((card) => ({
    text: card.innerText,
    box: (({ x, y, width, height }) => ({ x, y, width, height }))(card.getBoundingClientRect()),
    buttons: [...card.querySelectorAll("button, summary")].map((button) => {
      const box = button.getBoundingClientRect();
      return { text: button.innerText, label: button.getAttribute("aria-label"),
               x: box.x + box.width / 2, y: box.y + box.height / 2 };
    }),
  }))
"""


class IsolatedWorld:
    """The extension's side of one page."""

    def __init__(self, page: Page, extension_id: str) -> None:
        self.page = page
        self._origin = f"chrome-extension://{extension_id}"
        self._contexts: dict[int, str] = {}
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.on("Runtime.executionContextCreated", self._created)
        self._session.on("Runtime.executionContextsCleared", lambda _: self._contexts.clear())
        self._session.on(
            "Runtime.executionContextDestroyed",
            lambda event: self._contexts.pop(event["executionContextId"], None),
        )
        self._session.send("Runtime.enable")

    def _created(self, event: dict[str, Any]) -> None:
        context = event["context"]
        if context["origin"].startswith(self._origin):
            self._contexts[context["id"]] = context["name"]

    @property
    def exists(self) -> bool:
        """Whether a content script runs in the page."""
        return bool(self._contexts)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression in the extension's isolated world; None when there is none."""
        if not self._contexts:
            return None
        answer = self._session.send(
            "Runtime.evaluate",
            {
                "expression": expression,
                "contextId": max(self._contexts),
                "returnByValue": True,
                "awaitPromise": True,
            },
        )
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def badges(self) -> list[dict[str, Any]]:
        """state, label, word, link of the name it follows, and where its middle is (CSS pixels)."""
        return self.evaluate(_BADGES) or []

    def cards(self) -> list[dict[str, Any]]:
        """Text, box and buttons of each open hover card."""
        return self.evaluate(_CARD) or []

    def tick(self) -> None:
        """Let events through: Playwright hears of them only while it is called."""
        self.page.wait_for_timeout(30)
