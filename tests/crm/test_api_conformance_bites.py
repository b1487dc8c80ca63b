"""Every rule for connectors over HTTP fails on each of them with that very fault planted."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, ClassVar

import pytest

from backend.crm.api_connector import ApiConnector, Connection
from backend.crm.contract import ApprovedWrite, ConnectorAbort, ExternalRef, WriteRefused
from backend.crm.transport import Limits
from tests.crm import api_conformance, conformance
from tests.crm.api_conformance import API_RULES, ApiCase, as_connector_case, load_api_case
from tests.crm.fakes.server import TOKEN
from tests.crm.test_api_conformance import NAMES


class TakesExpiredForEmpty:
    """Mixed into a connector, as all faults here."""

    def _read(self, kind: Any, since: Any) -> Iterator[Any]:
        try:
            yield from super()._read(kind, since)  # type: ignore[misc]
        except ConnectorAbort:
            return


class TellsItsToken:
    def _read(self, kind: Any, since: Any) -> Iterator[Any]:
        try:
            yield from super()._read(kind, since)  # type: ignore[misc]
        except ConnectorAbort as abort:
            raise ConnectorAbort(f"{abort} (credentials: {TOKEN})") from None


class _Restless:
    def __init__(self, clock: Any) -> None:
        self.now = clock.now

    def sleep(self, seconds: float) -> None:
        return


class DoesNotWait:
    def __init__(self, connection: Connection) -> None:
        clock: Any = _Restless(connection.clock)
        super().__init__(dataclasses.replace(connection, clock=clock))  # type: ignore[call-arg]


class WaitsForHours:
    def __init__(self, connection: Connection) -> None:
        limits = Limits(longest_wait=1e9)
        super().__init__(dataclasses.replace(connection, limits=limits))  # type: ignore[call-arg]


class GivesUpAtOnce:
    def __init__(self, connection: Connection) -> None:
        limits = Limits(tries=1)
        super().__init__(dataclasses.replace(connection, limits=limits))  # type: ignore[call-arg]


class NeverGivesUp:
    def __init__(self, connection: Connection) -> None:
        limits = Limits(tries=500)
        super().__init__(dataclasses.replace(connection, limits=limits))  # type: ignore[call-arg]


class StopsAfterAPage:
    def _rows(self, kind: Any, api_object: Any, since: Any) -> Iterator[Any]:
        yield from islice(super()._rows(kind, api_object, since), 200)  # type: ignore[misc]


class DoublesARow:
    def _rows(self, kind: Any, api_object: Any, since: Any) -> Iterator[Any]:
        for number, row in enumerate(super()._rows(kind, api_object, since)):  # type: ignore[misc]
            yield from [row] * (2 if number == 200 else 1)


class IgnoresSince:
    def _rows(self, kind: Any, api_object: Any, since: Any) -> Iterator[Any]:
        yield from super()._rows(kind, api_object, None)  # type: ignore[misc]


class ForgetsWhatIsGone:
    def iter_removed(self, object_type: Any, since: datetime | None = None) -> Iterator[Any]:
        yield from ()


class ForgetsMerges:
    def iter_removed(self, object_type: Any, since: datetime | None = None) -> Iterator[Any]:
        for gone in super().iter_removed(object_type, since):  # type: ignore[misc]
            yield dataclasses.replace(gone, merged_into=None)


class TellsAllThatEverWent:
    def iter_removed(self, object_type: Any, since: datetime | None = None) -> Iterator[Any]:
        yield from super().iter_removed(object_type)  # type: ignore[misc]


class NeverLooksUp:
    def _find(self, api_object: Any, write: ApprovedWrite) -> str | None:
        return None


class TakesSilenceForWritten:
    def _created_once(self, write: ApprovedWrite, api_object: Any) -> ExternalRef:
        try:
            return super()._created_once(write, api_object)  # type: ignore[misc, no-any-return]
        except ConnectorAbort:
            return ExternalRef(write.object_type, "somewhere")

    def _find(self, api_object: Any, write: ApprovedWrite) -> str | None:
        return None


class OverwritesWhatIsNewer:
    def _updated(self, write: ApprovedWrite, api_object: Any) -> ExternalRef:
        blind = dataclasses.replace(write, before={})
        return super()._updated(blind, api_object)  # type: ignore[misc, no-any-return]


class WritesWhatItIsHanded:
    def write(self, write: Any) -> ExternalRef:
        if isinstance(write, dict):
            now = datetime.now().astimezone()
            write = ApprovedWrite("r", "contact", "create", {"name": "Tern"}, "nobody", now)
        return super().write(write)  # type: ignore[misc, no-any-return]


class DropsUnknownFields:
    def write(self, write: Any) -> ExternalRef:
        if isinstance(write, ApprovedWrite):
            known = {k: v for k, v in write.fields.items() if k != "is_admin"}
            write = dataclasses.replace(write, fields=known)
        return super().write(write)  # type: ignore[misc, no-any-return]


class NeedsNoSocket:
    def __init__(self, connection: Connection) -> None:
        if connection.wire is None:
            raise ConnectorAbort("not tried over a socket")
        super().__init__(connection)  # type: ignore[call-arg]


class AsksAnybody:
    hosts: ClassVar[tuple[str, ...]] = ("*",)


class ReadsWhatIsLeftOut:
    def __init__(self, connection: Connection) -> None:
        everything = dataclasses.replace(connection, leave_out=frozenset())
        super().__init__(everything)  # type: ignore[call-arg]


BITES: tuple[tuple[type, Callable[[ApiCase], None]], ...] = (
    (TakesExpiredForEmpty, api_conformance.expired_credentials_abort_by_name),
    (TellsItsToken, api_conformance.expired_credentials_abort_by_name),
    (DoesNotWait, api_conformance.a_throttling_crm_is_waited_for),
    (WaitsForHours, api_conformance.a_throttling_crm_is_waited_for),
    (GivesUpAtOnce, api_conformance.a_failing_crm_is_asked_again_a_few_times),
    (NeverGivesUp, api_conformance.a_failing_crm_is_asked_again_a_few_times),
    (StopsAfterAPage, api_conformance.since_walks_every_page),
    (DoublesARow, api_conformance.since_walks_every_page),
    (IgnoresSince, api_conformance.since_walks_every_page),
    (ForgetsWhatIsGone, api_conformance.what_is_gone_is_told),
    (ForgetsMerges, api_conformance.what_is_gone_is_told),
    (TellsAllThatEverWent, api_conformance.what_is_gone_is_told),
    (NeverLooksUp, api_conformance.a_write_without_an_answer_is_written_once),
    (TakesSilenceForWritten, api_conformance.a_write_without_an_answer_is_written_once),
    (OverwritesWhatIsNewer, api_conformance.an_update_is_made_once_and_over_nothing_newer),
    (WritesWhatItIsHanded, api_conformance.nothing_unapproved_reaches_the_crm),
    (DropsUnknownFields, api_conformance.nothing_unapproved_reaches_the_crm),
    (NeedsNoSocket, api_conformance.it_speaks_over_a_real_socket),
    (AsksAnybody, api_conformance.only_allowed_hosts_are_asked),
    (ReadsWhatIsLeftOut, api_conformance.what_is_left_out_is_not_asked_for),
)
COMMON_BITES: tuple[tuple[type, Callable[..., None]], ...] = (
    (StopsAfterAPage, conformance.pages_lose_and_double_nothing),
    (DoublesARow, conformance.pages_lose_and_double_nothing),
    (IgnoresSince, conformance.since_leaves_out_what_has_not_changed),
    (TakesExpiredForEmpty, conformance.an_unreadable_source_aborts),
    (TellsItsToken, conformance.messages_hold_no_secret),
    (WritesWhatItIsHanded, conformance.nothing_is_written_without_approval),
)


def _without_a_point(case: ApiCase, fault: type) -> bool:
    """A CRM that keeps no trace of deletes or merges cannot be caught forgetting them."""
    can = case.connector.capabilities
    needs = {ForgetsWhatIsGone: can.deletes or can.merges, ForgetsMerges: can.merges,
             TellsAllThatEverWent: can.deletes or can.merges}  # fmt: skip
    return not needs.get(fault, True)


def _planted(name: str, fault: type) -> ApiCase:
    sound = load_api_case(name)
    faulty: type[ApiConnector] = type(fault.__name__, (fault, sound.connector), {})
    return dataclasses.replace(sound, connector=faulty)


FOUND = (AssertionError, pytest.fail.Exception, ConnectorAbort, WriteRefused)


PLANTED = [
    pytest.param(name, fault, rule, id=f"{name}-{fault.__name__}-{rule.__name__}")
    for name in NAMES
    for fault, rule in BITES
    if not _without_a_point(load_api_case(name), fault)
]


@pytest.mark.parametrize(("name", "fault", "rule"), PLANTED)
def test_a_planted_fault_is_found(name: str, fault: type, rule: Callable[[ApiCase], None]) -> None:
    with pytest.raises(FOUND):
        rule(_planted(name, fault))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("fault", "rule"), COMMON_BITES, ids=lambda item: item.__name__)
def test_a_planted_fault_is_found_by_the_common_rules(
    name: str, fault: type, rule: Callable[..., None], tmp_path: Any
) -> None:
    with pytest.raises(FOUND):
        rule(as_connector_case(_planted(name, fault)), tmp_path)


def test_every_rule_has_a_fault_it_finds() -> None:
    assert {rule for _, rule in BITES} == set(API_RULES)
