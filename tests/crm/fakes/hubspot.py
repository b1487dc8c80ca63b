"""A stateful fake of HubSpot's CRM API: cursors, search with its limits, archive, merges, links,
unique properties. What it knows was written down from the vendor's reference; it is not HubSpot.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from werkzeug import Request, Response
from werkzeug.routing import Map, Rule

from tests.crm.fakes.server import NOON, FakeCrm, Json, Refuse, answer, iso

KINDS = ("companies", "contacts", "deals", "orders", "invoices", "calls", "emails", "meetings",
         "notes", "tasks")  # fmt: skip
VERSION = "2026-09"
REQUEST_ID = "sidenote_request_id"
_ROOT = f"/crm/objects/{VERSION}/<kind>"


class FakeHubSpot(FakeCrm):
    """Holds objects by kind and id; every change moves the modified stamp to the clock's now."""

    routes = Map([
        Rule(_ROOT, endpoint="list_objects", methods=["GET"]),
        Rule(_ROOT, endpoint="create", methods=["POST"]),
        Rule(f"{_ROOT}/search", endpoint="search", methods=["POST"]),
        Rule(f"{_ROOT}/<key>", endpoint="read", methods=["GET"]),
        Rule(f"{_ROOT}/<key>", endpoint="change", methods=["PATCH"]),
        Rule(f"/crm/associations/{VERSION}/<kind>/<target>/batch/read", endpoint="linked",
             methods=["POST"]),
        Rule(f"/crm/owners/{VERSION}", endpoint="owners", methods=["GET"]),
        Rule(f"/crm/pipelines/{VERSION}/deals", endpoint="pipelines", methods=["GET"]),
        Rule(f"/crm/properties/{VERSION}/<kind>/<name>", endpoint="property", methods=["GET"]),
    ])  # fmt: skip
    unauthorised: Json = {"status": "error", "category": "EXPIRED_AUTHENTICATION",
                          "message": "The OAuth token used to make this call expired"}  # fmt: skip
    throttled_body: Json = {"status": "error", "errorType": "RATE_LIMIT", "policyName": "SECONDLY"}

    def __init__(self) -> None:
        super().__init__()
        self.objects: dict[str, dict[str, Json]] = {kind: {} for kind in KINDS}
        self.links: dict[tuple[str, str], dict[str, list[tuple[str, str | None]]]] = {}
        self.people: list[Json] = []
        self.unique_properties = {(kind, REQUEST_ID) for kind in KINDS}
        self.rate_values = ("99", "9000", "10000")
        self._next_id = 9001

    def put(self, kind: str, identity: str, properties: Json, at: datetime = NOON) -> None:
        self.objects[kind][identity] = {
            "properties": properties, "created": at, "modified": at, "archived": None,
        }  # fmt: skip

    def link(self, kind: str, identity: str, target: str, *others: tuple[str, str | None]) -> None:
        """Others are (id, label)."""
        self.links.setdefault((kind, target), {})[identity] = list(others)

    def archive(self, kind: str, identity: str, at: datetime) -> None:
        self.objects[kind][identity]["archived"] = at

    def merge(self, kind: str, gone: str, kept: str, at: datetime) -> None:
        del self.objects[kind][gone]
        winner = self.objects[kind][kept]
        winner["properties"]["hs_merged_object_ids"] = f"{gone};{kept}"
        winner["modified"] = at

    def list_objects(self, request: Request, kind: str) -> Response:
        archived = request.args.get("archived") == "true"
        limit = int(request.args.get("limit", 10))
        if not 1 <= limit <= 100:
            raise Refuse(400, {"message": "limit must be 100 or less"})
        rows = [i for i, row in sorted(self._kind(kind).items(), key=lambda item: int(item[0]))
                if bool(row["archived"]) is archived]  # fmt: skip
        start = int(request.args.get("after", 0))
        page = [i for i in rows if int(i) > start][:limit]
        names = request.args.get("properties", "").split(",")
        body: Json = {"results": [self._shown(kind, i, names) for i in page]}
        if page and page[-1] != rows[-1]:
            body["paging"] = {"next": {"after": page[-1], "link": "deprecated"}}
        return answer(body, headers=self._rates())

    def search(self, request: Request, kind: str) -> Response:
        body: Json = request.get_json()
        limit, after = int(body.get("limit", 10)), int(body.get("after") or 0)
        if limit > 200 or after + limit > 10_000 or len(body["filterGroups"]) > 5:
            raise Refuse(400, {"message": "search is limited"})
        (group,) = body["filterGroups"]
        rows = [i for i, row in self._kind(kind).items() if not row["archived"]]
        found = [i for i in rows if all(self._fits(kind, i, f) for f in group["filters"])]
        (sort,) = body["sorts"]
        found.sort(key=lambda i: float(self._value(kind, i, sort["propertyName"])))
        page = found[after : after + limit]
        shown: Json = {"total": len(found)}
        shown["results"] = [self._shown(kind, i, body["properties"]) for i in page]
        if after + limit < len(found):
            shown["paging"] = {"next": {"after": str(after + limit)}}
        return answer(shown)

    def _fits(self, kind: str, identity: str, wanted: Json) -> bool:
        value = self._value(kind, identity, wanted["propertyName"])
        if wanted["operator"] == "HAS_PROPERTY":
            return bool(value)
        compared = float(value), float(wanted["value"])
        return (
            compared[0] >= compared[1] if wanted["operator"] == "GTE" else compared[0] > compared[1]
        )

    def _value(self, kind: str, identity: str, name: str) -> Any:
        row = self._kind(kind)[identity]
        # HubSpot's contacts carry another name for it, and a search by the wrong one finds nothing
        modified = "lastmodifieddate" if kind == "contacts" else "hs_lastmodifieddate"
        if name in ("lastmodifieddate", "hs_lastmodifieddate"):
            return row["modified"].timestamp() * 1000 if name == modified else 0
        return identity if name == "hs_object_id" else row["properties"].get(name)

    def read(self, request: Request, kind: str, key: str) -> Response:
        names = request.args.get("properties", "").split(",")
        return answer(self._shown(kind, self._found(request, kind, key), names))

    def _found(self, request: Request, kind: str, key: str) -> str:
        by = request.args.get("idProperty")
        for identity, row in self._kind(kind).items():
            if not row["archived"] and key == (row["properties"].get(by) if by else identity):
                return identity
        raise Refuse(404, {"status": "error", "message": "resource not found"})

    def create(self, request: Request, kind: str) -> Response:
        body: Json = request.get_json()
        self._check(kind, body["properties"])
        self.commit()
        identity, self._next_id = str(self._next_id), self._next_id + 1
        now = datetime.fromtimestamp(self.clock.now(), NOON.tzinfo)
        self.put(kind, identity, dict(body["properties"]), now)
        for link in body["associations"]:
            target = "companies" if link["types"][0]["associationTypeId"] in (
                279, 182, 186, 188, 190, 192) else "contacts"  # fmt: skip
            self.link(kind, identity, target, (link["to"]["id"], None))
            if kind == "contacts":
                self.objects[kind][identity]["properties"]["associatedcompanyid"] = link["to"]["id"]
        return answer(self._shown(kind, identity, list(body["properties"])), 201)

    def change(self, request: Request, kind: str, key: str) -> Response:
        identity = self._found(request, kind, key)
        body: Json = request.get_json()
        self._check(kind, body["properties"])
        self.commit()
        row = self.objects[kind][identity]
        row["properties"].update(body["properties"])
        row["modified"] = datetime.fromtimestamp(self.clock.now(), NOON.tzinfo)
        return answer(self._shown(kind, identity, list(body["properties"])))

    def _check(self, kind: str, properties: Json) -> None:
        if REQUEST_ID in properties and (kind, REQUEST_ID) not in self.unique_properties:
            raise Refuse(400, {"message": f'Property "{REQUEST_ID}" does not exist'})
        for row in self._kind(kind).values():
            if row["properties"].get(REQUEST_ID) == properties.get(REQUEST_ID, object()):
                raise Refuse(409, {"message": "a record with that value exists", "status": "error"})

    def linked(self, request: Request, kind: str, target: str) -> Response:
        wanted = [one["id"] for one in request.get_json()["inputs"]]
        if len(wanted) > 1000:
            raise Refuse(400, {"message": "too many inputs"})
        known = self.links.get((kind, target), {})
        results = [
            {"from": {"id": one}, "to": [
                {"toObjectId": int(other), "associationTypes": [
                    {"category": "HUBSPOT_DEFINED", "typeId": 5, "label": label}]}
                for other, label in known[one]]}
            for one in wanted if one in known
        ]  # fmt: skip
        return answer({"status": "COMPLETE", "results": results}, 200 if results else 207)

    def owners(self, request: Request) -> Response:
        archived = request.args.get("archived") == "true"
        return answer({"results": [one for one in self.people if one["archived"] is archived]})

    def pipelines(self, request: Request) -> Response:
        stages = [{"id": "qualified", "label": "Qualified to buy"},
                  {"id": "closedwon", "label": "Closed won"}]  # fmt: skip
        return answer({"results": [{"id": "default", "label": "Sales", "stages": stages}]})

    def property(self, request: Request, kind: str, name: str) -> Response:
        if (kind, name) not in self.unique_properties:
            raise Refuse(404, {"message": "no such property"})
        return answer({"name": name, "hasUniqueValue": True})

    def _kind(self, kind: str) -> dict[str, Json]:
        if kind not in self.objects:
            raise Refuse(404, {"message": f"unknown object type {kind}"})
        return self.objects[kind]

    def _shown(self, kind: str, identity: str, names: list[str]) -> Json:
        """As the API shows an object: only the properties asked for, and a few always."""
        row = self.objects[kind][identity]
        known = {**row["properties"], "hs_object_id": identity}
        shown = {"id": identity, "properties": {name: known.get(name) for name in names if name},
                 "createdAt": iso(row["created"]), "updatedAt": iso(row["modified"]),
                 "archived": bool(row["archived"])}  # fmt: skip
        if row["archived"]:
            shown["archivedAt"] = iso(row["archived"])
        return shown

    def _rates(self) -> dict[str, str]:
        names = ("remaining", "daily-remaining", "interval-milliseconds")
        given = zip(names, self.rate_values, strict=True)
        return {f"x-hubspot-ratelimit-{name}": value for name, value in given}


