"""Mappings as data: where a vendor keeps what our records hold, for reading and for writing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from html import escape
from html.parser import HTMLParser
from typing import Any

Row = Mapping[str, Any]
"""A record as the vendor sends it."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A value made out of what stands at `paths`."""

    paths: tuple[str, ...]
    make: Callable[[Row], Any]

    def __call__(self, row: Row) -> Any:
        return self.make(row)


Source = str | Derived
"""A path ("owner.id") in a row, or what is made out of several."""

_NUMBERS = frozenset({"amount", "probability"})


@dataclass(frozen=True, slots=True)
class ApiObject:
    """One kind of record at a vendor. `resource` is the vendor's name for it.

    `read`: our field -> where it stands. `write`: our field -> the vendor's. `constant`: values of
    every record written. `prefix` keeps ids apart where several resources are one kind of ours.
    `rich`: the vendor's fields that hold HTML.
    """

    resource: str
    read: Mapping[str, Source]
    write: Mapping[str, str] = field(default_factory=dict)
    constant: Mapping[str, Any] = field(default_factory=dict)
    prefix: str = ""
    rich: frozenset[str] = frozenset()

    def paths(self) -> list[str]:
        """Every path that is read, sorted: what to ask for."""
        return sorted({path for source in self.read.values() for path in _paths(source)})

    def values(self, row: Row) -> dict[str, Any]:
        """The fields of our record; ids and other words as text, empty ones None."""
        found = {name: _value(row, source) for name, source in self.read.items()}
        found["external_id"] = self.prefix + str(found["external_id"])
        return {name: _as_text(name, value) for name, value in found.items()}

    def payload(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The vendor's fields for a write: dates as ISO 8601, two texts for one field as two
        paragraphs, text as HTML where the field holds that.

        Raises:
            KeyError: a field that is not written here.
        """
        made: dict[str, Any] = {}
        for name, value in fields.items():
            theirs, given = self.write[name], _as_json(value)
            if theirs in made and made[theirs] and given:
                given = f"{made[theirs]}\n{given}"
            made[theirs] = given
        for theirs in self.rich & set(made):
            made[theirs] = escape(str(made[theirs] or ""), quote=False).replace("\n", "<br>")
        return {**self.constant, **made}


def at(row: Any, path: str) -> Any:
    """What stands at a dotted path; None where there is nothing or an empty text."""
    for part in path.split("."):
        if not isinstance(row, Mapping):
            return None
        row = row.get(part)
    return None if row == "" else row


def always(value: Any) -> Derived:
    """The same for every row."""
    return Derived((), lambda _row: value)


def first(*sources: Source) -> Derived:
    """The first of several that is there."""

    def found(row: Row) -> Any:
        values = (_value(row, source) for source in sources)
        return next((value for value in values if value not in (None, "", [])), None)

    return Derived(tuple(path for source in sources for path in _paths(source)), found)


def joined(*paths: str) -> Derived:
    """Texts side by side (first and last name)."""
    return Derived(paths, lambda row: " ".join(str(v) for p in paths if (v := at(row, p))) or None)


def listed(*paths: str) -> Derived:
    """Several texts as one list without repetition; texts with ";" in them are divided."""

    def found(row: Row) -> list[str]:
        parts = [p.strip() for path in paths for p in str(at(row, path) or "").split(";")]
        return list(dict.fromkeys(part for part in parts if part))

    return Derived(paths, found)


def one_of(path: str, words: Mapping[str, str], otherwise: str | None = None) -> Derived:
    """A vendor's word as ours; case does not count."""
    return Derived((path,), lambda row: words.get(str(at(row, path)).casefold(), otherwise))


def when(path: str, values: Collection[Any], source: Source) -> Derived:
    """`source` where one of `values` stands at `path`, else nothing."""
    return Derived(
        (path, *_paths(source)),
        lambda row: _value(row, source) if at(row, path) in values else None,
    )


def is_true(path: str) -> Derived:
    """Whether a box is ticked, as JSON or as a word."""
    return Derived((path,), lambda row: str(at(row, path)).casefold() in ("true", "1"))


def stage_category(won: str, closed: str) -> Derived:
    """Open, won or lost out of two boxes."""
    is_won, is_closed = is_true(won), is_true(closed)
    return Derived(
        (won, closed), lambda row: "won" if is_won(row) else "lost" if is_closed(row) else "open"
    )


def share(path: str) -> Derived:
    """A probability kept in per cent."""

    def found(row: Row) -> float | None:
        value = at(row, path)
        return None if value is None else float(value) / 100

    return Derived((path,), found)


def line_of(source: Source) -> Derived:
    """The first line of a text, short enough for a subject."""
    return Derived(
        _paths(source), lambda row: str(_value(row, source) or "").strip().split("\n")[0][:120]
    )


def day(*paths: str) -> Derived:
    """The day of the first date or moment that is there, as the vendor's zone (UTC) has it; what is
    no date stays as it is, for the schema to refuse."""

    def found(row: Row) -> Any:
        text = first(*paths)(row)
        moment = moment_of(text)
        return moment.date() if moment else text

    return Derived(paths, found)


def moment_of(value: Any) -> datetime | None:
    """A moment out of ISO 8601 (a blank for the T, +0000 for +00:00) or epoch milliseconds."""
    if isinstance(value, str) and value.isdigit() and len(value) > 8:
        value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return datetime.fromtimestamp(value / 1000, UTC)
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def plain(path: str) -> Derived:
    """The text of a piece of HTML, blocks on lines of their own."""

    def found(row: Row) -> str | None:
        text = at(row, path)
        if not isinstance(text, str) or not ("<" in text or "&" in text):
            return text
        reader = _Text()
        reader.feed(text)
        reader.close()
        return "".join(reader.parts).strip() or None

    return Derived((path,), found)


def _paths(source: Source) -> tuple[str, ...]:
    return (source,) if isinstance(source, str) else source.paths


def _value(row: Row, source: Source) -> Any:
    return at(row, source) if isinstance(source, str) else source(row)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002
        self._hidden += tag in ("script", "style")
        if tag in ("p", "br", "div", "li", "tr"):
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style") and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def _as_text(name: str, value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool) and name not in _NUMBERS:
        return str(value)
    return None if value == "" else value


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value
