"""/page-reports from the extension; /capture-health for administrators."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from backend.api.answers import answer
from backend.api.auth import bearer, require_role, scope
from backend.schemas.capture_health import (
    CaptureHealth,
    CaptureHealthQuery,
    NoticeAcknowledged,
    NoticeToAcknowledge,
    PageReports,
    PageReportsAnswer,
)
from backend.services.count_pages import count_page_reports
from backend.services.show_capture_health import acknowledge_notice, show_capture_health
from backend.services.watch_capture_health import watch

blueprint = APIBlueprint("capture_health", __name__, tag="Capture health")


@blueprint.post("/page-reports")
@blueprint.auth_required(bearer)
@blueprint.input(PageReports, arg_name="batch")
@blueprint.output(PageReportsAnswer)
@blueprint.doc(
    summary="Report pages from which nothing was read",
    description=(
        "Host, site and reason of each, never its address or a word of it; counted per day. "
        "The batch_id is the idempotency key: sent again, a batch is not counted twice."
    ),
)
def post_page_reports(batch: PageReports) -> Response:
    current = scope()
    counted = count_page_reports(current, batch)
    watch(current)
    return answer(PageReportsAnswer(counted=counted))


@blueprint.get("/capture-health")
@blueprint.auth_required(bearer)
@blueprint.input(CaptureHealthQuery, location="query", arg_name="wanted")
@blueprint.output(CaptureHealth)
@blueprint.doc(
    summary="How well pages were read",
    description=(
        "Fill rates of every field by site, version and layout, day by day; pages that were not "
        "read, by reason; notices of drops with their arithmetic. Role administrator."
    ),
    responses={403: "Not an administrator"},
)
def get_capture_health(wanted: CaptureHealthQuery) -> Response:
    require_role("administrator")
    return answer(show_capture_health(scope(), wanted.days, wanted.site))


@blueprint.post("/capture-health/acknowledgements")
@blueprint.auth_required(bearer)
@blueprint.input(NoticeToAcknowledge, arg_name="seen")
@blueprint.output(NoticeAcknowledged)
@blueprint.doc(
    summary="Acknowledge a notice",
    description="It stays until the rate has come back, and is no longer told as new.",
    responses={403: "Not an administrator", 404: "No such notice"},
)
def post_acknowledgement(seen: NoticeToAcknowledge) -> Response:
    require_role("administrator")
    return answer(acknowledge_notice(scope(), seen.notice_id))
