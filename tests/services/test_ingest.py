"""Captures: kept first, read once, never lost, and late ones never win over newer ones."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from backend.nlp.analysis import Analyser
from backend.schemas.capture import Capture
from backend.services import ingest as ingest_module
from backend.services.annotate import annotate_url
from backend.services.errors import Conflict
from backend.services.ingest import finish_unfinished, ingest
from tests.conftest import Workspace
from tests.databases import TestDatabase
from tests.invented import (
    NOON,
    discussion_capture,
    name,
    organisation_capture,
    person_url,
    post,
    profile_capture,
)
from tests.services.tables import all_rows

LATER = (NOON + timedelta(days=1)).isoformat()
EARLIER = (NOON - timedelta(days=1)).isoformat()


def taken(tenant: Workspace, capture: dict) -> None:
    ingest(tenant.scope(), Capture.model_validate(capture))


def counts(database: TestDatabase) -> dict[str, int]:
    rows = all_rows(database)
    return {table: len(rows[table]) for table in ("capture", "discussion", "post", "person")}


def only_person(database: TestDatabase) -> dict:
    (person,) = all_rows(database)["person"]
    return person


def test_a_capture_sent_again_is_not_read_twice(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    capture = Capture.model_validate(discussion_capture(3))
    first, first_is_new = ingest(tenant.scope(), capture)
    again, again_is_new = ingest(tenant.scope(), capture)
    assert (first_is_new, again_is_new) == (True, False)
    assert again == first
    assert counts(test_database) == {"capture": 1, "discussion": 1, "post": 3, "person": 3}


def test_another_content_under_the_same_id_is_refused(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    capture = profile_capture()
    taken(tenant, capture)
    capture["profile"]["headline"] = "Somebody else altogether"
    with pytest.raises(Conflict) as refusal:
        taken(tenant, capture)
    assert capture["capture_id"] not in refusal.value.detail
    assert only_person(test_database)["headline"] != "Somebody else altogether"


def test_a_field_added_later_does_not_make_an_old_capture_another(tenant: Workspace) -> None:
    """A capture kept before an update of the server must be the same one after it."""
    capture = Capture.model_validate(profile_capture())
    before = ingest_module.content_hash(capture)

    class Newer(Capture):
        added_later: str | None = None

    assert ingest_module.content_hash(Newer.model_validate(capture.model_dump())) == before


def test_eight_threads_with_one_capture_make_one_row(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    capture = Capture.model_validate(discussion_capture(12))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ingest(tenant.scope(), capture), range(8)))
    assert sum(is_new for _, is_new in answers) == 1
    assert len({answer.model_dump_json() for answer, _ in answers}) == 1
    assert counts(test_database) == {"capture": 1, "discussion": 1, "post": 12, "person": 12}


def test_threads_with_the_same_people_in_other_orders_do_not_get_in_each_others_way(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    def capture(turn: int) -> Capture:
        numbers = list(range(30)) if turn % 2 else list(reversed(range(30)))
        posts = [post(n, position=place, parent_id=None) for place, n in enumerate(numbers)]
        return Capture.model_validate(discussion_capture(posts))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda turn: ingest(tenant.scope(), capture(turn)), range(16)))
    assert counts(test_database) == {"capture": 16, "discussion": 1, "post": 30, "person": 30}


def test_a_late_older_profile_does_not_overwrite_a_newer_one(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    taken(tenant, profile_capture(profile={"headline": "New"}, captured_at=LATER))
    taken(tenant, profile_capture(profile={"headline": "Old"}, captured_at=EARLIER))
    assert only_person(test_database)["headline"] == "New"


def test_a_clock_that_runs_ahead_does_not_freeze_a_profile(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    ahead = datetime.now(UTC) + timedelta(days=900)
    taken(tenant, profile_capture(profile={"headline": "Ahead"}, captured_at=ahead.isoformat()))
    now = datetime.now(UTC) + timedelta(seconds=1)
    taken(tenant, profile_capture(profile={"headline": "Now"}, captured_at=now.isoformat()))
    assert only_person(test_database)["headline"] == "Now"


def test_a_late_older_discussion_changes_no_newer_words(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    newer = [post(0, text="Edited since")]
    older = [post(0, text="As first written"), post(1, text="Deleted since")]
    taken(tenant, discussion_capture(newer, discussion={"title": "New title"}, captured_at=LATER))
    taken(tenant, discussion_capture(older, discussion={"title": "Old"}, captured_at=EARLIER))
    rows = all_rows(test_database)
    assert {row["text"] for row in rows["post"]} == {"Edited since", "Deleted since"}
    assert [row["title"] for row in rows["discussion"]] == ["New title"]


def test_an_older_author_line_does_not_replace_a_newer_one(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    def line(headline: str) -> list[dict]:
        return [post(0, author={"name": name(0), "url": person_url(0), "headline": headline})]

    taken(tenant, discussion_capture(line("Head of maintenance"), captured_at=LATER))
    taken(tenant, discussion_capture(line("Trainee"), captured_at=EARLIER))
    assert only_person(test_database)["headline"] == "Head of maintenance"


def test_an_author_line_never_replaces_a_profile(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    taken(tenant, profile_capture(0))
    taken(tenant, discussion_capture(1, captured_at=LATER))
    assert only_person(test_database)["headline"] == profile_capture(0)["profile"]["headline"]


def test_an_older_organisation_page_does_not_overwrite_a_newer_one(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    taken(tenant, organisation_capture(organisation={"name": "New name"}, captured_at=LATER))
    taken(tenant, organisation_capture(organisation={"name": "Old"}, captured_at=EARLIER))
    (page,) = all_rows(test_database)["organisation_page"]
    assert page["name"] == "New name"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_parts_of_a_discussion_merge_in_any_order(tenant: Workspace, order: tuple) -> None:
    posts = [post(n) for n in range(9)]
    for index in order:
        part = {"part": {"index": index, "count": 3}}
        at = (NOON + timedelta(seconds=index)).isoformat()
        mine = posts[index * 3 : index * 3 + 3]
        taken(tenant, discussion_capture(mine, discussion=part, captured_at=at))
    whole = annotate_url(tenant.scope(), discussion_capture()["url"])
    assert [one.id for one in whole.posts] == [f"p{n}" for n in range(9)]
    assert whole.discussion is not None
    assert whole.discussion.language is not None
    assert whole.discussion.title == discussion_capture()["discussion"]["title"]


def test_the_copy_of_the_page_goes_when_it_was_analysed(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    taken(tenant, profile_capture())
    (row,) = all_rows(test_database)["capture"]
    assert (row["status"], row["payload"]) == ("analysed", b"")


def test_what_a_killed_process_left_is_analysed_later(
    tenant: Workspace, test_database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(Analyser, "profile", interrupted)
        with pytest.raises(KeyboardInterrupt):
            taken(tenant, profile_capture())
    (row,) = all_rows(test_database)["capture"]
    assert row["status"] == "received"
    assert row["payload"]
    finished = finish_unfinished(tenant.scope())
    assert (finished.analysed, finished.failed) == (1, 0)
    assert only_person(test_database)["name"] == name(0)


def test_what_a_killed_process_left_is_analysed_when_it_comes_again(
    tenant: Workspace, test_database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    capture = profile_capture()
    with monkeypatch.context() as killed:
        killed.setattr(Analyser, "profile", interrupted)
        with pytest.raises(KeyboardInterrupt):
            taken(tenant, capture)
    taken(tenant, capture)
    assert counts(test_database)["capture"] == 1
    assert only_person(test_database)["name"] == name(0)


def test_a_failing_analysis_leaves_the_row_and_does_not_stop_the_others(
    tenant: Workspace, test_database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Analyser, "discussion", failing)
        broken.setattr(Analyser, "profile", interrupted)
        with pytest.raises(ZeroDivisionError):
            taken(tenant, discussion_capture(2))
        with pytest.raises(KeyboardInterrupt):
            taken(tenant, profile_capture(5))
    (failed, _) = sorted(all_rows(test_database)["capture"], key=lambda row: row["id"])
    assert (failed["status"], failed["problem"]) == ("failed", "ZeroDivisionError")
    assert failed["payload"]
    with monkeypatch.context() as broken:
        broken.setattr(Analyser, "discussion", failing)
        finished = finish_unfinished(tenant.scope())
    assert (finished.analysed, finished.failed) == (1, 1)
    assert only_person(test_database)["name"] == name(5)
    assert finish_unfinished(tenant.scope()).analysed == 1


def test_a_busy_database_is_not_the_captures_fault(
    tenant: Workspace, test_database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as busy:
        busy.setattr(ingest_module, "take_profile", database_is_busy)
        with pytest.raises(OperationalError):
            taken(tenant, profile_capture())
    (row,) = all_rows(test_database)["capture"]
    assert row["status"] == "received"


def test_very_long_addresses_and_names_fit_every_index(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    """Of characters that do not compress: an index row of PostgreSQL holds 2,704 bytes."""
    long_name = "".join(chr(0x10300 + n * 7 % 700) for n in range(500))
    path = "".join(chr(0x4E00 + n * 37 % 20_000) for n in range(1_900))
    for capture in (
        profile_capture(url=f"https://forum.example/{path}"),
        discussion_capture([post(0, author={"name": long_name}, id=long_name[:300])]),
        discussion_capture(2, url=f"https://forum.example/t?{path}"),
        organisation_capture(url=f"https://{'a' * 60}.example/{path}"),
    ):
        taken(tenant, capture)
        assert annotate_url(tenant.scope(), capture["url"]).capture_id == capture["capture_id"]


def interrupted(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def failing(*_: object, **__: object) -> None:
    raise ZeroDivisionError


def database_is_busy(*_: object, **__: object) -> None:
    raise OperationalError("select", {}, Exception("locked"))
