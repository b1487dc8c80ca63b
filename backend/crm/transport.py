"""One way over HTTP to every CRM: allowed hosts only, TLS, time limits, pacing, bounded retries.

Errors name the CRM and what to do, never a credential, an address with its query or a body.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import httpx

from backend.crm.contract import ConnectorAbort
from backend.crm.pacing import Clock, RateHeaders, SystemClock, retry_after

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
RESERVE = 50
"""Requests of the day that are left to the company's other programs."""

for _name in ("httpx", "httpcore"):  # both log addresses, whose queries may name people
    logging.getLogger(_name).setLevel(logging.WARNING)


class NoAnswer(Exception):
    """A request that may or may not have been carried out: look up before sending it again."""


class ApiRefusal(ConnectorAbort):
    """The CRM understood a request and said no; `status` is its HTTP status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, bytes and tries that a request may take."""

    connect: float = 10.0
    read: float = 60.0
    whole_answer: float = 180.0
    answer_bytes: int = 32 * 1024 * 1024
    tries: int = 5
    first_wait: float = 1.0
    longest_wait: float = 120.0


def checked_origin(address: str, allowed_hosts: Collection[str]) -> httpx.URL:
    """The address as a URL, if its host is allowed ("*.vendor.example" allows every host under it).

    Raises:
        ConnectorAbort: no such host is allowed, no TLS (but on the loopback), or a name and
            password in the address.
    """
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, TypeError):
        raise ConnectorAbort("the address of the CRM is no address") from None
    host = url.host.lower()
    if url.userinfo:
        raise ConnectorAbort("the address of the CRM may hold no name and password")
    if not host or not any(fnmatchcase(host, allowed.lower()) for allowed in allowed_hosts):
        raise ConnectorAbort(f"the host {host!r} is not among the allowed hosts")
    if url.scheme != "https" and not (url.scheme == "http" and host in LOOPBACK):
        raise ConnectorAbort(f"{host} must be spoken to over https")
    return url


