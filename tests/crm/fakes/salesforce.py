"""A stateful fake of Salesforce's REST API: the SOQL the connector may use, query locators,
queryAll, upserts by external id, conditional updates. From the vendor's reference; not Salesforce.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from werkzeug import Request, Response
from werkzeug.routing import Map, Rule

from tests.crm.fakes.server import NOON, FakeCrm, Json, Refuse, answer

ROOT = "/services/data/v64.0"
REQUEST_ID = "Sidenote_Request_Id__c"
PAGE = 500
_COMMON = "Id CreatedDate LastModifiedDate SystemModstamp IsDeleted OwnerId"
FIELDS = {
    "User": "Id Name Email Department UserType SystemModstamp LastModifiedDate",
    "Account": f"{_COMMON} Name Website Industry NumberOfEmployees BillingCity BillingCountry Type "
    "ParentId MasterRecordId",
    "Contact": f"{_COMMON} Name FirstName LastName AccountId Title Department Email Phone "
    "MobilePhone MailingCity MailingCountry HasOptedOutOfEmail MasterRecordId",
    "Opportunity": f"{_COMMON} Name AccountId StageName IsWon IsClosed Amount CurrencyIsoCode "
    "Probability CloseDate",
    "Order": f"{_COMMON} AccountId OrderNumber EffectiveDate TotalAmount CurrencyIsoCode "
    "StatusCode",
    "Task": f"{_COMMON} Subject Description TaskSubtype Status ActivityDate CompletedDateTime "
    "AccountId WhoId WhatId",
    "Event": f"{_COMMON} Subject Description StartDateTime DurationInMinutes AccountId WhoId "
    "WhatId",
}
_SOQL = re.compile(r"SELECT (.+?) FROM (\w+)(?: WHERE (.+?))?(?: ORDER BY Id)?(?: LIMIT \d+)?$")
_CONDITION = re.compile(r"(\w+) (=|!=|>=) ('[^']*'|TRUE|[\dTZ:-]+)$")


def stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000+0000"


class FakeSalesforce(FakeCrm):
    routes = Map([
        Rule(f"{ROOT}/query", endpoint="query", methods=["GET"], defaults={"deleted": False}),
        Rule(f"{ROOT}/queryAll", endpoint="query", methods=["GET"], defaults={"deleted": True}),
        Rule(f"{ROOT}/query/<locator>", endpoint="more", methods=["GET"]),
        Rule(f"{ROOT}/sobjects/<kind>/describe", endpoint="describe", methods=["GET"]),
        Rule(f"{ROOT}/sobjects/<kind>/<key>", endpoint="read", methods=["GET"]),
        Rule(f"{ROOT}/sobjects/<kind>/<key>", endpoint="change", methods=["PATCH"]),
        Rule(f"{ROOT}/sobjects/<kind>/{REQUEST_ID}/<key>", endpoint="read_external",
             methods=["GET"]),
        Rule(f"{ROOT}/sobjects/<kind>/{REQUEST_ID}/<key>", endpoint="upsert", methods=["PATCH"]),
    ])  # fmt: skip
    unauthorised = [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]  # type: ignore[assignment]
    throttled_body = [{"message": "Request limit", "errorCode": "REQUEST_LIMIT"}]  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.objects: dict[str, dict[str, Json]] = {kind: {} for kind in FIELDS}
        self.usage = "api-usage=18/15000"
        self.external_ids = {"Account", "Contact", "Task", "Event"}
        self._locators: dict[str, tuple[list[str], list[Json]]] = {}

    def put(self, kind: str, identity: str, at: datetime = NOON, **values: Any) -> None:
        self.objects[kind][identity] = {
            "Id": identity, "IsDeleted": False, "CreatedDate": stamp(at), **values,
            "LastModifiedDate": stamp(at), "SystemModstamp": stamp(at),
        }  # fmt: skip

    def touch(self, kind: str, identity: str, at: datetime) -> None:
        self.objects[kind][identity] |= {
            "LastModifiedDate": stamp(at), "SystemModstamp": stamp(at)}  # fmt: skip

    def delete(self, kind: str, identity: str, at: datetime, into: str | None = None) -> None:
        self.objects[kind][identity] |= {"IsDeleted": True, "MasterRecordId": into}
        self.touch(kind, identity, at)

    def query(self, request: Request, deleted: bool) -> Response:
        match = _SOQL.match(request.args["q"])
        if not match:
            raise Refuse(400, [{"message": "unexpected token", "errorCode": "MALFORMED_QUERY"}])
        columns, kind, where = match[1].split(", "), match[2], match[3]
        self._check(kind, columns)
        rows = [row for _, row in sorted(self.objects[kind].items())
                if (deleted or not row["IsDeleted"]) and self._fits(kind, row, where)]  # fmt: skip
        return self._page(columns, rows, 0)

    def _fits(self, kind: str, row: Json, where: str | None) -> bool:
        for condition in where.split(" AND ") if where else ():
            match = _CONDITION.match(condition)
            if not match:
                raise Refuse(400, [{"message": condition, "errorCode": "MALFORMED_QUERY"}])
            self._check(kind, [match[1]])
            value, wanted = row.get(match[1]), match[3].strip("'")
            if match[2] == ">=":
                fits = str(value)[:19] >= wanted[:19]
            else:
                fits = (str(value).upper() == wanted.upper()) is (match[2] == "=")
            if not fits:
                return False
        return True

    def _page(self, columns: list[str], rows: list[Json], start: int) -> Response:
        page = rows[start : start + PAGE]
        records = [
            {"attributes": {"type": "X"}, **{c: row.get(c) for c in columns}} for row in page
        ]
        done = start + PAGE >= len(rows)
        body: Json = {"totalSize": len(rows), "done": done, "records": records}
        if not done:
            locator = f"01g{len(self._locators)}-{start + PAGE}"
            self._locators[locator] = columns, rows
            body["nextRecordsUrl"] = f"{ROOT}/query/{locator}"
        return answer(body, headers={"sforce-limit-info": self.usage})

    def more(self, request: Request, locator: str) -> Response:
        columns, rows = self._locators[locator]
        return self._page(columns, rows, int(locator.partition("-")[2]))

    def describe(self, request: Request, kind: str) -> Response:
        fields = [{"name": name, "externalId": False, "unique": False}
                  for name in FIELDS[kind].split()]  # fmt: skip
        if kind in self.external_ids:
            fields.append({"name": REQUEST_ID, "externalId": True, "unique": True})
        return answer({"name": kind, "fields": fields})

    def read(self, request: Request, kind: str, key: str) -> Response:
        columns = request.args["fields"].split(",")
        self._check(kind, columns)
        row = self._live(kind, key)
        return answer({"attributes": {}, **{c: row.get(c) for c in columns}})

    def _live(self, kind: str, key: str) -> Json:
        row = self.objects[kind].get(key)
        if row is None or row["IsDeleted"]:
            raise Refuse(404, [{"message": "entity is deleted", "errorCode": "ENTITY_IS_DELETED"}])
        return row

    def _external(self, kind: str, key: str) -> Json | None:
        if kind not in self.external_ids:
            raise Refuse(404, [{"message": "Provided external ID field does not exist",
                                "errorCode": "NOT_FOUND"}])  # fmt: skip
        rows = self.objects[kind].values()
        return next((r for r in rows if r.get(REQUEST_ID) == key and not r["IsDeleted"]), None)

    def read_external(self, request: Request, kind: str, key: str) -> Response:
        row = self._external(kind, key)
        if row is None:
            raise Refuse(404, [{"message": "not found", "errorCode": "NOT_FOUND"}])
        return answer({"Id": row["Id"]})

    def upsert(self, request: Request, kind: str, key: str) -> Response:
        row = self._external(kind, key)
        body: Json = request.get_json()
        self._check(kind, list(body))
        required = {"Contact": "LastName", "Account": "Name"}.get(kind)
        if row is None and required and not body.get(required):
            raise Refuse(400, [{"message": f"Required fields are missing: [{required}]",
                                "errorCode": "REQUIRED_FIELD_MISSING"}])  # fmt: skip
        self.commit()
        created = row is None
        identity = row["Id"] if row else f"{kind[:3]}9{len(self.objects[kind]):014}"
        if row is None:
            now = datetime.fromtimestamp(self.clock.now(), NOON.tzinfo)
            self.put(kind, identity, now, **{REQUEST_ID: key})
        self._set(kind, identity, body)
        return answer(
            {"id": identity, "success": True, "created": created}, 201 if created else 200
        )

    def change(self, request: Request, kind: str, key: str) -> Response:
        row = self._live(kind, key)
        unmodified = request.headers.get("if-unmodified-since")
        modified = datetime.fromisoformat(row["LastModifiedDate"])
        if unmodified and modified > parsedate_to_datetime(unmodified):
            raise Refuse(412, [{"message": "modified since", "errorCode": "PRECONDITION_FAILED"}])
        body = request.get_json()
        self._check(kind, list(body))
        self.commit()
        self._set(kind, key, body)
        return answer(None, 204)

    def _set(self, kind: str, identity: str, body: Json) -> None:
        row = self.objects[kind][identity]
        row.update(body)
        if kind == "Contact":
            row["Name"] = " ".join(filter(None, (row.get("FirstName"), row.get("LastName"))))
        if kind in ("Task", "Event"):
            row["AccountId"] = row.get("WhatId")
        self.touch(kind, identity, datetime.fromtimestamp(self.clock.now(), NOON.tzinfo))

    def _check(self, kind: str, columns: list[str]) -> None:
        if kind not in FIELDS:
            raise Refuse(400, [{"message": f"sObject type '{kind}' is not supported",
                                "errorCode": "INVALID_TYPE"}])  # fmt: skip
        for column in columns:
            if column not in FIELDS[kind].split():
                raise Refuse(400, [{"message": f"No such column '{column}' on entity '{kind}'",
                                    "errorCode": "INVALID_FIELD"}])  # fmt: skip


def small_salesforce() -> FakeSalesforce:
    """Two accounts, three contacts, two opportunities, an order and a draft of one, three
    activities."""
    fake = FakeSalesforce()
    old = NOON - timedelta(days=30)
    fake.put("User", "005A", old, Name="Hedvika Salvet", Email="hs@seller.example",
             Department="North", UserType="Standard")  # fmt: skip
    fake.put("User", "005B", old, Name="Automated Process", UserType="AutomatedProcess")
    fake.put("Account", "001A", old, Name="Kovohutě Ledeč a.s.", Website="ledec.example",
             Type="Customer - Direct", NumberOfEmployees=250, BillingCity="Ledeč",
             BillingCountry="Czechia", OwnerId="005A", ParentId="001B")  # fmt: skip
    fake.put("Account", "001B", old, Name="Papírny Zásmuky", Type="Analyst")
    fake.put("Contact", "003A", old, Name="Mirja Korpivaara", FirstName="Mirja",
             LastName="Korpivaara", AccountId="001A", Title="Buyer", Email="mk@ledec.example",
             Phone="+420 1", HasOptedOutOfEmail=True)  # fmt: skip
    fake.put("Contact", "003B", old, Name="Oswin", LastName="Oswin", HasOptedOutOfEmail=False)
    fake.put("Contact", "003C", old, Name="Teppo Ashgrove", HasOptedOutOfEmail=False)
    fake.put("Opportunity", "006A", Name="Monitoring line 3", AccountId="001A", IsWon=False,
             StageName="Proposal", IsClosed=False, Amount=120000.5, CurrencyIsoCode="CZK",
             Probability=40.0, CloseDate="2026-12-31", OwnerId="005A")  # fmt: skip
    fake.put("Opportunity", "006B", Name="Sensors", AccountId="001B", StageName="Closed Lost",
             IsWon=False, IsClosed=True)  # fmt: skip
    for identity, code in (("801A", "Activated"), ("801B", "Draft")):
        fake.put("Order", identity, AccountId="001A", OrderNumber="00000100", StatusCode=code,
                 EffectiveDate="2026-09-01", TotalAmount=9900.1, CurrencyIsoCode="EUR")  # fmt: skip
    fake.put("Task", "00TA", Subject="Call", TaskSubtype="Call", Status="Completed", WhoId="003A",
             CompletedDateTime="2026-10-30T09:00:00.000+0000", AccountId="001A")  # fmt: skip
    fake.put("Task", "00TB", Subject="Follow up", TaskSubtype="Task", ActivityDate="2026-11-03",
             WhoId="00QA")  # fmt: skip
    fake.put("Event", "00UA", Subject="Visit", StartDateTime="2026-10-31T09:00:00.000+0000",
             WhoId="003A", AccountId="001A")  # fmt: skip
    return fake
