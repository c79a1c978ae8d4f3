"""What a store holds of ours, as its records tell, and what has to be done so that it holds a dataset.

In: a store, a dataset. Out: a `Survey`, a `Plan`. How: the store itself keeps a graph of records, a line for each graph
that was read back right: its name, the number of its triples, their hash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from peakgraph.fingerprints import Fingerprint, NamedGraph
from peakgraph.graph_store import DEFAULT, GraphStore
from peakgraph.prefixes import BASE, DCTERMS, GRAPH, PROPOSED

#: Holds the records; it is no part of the dataset.
RECORDS = GRAPH + "published"
TITLE = ox.Triple(
    ox.NamedNode(RECORDS), ox.NamedNode(DCTERMS + "title"), ox.Literal("Graphs that PeakGraph has published here")
)
_LISTS = ox.NamedNode(DCTERMS + "tableOfContents")
#: The default graph in a record, and what stands behind what it held before, while another merge is being sent.
DEFAULT_NAME = "default"
BEING_SENT = " being-sent"


@dataclass(frozen=True)
class Survey:
    """What a store holds of ours: triples of each graph, records, and whether its default graph is a union.

    `union` is None where only a graph of records would tell, and there is none yet.
    """

    counts: Mapping[str, int]
    records: Mapping[str, str]
    union: bool | None

    def has(self, graph: NamedGraph) -> bool:
        """Whether the graph is there as it should be, as far as records and counts tell."""
        count = self.counts.get(graph.name, 0)
        return self.records.get(graph.name) == line_of(graph) and count == graph.fingerprint.triples


@dataclass(frozen=True)
class Plan:
    """What is to be sent and dropped; `merge` goes to the default graph, in place of `foreign` triples of others."""

    send: tuple[NamedGraph, ...]
    drop: tuple[str, ...]
    unchanged: int
    merge: NamedGraph | None = None
    foreign: int = 0


def survey(store: GraphStore) -> Survey:
    """Asks the store what it holds; changes nothing."""
    counts = {name: count for name, count in store.counts("counts").items() if name.startswith(BASE)}
    records = {line.partition(" ")[0]: line for line in store.values("records")}
    if DEFAULT_NAME in records:
        records[DEFAULT] = records.pop(DEFAULT_NAME)
    return Survey(counts, records, store.count("union") > 0 if store.count("header") else _seems_union(store))


def _seems_union(store: GraphStore) -> bool | None:
    """False where the default graph is seen to be no union of the others; None where that is not seen."""
    own = store.count("named-alone") > 0 or (not store.count("named") and store.count("default-count") > 0)
    return False if own else None


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


def number(count: int, noun: str) -> str:
    """So many of a thing, in words."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def line_of(graph: NamedGraph) -> str:
    """The record of a graph that is in the store just as it is here."""
    return record_line(graph.fingerprint, graph.name)


def record_line(known: Fingerprint, name: str) -> str:
    """A record, which is one literal, so that it is there whole or not at all.

    That of the default graph comes first in the alphabet: where records go in parts, it goes with the first.
    """
    return f"{name or DEFAULT_NAME} {known.triples} {known.sha256}"


def as_triple(line: str) -> ox.Triple:
    """A record as it stands in the graph of records."""
    return ox.Triple(ox.NamedNode(RECORDS), _LISTS, ox.Literal(line))
