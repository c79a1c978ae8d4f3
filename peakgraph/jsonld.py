"""The merge as JSON-LD: under names that people read, or as plans with what belongs to them inside.

In: triples, and the project's context and frame (`ontology/*.jsonld`). Out: JSON text. How: PyLD compacts and frames;
it gets a loader that refuses every address, so that no context is ever fetched.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import pyoxigraph as ox

from peakgraph.errors import PeakGraphError
from peakgraph.prefixes import BASE, PASSAGE, RDF, XSD
from peakgraph.project_files import read_json
from peakgraph.terms import Term, value_of

_TYPE = RDF + "type"
_DERIVED = "http://www.w3.org/ns/prov#wasDerivedFrom"
#: Beyond it JSON readers that know doubles alone would change an integer.
_LARGEST = 2**53

Node = dict[str, Any]


def compact_jsonld(triples: Iterable[ox.Triple], project: Path, prefixes: Mapping[str, str]) -> bytes:
    """The triples as one list of things, each property under its name in `ontology/context.jsonld`."""
    context = _context(project, prefixes)
    return _text(context["@context"], _processed("compact", expanded(triples), context))


def framed_jsonld(
    merge: Iterable[ox.Triple], quads: Iterable[ox.Quad], project: Path, prefixes: Mapping[str, str]
) -> bytes:
    """Plans as trees, as `ontology/frame.jsonld` draws them; each thing with the passages that speak of it."""
    context = _context(project, prefixes)
    frame = {**_read(project, "frame.jsonld"), **context}
    spoken = {
        ox.Triple(quad.subject, ox.NamedNode(_DERIVED), quad.graph_name)
        for quad in quads
        if value_of(quad.graph_name).startswith(PASSAGE) and isinstance(quad.graph_name, ox.NamedNode)
    }
    nodes = expanded(sorted({*merge, *spoken}, key=str))
    return _text(context["@context"], _processed("frame", nodes, frame, omitDefault=True, omitGraph=False))


def expanded(triples: Iterable[ox.Triple]) -> list[Node]:
    """The triples as expanded JSON-LD, a node for each subject, in the order given."""
    nodes: dict[str, Node] = {}
    for triple in triples:
        subject, predicate = value_of(triple.subject), triple.predicate.value
        node = nodes.setdefault(subject, {"@id": subject})
        if predicate == _TYPE:
            node.setdefault("@type", []).append(value_of(triple.object))
        else:
            node.setdefault(predicate, []).append(_value(triple.object))
    return list(nodes.values())


def _value(term: Term) -> Node:
    """Integers as JSON numbers, where they come back as the same literal."""
    if not isinstance(term, ox.Literal):
        return {"@id": value_of(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    datatype = term.datatype.value
    if datatype == XSD + "integer" and term.value == _canonical(term.value):
        return {"@value": int(term.value), "@type": datatype}
    return {"@value": term.value} if datatype == XSD + "string" else {"@value": term.value, "@type": datatype}


def _canonical(text: str) -> str | None:
    try:
        number = int(text)
    except ValueError:
        return None
    return str(number) if abs(number) < _LARGEST else None


def _context(project: Path, prefixes: Mapping[str, str]) -> dict[str, Any]:
    """The project's context, and such outside prefixes of `ontology/prefixes.ttl` as it has no use of its own for."""
    found = _read(project, "context.jsonld")
    own: dict[str, Any] = found["@context"]
    taken = {value for value in own.values() if isinstance(value, str)}
    more = {
        prefix: namespace
        for prefix, namespace in prefixes.items()
        if not namespace.startswith(BASE) and prefix not in own and namespace not in taken
    }
    return {"@context": {**own, **more}}


def _read(project: Path, name: str) -> dict[str, Any]:
    """A JSON-LD file of the project's ontology; the one that came along, where the project has none."""
    path, found = read_json(project, f"ontology/{name}")
    if name == "context.jsonld" and not isinstance(found.get("@context"), dict):
        raise PeakGraphError(f"{path}: no JSON object with its definitions in it; restore it")
    return found


def _processed(name: str, nodes: list[Node], with_file: Mapping[str, Any], **options: Any) -> Node:
    """The nodes by PyLD's function of that name; raises where a file is wrong or would have something fetched."""
    from pyld import jsonld  # type: ignore[import-untyped]

    refused: list[str] = []

    def refuse(address: str, _: Any = None) -> NoReturn:
        refused.append(address)
        raise ValueError(address)

    try:
        found: Node = getattr(jsonld, name)(nodes, with_file, {"base": BASE, "documentLoader": refuse, **options})
    except (jsonld.JsonLdError, ValueError) as error:
        if refused:
            message = f"asks for {refused[0]}, and nothing is fetched; write its definitions into the file"
            raise PeakGraphError(f"ontology/context.jsonld, frame.jsonld: {message}") from error
        raise PeakGraphError(f"ontology/context.jsonld, frame.jsonld: {_first_cause(error)}") from error
    return found


def _first_cause(error: BaseException) -> str:
    """What PyLD says was wrong, under the layers of what it could not do because of it."""
    while error.__cause__ is not None:
        error = error.__cause__
    return f"{error.args[0]} {getattr(error, 'details', None) or ''}".strip()


def _text(context: Mapping[str, Any], document: Node) -> bytes:
    """The context first and whole: who reads the file need fetch nothing."""
    graph = document.get("@graph")
    if graph is None:  # one thing alone stands without a list
        graph = [{name: value for name, value in document.items() if name != "@context"}]
    whole = {"@context": context, "@graph": graph}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()
