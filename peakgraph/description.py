"""What people write about the graph as a dataset: title, licence, files, graphs.

In: the text of graph/metadata.ttl. Out: a `Description` to ask for words, and triples to add to it.
How: parsed once by pyoxigraph and looked up by subject and property; what is needed and missing is an error.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from peakgraph.errors import PeakGraphError
from peakgraph.prefixes import BASE, DCTERMS, RDF, XSD
from peakgraph.sources import TextFile
from peakgraph.statements import plain_syntax_error
from peakgraph.terms import value_of

DATASET = BASE + "dataset"
DCAT = "http://www.w3.org/ns/dcat#"
SPDX = "http://spdx.org/rdf/terms#"
PROV = "http://www.w3.org/ns/prov#"
FOAF = "http://xmlns.com/foaf/0.1/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"

Value = str | int | ox.NamedNode | ox.Literal


@dataclass(frozen=True)
class Description:
    """The triples of the description that people wrote; `path` is where a message sends them."""

    path: str
    triples: frozenset[ox.Triple]

    @cached_property
    def _found(self) -> dict[tuple[str, str], list[ox.NamedNode | ox.Literal]]:
        found = defaultdict(list)
        for triple in sorted(self.triples, key=str):
            if isinstance(triple.object, ox.NamedNode | ox.Literal):
                found[value_of(triple.subject), triple.predicate.value].append(triple.object)
        return dict(found)

    def all(self, subject: str, predicate: str, language: str = "") -> list[str]:
        """Every value of a property, in order; of literals with a language, those in `language` where it is given."""
        values = self._found.get((subject, predicate), [])
        return [v.value for v in values if not language or getattr(v, "language", None) in (None, language)]

    def one(self, subject: str, predicate: str, language: str = "") -> str:
        """The only value of a property; raises where there is none or another."""
        values = self.all(subject, predicate, language)
        if len(values) != 1:
            what = f"{len(values)} values of {predicate}" + (f" in {language}" if language else "")
            raise PeakGraphError(f"{self.path}: <{subject}> has {what}; give it one")
        return values[0]

    def iri(self, subject: str, predicate: str) -> str:
        """The only value of a property, which is an IRI; raises where it is text."""
        value = self.one(subject, predicate)
        if not isinstance(self._found[subject, predicate][0], ox.NamedNode):
            raise PeakGraphError(f'{self.path}: <{subject}> has "{value}" for {predicate}; write an IRI, in < and >')
        return value

    def languages(self, subject: str, predicate: str) -> list[str]:
        """The languages in which a property is given."""
        values = self._found.get((subject, predicate), [])
        return sorted({v.language for v in values if isinstance(v, ox.Literal) and v.language})

    def subjects_with(self, predicate: str) -> list[str]:
        """What has a property, in order."""
        return sorted(subject for subject, found in self._found if found == predicate)

    def media_type(self, name: str) -> str:
        """The media type of a data file, as in `text/csv`."""
        return self.one(file_iri(name), DCAT + "mediaType").removeprefix(_MEDIA_TYPES)

    def title(self, name: str) -> str:
        """The English title of a data file."""
        return self.one(file_iri(name), DCTERMS + "title", "en")

    def check_files(self, names: set[str]) -> None:
        """Raises where a file is not described, or one is described that the build does not make."""
        described = {iri.removeprefix(DATASET + "#") for iri in self.subjects_with(DCAT + "mediaType")}
        for name in sorted(names - described):
            raise PeakGraphError(f"{self.path}: no description of the file {name}; add <dataset#{name}>")
        for name in sorted(described - names):
            raise PeakGraphError(f"{self.path}: describes {name}, which the build does not make; take it out")


def read_description(file: TextFile, prefixes: str) -> Description:
    """The description in a Turtle file; `prefixes` is the text of the prefix file, which stands in front of it."""
    text = prefixes + "\n" + file.text
    try:
        quads = list(ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=BASE))
    except SyntaxError as error:
        line = max(1, (error.lineno or 1) - prefixes.count("\n") - 1)
        raise PeakGraphError(f"{file.path}:{line}: Turtle does not parse: {plain_syntax_error(error)}") from error
    if any(isinstance(quad.object, ox.Triple) for quad in quads):
        raise PeakGraphError(f"{file.path}: a triple term; say it in plain triples")
    if any(isinstance(node, ox.BlankNode) for quad in quads for node in (quad.subject, quad.object)):
        raise PeakGraphError(f"{file.path}: a blank node; give the thing a name of its own, <dataset#name>")
    return Description(file.path, frozenset(quad.triple for quad in quads))


def file_iri(name: str) -> str:
    """The IRI of a data file as a distribution."""
    return f"{DATASET}#{name}"


def say(subject: str, predicate: str, *values: Value) -> Iterator[ox.Triple]:
    """A triple for each value: text is an IRI, a number a count."""
    for value in values:
        if isinstance(value, str):
            value = ox.NamedNode(value)
        elif isinstance(value, int):
            value = ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))
        yield ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)


def checksum(subject: str, sha256: str) -> Iterator[ox.Triple]:
    """The SHA-256 of a file, as SPDX and DCAT say it."""
    node = subject + ("-sha256" if "#" in subject else "#sha256")
    yield from say(subject, SPDX + "checksum", node)
    yield from say(node, RDF + "type", SPDX + "Checksum")
    yield from say(node, SPDX + "algorithm", SPDX + "checksumAlgorithm_sha256")
    value = ox.Literal(sha256, datatype=ox.NamedNode(XSD + "hexBinary"))
    yield from say(node, SPDX + "checksumValue", value)
