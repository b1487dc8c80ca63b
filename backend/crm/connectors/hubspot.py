"""HubSpot over its date-versioned API (`/crm/objects/2026-09/...`), with a service key or an OAuth
access token.

Changes come from the search, walked by record id so that its limit of 10,000 rows does not matter;
deletes from the archived list; merges from what the surviving record says it took in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import quote

from backend.crm.api_connector import ApiConnector, identity_in, rows_at
from backend.crm.api_mapping import (
    ApiObject,
    Row,
    Source,
    always,
    at,
    day,
    first,
    is_true,
    joined,
    line_of,
    listed,
    moment_of,
    one_of,
    plain,
    stage_category,
    when,
)
from backend.crm.contract import (
    READERS,
    ApprovedWrite,
    Capabilities,
    ObjectType,
    RemovedRecord,
    WriteRefused,
)
from backend.crm.pacing import RateHeaders

_STATUS = {"customer": "customer", "evangelist": "customer"} | dict.fromkeys(
    ("subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity"),
    "prospect",
)
_DIRECTIONS = {"inbound": "in", "outbound": "out", "incoming_email": "in", "email": "out",
               "forwarded_email": "in"}  # fmt: skip
_WRITTEN = ("companies", "contacts", "calls", "emails", "meetings", "notes", "tasks")
_EPOCH = datetime.fromtimestamp(0, UTC)
_OURS = frozenset({"id", "createdAt", "updatedAt", "stage_label", "company", "contact"})
"""What a row has besides HubSpot's properties."""


def _activity(resource: str, subject: str, body: str, direction: str = "") -> ApiObject:
    kind = resource.removesuffix("s")
    read: dict[str, Source] = {
        "external_id": "id", "kind": always(kind), "text": plain(body),
        "subject": first(line_of(plain(subject)), line_of(plain(body)), always(kind)),
        "occurred_at": first("hs_timestamp", "createdAt"), "owner_id": "hubspot_owner_id",
        "account_id": "company", "contact_id": "contact",
    }  # fmt: skip
    if direction:
        read["direction"] = one_of(direction, _DIRECTIONS)
    write = {"subject": subject, "text": body, "occurred_at": "hs_timestamp",
             "owner_id": "hubspot_owner_id", "account_id": "company",
             "contact_id": "contact"}  # fmt: skip
    rich = frozenset() if body == "hs_email_text" else frozenset({body})
    return ApiObject(resource, read, write, prefix=f"{resource}:", rich=rich)


