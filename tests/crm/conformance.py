"""What every CRM connector must do. One function a rule; each takes a connector's case.

A case lives in tests/crm/cases/<connector>/case.py as `CASE`. `test_conformance.py` runs every rule
over every connector in the registry; `test_conformance_bites.py` shows that each rule fails on a
connector with that fault planted.
"""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from backend.crm.contract import (
    READERS,
    ApprovedWrite,
    Connector,
    ConnectorAbort,
    ObjectType,
    RecordError,
    WriteRefused,
)
from backend.crm.records import SCHEMAS

APPROVED_AT = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
Make = Callable[[Path], Connector]
"""Makes a connector over a source that the case prepares in the given empty folder."""


@dataclass(frozen=True)
class ConnectorCase:
    """What the suite needs to know of one connector.

    `healthy`: a readable source; `expected`: its external ids by type, in order.
    `one_bad`: the same source with one record of `bad_type` that cannot be read.
    `unreadable`: sources that must abort, by what is wrong with them.
    `changed`: a source and a moment; `changed_ids` are the ids changed since (incremental only).
    `large`: makes a source of so many contacts with ids "c0", "c1", ... (or as `large_id` has it):
    several pages of them.
    `secrets`: strings that must stand in no message.
    `contact_id`: whom an activity is logged with (where the CRM asks for somebody).
    """

    healthy: Make
    expected: Mapping[ObjectType, Sequence[str]]
    one_bad: Make
    bad_type: ObjectType
    bad_id: str
    unreadable: Mapping[str, Make]
    large: Callable[[Path, int], Connector]
    large_id: Callable[[int], str] = "c{}".format
    changed: Make | None = None
    changed_since: datetime | None = None
    changed_ids: Mapping[ObjectType, Sequence[str]] = field(default_factory=dict)
    secrets: Sequence[str] = ()
    contact_id: str | None = None


def load_case(name: str) -> ConnectorCase:
    """The case of a connector; a connector without one fails here."""
    module = importlib.import_module(f"tests.crm.cases.{name}.case")
    case: ConnectorCase = module.CASE
    return case


def read(connector: Connector, kind: ObjectType, since: datetime | None = None) -> list[Any]:
    return list(getattr(connector, READERS[kind])(since))


def ids(items: Sequence[Any]) -> list[str]:
    return [item.external_id for item in items if not isinstance(item, RecordError)]


def errors(items: Sequence[Any]) -> list[RecordError]:
    return [item for item in items if isinstance(item, RecordError)]


def reads_every_record_once_in_one_shape(case: ConnectorCase, folder: Path) -> None:
    connector = case.healthy(folder)
    connector.check()
    for kind in READERS:
        items = read(connector, kind)
        assert errors(items) == [], kind
        assert all(type(item) is SCHEMAS[kind] for item in items), kind
        assert ids(items) == list(case.expected.get(kind, [])), kind
        assert not items or kind in connector.capabilities.reads, kind


def readers_stream(case: ConnectorCase, folder: Path) -> None:
    connector = case.healthy(folder)
    for kind in READERS:
        reader = getattr(connector, READERS[kind])()
        assert isinstance(reader, Iterator), f"{kind}: {type(reader).__name__} is no stream"


def reading_again_yields_the_same(case: ConnectorCase, folder: Path) -> None:
    connector = case.healthy(folder)
    for kind in READERS:
        assert read(connector, kind) == read(connector, kind), kind
    half = getattr(connector, READERS["contact"])()
    next(half, None)  # a reader that is left half-way must not disturb the next one
    assert ids(read(connector, "contact")) == list(case.expected.get("contact", []))


def pages_lose_and_double_nothing(case: ConnectorCase, folder: Path) -> None:
    count = 1_203
    connector = case.large(folder, count)
    items = read(connector, "contact")
    assert errors(items) == []
    assert ids(items) == [case.large_id(number) for number in range(count)]
    first = list(itertools.islice(connector.iter_contacts(), 3))
    assert ids(first) == [case.large_id(number) for number in range(3)]


