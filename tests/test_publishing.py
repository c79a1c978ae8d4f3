"""Publishing: what a store holds afterwards, what it is asked, and what is said where it refuses, dies or lies."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from peakgraph.cli import main
from peakgraph.dist import write_dist
from peakgraph.errors import PeakGraphError
from peakgraph.fingerprints import NamedGraph, comparable, fingerprint, one_form
from peakgraph.graph_store import BY_GRAPH_STORE, GraphStore
from peakgraph.prefixes import BASE, GRAPH, PASSAGE, PROPOSED, XSD
from peakgraph.publishing import RECORDS
from peakgraph.remote import Remote
from peakgraph.store_addresses import STORES, Addresses, find_addresses
from tests import hostile
from tests.hostile import Exchange
from tests.stores import InnerStore

EX = "http://example.org/"
FIRST, SECOND, EDITORIAL = PASSAGE + "one/0-9", PASSAGE + "one/9-20", GRAPH + "editorial"
Triples = dict[str, list[str]]
SMALL: Triples = {
    FIRST: [f'<{EX}plan> <{EX}value> "1.50"^^<{XSD}decimal> .', f"<{EX}plan> <{EX}by> <{EX}ministry> ."],
    SECOND: [f'<{EX}plan> <{EX}says> "a \\"new\\"\\npath 绿色"@zh-Hans .'],
    EDITORIAL: [f'<{EX}plan> <{EX}label> "Plan"@en .'],
}
both_protocols = pytest.mark.parametrize("by", ["graph-store", "update"])


class Project:
    """A project folder of which only the built graph is of interest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "graph" / "readings").mkdir(parents=True)

    def write(self, graphs: Triples) -> None:
        merge = sorted({line for name, lines in graphs.items() if not name.startswith(PROPOSED) for line in lines})
        quads = [f"{line.removesuffix('.')}<{name}> ." for name, lines in graphs.items() for line in lines]
        files = {"peakgraph.nq": quads, "peakgraph.nt": merge}
        dist = self.folder / "graph" / "dist"
        dist.mkdir(exist_ok=True)
        write_dist(dist, {name: "".join(f"{line}\n" for line in lines).encode() for name, lines in files.items()})


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path / "project")
    made.write(SMALL)
    return made


@pytest.fixture
def store() -> Iterator[InnerStore]:
    with InnerStore() as inner:
        yield inner


@pytest.fixture
def union_store() -> Iterator[InnerStore]:
    with InnerStore(union=True) as inner:
        yield inner


def publish(project: Project, store: InnerStore, *options: str) -> Result:
    words = ["publish", *store.options, "--timeout", "5", *options, "--project", str(project.folder)]
    return CliRunner().invoke(main, words)


def published(project: Project, store: InnerStore, *options: str) -> str:
    done = publish(project, store, *options)
    assert done.exit_code == 0, done.output
    return done.stderr


def refused(done: Result) -> str:
    """The one line of a command that cannot run, after the three that say what is used."""
    assert done.exit_code == 2, done.output
    lines = [line for line in done.stderr.splitlines() if not line.startswith(("Store:", "Graphs:", "Records:"))]
    assert len(lines) == 1, done.output
    assert done.stdout == ""
    assert "Traceback" not in done.output
    return lines[0]


def as_stored(lines: list[str]) -> set[str]:
    """Triples as Oxigraph gives them back."""
    kept = ox.Store()
    kept.load("".join(f"{line}\n" for line in lines).encode(), format=ox.RdfFormat.N_TRIPLES)
    return {str(quad.triple) for quad in kept}


def holds(store: InnerStore, graphs: Triples, merge: bool = True) -> bool:
    """Whether the store holds these graphs and no others of ours, the merge, and records that are all true."""
    names = {quad.graph_name.value for quad in store.data if isinstance(quad.graph_name, ox.NamedNode)}
    ours = {name for name in names if name.startswith(BASE)} - {RECORDS}
    same = all(store.graph(name) == as_stored(lines) for name, lines in graphs.items())
    together = as_stored([line for lines in graphs.values() for line in lines]) if merge else set()
    return (
        ours == set(graphs) and same and store.graph("") == together and records_are_true(store) == len(graphs) + merge
    )


def records_are_true(store: InnerStore) -> int:
    """The number of records, each of a graph that is in the store just as the record says."""
    contents = "http://purl.org/dc/terms/tableOfContents"
    found = store.data.quads_for_pattern(None, ox.NamedNode(contents), None, ox.NamedNode(RECORDS))
    records = [quad.object.value.split(" ") for quad in found if isinstance(quad.object, ox.Literal)]
    for name, triples, sha256, *being_sent in records:
        where = ox.DefaultGraph() if name == "default" else ox.NamedNode(name)
        there = fingerprint(comparable(q.triple for q in store.data.quads_for_pattern(None, None, None, where)))
        assert being_sent == ["being-sent"] or (sha256, int(triples)) == (there.sha256, there.triples)
    return len(records)


# What arrives


@both_protocols
def test_every_graph_and_the_merge_arrive(project: Project, store: InnerStore, by: str) -> None:
    said = published(project, store, "--by", by)
    assert holds(store, SMALL)
    assert "3 graphs and the default graph sent (8 triples), 0 dropped, 0 unchanged" in said
    assert "All that was sent was read back and is the same." in said


