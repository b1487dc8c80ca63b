"""Pairing by a short code, with a secret that only the worker has."""

from __future__ import annotations

import base64
import hashlib

from tests.browser.chromium import Chromium
from tests.browser.flaky_server import FlakyServer
from tests.browser.real_backend import EMAIL, Backend


def test_pairing_and_unpairing_with_the_real_backend(chromium: Chromium, backend: Backend) -> None:
    assert chromium.send({"type": "connection"})["paired"] is False
    started = chromium.send({"type": "pair", "server": f" {backend.url}/ "})
    assert started["verification_url"].startswith(backend.url)
    pending = chromium.send({"type": "connection"})
    assert pending["pending"] == started
    backend.approve(started["user_code"].lower())
    connection = chromium.wait_until(
        lambda: (c := chromium.send({"type": "connection"}))["paired"] and c, "approval"
    )
    assert connection == {
        "server": backend.url, "paired": True, "pending": None, "user": "Ada Tester",
        "workspace": "Test works", "problem": None, "consent": False,
    }  # fmt: skip
    assert EMAIL not in str(connection)
    assert chromium.send({"type": "unpair"}) == {}
    gone = chromium.send({"type": "connection"})
    assert (gone["server"], gone["paired"], gone["user"]) == (None, False, None)


def test_the_server_sees_the_secret_only_at_the_end(
    chromium: Chromium, server: FlakyServer
) -> None:
    server.approves = False
    chromium.send({"type": "pair", "server": server.url})
    chromium.wait_until(lambda: server.verifier, "the first question")
    digest = hashlib.sha256(server.verifier.encode()).digest()
    assert server.challenge == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert len(server.verifier) == 43


def test_pairing_goes_on_after_the_worker_was_ended(
    chromium: Chromium, server: FlakyServer
) -> None:
    server.approves = False
    chromium.send({"type": "pair", "server": server.url})
    chromium.wait_until(lambda: server.verifier, "a first question")
    chromium.kill_worker()
    server.approves = True
    # Nobody asks: the alarm alone wakes the worker.
    chromium.wait_until(chromium.worker_runs, "the alarm", 45)
    chromium.wait_until(lambda: chromium.send({"type": "connection"})["paired"], "the pairing")


def test_addresses_that_will_not_do(chromium: Chromium) -> None:
    for typed in ("http://crm.example.com", "ftp://x", "https://user:secret@crm.example", "  "):
        answer = chromium.send({"type": "pair", "server": typed})
        assert answer == {"error": "problem_bad_server"}, typed


def test_nobody_there(chromium: Chromium, server: FlakyServer) -> None:
    server.stop()
    answer = chromium.send({"type": "pair", "server": server.url})
    server.start()
    assert answer == {"error": "problem_unreachable"}


def test_unpairing_without_the_server_says_so(paired: Chromium, server: FlakyServer) -> None:
    server.stop()
    assert paired.send({"type": "unpair"}) == {"error": "problem_unpaired_here_only"}
    assert paired.send({"type": "connection"})["paired"] is False
    server.start()
