"""`peakgraph link` as users run it: against good and hostile servers, killed and taken up, and its review."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from peakgraph.mappings import MappingSet, read_mappings
from tests import hostile
from tests.hostile import Answer, Exchange, Server, reconciliation, sparql_endpoint
from tests.in_process import run_here
from tests.small_project import ROOT, SmallProject

WORLD = """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix wd: <http://www.wikidata.org/entity/> . @prefix wdt: <http://www.wikidata.org/prop/direct/> .
wd:Q1 rdfs:label "province of China"@en . wd:Q2 rdfs:label "sovereign state"@en . wd:Q3 rdfs:label "industry"@en .
wd:Q148 rdfs:label "China"@en , "中国"@zh ; wdt:P31 wd:Q2 .
wd:Q46862 rdfs:label "Hubei"@en , "湖北省"@zh ; wdt:P31 wd:Q1 ; wdt:P17 wd:Q148 .
wd:Q4 rdfs:label "湖北省人民政府"@zh . wd:Q5 rdfs:label "湖北省人民政府"@zh .
wd:Q6 rdfs:label "cement"@en , "水泥"@zh ; wdt:P31 wd:Q3 .
"""
LIMIT_SECONDS, LIMIT_MIB = 15, 300


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SmallProject:
    small = SmallProject(tmp_path_factory.mktemp("link") / "project")
    small.make()
    done = small.run("build", "-q")
    assert done.returncode == 0, done.stderr
    return small


@pytest.fixture
def linked(built: SmallProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallProject]:
    """The built project without links, and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    yield built
    shutil.rmtree(built.folder / "graph" / "links", ignore_errors=True)


def mappings(project: SmallProject, name: str) -> MappingSet:
    path = project.folder / "graph" / "links" / f"{name}.sssom.tsv"
    found, faults = read_mappings(name, path.read_text("utf-8"))
    assert faults == []
    return found


def rows(project: SmallProject, name: str) -> dict[str, str]:
    return {row["object_id"]: row["predicate_id"] for row in mappings(project, name).rows}


@dataclass(frozen=True)
class Run:
    code: int
    said: str
    seconds: float
    mib: float


