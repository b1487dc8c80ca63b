"""The gold set's texts, its two passes of labels, and what was settled between them.

    tests/gold/texts-HALF/{authors,discussions[,staff,catalogue]}.jsonl
    tests/gold/labels-{a,b}/HALF/{expertise,relevance,reactions,seniority,triage}_gold.jsonl
    tests/gold/settled-HALF.jsonl

A label row is an item (whom or what it labels) and a value (the rest of the row). A settled row is
{"file", "item", "a", "b", "settled", "why"}: the values of both passes, the one that holds, and
the reason. Rows on items where both passes agree are corrections.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Row = dict[str, Any]

GOLD = Path(__file__).resolve().parents[2] / "tests" / "gold"
HALVES = ("west", "east")
TEXTS = ("authors", "discussions", "staff", "catalogue")
ITEM_KEYS = {
    "expertise_gold": ("author",),
    "relevance_gold": ("discussion", "author"),
    "reactions_gold": ("comment",),
    "seniority_gold": ("author",),
    "triage_gold": ("comment",),
}
"""Label file → the keys that name an item; relevance items read "wd01/wa01"."""
VALUE_KEYS = {
    "expertise_gold": ("areas", "not_areas"),
    "relevance_gold": ("grade",),
    "reactions_gold": ("kinds", "stance_topic", "mentions"),
    "seniority_gold": ("seniority", "function", "country"),
    "triage_gold": ("react", "staff"),
}


@dataclass(frozen=True)
class Half:
    """One half of the set; labels are {file: {item: value}}, settled rows {(file, item): row}."""

    name: str
    texts: dict[str, list[Row]]
    a: dict[str, dict[str, Row]]
    b: dict[str, dict[str, Row]]
    settled: dict[tuple[str, str], Row]

    def items(self) -> Iterable[tuple[str, str]]:
        """Every (file, item) that either pass labels, in the order of pass A."""
        for file in ITEM_KEYS:
            for item in {**self.a[file], **self.b[file]}:
                yield file, item

    def differs(self, file: str, item: str) -> bool:
        one, other = self.a[file].get(item), self.b[file].get(item)
        return one is None or other is None or canonical(one) != canonical(other)

    def open_items(self) -> list[tuple[str, str]]:
        """The disagreements that nobody settled yet."""
        return [
            (file, item)
            for file, item in self.items()
            if (file, item) not in self.settled and self.differs(file, item)
        ]

    def gold(self, file: str) -> dict[str, Row]:
        """Item → the value that holds; open items are left out."""
        left_out = set(self.open_items())
        return {
            item: self.settled[name, item]["settled"] if (name, item) in self.settled
            else self.a[name][item]
            for name, item in self.items()
            if name == file and (name, item) not in left_out
        }  # fmt: skip

    @cached_property
    def languages(self) -> dict[str, str]:
        """Author, discussion or comment → its language."""
        return _languages(self.texts)


def read_half(name: str, gold: Path = GOLD) -> Half:
    """Raises ValueError for a row that names its item twice, and for a settled row whose a or b is
    not what the pass says (any more)."""
    texts = {
        kind: read_rows(path)
        for kind in TEXTS
        if (path := gold / f"texts-{name}" / f"{kind}.jsonl").exists()
    }
    a, b = ({f: _labels(gold / p / name / f"{f}.jsonl", f) for f in ITEM_KEYS}
            for p in ("labels-a", "labels-b"))  # fmt: skip
    half = Half(name, texts, a, b, _settled(settled_path(name, gold)))
    for (file, item), row in half.settled.items():
        for one, labels in (("a", a), ("b", b)):
            if one in row and row[one] != labels[file].get(item):
                raise ValueError(
                    f"settled-{name}: {file} {item}: `{one}` is not what the pass says"
                )
    return half


def settled_path(name: str, gold: Path = GOLD) -> Path:
    return gold / f"settled-{name}.jsonl"


def read_rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as stream:
        return [json.loads(line) for line in stream if line.strip()]


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    path.write_text(as_lines(rows), encoding="utf-8")


def as_lines(rows: Iterable[Row]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def as_row(file: str, item: str, value: Row) -> Row:
    """The label row of an item and its value."""
    return {**dict(zip(ITEM_KEYS[file], item.split("/"), strict=True)), **value}


def canonical(value: Row) -> Row:
    """The value with lists whose order says nothing sorted; the order of staff does say something
    (the content expert first)."""

    def ordered(key: str, entry: Any) -> Any:
        if key not in ("areas", "not_areas", "kinds", "mentions"):
            return entry
        return sorted(entry, key=lambda one: json.dumps(one, sort_keys=True))

    return {key: ordered(key, entry) for key, entry in value.items()}


def gold_files(halves: Iterable[Half]) -> dict[str, list[Row]]:
    """File name without ending → rows, the halves one after the other."""
    found: dict[str, list[Row]] = {name: [] for name in (*TEXTS, *ITEM_KEYS)}
    for half in halves:
        for kind, rows in half.texts.items():
            found[kind].extend(rows)
        for file in ITEM_KEYS:
            found[file].extend(as_row(file, *pair) for pair in half.gold(file).items())
    return found


def _labels(path: Path, file: str) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in read_rows(path):
        item = "/".join(row[key] for key in ITEM_KEYS[file])
        if item in found:
            raise ValueError(f"{path.name}: {item} twice")
        found[item] = {key: row[key] for key in VALUE_KEYS[file]}
    return found


def _settled(path: Path) -> dict[tuple[str, str], Row]:
    found: dict[tuple[str, str], Row] = {}
    for row in read_rows(path) if path.exists() else ():
        key = row["file"], row["item"]
        if key in found:
            raise ValueError(f"{path.name}: {key} twice")
        found[key] = row
    return found


def _languages(texts: dict[str, list[Row]]) -> dict[str, str]:
    found = {author["id"]: author["lang"] for author in texts["authors"]}
    for discussion in texts["discussions"]:
        ids = [discussion["id"], *(comment["id"] for comment in discussion["comments"])]
        found.update(dict.fromkeys(ids, discussion["lang"]))
    return found
