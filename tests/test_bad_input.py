"""Wrong input from outside: one line that says file, fault and cure; exit code 2; the earlier result whole."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from peakgraph.errors import PeakGraphError
from tests.small_project import DOCUMENT, READING, ROOT, SmallProject


def dist_files(project: SmallProject) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in project.dist.iterdir() if path.is_file() and path.name != ".lock"}


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[SmallProject, float]:
    """A project that was built, and the seconds that its build took."""
    project = SmallProject(tmp_path_factory.mktemp("bad-input") / "project")
    project.make()
    started = time.monotonic()
    done = project.run("build", "--quiet")
    seconds = time.monotonic() - started
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return project, seconds


@pytest.fixture
def built(built_once: tuple[SmallProject, float], tmp_path: Path) -> SmallProject:
    shutil.copytree(built_once[0].folder, tmp_path / "project")
    return SmallProject(tmp_path / "project")


def refuse(project: SmallProject, said: str, code: int = 2) -> None:
    before = dist_files(project)
    done = project.run("build", "--quiet")
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert code == 1 or done.stderr.count("\n") == 1, done.stderr
    assert dist_files(project) == before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"", "seeds/small.txt: the file is empty", id="empty"),
        pytest.param(b"\x00\x01\x02\xff", "seeds/small.txt: a NUL byte at offset 0", id="binary"),
        pytest.param("Überraschung".encode("latin-1"), "not UTF-8 (byte 0xDC at offset 0)", id="latin-1"),
        pytest.param(DOCUMENT.encode("utf-16"), "is UTF-16; save it as UTF-8", id="utf-16"),
        pytest.param(DOCUMENT.encode() + b"\0", "a NUL byte", id="nul"),
        pytest.param(DOCUMENT.encode() + b"\x0c", "a control character (U+000C)", id="form-feed"),
        pytest.param(b"a" * 100_000_000, "more than the 16,777,216 bytes", id="100-MB", marks=pytest.mark.slow),
    ],
)
def test_a_document_that_is_no_text(built: SmallProject, data: bytes, said: str) -> None:
    built.write_document(data)
    refuse(built, said)


def test_a_changed_document(built: SmallProject) -> None:
    built.document.write_bytes(DOCUMENT.replace("600", "900").encode())
    refuse(built, "seeds/small.txt: the document has changed")


def test_a_named_pipe_for_a_document_or_a_reading(built: SmallProject) -> None:
    built.document.unlink()
    os.mkfifo(built.document)
    refuse(built, "seeds/small.txt: not a regular file")
    built.document.unlink()
    built.write_document(DOCUMENT.encode())
    built.reading.unlink()
    os.mkfifo(built.reading)
    refuse(built, "graph/readings/small.md: not a regular file")


def test_a_file_that_is_too_long_is_not_read_in_part(built: SmallProject) -> None:
    built.write("graph/entities/zz.ttl", "#" * 17_000_000 + "\nthis is not turtle at all")
    refuse(built, "graph/entities/zz.ttl: more than the 16,777,216 bytes that a file may have")


def test_a_document_whose_name_cannot_stand_in_an_iri(built: SmallProject) -> None:
    built.document.rename(built.document.with_name("my doc.txt"))
    sums = built.folder / "seeds" / "SHA256SUMS"
    sums.write_text(sums.read_text("utf-8").replace("small.txt", "my doc.txt"), "utf-8")
    refuse(built, "seeds/my doc.txt: rename it")


def test_broken_prefixes_are_one_fault(built: SmallProject) -> None:
    built.write("ontology/prefixes.ttl", "@prefix pg <https://w3id.org/peakgraph/ontology#> .")
    refuse(built, "ontology/prefixes.ttl:1: ")


LINKS = """#curie_map:
#  place: https://w3id.org/peakgraph/id/place/
#  wd: http://www.wikidata.org/entity/
#  owl: http://www.w3.org/2002/07/owl#
#  semapv: https://w3id.org/semapv/vocab/
subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tauthor_label
place:hubei\towl:sameAs\twd:Q46862\tsemapv:ManualMappingCuration\t0.9\tA reader
"""


@pytest.mark.parametrize("broken", ["graph/entities/things.ttl", "graph/links/schemes.ttl"])
def test_a_file_that_links_need_and_that_is_broken_is_one_fault(built: SmallProject, broken: str) -> None:
    (built.folder / "graph" / "links").mkdir()
    built.write("graph/links/schemes.ttl", 'scheme:wikidata void:uriSpace "http://www.wikidata.org/entity/" .\n')
    built.write("graph/links/places.sssom.tsv", LINKS)
    assert [message for message in built.messages() if "places.sssom.tsv" in message] == []
    with (built.folder / broken).open("a", encoding="utf-8") as file:
        file.write("place:hubei nothing .\n")
    (message,) = built.messages()
    assert message.startswith(f"{broken}:")


def test_a_rule_does_not_reach_the_network(built: SmallProject) -> None:
    built.write("ontology/rules/zz.ru", "LOAD SILENT <http://127.0.0.1:1/rule>")
    refuse(built, "ontology/rules/zz.ru: a rule with LOAD or SERVICE")


def test_a_query_file_that_is_not_utf_8(built: SmallProject) -> None:
    (built.folder / "queries" / "bad.rq").write_bytes("#+ summary: é".encode("latin-1"))
    done = built.run("query", "bad")
    assert done.returncode == 2
    assert "bad.rq: not UTF-8 (at byte 12)" in done.stderr


def test_a_missing_document(built: SmallProject) -> None:
    built.document.unlink()
    refuse(built, "seeds: no file matches *.txt")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("Spring is beautiful", "Spring was beautiful", "graph/readings/small.md:34: quote not found"),
        ("600000000000.0", "900000000000.0", "graph/readings/small.md:25: target:000-output-2025"),
        ("a pg:Plan ;", "a pg:Plan", "Turtle does not parse"),
        ("status:issued", "nowhere:issued", "Turtle does not parse"),
    ],
)
def test_a_reading_that_does_not_conform_is_refused_with_its_line(
    built: SmallProject, before: str, after: str, said: str
) -> None:
    built.edit(before, after)
    refuse(built, said, code=1)


@pytest.mark.parametrize("mark", ["bom", "crlf"])
def test_a_byte_order_mark_or_crlf_in_a_reading_changes_no_byte_of_the_output(built: SmallProject, mark: str) -> None:
    before = dist_files(built)
    text = "\ufeff" + READING if mark == "bom" else READING.replace("\n", "\r\n")
    built.reading.write_bytes(text.encode())
    done = built.run("build", "--quiet")
    assert done.returncode == 0, done.stderr
    assert dist_files(built) == before


def test_a_latin_1_reading(built: SmallProject) -> None:
    built.reading.write_bytes(READING.replace("A reader", "Rédacteur").encode("latin-1"))
    refuse(built, "graph/readings/small.md: not UTF-8")


def test_a_second_build_at_once(built: SmallProject) -> None:
    from peakgraph.dist import locked

    with locked(built.dist):
        refuse(built, "another build is writing here; wait for it to end")


def test_a_folder_that_is_no_project(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "peakgraph", "build", "--project", str(tmp_path)],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 2
    assert "no project here (it has no graph/readings folder)" in done.stderr


def test_a_place_that_cannot_be_written(built: SmallProject, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    done = built.run("build", "--quiet", "--out", str(blocked / "dist"))
    assert done.returncode == 2
    assert str(blocked / "dist") in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("moment", [0.3, 0.6, 0.8, 0.9, 0.95, 0.98, 1.0])
def test_a_build_killed_at_any_moment_leaves_a_whole_result(
    built: SmallProject, built_once: tuple[SmallProject, float], moment: float
) -> None:
    old = dist_files(built)
    built.edit("the season", "a remark on the season")
    killed = subprocess.Popen(
        [sys.executable, "-m", "peakgraph", "build", "--quiet", "--project", str(built.folder)], cwd=ROOT
    )
    time.sleep(built_once[1] * moment)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    answer = built.run("query", "-", "--format", "csv", stdin="SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert answer.returncode == 0, answer.stderr
    done = built.run("build", "--quiet")
    assert done.returncode == 0, done.stderr
    assert dist_files(built).keys() == old.keys()
    assert dist_files(built) != old


def test_a_disk_with_no_room_for_a_file(built: SmallProject) -> None:
    """A limit on the size of files stands for a full disk: writing fails half-way through a file."""
    before = dist_files(built)
    limit = "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)); "
    run = "sys.argv[0] = 'peakgraph'; runpy.run_module('peakgraph', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", limit + run, "build", "--quiet", "--project", str(built.folder)],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "cannot be written (File too large)" in done.stderr
    assert done.stderr.count("\n") == 1
    assert dist_files(built) == before


def test_a_library_that_cannot_be_read_is_not_an_empty_one(project: SmallProject) -> None:
    (project.folder / "queries").rmdir()
    project.write("queries", "no folder")
    done = project.run("build")
    assert done.returncode == 2
    assert "queries: cannot be read" in done.stderr


def test_an_engine_that_cannot_be_read_is_named_before_anything_is_written(
    project: SmallProject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from peakgraph import build as build_module

    monkeypatch.setattr(build_module, "ENGINE", tmp_path)  # a folder
    with pytest.raises(PeakGraphError, match="cannot be read"):
        build_module.build(project.folder, project.dist)
    assert not (project.dist / "manifest.json").exists()


def test_without_an_engine_an_older_one_goes_and_the_build_says_so(project: SmallProject) -> None:
    from peakgraph import build as build_module

    project.dist.mkdir(parents=True)
    (project.dist / "engine.js").write_text("old", "utf-8")
    engine, build_module.ENGINE = build_module.ENGINE, project.folder / "none" / "engine.js"
    try:
        build_module.build(project.folder, project.dist)
    finally:
        build_module.ENGINE = engine
    assert (project.dist / "network.html").is_file()
    assert not (project.dist / "engine.js").exists()
