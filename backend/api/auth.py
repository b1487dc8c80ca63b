"""Who asks: the bearer token of a paired device, never the Origin header."""

from __future__ import annotations

from apiflask import HTTPTokenAuth
from flask import Response, current_app, g

from backend.api.problem import problem_response
from backend.services.authenticate import authenticate
from backend.services.errors import Forbidden
from backend.services.scope import Scope
from backend.store.database import Database

bearer = HTTPTokenAuth(description="The token that pairing gave the device.")


def database() -> Database:
    """This process's database."""
    found: Database = current_app.extensions["sidenote_database"]()
    return found


@bearer.verify_token
def verify_token(token: str) -> Scope | None:
    found = authenticate(database(), token or "")
    if found is not None:
        g.tenant_id = found.tenant_id
    return found


@bearer.error_handler
def unauthorised(status: int) -> Response:
    response = problem_response(
        status, "Not signed in", "Send the token of a paired device; pair again if it was revoked."
    )
    response.headers["WWW-Authenticate"] = 'Bearer realm="sidenote"'
    return response


def scope() -> Scope:
    """The scope of this request; only behind `auth_required(bearer)`."""
    current = bearer.current_user
    assert isinstance(current, Scope)
    return current


def require_role(*roles: str) -> None:
    """Raises Forbidden unless the user has one of the roles."""
    if scope().role not in roles:
        raise Forbidden(f"This needs the role {' or '.join(roles)}.")