#: Runs a command and writes its peak of memory to a file. A process of its own: one that is started by the tests
#: begins with the size that these have.
METER = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
with open(sys.argv[1], "w") as file:
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=file)
sys.exit(code)
"""


def measured(project: SmallProject, *words: str) -> Run:
    """The command as a process of its own, with the time and the memory that it took."""
    peak = project.folder.parent / "peak.txt"
    started = time.monotonic()
    command = [sys.executable, "-m", "peakgraph", "link", *words, "--project", str(project.folder)]
    done = subprocess.run(
        [sys.executable, "-c", METER, str(peak), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    return Run(done.returncode, done.stdout, time.monotonic() - started, int(peak.read_text()) / 1024)


def moved(exchange: Exchange) -> None:
    exchange.reply(302, Location=f"http://127.0.0.2:9/{exchange.path.strip('/')[:8]}")


#: Each by one of the two protocols; all of them, by both, are asked without a process in test_linking.py and others.
HOSTILE: dict[str, tuple[str, Answer, str]] = {
    "slow": ("--sparql", hostile.drip, "has not finished its answer within 1 s"),
    "endless": ("--reconcile", hostile.endless, "is larger than 8 MiB; ask for less"),
    "web page": ("--sparql", hostile.html, "answers 200 with a web page"),
    "too many requests": ("--reconcile", hostile.too_many, "429 Too Many Requests: Rate limit exceeded; it asks to"),
    "elsewhere": ("--sparql", moved, "redirects to another place, http://127.0.0.2:9/"),
    "hangs up": ("--reconcile", hostile.hang_up, "broke off the connection before its answer was whole"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_server_is_left_soon_with_a_clear_word(linked: SmallProject, name: str) -> None:
    option, answer, words = HOSTILE[name]
    with Server(answer) as server:
        run = measured(linked, option, server.url + "/ask", "--pause", "0", "--timeout", "1")
    print(f"{name} by {option}: {run.seconds:.1f} s, {run.mib:.0f} MiB: {run.said.splitlines()[-1]}")
    assert run.code == 2
    assert words in run.said
    assert len(run.said.splitlines()) == 2
    assert run.said.splitlines()[1].startswith("peakgraph: ")
    assert run.said.replace("\n", "").isprintable()
    assert run.seconds < LIMIT_SECONDS
    assert run.mib < LIMIT_MIB
    assert not (linked.folder / "graph" / "links").exists()


def test_homonyms_are_listed_and_none_of_them_is_proposed(linked: SmallProject) -> None:
    with Server(sparql_endpoint(WORLD)) as server:
        run = measured(linked, "--sparql", server.url, "--pause", "0")
    assert run.code == 0, run.said
    assert run.said.splitlines()[0] == f"Asking {server.url} for 5 things."
    assert (
        "5 looked for: 3 with a candidate, 1 with homonyms, 0 with nothing sure, 1 with nothing; 5 new rows."
        in run.said
    )
    found = rows(linked, "candidates/candidates")
    assert (found["wd:Q4"], found["wd:Q5"]) == ("rdfs:seeAlso", "rdfs:seeAlso")
    assert (found["wd:Q46862"], found["wd:Q6"]) == ("owl:sameAs", "skos:closeMatch")
    assert run.seconds < LIMIT_SECONDS
    assert run.mib < LIMIT_MIB


def test_a_server_that_is_busy_for_a_moment_is_asked_again(linked: SmallProject) -> None:
    known = {"Hubei": [{"id": "Q46862", "name": "Hubei", "type": [], "score": 9, "match": True}]}
    good = reconciliation(known)
    busy: Callable[[Exchange], None] = lambda exchange: exchange.reply(429, "wait", Retry_After="0")  # noqa: E731
    with Server(hostile.in_turn(busy, good, busy, busy, good)) as server:
        run = measured(linked, "place:hubei", "--reconcile", server.url, "--pause", "0")
    assert run.code == 0, run.said
    assert len(server.received) == 5
    assert list(rows(linked, "candidates/candidates")) == ["wd:Q46862"]


def test_the_time_that_a_request_may_take_leaves_room_within_the_limit() -> None:
    from peakgraph.link_command import link

    (timeout,) = (option.default for option in link.params if option.name == "timeout")
    assert timeout <= LIMIT_SECONDS - 5


def test_an_interrupted_run_ends_at_once(linked: SmallProject) -> None:
    with Server(hostile.silent) as server:
        words = ("link", "--sparql", server.url, "--timeout", "60", "--project", str(linked.folder))
        process = subprocess.Popen([sys.executable, "-m", "peakgraph", *words], cwd=ROOT, stderr=subprocess.PIPE)
        deadline = time.monotonic() + 60
        while not server.received and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=10)[1]
    assert process.returncode == 1
    assert b"Traceback" not in said


def test_a_run_that_is_killed_is_taken_up_where_it_stopped(linked: SmallProject) -> None:
    world = sparql_endpoint(WORLD)
    with Server(hostile.in_turn(world, hostile.silent, world)) as server:
        words = ("link", "--sparql", server.url, "--pause", "0", "--project", str(linked.folder))
        process = subprocess.Popen([sys.executable, "-m", "peakgraph", *words], cwd=ROOT, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while len(server.received) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        process.kill()
        process.wait()
        done = run_here(linked, "link", "--sparql", server.url, "--pause", "0")
        again = run_here(linked, "link", "--sparql", server.url, "--pause", "0")
        fresh = run_here(linked, "link", "--sparql", server.url, "--pause", "0", "--refresh")
    assert (done.returncode, again.returncode, fresh.returncode) == (0, 0, 0)
    assert "1 of 2 answers were kept" in done.stderr
    assert "2 of 2 answers were kept" in again.stderr
    assert "kept" not in fresh.stderr
    assert len(server.received) == 2 + 1 + 0 + 2
    assert len(rows(linked, "candidates/candidates")) == 5


@pytest.fixture(scope="module")
def candidates(built: SmallProject, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What a search writes, as a file."""
    with Server(sparql_endpoint(WORLD)) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        done = run_here(built, "link", "--sparql", server.url, "--pause", "0")
    assert done.returncode == 0, done.stderr
    links = built.folder / "graph" / "links"
    found = (links / "candidates" / "candidates.sssom.tsv").read_bytes()
    shutil.rmtree(links)
    return found


