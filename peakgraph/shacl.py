"""SHACL: the shapes of shapes/ against the merge.

In: triples and shape files. Out: findings, one a result. How: pySHACL over one rdflib graph, no inference of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF, SH

from peakgraph.errors import Finding, PeakGraphError, Severity
from peakgraph.sources import TextFile


def as_rdflib(triples: Iterable[ox.Triple], into: rdflib.Graph | None = None) -> rdflib.Graph:
    """The triples as an rdflib graph; `into` one that is there, if given."""
    graph = rdflib.Graph(bind_namespaces="none") if into is None else into
    graph.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    return graph


def parse_shapes(shapes: Iterable[TextFile], prefix_text: str) -> rdflib.Graph:
    """All shapes as one graph; raises where a file does not parse."""
    graph = rdflib.Graph(bind_namespaces="none")
    for file in shapes:
        try:
            graph.parse(data=prefix_text + "\n" + file.text, format="turtle")
        except (SyntaxError, rdflib.exceptions.ParserError) as error:
            raise PeakGraphError(f"{file.path}: Turtle does not parse: {' '.join(str(error).split())}") from error
    return graph


def check_shapes(data: rdflib.Graph, shapes: rdflib.Graph) -> list[Finding]:
    """The results of all shapes, sorted; `where` is left to who knows the readings' lines."""
    import pyshacl

    logging.getLogger("pyshacl").setLevel(logging.ERROR)
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True, allow_warnings=True)
    if not isinstance(results, rdflib.Graph):
        raise PeakGraphError(f"shapes: cannot be checked: {' '.join(str(results).split())}")
    return sorted(_finding(results, result) for result in results.subjects(RDF.type, SH.ValidationResult))


def _finding(results: rdflib.Graph, result: rdflib.term.Node) -> Finding:
    def text(predicate: rdflib.URIRef) -> str:
        found = results.value(result, predicate, any=True)
        return "" if found is None or isinstance(found, rdflib.BNode) else str(found)

    severity: Severity = "violation" if text(SH.resultSeverity) == str(SH.Violation) else "warning"
    messages = sorted(str(message) for message in results.objects(result, SH.resultMessage))
    return Finding(
        where="",
        check=text(SH.sourceShape) or text(SH.sourceConstraintComponent),
        message="; ".join(messages),
        severity=severity,
        focus=text(SH.focusNode),
        path=text(SH.resultPath),
        value=text(SH.value),
    )
