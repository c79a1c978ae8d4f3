"""Publishing: the dataset goes into a SPARQL store, graph by graph, and only what has changed.

In: the graphs of a dataset, a store. Out: the store holds them, read back and compared; what differs is named.
How: the store itself keeps a graph of records, a line for each graph that was read back right. A record is taken away
before its graph is sent and written after it was read back, so that a run that is killed leaves no record that is
wrong, and the next one goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from peakgraph.dist import read_checked
from peakgraph.errors import PeakGraphError
from peakgraph.fingerprints import NamedGraph, comparable, fingerprint
from peakgraph.graph_store import DEFAULT, GraphStore, batches
from peakgraph.prefixes import PROPOSED
from peakgraph.remote import RemoteError
from peakgraph.store import MERGE, NAMED_GRAPHS
from peakgraph.survey import (
    BEING_SENT,
    DEFAULT_NAME,
    TITLE,
    Plan,
    Survey,
    as_triple,
    line_of,
    number,
    plan,
    record_line,
    survey,
)
from peakgraph.survey import RECORDS as RECORDS

#: Triples that are sent, read back and recorded together.
_BATCH = 2_000

Progress = Callable[[int, int], None]


@dataclass
class Outcome:
    """What a run has done; `differences` has a line for each graph that the store does not give back as it was sent.

    `checked` is the number of recorded graphs that were read back first, and `wrong` a line for each that was not as
    recorded; `foreign`, the triples of others that the merge has replaced.
    """

    sent: int = 0
    merged: bool = False
    triples: int = 0
    dropped: int = 0
    unchanged: int = 0
    union: bool = False
    foreign: int = 0
    checked: int = 0
    wrong: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class DefaultGraph:
    """What a default graph holds, as comparable triples, and how many of them are not ours."""

    triples: frozenset[str]
    foreign: int


def read_dataset(dist: Path) -> dict[str, NamedGraph]:
    """The named graphs of a build and its merge, which has no name, after their hashes are found right."""
    found: dict[str, list[ox.Triple]] = {}
    for quad in ox.parse(read_checked(dist, NAMED_GRAPHS), format=ox.RdfFormat.N_QUADS):
        found.setdefault(quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else "", []).append(
            quad.triple
        )
    found[DEFAULT] = [quad.triple for quad in ox.parse(read_checked(dist, MERGE), format=ox.RdfFormat.N_TRIPLES)]
    return {name: NamedGraph(name, tuple(triples)) for name, triples in sorted(found.items())}


@dataclass
class Publication:
    """One run: a dataset on its way into a store."""

    dataset: Mapping[str, NamedGraph]
    store: GraphStore
    own_default: bool | None = None  # None: ask the store
    replace_default: bool = False
    check: bool = False
    progress: Progress = lambda done, total: None
    outcome: Outcome = field(default_factory=Outcome)

    @cached_property
    def _surveyed(self) -> Survey:
        return survey(self.store)

    @cached_property
    def found(self) -> Survey:
        """What the store held when the run began, without the records that were found wrong."""
        return self._checked(self._surveyed) if self.check else self._surveyed

    def plan(self) -> Plan:
        """What the run would do; raises where the run would refuse; changes nothing."""
        if self.own_default and self.found.union:
            raise PeakGraphError(
                f"{self.store.where}: its default graph is the union of the others; leave --default-graph yes out"
            )
        own_default = not self.found.union if self.own_default is None else self.own_default
        todo = plan(self.dataset, self.found, own_default)
        if todo.merge is None or not self._changes_default(todo.merge):
            return replace(todo, merge=None)
        if self.found.union is None:
            return todo
        foreign = self._default.foreign
        if foreign and not self.replace_default:
            raise PeakGraphError(
                f"{self.store.where}: the default graph holds {number(foreign, 'triple')} not of this graph; "
                "leave it alone with --default-graph no, or replace it with --replace-default"
            )
        return replace(todo, foreign=foreign)

    def run(self) -> Outcome:
        """Sends what has changed, reads it back, records it."""
        todo = self._begin()
        self._total = sum(len(graph.triples) for graph in todo.send) + len(todo.merge.triples if todo.merge else ())
        kept = self.dataset.keys() - {graph.name for graph in todo.send} - {*todo.drop}
        self._records = {name: line for name, line in self.found.records.items() if name in kept}
        self._settle_default(todo)
        if self._records != self._surveyed.records:
            self._write_records()
        self.store.drop(todo.drop)
        for batch in batches(_sizes(todo.send), _BATCH):
            self._send([self.dataset[name] for name in batch])
        if todo.merge:
            self._send_merge(todo.merge)
        if todo.send or todo.drop:
            self._count_again(todo)
        self.outcome.dropped = len(todo.drop)
        self.outcome.unchanged = todo.unchanged
        self.outcome.union = bool(self.found.union)
        self.outcome.foreign = todo.foreign
        return self.outcome

    def _begin(self) -> Plan:
        """The plan, once the store has a graph of records; a refusal leaves none behind."""
        new = RECORDS not in self.found.counts
        if new or self.found.union is None:
            self.store.add(NamedGraph(RECORDS, (TITLE,)))  # small: a store that wants a login asks for it now
            self.found = replace(self.found, union=self.store.count("union") > 0)
        try:
            return self.plan()
        except PeakGraphError:
            with suppress(RemoteError):  # the refusal is what has to be told
                self.store.drop([RECORDS] if new else [])
            raise

    def _checked(self, found: Survey) -> Survey:
        """The survey without the records of graphs that are not what their record says."""
        graphs = [graph for graph in self.dataset.values() if found.records.get(graph.name) == line_of(graph)]
        if self.own_default is False:
            graphs = [graph for graph in graphs if graph.name != DEFAULT]
        wrong = {}
        for batch in batches(_sizes(graphs), _BATCH):
            back = self.store.read(batch)
            for name in batch:
                if difference := _difference(self.dataset[name], comparable(back[name]), "recorded"):
                    wrong[name] = difference
        self.outcome.checked = len(graphs)
        self.outcome.wrong = [*wrong.values()]
        return replace(found, records={name: line for name, line in found.records.items() if name not in wrong})

    def _write_records(self) -> None:
        self.store.replace([NamedGraph(RECORDS, (TITLE, *map(as_triple, self._records.values())))])

    def _send(self, graphs: Sequence[NamedGraph]) -> None:
        """Sends graphs, reads them back, records those that came back right."""
        self.store.replace(graphs)
        back = self.store.read(_sizes(graphs))
        right = [graph for graph in graphs if self._same(graph, comparable(back[graph.name]))]
        lines = {graph.name: line_of(graph) for graph in right}
        self._records.update(lines)
        if lines:
            self.store.add(NamedGraph(RECORDS, tuple(map(as_triple, lines.values()))))
        self.outcome.sent += len(graphs)
        self._sent(graphs)

    def _sent(self, graphs: Sequence[NamedGraph]) -> None:
        self.outcome.triples += sum(len(graph.triples) for graph in graphs)
        self.progress(self.outcome.triples, self._total)

    def _same(self, graph: NamedGraph, back: frozenset[str]) -> bool:
        difference = _difference(graph, back, "sent")
        self.outcome.differences += [difference] if difference else []
        return not difference

    # The default graph

    @cached_property
    def _default_count(self) -> int:
        return self.store.count("default-count")

    def _changes_default(self, merge: NamedGraph) -> bool:
        return self.found.records.get(DEFAULT) != line_of(merge) or self._default_count != merge.fingerprint.triples

    @cached_property
    def _default(self) -> DefaultGraph:
        """What the default graph held when the run began.

        Ours is what it holds if that is just what its record says; else the triples of the merge, and those of each
        recorded graph that still is what its record says: a merge of which a part was sent is made of these.
        """
        merge, records = self.dataset[DEFAULT], self.found.records
        there = comparable(self.store.read(_sizes([merge]))[DEFAULT]) if self._default_count else frozenset()
        rest = there - merge.comparable
        if not rest or records.get(DEFAULT, "").startswith(record_line(fingerprint(there), DEFAULT)):
            return DefaultGraph(there, 0)
        ours = {name: count for name, count in self.found.counts.items() if name in records}
        for batch in batches({name: ours[name] for name in ours if not name.startswith(PROPOSED)}, _BATCH):
            for name, triples in self.store.read(batch).items():
                lines = comparable(triples)
                if records[name] == record_line(fingerprint(lines), name):
                    rest -= lines
        return DefaultGraph(there, len(rest))

    @property
    def _broke_off(self) -> bool:
        """Whether an earlier run broke off while it sent the default graph, and what is there is not the merge."""
        being_sent = self.found.records.get(DEFAULT, "").endswith(BEING_SENT)
        return being_sent and self._default.triples != self.dataset[DEFAULT].comparable

    @property
    def left_unfinished(self) -> int:
        """Triples of a default graph that was being sent when a run broke off, and that is to be left alone."""
        return len(self._default.triples) if self.own_default is False and self._broke_off else 0

    def _settle_default(self, todo: Plan) -> None:
        """Records what the default graph holds, before the graphs change by which that is known to be ours."""
        if not todo.merge and not self.found.records.get(DEFAULT, "").endswith(BEING_SENT):
            return
        there = self._default
        if there.triples and not there.foreign:
            line = record_line(fingerprint(there.triples), DEFAULT)
            self._records[DEFAULT] = line + (BEING_SENT if self._broke_off else "")

    def _send_merge(self, merge: NamedGraph) -> None:
        before = self._records.get(DEFAULT, f"{DEFAULT_NAME} 0 none")
        self._records[DEFAULT] = before.removesuffix(BEING_SENT) + BEING_SENT
        self._write_records()
        self.store.replace([merge])
        if self._same(merge, comparable(self.store.read(_sizes([merge]))[DEFAULT])):
            self._records[DEFAULT] = line_of(merge)
            self._write_records()
        self.outcome.merged = True
        self._sent([merge])

    def _count_again(self, todo: Plan) -> None:
        """Counts once more at the end: what was dropped is gone, and what was sent has stayed."""
        counts = self.store.counts("counts")
        for graph in todo.send:
            count = counts.get(graph.name, 0)
            if count != graph.fingerprint.triples and not any(
                line.startswith(f"{graph.name}:") for line in self.outcome.differences
            ):
                self.outcome.differences.append(
                    f"{graph.name}: {number(graph.fingerprint.triples, 'triple')} sent, {count} counted at the end"
                )
        self.outcome.differences += [f"{name}: dropped, and still there" for name in todo.drop if name in counts]


def _difference(graph: NamedGraph, back: frozenset[str], done: str) -> str:
    """What distinguishes a graph from what was read back, in a line; nothing where they are the same."""
    if back == graph.comparable:
        return ""
    wrong = min(graph.comparable ^ back)
    which = "is not there" if wrong in graph.comparable else "was not sent"
    shown = "".join(letter if letter.isprintable() else " " for letter in wrong[:300])
    return (
        f"{graph.name or 'the default graph'}: {number(graph.fingerprint.triples, 'triple')} {done}, "
        f"{len(back)} read back; {shown} {which}"
    )


def _sizes(graphs: Iterable[NamedGraph]) -> dict[str, int]:
    return {graph.name: len(graph.triples) for graph in graphs}
