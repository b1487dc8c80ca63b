"""A stateful fake of Odoo's JSON-2 and JSON-RPC: domains, False for nothing, links as pairs, errors
inside answers of status 200. Written down from the vendor's reference; it is not Odoo.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from werkzeug import Request, Response
from werkzeug.routing import Map, Rule

from tests.crm.fakes.server import NOON, TOKEN, FakeCrm, Json, Refuse, answer

MODELS = ("res.users", "res.partner", "crm.lead", "sale.order", "account.move", "mail.message")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda value, wanted: value == wanted,
    ">": lambda value, wanted: value > wanted,
    ">=": lambda value, wanted: value >= wanted,
    "in": lambda value, wanted: value in wanted,
    "ilike": lambda value, wanted: str(wanted).casefold() in str(value or "").casefold(),
}


def stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


class Trouble(Exception):
    """An exception inside Odoo."""

    def __init__(self, name: str, message: str, status: int) -> None:
        super().__init__(message)
        self.name, self.message, self.status = name, message, status


class FakeOdoo(FakeCrm):
    """`json2` False: a server before 19."""

    routes = Map([
        Rule("/json/2/<model>/<method>", endpoint="over_json2", methods=["POST"]),
        Rule("/jsonrpc", endpoint="over_jsonrpc", methods=["POST"]),
    ])  # fmt: skip
    unauthorised: Json = {"name": "werkzeug.exceptions.Unauthorized", "message": "Invalid apikey",
                          "arguments": ["Invalid apikey", 401], "debug": "Traceback"}  # fmt: skip

    def __init__(self, json2: bool = True) -> None:
        super().__init__()
        self.json2 = json2
        self.records: dict[str, dict[int, Json]] = {model: {} for model in MODELS}
        self._next_id = 9001

    def authorised(self, request: Request) -> bool:
        if request.path == "/jsonrpc":
            return True  # the key is among the arguments
        return request.headers.get("authorization") == f"bearer {TOKEN}"

    def put(self, model: str, identity: int, at: datetime = NOON, /, **values: Any) -> None:
        self.records[model][identity] = {
            "id": identity, "active": True, "create_date": stamp(at), "write_date": stamp(at),
            **values,
        }  # fmt: skip

    def over_json2(self, request: Request, model: str, method: str) -> Response:
        if not self.json2:
            raise Refuse(404, {"name": "werkzeug.exceptions.NotFound", "message": "Not Found"})
        body: Json = request.get_json()
        ids = body.pop("ids", [])
        try:
            return answer(self._run(model, method, ids, body))
        except Trouble as trouble:
            said = {"name": trouble.name, "message": trouble.message, "arguments": []}
            raise Refuse(trouble.status, said) from None

    def over_jsonrpc(self, request: Request) -> Response:
        given: Json = request.get_json()["params"]
        arguments = given["args"]
        try:
            if given["service"] == "common":
                right = arguments[:3] == ["crm", "bot@seller.example", TOKEN]
                return answer({"jsonrpc": "2.0", "id": 1, "result": 2 if right else False})
            database, user, key, model, method, positional, named = arguments
            if (database, user, key) != ("crm", 2, TOKEN):
                raise Trouble("odoo.exceptions.AccessDenied", "Access Denied", 403)
            result = self._run(model, method, positional[0] if positional else [], named)
        except Trouble as trouble:
            data = {"name": trouble.name, "message": trouble.message, "debug": TOKEN}
            error = {"code": 200, "message": "Odoo Server Error", "data": data}
            return answer({"jsonrpc": "2.0", "id": 1, "error": error})
        return answer({"jsonrpc": "2.0", "id": 1, "result": result})

    def _run(self, model: str, method: str, ids: list[int], given: Json) -> Any:
        if method == "context_get":
            return {"lang": "en_US"}
        if model not in self.records:
            raise Trouble("builtins.KeyError", model, 404)
        return getattr(self, f"do_{method}")(model, ids, **given)

    def do_search_read(
        self, model: str, ids: list[int], domain: list[Any], fields: list[str],
        limit: int = 0, order: str = "id", context: Json | None = None,
    ) -> list[Json]:  # fmt: skip
        hidden = (context or {}).get("active_test", True)
        rows = [row for _, row in sorted(self.records[model].items())
                if (row["active"] or not hidden) and self._fits(row, domain)]  # fmt: skip
        return [
            {"id": row["id"], **{f: row.get(f, False) for f in fields}}
            for row in rows[: limit or None]
        ]

    def _fits(self, row: Json, domain: list[Any]) -> bool:
        for field, operator, wanted in domain:
            value = row.get(field, False)
            value = value[0] if isinstance(value, list) else value
            if not _COMPARE[operator](value, wanted):
                return False
        return True

    def do_create(self, model: str, ids: list[int], vals_list: list[Json]) -> list[int]:
        made = []
        for values in vals_list:
            if not values.get("name"):
                raise Trouble("odoo.exceptions.ValidationError", "Contacts require a name", 422)
            self.commit()
            made.append(self._made(model, {"type": "contact", "partner_share": True, **values}))
        return made

    def _made(self, model: str, values: Json) -> int:
        identity, self._next_id = self._next_id, self._next_id + 1
        now = datetime.fromtimestamp(self.clock.now(), NOON.tzinfo)
        self.put(model, identity, now, **values)
        return identity

    def do_write(self, model: str, ids: list[int], vals: Json) -> bool:
        self.commit()
        now = datetime.fromtimestamp(self.clock.now(), NOON.tzinfo)
        for identity in ids:
            self.records[model][identity].update(vals, write_date=stamp(now))
        return True

    def do_message_post(self, model: str, ids: list[int], body: str) -> int:
        (identity,) = ids
        if identity not in self.records[model]:
            raise Trouble("odoo.exceptions.MissingError", "Record does not exist", 404)
        self.commit()
        now = datetime.fromtimestamp(self.clock.now(), NOON.tzinfo)
        text = "<p>" + html.escape(body, quote=False).replace("\n", "<br>") + "</p>"
        message = {"model": model, "res_id": identity, "body": text, "date": stamp(now)}
        return self._made("mail.message", {**message, "message_type": "comment"})


def small_odoo(json2: bool = True) -> FakeOdoo:
    """Two companies, three people and an address that is none, and one or two of all else."""
    fake = FakeOdoo(json2)
    old = NOON - timedelta(days=30)
    fake.put("res.users", 2, old, name="Hedvika Salvet", login="hs@seller.example", share=False)
    fake.put("res.users", 3, old, name="Portal", login="p@ledec.example", share=True)
    firm = {"is_company": True, "type": "contact", "partner_share": True}
    person = {"is_company": False, "type": "contact", "partner_share": True}
    fake.put("res.partner", 10, old, name="Kovohutě Ledeč a.s.", website="http://ledec.example",
             city="Ledeč", country_id=[56, "Czech Republic"], user_id=[2, "Hedvika Salvet"],
             industry_id=[3, "Metal"], commercial_partner_id=[10, "Kovohutě"], **firm)  # fmt: skip
    fake.put("res.partner", 11, old, name="Papírny Zásmuky",
             commercial_partner_id=[11, "Papírny Zásmuky"], **firm)  # fmt: skip
    fake.put("res.partner", 20, old, name="Mirja Korpivaara", parent_id=[10, "Kovohutě"],
             function="Buyer", email="mk@ledec.example", is_blacklisted=True,
             commercial_partner_id=[10, "Kovohutě"], **person)  # fmt: skip
    fake.put("res.partner", 21, old, name="Oswin", commercial_partner_id=[21, "Oswin"], **person)
    fake.put("res.partner", 22, old, name="Teppo", commercial_partner_id=[22, "Teppo"], **person)
    fake.put("res.partner", 23, old, name="Warehouse", parent_id=[10, "Kovohutě"],
             **{**person, "type": "delivery"})  # fmt: skip
    deal: Json = {"type": "opportunity", "company_currency": [1, "CZK"], "user_id": [2, "H"]}
    fake.put("crm.lead", 30, name="Monitoring line 3", partner_id=[20, "Mirja"], probability=40.0,
             stage_id=[2, "Proposition"], expected_revenue=120000.5, date_deadline="2026-12-31",
             **deal)  # fmt: skip
    fake.put("crm.lead", 31, name="Sensors", partner_id=[11, "Papírny"], probability=0.0,
             **{**deal, "active": False})  # fmt: skip
    fake.put("crm.lead", 32, name="Pumps", partner_id=[11, "P"], probability=100.0, **deal)
    fake.put("crm.lead", 33, name="Only a lead", **{**deal, "type": "lead"})
    fake.put("sale.order", 40, name="S00040", partner_id=[20, "Mirja"], amount_total=9900.1,
             date_order="2026-09-01 08:00:00", currency_id=[2, "EUR"], state="sale")  # fmt: skip
    fake.put("sale.order", 41, name="S00041", partner_id=[10, "K"], state="draft")
    sent: Json = {
        "move_type": "out_invoice", "state": "posted", "partner_id": [10, "Kovohutě"],
        "invoice_date": "2026-10-01", "currency_id": [2, "EUR"], "amount_total": 1234.56,
    }  # fmt: skip
    fake.put("account.move", 50, name="INV/1", invoice_date_due="2026-10-31",
             payment_state="not_paid", **sent)  # fmt: skip
    fake.put("account.move", 51, name="INV/2", invoice_date_due="2026-10-31",
             payment_state="paid", **sent)  # fmt: skip
    fake.put("account.move", 52, name="/", **{**sent, "state": "draft"})
    fake.put("mail.message", 60, model="res.partner", res_id=20, message_type="comment",
             body="<p>Prefers e-mail</p>", date="2026-10-31 09:00:00")  # fmt: skip
    fake.put("mail.message", 61, model="res.partner", res_id=20, message_type="notification",
             body="changed", date="2026-10-31 09:00:00")  # fmt: skip
    return fake