@both_protocols
def test_a_second_run_sends_nothing(project: Project, store: InnerStore, by: str) -> None:
    published(project, store, "--by", by)
    before = len(store.writes)
    assert "0 graphs sent (0 triples), 0 dropped, 3 unchanged" in published(project, store, "--by", by)
    assert len(store.writes) == before > 0


@both_protocols
def test_only_what_has_changed_is_sent_and_what_has_gone_is_dropped(
    project: Project, store: InnerStore, by: str
) -> None:
    published(project, store, "--by", by)
    changed = {FIRST: SMALL[FIRST], SECOND: [f"<{EX}a> <{EX}b> <{EX}c> ."]}
    project.write(changed)
    said = published(project, store, "--by", by)
    assert holds(store, changed)
    assert "1 graph and the default graph sent (4 triples), 1 dropped, 1 unchanged" in said


@both_protocols
def test_graphs_of_others_are_left_alone(project: Project, store: InnerStore, by: str) -> None:
    theirs = ox.Quad(ox.NamedNode(EX), ox.NamedNode(EX), ox.NamedNode(EX), ox.NamedNode("https://w3id.org/other/graph"))
    store.data.add(theirs)
    published(project, store, "--by", by)
    project.write({FIRST: SMALL[FIRST]})
    published(project, store, "--by", by)
    assert theirs in store.data
    assert holds(store, {FIRST: SMALL[FIRST]})


@both_protocols
def test_a_large_graph_goes_in_parts_that_stores_take(project: Project, store: InnerStore, by: str) -> None:
    large = {EDITORIAL: [f'<{EX}thing/{n}> <{EX}words> "{"x" * 200} {n}" .' for n in range(2_100)]}
    project.write(large)
    published(project, store, "--by", by)
    assert holds(store, large)
    assert max(len(one.body) for one in store.writes) < 500_000
    if by == "update":
        assert max(one.body.count(b" .\n") for one in store.writes) <= 500  # Virtuoso takes no more


def test_small_graphs_go_together_by_update(project: Project, store: InnerStore) -> None:
    many = {f"{PASSAGE}one/{n}-{n + 1}": [f'<{EX}a> <{EX}b> "{n}" .'] for n in range(60)}
    project.write(many)
    published(project, store, "--by", "update")
    assert holds(store, many)
    assert len(store.writes) < 10


# The default graph


@both_protocols
def test_a_store_whose_default_graph_is_a_union_gets_the_named_graphs_only(
    project: Project, union_store: InnerStore, by: str
) -> None:
    said = published(project, union_store, "--by", by)
    assert holds(union_store, SMALL, merge=False)
    assert "the default graph is the union of the others, so the merge was not sent" in said
    assert "0 graphs sent" in published(project, union_store, "--by", by)
    before = len(union_store.writes)
    for options in ((), ("--dry-run",)):
        said = refused(publish(project, union_store, "--by", by, "--default-graph", "yes", *options))
        assert "its default graph is the union of the others; leave --default-graph yes out" in said
    assert len(union_store.writes) == before


def test_what_is_proposed_does_not_get_into_a_union(
    project: Project, store: InnerStore, union_store: InnerStore
) -> None:
    proposed = {PROPOSED + "one/0-9": [f"<{EX}plan> <{EX}by> <{EX}nobody> ."]}
    project.write(SMALL | proposed)
    published(project, union_store)
    assert holds(union_store, SMALL, merge=False)
    published(project, store)
    assert store.graph(next(iter(proposed)))
    assert store.graph("") == as_stored([line for lines in SMALL.values() for line in lines])


FOREIGN = ox.Quad(ox.NamedNode(EX), ox.NamedNode(EX), ox.Literal("theirs"))


@both_protocols
def test_a_default_graph_with_other_triples_is_not_overwritten(project: Project, store: InnerStore, by: str) -> None:
    store.data.add(FOREIGN)
    said = refused(publish(project, store, "--by", by))
    assert "the default graph holds 1 triple not of this graph" in said
    assert "--default-graph no" in said
    assert "--replace-default" in said
    assert refused(publish(project, store, "--by", by, "--dry-run")) == said
    assert set(store.data) == {FOREIGN}  # nor is a graph of records left behind
    published(project, store, "--by", by, "--default-graph", "no")
    assert store.graph("") == {str(FOREIGN.triple)}
    assert refused(publish(project, store, "--by", by, "--dry-run")) == said
    planned = publish(project, store, "--by", by, "--replace-default", "--dry-run").stdout
    assert "drop\t1\ttriples in the default graph that are not of this graph\nsend\t4\tthe default graph\n" in planned
    said = published(project, store, "--by", by, "--replace-default")
    assert "1 triple in the default graph was not of this graph and was replaced" in said
    assert holds(store, SMALL)


def test_where_the_records_cannot_be_taken_away_the_refusal_is_told(project: Project, store: InnerStore) -> None:
    store.data.add(FOREIGN)
    store.fault = when("DELETE", "", answers(405))
    assert "the default graph holds 1 triple not of this graph" in refused(publish(project, store))


def test_a_graph_of_others_tells_a_dry_run_that_the_default_graph_is_the_stores_own(
    project: Project, store: InnerStore, union_store: InnerStore
) -> None:
    theirs = ox.Quad(ox.NamedNode(EX), ox.NamedNode(EX), ox.NamedNode(EX), ox.NamedNode("https://example.org/graph"))
    for one in (store, union_store):
        one.data.add(theirs)
    assert "send\t4\tthe default graph\n" in publish(project, store, "--dry-run").stdout
    said = publish(project, union_store, "--dry-run").stdout
    assert "send\t4\tthe default graph (if the store has one of its own)\n" in said


