"""Programs that check what PeakGraph writes for others: sssom, nanopub, frictionless, RO-Crate's validator, cffconvert.

They ask for versions of libraries that do not go together with ours, or bring plug-ins into pytest; so each group has
an environment of its own, which bootstrap.py makes.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

CHECKERS = Path(__file__).resolve().parent / "checkers"
#: Seconds after which a checker has hung.
_LONGEST = 240


def run_checker(group: str, *command: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """Runs a program of a group (`linked-data`, `citation`) and returns what it said; its exit code is not judged."""
    programs = CHECKERS / group / ".venv" / ("Scripts" if os.name == "nt" else "bin")
    if not programs.is_dir():
        pytest.fail(f"{programs}: not there; run `python3 bootstrap.py test` once, which installs the checkers")
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [str(programs / command[0]), *command[1:]],
        input=stdin,
        env=variables | {"PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_LONGEST,
        check=False,
    )
