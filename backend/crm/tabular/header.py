"""Column headers: which field a column is, which row is the header, which kind a table is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from anyascii import anyascii

from backend.crm.assets import asset
from backend.crm.contract import ObjectType

_BRACKETS = re.compile(r"[(\[{].*?[)\]}]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_CURRENCY = re.compile(r"\b([A-Z]{3})\b")
MANY = frozenset({"emails", "phones", "aliases"})
"""Fields that several columns may fill."""
REFERENCE_NAMES = {"account_name": "account_id"}


@lru_cache(maxsize=4_096)
def folded(text: str) -> str:
    """A header or cell without case, diacritics and punctuation: "E-Mail (Work)" -> "e mail"."""
    plain = _BRACKETS.sub(" ", text) if _BRACKETS.sub("", text).strip() else text
    return " ".join(_NOT_WORD.sub(" ", anyascii(plain).casefold()).split())


@cache
def _aliases(kind: ObjectType) -> Mapping[str, str]:
    """Folded header -> field; what the kind itself says wins over what is common to all."""
    headers = asset("headers")
    known: dict[str, str] = {}
    for part in (headers["fields"][kind], headers["common"]):
        for name, spellings in part.items():
            for spelling in (name.replace("_", " "), *spellings):
                known.setdefault(spelling, name)
    if kind == "user":
        known["owner"] = "name"
    return known


def field_of(header: str, kind: ObjectType) -> str | None:
    """The field a header names in a table of this kind, or None.

    "OwnerId", "Owner ID" and "owner_id" are the same; a custom suffix ("Amount__c") goes.
    """
    aliases = _aliases(kind)
    bare = header.strip().lstrip("\ufeff")
    for text in (bare, _CAMEL.sub(" ", bare), re.sub(r"__c$", "", bare)):
        if found := aliases.get(folded(text)):
            return found
    return None


def currency_of(header: str) -> str | None:
    """The currency a header states: "Amount (EUR)" -> "EUR"."""
    inside = " ".join(_BRACKETS.findall(header)) or header
    match = _CURRENCY.search(inside)
    known = set(asset("words")["currencies"].values())
    return match[1] if match and (match[1] in known or _BRACKETS.search(header)) else None


@cache
def required(kind: ObjectType) -> tuple[tuple[str, ...], ...]:
    """Fields a table of this kind must have: one of each group."""
    account = ("account_id", "account_name")
    groups: Mapping[ObjectType, tuple[tuple[str, ...], ...]] = {
        "user": (("name", "last_name", "email"),),
        "account": (("name",),),
        "contact": (("name", "last_name"),),
        "opportunity": (("name",), account, ("stage", "stage_category", "is_closed", "close_date")),
        "order": (account, ("ordered_on",), ("amount",)),
        "invoice": (account, ("issued_on",), ("due_on",), ("amount",)),
        "activity": (("occurred_at",), ("subject", "text"), (*account, "contact_id")),
    }
    return groups[kind]


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column is which field: `fields[i]` belongs to `headers[i]`."""

    kind: ObjectType
    headers: tuple[str, ...]
    fields: tuple[str | None, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Required fields no column gives, alternatives with a slash."""
        have = set(self.fields)
        return tuple("/".join(g) for g in required(self.kind) if not have.intersection(g))


def map_columns(
    headers: Sequence[str], kind: ObjectType, stated: Mapping[str, str | None] | None = None
) -> ColumnMap:
    """Map headers to fields; what a person `stated` (header -> field or None) wins.

    Of two columns for one field the first is taken, unless the field holds several values.
    """
    stated = stated or {}
    fields: list[str | None] = []
    for header in headers:
        found = stated[header] if header in stated else field_of(header, kind)
        if found is not None and found in fields and found not in MANY:
            found = None
        fields.append(found)
    return ColumnMap(kind, tuple(headers), tuple(fields))


def kinds_by_name(file_name: str) -> ObjectType | None:
    """The kind a file name or a sheet's ("Kontakty_2026-11.csv", "crm.xlsx › Firmy") states."""
    book, _, sheet = file_name.partition(" › ")
    stem = sheet or book.rsplit(".", 1)[0]
    words = re.sub(r"\d+", " ", folded(_CAMEL.sub(" ", stem).replace("_", " "))).split()
    best: tuple[int, ObjectType] | None = None
    for kind, names in asset("headers")["file_names"].items():
        for name in names:
            parts = name.split()
            spots = range(len(words) - len(parts) + 1)
            if any(words[i : i + len(parts)] == parts for i in spots) and (
                best is None or len(parts) > best[0]
            ):
                best = (len(parts), kind)
    return best[1] if best else None


# What tells a kind from the others when the file name does not.
_TELLING: Mapping[ObjectType, tuple[str, ...]] = {
    "activity": ("occurred_at", "subject", "text", "kind", "direction"),
    "invoice": ("due_on", "paid_on", "issued_on"),
    "order": ("ordered_on", "product"),
    "opportunity": ("stage", "close_date", "probability", "is_won"),
    "contact": ("last_name", "first_name", "job_title", "emails", "account_name"),
    "account": ("industry", "website", "domain", "size", "parent_id", "aliases"),
    "user": ("unit", "email"),
}


def kind_by_header(headers: Sequence[str]) -> ObjectType | None:
    """The kind whose required fields are there and whose own fields are best met, or None."""
    best: tuple[float, ObjectType] | None = None
    for kind, telling in _TELLING.items():
        mapping = map_columns(headers, kind)
        if mapping.missing:
            continue
        have = set(mapping.fields)
        score = len(have) + 2 * len(have.intersection(telling))
        if best is None or score > best[0]:
            best = (score, kind)
    return best[1] if best else None


def decide_kind(file_name: str, headers: Sequence[str]) -> ObjectType | None:
    """The file's name decides where its header has what that kind needs; else the header does."""
    named = kinds_by_name(file_name)
    if named and not map_columns(headers, named).missing:
        return named
    return kind_by_header(headers) or named


def recognised(row: Sequence[str], kinds: Sequence[ObjectType]) -> int:
    """How many cells of a row are headers of the kind that knows most of them."""
    cells = [cell for cell in row if cell.strip()]
    return max(
        (len({f for cell in cells if (f := field_of(cell, kind))}) for kind in kinds), default=0
    )