LATER: Triples = {FIRST: SMALL[FIRST], EDITORIAL: [f"<{EX}a> <{EX}b> <{EX}c> ."]}
FEW: Triples = {  # more than one request takes
    f"{PASSAGE}two/{n}-{n + 9}": [f'<{EX}{n}/{m}> <{EX}says> "{"x" * 900} {n}" .' for m in range(300)] for n in range(3)
}


def break_off(project: Project, store: InnerStore, graphs: Triples, by: str) -> None:
    """Leaves half a merge in the store, as a run does that is killed while it sends one."""
    project.write(graphs)
    store.fault = lambda exchange: _is_second_part(exchange) and (answers(500)(exchange) or True)
    refused(publish(project, store, "--by", by))
    store.fault = lambda exchange: False
    assert set() < store.graph("") < as_stored([line for lines in graphs.values() for line in lines])


def _is_second_part(exchange: Exchange) -> bool:
    """Whether this goes on with a default graph that was begun."""
    asked = exchange.received
    if asked.path.startswith("/update"):
        return asked.body.startswith(b"INSERT DATA { <")
    return asked.method == "POST" and asked.path.endswith("?default")


@both_protocols
@pytest.mark.parametrize("after", [FEW, LATER], ids=["the-same", "another"])
def test_half_a_merge_is_replaced_and_what_others_added_to_it_is_not(
    project: Project, store: InnerStore, by: str, after: Triples
) -> None:
    published(project, store)
    break_off(project, store, FEW, by)
    store.data.add(FOREIGN)
    project.write(after)
    for options in ((), ("--dry-run",)):
        assert "the default graph holds 1 triple not" in refused(publish(project, store, "--by", by, *options))
    assert str(FOREIGN.triple) in store.graph("")
    store.data.remove(FOREIGN)
    published(project, store, "--by", by)
    assert holds(store, after)


def test_half_a_merge_is_known_as_ours_after_another_run_that_is_broken_off(
    project: Project, store: InnerStore
) -> None:
    break_off(project, store, FEW, "graph-store")
    project.write(LATER)
    store.fault = when("PUT", "?default", answers(500))
    refused(publish(project, store))
    assert not any(store.graph(name) for name in FEW)  # by which the half would be known
    store.fault = lambda exchange: False
    published(project, store)
    assert holds(store, LATER)


def test_what_only_looks_like_ours_is_not_dropped(project: Project, store: InnerStore) -> None:
    published(project, store)
    project.write(LATER)
    for name in (SECOND, ""):
        where = ox.NamedNode(name) if name else ox.DefaultGraph()
        store.data.add(ox.Quad(FOREIGN.subject, FOREIGN.predicate, FOREIGN.object, where))
    # A graph that is not what its record says proves nothing: neither this triple is ours, nor the one it had before.
    assert "holds 2 triples not" in refused(publish(project, store))


def test_a_default_graph_that_is_left_alone_in_the_middle_of_a_merge_is_told(
    project: Project, store: InnerStore
) -> None:
    break_off(project, store, FEW, "graph-store")
    half = store.graph("")
    for graphs, options in ((FEW, ()), (FEW, ("--dry-run",)), (LATER, ()), (LATER, ("-q",))):
        project.write(graphs)
        done = publish(project, store, "--default-graph", "no", *options)
        assert done.exit_code == 1
        assert f"broke off while it sent the merge, and {len(half)} triples are there" in done.stderr
        assert "run without --default-graph no to make it whole" in done.stderr
        assert store.graph("") == half
    store.data.add(FOREIGN)
    done = publish(project, store, "--default-graph", "no")
    assert done.exit_code == 1
    assert f"and {len(half) + 1} triples are there" in done.stderr
    store.data.remove(FOREIGN)
    assert "\nthe default graph sent (3 triples)" in published(project, store)
    assert holds(store, LATER)


def test_a_merge_that_arrived_whole_before_the_run_broke_off_is_no_half(project: Project, store: InnerStore) -> None:
    arrived: list[Exchange] = []

    def fault(exchange: Exchange) -> bool:
        if arrived:
            exchange.reply(500, "")
            return True
        if exchange.received.method == "PUT" and exchange.received.path.endswith("?default"):
            arrived.append(exchange)
        return False

    store.fault = fault
    refused(publish(project, store))
    store.fault = lambda exchange: False
    published(project, store, "--default-graph", "no")
    assert holds(store, SMALL)
    before = len(store.writes)
    published(project, store)
    assert len(store.writes) == before


def test_an_earlier_merge_of_ours_is_replaced_and_one_with_an_addition_is_not(
    project: Project, store: InnerStore
) -> None:
    published(project, store)
    project.write({FIRST: SMALL[FIRST]})
    published(project, store)
    assert holds(store, {FIRST: SMALL[FIRST]})
    store.data.add(FOREIGN)
    assert "holds 1 triple not" in refused(publish(project, store))


# Reading back


def test_a_graph_that_somebody_has_changed_is_put_right(project: Project, store: InnerStore) -> None:
    published(project, store)
    store.data.add(ox.Quad(ox.NamedNode(EX), ox.NamedNode(EX), ox.NamedNode(EX), ox.NamedNode(FIRST)))
    assert "1 graph sent" in published(project, store)
    assert holds(store, SMALL)


