"""`sidenote packs …`: correct how a network is read, today (docs/operations.md has the recipe)."""

from __future__ import annotations

from pathlib import Path

import click
from pydantic import ValidationError

from backend.cli.terminal import open_scope, say, workspace_option
from backend.schemas.selector_pack import SignedPack
from backend.services.errors import Refused
from backend.services.publish_packs import packs_in_force, parse_pack, publish_pack, trust_key
from backend.services.sign_packs import load_key, make_key, sign

existing = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("packs")
def packs_group() -> None:
    """Selector packs: layouts of networks as signed data."""


@packs_group.command("new-key")
@click.argument("path", type=click.Path(path_type=Path))
def new_key(path: Path) -> None:
    """Make the operator's key in the file PATH (readable by you alone); print its public half."""
    click.echo(make_key(path))
    say(f"The private key is in {path}. Keep it off the server, and a copy in a safe place.")


@packs_group.command("trust")
@click.argument("public_key")
@workspace_option
def trust(public_key: str, slug: str | None) -> None:
    """Check packs with PUBLIC_KEY from now on."""
    if trust_key(open_scope(slug), public_key):
        say("Trusted. Browsers that were paired under another key have to be paired again.")
    else:
        say("This key is trusted already.")


@packs_group.command("sign")
@click.argument("path", type=existing)
@click.option("--key", "key_path", type=existing, required=True, help="File of the private key.")
def sign_command(path: Path, key_path: Path) -> None:
    """Check the pack in PATH and write PATH.signed beside it."""
    given, pack = parse_pack(path.read_text(encoding="utf-8"))
    signed = sign(load_key(key_path), given)
    target = path.with_name(f"{path.name}.signed")
    target.write_text(signed.model_dump_json(indent=2) + "\n", encoding="utf-8")
    say(f"{pack.site}/{pack.layout} version {pack.version} signed: {target}")


@packs_group.command("publish")
@click.argument("path", type=existing)
@workspace_option
def publish(path: Path, slug: str | None) -> None:
    """Put the signed pack in PATH in force."""
    try:
        signed = SignedPack.model_validate_json(path.read_text(encoding="utf-8"))
    except (ValidationError, UnicodeDecodeError) as error:
        raise Refused(f"{path} is no signed pack: make one with `sidenote packs sign`.") from error
    pack = publish_pack(open_scope(slug), signed)
    what = "withdrawn" if pack.withdrawn else "in force"
    say(f"{pack.site}/{pack.layout} version {pack.version} is {what}.")


@packs_group.command("list")
@workspace_option
def list_command(slug: str | None) -> None:
    """Print the packs that browsers are given, and the key they are checked with."""
    found = packs_in_force(open_scope(slug))
    for signed in found.packs:
        _, pack = parse_pack(signed.body)
        state = "withdrawn" if pack.withdrawn else "in force"
        click.echo(f"{pack.site}/{pack.layout} version {pack.version} {state}")
    say(f"Key: {found.public_key or 'none is trusted yet'}")
    if not found.packs:
        say("No pack was published.")
