"""Where the graph comes from: the files that the build read, the documents and the rights in them, the files it made.

In: `Sources`, the dataset, the made files. Out: PROV, DCAT and SPDX triples.
How: each file read or made is an entity with its hash; one activity used the former and generated the latter.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields

import pyoxigraph as ox

from peakgraph import __version__
from peakgraph.dataset import Dataset
from peakgraph.description import DATASET, DCAT, PROV, Description, checksum, file_iri, say
from peakgraph.documents import Document
from peakgraph.prefixes import BASE, DCTERMS, DOCUMENT, OWL, PG, RDF, RDFS, XSD
from peakgraph.sources import Sources, TextFile
from peakgraph.terms import value_of
from peakgraph.void import document_part

DIST = BASE + "dist/"
BUILD = DATASET + "#build"
SOFTWARE = DATASET + "#software"
RIGHTS = DATASET + "#rights-in-the-documents"
_TYPE = RDF + "type"
#: What the graph says of a document and its description repeats.
_SAID = (DCTERMS + "title", DCTERMS + "publisher", DCTERMS + "issued", RDFS + "label", PG + "year")
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/ENG"


def trace(
    dataset: Dataset, sources: Sources, files: Mapping[str, bytes], description: Description
) -> Iterator[ox.Triple]:
    """How the files came to be, and what may be done with what they were made from."""
    yield from say(SOFTWARE, OWL + "versionInfo", ox.Literal(__version__))
    yield from say(DATASET, PROV + "wasGeneratedBy", BUILD)
    yield from _files_read(dataset, sources)
    said, reviewed = _said_of_documents(dataset), {r.document for r in dataset.readings if not r.proposed}
    for document in sources.documents:
        yield from _document(document, said.get(document.iri, []), document.name in reviewed, description)
    for name, data in sorted(files.items()):
        yield from _file_made(name, data, description)


def inputs(sources: Sources) -> list[TextFile]:
    """The texts that the data is made from, in order; a query asks the graph and makes nothing of it."""
    found: list[TextFile] = []
    for field in fields(sources):
        value = getattr(sources, field.name)
        if field.name != "queries":
            found += [file for file in (value if isinstance(value, tuple) else [value]) if isinstance(file, TextFile)]
    return sorted(found, key=lambda file: file.path)


def source_iri(path: str) -> str:
    """The IRI of a file of the project."""
    return f"{BASE}source/{path}"


def _files_read(dataset: Dataset, sources: Sources) -> Iterator[ox.Triple]:
    documents = {document.name: document.iri for document in sources.documents}
    for file in inputs(sources):
        iri = source_iri(file.path)
        yield from say(BUILD, PROV + "used", iri)
        yield from say(iri, _TYPE, PROV + "Entity")
        yield from say(iri, DCTERMS + "title", ox.Literal(file.path))
        yield from checksum(iri, hashlib.sha256(file.text.encode()).hexdigest())
    for reading in dataset.readings:
        yield from say(source_iri(reading.path), PROV + "wasDerivedFrom", documents[reading.document])


def _said_of_documents(dataset: Dataset) -> dict[str, list[ox.Triple]]:
    """Document to what its description repeats of it, in order: one look at the merge for all of them."""
    found: dict[str, list[ox.Triple]] = defaultdict(list)
    for triple in dataset.merge:
        if triple.predicate.value in _SAID and value_of(triple.subject).startswith(DOCUMENT):
            found[value_of(triple.subject)].append(triple)
    return {iri: sorted(triples, key=str) for iri, triples in found.items()}


def _document(
    document: Document, said: list[ox.Triple], reviewed: bool, description: Description
) -> Iterator[ox.Triple]:
    """A document: what it is, the rights in it, and, once reviewed, the part of the dataset derived from it."""
    iri, part = document.iri, document_part(document.stem)
    yield from say(BUILD, PROV + "used", iri)
    yield from say(DATASET, PROV + "wasDerivedFrom", iri)
    yield from say(iri, _TYPE, PROV + "Entity", PG + "SourceDocument")
    yield from say(iri, DCTERMS + "rights", RIGHTS)
    yield from say(iri, DCTERMS + "language", _LANGUAGE)
    yield from checksum(iri, document.sha256)
    yield from said
    if reviewed:
        yield from say(part, PROV + "wasDerivedFrom", iri)
        yield from say(part, DCTERMS + "license", description.iri(DATASET, DCTERMS + "license"))
        yield from say(part, DCTERMS + "title", ox.Literal(f"What {document.name} states", language="en"))


def _file_made(name: str, data: bytes, description: Description) -> Iterator[ox.Triple]:
    iri = file_iri(name)
    yield from say(BUILD, PROV + "generated", iri)
    yield from say(iri, DCAT + "downloadURL", DIST + name)
    yield from say(iri, DCAT + "accessURL", description.iri(DATASET, DCAT + "landingPage"))
    yield from say(iri, DCTERMS + "license", description.iri(DATASET, DCTERMS + "license"))
    size = ox.Literal(str(len(data)), datatype=ox.NamedNode(XSD + "nonNegativeInteger"))
    yield from say(iri, DCAT + "byteSize", size)
    yield from checksum(iri, hashlib.sha256(data).hexdigest())
