"""Seen again: what changed of people and in discussions, and what only looks like it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backend.nlp.arithmetic import recompute
from backend.schemas.annotation import AnnotationSet, PersonAnnotation
from backend.schemas.capture import Capture
from backend.schemas.change import PersonChange
from backend.services.annotate import annotate_url
from backend.services.ingest import ingest
from backend.services.sync_crm import sync_crm
from tests.conftest import Workspace
from tests.databases import TestDatabase
from tests.invented import (
    NOON,
    InventedCrm,
    discussion_capture,
    name,
    new_capture_id,
    person_url,
    profile_capture,
)
from tests.services.tables import all_rows

ENGINEER = {"title": "Pump engineer", "company": "Kovohutě Ledeč", "start": "2011-03"}
BOARD = {"title": "Board member", "company": "Sokol Ledeč", "start": "2015-01"}
HEAD = {"title": "Head of maintenance", "company": "Papírny Zásmuky", "start": "2026-11"}


def day(number: float) -> str:
    return (NOON + timedelta(days=number)).isoformat()


def taken(tenant: Workspace, capture: dict[str, Any]) -> AnnotationSet:
    return ingest(tenant.scope(), Capture.model_validate(capture))[0]


def seen(tenant: Workspace, number: float, envelope: dict[str, Any] | None = None,
         **profile: Any) -> PersonAnnotation:  # fmt: skip
    """The person's profile as captured on that day."""
    capture = profile_capture(0, profile=profile, captured_at=day(number), **(envelope or {}))
    (person,) = taken(tenant, capture).people
    return person


def kinds(person: PersonAnnotation) -> list[str]:
    return [change.kind for change in person.changes]


def only_change(person: PersonAnnotation) -> PersonChange:
    (change,) = person.changes
    return change


def ended(job: dict[str, Any], end: str = "2026-10") -> dict[str, Any]:
    return {**job, "end": end}


def test_a_changed_job_is_told_with_the_words_of_both_captures(tenant: Workspace) -> None:
    seen(tenant, -30, {"capture_id": "capture-before"}, positions=[ENGINEER, BOARD])
    person = seen(
        tenant, 0, {"capture_id": "capture-after"}, positions=[HEAD, ended(ENGINEER), BOARD]
    )
    change = only_change(person)
    assert change.kind == "job_changed"
    assert change.before is not None
    assert change.after is not None
    assert (change.before.title, change.before.company) == ("Pump engineer", "Kovohutě Ledeč")
    assert (change.after.title, change.after.company) == ("Head of maintenance", "Papírny Zásmuky")
    assert (change.previous_seen_at, change.seen_at) == (NOON - timedelta(days=30), NOON)
    assert (change.previous_capture_id, change.capture_id) == ("capture-before", "capture-after")
    finding = change.finding
    assert [one.quote for one in finding.evidence] == [
        "Pump engineer, Kovohutě Ledeč", "Head of maintenance, Papírny Zásmuky",
    ]  # fmt: skip
    assert [one.where for one in finding.evidence] == [
        "capture capture-before: positions[0]", "capture capture-after: positions[0]",
    ]  # fmt: skip
    assert finding.score == recompute(finding.arithmetic)
    assert finding.score > 0.9


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param([ENGINEER, BOARD], [], id="the same"),
        pytest.param([BOARD, ENGINEER], [], id="another order"),
        pytest.param([{**ENGINEER, "title": "PUMP  engineer 🔧"}, BOARD], [], id="spacing, emoji"),
        pytest.param([{**ENGINEER, "title": "Pump engineerPump engineer"}, BOARD], [], id="twice"),
        pytest.param([{**ENGINEER, "company": "Kovohutě Ledeč, a.s."}, BOARD], [], id="legal form"),
        pytest.param([{**ENGINEER, "company": "Ledeč Metals"}, BOARD], [], id="company renamed"),
        pytest.param([{**ENGINEER, "end": "heute", "start": "März 2011"}, BOARD], [], id="German"),
        pytest.param([{**ENGINEER, "start": "2011"}, BOARD], [], id="year only"),
        pytest.param([HEAD, ENGINEER, BOARD], ["job_started"], id="another job as well"),
        pytest.param([ended(ENGINEER), BOARD], ["job_ended"], id="left"),
        pytest.param([BOARD], ["job_ended"], id="taken off the page"),
        pytest.param(
            [{**ENGINEER, "title": "Chief engineer"}, BOARD], ["title_changed"], id="retitled"
        ),
        pytest.param(
            [{**ENGINEER, "title": "Head of pumps", "start": "2026-10"}, ended(ENGINEER), BOARD],
            ["title_changed"], id="promoted",
        ),
        pytest.param([HEAD, BOARD], ["job_changed"], id="the old one is not listed any more"),
        pytest.param([], [], id="no job is shown"),
    ],
)  # fmt: skip
def test_jobs(tenant: Workspace, after: list[dict[str, Any]], expected: list[str]) -> None:
    seen(tenant, -30, positions=[ENGINEER, BOARD])
    assert kinds(seen(tenant, 0, positions=after)) == expected


