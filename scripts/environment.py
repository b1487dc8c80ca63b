"""What scripts/run and scripts/test need before anything else: Python packages and a browser.

Standard library only: it runs on a machine that has nothing but Python.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(os.environ.get("SIDENOTE_VENV", ROOT / ".venv"))
LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
OLDEST = (3, 11)


def say(text: str) -> None:
    print(f"\033[1m▸\033[0m {text}" if sys.stdout.isatty() else f"> {text}", flush=True)


def python() -> Path:
    """The environment's interpreter."""
    return FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def ensure(kind: str) -> Path:
    """Make the environment, or bring it up to the lock; a second call takes milliseconds.

    `kind` is "run" or "dev" (everything the tests and the tour need; it holds all of "run").
    Returns the environment's interpreter. Every file is checked against its hash in the lock.
    """
    if sys.version_info < OLDEST:
        sys.exit(f"Sidenote needs Python {'.'.join(map(str, OLDEST))} or newer; this is "
                 f"{sys.version.split()[0]} ({sys.executable}).")  # fmt: skip
    stamp = FOLDER / "installed.txt"
    wanted = {name: hashlib.sha256(lock.read_bytes()).hexdigest() for name, lock in LOCKS.items()}
    installed = stamp.read_text().split() if stamp.exists() else []
    if wanted[kind] in installed or (kind == "run" and wanted["dev"] in installed):
        return python()
    if not python().exists():
        say("Making a virtual environment in .venv")
        _make_environment()
    say(f"Installing the locked packages ({LOCKS[kind].name}); the first time this takes a minute")
    command = [str(python()), "-m", "pip", "install", "--disable-pip-version-check",
               "--no-input", "--require-hashes", "-r", str(LOCKS[kind])]  # fmt: skip
    _run_with_progress(command, total=LOCKS[kind].read_text().count("=="))
    stamp.write_text(wanted[kind] + "\n")
    return python()


def _make_environment() -> None:
    try:
        venv.create(FOLDER, with_pip=True)
    except (subprocess.CalledProcessError, ImportError):
        shutil.rmtree(FOLDER, ignore_errors=True)
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        sys.exit("This Python cannot make virtual environments. On Debian and Ubuntu: "
                 f"apt-get install python{version}-venv")  # fmt: skip


def _run_with_progress(command: list[str], total: int) -> None:
    """Run pip, showing package by package what it is at; its whole output if it fails."""
    seen: list[str] = []
    count = 0
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, text=True, **pipes) as run:
        assert run.stdout is not None
        for line in run.stdout:
            seen.append(line)
            if line.startswith("Collecting "):
                count += 1
                name = line.split()[1].split("==")[0]
                _show(f"  {count}/{total} {name}")
            elif line.startswith("Installing collected"):
                _show("  writing the packages to disk …")
    if sys.stdout.isatty():
        print("\r\033[K", end="")
    if run.returncode:
        sys.exit("".join(seen[-30:]) + "\nThe packages could not be installed; see above.")


def _show(text: str) -> None:
    if sys.stdout.isatty():
        print(f"\r\033[K{text}", end="", flush=True)
    else:
        print(text, flush=True)


def find_chromium() -> str | None:
    """A Chromium that still loads an unpacked extension from the command line."""
    named = os.environ.get("SIDENOTE_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


def ensure_chromium() -> str | None:
    """Find Chromium; where it is missing and we are root on a Debian system, install it."""
    found = find_chromium()
    if found or not shutil.which("apt-get") or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return found
    say("Installing Chromium with apt (needed by the browser tests and the tour)")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"],
                    ["apt-get", "install", "-y", "-qq", "--no-install-recommends",
                     "chromium", "fonts-dejavu-core"]):  # fmt: skip
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode:
            say(f"apt could not install it: {done.stderr.strip().splitlines()[-1:]}")
            return None
    return find_chromium()


def child_environment(**more: str) -> dict[str, str]:
    """The environment of our child processes: this checkout is importable."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", **more}
