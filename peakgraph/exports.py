"""The graph for other tools: RDF in its usual forms, the network as tables, GEXF and GraphML.

In: an open graph and a format. Out: files, or bytes on stdout. How: pyoxigraph writes RDF, networkx the networks.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from peakgraph.errors import PeakGraphError
from peakgraph.graph import PeakGraph

_MERGE = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}
_GRAPHS = {"nquads": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG}


def export(graph: PeakGraph, form: str, out: str) -> list[Path]:
    """Writes the graph in one format to a file (`-`: stdout), csv to a folder; returns what was written."""
    files = export_files(graph, form)
    if out == "-":
        if len(files) > 1:
            raise PeakGraphError(f"{form} is {len(files)} tables; name a folder for them with --out")
        for data in files.values():
            sys.stdout.buffer.write(data)
        return []
    target = Path(out)
    try:
        if len(files) == 1:
            target.parent.mkdir(parents=True, exist_ok=True)
            return [_replace(target, data) for data in files.values()]
        target.mkdir(parents=True, exist_ok=True)
        return [_replace(target / name, data) for name, data in files.items()]
    except OSError as error:
        raise PeakGraphError(
            f"{target}: cannot be written ({error.strerror}); name another place with --out"
        ) from error


def export_files(graph: PeakGraph, form: str) -> dict[str, bytes]:
    """File name to bytes; two for csv, one otherwise."""
    if form in _MERGE:
        merge = sorted((q.triple for q in graph.store.quads_for_pattern(None, None, None, ox.DefaultGraph())), key=str)
        return {f"peakgraph.{form}": ox.serialize(merge, format=_MERGE[form], prefixes=dict(graph.prefixes)) or b""}
    if form in _GRAPHS:
        quads = sorted((q for q in graph.store if q.graph_name != ox.DefaultGraph()), key=_graph_first)
        return {f"peakgraph.{form}": ox.serialize(quads, format=_GRAPHS[form], prefixes=dict(graph.prefixes)) or b""}
    return _network_files(graph, form)


def _graph_first(quad: ox.Quad) -> tuple[str, str]:
    return str(quad.graph_name), str(quad)


def _replace(path: Path, data: bytes) -> Path:
    """Written aside first, so that a failure leaves what was there; a pipe or device is written into as it is."""
    path = path.resolve()
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return path
    aside = path.with_name(path.name + ".part")
    try:
        aside.write_bytes(data)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return path


def _network_files(graph: PeakGraph, form: str) -> dict[str, bytes]:
    import networkx

    network = graph.to_networkx()
    if form == "csv":
        nodes = ({"id": node, **facts} for node, facts in network.nodes(data=True))
        edges = ({"source": a, "target": b, **_edge(facts)} for a, b, facts in network.edges(data=True))
        return {"nodes.csv": _csv(nodes, ("id",)), "edges.csv": _csv(edges, ("source", "target"))}
    renamed: Any = networkx.MultiDiGraph()
    renamed.add_nodes_from((node, _numbers(facts)) for node, facts in network.nodes(data=True))
    for number, (a, b, facts) in enumerate(network.edges(data=True)):
        renamed.add_edge(a, b, key=f"e{number}", **_edge(facts))
    out = io.BytesIO()
    if form == "gexf":
        networkx.write_gexf(renamed, out)
        return {"peakgraph.gexf": _without_date(out.getvalue())}
    networkx.write_graphml(renamed, out)
    return {"peakgraph.graphml": out.getvalue()}


def _numbers(facts: Mapping[str, str]) -> dict[str, Any]:
    """Values and years as numbers, for tools that rank by them; one that has several values is left out."""
    numbers = {name: _number(facts[name]) for name in ("value", "year", "statedSize") if name in facts}
    kept = {name: text for name, text in facts.items() if name not in numbers}
    return kept | {name: number for name, number in numbers.items() if number is not None}


def _number(text: str) -> float | int | None:
    try:
        return int(text) if text.isdecimal() else float(text)
    except ValueError:
        return None


def _edge(facts: Mapping[str, str]) -> dict[str, str]:
    """`source` would be taken for the edge's end, so where a statement comes from is `origin` in files."""
    return {"origin" if name == "source" else name: value for name, value in facts.items()}


def _without_date(gexf: bytes) -> bytes:
    """networkx writes today's date into GEXF; the same graph should give the same bytes on any day."""
    import re

    return re.sub(rb' lastmodifieddate="[^"]*"', b"", gexf, count=1)


def _csv(rows: Iterable[Mapping[str, str]], first: tuple[str, ...]) -> bytes:
    table = list(rows)
    columns = [*first, *sorted({name for row in table for name in row} - set(first))]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(table)
    return b"\xef\xbb\xbf" + out.getvalue().encode()
