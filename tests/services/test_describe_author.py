"""A person's answer tells what they say over all their posts, and nothing it may not."""

from __future__ import annotations

import pytest

from backend.schemas.capture import Capture
from backend.services.describe_author import describe_person
from backend.services.erase import erase_person
from backend.services.errors import NotFound
from backend.services.ingest import ingest
from tests.conftest import Workspace
from tests.invented import NETWORK, discussion_capture, post


def _said(tenant: Workspace, thread: int, *texts: str) -> str:
    """Posts by the same author in a thread of their own; the author's id."""
    author = {"name": "Sunniva Quillon", "url": f"{NETWORK}/people/sunniva"}
    posts = [post(0)] + [post(n, text=text, author=author) for n, text in enumerate(texts, 1)]
    url = f"{NETWORK}/t/{thread}"
    found = ingest(tenant.scope(), Capture.model_validate(discussion_capture(posts, url=url)))[0]
    return next(one.person_id for one in found.people if one.name == "Sunniva Quillon")


def test_topics_over_several_threads_lead_to_their_posts(tenant: Workspace) -> None:
    _said(tenant, 1, "Heat pumps in the dryer saved us a third.")
    person = _said(tenant, 2, "Heat pumps again. Who has numbers?", "Cybersecurity comes later.")
    voice = describe_person(tenant.scope(), person).voice
    assert (voice.posts, voice.discussions) == (3, 2)
    assert [one.value for one in voice.topics][:2] == ["heat-pumps", "cybersecurity"]
    assert [one.value for one in voice.languages] == ["en"]
    places = {source.where: source for source in voice.sources}
    for evidence in voice.topics[0].evidence:
        assert places[evidence.where].url.startswith(f"{NETWORK}/t/")
    assert {places[one.where].post_id for one in voice.topics[0].evidence} == {"p1"}


def test_what_is_edited_counts_as_it_stands_now(tenant: Workspace) -> None:
    person = _said(tenant, 1, "Heat pumps in the dryer saved us a third.")
    _said(tenant, 1, "Cybersecurity is what we should talk about here.")
    assert [one.value for one in describe_person(tenant.scope(), person).voice.topics] == [
        "cybersecurity"
    ]


def test_special_categories_are_not_in_the_answer(tenant: Workspace) -> None:
    person = _said(
        tenant, 1,
        "Since my diagnosis I only read about heat pumps. Bearings are changed every year.",
        "My union will not accept cybersecurity training.",
    )  # fmt: skip
    answer = describe_person(tenant.scope(), person).model_dump_json().lower()
    assert "bearings" in answer
    assert "diagnosis" not in answer
    assert "union" not in answer
    assert "heat-pumps" not in answer


def test_another_workspace_and_the_erased_are_not_there(
    tenant: Workspace, other_tenant: Workspace
) -> None:
    person = _said(tenant, 1, "Heat pumps in the dryer saved us a third.")
    with pytest.raises(NotFound):
        describe_person(other_tenant.scope(), person)
    erase_person(tenant.scope(), person)
    with pytest.raises(NotFound):
        describe_person(tenant.scope(), person)