@pytest.fixture
def searched(candidates: bytes, linked: SmallProject) -> SmallProject:
    """The project after a search."""
    folder = linked.folder / "graph" / "links" / "candidates"
    folder.mkdir(parents=True)
    (folder / "candidates.sssom.tsv").write_bytes(candidates)
    return linked


def test_the_candidates_are_listed_with_their_evidence(searched: SmallProject) -> None:
    done = run_here(searched, "link", "--list")
    assert done.returncode == 0
    assert "place:hubei  Hubei\n  owl:sameAs wd:Q46862  Hubei  (1.00)\n" in done.stdout
    assert "homonym: 2 candidates that cannot be told apart" in done.stdout
    assert "5 candidates." in done.stderr


def test_a_review_moves_each_candidate_at_once_and_a_quit_loses_nothing(searched: SmallProject) -> None:
    # actor: skip one homonym, reject the other; industry: another relation; place:china accept; then quit
    done = searched.run("link", "--review", stdin="s\nr\nLi Hua\no\nskos:relatedMatch\na\nq\n")
    assert done.returncode == 0, done.stderr
    assert "The making of cement." in done.stdout
    assert "wd:Q148  China  <http://www.wikidata.org/entity/Q148>" in done.stdout
    assert rows(searched, "candidates/candidates") == {"wd:Q4": "rdfs:seeAlso", "wd:Q46862": "owl:sameAs"}
    assert rows(searched, "industries") == {"wd:Q6": "skos:relatedMatch"}
    assert rows(searched, "places") == {"wd:Q148": "owl:sameAs"}
    (refused,) = mappings(searched, "candidates/rejected").rows
    assert (refused["object_id"], refused["predicate_modifier"]) == ("wd:Q5", "Not")
    assert refused["predicate_id"] == "owl:sameAs"
    (taken,) = mappings(searched, "places").rows
    assert (taken["reviewer_label"], taken["author_label"], taken["confidence"]) == ("Li Hua", "peakgraph link", "0.90")
    assert taken["comment"].startswith("accepted in review; noted before, at 0.")
    assert "1 now in graph/links/places.sssom.tsv\n" in done.stdout
    assert "1 now in graph/links/candidates/rejected.sssom.tsv\n" in done.stdout
    assert "2 candidates are left. Run 'peakgraph build'" in done.stdout
    with Server(sparql_endpoint(WORLD)) as server:
        run_here(searched, "link", "--sparql", server.url, "--pause", "0")
    assert set(rows(searched, "candidates/candidates")) == {"wd:Q4", "wd:Q46862"}


def test_a_reviewed_file_stays_sorted_and_keeps_what_it_had(searched: SmallProject) -> None:
    run_here(searched, "link", "--review", "--reviewer", "Li Hua", stdin="s\ns\ns\ns\na\n")
    run_here(searched, "link", "--review", "--reviewer", "Li Hua", stdin="s\ns\ns\na\n")
    path = searched.folder / "graph" / "links" / "places.sssom.tsv"
    text = path.read_text("utf-8")
    assert [row["subject_id"] for row in mappings(searched, "places").rows] == ["place:china", "place:hubei"]
    prefixes = [line for line in text.partition("# curie_map:\n")[2].splitlines() if line.startswith("#   ")]
    assert prefixes == sorted(prefixes)
    assert "#   wd: http://www.wikidata.org/entity/" in prefixes


def test_one_thing_of_theirs_cannot_be_accepted_for_two_of_ours(searched: SmallProject) -> None:
    path = searched.folder / "graph" / "links" / "candidates" / "candidates.sssom.tsv"
    path.write_text(path.read_text("utf-8").replace("wd:Q46862", "wd:Q148"), "utf-8")
    done = run_here(searched, "link", "--review", "--reviewer", "Li Hua", stdin="s\ns\ns\na\na\nr\n")
    assert "wd:Q148 is already place:china; it cannot be both. Reject one." in done.stdout
    assert [row["subject_id"] for row in mappings(searched, "places").rows] == ["place:china"]


