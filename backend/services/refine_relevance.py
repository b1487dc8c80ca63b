"""The semantic tier's later pass: relevance by the meaning of texts, after the first answer.

The first answer of a page weighs its authors by named fields and words, at once. In a server the
texts that still lack a vector are then encoded one after the other by a thread of low priority, and
kept by their hash; the next time the page is asked for, all of them are there and the same
arithmetic has its semantic terms. Either all authors of a page are weighed by meaning or none, so
that they can be compared. Nothing of it waits, and nothing of it is decided anew for people: links,
and a person's word on them, are not touched by it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Full, Queue

import numpy as np
import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.models import Person
from backend.nlp.embeddings import FAST, SEMANTIC, Tier, Vectors, encoder
from backend.nlp.embeddings.cached import CachedEncoder
from backend.nlp.relevance import Opening, read_for_meaning
from backend.services.relevance_texts import texts_of
from backend.services.scope import Scope
from backend.store import discussions, people, text_vectors
from backend.store.database import TenantSession

log = structlog.get_logger(__name__)

WAITING = 64
"""Pages that wait at most; one that finds no room is asked for again when it is shown again."""
NICENESS = 10
Texts = Mapping[str, tuple[str, ...]]
"""Person or discussion → its texts that the semantic tier reads."""


@dataclass(frozen=True)
class Task:
    """The texts of a page that are to be encoded: of its people, perhaps of its opening."""

    scope: Scope
    discussion_id: str
    texts: Texts


@dataclass
class Refiner:
    """One thread that encodes what is asked for. Not started: nothing is ever refined."""

    _queue: Queue[Task] = field(default_factory=lambda: Queue(WAITING))
    _pages: set[frozenset[str]] = field(default_factory=set)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """In a server's worker, after the fork; without the encoder it does nothing."""
        if self._thread is None and encoder(SEMANTIC) is not None:
            self._thread = threading.Thread(target=self._run, name="refiner", daemon=True)
            self._thread.start()

    @property
    def is_running(self) -> bool:
        return self._thread is not None

    def ask(self, task: Task) -> None:
        """Queue a page unless it waits already; never blocks."""
        page = _name(task)
        if self._thread is not None and page not in self._pages:
            with suppress(Full):
                self._queue.put_nowait(task)
                self._pages.add(page)

    def wait(self) -> None:
        """Until all that was asked for is done (for tests)."""
        self._queue.join()

    def _run(self) -> None:
        with suppress(OSError, AttributeError):  # where threads have no priority of their own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        while True:
            task = self._queue.get()
            try:
                encode(task)
            except Exception as error:  # the fast tier's answer stands
                log.warning("refining_failed", error=type(error).__name__)
            finally:
                self._pages.discard(_name(task))
                self._queue.task_done()


refiner = Refiner()
"""The process's one."""


def _name(task: Task) -> frozenset[str]:
    return frozenset((task.discussion_id, *task.texts))


def tier_of_page(
    scope: Scope,
    tx: TenantSession,
    discussion_id: str,
    opening: Opening | None,
    persons: Iterable[Person],
) -> Tier:
    """The tier a page's authors can be weighed by now; what the semantic one lacks is asked for."""
    semantic = encoder(SEMANTIC)
    if not refiner.is_running or not isinstance(semantic, CachedEncoder) or opening is None:
        return FAST
    texts = {person.id: read_for_meaning(texts_of(person)) for person in persons}
    subjects = {**texts, discussion_id: (opening.whole,)}
    lacking = _lacking(semantic, subjects)
    if lacking:
        stored = text_vectors.of_subjects(tx, lacking)
        semantic.learn({key: _unpacked(vector) for key, vector in stored.items()})
        lacking = _lacking(semantic, subjects)
    if not lacking:
        return SEMANTIC
    refiner.ask(Task(scope, discussion_id, {one: subjects[one] for one in lacking}))
    return FAST


def _lacking(semantic: CachedEncoder, subjects: Texts) -> list[str]:
    return [one for one, texts in subjects.items() if semantic.lacks(texts)]


def encode(task: Task) -> None:
    """Encode the texts of a page and keep their vectors; of whom was erased meanwhile, nothing."""
    semantic = encoder(SEMANTIC)
    if not isinstance(semantic, CachedEncoder):
        return
    made: dict[str, dict[str, bytes]] = {}
    for subject, texts in task.texts.items():
        for text in texts:  # one by one: a request that needs the encoder gets its turn
            packed = _packed(semantic.encode([text])[0])
            made.setdefault(subject, {})[semantic.key(text)] = packed
    for vectors in made.values():  # as kept, so that every process has the very same
        semantic.learn({key: _unpacked(vector) for key, vector in vectors.items()})
    try:
        with task.scope.database.write(task.scope.tenant_id) as tx:
            there = {person.id for person in people.locked(tx, task.texts)}
            if discussions.by_id(tx, task.discussion_id) is not None:
                there.add(task.discussion_id)
            text_vectors.replace(tx, {one: made[one] for one in made if one in there})
    except SQLAlchemyError as error:  # kept in memory; the next page that needs them tries again
        log.warning("vectors_not_kept", error=type(error).__name__)


def _packed(vector: Iterable[float]) -> bytes:
    return np.asarray(vector, "<f2").tobytes()


def _unpacked(data: bytes) -> Vectors:
    return np.frombuffer(data, "<f2").astype(np.float32)