def test_a_change_that_leaves_the_number_of_triples_is_found_by_check(project: Project, store: InnerStore) -> None:
    published(project, store)
    for name in (SECOND, ""):
        where = ox.NamedNode(name) if name else ox.DefaultGraph()
        store.data.remove(next(store.data.quads_for_pattern(None, None, None, where)))
        store.data.add(ox.Quad(ox.NamedNode(EX), ox.NamedNode(EX), ox.NamedNode(EX), where))
    assert "0 graphs sent" in published(project, store)
    assert "the default graph holds 1 triple " in refused(publish(project, store, "--check"))
    said = published(project, store, "--check", "--replace-default")
    assert "1 graph and the default graph sent" in said
    assert "1 triple in the default graph was not of this graph and was replaced" in said
    assert holds(store, SMALL)


@pytest.mark.parametrize("quiet", [(), ("-q",)], ids=["aloud", "quiet"])
def test_check_names_what_differed(project: Project, store: InnerStore, quiet: tuple[str, ...]) -> None:
    assert "read back and the same" not in published(project, store)
    assert "4 recorded graphs read back and the same\n" in published(project, store, "--check")
    where = ox.NamedNode(SECOND)
    lost = next(store.data.quads_for_pattern(None, None, None, where))
    store.data.remove(lost)
    store.data.add(ox.Quad(ox.NamedNode(EX), ox.NamedNode(EX), ox.NamedNode(EX), where))
    difference = f"{SECOND}: 1 triple recorded, 1 read back; <{EX}> <{EX}> <{EX}> . was not sent"
    planned = publish(project, store, "--check", "--dry-run", *quiet)
    assert difference in planned.stderr.splitlines()
    said = published(project, store, "--check", *quiet).splitlines()
    assert difference in said
    assert quiet or "3 recorded graphs read back and the same; 1 not (above), sent again" in said
    assert holds(store, SMALL)


@both_protocols
def test_a_store_that_loses_a_triple_is_found_out(project: Project, store: InnerStore, by: str) -> None:
    lost = ox.Quad(
        ox.NamedNode(EX + "plan"), ox.NamedNode(EX + "by"), ox.NamedNode(EX + "ministry"), ox.NamedNode(FIRST)
    )

    def lose(exchange: Exchange) -> bool:
        if exchange.received.path.startswith("/query"):
            store.data.remove(lost)
        return False

    store.fault = lose
    done = publish(project, store, "--by", by)
    assert done.exit_code == 1
    assert f"{FIRST}: 2 triples sent, 1 read back; <{EX}plan> <{EX}by> <{EX}ministry> . is not there" in done.stderr
    assert "1 graph differs from what was sent" in done.stderr
    assert records_are_true(store) == 3  # not of this graph
    store.fault = lambda exchange: False
    assert "1 graph sent" in published(project, store, "--by", by)
    assert holds(store, SMALL)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("decimal", "1.0", "1"),
        ("decimal", "600000000000.0", "600000000000"),
        ("decimal", "-0.50", "-0.5"),
        ("decimal", "0.0", "-0"),
        ("integer", "007", "7"),
        ("boolean", "true", "1"),
        ("boolean", "false", "0"),
        ("double", "1.0E6", "1e+06"),
        ("dateTime", "2023-10-08T00:00:00+00:00", "2023-10-08T00:00:00Z"),
        ("dateTime", "2023-10-08T00:00:00.50Z", "2023-10-08T00:00:00.5Z"),
    ],
)
def test_two_forms_of_one_value_are_the_same(kind: str, one: str, other: str) -> None:
    first, second = (ox.Literal(text, datatype=ox.NamedNode(XSD + kind)) for text in (one, other))
    assert one_form(first) == one_form(second)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("decimal", "1.0", "1.01"),
        ("decimal", "0.12345678901234567890123456789012", "0.123456789012346"),
        ("integer", "10", "1"),
        ("string", "1.0", "1"),
        ("boolean", "yes", "true"),
        ("date", "2023-10-08", "2023-10-09"),
        ("double", "INF", "NaN"),
        ("gYear", "2020", "202"),
    ],
)
def test_two_values_are_not_the_same(kind: str, one: str, other: str) -> None:
    first, second = (ox.Literal(text, datatype=ox.NamedNode(XSD + kind)) for text in (one, other))
    assert one_form(first) != one_form(second)


def test_a_number_is_not_the_same_with_another_datatype_nor_a_word_in_another_language() -> None:
    integer, decimal = (ox.Literal("1", datatype=ox.NamedNode(XSD + kind)) for kind in ("integer", "decimal"))
    assert one_form(integer) != one_form(decimal)
    assert one_form(ox.Literal("x", language="zh-Hans")) == one_form(ox.Literal("x", language="zh-hans"))
    assert one_form(ox.Literal("x", language="zh")) != one_form(ox.Literal("x", language="en"))


def test_the_fingerprint_does_not_depend_on_the_order() -> None:
    triples = [ox.Triple(ox.NamedNode(EX), ox.NamedNode(EX), ox.Literal(str(n))) for n in range(5)]
    forwards, backwards = NamedGraph("", tuple(triples)), NamedGraph("", tuple(reversed(triples)))
    assert forwards.fingerprint == backwards.fingerprint
    assert forwards.lines == backwards.lines


# Killed, refused, left alone


MANY: Triples = {
    f"{PASSAGE}one/{n}-{n + 9}": [f'<{EX}{n}/{m}> <{EX}says> "{n}" .' for m in range(900)] for n in range(6)
}


