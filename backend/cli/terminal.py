"""What every command uses: words on standard error, a progress bar, the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from backend.config import Settings
from backend.services.scope import Scope, use_esco
from backend.services.workspace_people import find_workspace
from backend.store.database import Database

console = Console(stderr=True)
SHOWN_ERRORS = 20

workspace_option = click.option(
    "--workspace", "slug", default=None, help="Needed where there is more than one."
)


def say(text: str) -> None:
    """One line on standard error, as it is: names and messages may hold anything."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def say_some(lines: list[str], count: int) -> None:
    """The first of many lines, and how many more there are."""
    for line in lines[:SHOWN_ERRORS]:
        say(f"  {line}")
    if count > SHOWN_ERRORS:
        say(f"  … and {count - SHOWN_ERRORS} more.")


def open_database(*, as_owner: bool = False) -> Database:
    """Closed at the command's end; `as_owner`: without taking on the application's role."""
    settings = Settings()
    use_esco(settings.esco_folder)
    role = None if as_owner else settings.database_role
    database = Database(settings.resolved_database_url(), role)
    click.get_current_context().call_on_close(database.dispose)
    return database


def open_scope(slug: str | None) -> Scope:
    """The workspace `slug`, for whoever runs the server's commands."""
    database = open_database()
    return Scope(database, find_workspace(database, slug).id, role="administrator")


@contextmanager
def progress_bars() -> Iterator[Callable[[str, int, int | None], None]]:
    """Gives a function `(what, done, total)`; on no terminal nothing is drawn."""
    columns = (
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
    )  # fmt: skip
    bars = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    tasks: dict[str, int] = {}

    def advance(what: str, done: int, total: int | None = None) -> None:
        if what not in tasks:
            tasks[what] = bars.add_task(what, total=total)
        bars.update(tasks[what], completed=done, total=total)  # type: ignore[arg-type]

    with bars:
        yield advance
