"""scripts/new-connector starts a connector that fits the house and that the suite holds to work."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "new-connector"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a connector touches, with a connector started in it."""
    root = tmp_path_factory.mktemp("house")
    ignore = shutil.ignore_patterns("__pycache__")
    for part in ("backend/crm", "backend/schemas", "backend/tables", "tests/crm"):
        shutil.copytree(ROOT / part, root / part, ignore=ignore)
    for package in ("backend", "tests"):
        (root / package / "__init__.py").touch()
    shutil.copy(ROOT / "pyproject.toml", root)
    done = run("hub_spoke", "Hub & Spoke", "--root", root)
    assert done.returncode == 0, done.stderr
    return root


def check(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=root, capture_output=True, text=True, check=False
    )


def test_it_is_formatted_and_found(house: Path) -> None:
    new = ["backend/crm/connectors/hub_spoke.py", "tests/crm/cases/hub_spoke/case.py"]
    for command in (["ruff", "check"], ["ruff", "format", "--check"]):
        done = check(house, *command, *new)
        assert done.returncode == 0, done.stdout
    listed = subprocess.run(
        [sys.executable, "-c",
         "from backend.crm.registry import connectors; print(*connectors())"],
        cwd=house, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert {"csv_files", "hub_spoke"} <= set(listed.stdout.split())


def test_the_suite_is_red_until_it_reads(house: Path) -> None:
    done = check(house, "pytest", "-n0", "-q", "tests/crm/test_conformance.py", "-k", "hub_spoke")
    assert done.returncode == 1
    assert "reads_every_record_once_in_one_shape" in done.stdout
    assert "ModuleNotFoundError" not in done.stdout


def test_what_is_there_is_never_overwritten(house: Path) -> None:
    path = house / "backend/crm/connectors/hub_spoke.py"
    before = path.read_text(encoding="utf-8")
    assert run("hub_spoke", "--root", house).returncode == 2
    assert path.read_text(encoding="utf-8") == before


@pytest.mark.parametrize("name", ["Hub", "../x", "class", "1st", "a b", ""])
def test_names_that_will_not_do(name: str, tmp_path: Path) -> None:
    assert run(name, "--root", tmp_path).returncode == 2
    assert run("fine", 'La"bel', "--root", tmp_path).returncode == 2
    assert list(tmp_path.iterdir()) == []
