"""`sidenote import …`: what comes in without a browser. Again = what is new since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from backend.cli.terminal import open_scope, progress_bars, say, say_some, workspace_option
from backend.config import Settings
from backend.profile_files.linkedin_archive import open_linkedin_archive
from backend.profile_files.people_table import open_people_tables
from backend.schemas.capture import Capture
from backend.schemas.imports import FileProblem
from backend.services.errors import Refused
from backend.services.import_captures import ImportReport, import_captures
from backend.services.import_esco import import_esco
from backend.services.import_pages import import_pages
from backend.services.sync_crm import sync_crm
from backend.tables.unreadable import Unreadable

existing = click.Path(exists=True, path_type=Path)


@click.group("import")
def import_group() -> None:
    """Bring data in. Every command may be stopped and run again: it goes on where it was."""


@import_group.command("crm", short_help="A CRM's export.")
@click.argument("path", type=existing)
@click.option("--name", default="files", show_default=True, help="Name of the CRM connection.")
@workspace_option
def import_crm(path: Path, name: str, slug: str | None) -> None:
    """Import a CRM export (CSV or XLSX; files, a folder or a zip of them)."""
    from backend.crm.registry import open_connector

    scope = open_scope(slug)
    connector = open_connector("csv_files", {"path": str(path)})
    with progress_bars() as advance:
        report = sync_crm(scope, connector, name, lambda what, done: advance(what, done, None))
    for object_type, counts in report.counts.items():
        numbers = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
        say(f"  {object_type}: {numbers or 'none'}")
    for notice in report.notices:
        say(f"  {notice}")
    say_some([str(error["text"]) for error in report.errors], report.error_count)


@import_group.command("linkedin", short_help="LinkedIn's data archive.")
@click.argument("path", type=existing)
@click.option("--me", default=None, metavar="URL", help="Your own profile's address.")
@workspace_option
def import_linkedin(path: Path, me: str | None, slug: str | None) -> None:
    """Import LinkedIn's data archive (the zip, or its folder): connections and your own profile.

    Messages, invitations and searches in it are never opened.
    """
    with _readable():
        archive = open_linkedin_archive(path, me)
        report = _import(slug, "linkedin", "people", archive.captures())
    _tell(report, "profile", archive.notices)


@import_group.command("profiles", short_help="Tables of people.")
@click.argument("paths", type=existing, nargs=-1, required=True)
@workspace_option
def import_profiles(paths: tuple[Path, ...], slug: str | None) -> None:
    """Import tables of people (CSV, XLSX, folders or zips of them) with names and profile
    addresses; other columns are known by their headers.
    """
    with _readable():
        tables = open_people_tables(paths)
        found = (one for table in tables for one in table.captures())
        report = _import(slug, "profiles", "people", found)
    _tell(report, "profile", [notice for table in tables for notice in table.notices])


@import_group.command("pages", short_help="Pages saved from a browser.")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--unsure", is_flag=True, help="Take pages whose structure was guessed, too.")
@workspace_option
def import_pages_command(folder: Path, slug: str | None, *, unsure: bool) -> None:
    """Import the pages saved in FOLDER (.html, .html.gz) through the extension's readers, in
    headless Chromium without network.
    """
    scope = open_scope(slug)
    with progress_bars() as advance:
        report = import_pages(
            scope,
            folder,
            take_unsure=unsure,
            progress=lambda done, total: advance("pages", done, total),
        )
    _tell(report, "page", [])


@import_group.command("esco", short_help="ESCO's skills, in any language.")
@click.argument("paths", type=existing, nargs=-1, required=True)
def import_esco_command(paths: tuple[Path, ...]) -> None:
    """Import ESCO's official download: skills_en.csv, skills_fi.csv … (files, folders or zips), for
    the whole installation. With English beside your language, fields of both are known to be the
    same. Running servers take it at the next page.
    """
    with _readable(), progress_bars() as advance:
        report = import_esco(
            Settings().esco_folder, paths, lambda what, done: advance(what, done, None)
        )
    for language, (skills, names) in report.imported.items():
        say(f"  {language}: {skills} skills with {names} names that are looked for.")
    for name in report.known:
        say(f"  {name}: imported before, unchanged.")
    if report.problem_count:
        say(f"  {report.problem_count} left out:")
    say_some([str(problem) for problem in report.problems], report.problem_count)
    if not report.imported and not report.known:
        raise Refused("Nothing was imported.")


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except Unreadable as error:
        raise Refused(str(error)) from error


def _import(
    slug: str | None,
    source: str,
    what: str,
    found: Iterable[Capture | FileProblem],
) -> ImportReport:
    scope = open_scope(slug)
    with progress_bars() as advance:
        return import_captures(scope, found, source, lambda done: advance(what, done, None))


def _tell(report: ImportReport, noun: str, notices: Iterable[str]) -> None:
    say(f"  {report.new} {noun}(s) new, {report.known} known already.")
    for notice in notices:
        say(f"  {notice}")
    if report.problem_count:
        say(f"  {report.problem_count} left out:")
    say_some([str(problem) for problem in report.problems], report.problem_count)