class HttpTransport:
    """Speaks JSON with one origin.

    `label` names the CRM in errors. `secrets` are struck out of whatever the CRM says. `wire` and
    `clock` are replaced in tests.
    """

    def __init__(
        self,
        label: str,
        origin: httpx.URL,
        headers: Mapping[str, str],
        *,
        secrets: Collection[str] = (),
        rates: RateHeaders | None = None,
        limits: Limits | None = None,
        clock: Clock | None = None,
        wire: httpx.BaseTransport | None = None,
    ) -> None:
        self._label = label
        self._origin = origin
        self._secrets = [secret for secret in secrets if secret]
        self._rates = rates or RateHeaders()
        self._limits = limits or Limits()
        self._clock = clock or SystemClock()
        self._not_before = 0.0
        self._left_today: int | None = None
        # no environment: a proxy's or .netrc's credentials must not be sent to a CRM unasked
        self._client = httpx.Client(
            transport=wire,
            headers={"accept": "application/json", "user-agent": "Sidenote", **headers},
            timeout=httpx.Timeout(self._limits.read, connect=self._limits.connect),
            follow_redirects=False,
            trust_env=False,
        )

    def __repr__(self) -> str:
        return f"HttpTransport({self._label}, {self._origin.host})"

    def close(self) -> None:
        self._client.close()

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """Read JSON; sent again where no answer came."""
        return self.call("GET", path, params=params, safe=True)

    def get_or_none(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """Read JSON, None where there is no such record."""
        try:
            return self.get(path, params)
        except ApiRefusal as refusal:
            if refusal.status in (404, 410):
                return None
            raise

    def query(self, path: str, body: Any) -> Any:
        """A POST that only reads; sent again where no answer came."""
        return self.call("POST", path, body=body, safe=True)

    def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        safe: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """The JSON of the answer, None where it has no content.

        `path` may be a whole address (a link to the next page), of this origin only. `safe`: the
        request may be sent again although an earlier one may have been carried out.

        Raises:
            NoAnswer: a request that is not safe got no answer, or one of a failing server.
            ApiRefusal: the CRM refused this request.
            ConnectorAbort: it refuses the credentials or every request for now, or cannot be
                reached.
        """
        url = self._url(path)
        if self._left_today is not None and self._left_today < RESERVE:
            left, self._left_today = max(self._left_today, 0), None
            raise ConnectorAbort(
                f"{self._label} has {left} requests left today; they are left to others."
                " Go on tomorrow"
            )
        trouble = "did not answer"
        for tried in range(self._limits.tries):
            self._wait_until(self._not_before)
            wait = min(self._limits.first_wait * 2**tried, self._limits.longest_wait)
            try:
                answer = self._send(method, url, params, body, headers)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                trouble = "cannot be reached"
            except httpx.TransportError:
                if not safe:
                    raise NoAnswer(f"{self._label} did not answer") from None
            else:
                if answer.status_code == 429:
                    trouble = "asks to be left alone for now"
                    wait = self._asked_wait(answer, wait)
                elif answer.status_code >= 500 or answer.status_code == 408:
                    trouble = f"failed (status {answer.status_code})"
                    if not safe:
                        raise NoAnswer(f"{self._label} {trouble}")
                    wait = self._asked_wait(answer, wait)
                else:
                    return self._content(answer, safe)
            self._not_before = max(self._not_before, self._clock.now() + wait)
        raise ConnectorAbort(f"{self._label} {trouble}, {self._limits.tries} times; try later")

    def _url(self, path: str) -> httpx.URL:
        url = self._origin.join(path)
        same = (self._origin.scheme, self._origin.host, self._origin.port)
        if (url.scheme, url.host, url.port) != same:
            raise ConnectorAbort(f"{self._label} points to another host ({url.host}); not followed")
        return url

    def _wait_until(self, moment: float) -> None:
        seconds = moment - self._clock.now()
        if seconds > 0:
            self._clock.sleep(seconds)

    def _asked_wait(self, answer: httpx.Response, otherwise: float) -> float:
        asked = retry_after(answer.headers, self._clock.now())
        if asked is None:
            return max(otherwise, self._rates.pause(answer.headers))
        if asked > self._limits.longest_wait:
            raise ConnectorAbort(
                f"{self._label} takes no more requests for {asked / 60:.0f} minutes (its limit is"
                " used up); try again then"
            )
        return asked

    def _send(
        self,
        method: str,
        url: httpx.URL,
        params: Mapping[str, Any] | None,
        body: Any,
        headers: Mapping[str, str] | None,
    ) -> httpx.Response:
        """The answer, read whole within the limits of time and size."""
        deadline = self._clock.now() + self._limits.whole_answer
        given = dict(headers or {})
        with self._client.stream(method, url, params=params, json=body, headers=given) as answer:
            content = bytearray()
            for chunk in answer.iter_bytes():
                content += chunk
                if len(content) > self._limits.answer_bytes:
                    megabytes = self._limits.answer_bytes // 1024**2
                    raise ConnectorAbort(
                        f"an answer of {self._label} is larger than {megabytes} MB; not read"
                    )
                if self._clock.now() > deadline:
                    raise httpx.ReadTimeout("too slow")
            self._heed_limits(answer.headers)
            of_the_wire = {"content-encoding", "content-length", "transfer-encoding"}
            rest = [(k, v) for k, v in answer.headers.items() if k.lower() not in of_the_wire]
            return httpx.Response(answer.status_code, headers=rest, content=bytes(content))

    def _heed_limits(self, headers: Mapping[str, str]) -> None:
        pause = min(self._rates.pause(headers), self._limits.longest_wait)
        if pause:
            self._not_before = max(self._not_before, self._clock.now() + pause)
        left = self._rates.left_today(headers)
        if left is not None:
            self._left_today = left

    def _content(self, answer: httpx.Response, safe: bool) -> Any:
        status = answer.status_code
        if status == 401:
            raise ConnectorAbort(
                f"{self._label} refuses the credentials: they have expired or were revoked."
                " Connect it again"
            )
        if 300 <= status < 400:
            raise ConnectorAbort(f"{self._label} sends us to another address; not followed")
        if status >= 400:
            said = self._said(answer)
            raise ApiRefusal(
                f"{self._label} refused a request (status {status}){': ' if said else ''}{said}",
                status,
            )
        if status == 204 or not answer.content:
            return None
        try:
            return json.loads(answer.content)
        except (ValueError, RecursionError):
            trouble = f"{self._label} answered something that is no JSON"
            raise (ConnectorAbort(trouble) if safe else NoAnswer(trouble)) from None

    def _said(self, answer: httpx.Response) -> str:
        """The CRM's own words about an error, short, without any secret of ours."""
        try:
            found = _words(json.loads(answer.content), depth=4)
        except (ValueError, RecursionError):
            return ""
        for secret in self._secrets:
            found = found.replace(secret, "…")
        return " ".join(found.split())[:200]


def _words(body: Any, depth: int) -> str:
    """The first message in an error's body, whatever the vendor calls it."""
    if isinstance(body, str):
        return body
    if depth and isinstance(body, list) and body:
        return _words(body[0], depth - 1)
    if depth and isinstance(body, dict):
        for name in ("message", "error_description", "error", "errors", "detail", "arguments"):
            if found := _words(body.get(name), depth - 1):
                return found
    return ""
