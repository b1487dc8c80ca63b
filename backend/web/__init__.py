"""The workspace in the browser: sign in, pair a device, see and revoke devices."""

from __future__ import annotations

from flask import Flask
from flask_wtf import CSRFProtect

from backend.web.pages import blueprint

csrf = CSRFProtect()


def register(app: Flask) -> None:
    """Web pages with their CSRF guard; the API is guarded by its tokens instead of cookies."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    csrf.init_app(app)
    blueprint.before_request(csrf.protect)
    app.register_blueprint(blueprint)
