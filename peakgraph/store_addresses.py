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
    for option, url in (("--to", to), ("--update", update), ("--graph-store", graph_store)):
        if url or option == "--to":
            _refuse_unusable(option, url)
    form = _named(store, to) if store else _recognised(to)
    if form is None:
        if not update and not graph_store:
            ends_so = [form.store for form in _FORMS if _fits(form, to) and _filled(form, to).query == to]
            names = f"{' or '.join(ends_so)}, which have such addresses" if len(ends_so) > 1 else "".join(ends_so)
            raise PeakGraphError(
                f"{_told('--to', to)}: this address does not tell which store it is; "
                f"say --store ({names or ', '.join(STORES)}), or give --update or --graph-store"
            )
        return Addresses("", to, update, graph_store)
    found = _filled(form, to)
    return replace(found, update=update or found.update, graph_store=graph_store or found.graph_store)


def _refuse_unusable(option: str, url: str) -> None:
    """Raises one line for what is no address, or has a login in it; what may be a password is not printed."""
    try:
        parts = urlsplit(url)
        fault = "" if parts.port != 0 else "no store has port 0"
    except ValueError:
        raise PeakGraphError(f"{option}: not a URL; write the store's address as http://127.0.0.1:7878") from None
    if "@" in url:
        raise PeakGraphError(f"{option}: take the user and password out of the URL; they come from the environment")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        fault = "write the store's address in full, as http://127.0.0.1:7878"
    elif not (url.isascii() and url.isprintable()) or " " in url:
        fault = "percent-encode what is not plain ASCII"
    if fault:
        raise PeakGraphError(f"{_told(option, url)}: {fault}")


def _told(option: str, url: str) -> str:
    """An option and its address for messages."""
    from peakgraph.remote import first_words, shown

    return f"{option} {shown(url) if urlsplit(url).netloc else first_words(url)}"


def _fits(form: _Form, to: str) -> bool:
    return re.fullmatch(form.path, urlsplit(to).path) is not None


def _named(store: str, to: str) -> _Form:
    form = next((form for form in _FORMS if form.store == store), None)
    if form is None:
        raise PeakGraphError(f"--store {store}: not in the table, which has {', '.join(STORES)}")
    if not _fits(form, to):
        raise PeakGraphError(f"{_told('--to', to)}: not an address of {store}; one ends in {form.query}")
    return form


def _recognised(to: str) -> _Form | None:
    """The store that uses this port or alone has such a path."""
    parts = urlsplit(to)
    path = parts.path.rstrip("/")
    fitting = [form for form in _FORMS if _fits(form, to)]
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
