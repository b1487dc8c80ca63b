"""Erasing a person: afterwards nothing of theirs is found in any table."""

from __future__ import annotations

import json

import pytest

from backend.nlp.analysis import Analyser
from backend.schemas.annotation import AnnotationSet
from backend.schemas.capture import Capture
from backend.services.annotate import annotate_url
from backend.services.correct_link import correct_link
from backend.services.erase import erase_person
from backend.services.errors import Gone, NotFound
from backend.services.ingest import finish_unfinished, ingest
from backend.services.sync_crm import sync_crm
from tests.conftest import Workspace
from tests.databases import TestDatabase
from tests.invented import (
    NETWORK,
    InventedCrm,
    discussion_capture,
    name,
    person_url,
    post,
    profile_capture,
)
from tests.services.tables import all_rows, tables_with

MARK = "Xylophagidae"
"""Stands in every text of the person to be erased."""
BEGUN_BY_THEM = f"{NETWORK}/posts/ludomir-{MARK.lower()}-we-measure-pumps"
ELSEWHERE = f"{NETWORK}/t/elsewhere"


def own_profile() -> dict:
    return profile_capture(
        77,
        url=f"{NETWORK}/people/ludomir-{MARK}",
        profile={
            "headline": f"Pump engineer, {MARK}",
            "about": f"Pumps and {MARK}, for twenty years.",
            "positions": [{"title": f"Engineer for {MARK}", "company": f"{MARK} Works"}],
            "skills": [{"name": f"{MARK} analysis"}],
        },
    )


def own_post(place: int) -> dict:
    author = {
        "name": f"Ludomir {MARK}",
        "url": own_profile()["url"],
        "headline": f"Pump engineer, {MARK}",
    }
    return post(place, author=author, text=f"Does anybody measure {MARK} on bearings of pumps?")


def begun_by_them() -> dict:
    title = f"{MARK} on bearings: does anybody measure it?"
    return discussion_capture(
        [own_post(0), post(1), own_post(2)], url=BEGUN_BY_THEM, discussion={"title": title}
    )


def taken(tenant: Workspace, capture: dict) -> AnnotationSet:
    return ingest(tenant.scope(), Capture.model_validate(capture))[0]


def person_of(tenant: Workspace) -> str:
    (person,) = taken(tenant, own_profile()).people
    return person.person_id


def traces(database: TestDatabase) -> list[str]:
    return tables_with(database, MARK) + tables_with(database, MARK.lower())


def test_no_table_holds_a_word_of_theirs(tenant: Workspace, test_database: TestDatabase) -> None:
    sync_crm(tenant.scope(), InventedCrm(), "crm")
    person_id = person_of(tenant)
    taken(tenant, begun_by_them())
    taken(tenant, discussion_capture([post(0), own_post(1), post(2)], url=ELSEWHERE))
    account = next(row for row in all_rows(test_database)["account"])
    correct_link(tenant.scope(), person_id, "account", account["id"], "right")
    assert traces(test_database)

    erase_person(tenant.scope("lead"), person_id)

    assert traces(test_database) == []
    left = annotate_url(tenant.scope(), ELSEWHERE)
    assert [one.id for one in left.posts] == ["p0", "p1", "p2"]
    assert [one.person_key is None for one in left.posts] == [False, True, False]
    assert {person.name for person in left.people} == {name(0), name(2)}
    assert left.discussion is not None
    assert left.discussion.title


def test_what_was_not_analysed_yet_is_erased_too(
    tenant: Workspace, test_database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = person_of(tenant)
    profile, discussion = own_profile(), begun_by_them()
    profile["profile"]["about"] = f"Second version of {MARK}"
    with monkeypatch.context() as broken:
        broken.setattr(Analyser, "profile", interrupted)
        broken.setattr(Analyser, "discussion", interrupted)
        for capture in (profile, discussion):
            with pytest.raises(KeyboardInterrupt):
                taken(tenant, capture)

    erase_person(tenant.scope("lead"), person_id)

    assert traces(test_database) == []
    finish_unfinished(tenant.scope())
    assert traces(test_database) == []
    assert "p1" in {row["external_id"] for row in all_rows(test_database)["post"]}
    with pytest.raises(Gone):
        taken(tenant, profile)


def test_what_cannot_be_analysed_is_forgotten_whole(
    tenant: Workspace, test_database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = person_of(tenant)
    monkeypatch.setattr(Analyser, "discussion", failing)
    for capture in (begun_by_them(), discussion_capture(2)):
        with pytest.raises(ZeroDivisionError):
            taken(tenant, capture)
    erase_person(tenant.scope("lead"), person_id)
    assert traces(test_database) == []
    waiting = [row for row in all_rows(test_database)["capture"] if row["payload"]]
    assert [row["url"] for row in waiting] == [discussion_capture()["url"]]


def test_others_with_the_same_words_stay(tenant: Workspace) -> None:
    person_id = person_of(tenant)
    taken(tenant, profile_capture(3))
    erase_person(tenant.scope("lead"), person_id)
    (other,) = annotate_url(tenant.scope(), person_url(3)).people
    assert other.name == name(3)
    assert other.headline


def test_the_page_of_an_erased_person_is_unknown_and_the_deed_is_recorded(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    capture = own_profile()
    (person,) = taken(tenant, capture).people
    erase_person(tenant.scope("lead"), person.person_id)
    with pytest.raises(NotFound):
        annotate_url(tenant.scope(), capture["url"])
    with pytest.raises(NotFound):
        erase_person(tenant.scope("lead"), person.person_id)
    events = [row for row in all_rows(test_database)["audit_event"] if "erased" in row["action"]]
    assert [(row["user_id"], row["subject"]) for row in events] == [
        (tenant.users["lead"], person.person_id)
    ]
    assert MARK not in json.dumps(events, default=str)


def test_nobody_erases_in_another_workspace(tenant: Workspace, other_tenant: Workspace) -> None:
    person_id = person_of(tenant)
    with pytest.raises(NotFound):
        erase_person(other_tenant.scope("administrator"), person_id)
    assert annotate_url(tenant.scope(), own_profile()["url"]).people


def interrupted(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def failing(*_: object, **__: object) -> None:
    raise ZeroDivisionError
