"""The command line: each command does its thing, and what goes wrong is told in one line."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import URL

from backend import cli
from tests import databases
from tests.databases import TestDatabase
from tests.profile_files.archive import archive
from tests.services.tables import all_rows


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def run(
    sqlite_database: TestDatabase,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Run:
    """`sidenote` with a migrated, empty database."""

    def call(*arguments: str, **changes: str) -> Done:
        with monkeypatch.context() as changed:
            changed.setenv("SIDENOTE_DATABASE_URL", sqlite_database.url)
            changed.setenv("SIDENOTE_DATA_DIR", str(tmp_path))
            changed.setenv("COLUMNS", "60")
            for name, value in changes.items():
                changed.setenv(name, value)
            changed.setattr(sys, "argv", ["sidenote", *arguments])
            capfd.readouterr()
            with pytest.raises(SystemExit) as ended:
                cli.main()
            return Done(int(ended.value.code or 0), *capfd.readouterr())

    return call


@pytest.fixture
def workspace(run: Run) -> Run:
    """The same with a workspace and a salesperson."""
    assert run("workspace", "add", "ours", "Ours").returncode == 0
    done = run("workspace", "add-user", "jo@ours.example", "Jo [bold]Novák[/]", "--role", "lead")
    assert done.returncode == 0, done.stderr
    assert "Jo [bold]Novák[/] <jo@ours.example> added as lead." in done.stderr
    return run


def refused(done: Done, words: str) -> None:
    assert done.returncode == 1
    assert done.stdout == ""
    assert re.fullmatch(rf"sidenote: .*{words}.*\n", done.stderr), done.stderr


def test_help_and_version(run: Run) -> None:
    assert "Social CRM" in run("--help").stdout
    assert run("--version").stdout.startswith("sidenote, version ")
    assert run("no-such-command").returncode == 2


def test_as_a_process(sqlite_database: TestDatabase, tmp_path: Path) -> None:
    environment = {**os.environ, "SIDENOTE_DATABASE_URL": sqlite_database.url}
    command = [sys.executable, "-m", "backend.cli", "sign-in", "jo@ours.example"]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "sidenote: There is no workspace yet.\n"


def test_migrate_brings_an_empty_database_up(run: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    for _ in range(2):
        done = run("migrate", SIDENOTE_DATABASE_URL=url)
        assert done.returncode == 0, done.stderr
        assert "Database at revision" in done.stderr
    assert run("workspace", "add", "a", "A", SIDENOTE_DATABASE_URL=url).returncode == 0


def test_migrate_gives_the_applications_role_its_rights(
    run: Run, postgresql_server: URL, postgresql_template: URL
) -> None:
    """The template made the role; whoever migrates owns the tables, the role only uses them."""
    with databases.empty_postgresql(postgresql_server) as url:
        changes = {
            "SIDENOTE_DATABASE_URL": url.render_as_string(hide_password=False),
            "SIDENOTE_DATABASE_ROLE": databases.APP_ROLE,
        }
        assert run("migrate", **changes).returncode == 0
        done = run("workspace", "add", "ours", "Ours", **changes)
        assert done.returncode == 0, done.stderr
        assert run("workspace", "add-user", "jo@ours.example", "Jo", **changes).returncode == 0
        changes["SIDENOTE_DATABASE_ROLE"] = "no_such_role"
        refused(run("migrate", **changes), "no_such_role")


def test_workspaces(run: Run) -> None:
    refused(run("sign-in", "jo@ours.example"), "There is no workspace yet")
    assert run("workspace", "add", "ours", "Ours").returncode == 0
    refused(run("workspace", "add", "ours", "Ours"), "There is a workspace ours already")
    refused(run("workspace", "add", "Ours [/]", "Ours"), "short name has 1 to 40")
    assert run("workspace", "add", "theirs", "Theirs").returncode == 0
    refused(run("sign-in", "jo@ours.example"), "Name one with --workspace")
    refused(run("sign-in", "jo@ours.example", "--workspace", "x"), "There is no workspace x")


@pytest.mark.parametrize("email", ["", "jo", "jo@", "@ours.example", "jo @ours.example", "a@b@c"])
def test_addresses_that_are_none(workspace: Run, email: str) -> None:
    refused(workspace("workspace", "add-user", email, "Jo"), "is no e-mail address")


def test_people(workspace: Run) -> None:
    again = workspace("workspace", "add-user", "JO@ours.example", "Jo")
    refused(again, "There is a user JO@ours.example already")
    wrong_role = workspace("workspace", "add-user", "x@ours.example", "X", "--role", "boss")
    assert wrong_role.returncode == 2
    refused(workspace("workspace", "add-user", "y@ours.example", "  "), "A person needs a name")


def test_sign_in_prints_one_link(workspace: Run) -> None:
    done = workspace("sign-in", "jo@ours.example", "--pair")
    assert re.fullmatch(
        r"http://127\.0\.0\.1:8765/sign-in/[0-9a-f]{32}\.[\w-]{43}\?next=pair\n", done.stdout
    )
    refused(workspace("sign-in", "[/]@ours.example"), "There is no user")


def test_tokens(workspace: Run, sqlite_database: TestDatabase) -> None:
    done = workspace("token", "jo@ours.example", "--label", "nightly import")
    token = done.stdout.strip()
    assert re.fullmatch(r"sdn_[0-9a-f]{32}_[\w-]{43}", token)
    (device,) = all_rows(sqlite_database)["device"]
    assert (device["label"], device["kind"]) == ("nightly import", "program")
    assert token not in json.dumps(device, default=str)
    refused(workspace("token", "nobody@ours.example"), "There is no user nobody@ours.example")


def test_pairing_by_command(workspace: Run) -> None:
    refused(workspace("pair", "BCDF-GHJK", "jo@ours.example"), "No device waits with this code")
    refused(workspace("pair", "BCDF-GHJK", "nobody@ours.example"), "There is no user")


def test_finish(workspace: Run) -> None:
    done = workspace("finish")
    assert done.returncode == 0
    assert "0 capture(s) analysed, 0 failed." in done.stderr


def test_openapi(run: Run) -> None:
    done = run("openapi")
    assert json.loads(done.stdout)["openapi"].startswith("3.1")


def exported(folder: Path, rows: list[dict[str, str]]) -> Path:
    folder.mkdir(exist_ok=True)
    with (folder / "accounts.csv").open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder


def test_import_crm(workspace: Run, tmp_path: Path, sqlite_database: TestDatabase) -> None:
    rows = [{"Account ID": "A1", "Account Name": "Papírny Zásmuky"},
            {"Account ID": "A2", "Account Name": "[/red]"}]  # fmt: skip
    folder = exported(tmp_path / "crm", rows)
    done = workspace("import", "crm", str(folder))
    assert done.returncode == 0, done.stderr
    assert "account: 2 new" in done.stderr
    assert len(all_rows(sqlite_database)["account"]) == 2
    assert "account: 2 unchanged" in workspace("import", "crm", str(folder)).stderr


def test_import_of_what_is_no_export(workspace: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    done = workspace("import", "crm", str(empty))
    assert done.returncode == 1
    assert done.stderr.startswith("sidenote: ")
    assert len(done.stderr.splitlines()) == 1
    assert workspace("import", "crm", str(tmp_path / "none-such")).returncode == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SIDENOTE_DATABASE_URL": "sqlite:////no/such/folder/x.sqlite3"}, "database"),
        ({"SIDENOTE_DATABASE_URL": "nonsense"}, "SIDENOTE_DATABASE_URL"),
        ({"SIDENOTE_DATABASE_URL": "mysql://secret:secret@x/y"}, "SIDENOTE_DATABASE_URL"),
        ({"SIDENOTE_MAX_BODY_BYTES": "many"}, "SIDENOTE_MAX_BODY_BYTES"),
        ({"SIDENOTE_LOG_LEVEL": "CHATTY"}, "SIDENOTE_LOG_LEVEL"),
    ],
)
def test_settings_that_cannot_work(run: Run, changes: dict[str, str], words: str) -> None:
    for command in (("workspace", "add", "a", "A"), ("finish",), ("migrate",)):
        done = run(*command, **changes)
        refused(done, words)
        assert "secret" not in done.stderr


def test_a_database_without_its_tables(run: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    refused(run("workspace", "add", "a", "A", SIDENOTE_DATABASE_URL=url), "sidenote migrate")


def test_serving_without_the_newest_schema_says_so(run: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    refused(run("serve", "--port", "1", SIDENOTE_DATABASE_URL=url), "sidenote migrate")


def test_importing_a_data_archive_and_a_table_again_brings_what_is_new(
    workspace: Run, tmp_path: Path
) -> None:
    path = archive(tmp_path / "archive.zip")
    me = "https://www.linkedin.com/in/alma-novotna-x"
    done = workspace("import", "linkedin", str(path), "--me", me)
    assert done.returncode == 0, done.stderr
    assert "3 profile(s) new, 0 known already." in done.stderr
    assert "Connections.csv row 8: no profile address" in done.stderr
    again = workspace("import", "linkedin", str(path), "--me", me)
    assert "0 profile(s) new, 3 known already." in again.stderr

    table = tmp_path / "people.csv"
    table.write_text(f"Name;Profile URL;Skills\nAlma Novotná;{me};Vacuum pumps\nNo One;;\n")
    done = workspace("import", "profiles", str(table))
    assert "1 profile(s) new" in done.stderr
    assert "people.csv row 3: no profile address" in done.stderr


def test_importing_what_is_no_archive_or_table_is_one_line(workspace: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("1,2\n3,4\n")
    refused(workspace("import", "linkedin", str(path)), "no data archive of LinkedIn")
    refused(workspace("import", "profiles", str(path)), "needs a column of names")
    (tmp_path / "empty").mkdir()
    refused(workspace("import", "pages", str(tmp_path / "empty")), "No saved page")


def test_packs_are_listed_with_their_key(workspace: Run, tmp_path: Path) -> None:
    assert "none is trusted yet" in workspace("packs", "list").stderr
    key = workspace("packs", "new-key", str(tmp_path / "key.pem")).stdout.strip()
    workspace("packs", "trust", key)
    rules = Path(__file__).parent / "packs" / "rules.json"
    pack = tmp_path / "pack.json"
    pack.write_text(json.dumps(json.loads(rules.read_text())["good"][0]["pack"]))
    signed = workspace("packs", "sign", str(pack), "--key", str(tmp_path / "key.pem"))
    assert signed.returncode == 0, signed.stderr
    assert workspace("packs", "publish", f"{pack}.signed").returncode == 0
    listed = workspace("packs", "list")
    assert re.search(r"^\S+/\S+ version \d+ in force$", listed.stdout, re.MULTILINE)
    assert key in listed.stderr