class HubSpot(ApiConnector):
    """Reads and writes HubSpot.

    Writing needs a text property with unique values on companies, contacts and the activities
    (setting `request_id_property`): it holds the request id, by which a record is found again.
    """

    name: ClassVar[str] = "hubspot"
    label: ClassVar[str] = "HubSpot"
    capabilities: ClassVar[Capabilities] = Capabilities(
        reads=frozenset(READERS), writes=frozenset({"account", "contact", "activity"}),
        incremental=True, deletes=True, merges=True,
    )  # fmt: skip
    hosts: ClassVar[tuple[str, ...]] = ("api.hubapi.com", "api-eu1.hubapi.com")
    default_address: ClassVar[str] = "https://api.hubapi.com"
    options: ClassVar[Mapping[str, str]] = {
        "version": "2026-09", "request_id_property": "sidenote_request_id",
    }  # fmt: skip
    rates: ClassVar[RateHeaders] = RateHeaders(
        "x-hubspot-ratelimit-remaining", "x-hubspot-ratelimit-interval-milliseconds", 0.001,
        daily=("x-hubspot-ratelimit-daily-remaining", r"(\d+)"),
    )  # fmt: skip
    request_id_is_unique: ClassVar[bool] = True
    objects: ClassVar[Mapping[ObjectType, tuple[ApiObject, ...]]] = {
        "user": (ApiObject("owners", {
            "external_id": "id", "email": "email",
            "name": first(joined("firstName", "lastName"), "email"),
        }),),
        "account": (ApiObject("companies", {
            "external_id": "id", "name": first("name", "domain"), "domain": "domain",
            "website": "website", "industry": "industry", "size": "numberofemployees",
            "linkedin_url": "linkedin_company_page", "city": "city", "country": "country",
            "status": one_of("lifecyclestage", _STATUS), "owner_id": "hubspot_owner_id",
            "parent_id": "hs_parent_company_id",
        }, {
            "name": "name", "domain": "domain", "website": "website", "industry": "industry",
            "linkedin_url": "linkedin_company_page", "city": "city", "country": "country",
            "owner_id": "hubspot_owner_id",
        }),),
        "contact": (ApiObject("contacts", {
            "external_id": "id", "first_name": "firstname", "last_name": "lastname",
            "name": first(joined("firstname", "lastname"), "email"), "job_title": "jobtitle",
            "account_id": "associatedcompanyid", "emails": listed("email", "hs_additional_emails"),
            "phones": listed("phone", "mobilephone"), "profile_url": "hs_linkedin_url",
            "city": "city", "country": "country", "owner_id": "hubspot_owner_id",
            "do_not_contact": is_true("hs_email_optout"),
        }, {
            "first_name": "firstname", "last_name": "lastname", "job_title": "jobtitle",
            "emails": "email", "phones": "phone", "profile_url": "hs_linkedin_url", "city": "city",
            "country": "country", "owner_id": "hubspot_owner_id", "account_id": "company",
        }),),
        "opportunity": (ApiObject("deals", {
            "external_id": "id", "account_id": "company", "contact_id": "contact",
            "name": first("dealname", always("Deal")), "stage": first("stage_label", "dealstage"),
            "stage_category": stage_category("hs_is_closed_won", "hs_is_closed"),
            "amount": "amount", "currency": "deal_currency_code", "close_date": day("closedate"),
            "probability": "hs_deal_stage_probability", "owner_id": "hubspot_owner_id",
        }),),
        "order": (ApiObject("orders", {
            "external_id": "id", "account_id": "company", "number": "hs_order_name",
            "ordered_on": day("hs_external_created_date", "createdAt"),
            "amount": "hs_total_price", "currency": "hs_currency_code",
        }),),
        "invoice": (ApiObject("invoices", {
            "external_id": "id", "account_id": "company", "number": "hs_number",
            "issued_on": day("hs_invoice_date"), "due_on": day("hs_due_date"),
            "paid_on": when("hs_invoice_status", ("paid",), day("hs_payment_date", "updatedAt")),
            "amount": "hs_amount_billed", "currency": "hs_currency",
        }),),
        "activity": (
            _activity("calls", "hs_call_title", "hs_call_body", "hs_call_direction"),
            _activity("emails", "hs_email_subject", "hs_email_text", "hs_email_direction"),
            _activity("meetings", "hs_meeting_title", "hs_meeting_body"),
            _activity("notes", "hs_note_body", "hs_note_body"),
            _activity("tasks", "hs_task_subject", "hs_task_body"),
        ),
    }  # fmt: skip
    # links are no properties: resource -> ((company, type of a new link), (contact, type))
    links: ClassVar[Mapping[str, tuple[tuple[str, int], ...]]] = {
        "deals": (("company", 341), ("contact", 3)),
        "orders": (("company", 509),), "invoices": (("company", 179),),
        "calls": (("company", 182), ("contact", 194)),
        "emails": (("company", 186), ("contact", 198)),
        "meetings": (("company", 188), ("contact", 200)),
        "notes": (("company", 190), ("contact", 202)),
        "tasks": (("company", 192), ("contact", 204)),
    }  # fmt: skip
    page: ClassVar[int] = 100

    def _headers(self, token: str) -> Mapping[str, str]:
        return {"authorization": f"Bearer {token}"}

    def _path(self, family: str, *parts: str) -> str:
        return "/".join(("/crm", family, self._option["version"], *parts))

    def check(self) -> tuple[str, ...]:
        """Read one company; tell where writing is not prepared."""
        self._http.get(self._path("objects", "companies"), {"limit": 1})
        wanted = self._option["request_id_property"]
        path = (self._path("properties", of, wanted) for of in _WRITTEN)
        made = [at(self._http.get_or_none(one), "hasUniqueValue") for one in path]
        missing = [of for of, unique in zip(_WRITTEN, made, strict=True) if not unique]
        if not missing:
            return ()
        return (
            f"Nothing can be written to {', '.join(missing)} until they have a text property"
            f" {wanted!r} with unique values",
        )

    def _rows(
        self, kind: ObjectType, api_object: ApiObject, since: datetime | None
    ) -> Iterator[Row]:
        if kind == "user":
            for archived in ("false", "true"):  # those who left still own records
                for page in self._list(self._path("owners"), {"archived": archived}):
                    yield from page
            return
        stages = self._stages() if kind == "opportunity" else {}
        names = {"properties": ",".join(self._properties(api_object))}
        path = self._path("objects", api_object.resource)
        pages = self._list(path, names) if since is None else self._changed(api_object, since)
        for page in pages:
            for row in self._linked(api_object, page):
                if row.get("hs_invoice_status") not in ("draft", "voided"):
                    yield {**row, "stage_label": stages.get(str(row.get("dealstage")))}

    def _properties(self, api_object: ApiObject) -> list[str]:
        status = ["hs_invoice_status"] if api_object.resource == "invoices" else []
        return sorted({*api_object.paths(), *status} - _OURS)

    def _list(self, path: str, params: Mapping[str, Any]) -> Iterator[list[Row]]:
        given = {**params, "limit": self.page}
        return self._pages(path, given, "results", "paging.next.after", "after")

    def _changed(
        self, api_object: ApiObject, since: datetime, *filters: Mapping[str, str]
    ) -> Iterator[list[Row]]:
        """Pages of what changed since, by rising id: no row moves to another page meanwhile."""
        modified = (
            "lastmodifieddate" if api_object.resource == "contacts" else "hs_lastmodifieddate"
        )
        start = str(int(since.timestamp() * 1000))
        body = {
            "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
            "properties": self._properties(api_object) + [f["propertyName"] for f in filters],
            "limit": self.page,
        }
        last = "0"
        while True:
            wanted = [
                {"propertyName": modified, "operator": "GTE", "value": start},
                {"propertyName": "hs_object_id", "operator": "GT", "value": last},
                *filters,
            ]
            path = self._path("objects", api_object.resource, "search")
            answer = self._http.query(path, {**body, "filterGroups": [{"filters": wanted}]})
            page = rows_at(answer, "results", self.label)
            yield page
            if len(page) < self.page:
                return
            last = str(page[-1]["id"])

    def _stages(self) -> dict[str, str]:
        answer = self._http.get(self._path("pipelines", "deals"))
        pipelines = rows_at(answer, "results", self.label)
        return {s["id"]: s["label"] for pipeline in pipelines for s in pipeline["stages"]}

    def _linked(self, api_object: ApiObject, page: Sequence[Row]) -> list[dict[str, Any]]:
        """Rows with their properties beside the id, and the company and contact they are linked to
        (the primary one, else the first)."""
        rows = {str(row["id"]): {**row.get("properties", {}), **row} for row in page}
        for ours, _ in self.links.get(api_object.resource, ()) if rows else ():
            target = "companies" if ours == "company" else "contacts"
            path = self._path("associations", api_object.resource, target, "batch/read")
            answer = self._http.query(path, {"inputs": [{"id": one} for one in rows]})
            for result in rows_at(answer, "results", self.label):
                if chosen := min(result["to"], key=_is_secondary, default=None):
                    rows[str(result["from"]["id"])][ours] = str(chosen["toObjectId"])
        return list(rows.values())

    def _removed(
        self, kind: ObjectType, api_object: ApiObject, since: datetime | None
    ) -> Iterator[RemovedRecord]:
        if kind == "user":
            return
        for page in self._list(self._path("objects", api_object.resource), {"archived": "true"}):
            for row in page:
                gone = moment_of(row.get("archivedAt"))
                if since is None or gone is None or gone >= since:
                    yield RemovedRecord(kind, f"{api_object.prefix}{row['id']}", gone)
        if kind not in ("account", "contact", "opportunity"):
            return
        took_in = {"propertyName": "hs_merged_object_ids", "operator": "HAS_PROPERTY"}
        for page in self._changed(api_object, since or _EPOCH, took_in):
            for row in page:
                for gone_id in str(at(row, "properties.hs_merged_object_ids") or "").split(";"):
                    identity, kept = gone_id.partition(":")[0].strip(), str(row["id"])
                    if identity and identity != kept:
                        yield RemovedRecord(kind, identity, moment_of(row.get("updatedAt")), kept)

    def _row(self, api_object: ApiObject, identity: str) -> Row | None:
        return self._one(api_object, identity)

    def _find(self, api_object: ApiObject, write: ApprovedWrite) -> str | None:
        by = self._option["request_id_property"]
        row = self._one(api_object, write.request_id, idProperty=by)
        return str(row["id"]) if row else None

    def _one(self, api_object: ApiObject, key: str, **params: str) -> Row | None:
        """One record with its links, read from the record store (the search lags behind)."""
        path = self._path("objects", api_object.resource, quote(key, safe=""))
        names = ",".join(self._properties(api_object))
        row = self._http.get_or_none(path, {**params, "properties": names})
        return self._linked(api_object, [row])[0] if row else None

    def _create(self, api_object: ApiObject, payload: dict[str, Any], write: ApprovedWrite) -> str:
        known = self.links.get(api_object.resource, (("company", 279),))
        linked = [
            {"to": {"id": target}, "types": [
                {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": number}
            ]}
            for ours, number in known if (target := payload.pop(ours, None))
        ]  # fmt: skip
        properties = {**payload, self._option["request_id_property"]: write.request_id}
        path = self._path("objects", api_object.resource)
        body = {"properties": properties, "associations": linked}
        answer = self._http.call("POST", path, body=body)
        return identity_in(answer, "id", self.label)

    def _update(
        self,
        api_object: ApiObject,
        identity: str,
        payload: dict[str, Any],
        row: Row,  # noqa: ARG002 - HubSpot has no conditional update
    ) -> None:
        path = self._path("objects", api_object.resource, quote(identity, safe=""))
        self._http.call("PATCH", path, body={"properties": payload})

    def _payload(self, api_object: ApiObject, write: ApprovedWrite) -> dict[str, Any]:
        payload = super()._payload(api_object, write)
        if write.action == "update" and (moved := {"company", "contact"} & set(payload)):
            raise WriteRefused(f"{self.label}: the {' and '.join(sorted(moved))} is not changed")
        return {k: (v[0] if v else "") if isinstance(v, list) else v for k, v in payload.items()}


def _is_secondary(link: Row) -> bool:
    labels = (str(of_type.get("label")).casefold() for of_type in link.get("associationTypes", ()))
    return not any("primary" in label for label in labels)


CONNECTOR = HubSpot