def test_a_job_further_down_a_page_that_shows_a_part_is_not_new(tenant: Workspace) -> None:
    """The page before showed the first jobs; the details page shows them all."""
    seen(tenant, -30, positions=[ENGINEER], partial=["positions"])
    old = {"title": "Trainer", "company": "Evening school", "start": "2009-09"}
    assert kinds(seen(tenant, 0, positions=[ENGINEER, old], partial=["skills"])) == []
    assert kinds(seen(tenant, 1, positions=[HEAD, ended(ENGINEER), old])) == ["job_changed"]


@pytest.mark.parametrize("reader", [{"site_version": "2"}, {"layout": "guest-2026"}])
def test_another_reader_that_reads_more_or_less_changes_nothing(
    tenant: Workspace, reader: dict[str, str]
) -> None:
    both = {"positions": [ENGINEER, BOARD], "headline": None, "about": None}
    seen(tenant, -30, **both, skills=[{"name": "Seals"}, {"name": "Gears"}])
    person = seen(
        tenant, 0, reader, positions=[ENGINEER], headline="Pumps at Kovohutě", about="Pumps.",
        skills=[{"name": "Seals"}, {"name": "Pumps"}, {"name": "Bearings"}],
        education=[{"school": "VUT Brno", "degree": "MSc"}],
    )  # fmt: skip
    assert kinds(person) == []


def test_texts_and_lists(tenant: Workspace) -> None:
    about = "I keep the pumps of paper mills running and like it."
    seen(tenant, -30, about=about, skills=[{"name": "Seals"}, {"name": "Gears"}],
         education=[{"school": "VUT Brno"}])  # fmt: skip
    person = seen(
        tenant, 0, headline="Open to work in the paper industry", about="Now I teach.",
        location="Vienna, Austria", skills=[{"name": "SEALS"}, {"name": "Teaching"}],
        education=[{"school": "VUT Brno"}, {"school": "Aalto", "degree": "MSc"}],
        person={"name": "Mirja Dvořáková", "url": person_url(0)},
    )  # fmt: skip
    assert sorted(kinds(person)) == [
        "about", "education", "headline", "location", "name", "skill_added", "skill_removed",
    ]  # fmt: skip
    for change in person.changes:
        assert change.finding.score == recompute(change.finding.arithmetic)
        assert change.finding.evidence


@pytest.mark.parametrize(
    "after",
    [
        {"headline": "PUMP engineer – at Kovohutě Ledeč!"},
        {"headline": "Pump engineer at Kovoh…"},
        {"headline": "Pump engineer at Kovohutě LedečPump engineer at Kovohutě Ledeč"},
        {"location": "Brno, Jihomoravský kraj, Czechia"},
        {"location": "Brno, Česko"},
        {"location": "Greater Brno Area, Czechia"},
        {"person": {"name": f"Ing. {name(0)}, MBA", "url": person_url(0)}},
        {"person": {"name": f"{name(0).split()[0]} K.", "url": person_url(0)}},
        {"skills": [{"name": "vibration  Analysis", "evidence": ["13 endorsements"]}]},
        {"about": "Fifteen years of pumps, seals and vibration… see more"},
    ],
    ids=str,
)
def test_what_is_no_change(tenant: Workspace, after: dict[str, Any]) -> None:
    own = {"headline": "Pump engineer at Kovohutě Ledeč"}
    seen(tenant, -30, **own)
    assert kinds(seen(tenant, 0, **(own | after))) == []


def test_a_translated_profile_has_no_other_words(tenant: Workspace) -> None:
    seen(
        tenant, -30, headline="Head of maintenance at the paper mill",
        about="For fifteen years I have kept the pumps and seals of our paper mills running.",
        positions=[{"title": "Head of maintenance", "company": "Papírny", "start": "2019-03"}],
    )  # fmt: skip
    person = seen(
        tenant, 0, headline="Vedoucí údržby v papírně",
        about="Patnáct let se starám o to, aby v našich papírnách běžela čerpadla a těsnění.",
        positions=[{"title": "Vedoucí údržby", "company": "Papírny", "start": "březen 2019"}],
    )  # fmt: skip
    assert kinds(person) == []


def test_a_first_capture_changes_nothing_and_a_new_job_is_told(tenant: Workspace) -> None:
    last_month = datetime.now(UTC) - timedelta(days=25)
    job = {"title": "Head", "company": "Papírny", "start": f"{last_month:%Y-%m}"}
    person = seen(tenant, -30, positions=[job, ENGINEER])
    assert person.changes == []
    assert person.new_job is not None
    assert person.new_job.evidence[0].quote == "Head, Papírny"
    assert person.new_job.score == recompute(person.new_job.arithmetic)
    assert seen(tenant, 0, positions=[ENGINEER]).new_job is None