def small_hubspot() -> FakeHubSpot:
    """Three companies (the third a merger of none), three contacts, and one or two of all else."""
    fake = FakeHubSpot()
    old = NOON - timedelta(days=30)
    fake.people = [
        {"id": "7", "email": "hs@seller.example", "firstName": "Hedvika", "lastName": "Salvet",
         "archived": False, "teams": []},
        {"id": "8", "email": "gone@seller.example", "firstName": "", "lastName": "",
         "archived": True},
    ]  # fmt: skip
    fake.put("companies", "101", {
        "name": "Kovohutě Ledeč a.s.", "domain": "ledec.example", "lifecyclestage": "customer",
        "hubspot_owner_id": "7", "numberofemployees": "250", "hs_parent_company_id": "102",
    }, old)  # fmt: skip
    fake.put("companies", "102", {"name": "Papírny Zásmuky", "domain": "zasmuky.example"}, old)
    fake.put("companies", "1003", {"name": "", "domain": "lakeus.example"})
    fake.put("contacts", "201", {
        "firstname": "Mirja", "lastname": "Korpivaara", "jobtitle": "Buyer", "phone": "+420 1",
        "email": "mk@ledec.example", "associatedcompanyid": "101", "hs_email_optout": "true",
        "hs_additional_emails": "mirja@ledec.example;mk@ledec.example",
    }, old)  # fmt: skip
    fake.put("contacts", "202", {"firstname": "Oswin", "lastname": None, "email": None}, old)
    fake.put("contacts", "1203", {"firstname": "", "lastname": "", "email": "t@lakeus.example"})
    fake.put("deals", "301", {
        "dealname": "Monitoring line 3", "dealstage": "qualified",
        "amount": "120000.50", "deal_currency_code": "CZK", "hs_is_closed": "false",
        "closedate": "2026-12-31T22:59:59.999Z", "hs_deal_stage_probability": "0.4",
    })  # fmt: skip
    fake.put("deals", "302", {
        "dealname": "Sensors", "dealstage": "closedwon", "hs_is_closed": "true",
        "hs_is_closed_won": "true",
    })  # fmt: skip
    fake.link("deals", "301", "companies", ("102", None), ("101", "Primary"))
    fake.link("deals", "301", "contacts", ("201", None))
    fake.link("deals", "302", "companies", ("102", "Primary"))
    fake.put("orders", "401", {"hs_order_name": "S-1", "hs_total_price": "9900.10",
             "hs_currency_code": "EUR"})  # fmt: skip
    fake.link("orders", "401", "companies", ("101", None))
    states = (("paid", "2026-10-20"), ("open", None), ("draft", None))
    for number, (status, paid) in enumerate(states):
        fake.put("invoices", f"50{number}", {
            "hs_number": f"I-{number}", "hs_invoice_status": status, "hs_payment_date": paid,
            "hs_invoice_date": "2026-10-01", "hs_due_date": "2026-10-31", "hs_currency": "EUR",
            "hs_amount_billed": "1234.56",
        })  # fmt: skip
        fake.link("invoices", f"50{number}", "companies", ("101", None))
    fake.put("calls", "601", {"hs_call_title": "Asked for a quote", "hs_call_direction": "INBOUND",
             "hs_timestamp": "2026-10-30T09:00:00Z"})  # fmt: skip
    fake.put("notes", "602", {"hs_note_body": "<p>Prefers e-mail &amp; calls</p><p>Second</p>",
             "hs_timestamp": "2026-10-31T09:00:00Z"})  # fmt: skip
    fake.link("notes", "602", "contacts", ("201", None))
    return fake
