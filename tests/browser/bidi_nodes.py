"""Nodes as BiDi serialises them, shadow roots (closed ones too) included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]


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


def neighbours(node: Node) -> Iterator[tuple[Node | None, Node]]:
    """Every element below a node with the element right before it, if there is nothing between."""
    before: Node | None = None
    for child in (node.get("value") or {}).get("children") or []:
        if child["value"]["nodeType"] == 1:
            yield before, child
            yield from neighbours(child)
        before = child if child["value"]["nodeType"] == 1 else None
