"""Addresses of SPARQL stores: where one takes queries, updates and whole graphs.

In: the address that the user names. Out: `Addresses`. How: a table of well-known stores, each with the forms that its
addresses have; where none fits, or two do, the user is asked and nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from peakgraph.errors import PeakGraphError


@dataclass(frozen=True)
class Addresses:
    """Where a store takes queries, and, where it does, updates and whole graphs; `store` is its name in the table."""

    store: str
    query: str
    update: str
    graph_store: str


@dataclass(frozen=True)
class _Form:
    """A store's addresses: `path` fits what people name, and the others are made from its groups; `port` is usual."""

    store: str
    port: int
    path: str
    query: str
    update: str
    graph_store: str


_BASE = r"(?P<base>.*?)"
_NAME = r"(?P<name>[^/]+)"
#: By each store's own documentation. Some paths fit two stores; then the port decides, else `--store`.
_FORMS = (
    _Form("oxigraph", 7878, _BASE + r"(/query|/update|/store)?/?", "/query", "/update", "/store"),
    _Form(
        "virtuoso",
        8890,
        _BASE + r"(/sparql|/sparql-auth|/sparql-graph-crud-auth)?/?",
        "/sparql",
        "/sparql-auth",
        "/sparql-graph-crud-auth",
    ),
    _Form(
        "graphdb",
        7200,
        _BASE + rf"/repositories/{_NAME}(/statements|/rdf-graphs/service)?/?",
        "/repositories/{name}",
        "/repositories/{name}/statements",
        "/repositories/{name}/rdf-graphs/service",
    ),
    _Form(
        "rdf4j",
        8080,
        _BASE + rf"/repositories/{_NAME}(/statements|/rdf-graphs/service)?/?",
        "/repositories/{name}",
        "/repositories/{name}/statements",
        "/repositories/{name}/rdf-graphs/service",
    ),
    _Form(
        "fuseki",
        3030,
        _BASE + rf"/{_NAME}(/query|/sparql|/update|/data|/get)?/?",
        "/{name}/query",
        "/{name}/update",
        "/{name}/data",
    ),
    _Form("stardog", 5820, _BASE + rf"/{_NAME}(/query|/update)?/?", "/{name}/query", "/{name}/update", "/{name}"),
    _Form("neptune", 8182, _BASE + r"(/sparql|/sparql/gsp)?/?", "/sparql", "/sparql", "/sparql/gsp/"),
    _Form("qlever", 7001, _BASE + r"/?", "/", "/", "/"),
)
STORES = tuple(form.store for form in _FORMS)
#: Ends of paths that tell a store where the port does not.
_TELLING = {
    "virtuoso": r"/sparql-auth|/sparql-graph-crud-auth",
    "graphdb": r"/repositories/[^/]+(/statements|/rdf-graphs/service)?",
    "oxigraph": r"/store",
    "neptune": r"/sparql/gsp",
    "fuseki": r"/[^/]+/(data|get|sparql)",
}


def find_addresses(to: str, store: str = "", update: str = "", graph_store: str = "") -> Addresses:
    """The addresses of the store at `to`; `store` names it in the table, `update` and `graph_store` overrule it.

    Raises where the table does not tell and nothing is said. An address that is not known is empty.
    """
    parts = urlsplit(to)
    if not parts.netloc:
        raise PeakGraphError(f"--to {to}: write the store's address in full, as http://127.0.0.1:7878")
    form = _named(store, to) if store else _recognised(to)
    if form is None:
        if not update and not graph_store:
            raise PeakGraphError(
                f"--to {to}: this address does not tell which store it is; say --store ({', '.join(STORES)}), "
                "or give --update or --graph-store"
            )
        return Addresses("", to, update, graph_store)
    found = _filled(form, to)
    return replace(found, update=update or found.update, graph_store=graph_store or found.graph_store)


def _named(store: str, to: str) -> _Form:
    form = next((form for form in _FORMS if form.store == store), None)
    if form is None:
        raise PeakGraphError(f"--store {store}: not in the table, which has {', '.join(STORES)}")
    if not re.fullmatch(form.path, urlsplit(to).path):
        raise PeakGraphError(f"--to {to}: not an address of {store}; one ends in {form.query}")
    return form


def _recognised(to: str) -> _Form | None:
    """The store that uses this port or alone has such a path."""
    parts = urlsplit(to)
    path = parts.path.rstrip("/")
    fitting = [form for form in _FORMS if re.fullmatch(form.path, parts.path)]
    by_port = [form for form in fitting if form.port == parts.port]
    by_path = [form for form in fitting if re.search(f"(?:{_TELLING.get(form.store, '(?!)')})$", path)]
    return next(iter(by_port or by_path), None)


def _filled(form: _Form, to: str) -> Addresses:
    parts = urlsplit(to)
    match = re.fullmatch(form.path, parts.path)
    assert match is not None, "the form was chosen because it fits"
    groups = match.groupdict(default="")

    def address(path: str) -> str:
        return urlunsplit((parts.scheme, parts.netloc, groups["base"] + path.format(**groups), "", ""))

    return Addresses(form.store, address(form.query), address(form.update), address(form.graph_store))