@pytest.mark.parametrize(("by", "share"), [("graph-store", 0.5), ("update", 0.5), ("update", 0.95)])
def test_a_run_that_is_killed_and_run_again_ends_in_the_same_state(
    project: Project, store: InnerStore, by: str, share: float
) -> None:
    project.write(MANY)
    with InnerStore() as whole:
        published(project, whole, "--by", by)
    last = int(share * len(whole.writes))
    words = ["-m", "peakgraph", "publish", *store.options, "--by", by, "--project", str(project.folder)]
    with subprocess.Popen([sys.executable, *words], stderr=subprocess.DEVNULL) as process:

        def kill(exchange: Exchange) -> bool:
            if len(store.writes) > last:
                process.kill()
                exchange.close_connection = True
                return True
            return False

        store.fault = kill
        assert process.wait(60) == -9
    store.fault = lambda exchange: False
    assert 0 < records_are_true(store) < len(MANY) + 2  # a merge that is being sent has a record that says so
    assert set(store.data) != set(whole.data)
    published(project, store, "--by", by)
    assert holds(store, MANY)
    assert set(store.data) == set(whole.data)


def test_a_run_that_goes_on_sends_only_the_rest(project: Project, store: InnerStore) -> None:
    project.write(MANY)
    store.fault = from_write(9, answers(500))
    refused(publish(project, store))
    kept = records_are_true(store)
    assert 0 < kept < len(MANY)
    store.fault = lambda exchange: False
    assert f"{kept} unchanged" in published(project, store)
    assert holds(store, MANY)


def answers(status: int) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.reply(status, "<html><body>No.</body></html>", "text/html")


def from_write(number: int, answer: Callable[[Exchange], None]) -> Callable[[Exchange], bool]:
    """A fault from the nth change of the store on."""

    def fault(exchange: Exchange) -> bool:
        owner = exchange.owner
        assert isinstance(owner, InnerStore)
        if len(owner.writes) < number:
            return False
        answer(exchange)
        return True

    return fault


@pytest.mark.parametrize(
    ("by", "status", "number"),
    [
        *(("graph-store", status, 4) for status in (401, 403, 404, 405, 413, 500)),
        *(("graph-store", 401, 1), ("update", 400, 1), ("update", 413, 3)),
    ],
)
def test_a_store_that_refuses_is_told_in_one_line_and_nothing_is_lost(
    project: Project, store: InnerStore, by: str, status: int, number: int
) -> None:
    published(project, store, "--by", by)
    project.write({name: [*lines, f"<{EX}more> <{EX}more> <{EX}more> ."] for name, lines in SMALL.items()})
    store.fault = from_write(len(store.writes) + number, answers(status))
    assert f" answers {status} " in refused(publish(project, store, "--by", by))
    records_are_true(store)
    project.write(SMALL)
    store.fault = lambda exchange: False
    published(project, store, "--by", by)
    assert holds(store, SMALL)


@pytest.mark.parametrize("status", [401, 500])
def test_a_store_that_does_not_answer_questions_is_told_in_one_line(
    project: Project, store: InnerStore, status: int
) -> None:
    store.fault = from_write(0, answers(status))
    assert f"/query answers {status} " in refused(publish(project, store))
    assert not store.writes


def test_a_web_page_in_place_of_a_store_is_told_in_one_line(project: Project, store: InnerStore) -> None:
    store.fault = from_write(0, hostile.html)
    assert "with a web page" in refused(publish(project, store))
    assert not store.writes


def test_a_web_page_in_place_of_a_graph_is_told_in_one_line(project: Project, store: InnerStore) -> None:
    project.write({EDITORIAL: MANY[next(iter(MANY))] + [f'<{EX}a> <{EX}b> "{n}" .' for n in range(2_000)]})

    def fault(exchange: Exchange) -> bool:
        if exchange.received.method == "GET" and exchange.received.path.startswith("/store"):
            hostile.html(exchange)
            return True
        return False

    store.fault = fault
    assert "was asked for N-Triples and gives something else" in refused(publish(project, store))
    assert records_are_true(store) == 0


TEXT = '{"type": "literal", "value": "a text"}'


@pytest.mark.parametrize(
    ("asked", "columns", "row", "said"),
    [
        ("COUNT(*)", ("graph", "triples"), (TEXT, TEXT), "a number"),
        ("COUNT(*)", ("graph",), (TEXT,), "2 columns"),
        ("?record", ("record", "more"), (TEXT, TEXT), "1 column"),
        ("VALUES ?graph", ("graph", "s", "p", "o"), (f'{{"type": "uri", "value": "{FIRST}"}}', *[TEXT] * 3), "triples"),
    ],
)
def test_answers_that_do_not_fit_the_question_are_told_in_one_line(
    project: Project, store: InnerStore, asked: str, columns: tuple[str, ...], row: tuple[str, ...], said: str
) -> None:
    head = ", ".join(f'"{column}"' for column in columns)
    cells = ", ".join(f'"{column}": {cell}' for column, cell in zip(columns, row, strict=True))
    answer = f'{{"head": {{"vars": [{head}]}}, "results": {{"bindings": [{{{cells}}}]}}}}'

    def fault(exchange: Exchange) -> bool:
        if asked in exchange.received.form.get("query", ""):
            exchange.reply(200, answer, "application/sparql-results+json")
            return True
        return False

    store.fault = fault
    assert f"was asked for {said} and gives something else" in refused(publish(project, store))


