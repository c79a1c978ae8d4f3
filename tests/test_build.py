"""The build as a whole: the same bytes anywhere, a summary, and nothing from the network."""

from __future__ import annotations

import doctest
import importlib
import json
import shutil
from pathlib import Path

import pytest

from peakgraph.build import ENGINE
from tests.small_project import ROOT, SmallProject, run_peakgraph

SETTINGS = (
    {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Asia/Shanghai"},
    {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8", "TZ": "America/Los_Angeles", "PYTHONUTF8": "0"},
)


def files(dist: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(dist.iterdir()) if path.name != ".lock"}


def test_the_same_inputs_give_the_same_bytes_whatever_the_hash_seed_locale_zone_and_folder(tmp_path: Path) -> None:
    made = []
    for number, setting in enumerate(SETTINGS):
        folder = tmp_path / f"folder {number}"
        shutil.copytree(
            ROOT,
            folder,
            ignore=shutil.ignore_patterns(".git", ".venv", "dist", "tests", "peakgraph", "*cache*", "__pycache__"),
        )
        done = run_peakgraph("build", "--quiet", "--project", str(folder), **setting)
        assert done.returncode == 0, done.stderr
        made.append(files(folder / "graph" / "dist"))
    first, second = made
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_a_build_prints_a_summary_by_kind_and_by_document(project: SmallProject) -> None:
    done = project.run("build")
    assert done.returncode == 0, done.stderr
    for words in ("Things in the graph", "What each document states", "Coverage in non-blank characters", "small"):
        assert words in done.stderr


def test_the_manifest_lists_every_file(project: SmallProject) -> None:
    assert project.run("build", "--quiet").returncode == 0
    listed = json.loads((project.dist / "manifest.json").read_text("utf-8"))["files"]
    assert set(listed) == {path.name for path in project.dist.iterdir()} - {"manifest.json", ".lock", "engine.js"}
    assert (project.dist / "engine.js").read_bytes() == ENGINE.read_bytes()  # it comes with the package


def test_a_build_opens_no_connection(project: SmallProject) -> None:
    import subprocess
    import sys

    code = (
        "import socket, sys, runpy\n"
        "def refuse(*a, **k): raise AssertionError('a connection')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
        "sys.argv[0] = 'peakgraph'; runpy.run_module('peakgraph', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "build", "--quiet", "--project", str(project.folder)],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["peakgraph", "peakgraph.graph"])
def test_the_examples_in_docstrings_run(name: str) -> None:
    module = importlib.import_module(name)
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