def test_one_thing_of_ours_cannot_be_two_of_theirs(searched: SmallProject) -> None:
    accepted = run_here(searched, "link", "--review", "--reviewer", "Li Hua", stdin="a\na\nr\nq\n")
    assert "actor:hubei-provincial-government is already wd:Q4; it cannot be both. Reject one." in accepted.stdout
    assert rows(searched, "organizations") == {"wd:Q4": "owl:sameAs"}
    assert rows(searched, "candidates/rejected") == {"wd:Q5": "owl:sameAs"}


def test_an_answer_that_is_none_is_asked_again(searched: SmallProject) -> None:
    done = run_here(
        searched, "link", "--review", "--reviewer", "Li Hua", stdin="yes\no\nowl:equivalentClass\n\narrgh\n"
    )
    assert done.returncode == 0
    assert done.stdout.count("Answer with one letter") == 4
    assert len(rows(searched, "candidates/candidates")) == 5


def test_harmful_letters_reach_neither_the_terminal_nor_the_files(searched: SmallProject) -> None:
    path = searched.folder / "graph" / "links" / "candidates" / "candidates.sssom.tsv"
    path.write_text(path.read_text("utf-8").replace("\tHubei\t", "\tHubei\x1b[2J\u202e\t"), "utf-8")
    listed = run_here(searched, "link", "--list")
    done = run_here(searched, "link", "--review", "--reviewer", "Li\tHua\x1b[2J", stdin="s\ns\nr\nq\n")
    for text in (listed.stdout, done.stdout):
        assert "\x1b" not in text
        assert "\u202e" not in text
    (refused,) = mappings(searched, "candidates/rejected").rows
    assert refused["reviewer_label"] == "Li Hua [2J"


def test_nothing_is_decided_without_a_name(searched: SmallProject) -> None:
    done = run_here(searched, "link", "--review", stdin="a\n\n")
    assert "without a name" in done.stdout
    assert len(rows(searched, "candidates/candidates")) == 5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--review", "--list"), "use one of them"),
        (("--review", "--kind", "place"), "ask no service"),
        (("--sparql", "http://127.0.0.1:9/", "--reconcile", "http://127.0.0.1:9/"), "one service at a time"),
        (("--type", "Q1"), "--type goes with --reconcile"),
        (("--reviewer", "Li Hua"), "--reviewer goes with --review"),
        (("--sparql", "file:///etc/passwd"), "not a URL that can be asked"),
        (("place:nowhere", "--sparql", "http://127.0.0.1:9/"), "'place:nowhere' is nothing in the graph"),
        (("--kind", "topic", "--sparql", "http://127.0.0.1:9/"), "every thing of that kind has a link"),
    ],
)
def test_what_does_not_go_together_is_told_in_one_line(linked: SmallProject, words: tuple[str, ...], said: str) -> None:
    done = run_here(linked, "link", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_file_of_links_that_cannot_be_read_is_told_and_not_overwritten(searched: SmallProject) -> None:
    path = searched.folder / "graph" / "links" / "candidates" / "candidates.sssom.tsv"
    broken = path.read_text("utf-8") + "one cell\n"
    path.write_text(broken, "utf-8")
    done = run_here(searched, "link", "--list")
    assert done.returncode == 2
    assert "graph/links/candidates/candidates.sssom.tsv:" in done.stderr
    assert path.read_text("utf-8") == broken


def test_the_data_of_the_package_is_not_changed(monkeypatch: pytest.MonkeyPatch, linked: SmallProject) -> None:
    from click.testing import CliRunner

    from peakgraph.cli import main

    monkeypatch.setattr("peakgraph.link_command.is_packaged", lambda project: True)
    done = CliRunner().invoke(main, ["link", "--project", str(linked.folder)])
    assert done.exit_code == 2
    assert "the data that came with the package is not changed" in done.output
