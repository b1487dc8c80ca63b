"""One thread of low priority that refines answers already given; nobody ever waits for it.

Only servers start it. What is refined shows at the next asking, by the tag of the answer.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Full, Queue

import structlog

from backend.nlp.embeddings import SEMANTIC, encoder

log = structlog.get_logger(__name__)

WAITING = 64
"""Tasks that wait at most; what finds no room is asked for again when its page is shown again."""
NICENESS = 10


@dataclass(frozen=True)
class Task:
    """Something to do, once under its name however often it is asked for meanwhile."""

    name: Hashable
    run: Callable[[], None] = field(compare=False)


@dataclass
class Refiner:
    """Not started: nothing is ever refined."""

    _queue: Queue[Task] = field(default_factory=lambda: Queue(WAITING))
    _waiting: set[Hashable] = field(default_factory=set)
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
        """Queue a task unless it waits already; never blocks."""
        if self._thread is not None and task.name not in self._waiting:
            with suppress(Full):
                self._waiting.add(task.name)
                self._queue.put_nowait(task)
                return
            self._waiting.discard(task.name)

    def wait(self) -> None:
        """Until all that was asked for is done (for tests)."""
        self._queue.join()

    def _run(self) -> None:
        with suppress(OSError, AttributeError):  # where threads have no priority of their own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        while True:
            task = self._queue.get()
            self._waiting.discard(task.name)
            try:
                task.run()
            except Exception as error:  # the fast tier's answer stands
                log.warning("refining_failed", error=type(error).__name__)
            finally:
                self._queue.task_done()


refiner = Refiner()
"""The process's one."""
