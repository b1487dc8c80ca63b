"""The command line: `sidenote COMMAND` (scripts/sidenote finds the environment by itself)."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import NoReturn

import click
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError, ProgrammingError

from backend import __version__
from backend.cli.imports import import_group
from backend.cli.packs import packs_group
from backend.cli.terminal import open_database, say, workspace_option
from backend.config import Settings
from backend.services.errors import Refused
from backend.services.ingest import finish_unfinished
from backend.services.pair_device import issue_program_token, settle_pairing
from backend.services.readiness import readiness
from backend.services.scope import Scope
from backend.services.sign_in import make_sign_in_secret
from backend.services.workspace_people import add_user, add_workspace, find_user, find_workspace
from backend.store.schema import current_revision, grant_role, make_revision, migrate

ROLES = ("sales", "expert", "lead", "administrator")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sidenote")
def cli() -> None:
    """Social CRM beside the page: the server's commands."""


cli.add_command(import_group)
cli.add_command(packs_group)


@cli.command("migrate")
def migrate_command() -> None:
    """Bring the database to the newest schema."""
    settings, database = Settings(), open_database(as_owner=True)
    migrate(database)
    if settings.database_role:
        grant_role(database, settings.database_role)
    say(f"Database at revision {current_revision(database)}.")


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8765, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, workers: int) -> None:
    """Serve the API and the workspace with gunicorn (replaces this process)."""
    if not readiness(open_database()).ready:
        raise Refused("The database is not at the newest schema: run `sidenote migrate` first.")
    environment = {
        **os.environ, "SIDENOTE_BIND": f"{host}:{port}", "SIDENOTE_WORKERS": str(workers),
    }  # fmt: skip
    environment.setdefault("SIDENOTE_PUBLIC_URL", f"http://{host}:{port}")
    settings = str(Path(__file__).parents[1] / "gunicorn_settings.py")
    command = [sys.executable, "-m", "gunicorn", "-c", settings, "backend.wsgi:app"]
    os.execve(sys.executable, command, environment)  # noqa: S606  our own interpreter


@cli.group()
def workspace() -> None:
    """Workspaces (tenants) and their people."""


@workspace.command("add")
@click.argument("slug")
@click.argument("name")
def workspace_add(slug: str, name: str) -> None:
    """Add the workspace SLUG (a-z, 0-9, -) with its NAME."""
    add_workspace(open_database(), slug, name)
    say(f"Workspace {slug} added.")


@workspace.command("add-user")
@click.argument("email")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="sales", show_default=True)
@workspace_option
def workspace_add_user(email: str, name: str, role: str, slug: str | None) -> None:
    """Add a person to a workspace."""
    database = open_database()
    add_user(database, find_workspace(database, slug).id, email, name, role)
    say(f"{name} <{email}> added as {role}.")


@cli.command("sign-in")
@click.argument("email")
@workspace_option
@click.option("--pair", is_flag=True, help="The link goes on to connecting a browser.")
def sign_in_command(email: str, slug: str | None, *, pair: bool) -> None:
    """Print a link that signs EMAIL in once."""
    settings, database = Settings(), open_database()
    tenant = find_workspace(database, slug)
    secret = make_sign_in_secret(database, tenant.id, email, settings.sign_in_minutes)
    suffix = "?next=pair" if pair else ""
    click.echo(f"{settings.public_url.rstrip('/')}/sign-in/{secret}{suffix}")


@cli.command("pair")
@click.argument("code")
@click.argument("email")
@workspace_option
def pair_command(code: str, email: str, slug: str | None) -> None:
    """Approve the browser that shows CODE, for EMAIL."""
    database = open_database()
    tenant = find_workspace(database, slug)
    user = find_user(database, tenant.id, email)
    pairing = settle_pairing(database, tenant.id, user.id, code, approve=True)
    say(f"{pairing.device_label} is connected.")


@cli.command("token")
@click.argument("email")
@click.option("--label", default="program", show_default=True)
@workspace_option
def token_command(email: str, label: str, slug: str | None) -> None:
    """Print a new API token for a program that acts for EMAIL. It is shown this once."""
    database = open_database()
    tenant = find_workspace(database, slug)
    click.echo(issue_program_token(database, tenant.id, email, label))


@cli.command("finish")
@workspace_option
def finish_command(slug: str | None) -> None:
    """Analyse captures that a stopped process left behind."""
    database = open_database()
    finished = finish_unfinished(Scope(database, find_workspace(database, slug).id))
    say(f"{finished.analysed} capture(s) analysed, {finished.failed} failed.")


@cli.command("revision")
@click.argument("message")
def revision_command(message: str) -> None:
    """Write a migration from the difference between the models and the database."""
    make_revision(open_database(), message)


@cli.command("openapi")
def openapi_command() -> None:
    """Print the OpenAPI description of the API."""
    from backend.app import create_app

    click.echo(json.dumps(create_app().spec, indent=2, ensure_ascii=False))


def main() -> None:
    """Entry point: what goes wrong is one line, not a stack."""
    try:
        cli(prog_name="sidenote")
    except Refused as error:
        fail(error.detail)
    except ValidationError as error:
        wrong = "; ".join(
            f"SIDENOTE_{str(one['loc'][0]).upper()}: {one['msg']}" for one in error.errors()
        )
        fail(f"These settings cannot work: {wrong}")
    except (OperationalError, ProgrammingError) as error:
        words = str(error.orig).partition("\n")[0]
        fail(f"The database says: {words}. Is it there, and was `sidenote migrate` run?")


def fail(words: str) -> NoReturn:
    say(f"sidenote: {words}")
    sys.exit(1)
