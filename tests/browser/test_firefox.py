"""The same folder in Firefox: it pairs, reads every kind of page, shows badges, keeps what it has.

One browser for all tests of the file: starting it takes longer than any of them. Its background is
stopped after two idle seconds, so most of what happens here happens to one that was just woken.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.bidi import node_path
from tests.browser.bidi_nodes import nodes, words
from tests.browser.firefox import Firefox, firefox_path, launch
from tests.browser.flaky_server import FlakyServer
from tests.browser.invented_pages import discussion, profile
from tests.browser.real_backend import Backend
from tests.golden.golden_cases import CRM, GoldenCase, golden_cases, shown_people

Json = dict[str, Any]
pytestmark = pytest.mark.browser


POISONED = ("discourse", "linkedin", "schema-org")


def sample() -> list[GoldenCase]:
    """Of every site a page that is read and one that is refused; of some the poisoned one."""
    chosen: dict[tuple[str, str], GoldenCase] = {}
    for case in golden_cases():
        if not case.capture_path.exists():
            continue  # tests/sites says so
        site = case.folder.parent.name
        if "poisoned" not in case.folder.name:
            chosen.setdefault((site, "read" if case.captures else "refused"), case)
        elif site in POISONED:
            chosen.setdefault((site, "poisoned"), case)
    return list(chosen.values())


def profile_case() -> GoldenCase:
    """A person whom the CRM of the cases knows."""
    return next(case for case in golden_cases() if case.name == "linkedin/guest-profile")


class AnnotatingServer(FlakyServer):
    """Answers a capture with the annotations of the case in view."""

    case: GoldenCase | None = None

    def answer(self, method: str, path: str, body: Json) -> tuple[int, Any]:
        status, document = super().answer(method, path, body)
        if path == "/api/v1/captures" and self.case is not None:
            sets = {one["url"]: one for one in self.case.annotations()}
            document = sets[body["url"]] | {"capture_id": body["capture_id"]}
        return status, document


@pytest.fixture(scope="module")
def firefox(extension_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    if firefox_path() is None:
        pytest.skip("no Firefox here: the extension was not tried in it")
    if node_path() is None:
        pytest.skip("no Node here: Firefox could not be driven")
    with launch(extension_folder, tmp_path_factory.mktemp("firefox") / "profile") as browser:
        yield browser


@pytest.fixture(scope="module")
def annotating(firefox: Firefox) -> Iterator[AnnotatingServer]:
    """The server Firefox is paired with, allowed on the hosts of all cases."""
    with AnnotatingServer() as server:
        pair(firefox, server.url)
        cases = [*sample(), profile_case()]
        hosts = {urlsplit(case.url).hostname or "" for case in cases} | {"network.test"}
        firefox.allow(sorted(hosts), mode="automatic", badges=True)
        yield server


@pytest.fixture
def server(annotating: AnnotatingServer) -> AnnotatingServer:
    annotating.case = None
    annotating.arrived.clear()
    annotating.kept.clear()
    return annotating


def pair(firefox: Firefox, address: str, backend: Backend | None = None) -> Json:
    """Consent and pairing; the connection before it."""
    before: Json = firefox.send({"type": "connection"})
    firefox.send({"type": "consent", "given": True})
    started = firefox.send({"type": "pair", "server": address})
    if backend:
        backend.approve(started["user_code"])
    firefox.wait_until(lambda: firefox.send({"type": "connection"})["paired"], "the pairing")
    return before


def bare(capture: Json) -> Json:
    """A capture without what differs from reading to reading."""
    own = ("capture_id", "captured_at", "trigger")
    return {name: value for name, value in capture.items() if name not in own}


def due_badges(case: GoldenCase) -> list[str]:
    """The states of everybody whose name the page shows."""
    named = [one for one in shown_people(case.annotations()) if one["name"] and case.shows_names]
    return sorted(one["state"] for one in named)


def say_yes(firefox: Firefox, server: AnnotatingServer) -> None:
    """A page whose structure was guessed: nothing leaves before the person says it is right."""
    state = firefox.wait_until(
        lambda: firefox.tab_state()["guess"] and firefox.tab_state(), "a guess"
    )
    assert (state["health"]["status"], server.arrived) == ("unsure", [])
    firefox.send({"type": "capture-now", "tabId": state["tabId"], "sure": True})


@pytest.mark.parametrize("case", sample(), ids=lambda case: case.name)
def test_golden_path(case: GoldenCase, firefox: Firefox, server: AnnotatingServer) -> None:
    """The page yields its capture.json; its annotations.json comes back as badges."""
    server.case = case if case.captures else None
    firefox.refused.clear()
    firefox.open(case.url, case.html)
    if not case.captures:
        health = firefox.wait_until(lambda: firefox.tab_state()["health"], "the reading")
        assert health["reason"] == case.expected().get("reason", "")
        assert (server.arrived, firefox.badges()) == ([], [])
        return
    if "confidence" in case.captures[0]:
        say_yes(firefox, server)
    firefox.wait_until(lambda: len(server.arrived) >= len(case.captures), "the captures")
    assert [bare(one) for one in server.arrived] == [bare(one) for one in case.captures]
    if "poisoned" in case.folder.name:
        assert firefox.evaluate("'poisoned' in window", firefox.page) is False
        return
    due = due_badges(case)
    firefox.wait_until(lambda: len(firefox.badges()) >= len(due), "the badges")
    badges = firefox.badges()
    assert sorted(badge["state"] for badge in badges) == due
    names = [one["name"] for one in shown_people(case.annotations()) if one["name"]]
    for badge in badges:
        assert any(one in badge["label"] and one in badge["after"] for one in names), badge


def test_it_was_installed_unpaired_and_is_told_whom_it_speaks_to(
    firefox: Firefox, server: AnnotatingServer
) -> None:
    assert firefox.installed == "sidenote@sidenote.invalid"
    connection = firefox.send({"type": "connection"})
    assert (connection["workspace"], connection["problem"]) == ("Test works", None)
    assert server.verifier


def test_the_panel_shows_the_person(firefox: Firefox, server: AnnotatingServer) -> None:
    case = profile_case()
    server.case = case
    firefox.open(case.url, case.html)
    firefox.wait_until(firefox.badges, "the badge")
    tab = firefox.tab_state()["tabId"]
    panel = firefox.open_extension(f"panel/panel.html?tab={tab}")
    person = case.annotations()[0]["people"][0]
    shown = firefox.wait_until(
        lambda: person["name"] in words(firefox.tree(panel)) and words(firefox.tree(panel)),
        "the person in the panel",
    )
    assert person["account"]["name"] in shown
    firefox.call("browsingContext.close", {"context": panel})
    firefox.show(firefox.page)


def test_a_background_that_ends_loses_nothing(firefox: Firefox, server: AnnotatingServer) -> None:
    """Nobody answers, the background ends: what was read waits on disk and goes exactly once."""
    server.stop()
    firefox.open("http://network.test/in/jana", profile("jana", "Jana Nová"))
    waiting = firefox.wait_until(
        lambda: firefox.send({"type": "outbox"})["waiting"], "the capture in the outbox"
    )
    firefox.stop_background()
    server.start()
    assert server.arrived == []
    assert firefox.send({"type": "outbox"}) is not None, "any message starts the background"
    firefox.send({"type": "outbox-retry"})
    firefox.wait_until(lambda: server.arrived, "the capture, after the outage")
    firefox.wait_until(lambda: not firefox.send({"type": "outbox"})["waiting"], "an empty outbox")
    assert server.kept == [waiting[0]["capture_id"]]
    assert server.arrived[0]["profile"]["person"]["name"] == "Jana Nová"


def test_an_idle_background_is_stopped_and_later_posts_still_arrive(
    firefox: Firefox, server: AnnotatingServer
) -> None:
    firefox.open("http://network.test/d/bearings", discussion(3))
    firefox.wait_until(lambda: server.arrived, "the first capture")
    firefox.wait_until(lambda: firefox.background() == "stopped", "the background to be idle", 30)
    firefox.evaluate(
        "void document.querySelector('#c3').after(Object.assign("
        "document.querySelector('#c3').cloneNode(true), { id: 'c4' }))",
        firefox.page,
    )
    firefox.wait_until(lambda: len(server.arrived) == 2, "the update, by a background woken for it")
    assert [len(one["discussion"]["posts"]) for one in server.arrived] == [4, 5]


def test_a_correction_survives(firefox: Firefox, backend: Backend) -> None:
    """With the real backend: "wrong person", clicked in a badge's card, holds at the next visit."""
    case = profile_case()
    backend.command("import", "crm", str(CRM), "--name", "Golden CRM")
    firefox.send({"type": "unpair"})
    pair(firefox, backend.url, backend)
    firefox.allow([urlsplit(case.url).hostname or ""], mode="automatic", badges=True)
    firefox.open(case.url, case.html)
    (badge,) = firefox.wait_until(firefox.badges, "the badge", 60)
    assert badge["state"] == "customer"
    firefox.click(badge["node"])
    wrong = firefox.wait_until(lambda: button_called(firefox, "Wrong person"), "the card")
    firefox.click(wrong)
    firefox.wait_until(lambda: NOTED in words(firefox.tree()), "the answer")
    firefox.stop_background()
    firefox.open(case.url, case.html)
    (badge,) = firefox.wait_until(firefox.badges, "the badge of the next visit", 60)
    firefox.click(badge["node"])
    firefox.wait_until(lambda: NOTED in words(firefox.tree()), "what was said before")
    assert button_called(firefox, "Wrong person") is None


NOTED = "Noted: wrong match"


def button_called(firefox: Firefox, label: str) -> Json | None:
    """A button of the open card, by the words on it."""
    buttons = (one for one in nodes(firefox.tree()) if one["value"].get("localName") == "button")
    return next((one for one in buttons if words(one) == label), None)
