"""The semantic tier's later pass: never in the way of the first answer, gone with whom it is of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from threading import Event

import numpy as np
import pytest
from apiflask import APIFlask

from backend.nlp.embeddings import SEMANTIC, Vectors
from backend.nlp.embeddings.cached import CachedEncoder
from backend.nlp.embeddings.lexical import LexicalEncoder
from backend.nlp.relevance import grading
from backend.schemas.annotation import AnnotationSet
from backend.schemas.capture import Capture
from backend.services import refiner, text_meanings
from backend.services.annotate import annotate_url
from backend.services.correct_link import correct_link
from backend.services.erase import erase_person
from backend.services.ingest import ingest
from backend.services.refiner import Refiner
from backend.services.sync_crm import sync_crm
from tests.conftest import Workspace
from tests.databases import TestDatabase
from tests.invented import InventedCrm, discussion_capture, post, profile_capture
from tests.services.tables import all_rows

URL = "https://forum.example/t/1"


class StandIn(LexicalEncoder):
    """An encoder in the semantic one's place: it counts, and it can be held up or broken."""

    name = "stand-in"
    version = "stand-in/1"

    def __init__(self) -> None:
        self.encoded: list[str] = []
        self.may_go_on = Event()
        self.may_go_on.set()
        self.error: Exception | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        assert self.may_go_on.wait(20)
        if self.error:
            raise self.error
        self.encoded += texts
        return super().encode(texts)


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    found = StandIn()
    cached = CachedEncoder(found)

    def encoder(tier: str = "fast") -> CachedEncoder:
        return cached if tier == SEMANTIC else CachedEncoder(LexicalEncoder())

    _use(monkeypatch, encoder)
    monkeypatch.setattr(refiner, "refiner", Refiner())
    yield found
    found.may_go_on.set()
    refiner.refiner.wait()


def another_process(monkeypatch: pytest.MonkeyPatch, stand_in: StandIn) -> None:
    """Its memory is empty."""
    cached = CachedEncoder(stand_in)
    _use(
        monkeypatch,
        lambda tier="fast": cached if tier == SEMANTIC else CachedEncoder(LexicalEncoder()),
    )


def _use(monkeypatch: pytest.MonkeyPatch, encoder: Callable[..., CachedEncoder]) -> None:
    for module in (refiner, text_meanings, grading):
        monkeypatch.setattr(module, "encoder", encoder)


def take(tenant: Workspace, capture: dict) -> AnnotationSet:
    return ingest(tenant.scope(), Capture.model_validate(capture))[0]


def tiers(found: AnnotationSet) -> set[str]:
    made = [person.relevance.made_by for person in found.people if person.relevance]
    assert made
    return {one.split()[-1] for one in made}


def test_the_first_answer_does_not_wait_and_the_next_is_refined(
    tenant: Workspace, stand_in: StandIn
) -> None:
    refiner.refiner.start()
    stand_in.may_go_on.clear()
    take(tenant, profile_capture(1))
    first = take(tenant, discussion_capture(4))
    assert tiers(first) == {"fast"}
    assert tiers(annotate_url(tenant.scope(), URL)) == {"fast"}
    stand_in.may_go_on.set()
    refiner.refiner.wait()
    refined = annotate_url(tenant.scope(), URL)
    assert tiers(refined) == {"semantic"}
    assert annotate_url(tenant.scope(), URL) == refined
    assert len(stand_in.encoded) == len(set(stand_in.encoded))


def test_one_new_author_makes_the_page_fast_again_until_they_are_read(
    tenant: Workspace, stand_in: StandIn
) -> None:
    refiner.refiner.start()
    take(tenant, discussion_capture(3))
    refiner.refiner.wait()
    done = len(stand_in.encoded)
    assert tiers(take(tenant, discussion_capture(4))) == {"fast"}
    refiner.refiner.wait()
    assert len(stand_in.encoded) == done + 1
    assert tiers(annotate_url(tenant.scope(), URL)) == {"semantic"}


