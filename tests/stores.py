"""Stores on this machine for the tests: the oxigraph server and Virtuoso, started empty and stopped in any case.

Also one inside the tests, which can be told to refuse, to forget or to break off.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest

from tests.hostile import Exchange, Received, Server

#: Seconds after which a store that does not answer has failed; Virtuoso makes its tables first.
_LONGEST_START = 120
#: As Debian installs it (10,000 rows an answer), but small, on this machine alone, and without checkpoints.
_VIRTUOSO_INI = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DisableUnixSocket = 1
CheckpointInterval = 0
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
ThreadsPerQuery = 1
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 5
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = 10000
MaxQueryCostEstimationTime = 400
MaxQueryExecutionTime = 60
"""


@dataclass(frozen=True)
class RunningStore:
    """A store that answers: what `peakgraph publish` needs to know of it."""

    url: str
    store: str
    query: str
    login: dict[str, str] = field(default_factory=dict)

    @property
    def options(self) -> list[str]:
        """The options of `peakgraph publish`."""
        return ["--to", self.url, "--store", self.store]

    @property
    def environment(self) -> dict[str, str]:
        """The variables of this process, with the store's login."""
        return {**os.environ, **self.login}


@contextmanager
def oxigraph_server(folder: Path) -> Iterator[RunningStore]:
    """The server of the package `oxigraph`, with its data in a folder."""
    program = Path(sys.executable).parent / "oxigraph"
    if not program.is_file():
        pytest.fail(f"{program}: not there; run the tests by 'python3 bootstrap.py test', which installs it")
    (port,) = _free_ports(1)
    url = f"http://127.0.0.1:{port}"
    command = [str(program), "serve", "--location", str(folder / "data"), "--bind", f"127.0.0.1:{port}"]
    with _running(command, folder, f"{url}/query"):
        yield RunningStore(url, "oxigraph", f"{url}/query")


@contextmanager
def virtuoso(folder: Path) -> Iterator[RunningStore]:
    """Debian's Virtuoso 7 with a new database; it wants its first login (dba) for what changes a graph."""
    program = os.environ.get("PEAKGRAPH_VIRTUOSO") or shutil.which("virtuoso-t")
    if not program:
        pytest.fail(
            "no virtuoso-t: run the tests by 'python3 bootstrap.py test', or set PEAKGRAPH_VIRTUOSO to its path"
        )
    port, sql_port = _free_ports(2)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "virtuoso.ini").write_text(_VIRTUOSO_INI.format(port=port, sql_port=sql_port), encoding="utf-8")
    url = f"http://127.0.0.1:{port}/sparql"
    with _running([program, "+foreground", "+configfile", "virtuoso.ini"], folder, url):
        yield RunningStore(url, "virtuoso", url, {"PEAKGRAPH_USER": "dba", "PEAKGRAPH_PASSWORD": "dba"})


@contextmanager
def _running(command: list[str], folder: Path, query: str) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    ends_with_us = ["setpriv", "--pdeathsig", "KILL", "--"] if shutil.which("setpriv") else []
    with (folder / "output.log").open("wb") as log:
        process = subprocess.Popen([*ends_with_us, *command], cwd=folder, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_for(process, query, folder / "output.log")
        yield
    finally:
        process.kill()  # its data goes with the folder
        process.wait()


def _wait_for(process: subprocess.Popen[bytes], query: str, log: Path) -> None:
    end = time.monotonic() + _LONGEST_START
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{query}?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    pytest.fail(f"{process.args!r} does not answer at {query}: {log.read_text('utf-8', 'replace')[-2000:]}")


def _free_ports(number: int) -> list[int]:
    """Ports that nobody has right now."""
    sockets = [socket.socket() for _ in range(number)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


class InnerStore(Server):
    """A SPARQL store inside the tests, with the addresses of the oxigraph server; its `data` lies open.

    `union` makes its default graph the union of the others, as Virtuoso's is. Set `fault` to a function that handles a
    request in place of the store (and returns true), to see what comes of that.
    """

    def __init__(self, union: bool = False) -> None:
        super().__init__(self._answer_or_fail)
        self.data = ox.Store()
        self.union = union
        self.root = ""  # what its base stands for
        self.fault = lambda exchange: False

    @property
    def options(self) -> list[str]:
        return ["--to", self.url, "--store", "oxigraph"]

    @property
    def writes(self) -> list[Received]:
        """What was asked that changes the store."""
        return [one for one in self.received if not _is_question(one)]

    def graph(self, name: str) -> set[str]:
        """The triples of a graph; the default graph has no name."""
        where = ox.NamedNode(name) if name else ox.DefaultGraph()
        return {str(quad.triple) for quad in self.data.quads_for_pattern(None, None, None, where)}

    def _answer_or_fail(self, exchange: Exchange) -> None:
        if not self.fault(exchange):
            self._serve(exchange)

    def _serve(self, exchange: Exchange) -> None:
        asked = exchange.received
        path = urlsplit(asked.path).path
        if path == "/query" or (path == "/" and self.root == "/query"):
            self._ask(exchange, asked.form["query"])
        elif path == "/update":
            self.data.update(asked.body.decode())
            exchange.reply(204)
        else:
            self._graph_store(exchange)

    def _ask(self, exchange: Exchange, sparql: str) -> None:
        found = self.data.query(sparql, use_default_graph_as_union=self.union)
        if isinstance(found, ox.QueryTriples):
            exchange.reply(200, found.serialize(format=ox.RdfFormat.N_TRIPLES) or b"", "application/n-triples")
        else:
            body = found.serialize(format=ox.QueryResultsFormat.JSON) or b""
            exchange.reply(200, body, "application/sparql-results+json")

    def _graph_store(self, exchange: Exchange) -> None:
        asked = exchange.received
        named = parse_qs(urlsplit(asked.path).query).get("graph")
        graph = ox.NamedNode(named[0]) if named else ox.DefaultGraph()
        if asked.method in ("DELETE", "PUT"):
            self.data.clear_graph(graph)
        if asked.method in ("PUT", "POST"):
            self.data.load(asked.body, format=ox.RdfFormat.N_TRIPLES, to_graph=graph)
        if asked.method == "GET":
            body = self.data.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph) or b""
            exchange.reply(200, body, "application/n-triples")
        else:
            exchange.reply(204)


def _is_question(asked: Received) -> bool:
    return urlsplit(asked.path).path in ("/query", "/") or asked.method == "GET"
