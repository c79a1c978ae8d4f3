"""README's commands and examples do what README says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.small_project import ROOT

TEXT = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(sh|python)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)

#: Commands that set up, build or open a browser: run elsewhere in the suite, or by who reads README.
ELSEWHERE = ("python3 bootstrap.py", ". .venv", "peakgraph explore", "peakgraph build", "peakgraph validate")


def commands() -> list[str]:
    found = []
    for language, block in BLOCKS:
        if language == "sh" and not block.startswith(ELSEWHERE):
            whole = block.startswith("echo")
            found += [block] if whole else [line for line in block.splitlines() if line.strip()]
    return found


@pytest.mark.parametrize("command", commands())
def test_a_command_of_readme_gives_data(command: str, tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    words = command.replace("peakgraph ", f"{sys.executable} -m peakgraph ")
    words = words.replace(" -m peakgraph query", f" -m peakgraph query --project {ROOT}")
    words = words.replace(" -m peakgraph export", f" -m peakgraph export --project {ROOT}")
    environment["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(
        words, shell=True, cwd=tmp_path, capture_output=True, encoding="utf-8", env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") > 1 or list(tmp_path.iterdir())


def test_the_python_of_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = (block for language, block in BLOCKS if language == "python")
    exec(block, {})
    assert "Yangtze River" in capsys.readouterr().out


def test_readme_names_every_folder_and_no_other() -> None:
    listed = set(re.findall(r"^(\w+)/ ", TEXT, re.MULTILINE)) | {"tests", "benchmarks", "docs"}
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))}
    assert listed == folders - {"build", "dist"}
