"""Every rule of the conformance suite fails on a connector with that very fault planted."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from backend.crm.connectors.csv_files import CsvFiles
from backend.crm.contract import (
    ApprovedWrite,
    Capabilities,
    ConnectorAbort,
    ExternalRef,
    RecordError,
)
from backend.schemas.crm import ContactRecord
from tests.crm import conformance
from tests.crm.conformance import ConnectorCase, load_case

PAGE = 100


class LosesTheLastOfAPage(CsvFiles):
    def iter_contacts(self, since: datetime | None = None) -> Iterator[Any]:
        for number, item in enumerate(super().iter_contacts(since), start=1):
            if number % PAGE:
                yield item


class DoublesAtThePageBreak(CsvFiles):
    def iter_contacts(self, since: datetime | None = None) -> Iterator[Any]:
        for number, item in enumerate(super().iter_contacts(since), start=1):
            yield item
            if number % PAGE == 0:
                yield item


class ReturnsALot(CsvFiles):
    def iter_contacts(self, since: datetime | None = None) -> Iterator[Any]:
        return list(super().iter_contacts(since))  # type: ignore[return-value]


class CanBeReadOnce(CsvFiles):
    _was_read = False

    def iter_contacts(self, since: datetime | None = None) -> Iterator[Any]:
        if not self._was_read:
            self._was_read = True
            yield from super().iter_contacts(since)


class IgnoresSince(CsvFiles):
    def iter_contacts(self, since: datetime | None = None) -> Iterator[Any]:
        return super().iter_contacts()


class SwallowsBadRecords(CsvFiles):
    def iter_invoices(self, since: datetime | None = None) -> Iterator[Any]:
        return (i for i in super().iter_invoices(since) if not isinstance(i, RecordError))


class StopsAtABadRecord(CsvFiles):
    def iter_invoices(self, since: datetime | None = None) -> Iterator[Any]:
        for item in super().iter_invoices(since):
            yield item
            if isinstance(item, RecordError):
                return


class TakesUnreadableForEmpty(CsvFiles):
    def check(self) -> tuple[str, ...]:
        try:
            return super().check()
        except ConnectorAbort:
            self._opened = []
            return ()


class YieldsAnotherShape(CsvFiles):
    def iter_accounts(self, since: datetime | None = None) -> Iterator[Any]:
        for item in super().iter_accounts(since):
            yield item.model_dump() if not isinstance(item, RecordError) else item


class WritesWhatItLikes(CsvFiles):
    def write(self, write: ApprovedWrite) -> ExternalRef:
        return ExternalRef("contact", "new")


class WritesTwice(CsvFiles):
    capabilities: ClassVar[Capabilities] = dataclasses.replace(
        CsvFiles.capabilities, writes=frozenset({"contact"})
    )

    def __init__(self, *paths: Path) -> None:
        super().__init__(*paths)
        self._written: list[ContactRecord] = []

    def write(self, write: ApprovedWrite) -> ExternalRef:
        record = ContactRecord(external_id=f"n{len(self._written)}", name=write.fields["name"])
        self._written.append(record)
        return ExternalRef("contact", "n0")

    def iter_contacts(self, since: datetime | None = None) -> Iterator[Any]:
        yield from super().iter_contacts(since)
        yield from self._written


class TellsItsPassword(CsvFiles):
    def check(self) -> tuple[str, ...]:
        return (*super().check(), "signed in with hunter2")


BITES: tuple[tuple[type[CsvFiles], Callable[[ConnectorCase, Path], None]], ...] = (
    (LosesTheLastOfAPage, conformance.pages_lose_and_double_nothing),
    (DoublesAtThePageBreak, conformance.pages_lose_and_double_nothing),
    (ReturnsALot, conformance.readers_stream),
    (CanBeReadOnce, conformance.reading_again_yields_the_same),
    (IgnoresSince, conformance.since_leaves_out_what_has_not_changed),
    (SwallowsBadRecords, conformance.one_bad_record_is_told_and_skipped),
    (StopsAtABadRecord, conformance.one_bad_record_is_told_and_skipped),
    (TakesUnreadableForEmpty, conformance.an_unreadable_source_aborts),
    (YieldsAnotherShape, conformance.reads_every_record_once_in_one_shape),
    (WritesWhatItLikes, conformance.nothing_is_written_without_approval),
    (WritesTwice, conformance.an_approved_write_sent_twice_is_written_once),
    (TellsItsPassword, conformance.messages_hold_no_secret),
)


def _planted(fault: type[CsvFiles]) -> ConnectorCase:
    """The case of the CSV connector with the faulty class in its place."""
    sound = load_case("csv_files")

    def swapped(make: Callable[..., Any]) -> Callable[..., Any]:
        def with_fault(*given: Any) -> CsvFiles:
            return fault(*make(*given)._paths)

        return with_fault

    unreadable: Mapping[str, Any] = {what: swapped(m) for what, m in sound.unreadable.items()}
    return dataclasses.replace(
        sound,
        healthy=swapped(sound.healthy),
        one_bad=swapped(sound.one_bad),
        large=swapped(sound.large),
        changed=swapped(sound.changed) if sound.changed else None,
        unreadable=unreadable,
        secrets=("hunter2",),
    )


@pytest.mark.parametrize(("fault", "rule"), BITES, ids=lambda item: item.__name__)
def test_a_planted_fault_is_found(
    fault: type[CsvFiles], rule: Callable[[ConnectorCase, Path], None], tmp_path: Path
) -> None:
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        rule(_planted(fault), tmp_path)


def test_every_rule_has_a_fault_it_finds() -> None:
    assert {rule for _, rule in BITES} == set(conformance.RULES)