def test_another_process_finds_the_vectors_and_says_the_same(
    tenant: Workspace, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    refiner.refiner.start()
    take(tenant, discussion_capture(4))
    refiner.refiner.wait()
    refined, done = annotate_url(tenant.scope(), URL), len(stand_in.encoded)
    another_process(monkeypatch, stand_in)
    assert annotate_url(tenant.scope(), URL) == refined
    assert len(stand_in.encoded) == done


def test_outside_a_server_nothing_is_refined(
    tenant: Workspace, stand_in: StandIn, test_database: TestDatabase
) -> None:
    take(tenant, discussion_capture(4))
    assert tiers(annotate_url(tenant.scope(), URL)) == {"fast"}
    assert stand_in.encoded == []
    assert all_rows(test_database)["text_vector"] == []


def test_an_encoder_that_fails_leaves_the_fast_answer(tenant: Workspace, stand_in: StandIn) -> None:
    refiner.refiner.start()
    stand_in.error = RuntimeError("no such model")
    take(tenant, discussion_capture(4))
    refiner.refiner.wait()
    assert tiers(annotate_url(tenant.scope(), URL)) == {"fast"}
    refiner.refiner.wait()
    stand_in.error = None
    annotate_url(tenant.scope(), URL)
    refiner.refiner.wait()
    assert tiers(annotate_url(tenant.scope(), URL)) == {"semantic"}


def test_erased_people_leave_no_vectors(
    tenant: Workspace, stand_in: StandIn, test_database: TestDatabase
) -> None:
    refiner.refiner.start()
    found = take(tenant, discussion_capture(4))
    refiner.refiner.wait()
    author = found.posts[0].person_key or ""
    assert author in {row["subject_id"] for row in all_rows(test_database)["text_vector"]}
    erase_person(tenant.scope("administrator"), author)
    left = {row["subject_id"] for row in all_rows(test_database)["text_vector"]}
    assert author not in left
    assert found.discussion is not None
    assert found.discussion.discussion_id not in left  # its opening was theirs
    assert left


def test_who_is_erased_while_being_read_is_not_kept(
    tenant: Workspace, stand_in: StandIn, test_database: TestDatabase
) -> None:
    refiner.refiner.start()
    stand_in.may_go_on.clear()
    found = take(tenant, discussion_capture(3))
    author = found.posts[1].person_key or ""
    erase_person(tenant.scope("administrator"), author)
    stand_in.may_go_on.set()
    refiner.refiner.wait()
    subjects = {row["subject_id"] for row in all_rows(test_database)["text_vector"]}
    assert author not in subjects
    assert subjects


def test_what_a_person_says_no_more_is_replaced(
    tenant: Workspace, stand_in: StandIn, test_database: TestDatabase
) -> None:
    refiner.refiner.start()
    take(tenant, discussion_capture(2))
    refiner.refiner.wait()
    before = {row["key"] for row in all_rows(test_database)["text_vector"]}
    take(tenant, profile_capture(1, {"headline": "Welding engineer"}))
    annotate_url(tenant.scope(), URL)
    refiner.refiner.wait()
    after = {row["key"] for row in all_rows(test_database)["text_vector"]}
    assert before - after
    assert after - before


def test_a_persons_word_on_a_link_outlives_it(
    tenant: Workspace, stand_in: StandIn, test_database: TestDatabase
) -> None:
    sync_crm(tenant.scope(), InventedCrm(), "crm")
    refiner.refiner.start()
    first = take(tenant, discussion_capture([post(0), post(1)]))
    person = first.people[0]
    account = next(
        row["id"] for row in all_rows(test_database)["account"] if row["tenant_id"] == tenant.id
    )
    correct_link(tenant.scope(), person.person_id, "account", account, "right")
    refiner.refiner.wait()
    refined = annotate_url(tenant.scope(), URL)
    assert tiers(refined) == {"semantic"}
    decided = next(one for one in refined.people if one.person_id == person.person_id)
    assert decided.account_link.decision == "right"


def test_a_page_is_told_to_have_changed_by_its_tag(
    app: APIFlask, tenant: Workspace, stand_in: StandIn
) -> None:
    headers = {"Authorization": f"Bearer {tenant.tokens['sales']}"}
    refiner.refiner.start()
    stand_in.may_go_on.clear()
    take(tenant, discussion_capture(4))
    with app.test_client() as client:
        first = client.get(f"/api/v1/annotations?url={URL}", headers=headers)
        again = {**headers, "If-None-Match": first.headers["ETag"]}
        assert client.get(f"/api/v1/annotations?url={URL}", headers=again).status_code == 304
        stand_in.may_go_on.set()
        refiner.refiner.wait()
        refined = client.get(f"/api/v1/annotations?url={URL}", headers=again)
    assert refined.status_code == 200
    assert refined.headers["ETag"] != first.headers["ETag"]


def test_vectors_are_kept_small() -> None:
    row = np.linspace(-1, 1, 384, dtype=np.float32)
    packed = text_meanings.packed(row)
    assert len(packed) == 768
    assert np.abs(text_meanings.unpacked(packed) - row).max() < 1e-3
