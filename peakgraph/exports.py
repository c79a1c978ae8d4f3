"""The graph for other tools: RDF, JSON-LD, nanopublications, tables, GEXF and GraphML.

In: an open graph, a format and where to write. Out: files, or bytes on stdout. How: a module for each family of formats
makes the bytes; here they are written, aside first.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from peakgraph.dist import read_checked
from peakgraph.errors import PeakGraphError
from peakgraph.prefixes import PASSAGE
from peakgraph.project_files import write_whole

if TYPE_CHECKING:
    import pyoxigraph as ox

    from peakgraph.graph import PeakGraph

#: Format to the name of its file, where only a folder is named for it.
FILES = {
    **{"turtle": "peakgraph.ttl", "ntriples": "peakgraph.nt", "rdf12": "peakgraph.rdf12.ttl"},
    **{"nquads": "peakgraph.nq", "trig": "peakgraph.trig"},
    **{"jsonld": "peakgraph.jsonld", "jsonld-framed": "plans.jsonld", "nanopub": "nanopublications.trig"},
    **{"gexf": "peakgraph.gexf", "graphml": "peakgraph.graphml"},
}
#: Formats that the build has written already; a store would write some numbers otherwise ("1" for "1.0").
BUILT = ("turtle", "ntriples", "nquads", "trig")


def export(graph: PeakGraph, form: str, out: str) -> list[Path]:
    """Writes the graph in one format to a file (`-`: stdout) or into a folder; returns what was written.

    A name that ends with `/`, or is that of a folder, is a folder; csv takes no other. Nanopublications become one
    file, or in a folder one each. Raises `PeakGraphError` where nothing can be written.
    """
    target = Path(out)
    into_folder = out != "-" and (out.endswith("/") or target.is_dir())
    files = export_files(graph, form, one_each=into_folder)
    if out == "-":
        if len(files) > 1:
            raise PeakGraphError(f"{form} is {len(files)} files; name a folder for them with --out")
        for data in files.values():
            sys.stdout.buffer.write(data)
        return []
    try:
        if len(files) == 1 and not into_folder:
            target.parent.mkdir(parents=True, exist_ok=True)
            return [write_whole(target, data) for data in files.values()]
        target.mkdir(parents=True, exist_ok=True)
        if form == "nanopub":
            _refuse_others(target, files)
        return [write_whole(target / name, data) for name, data in files.items()]
    except OSError as error:
        raise PeakGraphError(
            f"{target}: cannot be written ({error.strerror}); name another place with --out"
        ) from error


def export_files(graph: PeakGraph, form: str, *, one_each: bool = False) -> dict[str, bytes]:
    """File name to bytes; several for csv, and for nanopublications with `one_each`."""
    if form == "nanopub":
        return _nanopublications(graph, one_each)
    if form in ("csv", "gexf", "graphml"):
        from peakgraph import network_exports

        network = graph.to_networkx()
        if form == "csv":
            return network_exports.tables(network, graph.project)
        return {FILES[form]: network_exports.gexf(network) if form == "gexf" else network_exports.graphml(network)}
    if form in BUILT:
        return {FILES[form]: read_checked(graph.dist, FILES[form])}
    from peakgraph.rdf_exports import rdf12, read_merge, read_quads

    if form == "rdf12":
        return {FILES[form]: rdf12(graph.dist, graph.prefixes)}
    from peakgraph.jsonld import compact_jsonld, framed_jsonld

    merge, where = read_merge(graph.dist), (graph.project, graph.prefixes)
    if form == "jsonld":
        return {FILES[form]: compact_jsonld(merge, *where)}
    return {FILES[form]: framed_jsonld(merge, read_quads(graph.dist), *where)}


def _nanopublications(graph: PeakGraph, one_each: bool) -> dict[str, bytes]:
    """All in one TriG file, or a file for each, as the tools that sign and publish them take them."""
    from peakgraph.nanopublications import PREFIXES, nanopublications
    from peakgraph.rdf_exports import read_quads

    prefixes = {**graph.prefixes, **PREFIXES}
    found = list(nanopublications(read_quads(graph.dist)))
    if not found:
        raise PeakGraphError("no reviewed passage states anything yet, so there is nothing to make nanopublications of")
    if not one_each:
        return {FILES["nanopub"]: _trig([quad for each in found for quad in each.quads], prefixes)}
    return {
        each.passage.removeprefix(PASSAGE).replace("/", "_") + ".trig": _trig(
            each.quads, {**_used(each.quads, prefixes), "this": each.iri, "sub": each.iri + "#"}
        )
        for each in found
    }


def _trig(quads: Iterable[ox.Quad], prefixes: Mapping[str, str]) -> bytes:
    import pyoxigraph as ox

    return ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=dict(prefixes)) or b""


def _used(quads: Iterable[ox.Quad], prefixes: Mapping[str, str]) -> dict[str, str]:
    """The prefixes that some IRI of the quads begins with."""
    text = "\n".join(map(str, quads))
    return {prefix: namespace for prefix, namespace in prefixes.items() if "<" + namespace in text}


def _refuse_others(folder: Path, files: Mapping[str, bytes]) -> None:
    """A nanopublication of an earlier export that the graph no longer gives would pass for one of this."""
    others = sorted(path.name for path in folder.glob("*_*-*.trig") if path.name not in files)
    if others:
        raise PeakGraphError(
            f"{folder / others[0]}: not a nanopublication of this graph; empty the folder, or name another with --out"
        )
