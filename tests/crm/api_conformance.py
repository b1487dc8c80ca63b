"""What every connector over HTTP must do besides, shown against a stateful fake of its CRM.

A case module has `API_CASE` beside `CASE`. `test_api_conformance.py` runs every rule over every
such connector; `test_api_conformance_bites.py` shows that each rule finds a planted fault.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from backend.crm.api_connector import ApiConnector
from backend.crm.contract import (
    READERS,
    ApprovedWrite,
    ConnectorAbort,
    ExternalRef,
    ObjectType,
    WriteRefused,
)
from tests.crm.conformance import APPROVED_AT, ConnectorCase, errors, ids, new_record, read
from tests.crm.fakes.server import NOON, TOKEN, FakeCrm, answer, serving


@dataclass(frozen=True)
class ApiCase:
    """A connector and a fake of its CRM.

    `small` makes a CRM with a little of everything, `expected` are its ids by type. `large` makes
    one with so many contacts of ids `large_id`, all changed at NOON. `spoil` makes the record
    `bad_id` of `bad_type` unreadable. `touch` changes a contact at a moment, `delete` deletes one,
    `merge` lets one go into another. `update`: an update of a contact as (id, field, old, new).
    """

    connector: type[ApiConnector]
    small: Callable[[], Any]
    expected: Mapping[ObjectType, Sequence[str]]
    large: Callable[[int], Any]
    large_id: Callable[[int], str]
    spoil: Callable[[Any], None]
    bad_type: ObjectType
    bad_id: str
    touch: Callable[[Any, str, datetime], None]
    delete: Callable[[Any, str, datetime], None]
    merge: Callable[[Any, str, str, datetime], None] | None
    update: tuple[str, str, Any, Any]
    settings: Mapping[str, Any] = field(default_factory=dict)

    def of(self, fake: FakeCrm, **changes: Any) -> ApiConnector:
        return self.connector(fake.connection(**{**self.settings, **changes}))

    @property
    def contacts(self) -> list[str]:
        return list(self.expected["contact"])


def load_api_case(name: str) -> ApiCase:
    case: ApiCase = importlib.import_module(f"tests.crm.cases.{name}.case").API_CASE
    return case


def as_connector_case(case: ApiCase) -> ConnectorCase:
    """The same fakes for the rules of all connectors."""

    def spoiled(_folder: Any) -> ApiConnector:
        fake = case.small()
        case.spoil(fake)
        return case.of(fake)

    def expired(_folder: Any) -> ApiConnector:
        fake = case.small()
        fake.expire()
        return case.of(fake)

    def failing(_folder: Any) -> ApiConnector:
        fake = case.small()
        fake.fail(10_000)
        return case.of(fake)

    def answering(body: Any, headers: Mapping[str, str] | None = None) -> Any:
        def make(_folder: Any) -> ApiConnector:
            fake = case.small()
            fake._handled = lambda request: answer(body, 200, headers)
            return case.of(fake)

        return make

    def changed(_folder: Any) -> ApiConnector:
        fake = case.small()
        for identity in case.contacts:
            case.touch(fake, identity, NOON - timedelta(days=20))
        case.touch(fake, case.contacts[1], NOON)
        return case.of(fake)

    return ConnectorCase(
        healthy=lambda _folder: case.of(case.small()),
        expected=case.expected,
        one_bad=spoiled,
        bad_type=case.bad_type,
        bad_id=case.bad_id,
        unreadable={
            "expired credentials": expired,
            "a failing server": failing,
            "an answer of another shape": answering({"something": "else"}),
            "an answer that is a text": answering("welcome"),
        },
        large=lambda _folder, count: case.of(case.large(count)),
        large_id=case.large_id,
        changed=changed,
        changed_since=NOON - timedelta(days=1),
        changed_ids={"contact": [case.contacts[1]]},
        secrets=(TOKEN,),
        contact_id=case.contacts[0],
    )


def expired_credentials_abort_by_name(case: ApiCase) -> None:
    for after in (0, 1):
        fake = case.large(1_203)
        fake.expire(after)
        with pytest.raises(ConnectorAbort, match="credentials") as caught:
            read(case.of(fake), "contact")
        assert TOKEN not in str(caught.value)


def a_throttling_crm_is_waited_for(case: ApiCase) -> None:
    fake = case.large(303)
    fake.throttle(3, 30)
    assert len(ids(read(case.of(fake), "contact"))) == 303
    assert fake.throttled == 2
    assert fake.too_soon == 0, "asked again before the time it was told"
    fake.throttle(7 * 3600)
    slept = fake.clock.slept
    with pytest.raises(ConnectorAbort, match="420 minutes"):
        read(case.of(fake), "contact")
    assert fake.clock.slept - slept < 600, "nobody waits for hours"


def a_failing_crm_is_asked_again_a_few_times(case: ApiCase) -> None:
    fake = case.small()
    fake.fail(2)
    assert ids(read(case.of(fake), "contact")) == case.contacts
    fake.fail(10_000)
    asked = len(fake.log)
    with pytest.raises(ConnectorAbort):
        read(case.of(fake), "contact")
    assert len(fake.log) - asked < 20


def since_walks_every_page(case: ApiCase) -> None:
    fake = case.large(1_203)
    connector = case.of(fake)
    wanted = [case.large_id(number) for number in range(1_203)]
    found = ids(read(connector, "contact", NOON - timedelta(hours=1)))
    assert len(found) == len(wanted)
    assert sorted(found) == sorted(wanted), "many records of one and the same moment"
    assert read(connector, "contact", NOON + timedelta(hours=1)) == []
    moved = case.large_id(700)
    case.touch(fake, moved, NOON + timedelta(hours=2))
    assert ids(read(connector, "contact", NOON + timedelta(hours=1))) == [moved]
    a_little_later = NOON + timedelta(hours=2, minutes=2)
    assert ids(read(connector, "contact", a_little_later)) == [moved], "seen late by the CRM's list"


def what_is_gone_is_told(case: ApiCase) -> None:
    fake = case.small()
    connector = case.of(fake)
    gone, kept = case.contacts[0], case.contacts[1]
    assert list(connector.iter_removed("contact")) == []
    case.delete(fake, gone, NOON)
    assert gone not in ids(read(connector, "contact"))
    told = list(connector.iter_removed("contact", NOON - timedelta(hours=1)))
    if connector.capabilities.deletes:
        assert [(r.object_type, r.external_id, r.merged_into) for r in told] == [
            ("contact", gone, None)
        ]
        assert list(connector.iter_removed("contact", NOON + timedelta(hours=1))) == []
    else:
        assert told == []
    assert (case.merge is not None) is connector.capabilities.merges
    if case.merge:
        fake = case.small()
        connector = case.of(fake)
        case.merge(fake, gone, kept, NOON)
        told = list(connector.iter_removed("contact", NOON - timedelta(hours=1)))
        assert [(r.external_id, r.merged_into) for r in told] == [(gone, kept)]
        assert ids(read(connector, "contact")) == case.contacts[1:]
        assert list(connector.iter_removed("contact", NOON + timedelta(hours=1))) == []


def a_write_without_an_answer_is_written_once(case: ApiCase) -> None:
    for kind in sorted(case.connector.capabilities.writes):
        for lose in ("lose_answers", "lose_requests"):
            for times in (1, 2):
                fake = case.small()
                connector = case.of(fake)
                before = ids(read(connector, kind))
                getattr(fake, lose)(times)
                reference = _insistent(connector, new_record(kind, contact_id=case.contacts[0]))
                fresh = set(ids(read(connector, kind))) - set(before)
                assert fresh == {reference.external_id}, (kind, lose, times)
                assert fake.commits == 1, (kind, lose, times)


def _insistent(connector: ApiConnector, write: ApprovedWrite) -> ExternalRef:
    """As the sync does it: asked again later, with the same request."""
    for _ in range(3):
        try:
            return connector.write(write)
        except ConnectorAbort:
            continue
    raise AssertionError("never written")


def an_update_is_made_once_and_over_nothing_newer(case: ApiCase) -> None:
    identity, name, old, new = case.update
    fake = case.small()
    connector = case.of(fake)

    def updated(request: str, before: Any, after: Any) -> ExternalRef:
        return connector.write(
            ApprovedWrite(
                request,
                "contact",
                "update",
                {name: after},
                "jana",
                APPROVED_AT,
                identity,
                {name: before},
            )
        )

    with pytest.raises(WriteRefused, match="meanwhile"):
        updated("r0", "something they never saw", new)
    assert fake.commits == 0
    fake.lose_answers()
    assert updated("r1", old, new) == ExternalRef("contact", identity)
    assert updated("r1", old, new) == ExternalRef("contact", identity)
    assert fake.commits == 1
    (record,) = [r for r in read(connector, "contact") if r.external_id == identity]
    assert getattr(record, name) == new
    case.delete(fake, identity, NOON)
    with pytest.raises(WriteRefused):
        updated("r2", new, old)
    assert fake.commits == 1


def nothing_unapproved_reaches_the_crm(case: ApiCase) -> None:
    fake = case.small()
    connector = case.of(fake)
    for kind in READERS:
        with pytest.raises(WriteRefused):
            connector.write(dict(new_record(kind).fields))  # type: ignore[arg-type]
        if kind not in connector.capabilities.writes:
            with pytest.raises(WriteRefused):
                connector.write(new_record(kind))
        else:
            odd = {**new_record(kind).fields, "is_admin": True}
            with pytest.raises(WriteRefused, match="is_admin"):
                connector.write(ApprovedWrite("r", kind, "create", odd, "jana", APPROVED_AT))
    if "activity" in connector.capabilities.writes:
        logged = new_record("activity")
        with pytest.raises(WriteRefused):
            connector.write(
                replace(logged, action="update", external_id=case.expected["activity"][0])
            )
    assert fake.commits == 0


def it_speaks_over_a_real_socket(case: ApiCase) -> None:
    fake = case.small()
    with serving(fake) as address:
        connector = case.of(fake, wire=None, address=address, allowed_hosts=("127.0.0.1",))
        try:
            for kind in READERS:
                assert ids(read(connector, kind)) == list(case.expected.get(kind, [])), kind
        finally:
            connector.close()


def only_allowed_hosts_are_asked(case: ApiCase) -> None:
    fake = case.small()
    for address in ("https://metadata.internal.example", "http://127.0.0.1:9", "file:///etc/passwd",
                    "https://user:pass@metadata.internal.example"):  # fmt: skip
        with pytest.raises(ConnectorAbort):
            case.of(fake, address=address)
    with pytest.raises(ConnectorAbort, match="https"):
        case.of(fake, address="http://crm.example", allowed_hosts=("crm.example",))
    assert fake.log == []


def what_is_left_out_is_not_asked_for(case: ApiCase) -> None:
    fake = case.small()
    connector = case.of(fake, leave_out=frozenset(READERS))
    for kind in READERS:
        assert read(connector, kind) == []
        assert list(connector.iter_removed(kind)) == []
    assert fake.log == []
    assert errors(read(case.of(fake, leave_out=frozenset({"order"})), "contact")) == []


API_RULES: tuple[Callable[[ApiCase], None], ...] = (
    expired_credentials_abort_by_name,
    a_throttling_crm_is_waited_for,
    a_failing_crm_is_asked_again_a_few_times,
    since_walks_every_page,
    what_is_gone_is_told,
    a_write_without_an_answer_is_written_once,
    an_update_is_made_once_and_over_nothing_newer,
    nothing_unapproved_reaches_the_crm,
    it_speaks_over_a_real_socket,
    only_allowed_hosts_are_asked,
    what_is_left_out_is_not_asked_for,
)
