"""Publishing: the dataset goes into a SPARQL store, graph by graph, and only what has changed.

In: the graphs of a dataset, a store. Out: the store holds them, read back and compared; what differs is named.
How: the store itself keeps a graph of records, a line for each graph that was read back right. A record is taken away
before its graph is sent and written after it was read back, so that a run that is killed leaves no record that is
wrong, and the next one goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from peakgraph.dist import read_checked
from peakgraph.errors import PeakGraphError
from peakgraph.fingerprints import Fingerprint, NamedGraph, comparable, fingerprint
from peakgraph.graph_store import DEFAULT, GraphStore, batches
from peakgraph.prefixes import DCTERMS, GRAPH, PROPOSED
from peakgraph.store import MERGE, NAMED_GRAPHS

#: Holds the records; it is no part of the dataset.
RECORDS = GRAPH + "published"
_TITLE = ox.Triple(
    ox.NamedNode(RECORDS), ox.NamedNode(DCTERMS + "title"), ox.Literal("Graphs that PeakGraph has published here")
)
_LISTS = ox.NamedNode(DCTERMS + "tableOfContents")
#: The default graph in a record, and what is written in place of a hash while it is being sent.
_DEFAULT_NAME = "default"
_BEING_SENT = "being-sent"
#: Triples that are sent, read back and recorded together.
_BATCH = 2_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Survey:
    """What a store holds of ours: triples of each graph, records, and whether its default graph is a union.

    `union` is None while the store has no graph of records to ask that by.
    """

    counts: Mapping[str, int]
    records: Mapping[str, str]
    union: bool | None

    def has(self, graph: NamedGraph) -> bool:
        """Whether the graph is there as it should be, as far as records and counts tell."""
        count = self.counts.get(graph.name, 0)
        return self.records.get(graph.name) == _line(graph) and count == graph.fingerprint.triples


@dataclass(frozen=True)
class Plan:
    """What is to be sent and dropped; `merge` is the default graph where the store has one of its own."""

    send: tuple[NamedGraph, ...]
    drop: tuple[str, ...]
    unchanged: int
    merge: NamedGraph | None = None


@dataclass
class Outcome:
    """What a run has done; `differences` has a line for each graph that the store does not give back as it was sent."""

    sent: int = 0
    triples: int = 0
    dropped: int = 0
    unchanged: int = 0
    union: bool = False
    differences: list[str] = field(default_factory=list)


def read_dataset(dist: Path) -> dict[str, NamedGraph]:
    """The named graphs of a build and its merge, which has no name, after their hashes are found right."""
    found: dict[str, list[ox.Triple]] = {}
    for quad in ox.parse(read_checked(dist, NAMED_GRAPHS), format=ox.RdfFormat.N_QUADS):
        found.setdefault(quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else "", []).append(
            quad.triple
        )
    found[DEFAULT] = [quad.triple for quad in ox.parse(read_checked(dist, MERGE), format=ox.RdfFormat.N_TRIPLES)]
    return {name: NamedGraph(name, tuple(triples)) for name, triples in sorted(found.items())}


def survey(store: GraphStore) -> Survey:
    """Asks the store what it holds; changes nothing."""
    counts = {name: int(count) for name, count in store.table("counts")}
    records = {line.partition(" ")[0]: line for (line,) in store.table("records")}
    if _DEFAULT_NAME in records:
        records[DEFAULT] = records.pop(_DEFAULT_NAME)
    union = store.count("union") > 0 if store.count("header") else None
    return Survey(counts, records, union)


def plan(dataset: Mapping[str, NamedGraph], found: Survey, own_default: bool) -> Plan:
    """What has to be done so that the store holds the dataset.

    A union would show what is proposed as if it were reviewed: where it is one, proposed graphs stay out.
    """
    named = {
        name: graph
        for name, graph in dataset.items()
        if name != DEFAULT and not (found.union and name.startswith(PROPOSED))
    }
    send = tuple(graph for graph in named.values() if not found.has(graph))
    drop = tuple(sorted(name for name in found.counts if name not in named and name != RECORDS))
    merge = dataset[DEFAULT] if own_default else None
    return Plan(send, drop, len(named) - len(send), merge)


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
    def found(self) -> Survey:
        """What the store held when the run began."""
        found = survey(self.store)
        return self._checked(found) if self.check else found

    def plan(self) -> Plan:
        """What the run would do; changes nothing."""
        own_default = not self.found.union if self.own_default is None else self.own_default
        todo = plan(self.dataset, self.found, own_default)
        return replace(todo, merge=None) if todo.merge and not self._changes_default(todo.merge) else todo

    def run(self) -> Outcome:
        """Sends what has changed, reads it back, records it."""
        if self.found.union is None:
            self.store.add(NamedGraph(RECORDS, (_TITLE,)))  # small: a store that wants a login asks for it now
            self.found = replace(self.found, union=self.store.count("union") > 0)
        todo = self.plan()
        self._records = dict(self.found.records)
        self._total = sum(len(graph.triples) for graph in todo.send) + len(todo.merge.triples if todo.merge else ())
        if todo.merge:
            self._guard(todo.merge)
        self._forget({graph.name for graph in todo.send} | {*todo.drop} | (self._records.keys() - self.dataset.keys()))
        self.store.drop(todo.drop)
        for batch in batches(todo.send, _BATCH):
            self._send(batch)
        if todo.merge:
            self._send_merge(todo.merge)
        if todo.send or todo.drop:
            self._count_again(todo)
        self.outcome.dropped = len(todo.drop)
        self.outcome.unchanged = todo.unchanged
        self.outcome.union = bool(self.found.union)
        return self.outcome

    def _checked(self, found: Survey) -> Survey:
        """The survey without the records of graphs that are not what their record says."""
        graphs = [graph for graph in self.dataset.values() if found.records.get(graph.name) == _line(graph)]
        wrong = set()
        for batch in batches(graphs, _BATCH):
            back = self.store.read(batch)
            wrong |= {graph.name for graph in batch if comparable(back[graph.name]) != graph.comparable}
        return replace(found, records={name: line for name, line in found.records.items() if name not in wrong})

    def _forget(self, names: set[str]) -> None:
        if names & self._records.keys():
            self._records = {name: line for name, line in self._records.items() if name not in names}
            self._write_records()

    def _write_records(self) -> None:
        self.store.replace([NamedGraph(RECORDS, (_TITLE, *map(_record, self._records.values())))])

    def _send(self, graphs: Sequence[NamedGraph]) -> None:
        """Sends graphs, reads them back, records those that came back right."""
        self.store.replace(graphs)
        back = self.store.read(graphs)
        right = [graph for graph in graphs if self._same(graph, comparable(back[graph.name]))]
        lines = {graph.name: _line(graph) for graph in right}
        self._records.update(lines)
        if lines:
            self.store.add(NamedGraph(RECORDS, tuple(map(_record, lines.values()))))
        self.outcome.sent += len(graphs)
        self.outcome.triples += sum(len(graph.triples) for graph in graphs)
        self.progress(self.outcome.triples, self._total)

    def _same(self, graph: NamedGraph, back: frozenset[str]) -> bool:
        if back == graph.comparable:
            return True
        wrong = min(graph.comparable ^ back)
        which = "is not there" if wrong in graph.comparable else "was not sent"
        self.outcome.differences.append(
            f"{graph.name or 'the default graph'}: {number(graph.fingerprint.triples, 'triple')} sent, "
            f"{len(back)} read back; {wrong[:300]} {which}"
        )
        return False

    # The default graph

    @cached_property
    def _default_count(self) -> int:
        return self.store.count("default-count")

    def _changes_default(self, merge: NamedGraph) -> bool:
        return self.found.records.get(DEFAULT) != _line(merge) or self._default_count != merge.fingerprint.triples

    def _guard(self, merge: NamedGraph) -> None:
        """Raises where the default graph holds what we did not put there, unless that may go."""
        record = self.found.records.get(DEFAULT, "")
        if self.replace_default or record.endswith(_BEING_SENT) or not self._default_count:
            return
        back = comparable(self.store.read([merge])[DEFAULT])
        foreign = len(back - merge.comparable)
        if foreign and record != _record_line(fingerprint(back), DEFAULT):
            raise PeakGraphError(
                f"{self.store.addresses.query}: the default graph holds {number(foreign, 'triple')} not of this graph; "
                "leave it alone with --default-graph no, or replace it with --replace-default"
            )

    def _send_merge(self, merge: NamedGraph) -> None:
        self._records[DEFAULT] = f"{_DEFAULT_NAME} 0 {_BEING_SENT}"
        self._write_records()
        self.store.replace([merge])
        if self._same(merge, comparable(self.store.read([merge])[DEFAULT])):
            self._records[DEFAULT] = _line(merge)
            self._write_records()
        self.outcome.sent += 1
        self.outcome.triples += len(merge.triples)
        self.progress(self.outcome.triples, self._total)

    def _count_again(self, todo: Plan) -> None:
        """Counts once more at the end: what was dropped is gone, and what was sent has stayed."""
        counts = {name: int(count) for name, count in self.store.table("counts")}
        for graph in todo.send:
            count = counts.get(graph.name, 0)
            if count != graph.fingerprint.triples and not any(
                line.startswith(f"{graph.name}:") for line in self.outcome.differences
            ):
                self.outcome.differences.append(
                    f"{graph.name}: {number(graph.fingerprint.triples, 'triple')} sent, {count} counted at the end"
                )
        self.outcome.differences += [f"{name}: dropped, and still there" for name in todo.drop if name in counts]


def number(count: int, noun: str) -> str:
    """So many of a thing, in words."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _line(graph: NamedGraph) -> str:
    return _record_line(graph.fingerprint, graph.name)


def _record_line(known: Fingerprint, name: str) -> str:
    """A record is one literal, so that it is there whole or not at all.

    That of the default graph comes first in the alphabet: where records go in parts, it goes with the first.
    """
    return f"{name or _DEFAULT_NAME} {known.triples} {known.sha256}"


def _record(line: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(RECORDS), _LISTS, ox.Literal(line))
