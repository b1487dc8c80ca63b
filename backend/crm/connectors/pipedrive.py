"""Pipedrive over its API v2 (users and notes over v1, which has no successor for them), with an API
token or an OAuth access token.

Lists are walked by cursor in the order of ids. Deleted records are left out of them without a
trace, so deletes are found by comparing ids. There are no orders and no invoices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from backend.crm.api_connector import ApiConnector, identity_in, rows_at
from backend.crm.api_mapping import (
    ApiObject,
    Row,
    always,
    at,
    day,
    first,
    line_of,
    moment_of,
    one_of,
    plain,
    share,
)
from backend.crm.contract import (
    ApprovedWrite,
    Capabilities,
    ObjectType,
    WriteRefused,
)
from backend.crm.pacing import RateHeaders

_KINDS = {"call": "call", "meeting": "meeting", "lunch": "meeting", "email": "email",
          "task": "task", "deadline": "task"}  # fmt: skip
_SKEW = timedelta(hours=1)
"""How far Pipedrive's clock and ours may be apart when something just written is looked up."""


class Pipedrive(ApiConnector):
    """Reads and writes Pipedrive.

    Pipedrive keeps no unique fields, so what a request wrote is looked up in the list of what
    changed since its approval (the search index lags behind). The request id stands in a text field
    of organizations and persons (settings), and at the end of the note of activities and notes.
    """

    name: ClassVar[str] = "pipedrive"
    label: ClassVar[str] = "Pipedrive"
    capabilities: ClassVar[Capabilities] = Capabilities(
        reads=frozenset({"user", "account", "contact", "opportunity", "activity"}),
        writes=frozenset({"account", "contact", "activity"}),
        incremental=True,
    )
    hosts: ClassVar[tuple[str, ...]] = ("api.pipedrive.com", "*.pipedrive.com")
    default_address: ClassVar[str] = "https://api.pipedrive.com"
    options: ClassVar[Mapping[str, str]] = {
        "sign_in": "api_token",
        "organizations_request_id_field": "",
        "persons_request_id_field": "",
    }
    rates: ClassVar[RateHeaders] = RateHeaders(
        remaining="x-ratelimit-remaining",
        window="x-ratelimit-reset",
        default_window=2.0,
        daily=("x-daily-requests-left", r"(\d+)"),
    )
    objects: ClassVar[Mapping[ObjectType, tuple[ApiObject, ...]]] = {
        "user": (ApiObject("users", {
            "external_id": "id", "name": first("name", "email"), "email": "email",
        }),),
        "account": (ApiObject("organizations", {
            "external_id": "id", "name": "name", "owner_id": "owner_id",
            "city": "address.locality", "country": "address.country",
        }, {"name": "name", "owner_id": "owner_id"}),),
        "contact": (ApiObject("persons", {
            "external_id": "id", "name": "name", "first_name": "first_name",
            "last_name": "last_name", "account_id": "org_id", "job_title": "job_title",
            "emails": "email_values", "phones": "phone_values", "owner_id": "owner_id",
            "city": "postal_address.locality", "country": "postal_address.country",
        }, {
            "name": "name", "account_id": "org_id", "job_title": "job_title", "emails": "emails",
            "phones": "phones", "owner_id": "owner_id",
        }),),
        "opportunity": (ApiObject("deals", {
            "external_id": "id", "account_id": "org_id", "contact_id": "person_id",
            "name": first("title", always("Deal")), "stage": "stage_name",
            "stage_category": one_of("status", {"open": "open", "won": "won", "lost": "lost"}),
            "amount": "value", "currency": "currency", "probability": share("probability"),
            "close_date": day("won_time", "lost_time", "expected_close_date"),
            "owner_id": "owner_id",
        }),),
        "activity": (
            ApiObject("activities", {
                "external_id": "id", "kind": one_of("type", _KINDS, "other"),
                "subject": first("subject", "type"), "text": plain("note"),
                "occurred_at": first("due_at", "add_time"), "owner_id": "owner_id",
                "account_id": "org_id", "contact_id": "person_id",
            }, {
                "kind": "type", "subject": "subject", "text": "note", "occurred_at": "due_at",
                "owner_id": "owner_id", "account_id": "org_id", "contact_id": "person_id",
            }, {"done": True}, "activities:", frozenset({"note"})),
            ApiObject("notes", {
                "external_id": "id", "kind": always("note"), "text": plain("content"),
                "subject": first(line_of(plain("content")), always("note")),
                "occurred_at": "add_time", "owner_id": "user_id", "account_id": "org_id",
                "contact_id": "person_id",
            }, {
                "subject": "content", "text": "content", "occurred_at": "add_time",
                "account_id": "org_id", "contact_id": "person_id",
            }, {}, "notes:", frozenset({"content"})),
        ),
    }  # fmt: skip
    page: ClassVar[int] = 200

    def _headers(self, token: str) -> Mapping[str, str]:
        if self._option["sign_in"] == "oauth":
            return {"authorization": f"Bearer {token}"}
        return {"x-api-token": token}

    def check(self) -> tuple[str, ...]:
        """Read one organization; tell where writing is not prepared."""
        self._http.get("/api/v2/organizations", {"limit": 1})
        missing = [of for of in ("organizations", "persons") if not self._key_of(of)]
        if not missing:
            return ()
        named = " and ".join(f"{of}_request_id_field" for of in missing)
        return (f"Nothing can be written to {' and '.join(missing)} until {named} names a field",)

    def _rows(
        self, kind: ObjectType, api_object: ApiObject, since: datetime | None
    ) -> Iterator[Row]:
        if kind == "user":
            yield from rows_at(self._http.get("/api/v1/users"), "data", self.label)
            return
        stages = dict(self._stages()) if kind == "opportunity" else {}
        rows = (
            self._notes(since) if api_object.resource == "notes" else self._list(api_object, since)
        )
        for row in rows:
            if row.get("is_deleted") is not True:
                yield {**_flat(row), "stage_name": stages.get(row.get("stage_id"))}

    def _list(self, api_object: ApiObject, since: datetime | None) -> Iterator[Row]:
        params = {"limit": self.page, "sort_by": "id", "sort_direction": "asc"}
        if since:
            params["updated_since"] = _stamp(since)
        if key := self._key_of(api_object.resource):
            params["custom_fields"] = key
        for page in self._cursor(f"/api/v2/{api_object.resource}", params):
            yield from page

    def _cursor(self, path: str, params: Mapping[str, Any]) -> Iterator[list[Row]]:
        return self._pages(path, params, "data", "additional_data.next_cursor", "cursor")

    def _notes(self, since: datetime | None, order: str = "id ASC") -> Iterator[Row]:
        """Notes by offset, the only way there is; those not changed since are dropped here."""
        params = {"limit": self.page, "sort": order}
        more = "additional_data.pagination.next_start"
        for page in self._pages("/api/v1/notes", params, "data", more, "start"):
            for row in page:
                changed = moment_of(row.get("update_time"))
                if since is None or changed is None or changed >= since:
                    yield row

    def _stages(self) -> Iterator[tuple[Any, str]]:
        for page in self._cursor("/api/v2/stages", {"limit": self.page}):
            for stage in page:
                yield stage["id"], stage["name"]

    def _row(self, api_object: ApiObject, identity: str) -> Row | None:
        if not identity.isdigit():
            return None
        row = at(self._http.get_or_none(f"{_path(api_object)}/{identity}"), "data")
        return None if row is None or row.get("is_deleted") is True else _flat(row)

    def _find(self, api_object: ApiObject, write: ApprovedWrite) -> str | None:
        start = write.approved_at - _SKEW
        if api_object.resource == "notes":
            rows = self._notes(start)
        else:
            rows = self._list(api_object, start)
        key = self._key_of(api_object.resource)
        for row in rows:
            if key and at(row, f"custom_fields.{key}") == write.request_id:
                return str(row["id"])
            if not key and _mark(write) in str(row.get("note") or row.get("content")):
                return str(row["id"])
        return None

    def _create(self, api_object: ApiObject, payload: dict[str, Any], write: ApprovedWrite) -> str:
        if key := self._key_of(api_object.resource):
            payload = {**payload, "custom_fields": {key: write.request_id}}
        else:
            field = "content" if api_object.resource == "notes" else "note"
            payload = {**payload, field: f"{payload.get(field) or ''}<br>{_mark(write)}"}
        answer = self._http.call("POST", _path(api_object), body=payload)
        return identity_in(answer, "data.id", self.label)

    def _update(
        self,
        api_object: ApiObject,
        identity: str,
        payload: dict[str, Any],
        row: Row,  # noqa: ARG002 - Pipedrive has no conditional update
    ) -> None:
        self._http.call("PATCH", f"{_path(api_object)}/{identity}", body=payload)

    def _is_place_of(self, api_object: ApiObject, write: ApprovedWrite) -> bool:
        if write.object_type != "activity":
            return super()._is_place_of(api_object, write)
        return (write.fields.get("kind", "note") == "note") == (api_object.resource == "notes")

    def _payload(self, api_object: ApiObject, write: ApprovedWrite) -> dict[str, Any]:
        needs_field = write.object_type != "activity" and write.action != "update"
        if needs_field and not self._key_of(api_object.resource):
            raise WriteRefused(
                f"{self.label}: the setting {api_object.resource}_request_id_field is missing;"
                " without it a record could be written twice"
            )
        payload = super()._payload(api_object, write)
        for name in ("emails", "phones"):
            if name in payload:
                listed = payload[name] or []
                payload[name] = [{"value": v, "primary": not i} for i, v in enumerate(listed)]
        due = moment_of(payload.pop("due_at", None))
        if due:
            payload |= {"due_date": f"{due:%Y-%m-%d}", "due_time": f"{due:%H:%M}"}
        if api_object.resource == "activities" and payload.get("person_id"):
            person = int(payload.pop("person_id"))
            payload["participants"] = [{"person_id": person, "primary": True}]
        for name in ("org_id", "person_id", "owner_id"):
            if payload.get(name):
                payload[name] = int(payload[name])
        if added := moment_of(payload.get("add_time")):
            payload["add_time"] = f"{added:%Y-%m-%d %H:%M:%S}"
        return payload

    def _key_of(self, resource: str) -> str:
        """The field that holds the request id, "" where there is none."""
        return self._option.get(f"{resource}_request_id_field", "")


def _path(api_object: ApiObject) -> str:
    return "/api/v1/notes" if api_object.resource == "notes" else f"/api/v2/{api_object.resource}"


def _mark(write: ApprovedWrite) -> str:
    return f"(Sidenote {write.request_id})"


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _flat(row: Row) -> dict[str, Any]:
    """A row with its lists of values as plain texts and the moment an activity is due."""
    made = dict(row)
    for name in ("email", "phone"):
        values = [one.get("value") for one in row.get(f"{name}s") or ()]
        made[f"{name}_values"] = [value for value in values if value]
    if row.get("due_date"):
        made["due_at"] = f"{row['due_date']}T{row.get('due_time') or '00:00'}Z"
    return made


CONNECTOR = Pipedrive