def test_a_late_delivery_changes_nothing(tenant: Workspace, test_database: TestDatabase) -> None:
    seen(tenant, 0, positions=[HEAD, ended(ENGINEER)])
    assert kinds(seen(tenant, -30, positions=[ENGINEER])) == []
    (row,) = all_rows(test_database)["person"]
    assert [job["title"] for job in row["profile"]["positions"]] == [
        "Head of maintenance", "Pump engineer",
    ]  # fmt: skip


def test_the_same_capture_again_tells_a_change_once(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    seen(tenant, -30, positions=[ENGINEER])
    again = profile_capture(
        0, profile={"positions": [HEAD, ended(ENGINEER)]}, captured_at=day(0),
        capture_id=new_capture_id(),
    )  # fmt: skip
    for _ in range(2):
        taken(tenant, again)
    assert len(all_rows(test_database)["person_change"]) == 1


def test_details_pages_merge_into_the_person(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    rest = ["headline", "location", "about", "positions", "education", "languages",
            "contact_points", "posts"]  # fmt: skip
    main = profile_capture(0, profile={"partial": ["skills"]}, captured_at=day(0))
    skills = [{"name": n} for n in ("Condition monitoring", "Vibration analysis", "Steam traps")]
    details = profile_capture(
        0,
        url=f"{person_url(0)}/details/skills",
        profile={
            "person": {"name": name(0), "url": person_url(0)}, "headline": None, "about": None,
            "location": None, "positions": [], "skills": skills, "partial": rest,
        },
        captured_at=day(0.001),
    )  # fmt: skip
    taken(tenant, main)
    (person,) = taken(tenant, details).people
    assert person.headline == main["profile"]["headline"]
    (row,) = all_rows(test_database)["person"]
    assert [skill["name"] for skill in row["profile"]["skills"]] == [
        "Condition monitoring", "Vibration analysis", "Steam traps",
    ]  # fmt: skip
    assert [job["title"] for job in row["profile"]["positions"]] == ["Pump engineer"]
    sources = {e.source for finding in person.expertise for e in finding.evidence}
    assert {"skill", "about"} <= sources  # found in both pages together
    assert person.changes == []


class TestAuthorLines:
    """People known from what stands under their name alone."""

    def line(self, tenant: Workspace, number: float, headline: str, url: str = "1") -> Any:
        author = {"name": name(0), "url": person_url(0), "headline": headline}
        posts = [{"id": "a", "author": author, "text": "Pumps.", "position": 0}]
        capture = discussion_capture(posts, url=f"https://forum.example/t/{url}",
                                     captured_at=day(number))  # fmt: skip
        (person,) = taken(tenant, capture).people
        return person

    def test_another_headline(self, tenant: Workspace) -> None:
        self.line(tenant, -30, "Pump engineer and beekeeper")
        change = only_change(self.line(tenant, 0, "Retired, bees all day", url="2"))
        assert change.kind == "headline"
        assert [e.source for e in change.finding.evidence] == ["headline", "headline"]

    def test_another_employer(self, tenant: Workspace) -> None:
        self.line(tenant, -30, "Pump engineer at Kovohutě Ledeč a.s.")
        change = only_change(self.line(tenant, 0, "Head of maintenance at Nordwind GmbH"))
        assert change.kind == "job_changed"
        assert change.before is not None
        assert change.after is not None
        assert (change.before.company, change.after.company) == (
            "Kovohutě Ledeč a.s.", "Nordwind GmbH",
        )  # fmt: skip

    @pytest.mark.parametrize(
        "after",
        ["Pump engineer at Kovohutě Led…", "PUMP ENGINEER at Kovohutě Ledeč 🚀",
         "Pump engineer at Kovohutě Ledeč"],
    )  # fmt: skip
    def test_no_change(self, tenant: Workspace, after: str) -> None:
        self.line(tenant, -30, "Pump engineer at Kovohutě Ledeč")
        assert self.line(tenant, 0, after).changes == []

    def test_counters_and_older_lines(self, tenant: Workspace) -> None:
        self.line(tenant, -30, "1,203 posts")
        assert self.line(tenant, -20, "1,377 posts").changes == []
        assert self.line(tenant, -40, "Pump engineer").changes == []


def test_a_job_change_shows_as_outdated_in_the_crm(tenant: Workspace) -> None:
    sync_crm(tenant.scope(), InventedCrm(), "crm")
    before = seen(tenant, -30, positions=[ENGINEER])
    assert (before.state, before.changes) == ("customer", [])
    after = seen(tenant, 0, positions=[HEAD, ended(ENGINEER)])
    assert (after.state, after.state_reason) == ("outdated", "employer-differs")
    assert kinds(after) == ["job_changed"]
    shown = annotate_url(tenant.scope(), person_url(0)).people[0]
    assert (shown.state, kinds(shown)) == ("outdated", ["job_changed"])


def test_a_second_job_leaves_the_contact_where_it_is(tenant: Workspace) -> None:
    sync_crm(tenant.scope(), InventedCrm(), "crm")
    seen(tenant, -30, positions=[ENGINEER])
    after = seen(tenant, 0, positions=[HEAD, ENGINEER])
    assert (after.state, kinds(after)) == ("customer", ["job_started"])
