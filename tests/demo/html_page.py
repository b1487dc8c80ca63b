"""Reads a page with the standard library's parser: tags, ids, links, microdata and JSON-LD."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"br", "hr", "img", "input", "link", "meta"}


@dataclass
class Thing:
    """One microdata item: its types, and what stands under each property."""

    type: str
    item_id: str | None
    properties: dict[str, list[Any]] = field(default_factory=dict)

    def first(self, name: str) -> Any:
        return self.properties.get(name, [None])[0]


@dataclass
class _Open:
    """An element still open: the thing it starts and the properties its words belong to."""

    tag: str
    thing: Thing | None = None
    names: list[str] = field(default_factory=list)
    words: list[str] | None = None


class HtmlPage(HTMLParser):
    """One parsed page. `wrong` lists what is not well formed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.attributes: set[str] = set()
        self.scripts: list[dict[str, str | None]] = []
        self.json_ld: list[Any] = []
        self.things: list[Thing] = []
        self.headings: list[str] = []
        self.wrong: list[str] = []
        self._open: list[_Open] = []
        self._script: str | None = None
        self.feed(html)
        self.close()
        self.wrong += [f"<{element.tag}> stays open" for element in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.attributes |= set(values)
        if values.get("id"):
            self.ids.append(values["id"] or "")
        for name in ("href", "src"):
            if values.get(name) is not None:
                self.links.append((tag, values[name] or ""))
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        if tag == "script":
            self.scripts.append(values)
            self._script = ""
        element = self._microdata(tag, values)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """SVG closes its own elements; there is nothing in them to read."""

    def _microdata(self, tag: str, values: dict[str, str | None]) -> _Open:
        names = (values.get("itemprop") or "").split()
        owner = next((e.thing for e in reversed(self._open) if e.thing), None)
        element = _Open(tag)
        value: Any = None
        if "itemscope" in values:
            kind = (values.get("itemtype") or "").removeprefix("https://schema.org/")
            element.thing = value = Thing(kind, values.get("itemid"))
            if not names:
                self.things.append(element.thing)
        elif names:
            value = values.get("href") or values.get("content") or values.get("datetime")
            if value is None:
                element.words, element.names = [], names
        if value is not None and names and owner is not None:
            for name in names:
                owner.properties.setdefault(name, []).append(value)
        return element

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self._script += data
        for element in self._open:
            if element.words is not None:
                element.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            self.wrong.append(f"</{tag}> closes {self._open[-1].tag if self._open else 'nothing'}")
            return
        element = self._open.pop()
        if tag == "script":
            self.json_ld.append(json.loads(self._script or ""))
            self._script = None
        if element.words is not None:
            owner = next(e.thing for e in reversed(self._open) if e.thing)
            text = " ".join("".join(element.words).split())
            for name in element.names:
                owner.properties.setdefault(name, []).append(text)
