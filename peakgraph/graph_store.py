"""A SPARQL store elsewhere: whole graphs are put there, dropped there and read back.

In: a client, the store's addresses, graphs. Out: the store holds them; what it holds, as graphs.
How: the Graph Store Protocol, a graph a request, or SPARQL Update, small graphs together; questions are files in
templates/publishing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import Template
from typing import cast
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from peakgraph.endpoint import ask_endpoint, check_shape
from peakgraph.errors import PeakGraphError
from peakgraph.fingerprints import NamedGraph
from peakgraph.paths import TEMPLATES
from peakgraph.remote import Remote, RemoteError, shown
from peakgraph.store_addresses import Addresses
from peakgraph.terms import Term, value_of

#: The name of the default graph.
DEFAULT = ""
BY_GRAPH_STORE = "graph-store"
BY_UPDATE = "update"
#: Triples in one update: Virtuoso takes no more than 10,000 lines of the SQL that it makes of one, some 10 a triple.
_UPDATE_TRIPLES = 500
#: Letters of a request: many gateways take no more than 1 MiB.
_REQUEST_LETTERS = 400_000
#: Rows asked for at once: Virtuoso answers with 10,000 at the most, as it is installed, and says nothing of it.
_PAGE = 5_000
#: Triples of several graphs that one question reads back.
_ROWS_TOGETHER = 2_000
_N_TRIPLES = {"Content-Type": "application/n-triples"}


@dataclass(frozen=True)
class GraphStore:
    """A store with its addresses; `by` says which protocol takes the graphs."""

    remote: Remote
    addresses: Addresses
    by: str

    @property
    def where(self) -> str:
        """Where it is asked, for messages."""
        return shown(self.addresses.query)

    def count(self, question: str) -> int:
        """The one number that a question gives."""
        rows = self._rows(_text(question), 1)
        if len(rows) != 1:
            raise self._wrong("a number")
        return self._number(value_of(rows[0][0]))

    def counts(self, question: str) -> dict[str, int]:
        """The names that a question gives, each with its number."""
        return {name: self._number(number) for name, number in self._table(question, 2)}

    def values(self, question: str) -> list[str]:
        """The texts that a question gives."""
        return [value for (value,) in self._table(question, 1)]

    def _table(self, question: str, columns: int) -> list[tuple[str, ...]]:
        """The rows of a question that orders them, asked page by page."""
        found: list[tuple[str, ...]] = []
        while True:
            page = self._rows(f"{_text(question)}LIMIT {_PAGE} OFFSET {len(found)}\n", columns)
            rows = [tuple(map(value_of, row)) for row in page]
            if rows and rows[0] in found[-_PAGE:]:
                raise PeakGraphError(f"{self.where} gives the same rows again; it does not know OFFSET")
            found += rows
            if len(page) < _PAGE:
                return found

    def replace(self, graphs: Sequence[NamedGraph]) -> None:
        """Puts each graph in place of the one of its name."""
        if self.by == BY_GRAPH_STORE:
            for graph in graphs:
                for number, part in enumerate(_parts(graph.lines, len(graph.lines))):
                    self._send_graph("POST" if number else "PUT", graph.name, part)
            return
        self._update([f"DROP SILENT {_target(graph.name)}" for graph in graphs], graphs)

    def add(self, graph: NamedGraph) -> None:
        """Adds the triples to the graph of that name."""
        if self.by == BY_GRAPH_STORE:
            for part in _parts(graph.lines, len(graph.lines)):
                self._send_graph("POST", graph.name, part)
        else:
            self._update([], [graph])

    def drop(self, names: Sequence[str]) -> None:
        """Takes graphs away; one that is not there is no fault."""
        if self.by == BY_UPDATE:
            for start in range(0, len(names), _UPDATE_TRIPLES):
                self._update([f"DROP SILENT {_target(name)}" for name in names[start : start + _UPDATE_TRIPLES]], [])
            return
        for name in names:
            try:
                self.remote.send("DELETE", self._address(name), headers=self._unasked())
            except RemoteError as error:
                if error.status != 404:
                    raise

    def read(self, sizes: Mapping[str, int]) -> dict[str, list[ox.Triple]]:
        """What the store holds under these names; `sizes` has the triples that each may have there."""
        together = {name: size for name, size in sizes.items() if name != DEFAULT and size <= _ROWS_TOGETHER}
        found: dict[str, list[ox.Triple]] = {name: [] for name in sizes}
        for batch in batches(together, _ROWS_TOGETHER):
            names = " ".join(str(ox.NamedNode(name)) for name in batch)
            for name, *terms in self._rows(_text("graphs", names), 4):
                if value_of(name) in found:
                    found[value_of(name)].append(self._triple(terms))
        return found | {name: self._whole(name) for name in sizes if name not in together}

    def _whole(self, name: str) -> list[ox.Triple]:
        """One large graph; by the Graph Store Protocol where that is at hand, as it is not cut at a number of rows.

        As N-Triples, since Virtuoso's Turtle makes an integer of a decimal.
        """
        headers = {"Accept": "application/n-triples"}
        try:
            if self.by == BY_GRAPH_STORE:
                reply = self.remote.send("GET", self._address(name), headers=headers)
            else:
                sparql = _text("graph", str(ox.NamedNode(name))) if name else _text("default")
                headers["Content-Type"] = "application/x-www-form-urlencoded"
                body = urlencode({"query": sparql}).encode()
                reply = self.remote.send("POST", self.addresses.query, headers=headers, body=body, repeatable=True)
            check_shape(reply.body, is_json=False)
            return [quad.triple for quad in ox.parse(reply.body, format=ox.RdfFormat.N_TRIPLES)]
        except RemoteError as error:
            if error.status == 404:  # of a graph that is not there
                return []
            raise
        except (SyntaxError, ValueError) as error:
            where = shown(self.addresses.graph_store) if self.by == BY_GRAPH_STORE else self.where
            raise PeakGraphError(f"{where} was asked for N-Triples and gives something else; is it a store?") from error

    def _rows(self, sparql: str, columns: int) -> Sequence[Sequence[Term | None]]:
        answer = ask_endpoint(self.remote, self.addresses.query, sparql, {})
        if len(answer.columns) != columns:
            raise self._wrong(f"{columns} column{'s' if columns > 1 else ''}")
        return answer.terms

    def _number(self, text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,18}", text):
            raise self._wrong("a number")
        return int(text)

    def _triple(self, terms: Sequence[Term | None]) -> ox.Triple:
        subject, predicate, value = terms
        try:
            return ox.Triple(
                cast(ox.NamedNode | ox.BlankNode, subject), cast(ox.NamedNode, predicate), cast(ox.NamedNode, value)
            )
        except TypeError as error:  # a literal that says something, or nothing at all
            raise self._wrong("triples") from error

    def _wrong(self, asked: str) -> PeakGraphError:
        return PeakGraphError(f"{self.where} was asked for {asked} and gives something else; is it a store?")

    def _send_graph(self, method: str, name: str, lines: Sequence[str]) -> None:
        # Adding the same triples again changes nothing, as no graph of ours has blank nodes.
        body = "".join(lines).encode()
        headers = _N_TRIPLES | self._unasked()
        self.remote.send(method, self._address(name), headers=headers, body=body, repeatable=True)

    def _unasked(self) -> dict[str, str]:
        """The token for QLever, which refuses a change without one and does not ask for it."""
        credentials = self.remote.credentials
        if self.addresses.store != "qlever" or credentials is None or not credentials.token:
            return {}
        return {"Authorization": f"Bearer {credentials.token}"}

    def _address(self, name: str) -> str:
        graph = f"graph={quote(name, safe='')}" if name else "default"
        return f"{self.addresses.graph_store}{'&' if '?' in self.addresses.graph_store else '?'}{graph}"

    def _update(self, first: Sequence[str], graphs: Sequence[NamedGraph]) -> None:
        """Sends drops and insertions, a few hundred triples at a time."""
        operations, size = list(first), 0
        for graph in graphs:
            for part in _parts(graph.lines, _UPDATE_TRIPLES):
                if operations and size + len(part) > _UPDATE_TRIPLES:
                    self._send_update(operations)
                    operations, size = [], 0
                lines = "".join(part)
                data = f"GRAPH {ox.NamedNode(graph.name)} {{\n{lines}}}" if graph.name else lines
                operations.append(f"INSERT DATA {{ {data} }}")
                size += len(part)
        if operations:
            self._send_update(operations)

    def _send_update(self, operations: Sequence[str]) -> None:
        body = " ;\n".join(operations).encode()
        headers = {"Content-Type": "application/sparql-update"} | self._unasked()
        self.remote.send("POST", self.addresses.update, headers=headers, body=body, repeatable=True)


def batches(sizes: Mapping[str, int], triples: int) -> Iterator[dict[str, int]]:
    """The names of graphs in groups of so many triples together; a larger graph alone."""
    batch: dict[str, int] = {}
    for name, size in sizes.items():
        if batch and sum(batch.values()) + size > triples:
            yield batch
            batch = {}
        batch[name] = size
    if batch:
        yield batch


def _parts(lines: Sequence[str], most: int) -> Iterator[list[str]]:
    """The lines in parts that one request takes."""
    part: list[str] = []
    letters = 0
    for line in lines:
        if part and (len(part) >= most or letters + len(line) > _REQUEST_LETTERS):
            yield part
            part, letters = [], 0
        part.append(line)
        letters += len(line)
    if part:
        yield part


def _target(name: str) -> str:
    return f"GRAPH {ox.NamedNode(name)}" if name else "DEFAULT"


def _text(question: str, graphs: str = "") -> str:
    text = (TEMPLATES / "publishing" / f"{question}.rq").read_text("utf-8")
    return Template(text).substitute({"graphs": graphs} if graphs else _NONE)


_NONE: Mapping[str, str] = {}
