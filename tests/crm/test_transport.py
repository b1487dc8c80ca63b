"""The one way over HTTP: what it sends, what it waits for, what it will not read or tell."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from email.utils import formatdate
from typing import Any

import httpx
import pytest

from backend.crm.contract import ConnectorAbort
from backend.crm.pacing import RateHeaders, SystemClock, retry_after
from backend.crm.transport import (
    RESERVE,
    ApiRefusal,
    HttpTransport,
    Limits,
    NoAnswer,
    checked_origin,
)
from tests.crm.fakes.server import FakeClock

SECRET = "s3cret-and-long"
Answer = Callable[[httpx.Request], httpx.Response]


def transport(answer: Answer, clock: FakeClock | None = None, **given: Any) -> HttpTransport:
    return HttpTransport(
        "Fake CRM",
        httpx.URL("https://crm.example/base/"),
        {"authorization": f"Bearer {SECRET}"},
        secrets=(SECRET,),
        clock=clock or FakeClock(),
        wire=httpx.MockTransport(answer),
        **given,
    )


def always(*given: Any, **also: Any) -> Answer:
    return lambda request: httpx.Response(*given, **also)


def in_turn(*answers: httpx.Response | Exception) -> Answer:
    left = iter(answers)

    def handle(request: httpx.Request) -> httpx.Response:
        following = next(left)
        if isinstance(following, Exception):
            raise following
        return following

    return handle


def test_json_comes_back_and_the_credentials_go_along() -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"name": "Ledeč"})

    assert transport(handle).get("/v1/x", {"q": "a b"}) == {"name": "Ledeč"}
    assert str(seen[0].url) == "https://crm.example/v1/x?q=a+b"
    assert seen[0].headers["authorization"] == f"Bearer {SECRET}"


def test_no_content_and_no_such_record() -> None:
    assert transport(always(204)).call("DELETE", "/x", safe=True) is None
    assert transport(always(404, json={})).get_or_none("/x") is None
    with pytest.raises(ApiRefusal) as caught:
        transport(always(404, json={"message": "gone"})).get("/x")
    assert caught.value.status == 404
    assert str(caught.value) == "Fake CRM refused a request (status 404): gone"


@pytest.mark.parametrize(
    "body",
    [
        {"message": f"bad {SECRET}"},
        {"error": {"message": f"bad {SECRET}"}},
        [{"message": f"bad {SECRET}"}],
        {"errors": [{"detail": f"bad {SECRET}"}]},
    ],
)
def test_what_the_crm_says_is_told_without_the_secret(body: Any) -> None:
    with pytest.raises(ApiRefusal, match="bad …") as caught:
        transport(always(400, json=body)).get("/x")
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(transport(always(200)))


def test_a_long_or_odd_error_is_cut() -> None:
    with pytest.raises(ApiRefusal) as caught:
        transport(always(400, json={"message": "x" * 10_000})).get("/x")
    assert len(str(caught.value)) < 300
    with pytest.raises(ApiRefusal, match=r"\(status 400\)$"):
        transport(always(400, content=b"<html>" + SECRET.encode())).get("/x")
    with pytest.raises(ApiRefusal):
        transport(always(400, content=b"[" * 100_000)).get("/x")


def test_a_read_is_sent_again_and_the_waits_grow() -> None:
    clock = FakeClock()
    lost = httpx.ReadTimeout("late")
    answers = in_turn(lost, httpx.Response(503), httpx.Response(200, json=1))
    assert transport(answers, clock).get("/x") == 1
    assert clock.slept == 1 + 2


def test_an_unsafe_request_is_sent_once() -> None:
    answers = (httpx.Response(502), httpx.Response(200, content=b"<html>"))
    for trouble in (httpx.ReadTimeout("late"), httpx.RemoteProtocolError("cut"), *answers):
        with pytest.raises(NoAnswer):
            transport(in_turn(trouble)).call("POST", "/x", body={})


def test_an_unsafe_request_is_sent_again_where_it_cannot_have_arrived() -> None:
    answers = in_turn(
        httpx.ConnectError("no route"), httpx.Response(429), httpx.Response(201, json={"id": 1})
    )
    assert transport(answers).call("POST", "/x", body={}) == {"id": 1}


def test_an_unreachable_crm() -> None:
    def nobody(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"{SECRET} refused")

    with pytest.raises(ConnectorAbort, match="cannot be reached") as caught:
        transport(nobody).get("/x")
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None


def test_redirects_and_links_elsewhere_are_not_followed() -> None:
    moved = always(302, headers={"location": "https://evil.example/"})
    with pytest.raises(ConnectorAbort, match="another address"):
        transport(moved).get("/x")
    for link in ("https://evil.example/next", "http://crm.example/next", "//evil.example/next",
                 "https://crm.example:444/next"):  # fmt: skip
        with pytest.raises(ConnectorAbort, match="another host"):
            transport(always(200, json={})).get(link)
    assert transport(always(200, json=2)).get("https://crm.example/next?cursor=1") == 2


def test_a_page_of_html_is_no_answer() -> None:
    with pytest.raises(ConnectorAbort, match="no JSON"):
        transport(always(200, content=b"<html>sign in</html>")).get("/x")


class _Drip(httpx.SyncByteStream):
    def __init__(self, clock: FakeClock, chunks: int, chunk: bytes, seconds: float) -> None:
        self._given = clock, chunks, chunk, seconds

    def __iter__(self) -> Iterator[bytes]:
        clock, chunks, chunk, seconds = self._given
        for _ in range(chunks):
            clock.seconds += seconds
            yield chunk


def test_an_answer_too_large_is_not_read_to_its_end() -> None:
    clock = FakeClock()
    endless = always(200, stream=_Drip(clock, 10**9, b"x" * 65_536, 0.0))
    with pytest.raises(ConnectorAbort, match="larger than 1 MB"):
        transport(endless, clock, limits=Limits(answer_bytes=1024**2)).get("/x")


def test_an_answer_that_drips_is_given_up() -> None:
    clock = FakeClock()

    def slow(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=_Drip(clock, 10**6, b"x", 50.0))

    with pytest.raises(ConnectorAbort, match="did not answer"):
        transport(slow, clock).get("/x")


def test_a_compressed_answer_is_measured_unpacked() -> None:
    import gzip

    bomb = gzip.compress(bytes(8 * 1024**2))
    packed = always(200, content=bomb, headers={"content-encoding": "gzip"})
    with pytest.raises(ConnectorAbort, match="larger than"):
        transport(packed, limits=Limits(answer_bytes=1024**2)).get("/x")


def test_the_window_is_waited_out_before_it_is_overstepped() -> None:
    clock = FakeClock()
    rates = RateHeaders(remaining="x-left", window="x-window-ms", unit=0.001)
    used_up = httpx.Response(200, json=1, headers={"x-left": "0", "x-window-ms": "10000"})
    left = httpx.Response(200, json=2, headers={"x-left": "7", "x-window-ms": "10000"})
    sender = transport(in_turn(left, used_up, left), clock, rates=rates)
    sender.get("/x")
    sender.get("/x")
    assert clock.slept == 0
    sender.get("/x")
    assert clock.slept == 10


def test_the_last_requests_of_the_day_are_left_to_others() -> None:
    rates = RateHeaders(daily=("sforce-limit-info", r"api-usage=(\d+)/(\d+)"))
    told = {"Sforce-Limit-Info": f"api-usage={15_000 - RESERVE + 1}/15000"}
    sender = transport(always(200, json={"id": 1}, headers=told), rates=rates)
    assert sender.call("POST", "/x", body={}) == {"id": 1}, "what was written is still told"
    with pytest.raises(ConnectorAbort, match="left today"):
        sender.get("/x")


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [("7", 7.0), ("0", 0.0), ("1.5", 1.5), (formatdate(1_000_030, usegmt=True), 30.0),
     (formatdate(900_000, usegmt=True), 0.0), ("soon", None), ("", None), ("-5", None),
     ("9" * 40, None)],
)  # fmt: skip
def test_retry_after(stated: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": stated}, 1_000_000.0) == seconds


def test_odd_rate_headers_do_not_stop_anything() -> None:
    rates = RateHeaders(remaining="x-left", window="x-window", daily=("x-day", r"(\d+)"))
    assert rates.pause({"x-left": "many"}) == 0
    assert rates.pause({"x-left": "0", "x-window": "?"}) == 10
    assert rates.left_today({"x-day": "plenty"}) is None


@pytest.mark.parametrize(
    ("address", "allowed", "trouble"),
    [
        ("https://eu1.crm.example", ["*.crm.example"], None),
        ("https://EU1.crm.example", ["*.CRM.example"], None),
        ("http://localhost:8069", ["localhost"], None),
        ("https://crm.example", ["*.crm.example"], "not among"),
        ("https://evilcrm.example", ["*.crm.example"], "not among"),
        ("https://crm.example.evil.example", ["crm.example"], "not among"),
        ("http://crm.example", ["crm.example"], "https"),
        ("ftp://crm.example", ["crm.example"], "https"),
        ("https://a:b@crm.example", ["crm.example"], "name and password"),
        ("https://", ["*"], "not among"),
        ("https://crm.example:port", ["*"], "no address"),
    ],
)
def test_allowed_hosts(address: str, allowed: list[str], trouble: str | None) -> None:
    if trouble is None:
        assert checked_origin(address, allowed).host
        return
    with pytest.raises(ConnectorAbort, match=trouble):
        checked_origin(address, allowed)


def test_addresses_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    transport(always(200, json=1)).get("/people", {"email": "mk@ledec.example"})
    assert "ledec" not in caplog.text
    assert SystemClock().now() > 0
