"""Reactions by meaning, after the first answer: for the text as it stands, kept while it does."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from threading import Event

import numpy as np
import pytest

from backend.nlp import analysis
from backend.nlp.embeddings import SEMANTIC, Vectors
from backend.nlp.embeddings.cached import CachedEncoder
from backend.nlp.embeddings.lexical import LexicalEncoder
from backend.nlp.reactions.model import model
from backend.nlp.relevance import grading
from backend.schemas.annotation import AnnotationSet
from backend.schemas.capture import Capture
from backend.services import refine_reactions, refiner, text_meanings
from backend.services.annotate import annotate_url
from backend.services.erase import erase_person
from backend.services.ingest import ingest
from backend.services.refiner import Refiner
from tests.conftest import Workspace
from tests.databases import TestDatabase
from tests.invented import discussion_capture, post
from tests.services.tables import all_rows

URL = "https://forum.example/t/1"
MEANING = model().meaning
pytestmark = pytest.mark.skipif(MEANING is None, reason="no model of meanings is shipped")


class StandIn:
    """Vectors of the shape the model knows, by the hash of the text: what they say is nonsense."""

    name = "stand-in"
    version = MEANING.encoder if MEANING else ""
    dimensions = len(MEANING.post) if MEANING else 0

    def __init__(self) -> None:
        self.encoded: list[str] = []
        self.may_go_on = Event()
        self.may_go_on.set()

    def encode(self, texts: Sequence[str]) -> Vectors:
        assert self.may_go_on.wait(20)
        self.encoded += texts
        rows = [
            np.random.default_rng(zlib.crc32(text.encode())).normal(size=self.dimensions)
            for text in texts
        ]
        found = np.array(rows, np.float32).reshape(len(texts), self.dimensions)
        return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    found = StandIn()
    cached = CachedEncoder(found)

    def encoder(tier: str = "fast") -> CachedEncoder:
        return cached if tier == SEMANTIC else CachedEncoder(LexicalEncoder())

    for module in (refiner, text_meanings, grading, analysis):
        monkeypatch.setattr(module, "encoder", encoder)
    monkeypatch.setattr(refiner, "refiner", Refiner())
    refiner.refiner.start()
    yield found
    found.may_go_on.set()
    refiner.refiner.wait()


def take(tenant: Workspace, posts: int | list[dict]) -> AnnotationSet:
    return ingest(tenant.scope(), Capture.model_validate(discussion_capture(posts)))[0]


def tiers(found: AnnotationSet) -> list[str]:
    """The tier of each post's reactions, in page order."""
    return [{one.made_by.split()[-1] for one in post.reactions}.pop() for post in found.posts]


def test_reactions_are_refined_for_the_next_asking(tenant: Workspace, stand_in: StandIn) -> None:
    stand_in.may_go_on.clear()
    first = take(tenant, 4)
    assert tiers(first) == ["fast"] * 4
    stand_in.may_go_on.set()
    refiner.refiner.wait()
    refined = annotate_url(tenant.scope(), URL)
    assert tiers(refined) == ["semantic"] * 4
    terms = [one.name for one in refined.posts[1].reactions[0].arithmetic.terms]
    assert "meaning (stand-in)" in terms
    done = len(stand_in.encoded)
    annotate_url(tenant.scope(), URL)
    refiner.refiner.wait()
    assert len(stand_in.encoded) == done


def test_a_page_that_grows_keeps_what_was_refined(tenant: Workspace, stand_in: StandIn) -> None:
    take(tenant, 3)
    refiner.refiner.wait()
    done = set(stand_in.encoded)
    grown = take(tenant, 4)
    assert tiers(grown) == ["semantic"] * 3 + ["fast"]
    refiner.refiner.wait()
    assert tiers(annotate_url(tenant.scope(), URL)) == ["semantic"] * 4
    again = [text for text in stand_in.encoded if text in done]
    assert len(again) == len(done)


def test_an_edited_post_is_read_anew(tenant: Workspace, stand_in: StandIn) -> None:
    take(tenant, [post(0), post(1)])
    refiner.refiner.wait()
    edited = take(tenant, [post(0), post(1, text="Forget it: we bought the other one.")])
    assert tiers(edited) == ["semantic", "fast"]
    refiner.refiner.wait()
    assert tiers(annotate_url(tenant.scope(), URL)) == ["semantic"] * 2


def test_who_is_erased_meanwhile_comes_not_back(
    tenant: Workspace, stand_in: StandIn, test_database: TestDatabase
) -> None:
    stand_in.may_go_on.clear()
    found = take(tenant, 3)
    erase_person(tenant.scope("administrator"), found.posts[1].person_key or "")
    stand_in.may_go_on.set()
    refiner.refiner.wait()
    rows = {row["external_id"]: row for row in all_rows(test_database)["post"]}
    assert rows["p1"]["reactions"] == []
    assert rows["p1"]["id"] not in {
        row["subject_id"] for row in all_rows(test_database)["text_vector"]
    }
    assert rows["p2"]["reactions"]


def test_erasing_takes_the_vectors_of_posts(
    tenant: Workspace, stand_in: StandIn, test_database: TestDatabase
) -> None:
    found = take(tenant, 3)
    refiner.refiner.wait()
    rows = {row["external_id"]: row for row in all_rows(test_database)["post"]}
    subjects = {row["subject_id"] for row in all_rows(test_database)["text_vector"]}
    assert {row["id"] for row in rows.values()} <= subjects
    erase_person(tenant.scope("administrator"), found.posts[1].person_key or "")
    left = {row["subject_id"] for row in all_rows(test_database)["text_vector"]}
    assert rows["p1"]["id"] not in left
    assert rows["p2"]["id"] in left


def test_a_very_long_discussion_stays_as_it_is(
    tenant: Workspace, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refine_reactions, "MOST_POSTS", 2)
    take(tenant, 3)
    refiner.refiner.wait()
    assert tiers(annotate_url(tenant.scope(), URL)) == ["fast"] * 3
