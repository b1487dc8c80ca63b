"""Salesforce over its REST API, with an OAuth access token of an External Client App.

Everything is read by SOQL: pages by `nextRecordsUrl`, which is a snapshot; changes by
SystemModstamp; deletes and merges by queryAll, as long as the recycle bin keeps them (15 days).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, ClassVar
from urllib.parse import quote

from backend.crm.api_connector import ApiConnector, identity_in, rows_at
from backend.crm.api_mapping import (
    ApiObject,
    Derived,
    Row,
    always,
    at,
    first,
    listed,
    moment_of,
    one_of,
    share,
    stage_category,
)
from backend.crm.contract import (
    ApprovedWrite,
    Capabilities,
    ConnectorAbort,
    ObjectType,
    RemovedRecord,
)
from backend.crm.pacing import RateHeaders

_STATUS = {"customer": "customer", "customer - direct": "customer",
           "customer - channel": "customer", "prospect": "prospect",
           "former customer": "former"}  # fmt: skip
_SUBTYPES = {"call": "call", "email": "email", "listemail": "email", "task": "task",
             "linkedin": "other", "cadence": "other"}  # fmt: skip
_CONTACT = "003"
"""The first letters of every contact's id; an activity may be with a lead (00Q) as well."""
_MERGED = frozenset({"Account", "Contact"})
_FILTERS = {"User": "UserType = 'Standard'", "Order": "StatusCode != 'Draft'"}


def _with_contact() -> Derived:
    def found(row: Row) -> str | None:
        who = str(at(row, "WhoId") or "")
        return who if who.startswith(_CONTACT) else None

    return Derived(("WhoId",), found)


_LINKS = {"owner_id": "OwnerId", "account_id": "WhatId", "contact_id": "WhoId"}


