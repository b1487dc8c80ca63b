"""Pages: sign-in, /pair, / (my devices), /capture-health. No script, no outside request."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from backend.limits import limiter
from backend.schemas.capture_health import MAX_DAYS
from backend.services.errors import Forbidden, NotFound, Refused
from backend.services.pair_device import settle_pairing
from backend.services.revoke_device import list_devices, revoke_device
from backend.services.scope import Scope
from backend.services.show_capture_health import acknowledge_notice, show_capture_health
from backend.services.sign_in import sign_in, signed_in_user
from backend.web.health_page import plots_of, recognition_of

blueprint = APIBlueprint(
    "web", __name__, enable_openapi=False, template_folder="templates", static_folder="static",
    static_url_path="/static",
)  # fmt: skip

csrf = CSRFProtect()

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


@blueprint.before_request
def guard_forms() -> None:
    csrf.protect()


@blueprint.after_request
def guard(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    if request.endpoint != "web.static":
        response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.errorhandler(Refused)
def refused(error: Refused) -> ResponseReturnValue:
    return render_template("message.html", title=error.title, text=error.detail), error.status


@blueprint.errorhandler(CSRFError)
def stale_form(_error: CSRFError) -> ResponseReturnValue:
    text = (
        "This page was open for too long, or your browser sends no cookies. Go back and try again."
    )
    return render_template("message.html", title="Not sent", text=text), 400


@blueprint.errorhandler(TooManyRequests)
def too_many(_error: TooManyRequests) -> ResponseReturnValue:
    text = "Too many tries in a short time. Wait a minute, then try again."
    return render_template("message.html", title="Too many tries", text=text), 429


def _scope() -> Scope | None:
    """The signed-in person's scope, or None."""
    tenant_id, user_id = session.get("tenant_id"), session.get("user_id")
    if not tenant_id or not user_id:
        return None
    database = current_app.extensions["sidenote_database"]()
    user = signed_in_user(database, tenant_id, user_id)
    if user is None:
        session.clear()
        return None
    return Scope(database, tenant_id, user.id, user.role)


@blueprint.get("/sign-in/<secret>")
@limiter.limit("30 per minute")
def get_sign_in(secret: str) -> ResponseReturnValue:
    """Opening the link shows a button: mail scanners that fetch links must not use it up."""
    return render_template("sign_in.html", secret=secret)


@blueprint.post("/sign-in/<secret>")
@limiter.limit("30 per minute")
def post_sign_in(secret: str) -> ResponseReturnValue:
    found = sign_in(current_app.extensions["sidenote_database"](), secret)
    if found is None:
        raise NotFound("This link was used already or is too old. Ask for a new one.")
    session.clear()
    session["tenant_id"], session["user_id"] = found[0], found[1].id
    wanted = request.args.get("next", "")
    return redirect(url_for("web.get_pair" if wanted == "pair" else "web.get_home"))


@blueprint.post("/sign-out")
def post_sign_out() -> ResponseReturnValue:
    session.clear()
    return redirect(url_for("web.get_home"))


@blueprint.get("/")
def get_home() -> ResponseReturnValue:
    scope = _scope()
    if scope is None:
        return render_template("welcome.html")
    return render_template("devices.html", devices=list_devices(scope), role=scope.role)


def _administrator() -> Scope | None:
    """The signed-in administrator's scope, or None for nobody.

    Raises:
        Forbidden: signed in as somebody else.
    """
    scope = _scope()
    if scope is not None and scope.role != "administrator":
        raise Forbidden("This page is for administrators.")
    return scope


@blueprint.get("/capture-health")
def get_capture_health() -> ResponseReturnValue:
    scope = _administrator()
    if scope is None:
        return render_template("welcome.html"), 401
    days = min(max(request.args.get("days", 30, type=int), 1), MAX_DAYS)
    health = show_capture_health(scope, days)
    return render_template(
        "capture_health.html",
        health=health,
        plots=plots_of(health),
        recognition=recognition_of(health),
        days=days,
    )


@blueprint.post("/capture-health/<id:notice_id>/acknowledge")
def post_acknowledge_notice(notice_id: str) -> ResponseReturnValue:
    scope = _administrator()
    if scope is None:
        return render_template("welcome.html"), 401
    acknowledge_notice(scope, notice_id)
    return redirect(url_for("web.get_capture_health"))


@blueprint.get("/pair")
def get_pair() -> ResponseReturnValue:
    if _scope() is None:
        return render_template("welcome.html"), 401
    return render_template("pair.html", code=request.args.get("code", "")[:20])


@blueprint.post("/pair")
@limiter.limit("10 per minute")
def post_pair() -> ResponseReturnValue:
    scope = _scope()
    if scope is None or scope.user_id is None:
        return render_template("welcome.html"), 401
    code, approve = request.form.get("code", "")[:40], request.form.get("do") != "deny"
    try:
        pairing = settle_pairing(
            scope.database, scope.tenant_id, scope.user_id, code, approve=approve
        )
    except NotFound as error:
        return render_template("pair.html", code=code, problem=error.detail), 404
    return render_template("paired.html", label=pairing.device_label, approved=approve)


@blueprint.post("/devices/<id:device_id>/revoke")
def post_revoke(device_id: str) -> ResponseReturnValue:
    scope = _scope()
    if scope is None:
        return render_template("welcome.html"), 401
    revoke_device(scope, device_id)
    flash("The device was disconnected. Its token no longer works.")
    return redirect(url_for("web.get_home"))