def listed(rows: str) -> Callable[[Exchange], bool]:
    """A store whose list of graphs has these rows, whatever is asked of it."""
    answer = f'{{"head": {{"vars": ["graph", "triples"]}}, "results": {{"bindings": [{rows}]}}}}'

    def fault(exchange: Exchange) -> bool:
        if "GROUP BY" in exchange.received.form.get("query", ""):
            exchange.reply(200, answer, "application/sparql-results+json")
            return True
        return False

    return fault


def a_graph(name: str, triples: str = "5") -> str:
    count = f'{{"type": "literal", "value": "{triples}"}}'
    return f'{{"graph": {{"type": "uri", "value": "{name}"}}, "triples": {count}}}'


def test_a_graph_of_others_is_left_alone_though_the_store_lists_it_among_ours(
    project: Project, store: InnerStore
) -> None:
    store.fault = listed(a_graph("http://others.example/graph"))
    planned = publish(project, store, "--dry-run")
    assert planned.exit_code == 0
    assert "drop" not in planned.stdout


def test_a_list_of_graphs_that_has_no_end_is_left(project: Project, store: InnerStore) -> None:
    store.fault = listed(", ".join(a_graph(f"https://w3id.org/peakgraph/graph/{n}") for n in range(5000)))
    assert "gives the same rows again" in refused(publish(project, store))


def test_a_number_that_is_too_long_is_told(project: Project, store: InnerStore) -> None:
    store.fault = listed(a_graph(FIRST, "9" * 5000))
    assert "asked for a number" in refused(publish(project, store))


def when(method: str, path: str, answer: Callable[[Exchange], None]) -> Callable[[Exchange], bool]:
    """A fault of the requests by one method whose address ends so."""

    def fault(exchange: Exchange) -> bool:
        if exchange.received.method == method and exchange.received.path.endswith(path):
            answer(exchange)
            return True
        return False

    return fault


def test_a_graph_that_cannot_be_dropped_is_told(project: Project, store: InnerStore) -> None:
    published(project, store)
    project.write({FIRST: SMALL[FIRST]})
    store.fault = when("DELETE", "", answers(403))
    assert "answers 403" in refused(publish(project, store))
    store.fault = when("DELETE", "", lambda exchange: exchange.reply(204))
    done = publish(project, store)
    assert done.exit_code == 1
    assert f"{SECOND}: dropped, and still there" in done.stderr


def test_a_merge_that_was_being_sent_is_sent_again(project: Project, store: InnerStore) -> None:
    published(project, store)
    project.write({FIRST: SMALL[FIRST]})
    store.fault = when("PUT", "?default", answers(500))
    refused(publish(project, store))
    assert store.graph("") != as_stored(SMALL[FIRST])
    store.fault = lambda exchange: False
    published(project, store)
    assert holds(store, {FIRST: SMALL[FIRST]})


def test_a_store_that_is_not_there_is_told_in_one_line(project: Project) -> None:
    with InnerStore() as gone:
        pass
    assert "cannot be reached" in refused(publish(project, gone))


def test_a_store_that_dies_half_way_is_told_in_one_line(project: Project) -> None:
    project.write(MANY)
    with InnerStore() as store:

        def die(exchange: Exchange) -> bool:
            if len(store.writes) < 5:
                return False
            store._http.socket.close()
            exchange.close_connection = True
            return True

        store.fault = die
        said = refused(publish(project, store))
        assert "cannot be reached" in said or "broke off" in said
    records_are_true(store)


def test_a_store_that_is_busy_is_asked_again(project: Project, store: InnerStore) -> None:
    busy: list[Exchange] = []

    def fault(exchange: Exchange) -> bool:
        if len(store.writes) != 3 or busy:
            return False
        busy.append(exchange)
        exchange.reply(503, "busy", Retry_After="0")
        return True

    store.fault = fault
    published(project, store)
    assert busy
    assert holds(store, SMALL)


def test_an_interrupted_run_says_so_in_one_line_and_the_next_goes_on(project: Project, store: InnerStore) -> None:
    project.write(MANY)
    words = ["-m", "peakgraph", "publish", *store.options, "--project", str(project.folder)]
    with subprocess.Popen([sys.executable, *words], stderr=subprocess.PIPE, encoding="utf-8") as process:

        def interrupt(exchange: Exchange) -> bool:
            if len(store.writes) == 5:
                process.send_signal(signal.SIGINT)
                exchange.owner.stopped.wait(1)
            return False

        store.fault = interrupt
        said = process.communicate(timeout=60)[1].splitlines()
    assert process.returncode == 2
    assert said[3:] == ["peakgraph: interrupted; the same command goes on from here"]
    store.fault = lambda exchange: False
    records_are_true(store)
    published(project, store)
    assert holds(store, MANY)


def test_on_a_terminal_a_bar_shows_how_much_is_sent(project: Project, store: InnerStore) -> None:
    """A pseudo-terminal in place of a person's: it is read to its end, which Linux tells by an error."""
    project.write(MANY)
    ours, theirs = pty.openpty()
    words = ["-m", "peakgraph", "publish", *store.options, "--project", str(project.folder)]
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen([sys.executable, *words], stderr=theirs, stdin=theirs, env=environment) as process:
        os.close(theirs)
        seen = b""
        with suppress(OSError):
            while piece := os.read(ours, 65536):
                seen += piece
    os.close(ours)
    text = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", seen.decode())
    assert process.returncode == 0, text
    assert "10800/10800 triples" in text
    assert "6 graphs and the default graph sent (10800 triples)" in text
    assert holds(store, MANY)


# What is used, what is kept to itself


