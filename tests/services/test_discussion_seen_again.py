"""A discussion captured again: new posts, edits, posts that are gone, and its article."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from backend.schemas.annotation import AnnotationSet
from backend.schemas.capture import Capture
from backend.services.annotate import annotate_url
from backend.services.erase import erase_person
from backend.services.errors import NotFound
from backend.services.ingest import ingest
from backend.services.show_changes import changes_of_discussion
from tests.conftest import Workspace
from tests.databases import TestDatabase
from tests.invented import NOON, discussion_capture, name, person_url, post
from tests.services.tables import all_rows, tables_with

URL = discussion_capture()["url"]


def at(day: float) -> str:
    return (NOON + timedelta(days=day)).isoformat()


def numbered(*numbers: int, **values: Any) -> list[dict[str, Any]]:
    return [post(n, **{"posted_at": None, "parent_id": None, **values}) for n in numbers]


def taken(tenant: Workspace, posts: list[dict[str, Any]], day: float, **values: Any) -> Any:
    discussion = values.pop("discussion", None)
    capture = discussion_capture(posts, discussion=discussion, captured_at=at(day), **values)
    return ingest(tenant.scope(), Capture.model_validate(capture))[0]


def new(found: AnnotationSet) -> list[str]:
    return [one.id for one in found.posts if one.is_new]


def gone(found: AnnotationSet) -> list[str]:
    assert found.discussion is not None
    return [one.id for one in found.discussion.gone]


# --- new


def test_what_came_since_the_last_visit_is_new(tenant: Workspace) -> None:
    first = taken(tenant, numbered(0, 1, 2), 0)
    assert first.discussion is not None
    assert (new(first), first.discussion.new_since) == ([], None)
    again = taken(tenant, numbered(0, 1, 2, 3, 4), 1)
    assert again.discussion is not None
    assert new(again) == ["p3", "p4"]
    assert (again.discussion.new_posts, again.discussion.new_since) == (2, NOON)
    assert new(annotate_url(tenant.scope(), URL)) == ["p3", "p4"]


def test_what_shows_up_while_scrolling_or_on_the_next_page_is_not_new(tenant: Workspace) -> None:
    taken(tenant, numbered(0, 1), 0)
    assert new(taken(tenant, numbered(0, 1, 2, 3), 0.005)) == []
    assert new(taken(tenant, numbered(4, 5), 0.01)) == []
    # the next day all of that is known, and one post is new
    assert new(taken(tenant, numbered(0, 1, 2, 3, 6), 1)) == ["p6"]


def test_a_post_that_states_an_older_day_was_only_not_shown(tenant: Workspace) -> None:
    taken(tenant, numbered(0, 1), 0)
    posts = [
        *numbered(0, 1),
        post(2, posted_at="2025-03-01"), post(3, posted_at=at(0.5)), post(4, posted_at="3 h"),
    ]  # fmt: skip
    assert new(taken(tenant, posts, 1)) == ["p3", "p4"]


def test_a_late_older_capture_says_that_a_post_was_there(tenant: Workspace) -> None:
    taken(tenant, numbered(0, 1), -2)
    taken(tenant, numbered(0, 1, 2), 1)
    taken(tenant, numbered(0, 1, 2), -2)
    assert new(annotate_url(tenant.scope(), URL)) == []


# --- edited


def test_an_edit_keeps_the_earlier_text(tenant: Workspace) -> None:
    taken(tenant, numbered(0, text="Which pump do you use?"), 0)
    found = taken(tenant, numbered(0, text="Our pump leaks. Which seal do you use?"), 1)
    edit = found.posts[0].edited
    assert edit is not None
    assert edit.earlier_text == "Which pump do you use?"
    assert (edit.earlier_seen_at, edit.edited_at) == (NOON, NOON + timedelta(days=1))
    quotes = [e.quote for reaction in found.posts[0].reactions for e in reaction.evidence]
    assert any("seal" in quote for quote in quotes)
    _, (change,) = changes_of_discussion(tenant.scope(), url=URL, since=NOON)
    assert (change.kind, [one.text for one in change.revisions]) == (
        "edited", ["Which pump do you use?"],
    )  # fmt: skip


def test_every_earlier_text_is_kept_and_late_ones_find_their_place(tenant: Workspace) -> None:
    for day, text in ((0, "One pump."), (4, "Four pumps."), (2, "Two pumps."), (4, "Four pumps.")):
        taken(tenant, numbered(0, text=text), day)
    _, (change,) = changes_of_discussion(tenant.scope(), url=URL, since=NOON)
    assert change.text == "Four pumps."
    assert [one.text for one in change.revisions] == ["Two pumps.", "One pump."]


TEXT = "We had bearing trouble on pump two. Which sensor would you choose?"


@pytest.mark.parametrize(
    "after",
    [
        TEXT.replace(" ", "  \n"),
        TEXT + "\n\nEdited 2 hours ago",
        TEXT + " (edited)",
        TEXT + "\nLast edited by Mirja on Monday",
        "> Somebody said this\n" + TEXT,
        TEXT.replace("pump two. Which sensor would you choose?", "pump two… see more"),
    ],
)
def test_what_is_no_edit(tenant: Workspace, after: str) -> None:
    taken(tenant, numbered(0, text=TEXT), 0)
    (found,) = taken(tenant, numbered(0, text=after), 1).posts
    assert found.edited is None
    (kept,) = taken(tenant, numbered(0, text=TEXT), 2).posts
    assert kept.edited is None


def test_a_text_shown_in_part_does_not_replace_the_whole_one(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    taken(tenant, numbered(0, text=TEXT), 0)
    taken(tenant, numbered(0, text=TEXT[:30] + "…"), 1)
    (row,) = all_rows(test_database)["post"]
    assert row["text"] == TEXT


# --- gone


def test_a_post_missing_among_its_neighbours_is_gone_until_it_is_seen_again(
    tenant: Workspace,
) -> None:
    taken(tenant, numbered(0, 1, 2, 3), 0)
    found = taken(tenant, numbered(0, 1, 3), 1)
    assert gone(found) == ["p2"]
    assert [one.id for one in found.posts] == ["p0", "p1", "p3"]
    assert found.discussion is not None
    (one,) = found.discussion.gone
    assert (one.name, one.gone_since) == (name(2), NOON + timedelta(days=1))
    assert "pump 2" in one.text
    later = taken(tenant, numbered(0, 1, 3), 2)
    assert later.discussion is not None
    assert later.discussion.gone[0].gone_since == NOON + timedelta(days=1)
    back = taken(tenant, numbered(0, 1, 2, 3), 3)
    assert gone(back) == []
    assert [one.id for one in back.posts] == ["p0", "p1", "p2", "p3"]


@pytest.mark.parametrize(
    ("posts", "values"),
    [
        pytest.param(numbered(0, 1, 2), {}, id="the last one: perhaps not loaded"),
        pytest.param(numbered(0, 3, 4), {}, id="two together: perhaps collapsed"),
        pytest.param(numbered(1, 3, 4), {}, id="the page does not begin at the beginning"),
        pytest.param(numbered(0, 1, 3, 4), {"layout": "other"}, id="another layout"),
        pytest.param(numbered(0, 1, 3, 4), {"site_version": "2"}, id="another version"),
        pytest.param(numbered(0, 1, 3, 4), {"missing": ["posts"]}, id="posts are missing"),
        pytest.param(numbered(0, 1, 3, 4), {"fill": {"posts": [4, 5]}}, id="not all were read"),
        pytest.param(numbered(0, 1, 3, 4), {"confidence": 0.9}, id="a guessed structure"),
        pytest.param(
            numbered(0, 1, 3, 4), {"discussion": {"part": {"index": 0, "count": 2}}}, id="a part"
        ),
        pytest.param(
            [post(n, position=place, parent_id=None) for place, n in enumerate((0, 4, 3, 1))], {},
            id="another order",
        ),
    ],
)  # fmt: skip
def test_weak_evidence_is_none(
    tenant: Workspace, posts: list[dict[str, Any]], values: dict[str, Any]
) -> None:
    taken(tenant, numbered(0, 1, 2, 3, 4), 0)
    found = taken(tenant, posts, 1, **values)
    assert gone(found) == []
    assert {one.id for one in found.posts} == {"p0", "p1", "p2", "p3", "p4"}


def test_hidden_replies_are_not_gone(tenant: Workspace) -> None:
    """The reply between two top-level posts is the only one under its parent."""
    posts = [*numbered(0, 1), post(2, parent_id="p1"), *numbered(3, 4)]
    taken(tenant, posts, 0)
    assert gone(taken(tenant, numbered(0, 1, 3, 4), 1)) == []


def test_a_late_capture_without_a_post_takes_nothing_away(tenant: Workspace) -> None:
    taken(tenant, numbered(0, 1, 2, 3), 0)
    assert gone(taken(tenant, numbered(0, 1, 3), -1)) == []


# --- the article

ARTICLE = {
    "author": {"name": "Radka Quillon", "url": "https://forum.example/people/radka",
               "headline": "Dryer engineer"},
    "text": "Bearings in paper machines fail. Which vibration sensors do you use in the dryer?",
}  # fmt: skip


def test_the_article_stays_what_a_later_page_is_about(tenant: Workspace) -> None:
    first = taken(tenant, numbered(0, 1), 0, discussion={"article": ARTICLE, "title": "Our blog"})
    assert first.discussion is not None
    topics = [topic.value for topic in first.discussion.topics]
    assert topics
    second = taken(tenant, numbered(20, 21), 0.01, discussion={"title": "Our blog"})
    assert second.discussion is not None
    assert [topic.value for topic in second.discussion.topics] == topics
    writer = next(one for one in second.people if one.key == second.discussion.article_by)
    assert (writer.name, writer.headline) == ("Radka Quillon", "Dryer engineer")
    assert writer.relevance is not None
    assert all(one.person_key != writer.key for one in second.posts)


def test_a_later_page_does_not_hide_what_the_first_one_was_about(tenant: Workspace) -> None:
    topic = "Which vibration sensors do you mount on the bearings of a dryer?"
    first = taken(tenant, numbered(0, text=topic), 0, discussion={"title": None})
    later = taken(tenant, numbered(20, text="Thanks all!"), 1, discussion={"title": None})
    assert first.discussion is not None
    assert later.discussion is not None
    assert later.discussion.topics == first.discussion.topics != []


# --- erasure


def test_erasing_takes_changes_revisions_and_articles(
    tenant: Workspace, test_database: TestDatabase
) -> None:
    mark = "Xylophagidae"
    author = {"name": f"Ludomir {mark}", "url": person_url(7), "headline": f"Pumps, {mark} GmbH"}
    for day, words in ((0, "first"), (1, "second")):
        author["headline"] = f"{words} of the {mark} pumps"
        own = post(1, author=author, text=f"{mark}: {words} thoughts on pumps", parent_id=None)
        article = {"author": author, "text": f"{mark}, {words}: the bearings of pumps fail."}
        found = taken(
            tenant, [*numbered(0), own, *numbered(2)], day,
            discussion={"article": article, "url": f"https://forum.example/blog/{mark}"},
        )  # fmt: skip
    rows = all_rows(test_database)
    assert [len(rows[table]) for table in ("person_change", "post_revision")] == [1, 1]
    person = next(one for one in found.people if mark in (one.name or ""))
    erase_person(tenant.scope("lead"), person.person_id)
    assert tables_with(test_database, mark) == []
    rows = all_rows(test_database)
    assert [len(rows[table]) for table in ("person_change", "post_revision")] == [0, 0]
    assert len(rows["post"]) == 3
    with pytest.raises(NotFound):
        changes_of_discussion(tenant.scope(), url=URL, since=NOON)
