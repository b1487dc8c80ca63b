"""A stateful fake of Pipedrive's API v2 (users and notes v1): cursors, updated_since, deletes that
leave no trace. Written down from the vendor's reference; it is not Pipedrive.
"""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from typing import Any

from werkzeug import Request, Response
from werkzeug.routing import Map, Rule

from tests.crm.fakes.server import NOON, TOKEN, FakeCrm, Json, Refuse, answer

KINDS = ("organizations", "persons", "deals", "activities")
FIELD = "a1b2c3d4e5f60718293a4b5c6d7e8f9012345678"
"""The key of the text field for the request id, as Pipedrive makes such keys."""


class FakePipedrive(FakeCrm):
    routes = Map([
        Rule("/api/v1/users", endpoint="users", methods=["GET"]),
        Rule("/api/v1/notes", endpoint="notes", methods=["GET"]),
        Rule("/api/v1/notes", endpoint="create", methods=["POST"], defaults={"kind": "notes"}),
        Rule("/api/v2/stages", endpoint="stages", methods=["GET"]),
        Rule("/api/v2/<kind>", endpoint="list_objects", methods=["GET"]),
        Rule("/api/v2/<kind>", endpoint="create", methods=["POST"]),
        Rule("/api/v2/<kind>/<int:identity>", endpoint="read", methods=["GET"]),
        Rule("/api/v2/<kind>/<int:identity>", endpoint="change", methods=["PATCH"]),
    ])  # fmt: skip
    unauthorised: Json = {"success": False, "error": "unauthorized access", "errorCode": 401}
    throttled_body: Json = {"success": False, "error": "request over limit"}

    def __init__(self) -> None:
        super().__init__()
        self.objects: dict[str, dict[int, Json]] = {kind: {} for kind in (*KINDS, "notes")}
        self.people: list[Json] = []
        self._next_id = 9001

    def authorised(self, request: Request) -> bool:
        return request.headers.get("x-api-token") == TOKEN

    def put(self, kind: str, identity: int, at: datetime = NOON, **values: Any) -> None:
        stamp = f"{at:%Y-%m-%d %H:%M:%S}" if kind == "notes" else f"{at:%Y-%m-%dT%H:%M:%SZ}"
        self.objects[kind][identity] = {
            "id": identity, "add_time": stamp, "update_time": stamp, "is_deleted": False, **values,
        }  # fmt: skip

    def users(self, request: Request) -> Response:
        return answer({"success": True, "data": self.people})

    def stages(self, request: Request) -> Response:
        data = [{"id": 1, "name": "Qualified"}, {"id": 2, "name": "Offer made"}]
        return answer({"success": True, "data": data, "additional_data": {"next_cursor": None}})

    def list_objects(self, request: Request, kind: str) -> Response:
        limit = int(request.args.get("limit", 100))
        if limit > 500 or request.args.get("sort_by") not in (None, "id", "update_time"):
            raise Refuse(400, {"success": False, "error": "validation failed"})
        since = request.args.get("updated_since", "")
        rows = [row for _, row in sorted(self._kind(kind).items())
                if not row["is_deleted"] and row["update_time"] >= since]  # fmt: skip
        cursor = request.args.get("cursor")
        start = int(base64.b64decode(cursor)) if cursor else 0
        page = [row for row in rows if row["id"] > start][:limit]
        more = bool(page) and page[-1] is not rows[-1]
        following = base64.b64encode(str(page[-1]["id"]).encode()).decode() if more else None
        return answer(
            {"success": True, "data": page, "additional_data": {"next_cursor": following}}
        )

    def notes(self, request: Request) -> Response:
        rows = [row for _, row in sorted(self.objects["notes"].items()) if not row["is_deleted"]]
        start, limit = int(request.args.get("start", 0)), int(request.args["limit"])
        more = start + limit < len(rows)
        pagination = {"start": start, "limit": limit, "more_items_in_collection": more}
        if more:
            pagination["next_start"] = start + limit
        return answer({"success": True, "data": rows[start : start + limit],
                       "additional_data": {"pagination": pagination}})  # fmt: skip

    def read(self, request: Request, kind: str, identity: int) -> Response:
        row = self._kind(kind).get(identity)
        if row is None:
            raise Refuse(404, {"success": False, "error": "not found"})
        return answer({"success": True, "data": row})

    def create(self, request: Request, kind: str) -> Response:
        body: Json = request.get_json()
        if kind in ("organizations", "persons") and not body.get("name"):
            raise Refuse(400, {"success": False, "error": "name is required"})
        if kind == "notes" and not ({"person_id", "org_id"} & set(body)):
            raise Refuse(400, {"success": False, "error": "a note hangs on something"})
        self.commit()
        identity, self._next_id = self._next_id, self._next_id + 1
        now = datetime.fromtimestamp(self.clock.now(), NOON.tzinfo)
        for one in body.pop("participants", []):
            body["person_id"] = one["person_id"]
        self.put(kind, identity, now, **body)
        return answer({"success": True, "data": self.objects[kind][identity]}, 201)

    def change(self, request: Request, kind: str, identity: int) -> Response:
        row = self._kind(kind)[identity]
        body = request.get_json()
        self.commit()
        now = datetime.fromtimestamp(self.clock.now(), NOON.tzinfo)
        row.update(body, update_time=f"{now:%Y-%m-%dT%H:%M:%SZ}")
        return answer({"success": True, "data": row})

    def _kind(self, kind: str) -> dict[int, Json]:
        if kind not in KINDS:
            raise Refuse(404, {"success": False, "error": f"unknown {kind}"})
        return self.objects[kind]


def small_pipedrive() -> FakePipedrive:
    """Two organizations, three persons, two deals, a call and a note."""
    fake = FakePipedrive()
    old = NOON - timedelta(days=30)
    fake.people = [{"id": 7, "name": "Hedvika Salvet", "email": "hs@seller.example",
                    "active_flag": True}]  # fmt: skip
    fake.put("organizations", 1, old, name="Kovohutě Ledeč a.s.", owner_id=7,
             address={"value": "Ledeč 1", "locality": "Ledeč", "country": "Czechia"})  # fmt: skip
    fake.put("organizations", 2, old, name="Papírny Zásmuky", address=None)
    fake.put("persons", 11, old, name="Mirja Korpivaara", first_name="Mirja", org_id=1, owner_id=7,
             last_name="Korpivaara", job_title="Buyer",
             emails=[{"value": "mk@ledec.example", "primary": True, "label": "work"}],
             phones=[{"value": "", "primary": True, "label": "work"}])  # fmt: skip
    fake.put("persons", 12, old, name="Oswin")
    fake.put("persons", 13, old, name="Teppo Ashgrove", org_id=2)
    fake.put("deals", 21, title="Monitoring line 3", org_id=1, person_id=11, stage_id=2,
             status="open", value=120000.5, currency="CZK", probability=40,
             expected_close_date="2026-12-31")  # fmt: skip
    fake.put("deals", 22, title="Sensors", org_id=2, stage_id=1, status="won", value=10,
             currency="EUR", won_time="2026-10-02T08:00:00Z")  # fmt: skip
    fake.put("activities", 31, subject="Asked for a quote", type="call", org_id=1, person_id=11,
             due_date="2026-10-30", due_time="09:00", note="Wants <b>ten</b>")  # fmt: skip
    fake.put("notes", 41, content="<p>Prefers e-mail</p>", person_id=11, user_id=7)
    return fake
