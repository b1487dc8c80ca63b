"""scripts/new-site starts a site that passes every test a site must pass."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from backend.saved_pages.reader_browser import ReaderBrowser

ROOT = Path(__file__).resolve().parents[2]
COPIED = (
    "extension", "scripts", "backend/__init__.py", "backend/schemas", "backend/saved_pages",
    "tests/__init__.py",
)  # fmt: skip


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The part of the repository that a site touches, with the cases of one other site."""
    for name in (*COPIED, "tests/sites", "tests/pages", "pyproject.toml"):
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return tmp_path


def _run(copy: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTEST_ADDOPTS": ""}
    return subprocess.run(
        [sys.executable, *command],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )


def test_a_new_site_passes_the_structure_and_its_cases(copy: Path, readers: ReaderBrowser) -> None:
    started = _run(copy, "scripts/new-site", "acme-forum", "Acme forum", "forum.acme.example")
    assert started.returncode == 0, started.stderr
    written = _run(
        copy,
        "scripts/write-captures",
        *(f"acme-forum/{case}" for case in ("thread", "login", "poisoned")),
    )
    assert written.returncode == 0, written.stderr
    tested = _run(
        copy, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider",
        "tests/sites/test_site_structure.py", "tests/sites/test_site_cases.py",
        "tests/sites/test_poisoned_pages.py",
        "-k", "structure or acme-forum", "--deselect", "tests/sites/test_new_site.py",
    )  # fmt: skip
    assert tested.returncode == 0, tested.stdout
    assert "acme-forum" in (copy / "extension/content/scripts.js").read_text("utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["Acme Forum", "Acme", "forum.acme.example"],
        ["acme", "Acme", "https://forum.acme.example/"],
        ["acme", 'A"cme', "forum.acme.example"],
        ["linkedin", "Again", "linkedin.com"],
    ],
    ids=["none", "bad-id", "address-for-host", "quotes", "exists"],
)
def test_new_site_refuses_in_words(arguments: list[str], copy: Path) -> None:
    before = sorted(path for path in copy.rglob("*") if path.is_file())
    refused = _run(copy, "scripts/new-site", *arguments)
    assert refused.returncode != 0
    assert refused.stderr.strip()
    assert "Traceback" not in refused.stderr
    assert sorted(path for path in copy.rglob("*") if path.is_file()) == before


def test_a_case_without_expectation_fails(copy: Path, readers: ReaderBrowser) -> None:
    (copy / "tests/pages/linkedin/login-wall/capture.json").unlink()
    tested = _run(
        copy, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider",
        "tests/sites/test_site_cases.py", "-k", "login-wall",
    )  # fmt: skip
    assert tested.returncode == 1
    assert not (copy / "tests/pages/linkedin/login-wall/capture.json").exists()
