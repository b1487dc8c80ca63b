"""Odoo over JSON-2 (since 19), over the older JSON-RPC where there is none, with an API key.

Lists are walked by id, so that no page moves. What is deleted leaves no trace: compare ids. A
company is a partner that is one; whatever names a person belongs to that person's company.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from backend.crm.api_connector import ApiConnector, identity_in, rows_at
from backend.crm.api_mapping import (
    ApiObject,
    Derived,
    Row,
    always,
    at,
    day,
    first,
    line_of,
    listed,
    moment_of,
    one_of,
    plain,
    share,
    when,
)
from backend.crm.contract import (
    READERS,
    ApprovedWrite,
    Capabilities,
    ConnectorAbort,
    ObjectType,
    WriteRefused,
)
from backend.crm.transport import ApiRefusal

_SKEW = timedelta(hours=1)
"""How far Odoo's clock and ours may be apart when something just written is looked up."""
_DOMAINS: Mapping[str, list[list[Any]]] = {
    "user": [["share", "=", False]], "account": [["is_company", "=", True]],
    "contact": [["is_company", "=", False], ["type", "=", "contact"], ["partner_share", "=", True]],
    "opportunity": [["type", "=", "opportunity"]], "order": [["state", "in", ["sale", "done"]]],
    "invoice": [["move_type", "=", "out_invoice"], ["state", "=", "posted"]],
    "activity": [["model", "=", "res.partner"],
                 ["message_type", "in", ["comment", "email", "email_outgoing"]]],
}  # fmt: skip
_PARTY = {"opportunity": "partner_id", "order": "partner_id", "invoice": "partner_id",
          "activity": "res_id"}  # fmt: skip
_OURS = frozenset({"company", "person"})
"""What a row has besides Odoo's fields: whom its partner is to us."""


def _category(row: Row) -> str:
    if row.get("active") is not True:  # Odoo archives what is lost
        return "lost"
    return "won" if float(row.get("probability") or 0) >= 100 else "open"


