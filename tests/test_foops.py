"""FOOPS!, the ontology pitfall scanner for the FAIR principles: each of its tests by its code, asked of the ontology.

FOOPS! is a service that fetches an ontology from the web. What it reads in the file is asked here of the file that
clients get; what it asks of the web is asked of the redirect rules; what it asks of registries is listed below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import pytest
from rdflib import DC, DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SDO, SKOS, VANN, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from peakgraph.build import Result
from peakgraph.ontology_files import ontology_files
from peakgraph.prefixes import BASE
from tests.small_project import ROOT
from tests.w3id_rules import BROWSER, OWLAPI, read_rules, redirect

ONTOLOGY = URIRef(BASE + "ontology")
PG = Namespace(f"{ONTOLOGY}#")
BIBO = Namespace("http://purl.org/ontology/bibo/")
PAV = Namespace("http://purl.org/pav/")
PREFIX_TEXT = (ROOT / "ontology" / "prefixes.ttl").read_text("utf-8")

#: Where FOOPS! looks for each thing that a header may say; of its lists, the properties that are in use.
HEADER: dict[str, tuple[URIRef, ...]] = {
    "title": (DC.title, DCTERMS.title, SDO.name),
    "description": (DCTERMS.abstract, DCTERMS.description, DC.description, SDO.description, RDFS.comment, SKOS.note),
    "license": (DCTERMS.license, SDO.license),
    "version iri": (OWL.versionIRI,),
    "author": (
        DC.creator,
        DCTERMS.creator,
        PAV.createdBy,
        PAV.authoredBy,
        SDO.creator,
        PROV.wasAttributedTo,
        FOAF.maker,
    ),
    "namespace URI": (VANN.preferredNamespaceUri,),
    "namespace prefix": (VANN.preferredNamespacePrefix,),
    "version info": (OWL.versionInfo, SDO.schemaVersion),
    "creation date": (DCTERMS.created, SDO.dateCreated, PROV.generatedAtTime, PAV.createdOn),
    "citation": (DCTERMS.bibliographicCitation, SDO.citation),
    "publisher": (DC.publisher, DCTERMS.publisher, SDO.publisher),
    "status": (BIBO.status,),
    "source": (DC.source, DCTERMS.source),
    "issued": (DCTERMS.issued, SDO.datePublished),
    "modified": (DCTERMS.modified, SDO.dateModified),
}
MINIMUM = ("title", "description", "license", "version iri", "author", "namespace URI")
RECOMMENDED = ("namespace prefix", "version info", "creation date", "citation")
#: FOOPS! also wants a DOI and a logo. Neither exists: a DOI comes with a deposit of a release.
DETAILED = ("publisher", "status", "source", "issued", "modified")
PERSISTENT = ("w3id.org/", "doi.org/", "purl.org/", "www.w3.org/", "perma.cc/", "data.europa.eu/", "dbpedia.org/")
#: Licences whose addresses are known to resolve; a test asks no network.
RESOLVABLE = ("https://creativecommons.org/licenses/by/4.0/", "https://creativecommons.org/publicdomain/zero/1.0/")
METADATA_VOCABULARIES = (DCTERMS, DC, SDO, VANN, PROV, BIBO, PAV, FOAF)
TERM_KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)

#: What FOOPS! asks and no file can answer.
NOT_APPLICABLE = {
    "FIND2": "whether the prefix is in prefix.cc or Linked Open Vocabularies: to be registered when the IRIs resolve",
    "FIND3": "whether the ontology is in Linked Open Vocabularies: to be registered when the IRIs resolve",
    "FIND_3_BIS": "whether that registry has its metadata: likewise",
}
CODES = {"CN1", "DOC1", "FIND1", "FIND2", "FIND3", "FIND_3_BIS", "HTTP1", "OM1", "OM2", "OM3", "OM4_1", "OM4_2"}
CODES |= {"OM5_1", "OM5_2", "PURL1", "RDF1", "URI1", "URI2", "VER1", "VER2", "VOC1", "VOC2", "VOC3", "VOC4"}

Rule = Callable[[Graph], Iterable[str]]


class Check(NamedTuple):
    """What FOOPS! asks, in short; what finds the faults; a small ontology that has one, and words of it."""

    asks: str
    rule: Rule
    broken: str
    fault: str


def header_lacks(*names: str) -> Rule:
    def rule(graph: Graph) -> Iterator[str]:
        for ontology in graph.subjects(RDF.type, OWL.Ontology):
            said = set(graph.predicates(ontology))
            yield from (f"no {name}" for name in names if not said & set(HEADER[name]))

    return rule


def not_one_ontology(graph: Graph) -> Iterator[str]:
    found = list(graph.subjects(RDF.type, OWL.Ontology))
    if len(found) != 1 or len(graph) < 2:
        yield f"{len(found)} ontologies in {len(graph)} triples"


def another_iri(graph: Graph) -> Iterator[str]:
    for ontology in graph.subjects(RDF.type, OWL.Ontology):
        if ontology != ONTOLOGY or str(graph.value(ontology, VANN.preferredNamespaceUri)) != f"{ontology}#":
            yield f"{ontology} is not the address that it is fetched from"


def iri_without(*beginnings: str) -> Rule:
    def rule(graph: Graph) -> Iterator[str]:
        for ontology in graph.subjects(RDF.type, OWL.Ontology):
            if not str(ontology).startswith(beginnings):
                yield f"{ontology} does not begin as it should"

    return rule


def licence_that_does_not_resolve(graph: Graph) -> Iterator[str]:
    for licence in graph.objects(None, DCTERMS.license):
        if not isinstance(licence, URIRef) or str(licence) not in RESOLVABLE:
            yield f"{licence} is not the address of a known licence"


def version_that_is_not_its_own(graph: Graph) -> Iterator[str]:
    for ontology in graph.subjects(RDF.type, OWL.Ontology):
        versions = list(graph.objects(ontology, OWL.versionIRI))
        if len(versions) != 1 or versions[0] == ontology:
            yield f"versions {[str(version) for version in versions]}"


def metadata_of_ones_own(graph: Graph) -> Iterator[str]:
    for ontology in graph.subjects(RDF.type, OWL.Ontology):
        if not any(str(p).startswith(tuple(map(str, METADATA_VOCABULARIES))) for p in graph.predicates(ontology)):
            yield "the header reuses no vocabulary"


def nothing_reused(graph: Graph) -> Iterator[str]:
    above = [
        *graph.objects(None, RDFS.subClassOf),
        *graph.objects(None, RDFS.subPropertyOf),
        *graph.objects(None, OWL.imports),
    ]
    if not any(isinstance(term, URIRef) and not str(term).startswith((PG, str(OWL), str(RDFS))) for term in above):
        yield "no term extends one of another vocabulary"


def terms_without(*properties: URIRef) -> Rule:
    def rule(graph: Graph) -> Iterator[str]:
        ours: set[Node] = {term for kind in TERM_KINDS for term in graph.subjects(RDF.type, kind)}
        for term in sorted(ours, key=str):
            words = [value for p in properties for value in graph.objects(term, p) if isinstance(value, Literal)]
            if str(term).startswith(PG) and not any(str(value).strip() for value in words):
                yield f"{term} has none"

    return rule


HEAD = f"<{ONTOLOGY}> a owl:Ontology ; "
CHECKS: dict[str, Check] = {
    "FIND1": Check(
        "a prefix is declared", header_lacks("namespace prefix"), HEAD + "owl:versionInfo 1 .", "no namespace p"
    ),
    "HTTP1": Check(
        "an open protocol", iri_without("http://", "https://"), "<urn:a> a owl:Ontology .", "urn:a does not begin"
    ),
    "OM1": Check("the minimum of metadata", header_lacks(*MINIMUM), HEAD + 'dcterms:title "a" .', "no license"),
    "OM2": Check("recommended metadata", header_lacks(*RECOMMENDED), HEAD + 'dcterms:title "a" .', "no citation"),
    "OM3": Check("detailed metadata", header_lacks(*DETAILED), HEAD + 'dcterms:title "a" .', "no publisher"),
    "OM4_1": Check("a licence", header_lacks("license"), HEAD + 'dcterms:title "a" .', "no license"),
    "OM4_2": Check(
        "a licence that resolves",
        licence_that_does_not_resolve,
        HEAD + 'dcterms:license "free" .',
        "free is not the address",
    ),
    "OM5_1": Check(
        "who made it, and when",
        header_lacks("author", "creation date"),
        HEAD + 'dcterms:creator "a" .',
        "no creation date",
    ),
    "OM5_2": Check(
        "who published it, and when", header_lacks("issued", "publisher"), HEAD + 'schema:publisher "a" .', "no issued"
    ),
    "PURL1": Check(
        "a persistent address",
        iri_without(*(f"{scheme}://{host}" for scheme in ("http", "https") for host in PERSISTENT)),
        "<https://example.org/a> a owl:Ontology .",
        "https://example.org/a does not begin",
    ),
    "RDF1": Check("it is there in RDF", not_one_ontology, 'pg:A rdfs:label "a" .', "0 ontologies"),
    "URI2": Check(
        "its address is its name", another_iri, "<https://w3id.org/other> a owl:Ontology .", "is not the address"
    ),
    "VER1": Check(
        "a version with an IRI of its own",
        version_that_is_not_its_own,
        HEAD + f"owl:versionIRI <{ONTOLOGY}> .",
        "versions",
    ),
    "VOC1": Check(
        "metadata in known vocabularies", metadata_of_ones_own, HEAD + 'pg:title "a" .', "reuses no vocabulary"
    ),
    "VOC2": Check("known vocabularies are reused", nothing_reused, "pg:A rdfs:subClassOf pg:B .", "no term extends"),
    "VOC3": Check("every term has a label", terms_without(RDFS.label), "pg:A a owl:Class .", "ontology#A has none"),
    "VOC4": Check(
        "every term has a description",
        terms_without(RDFS.comment, SKOS.definition),
        'pg:p a owl:ObjectProperty ; skos:definition " " .',
        "ontology#p has none",
    ),
}
#: What FOOPS! asks of the web: path, what it accepts, and the file that must answer.
ON_THE_WEB: dict[str, list[tuple[str, str, str]]] = {
    "CN1": [
        ("ontology", BROWSER, "ontology.html"),
        ("ontology", "text/turtle", "ontology.ttl"),
        ("ontology", "application/rdf+xml", "ontology.rdf"),
        ("ontology", "application/ld+json", "ontology.jsonld"),
    ],
    "DOC1": [("ontology", "text/html", "ontology.html")],
    "URI1": [("ontology", OWLAPI, "ontology.rdf"), ("ontology", "*/*", "ontology.ttl")],
    "VER2": [("{version}", "text/turtle", "ontology.ttl"), ("{version}", "text/html", "ontology.html")],
}


@pytest.fixture(scope="module")
def files(real: Result) -> dict[str, bytes]:
    return ontology_files(real.inferred, real.sources)


@pytest.fixture(scope="module")
def published(files: dict[str, bytes]) -> Graph:
    """The ontology as a client gets it."""
    return Graph(bind_namespaces="none").parse(data=files["ontology.ttl"], format="turtle")


@pytest.mark.parametrize("code", CHECKS, ids=lambda code: f"{code}: {CHECKS[code].asks}")
def test_foops(code: str, published: Graph) -> None:
    assert list(CHECKS[code].rule(published)) == []


@pytest.mark.parametrize("code", CHECKS)
def test_foops_finds_the_fault_in_an_ontology_that_has_it(code: str) -> None:
    broken = Graph(bind_namespaces="none").parse(data=PREFIX_TEXT + CHECKS[code].broken, format="turtle")
    assert CHECKS[code].fault in "; ".join(CHECKS[code].rule(broken))


@pytest.mark.parametrize("code", ON_THE_WEB)
def test_foops_on_the_web(code: str, files: dict[str, bytes], published: Graph) -> None:
    rules = read_rules((ROOT / "w3id" / ".htaccess").read_text("utf-8"))
    version = str(published.value(ONTOLOGY, OWL.versionIRI)).removeprefix(BASE)
    for path, accept, file in ON_THE_WEB[code]:
        found = redirect(rules, path.format(version=version), accept)
        assert found is not None, (path, accept)
        assert found[1].endswith(f"/graph/dist/{file}")
        assert files[file]


def test_each_test_of_foops_is_one_here_or_has_a_reason_why_not() -> None:
    groups = (set(CHECKS), set(ON_THE_WEB), set(NOT_APPLICABLE))
    assert set.union(*groups) == CODES
    assert sum(map(len, groups)) == len(CODES) == 24
    assert all(NOT_APPLICABLE.values())
