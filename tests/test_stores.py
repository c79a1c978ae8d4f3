"""Real stores: what `peakgraph publish` puts there is whole, and the library gives the same answers there as here.

What needs one store is one test: tests run in several processes, and each would start a store of its own.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from peakgraph.answers import ask
from peakgraph.credentials import Credentials
from peakgraph.endpoint import ask_endpoint
from peakgraph.graph_store import BY_GRAPH_STORE, GraphStore
from peakgraph.library import ANY, bind, read_library
from peakgraph.publishing import RECORDS
from peakgraph.remote import Remote, RemoteError, Reply
from peakgraph.store import memory_store
from peakgraph.store_addresses import find_addresses
from tests.engines import Record, in_decided_order, note, rows, same_rows
from tests.small_project import ROOT
from tests.stores import RunningStore, oxigraph_server, virtuoso

DIST = ROOT / "graph" / "dist"
LIBRARY = read_library(ROOT / "queries")
N_TRIPLES = {"Content-Type": "application/n-triples"}


def command(store: RunningStore, *options: str) -> list[str]:
    return [sys.executable, "-m", "peakgraph", "publish", *store.options, *options, "--project", str(ROOT)]


def publish(store: RunningStore, *options: str) -> str:
    """Publishes the project itself, as a user does; what was said."""
    done = subprocess.run(
        command(store, *options), capture_output=True, encoding="utf-8", env=store.environment, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def publish_in_part(store: RunningStore) -> int:
    """Publishes and is killed when the first graphs are recorded; how many they are."""
    with subprocess.Popen(command(store), env=store.environment, stderr=subprocess.DEVNULL) as process:
        end = time.monotonic() + 60
        while not records(store) and time.monotonic() < end:
            time.sleep(0.02)
        process.kill()
    return records(store)


def records(store: RunningStore) -> int:
    text = f"SELECT ?record WHERE {{ GRAPH <{RECORDS}> {{ ?s <http://purl.org/dc/terms/tableOfContents> ?record }} }}"
    return len(ask_endpoint(Remote(), store.query, text, {}))


@pytest.fixture(scope="module")
def here() -> ox.Store:
    return memory_store(DIST)


class KeepingRemote(Remote):
    """A client that keeps the last reply as the server gave it."""

    reply: Reply

    def send(self, *arguments: Any, **options: Any) -> Reply:
        self.reply = super().send(*arguments, **options)
        return self.reply

    def rows(self) -> int:
        """The rows of the reply, with those that a SELECT DISTINCT may not give twice."""
        found = ox.parse_query_results(self.reply.body, format=ox.QueryResultsFormat.JSON)
        assert isinstance(found, ox.QuerySolutions)
        return sum(1 for _ in found)


def differing(store: RunningStore, here: ox.Store, engine: str, record_property: Record) -> list[str]:
    """The queries of the library that the store answers otherwise than we do; all are noted for the table."""
    remote = KeepingRemote()
    wrong = []
    for name, query in LIBRARY.items():
        ours, theirs = ask(here, query.text, {}), ask_endpoint(remote, store.query, query.text, {})
        same = (
            ours.columns == theirs.columns
            and len(ours) == remote.rows()
            and same_rows(rows(ours), rows(theirs))
            and in_decided_order(query, ours) == in_decided_order(query, theirs)
        )
        note(record_property, name, engine, len(theirs), same)
        wrong += [] if same else [name]
    return wrong


#: What asks for everything, once its parameter is open: more rows than Virtuoso gives, as Debian installs it.
EVERYTHING = ("actor-profile", "plan-profile")


def differing_when_open(store: RunningStore, here: ox.Store) -> list[str]:
    """The parameters that the store answers otherwise than we do when they are left open."""
    wrong = []
    for name, query in LIBRARY.items():
        for parameter in query.parameters if name not in EVERYTHING else ():
            opened = bind(query, {parameter: ANY}, {})
            if not same_rows(rows(ask(here, opened, {})), rows(ask_endpoint(Remote(), store.query, opened, {}))):
                wrong.append(f"{name} {parameter}")
    return wrong


OTHERS = "urn:others"


def put_graph_of_others(store: RunningStore) -> GraphStore:
    """Puts a graph there that is not ours; the store, as its owner reaches it."""
    login = Credentials(store.login["PEAKGRAPH_USER"], store.login["PEAKGRAPH_PASSWORD"]) if store.login else None
    owner = GraphStore(Remote(credentials=login), find_addresses(store.url, store.store), BY_GRAPH_STORE)
    owner.remote.send("PUT", owner._address(OTHERS), headers=N_TRIPLES, body=b"<urn:a> <urn:b> <urn:c> .\n")
    return owner


def holds_graph_of_others(owner: GraphStore) -> bool:
    return [str(triple) for triple in owner._whole(OTHERS)] == ["<urn:a> <urn:b> <urn:c>"]


def test_the_oxigraph_server_holds_the_dataset_and_answers_as_we_do(
    here: ox.Store, tmp_path: Path, record_property: Record
) -> None:
    with oxigraph_server(tmp_path) as store:
        owner = put_graph_of_others(store)
        graphs = {quad.graph_name for quad in here}
        assert 0 < publish_in_part(store) < len(graphs)
        publish(store)
        dump = Remote().send("GET", owner.addresses.graph_store, headers={"Accept": "application/n-quads"}).body
        kept = {quad for quad in ox.parse(dump, format=ox.RdfFormat.N_QUADS) if quad.graph_name in graphs}
        assert kept == set(here)
        assert differing(store, here, "oxigraph server", record_property) == []
        assert "0 graphs sent (0 triples), 0 dropped" in publish(store, "--check")
        assert holds_graph_of_others(owner)


def test_virtuoso_holds_the_named_graphs_and_answers_as_we_do(
    here: ox.Store, tmp_path: Path, record_property: Record
) -> None:
    with virtuoso(tmp_path) as store:
        owner = put_graph_of_others(store)
        assert "the default graph is the union of the others" in publish(store)
        assert differing(store, here, "Virtuoso", record_property) == []
        assert differing_when_open(store, here) == []
        for name in EVERYTHING:
            query = LIBRARY[name]
            with pytest.raises(RemoteError, match="gives 10000 rows at the most and cut the answer there"):
                ask_endpoint(Remote(), store.query, bind(query, dict.fromkeys(query.parameters, ANY), {}), {})
        for kind, is_there in (("Plan", True), ("Unicorn", False)):
            sparql = f"ASK {{ ?thing a <https://w3id.org/peakgraph/ontology#{kind}> }}"
            assert list(ask_endpoint(Remote(), store.query, sparql, {})) == [{"answer": is_there}]
        lost = min(quad.graph_name.value for quad in here if isinstance(quad.graph_name, ox.NamedNode))
        owner.drop([lost])
        assert "1 graph sent" in publish(store, "--by", "update")
        assert "0 graphs sent (0 triples), 0 dropped" in publish(store, "--check")
        assert holds_graph_of_others(owner)