class Odoo(ApiConnector):
    """Reads and writes Odoo. A host must be allowed by the operator: customers run it themselves.

    The request id stands in the internal notes of a new partner ("Sidenote …") and, after the time
    it is about, at the end of a logged note. Look-ups are answered by the database itself.
    """

    name: ClassVar[str] = "odoo"
    label: ClassVar[str] = "Odoo"
    capabilities: ClassVar[Capabilities] = Capabilities(
        reads=frozenset(READERS),
        writes=frozenset({"account", "contact", "activity"}),
        incremental=True,
    )
    hosts: ClassVar[tuple[str, ...]] = ("*.odoo.com",)
    options: ClassVar[Mapping[str, str]] = {"database": "", "login": "", "protocol": "auto"}
    objects: ClassVar[Mapping[ObjectType, tuple[ApiObject, ...]]] = {
        "user": (ApiObject("res.users", {
            "external_id": "id", "name": "name", "email": first("email", "login"),
        }),),
        "account": (ApiObject("res.partner", {
            "external_id": "id", "name": "name", "website": "website", "city": "city",
            "industry": "industry_id:name", "country": "country_id:name", "owner_id": "user_id",
            "parent_id": "parent_id",
        }, {
            "name": "name", "website": "website", "city": "city", "owner_id": "user_id",
            "parent_id": "parent_id",
        }, {"is_company": True}),),
        "contact": (ApiObject("res.partner", {
            "external_id": "id", "name": first("name", "email"), "account_id": "parent_id",
            "job_title": "function", "emails": listed("email"), "phones": listed("phone"),
            "city": "city", "country": "country_id:name", "owner_id": "user_id",
            "do_not_contact": Derived(("is_blacklisted",), lambda row: bool(
                row.get("is_blacklisted"))),
        }, {
            "name": "name", "account_id": "parent_id", "job_title": "function", "emails": "email",
            "phones": "phone", "city": "city", "owner_id": "user_id",
        }, {"is_company": False}),),
        "opportunity": (ApiObject("crm.lead", {
            "external_id": "id", "account_id": "company", "contact_id": "person", "name": "name",
            "stage": "stage_id:name", "stage_category": Derived(("active",), _category),
            "amount": "expected_revenue", "currency": "company_currency:name",
            "probability": share("probability"), "owner_id": "user_id",
            "close_date": day("date_closed", "date_deadline"),
        }),),
        "order": (ApiObject("sale.order", {
            "external_id": "id", "account_id": "company", "number": "name",
            "ordered_on": day("date_order"), "amount": "amount_total",
            "currency": "currency_id:name",
        }),),
        "invoice": (ApiObject("account.move", {
            "external_id": "id", "account_id": "company", "number": "name",
            "issued_on": day("invoice_date"), "due_on": day("invoice_date_due", "invoice_date"),
            "paid_on": when("payment_state", ("paid", "in_payment", "reversed"),
                            day("write_date")),
            "amount": "amount_total", "currency": "currency_id:name",
        }),),
        "activity": (ApiObject("mail.message", {
            "external_id": "id", "account_id": "company", "contact_id": "person",
            "kind": one_of("message_type", {"comment": "note"}, "email"),
            "subject": first("subject", line_of(plain("body")), always("note")),
            "text": plain("body"), "occurred_at": Derived(("date",), lambda row: moment_of(
                row.get("date"))),
        }, {
            "subject": "body", "text": "body", "contact_id": "person", "account_id": "company",
            "occurred_at": "date",
        }),),
    }  # fmt: skip
    page: ClassVar[int] = 500
    _json2: bool | None = None
    _user: int = 0

    def _headers(self, token: str) -> Mapping[str, str]:
        database = self._option["database"]
        return {"authorization": f"bearer {token}"} | (
            {"x-odoo-database": database} if database else {}
        )

    def check(self) -> tuple[str, ...]:
        """Read one partner; tell which protocol is spoken."""
        self._call("res.partner", "search_read", domain=[], fields=["id"], limit=1)
        if self._json2:
            return ()
        return ("This Odoo speaks only the older JSON-RPC, which Odoo 22 no longer has",)

    def _call(
        self, model: str, method: str, ids: Sequence[int] = (), safe: bool = True, **given: Any
    ) -> Any:
        """Call a method of a model; `safe` ones only read."""
        if self._json2 is None:
            self._choose_protocol()
        if self._json2:
            body = {**given, **({"ids": list(ids)} if ids else {})}
            return self._http.call("POST", f"/json/2/{model}/{method}", body=body, safe=safe)
        arguments = [[list(ids)]] if ids else [[]]
        known = [self._option["database"], self._user, self._connection.token]
        return self._rpc("object", "execute_kw", [*known, model, method, *arguments, given], safe)

    def _choose_protocol(self) -> None:
        """JSON-2 where it answers; else JSON-RPC, which needs the name of the database and of the
        user besides."""
        if self._option["protocol"] != "jsonrpc":
            self._json2 = self._speaks_json2()
            if self._json2:
                return
        stated = [self._option["database"], self._option["login"]]
        if not all(stated):
            raise ConnectorAbort(
                f"{self.label} speaks no JSON-2 here; its older way needs `database` and `login`"
            )
        self._json2 = False
        signed_in = self._rpc("common", "authenticate", [*stated, self._connection.token, {}], True)
        if not isinstance(signed_in, int) or not signed_in:
            raise ConnectorAbort(f"{self.label} refuses the credentials. Connect it again")
        self._user = signed_in

    def _speaks_json2(self) -> bool:
        try:
            self._http.query("/json/2/res.users/context_get", {})
        except ApiRefusal as refusal:
            if refusal.status in (404, 405) and self._option["protocol"] != "json2":
                return False
            raise
        return True

    def _rpc(self, service: str, method: str, arguments: list[Any], safe: bool) -> Any:
        body = {"jsonrpc": "2.0", "method": "call", "id": 1,
                "params": {"service": service, "method": method, "args": arguments}}  # fmt: skip
        answer = self._http.call("POST", "/jsonrpc", body=body, safe=safe)
        error = at(answer, "error")
        if error is None:
            return at(answer, "result")
        name = str(at(error, "data.name")).rpartition(".")[2]
        said = " ".join(str(at(error, "data.message") or at(error, "message")).split())[:200]
        said = said.replace(self._connection.token, "…")
        if name in ("AccessDenied", "SessionExpiredException"):
            raise ConnectorAbort(f"{self.label} refuses the credentials. Connect it again")
        raise ApiRefusal(f"{self.label} refused: {said}", 403 if name == "AccessError" else 400)

    def _rows(
        self, kind: ObjectType, api_object: ApiObject, since: datetime | None
    ) -> Iterator[Row]:
        changed = [["write_date", ">=", _stamp(since)]] if since else []
        for page in self._walk(kind, api_object, [*_DOMAINS[kind], *changed]):
            yield from self._with_parties(kind, page)

    def _walk(
        self, kind: ObjectType, api_object: ApiObject, domain: list[list[Any]]
    ) -> Iterator[list[dict[str, Any]]]:
        """Pages by rising id. Lost opportunities are archived and read all the same."""
        fields = sorted({p.removesuffix(":name") for p in api_object.paths()} - _OURS)
        party = [_PARTY[kind]] if kind in _PARTY else []
        last = 0
        while True:
            answer = self._call(
                api_object.resource, "search_read", domain=[*domain, ["id", ">", last]],
                fields=sorted({*fields, *party}), limit=self.page, order="id",
                context={"active_test": kind != "opportunity"},
            )  # fmt: skip
            page = [_flat(row) for row in rows_at(answer, "", self.label)]
            yield page
            if len(page) < self.page:
                return
            last = int(page[-1]["id"])

    def _with_parties(self, kind: ObjectType, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Rows with the company and the person their partner stands for."""
        party = _PARTY.get(kind)
        wanted = sorted({int(row[party]) for row in page if row.get(party)}) if party else []
        if not party or not wanted:
            return page
        answer = self._call(
            "res.partner", "search_read", domain=[["id", "in", wanted]],
            fields=["commercial_partner_id", "is_company"], context={"active_test": False},
        )  # fmt: skip
        known = {row["id"]: _flat(row) for row in rows_at(answer, "", self.label)}
        for row in page:
            partner = known.get(row.get(party), {})
            company = partner.get("commercial_partner_id")
            row["company"] = company
            is_person = partner and not partner.get("is_company")
            row["person"] = partner["id"] if is_person else None
            if is_person and company == partner["id"]:
                row["company"] = None  # a person of no company
        return page

    def _row(self, api_object: ApiObject, identity: str) -> Row | None:
        kind: ObjectType = "account" if api_object.constant.get("is_company") else "contact"
        if not identity.isdigit():
            return None
        pages = self._walk(kind, api_object, [["id", "=", int(identity)]])
        return next(iter(next(pages)), None)

    def _find(self, api_object: ApiObject, write: ApprovedWrite) -> str | None:
        field = "body" if api_object.resource == "mail.message" else "comment"
        start = _stamp(write.approved_at - _SKEW)
        of_this_kind = [[name, "=", value] for name, value in api_object.constant.items()]
        answer = self._call(
            api_object.resource, "search_read", fields=["id"], limit=1, order="id",
            domain=[["create_date", ">=", start], [field, "ilike", _mark(write)], *of_this_kind],
            context={"active_test": False},
        )  # fmt: skip
        return next((str(row["id"]) for row in rows_at(answer, "", self.label)), None)

    def _create(self, api_object: ApiObject, payload: dict[str, Any], write: ApprovedWrite) -> str:
        if api_object.resource == "mail.message":
            partner = payload.get("person") or payload.get("company")
            when_it_was = str(payload.get("date") or "")[:16].replace("T", " ")
            body = f"{payload.get('body') or ''}\n{when_it_was} {_mark(write)}"
            made = self._call("res.partner", "message_post", [int(str(partner))], False, body=body)
        else:
            values = {**payload, "comment": _mark(write)}
            made = self._call("res.partner", "create", (), False, vals_list=[values])
        identity = made[0] if isinstance(made, list) and made else made
        return identity_in({"id": identity}, "id", self.label)

    def _update(
        self,
        api_object: ApiObject,
        identity: str,
        payload: dict[str, Any],
        row: Row,  # noqa: ARG002 - Odoo has no conditional update
    ) -> None:
        self._call(api_object.resource, "write", [int(identity)], False, vals=payload)

    def _payload(self, api_object: ApiObject, write: ApprovedWrite) -> dict[str, Any]:
        payload = super()._payload(api_object, write)
        nobody = not (payload.get("person") or payload.get("company"))
        if write.object_type == "activity" and nobody:
            raise WriteRefused(f"{self.label}: a note is logged with a contact or an account")
        for name in ("user_id", "parent_id"):
            if payload.get(name):
                payload[name] = int(payload[name])
        return {k: (v[0] if v else "") if isinstance(v, list) else v for k, v in payload.items()}


def _flat(row: Row) -> dict[str, Any]:
    """A row with links as ids, their names beside them, and nothing where Odoo says False."""
    made: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, list) and len(value) == 2 and isinstance(value[1], str):
            made[name], made[f"{name}:name"] = value
        else:
            made[name] = None if value is False else value
    return made


def _mark(write: ApprovedWrite) -> str:
    return f"(Sidenote {write.request_id})"


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


CONNECTOR = Odoo
