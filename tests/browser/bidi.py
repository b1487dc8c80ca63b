"""A WebDriver BiDi connection to Firefox, by a relay: Node brings a WebSocket, Python has none."""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

RELAY = Path(__file__).with_name("firefox_relay.mjs")
LONGEST_S = 30.0
Json = dict[str, Any]


def node_path() -> str | None:
    """A Node with WebSocket (22 and later): the development lock's, else the PATH's."""
    beside = Path(sys.executable).with_name("node")
    return str(beside) if beside.exists() else shutil.which("node")


class BidiError(Exception):
    """What Firefox answered to a command it could not follow."""


class Bidi:
    """A BiDi connection: `call` waits for its answer, `on_event` hears of everything else."""

    def __init__(self, port: int, on_event: Callable[[str, Json], None]) -> None:
        node = node_path()
        assert node is not None
        self._on_event = on_event
        self._relay = subprocess.Popen(
            [node, str(RELAY), str(port)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        self._lock = threading.Lock()
        self._last = 0
        self._answers: dict[int, queue.Queue[Json]] = {}
        assert self._relay.stdout is not None
        assert self._relay.stdout.readline() == "{}\n", "Firefox does not answer"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._relay.stdout is not None
        for line in self._relay.stdout:
            message = json.loads(line)
            if message.get("type") == "event":
                self._on_event(message["method"], message["params"])
            elif message.get("id") in self._answers:
                self._answers[message["id"]].put(message)

    def post(self, method: str, params: Json) -> int:
        """Sends a command without waiting; returns its number."""
        with self._lock:
            self._last += 1
            self._answers[self._last] = queue.Queue()
            line = json.dumps({"id": self._last, "method": method, "params": params})
            assert self._relay.stdin is not None
            self._relay.stdin.write(line + "\n")
            self._relay.stdin.flush()
            return self._last

    def call(self, method: str, params: Json | None = None) -> Json:
        number = self.post(method, params or {})
        answer = self._answers[number].get(timeout=LONGEST_S)
        del self._answers[number]
        if answer["type"] == "error":
            raise BidiError(f"{method}: {answer['error']}: {answer['message']}")
        result: Json = answer["result"]
        return result

    def close(self) -> None:
        self._relay.kill()
        self._relay.communicate()
