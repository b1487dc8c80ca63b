"""The workspace in the browser: sign in, pair a device, see and revoke devices."""

from __future__ import annotations

from flask import Flask

from backend.web.pages import blueprint, csrf


def register(app: Flask) -> None:
    """Web pages with their CSRF guard; the API is guarded by its tokens instead of cookies."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # the pages ask for the check themselves
    # the token suffices; browsers are asked for no Referer, so a check of it would refuse all forms
    app.config["WTF_CSRF_SSL_STRICT"] = False
    csrf.init_app(app)
    app.register_blueprint(blueprint)
