"""The house's rules: layers, lengths, names, docstrings, and no trace of anybody's machine."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAX_LINES = 400
GENERATED = {"backend/store/migrations/versions"}
"""Where a file is as long as it has to be: nobody reads a migration again."""
FORBIDDEN_NAMES = re.compile(r"^(utils?|helpers?|managers?|misc|common|stuff|base_?utils)$")
# written so that this file does not hold what it looks for
MACHINE = re.compile(
    r"(?<![\w.])/(" r"work|root|home/[a-z]+)/|/tmp/" r"venv|\." r"library\b|\br-" r"seed-"
)
REGISTRY = re.compile(
    r"--(extra-)?index-"
    r"url|https?://[^\s\"')]*(pypi|registry|npmjs|artifactory|nexus)"
    r"\b[^\s]*"
)
TEXT = {".py", ".js", ".mjs", ".cjs", ".json", ".md", ".toml", ".html", ".css", ".txt", ".csv",
        ".tsv", ".lock", ".yml", ".yaml", ".cfg", ".ini", ".mako", ".svg", ""}  # fmt: skip


def tracked() -> list[Path]:
    """The files that are committed (all files where there is no git)."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout: committed files are not known")
    names = [Path(name) for name in done.stdout.decode().split("\0") if name]
    return [name for name in names if (ROOT / name).is_file()]


def python_files(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts)


def test_import_contracts() -> None:
    """The layers of docs/architecture.md; a contract that cannot be checked fails too."""
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
    ]
    done = subprocess.run(
        [*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken" in done.stdout


def test_no_way_to_the_network_but_through_crm() -> None:
    """Requests leave this software from connectors only."""
    senders = {"urllib.request", "http.client", "httpx", "requests", "aiohttp", "socket", "smtplib"}
    for path in python_files("backend"):
        if "crm" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            names: set[str] = set()
            if isinstance(node, ast.Import):
                names = {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names = {node.module or "", *(f"{node.module}.{a.name}" for a in node.names)}
            assert not names & senders, f"{path.relative_to(ROOT)}:{node.lineno}"  # type: ignore[attr-defined]


def test_no_file_is_too_long() -> None:
    too_long = {}
    for name in tracked():
        if name.suffix not in (".py", ".js", ".mjs") or str(name.parent) in GENERATED:
            continue
        if (lines := len((ROOT / name).read_text().splitlines())) > MAX_LINES:
            too_long[str(name)] = lines
    assert not too_long


def test_names_say_what_is_inside() -> None:
    parts = {(part.partition(".")[0], str(name)) for name in tracked() for part in name.parts}
    assert not [name for part, name in parts if FORBIDDEN_NAMES.match(part.lower())]


def test_committed_files_name_no_machine_and_no_registry() -> None:
    found = []
    for name in tracked():
        if name.suffix not in TEXT:
            continue
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if MACHINE.search(line) or REGISTRY.search(line):
                found.append(f"{name}:{number}: {line.strip()[:120]}")
    assert not found, "\n".join(found)


def undocumented(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    if tree.body and not ast.get_docstring(tree):
        yield f"{path.relative_to(ROOT)}: the module"
    places: list[tuple[str, ast.AST]] = [("", tree)]
    for prefix, parent in places:
        for node in ast.iter_child_nodes(parent):
            if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.append((f"{prefix}{node.name}.", node))
            if node.name.startswith("_") or ast.get_docstring(node) or tells_itself(node):
                continue
            yield f"{path.relative_to(ROOT)}:{node.lineno}: {prefix}{node.name}"


def tells_itself(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A route, page or command is described in its decorators; what is short and typed tells by its
    name: a record of typed fields, a function of few statements."""
    if node.decorator_list and any("blueprint" in ast.unparse(d) for d in node.decorator_list):
        return True
    if isinstance(node, ast.ClassDef):
        return all(isinstance(item, ast.AnnAssign | ast.Expr | ast.Assign) for item in node.body)
    statements = sum(isinstance(child, ast.stmt) for child in ast.walk(node)) - 1
    return statements <= 8


@pytest.mark.parametrize(
    "path",
    [path for path in python_files("backend") if "versions" not in path.parts],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_what_is_public_is_documented(path: Path) -> None:
    assert not list(undocumented(path))


def test_nothing_prints_but_the_command_line() -> None:
    for path in python_files("backend"):
        if path.name == "cli.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("print", "breakpoint", "eval", "exec"), path


def test_templates_escape_everything_and_hold_no_script() -> None:
    for path in (ROOT / "backend" / "web" / "templates").glob("*.html"):
        text = path.read_text()
        assert "|safe" not in text.replace(" ", ""), path
        assert "autoescape" not in text, path
        assert not re.search(r"<script|\son\w+=|javascript:|style=|src=.http", text), path
        for form in re.findall(r"<form.*?</form>", text, re.DOTALL):
            assert "csrf_token()" in form, path