class Salesforce(ApiConnector):
    """Reads and writes Salesforce.

    Writing needs a text field that is external id and unique on Account, Contact and Activity
    (setting `request_id_field`); records are upserted by it.
    """

    name: ClassVar[str] = "salesforce"
    label: ClassVar[str] = "Salesforce"
    capabilities: ClassVar[Capabilities] = Capabilities(
        reads=frozenset({"user", "account", "contact", "opportunity", "order", "activity"}),
        writes=frozenset({"account", "contact", "activity"}),
        incremental=True,
        deletes=True,
        merges=True,
    )
    hosts: ClassVar[tuple[str, ...]] = ("*.my.salesforce.com",)
    options: ClassVar[Mapping[str, str]] = {
        "version": "64.0",
        "request_id_field": "Sidenote_Request_Id__c",
        "currency": "",
        "hidden_fields": "",
    }
    rates: ClassVar[RateHeaders] = RateHeaders(
        daily=("sforce-limit-info", r"api-usage=(\d+)/(\d+)")
    )
    request_id_is_unique: ClassVar[bool] = True
    objects: ClassVar[Mapping[ObjectType, tuple[ApiObject, ...]]] = {
        "user": (ApiObject("User", {
            "external_id": "Id", "name": "Name", "email": "Email", "unit": "Department",
        }),),
        "account": (ApiObject("Account", {
            "external_id": "Id", "name": "Name", "website": "Website", "industry": "Industry",
            "size": "NumberOfEmployees", "city": "BillingCity", "country": "BillingCountry",
            "status": one_of("Type", _STATUS), "owner_id": "OwnerId", "parent_id": "ParentId",
        }, {
            "name": "Name", "website": "Website", "industry": "Industry", "city": "BillingCity",
            "country": "BillingCountry", "owner_id": "OwnerId", "parent_id": "ParentId",
        }),),
        "contact": (ApiObject("Contact", {
            "external_id": "Id", "name": "Name", "first_name": "FirstName",
            "last_name": "LastName", "account_id": "AccountId", "job_title": "Title",
            "department": "Department", "emails": listed("Email"),
            "phones": listed("Phone", "MobilePhone"), "city": "MailingCity",
            "country": "MailingCountry", "owner_id": "OwnerId",
            "do_not_contact": "HasOptedOutOfEmail",
        }, {
            "first_name": "FirstName", "last_name": "LastName", "account_id": "AccountId",
            "job_title": "Title", "department": "Department", "emails": "Email",
            "phones": "Phone", "city": "MailingCity", "country": "MailingCountry",
            "owner_id": "OwnerId",
        }),),
        "opportunity": (ApiObject("Opportunity", {
            "external_id": "Id", "account_id": "AccountId", "name": "Name", "stage": "StageName",
            "stage_category": stage_category("IsWon", "IsClosed"), "amount": "Amount",
            "currency": "CurrencyIsoCode", "probability": share("Probability"),
            "close_date": "CloseDate", "owner_id": "OwnerId",
        }),),
        "order": (ApiObject("Order", {
            "external_id": "Id", "account_id": "AccountId", "number": "OrderNumber",
            "ordered_on": "EffectiveDate", "amount": "TotalAmount", "currency": "CurrencyIsoCode",
        }),),
        "activity": (
            ApiObject("Task", {
                "external_id": "Id", "kind": one_of("TaskSubtype", _SUBTYPES, "task"),
                "subject": first("Subject", always("Task")), "text": "Description",
                "occurred_at": first("CompletedDateTime", "ActivityDate", "CreatedDate"),
                "owner_id": "OwnerId", "account_id": "AccountId", "contact_id": _with_contact(),
            }, {
                "kind": "TaskSubtype", "subject": "Subject", "text": "Description",
                "occurred_at": "ActivityDate", **_LINKS,
            }, {"Status": "Completed"}),
            ApiObject("Event", {
                "external_id": "Id", "kind": always("meeting"), "text": "Description",
                "subject": first("Subject", always("Event")), "occurred_at": "StartDateTime",
                "owner_id": "OwnerId", "account_id": "AccountId", "contact_id": _with_contact(),
            }, {
                "subject": "Subject", "text": "Description", "occurred_at": "StartDateTime",
                **_LINKS,
            }, {"DurationInMinutes": 30}),
        ),
    }  # fmt: skip

    def _headers(self, token: str) -> Mapping[str, str]:
        return {"authorization": f"Bearer {token}", "sforce-query-options": "batchSize=2000"}

    def _path(self, *parts: str) -> str:
        return "/".join((f"/services/data/v{self._option['version']}", *parts))

    def check(self) -> tuple[str, ...]:
        """Read one account; tell where writing is not prepared."""
        self._http.get(self._path("query"), {"q": "SELECT Id FROM Account LIMIT 1"})
        wanted = self._option["request_id_field"]
        missing = []
        for resource in ("Account", "Contact", "Task", "Event"):
            found = self._http.get_or_none(self._path("sobjects", resource, "describe"))
            ready = {"name": wanted, "externalId": True, "unique": True}.items()
            if not any(ready <= field.items() for field in at(found, "fields") or ()):
                missing.append(resource)
        if not missing:
            return ()
        return (
            f"Nothing can be written to {', '.join(missing)} until they have a text field {wanted}"
            " that is external id and unique",
        )

    def _rows(
        self,
        kind: ObjectType,  # noqa: ARG002 - the name of the object says it all
        api_object: ApiObject,
        since: datetime | None,
    ) -> Iterator[Row]:
        conditions = [_FILTERS[api_object.resource]] if api_object.resource in _FILTERS else []
        if since:
            conditions.append(f"SystemModstamp >= {_stamp(since)}")
        columns = self._columns(api_object)
        for row in self._soql("query", columns, api_object.resource, conditions):
            yield self._with_currency(row)

    def _columns(self, api_object: ApiObject) -> list[str]:
        hidden = {name.strip() for name in self._option["hidden_fields"].split(",")}
        if self._option["currency"]:
            hidden.add("CurrencyIsoCode")  # there only where an org has several
        return sorted({"Id", *api_object.paths()} - hidden)

    def _with_currency(self, row: Row) -> Row:
        currency = self._option["currency"]
        return {**row, "CurrencyIsoCode": currency} if currency else row

    def _soql(
        self, how: str, columns: list[str], resource: str, conditions: list[str]
    ) -> Iterator[Row]:
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        statement = f"SELECT {', '.join(columns)} FROM {resource}{where} ORDER BY Id"  # noqa: S608
        answer = self._http.get(self._path(how), {"q": statement})
        while True:
            yield from rows_at(answer, "records", self.label)
            following = at(answer, "nextRecordsUrl")
            if at(answer, "done") is True:
                return
            if not following:
                raise ConnectorAbort(f"{self.label} broke off in the middle of a list")
            answer = self._http.get(str(following))

    def _removed(
        self, kind: ObjectType, api_object: ApiObject, since: datetime | None
    ) -> Iterator[RemovedRecord]:
        resource = api_object.resource
        if kind == "user":
            return
        columns = ["Id", "SystemModstamp", *(["MasterRecordId"] if resource in _MERGED else [])]
        conditions = ["IsDeleted = TRUE"]
        if since:
            conditions.append(f"SystemModstamp >= {_stamp(since)}")
        for row in self._soql("queryAll", columns, resource, conditions):
            gone = moment_of(row["SystemModstamp"])
            yield RemovedRecord(kind, str(row["Id"]), gone, at(row, "MasterRecordId"))

    def _row(self, api_object: ApiObject, identity: str) -> Row | None:
        path = self._path("sobjects", api_object.resource, quote(identity, safe=""))
        columns = [*self._columns(api_object), "LastModifiedDate"]
        row = self._http.get_or_none(path, {"fields": ",".join(columns)})
        return self._with_currency(row) if row else None

    def _find(self, api_object: ApiObject, write: ApprovedWrite) -> str | None:
        row = self._http.get_or_none(self._external(api_object, write), {"fields": "Id"})
        return str(row["Id"]) if row else None

    def _external(self, api_object: ApiObject, write: ApprovedWrite) -> str:
        """The address of what a request wrote, by its external id."""
        field, key = self._option["request_id_field"], quote(write.request_id, safe="")
        return self._path("sobjects", api_object.resource, field, key)

    def _create(self, api_object: ApiObject, payload: dict[str, Any], write: ApprovedWrite) -> str:
        answer = self._http.call("PATCH", self._external(api_object, write), body=payload)
        return identity_in(answer, "id", self.label)

    def _update(
        self, api_object: ApiObject, identity: str, payload: dict[str, Any], row: Row
    ) -> None:
        path = self._path("sobjects", api_object.resource, quote(identity, safe=""))
        modified = moment_of(row.get("LastModifiedDate"))
        stamp = format_datetime(modified, usegmt=True) if modified else None
        headers = {"if-unmodified-since": stamp} if stamp else None
        self._http.call("PATCH", path, body=payload, headers=headers)

    def _is_place_of(self, api_object: ApiObject, write: ApprovedWrite) -> bool:
        if write.object_type != "activity":
            return True
        return (write.fields.get("kind") == "meeting") == (api_object.resource == "Event")

    def _payload(self, api_object: ApiObject, write: ApprovedWrite) -> dict[str, Any]:
        payload = super()._payload(api_object, write)
        if "TaskSubtype" in payload:
            word = str(payload["TaskSubtype"]).capitalize()
            payload["TaskSubtype"] = word if word in ("Call", "Email") else "Task"
        if moment := moment_of(payload.get("ActivityDate")):
            payload["ActivityDate"] = moment.date().isoformat()
        return {k: (v[0] if v else None) if isinstance(v, list) else v for k, v in payload.items()}


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


CONNECTOR = Salesforce
