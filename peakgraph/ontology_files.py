"""The ontology for the web: Turtle, JSON-LD, RDF/XML and a page, and the shapes in one file.

In: the dataset, whose graph of the ontology is written, and `Sources`. Out: file name to bytes.
How: pyoxigraph writes sorted triples; a template shows each term under the name that its IRI ends with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from peakgraph.dataset import Dataset
from peakgraph.paths import TEMPLATES
from peakgraph.prefixes import BASE, ID, ONTOLOGY_GRAPH, OWL, PG, RDF, RDFS, SKOS, compact
from peakgraph.sources import Sources
from peakgraph.terms import Fact

ONTOLOGY = BASE + "ontology"
_FORMATS = {"ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD, "rdf": ox.RdfFormat.RDF_XML}
_GROUPS = {
    "Classes": (OWL + "Class",),
    "Relations": (OWL + "ObjectProperty",),
    "Attributes": (OWL + "DatatypeProperty", OWL + "AnnotationProperty"),
}
#: What the page says of a term besides its names, definition and example.
_RELATIONS = {
    RDFS + "subClassOf": "is a kind of",
    RDFS + "subPropertyOf": "is a kind of",
    RDFS + "domain": "is said of",
    RDFS + "range": "leads to",
    OWL + "inverseOf": "is the inverse of",
}
_TRAITS = {
    OWL + "FunctionalProperty": "has one value at most",
    OWL + "SymmetricProperty": "holds both ways",
    OWL + "TransitiveProperty": "is passed on",
}


@dataclass(frozen=True)
class Term:
    """A class, property or concept as the page shows it; `relations` is words to the terms that they lead to."""

    anchor: str
    name: str
    label: str
    chinese: str
    definition: str
    note: str
    example: str
    traits: tuple[str, ...]
    relations: tuple[tuple[str, tuple[str, ...]], ...]


def ontology_files(dataset: Dataset, sources: Sources) -> dict[str, bytes]:
    """The ontology with the vocabularies in each form, and the shapes."""
    name = ox.NamedNode(ONTOLOGY_GRAPH)
    triples = sorted((quad.triple for quad in dataset.quads if quad.graph_name == name), key=str)
    prefixes = dict(sources.prefixes)
    files = {
        f"ontology.{ending}": ox.serialize(triples, format=form, prefixes=prefixes) or b""
        for ending, form in _FORMATS.items()
    }
    files["ontology.html"] = draw_ontology([f for f in dataset.facts if f.graph == ONTOLOGY_GRAPH], prefixes).encode()
    shapes = "\n".join(f"# {file.path}\n{file.text.strip()}\n" for file in sources.shapes)
    files["shapes.ttl"] = f"{sources.prefix_file.text}\n{shapes}".encode()
    return files


def draw_ontology(facts: list[Fact], prefixes: Mapping[str, str]) -> str:
    """The page of the ontology, from the facts of its graph."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    said: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for fact in facts:
        said[fact.subject, fact.predicate, fact.language].append(fact.value)
    groups = {
        title: [
            _term(iri, said, prefixes)
            for iri in sorted({f.subject for f in facts if f.predicate == RDF + "type" and f.value in kinds})
            if iri.startswith(PG)
        ]
        for title, kinds in _GROUPS.items()
    }
    vocabularies = [
        (_term(scheme, said, prefixes), _concepts(scheme, facts, said, prefixes))
        for scheme in sorted({f.subject for f in facts if f.value == SKOS + "ConceptScheme"})
    ]
    header = {fact.predicate.rpartition("/")[2].rpartition("#")[2]: fact.value for fact in _header(facts)}
    return environment.get_template("ontology.html.j2").render(
        header=header, groups=groups, vocabularies=vocabularies, iri=ONTOLOGY
    )


def _header(facts: list[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.subject == ONTOLOGY and fact.language in ("", "en")]


def _concepts(
    scheme: str, facts: list[Fact], said: Mapping[tuple[str, str, str], list[str]], prefixes: Mapping[str, str]
) -> list[Term]:
    members = sorted(f.subject for f in facts if f.predicate == SKOS + "inScheme" and f.value == scheme)
    return [_term(iri, said, prefixes) for iri in members]


def _term(iri: str, said: Mapping[tuple[str, str, str], list[str]], prefixes: Mapping[str, str]) -> Term:
    def text(predicate: str, language: str = "en") -> str:
        return " ".join(said.get((iri, predicate, language), ()))

    relations = {
        words: tuple(compact(value, prefixes) for value in said[iri, predicate, ""])
        for predicate, words in _RELATIONS.items()
        if (iri, predicate, "") in said
    }
    traits = tuple(words for kind, words in _TRAITS.items() if kind in said.get((iri, RDF + "type", ""), ()))
    return Term(
        iri.removeprefix(PG).removeprefix(ID),
        compact(iri, prefixes),
        text(RDFS + "label"),
        text(RDFS + "label", "zh"),
        text(SKOS + "definition"),
        text(SKOS + "scopeNote"),
        text(SKOS + "example"),
        traits,
        tuple(relations.items()),
    )