def test_a_dry_run_says_what_would_be_done_and_changes_nothing(project: Project, store: InnerStore) -> None:
    done = publish(project, store, "--dry-run")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        f"send\t1\t{EDITORIAL}",
        f"send\t2\t{FIRST}",
        f"send\t1\t{SECOND}",
        "send\t4\tthe default graph (if the store has one of its own)",
    ]
    assert not store.writes
    published(project, store)
    project.write({name: lines for name, lines in SMALL.items() if name != SECOND})
    before = len(store.writes)
    done = publish(project, store, "--dry-run")
    assert done.stdout.splitlines() == [f"drop\t1\t{SECOND}", "send\t3\tthe default graph"]
    assert "unchanged: 2; this was a dry run, and nothing was sent" in done.stderr
    assert len(store.writes) == before


def test_what_is_used_is_said(project: Project, store: InnerStore) -> None:
    said = published(project, store)
    assert f"Store: oxigraph; queries to {store.url}/query" in said
    assert f"by the Graph Store Protocol to {store.url}/store; login: none" in said
    assert f"Records: in the store's graph {RECORDS}" in said
    assert published(project, store, "-q") == ""


SECRET = "hush-49f2"


@pytest.mark.parametrize(
    "variables", [{"USER": "reader", "PASSWORD": SECRET}, {"TOKEN": SECRET}], ids=["user", "token"]
)
@pytest.mark.parametrize("options", [(), ("--dry-run",), ("--by", "update")], ids=["run", "dry", "update"])
def test_a_login_is_used_and_never_shown(
    project: Project,
    store: InnerStore,
    variables: dict[str, str],
    options: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"PEAKGRAPH_{name}", value)
    scheme = "Bearer" if "TOKEN" in variables else "Basic"

    def want_login(exchange: Exchange) -> bool:
        given = exchange.received.headers.get("authorization", "")
        if given.startswith(scheme):
            return False
        exchange.reply(401, "who?", WWW_Authenticate=f'{scheme} realm="r"')
        return True

    store.fault = want_login
    done = publish(project, store, *options)
    assert done.exit_code == 0, done.output
    assert SECRET not in done.output

    def tell_all(exchange: Exchange) -> bool:
        exchange.reply(500, f"wrong: {exchange.received.headers} {SECRET}")
        return True

    store.fault = tell_all
    done = publish(project, store, *options)
    assert done.exit_code == 2
    assert SECRET not in done.output + repr(done.exception)
    assert all(SECRET not in one.path for one in store.received)


