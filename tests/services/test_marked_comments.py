"""A comment that a person marked on a page joins what is known of that page's discussion."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from backend.schemas.annotation import AnnotationSet
from backend.schemas.capture import Capture
from backend.services.ingest import ingest
from tests.conftest import Workspace
from tests.invented import NOON, discussion_capture, post

LAST = 10_000_000
"""Where extension/sites/selection.js puts it: its place among the others nobody can know."""


def captured(tenant: Workspace, day: int, **values: Any) -> AnnotationSet:
    at = (NOON + timedelta(days=day)).isoformat()
    capture = discussion_capture(**values, captured_at=at)
    return ingest(tenant.scope(), Capture.model_validate(capture))[0]


def marked(tenant: Workspace, day: int, number: int = 9) -> AnnotationSet:
    one = post(number, id=f"marked-{number}", parent_id=None, posted_at=None, position=LAST)
    values = {"site": "selection", "site_version": "1", "layout": "selection"}
    return captured(tenant, day, posts=[one], **values)


def ids(found: AnnotationSet) -> list[str]:
    return [one.id for one in found.posts]


def test_it_comes_after_the_known_posts_and_changes_nothing_else(tenant: Workspace) -> None:
    before = captured(tenant, 0, posts=3)
    after = marked(tenant, 1)
    assert ids(after) == [*ids(before), "marked-9"]
    assert before.discussion
    assert after.discussion
    assert after.discussion.topics == before.discussion.topics
    assert after.discussion.gone == []
    assert [one.reactions for one in after.posts[:3]] == [one.reactions for one in before.posts]


def test_reading_the_page_again_leaves_it(tenant: Workspace) -> None:
    captured(tenant, 0, posts=3)
    marked(tenant, 1)
    again = captured(tenant, 2, posts=4)
    assert ids(again)[-1] == "marked-9"
    assert again.discussion
    assert again.discussion.gone == []


def test_alone_it_is_a_discussion(tenant: Workspace) -> None:
    first = marked(tenant, 0)
    assert (first.kind, ids(first), len(first.people)) == ("discussion", ["marked-9"], 1)
    second = marked(tenant, 1, 8)
    assert set(ids(second)) == {"marked-8", "marked-9"}
    assert second.discussion
    assert second.discussion.gone == []