def one_bad_record_is_told_and_skipped(case: ConnectorCase, folder: Path) -> None:
    connector = case.one_bad(folder)
    items = read(connector, case.bad_type)
    told = errors(items)
    assert len(told) == 1, "exactly the bad record is told"
    assert told[0].skipped
    assert told[0].message
    assert told[0].row is not None
    wanted = [one for one in case.expected[case.bad_type] if one != case.bad_id]
    assert ids(items) == wanted, "every other record is there"


def an_unreadable_source_aborts(case: ConnectorCase, folder: Path) -> None:
    for index, (what, make) in enumerate(case.unreadable.items()):
        place = folder / str(index)
        place.mkdir()
        with pytest.raises(ConnectorAbort) as caught:
            read_everything(make(place))
        assert str(caught.value).strip(), what


def read_everything(connector: Connector) -> None:
    connector.check()
    for kind in READERS:
        read(connector, kind)


def since_leaves_out_what_has_not_changed(case: ConnectorCase, folder: Path) -> None:
    connector = case.healthy(folder)
    if not connector.capabilities.incremental:
        long_from_now = datetime(2990, 1, 1, tzinfo=UTC)
        for kind in READERS:
            assert ids(read(connector, kind, long_from_now)) == ids(read(connector, kind)), kind
        return
    assert case.changed is not None, "an incremental connector needs a case of changes"
    changes = folder / "changes"
    changes.mkdir()
    connector = case.changed(changes)
    for kind, wanted in case.changed_ids.items():
        assert ids(read(connector, kind, case.changed_since)) == list(wanted), kind


def new_record(
    kind: ObjectType, request_id: str = "request-1", contact_id: str | None = None
) -> ApprovedWrite:
    """An approved write of a new record; an activity is one of the contact, if there is one."""
    if kind != "activity":
        return ApprovedWrite(request_id, kind, "create", {"name": "Tern"}, "jana", APPROVED_AT)
    note = {
        "kind": "note", "subject": "Tern", "text": "<b>Asked</b> for a quote",
        "occurred_at": APPROVED_AT,
    } | ({"contact_id": contact_id} if contact_id else {})  # fmt: skip
    return ApprovedWrite(request_id, kind, "log", note, "jana", APPROVED_AT)


def nothing_is_written_without_approval(case: ConnectorCase, folder: Path) -> None:
    with pytest.raises(WriteRefused):
        ApprovedWrite("request-1", "contact", "create", {}, "", datetime.now(UTC))
    connector = case.healthy(folder)
    for kind in READERS:
        before = read(connector, kind)
        if kind not in connector.capabilities.writes:
            with pytest.raises(WriteRefused):
                connector.write(new_record(kind))
            assert read(connector, kind) == before, kind
        with pytest.raises((WriteRefused, TypeError, AttributeError)):
            connector.write({"name": "Tern"})  # type: ignore[arg-type]
        assert read(connector, kind) == before, kind


def an_approved_write_sent_twice_is_written_once(case: ConnectorCase, folder: Path) -> None:
    connector = case.healthy(folder)
    for kind in connector.capabilities.writes:
        before = len(read(connector, kind))
        write = new_record(kind, contact_id=case.contact_id)
        assert connector.write(write) == connector.write(write), kind
        assert len(read(connector, kind)) == before + 1, kind


def messages_hold_no_secret(case: ConnectorCase, folder: Path) -> None:
    messages = []
    for index, make in enumerate([case.one_bad, *case.unreadable.values()]):
        place = folder / str(index)
        place.mkdir()
        try:
            connector = make(place)
            messages += [*connector.check(), repr(connector)]
            for kind in READERS:
                messages += [str(error) for error in errors(read(connector, kind))]
        except ConnectorAbort as abort:
            messages.append(str(abort))
    for secret in case.secrets:
        assert not [message for message in messages if secret in message]


RULES: tuple[Callable[[ConnectorCase, Path], None], ...] = (
    reads_every_record_once_in_one_shape,
    readers_stream,
    reading_again_yields_the_same,
    pages_lose_and_double_nothing,
    one_bad_record_is_told_and_skipped,
    an_unreadable_source_aborts,
    since_leaves_out_what_has_not_changed,
    nothing_is_written_without_approval,
    an_approved_write_sent_twice_is_written_once,
    messages_hold_no_secret,
)
