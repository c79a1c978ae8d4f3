"""What a build leaves behind: all of its files, or what was there before."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from peakgraph import dist as dist_module
from peakgraph.dist import finish_swap, locked, manifest, read_checked, resolve, write_dist
from peakgraph.errors import PeakGraphError

OLD = {"a.nq": b"old a", "b.nt": b"old b"}
NEW = {"a.nq": b"new a!", "b.nt": b"new b!"}


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    with locked(folder):
        write_dist(folder, OLD)
    return folder


def contents(dist: Path) -> dict[str, bytes]:
    return {name: read_checked(dist, name) for name in OLD}


def test_files_are_replaced_and_the_manifest_lists_their_hashes(dist: Path) -> None:
    write_dist(dist, NEW)
    assert contents(dist) == NEW
    listed = json.loads((dist / "manifest.json").read_text())["files"]
    assert sorted(listed) == sorted(NEW)
    assert not (dist / ".new").exists()


def test_a_file_that_is_no_longer_made_goes_and_what_others_put_there_stays(dist: Path) -> None:
    (dist / "mine.txt").write_text("mine")
    write_dist(dist, {"a.nq": b"new a!"})
    assert sorted(path.name for path in dist.iterdir() if path.name != ".lock") == ["a.nq", "manifest.json", "mine.txt"]


def test_an_error_before_the_swap_leaves_the_earlier_files(dist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(dist_module, "_write_synced", full)
    with pytest.raises(PeakGraphError, match="the disk is full"):
        write_dist(dist, NEW)
    assert contents(dist) == OLD
    assert not (dist / ".new").exists()


@pytest.mark.parametrize("moved", range(len(NEW) + 1))
def test_a_swap_killed_at_any_point_reads_as_the_new_build_and_is_finished_by_the_next(dist: Path, moved: int) -> None:
    new = dist / ".new"
    new.mkdir()
    for name, data in NEW.items():
        (new / name).write_bytes(data)
    (new / "manifest.json").write_bytes(manifest(NEW))
    for name in sorted(NEW)[:moved]:
        os.replace(new / name, dist / name)
    assert contents(dist) == NEW
    finish_swap(dist)
    assert contents(dist) == NEW
    assert not new.exists()


def test_a_build_killed_before_its_files_are_whole_reads_as_the_earlier_one(dist: Path) -> None:
    (dist / ".new").mkdir()
    (dist / ".new" / "a.nq").write_bytes(b"half")
    assert contents(dist) == OLD
    finish_swap(dist)
    assert contents(dist) == OLD
    assert not (dist / ".new").exists()


def test_a_second_build_is_told_at_once(dist: Path) -> None:
    with locked(dist), pytest.raises(PeakGraphError, match="another build is writing here"), locked(dist):
        pass


def test_a_file_that_was_changed_is_not_read(dist: Path) -> None:
    (dist / "a.nq").write_bytes(b"odl a")
    with pytest.raises(PeakGraphError, match="changed since it was built"):
        read_checked(dist, "a.nq")
    (dist / "a.nq").write_bytes(b"longer than before")
    with pytest.raises(PeakGraphError, match="not the file that the manifest lists"):
        resolve(dist, "a.nq")


def test_nothing_built_yet_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(PeakGraphError, match="run 'peakgraph build'"):
        resolve(tmp_path, "a.nq")


def test_a_broken_manifest_says_what_to_run(dist: Path) -> None:
    (dist / "manifest.json").write_text("{")
    with pytest.raises(PeakGraphError, match="not a manifest"):
        resolve(dist, "a.nq")


@pytest.mark.parametrize("text", ["", '{"files"', '{"files": []}', '{"files": {"a.nq": 1}}', '{"files": {"../a": {}}}'])
def test_a_half_written_or_foreign_manifest_in_new_is_thrown_away_by_the_next_build(dist: Path, text: str) -> None:
    (dist.parent / "a").write_text("mine")
    (dist / ".new").mkdir()
    (dist / ".new" / "manifest.json").write_text(text)
    with locked(dist):
        write_dist(dist, NEW)
    assert contents(dist) == NEW
    assert (dist.parent / "a").read_text() == "mine"
