"""The files that describe the dataset: VoID and DCAT, schema.org, RO-Crate, and the ontology for the web.

In: a dataset after inference, `Sources`, the made data files, graph/metadata.ttl. Out: file name to bytes.
How: the data files and those of the ontology are counted and hashed first, then described, and the description last of
all is listed in the crate; so nothing holds its own hash.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from peakgraph.dataset import Dataset
from peakgraph.description import read_description
from peakgraph.ontology_files import ontology_files
from peakgraph.provenance import trace
from peakgraph.schema_org import CRATE, Words, dataset_jsonld, ro_crate
from peakgraph.sources import Sources, TextFile
from peakgraph.void import count

VOID_FILE = "void.ttl"
SCHEMA_FILE = "dataset.jsonld"


def metadata_files(
    dataset: Dataset, sources: Sources, files: Mapping[str, bytes], written: TextFile
) -> dict[str, bytes]:
    """The files that describe `files`, from what people wrote in `written`; the same for the same inputs.

    Raises `PeakGraphError` where a file is not described there, or a description lacks what every dataset needs.
    """
    description = read_description(written, sources.prefix_file.text)
    of_the_ontology = ontology_files(dataset, sources)
    described = {**files, **of_the_ontology}
    description.check_files({*described, VOID_FILE, SCHEMA_FILE})
    triples = set(description.triples)
    triples.update(count(dataset, description, sources.prefixes))
    triples.update(trace(dataset, sources, described, description))
    words = Words(description, dataset, sources.documents)
    made = {
        **of_the_ontology,
        VOID_FILE: _turtle(triples, sources.prefixes),
        SCHEMA_FILE: dataset_jsonld(words, files),
    }
    return {**made, CRATE: ro_crate(words, {**files, **made})}


def _turtle(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> bytes:
    """The triples as Turtle, with those prefixes that they use."""
    ordered = sorted(triples, key=str)
    text = "\n".join(map(str, ordered))
    used = {prefix: namespace for prefix, namespace in prefixes.items() if f"<{namespace}" in text}
    return ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=used) or b""