def test_qlever_gets_its_token_without_asking(
    project: Project, store: InnerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEAKGRAPH_TOKEN", SECRET)

    def refuse(exchange: Exchange) -> bool:
        if (
            exchange.received not in store.writes
            or exchange.received.headers.get("authorization") == f"Bearer {SECRET}"
        ):
            return False
        exchange.reply(403, "no access token")
        return True

    store.fault = refuse
    words = ["publish", "--to", store.url, "--store", "qlever", "--project", str(project.folder)]
    words += ["--update", f"{store.url}/update", "--graph-store", f"{store.url}/store"]
    store.root = "/query"  # QLever takes questions at its base
    for by in ("graph-store", "update"):
        done = CliRunner().invoke(main, [*words, "--by", by])
        assert done.exit_code == 0, done.output
        assert SECRET not in done.output
        project.write({FIRST: SMALL[FIRST]})
    assert holds(store, {FIRST: SMALL[FIRST]})


def test_a_login_is_not_sent_in_the_clear_to_another_machine(
    project: Project, store: InnerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEAKGRAPH_TOKEN", SECRET)
    words = ["publish", "--to", store.url.replace("127.0.0.1", "0.0.0.0"), "--store", "oxigraph"]  # no loopback address
    words += ["--project", str(project.folder)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert "the login would go over http" in done.stderr
    assert "use https, or say --insecure" in done.stderr
    assert not store.received
    assert CliRunner().invoke(main, [*words, "--insecure"]).exit_code == 0
    assert holds(store, SMALL)


def test_a_graph_that_is_not_built_is_told_in_one_line(tmp_path: Path, store: InnerStore) -> None:
    assert "run 'peakgraph build'" in refused(publish(Project(tmp_path / "new"), store))
    assert not store.received


def test_a_graph_that_was_changed_since_it_was_built_is_not_sent(project: Project, store: InnerStore) -> None:
    path = project.folder / "graph" / "dist" / "peakgraph.nq"
    path.write_text(path.read_text("utf-8").replace("Plan", "Plam"), "utf-8")
    assert "changed since it was built" in refused(publish(project, store))
    assert not store.received


# Addresses


@pytest.mark.parametrize(
    ("to", "name", "store", "query", "update", "graphs"),
    [
        ("http://h:7878", "", "oxigraph", "/query", "/update", "/store"),
        ("http://h:7878/query", "", "oxigraph", "/query", "/update", "/store"),
        ("https://h/green/", "oxigraph", "oxigraph", "/green/query", "/green/update", "/green/store"),
        ("http://h:8890/sparql", "", "virtuoso", "/sparql", "/sparql-auth", "/sparql-graph-crud-auth"),
        ("https://h/sparql", "virtuoso", "virtuoso", "/sparql", "/sparql-auth", "/sparql-graph-crud-auth"),
        ("http://h:7200/repositories/r", "", "graphdb", "/repositories/r", *["/repositories/r/"] * 2),
        (
            "http://h:8080/rdf4j-server/repositories/r",
            "",
            "rdf4j",
            "/rdf4j-server/repositories/r",
            *["/rdf4j-server/"] * 2,
        ),
        ("http://h:3030/ds", "", "fuseki", "/ds/query", "/ds/update", "/ds/data"),
        ("http://h:3030/ds/sparql", "", "fuseki", "/ds/query", "/ds/update", "/ds/data"),
        ("http://h:5820/db", "", "stardog", "/db/query", "/db/update", "/db"),
        ("https://h:8182/sparql", "", "neptune", "/sparql", "/sparql", "/sparql/gsp/"),
        ("http://h:7001", "", "qlever", "/", "/", "/"),
    ],
)
def test_the_addresses_of_well_known_stores(
    to: str, name: str, store: str, query: str, update: str, graphs: str
) -> None:
    found = find_addresses(to, name)
    host = to[: to.index("/", 8)] if "/" in to[8:] else to
    assert (found.store, found.query) == (store, host + query)
    assert found.update.startswith(host + update)
    assert found.graph_store.startswith(host + graphs)
    assert store in STORES


def test_the_addresses_of_a_repository_are_those_of_rdf4j() -> None:
    found = find_addresses("http://h:7200/repositories/r")
    assert found.update == "http://h:7200/repositories/r/statements"
    assert found.graph_store == "http://h:7200/repositories/r/rdf-graphs/service"


def test_nothing_is_guessed_where_the_address_does_not_tell() -> None:
    with pytest.raises(PeakGraphError, match=r"does not tell which store it is; say --store \(oxigraph, virtuoso"):
        find_addresses("https://h/x/y/z")
    with pytest.raises(PeakGraphError, match="not an address of graphdb"):
        find_addresses("https://h/sparql", "graphdb")
    with pytest.raises(PeakGraphError, match="write the store's address in full"):
        find_addresses("localhost")


@pytest.mark.parametrize(
    ("to", "names"),
    [
        ("http://h:9999/query", "oxigraph"),
        ("https://h/sparql", "virtuoso or neptune, which have such addresses"),
        ("https://h/ds/query", "oxigraph or fuseki or stardog, which have such addresses"),
    ],
)
def test_an_address_of_few_stores_names_them(to: str, names: str) -> None:
    with pytest.raises(PeakGraphError, match=rf"say --store \({names}\)"):
        find_addresses(to)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"http://reader:{SECRET}@127.0.0.1:7878/", "take the user and password out of the URL"),
        (f"http://reader:{SECRET}@127.0.0.1:99999/", "not a URL"),
        (f"http://reader:{SECRET}/x@127.0.0.1/", "not a URL"),
        (f"reader:{SECRET}@127.0.0.1", "take the user and password out of the URL"),
        (f"https://h/x/y?token={SECRET}", "https://h/x/y: this address does not tell"),
        ("http://127.0.0.1:99999/", "not a URL; write the store's address as http://127.0.0.1:7878"),
        ("http://[::1/", "not a URL; write the store's address as http://127.0.0.1:7878"),
        ("http://127.0.0.1:0/", "no store has port 0"),
        ("http://h/gr\u00fcn", "percent-encode what is not plain ASCII"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_in_one_line_without_a_password(
    project: Project, url: str, said: str
) -> None:
    for words in (["--to", url], ["--to", "http://127.0.0.1:7878", "--update", url]):
        if "does not tell" in said and len(words) > 2:
            continue  # --update may be any address
        line = refused(CliRunner().invoke(main, ["publish", *words, "--project", str(project.folder)]))
        assert said in line
        assert words[-2] in line
        assert SECRET not in line


def test_an_address_is_shown_without_its_parameters(project: Project, store: InnerStore) -> None:
    words = ["publish", *store.options, "--graph-store", f"{store.url}/store?key={SECRET}"]
    done = CliRunner().invoke(main, [*words, "--project", str(project.folder)])
    assert done.exit_code == 0, done.output
    assert f"to {store.url}/store; login" in done.stderr
    assert SECRET not in done.output


def test_options_overrule_the_table() -> None:
    found = find_addresses("https://h/sparql", "", "https://h/change")
    assert (found.query, found.update, found.graph_store) == ("https://h/sparql", "https://h/change", "")
    found = find_addresses("http://h:7878", "", "", "http://h:7878/elsewhere")
    assert (found.update, found.graph_store) == ("http://h:7878/update", "http://h:7878/elsewhere")


def test_a_protocol_without_an_address_is_told(project: Project, store: InnerStore) -> None:
    words = [
        "publish",
        "--to",
        f"{store.url}/query",
        "--update",
        f"{store.url}/update",
        "--project",
        str(project.folder),
    ]
    assert "give --graph-store URL" in refused(CliRunner().invoke(main, [*words, "--by", "graph-store"]))
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0
    assert "by SPARQL Update" in done.stderr
    assert holds(store, SMALL)


def test_a_store_that_nests_without_end_is_told_of_and_crashes_nothing() -> None:
    nested = "<<( <a:s> <a:p> " * 20_000 + "<a:o>" + " )>>" * 20_000

    def answer(exchange: Exchange) -> None:
        exchange.reply(200, f"<a:s> <a:p> {nested} .", Content_Type="application/n-triples")

    with hostile.Server(answer) as server:
        addresses = Addresses("", server.url, server.url, server.url)
        with pytest.raises(PeakGraphError, match="gives something else"):
            GraphStore(Remote(), addresses, BY_GRAPH_STORE).read({"https://example.org/large": 100_000})
