"""The wheel: it carries the data, answers anywhere, and is never written into."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.small_project import ROOT


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as `pip install` would leave it, from a wheel of this checkout."""
    wheels = tmp_path_factory.mktemp("wheels")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = wheels.glob("*.whl")
    folder = tmp_path_factory.mktemp("site")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def run(site: Path, cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "peakgraph", *words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def contents(site: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}


def test_an_installed_package_answers_from_its_own_data(site: Path, tmp_path: Path) -> None:
    done = run(site, tmp_path, "query", "chain-masters", "--format", "csv")
    assert done.returncode == 0, done.stderr
    assert done.stdout == (ROOT / "queries" / "chain-masters.csv").read_bytes().decode().replace("\r\n", "\n")


def test_an_installed_package_builds_into_a_named_folder_and_never_into_itself(site: Path, tmp_path: Path) -> None:
    before = contents(site)
    done = run(site, tmp_path, "build", "--quiet")
    assert done.returncode == 2
    assert "name a folder to build into with --out" in done.stderr
    done = run(site, tmp_path, "build", "--quiet", "--out", "out")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "network.html").is_file()
    assert (tmp_path / "out" / "peakgraph.nq").read_bytes() == (ROOT / "graph" / "dist" / "peakgraph.nq").read_bytes()
    assert contents(site) == before


def test_an_installed_package_says_where_the_page_comes_from(site: Path, tmp_path: Path) -> None:
    done = run(site, tmp_path, "explore", "--print")
    assert done.returncode == 2
    assert "run 'peakgraph build --out FOLDER'" in done.stderr


def test_the_wheel_holds_licences_and_no_code_of_others(site: Path) -> None:
    names = [path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()]
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/LICENSE-DATA.md") for name in names)
    assert not [name for name in names if name.endswith((".min.js", "network.html")) or "/tests/" in name]
