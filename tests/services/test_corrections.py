"""A person's word on a link wins, outlives every re-run and import, and can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backend.schemas.annotation import PersonAnnotation
from backend.schemas.capture import Capture
from backend.schemas.crm import ContactRecord
from backend.services.correct_link import Record, Verdict, correct_link
from backend.services.errors import NotFound
from backend.services.ingest import ingest
from backend.services.sync_crm import sync_crm
from tests.conftest import Workspace
from tests.databases import TestDatabase
from tests.invented import NOON, InventedCrm, profile_capture, small_crm
from tests.services.tables import all_rows


def captured(tenant: Workspace, hours: int = 0, number: int = 0) -> PersonAnnotation:
    at = (NOON + timedelta(hours=hours)).isoformat()
    capture = profile_capture(number, captured_at=at)
    (person,) = ingest(tenant.scope(), Capture.model_validate(capture))[0].people
    return person


def record_id(database: TestDatabase, external_id: str) -> str:
    (found,) = [
        row["record_id"]
        for row in all_rows(database)["external_ref"]
        if row["external_id"] == external_id
    ]
    return str(found)


@pytest.fixture
def person(tenant: Workspace) -> PersonAnnotation:
    sync_crm(tenant.scope(), InventedCrm(), "crm")
    return captured(tenant)


def say(
    tenant: Workspace, person: PersonAnnotation, record: Record, id_: str, verdict: Verdict
) -> PersonAnnotation:
    return correct_link(tenant.scope(), person.person_id, record, id_, verdict)


def test_the_contact_and_the_account_are_found(person: PersonAnnotation) -> None:
    assert person.contact_link.judgement == "linked"
    assert person.account_link.judgement == "linked"
    assert person.state == "customer"
    assert person.contact is not None
    assert person.account is not None
    assert person.account.name == "Kovohutě Ledeč a.s."


def test_wrong_persons_stay_wrong(
    tenant: Workspace, person: PersonAnnotation, test_database: TestDatabase
) -> None:
    contact = record_id(test_database, "C1")
    assert person.contact_link.candidates[0].id == contact
    for found in (
        say(tenant, person, "contact", contact, "wrong"),
        captured(tenant, hours=1),
        (sync_crm(tenant.scope(), changed_crm(), "crm"), captured(tenant, hours=2))[1],
    ):
        assert found.contact is None
        assert found.contact_link.decision == "wrong"
        assert found.contact_link.judgement != "linked"


def test_right_persons_stay_right(
    tenant: Workspace, person: PersonAnnotation, test_database: TestDatabase
) -> None:
    other = record_id(test_database, "C3")
    for found in (
        say(tenant, person, "contact", other, "right"),
        captured(tenant, hours=1),
        (sync_crm(tenant.scope(), changed_crm(), "crm"), captured(tenant, hours=2))[1],
    ):
        assert found.contact is not None
        assert found.contact.id == other
        assert found.contact_link.decision == "right"
        assert found.contact_link.candidates[0].decided_by_person


def test_undo_brings_back_what_was(
    tenant: Workspace, person: PersonAnnotation, test_database: TestDatabase
) -> None:
    contact = record_id(test_database, "C1")
    say(tenant, person, "contact", contact, "wrong")
    assert say(tenant, person, "contact", contact, "undo") == person
    with pytest.raises(NotFound):
        say(tenant, person, "contact", contact, "undo")


def test_a_new_word_replaces_the_older_one(
    tenant: Workspace, person: PersonAnnotation, test_database: TestDatabase
) -> None:
    account = record_id(test_database, "A2")
    say(tenant, person, "account", account, "wrong")
    found = say(tenant, person, "account", account, "right")
    assert found.account is not None
    assert found.account.name == "Papírny Zásmuky"
    assert len(all_rows(test_database)["link_decision"]) == 1
    actions = [row["action"] for row in all_rows(test_database)["audit_event"]]
    assert actions[-2:] == ["link.wrong", "link.right"]


def test_words_on_nothing_are_refused(tenant: Workspace, person: PersonAnnotation) -> None:
    for id_ in ("0" * 32, person.person_id, ""):
        with pytest.raises(NotFound):
            say(tenant, person, "contact", id_, "right")
    with pytest.raises(NotFound):
        correct_link(tenant.scope(), "0" * 32, "contact", "0" * 32, "right")


def changed_crm() -> InventedCrm:
    """The same CRM after somebody edited it: the contact has another title and e-mail."""
    contacts = [
        record.model_copy(update={"job_title": "Senior engineer", "emails": []})
        if isinstance(record, ContactRecord)
        else record
        for record in small_crm()["contact"]
    ]
    return InventedCrm(contact=contacts)
