"""The ontology keeps to OWL Lite, declares all it uses and documents each term; the vocabularies are whole.

Each rule is a function from a graph to its faults: none in the ontology, some in a small bad one given as text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import BNode, Node

from peakgraph.build import Result
from peakgraph.prefixes import ONTOLOGY_GRAPH, compact, read_prefixes
from peakgraph.shacl import as_rdflib

ROOT = Path(__file__).resolve().parent.parent
PREFIX_TEXT = (ROOT / "ontology" / "prefixes.ttl").read_text(encoding="utf-8")
PREFIXES = read_prefixes(PREFIX_TEXT)
PG = Namespace(PREFIXES["pg"])
VANN = Namespace(PREFIXES["vann"])
DCTERMS = Namespace(PREFIXES["dcterms"])
ONTOLOGY = URIRef("https://w3id.org/peakgraph/ontology")

PROPERTY_KINDS = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
TERM_KINDS = {OWL.Class, *PROPERTY_KINDS}
TRAITS = {OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.TransitiveProperty, OWL.SymmetricProperty}

#: All that may be said of a term: no restriction, union, enumeration, value or disjointness.
ALLOWED_OF_TERMS = {
    *(RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.inverseOf),
    *(RDFS.label, RDFS.isDefinedBy, SKOS.definition, SKOS.example, SKOS.scopeNote),
}
ALLOWED_OF_THE_ONTOLOGY = {RDF.type, OWL.versionInfo, OWL.versionIRI, OWL.imports, OWL.priorVersion}

#: Built in, and so declared by OWL itself.
BUILT_IN = tuple(str(namespace) for namespace in (RDF, RDFS, OWL, XSD))

#: What these say is a web address and no term.
ADDRESSES = {RDFS.isDefinedBy, DCTERMS.license, OWL.versionIRI, OWL.priorVersion}

#: Data says "2025" or a date; a range would make each engine read it in its own way.
TIMES = re.compile(r"(year|date|issued)$|period(start|end)|dateof", re.IGNORECASE)

Rule = Callable[[Graph], Iterable[str]]
DataRule = Callable[[Graph, Graph], Iterable[str]]


class Bad(NamedTuple):
    """A small graph that breaks a rule, and words of the fault that the rule must find in it."""

    rule: Rule
    turtle: str
    fault: str


def rules_of(cases: dict[str, Bad]) -> list[Rule]:
    return list(dict.fromkeys(case.rule for case in cases.values()))


def name_of(rule: Callable[..., object]) -> str:
    return rule.__name__.replace("_", " ")


def read(*texts: str) -> Graph:
    graph = Graph(bind_namespaces="none")
    for text in texts:
        graph.parse(data=PREFIX_TEXT + text, format="turtle")
    return graph


def texts(folder: str) -> list[str]:
    files = [path for path in sorted((ROOT / folder).glob("*.ttl")) if path.name != "prefixes.ttl"]
    assert files
    return [path.read_text(encoding="utf-8") for path in files]


def show(*nodes: Node) -> str:
    return " ".join(compact(str(node), PREFIXES) if isinstance(node, URIRef) else repr(str(node)) for node in nodes)


def kinds(graph: Graph, term: Node) -> set[Node]:
    return set(graph.objects(term, RDF.type)) & TERM_KINDS


def terms(graph: Graph, *wanted: URIRef) -> list[Node]:
    return sorted({term for kind in wanted for term in graph.subjects(RDF.type, kind)}, key=str)


def is_a(graph: Graph, term: Node, trait: URIRef) -> bool:
    return (term, RDF.type, trait) in graph


@pytest.fixture(scope="session")
def ontology() -> Graph:
    return read(*texts("ontology"))


@pytest.fixture(scope="session")
def vocabularies() -> Graph:
    return read(*texts("ontology/vocabularies"))


# ---------------------------------------------------------------- OWL Lite


def blank_nodes(graph: Graph) -> Iterator[str]:
    for triple in graph:
        if any(isinstance(node, BNode) for node in triple):
            yield f"a blank node at {show(triple[1])}"


def foreign_constructs(graph: Graph) -> Iterator[str]:
    """Whatever is not on the lists above."""
    for subject, predicate, value in graph:
        if (subject, RDF.type, OWL.Ontology) in graph:
            if predicate not in ALLOWED_OF_THE_ONTOLOGY and not is_a(graph, predicate, OWL.AnnotationProperty):
                yield f"the ontology has {show(predicate)}, which is no annotation"
        elif predicate not in ALLOWED_OF_TERMS:
            yield f"{show(subject)} has {show(predicate)}"
        if predicate == RDF.type and value not in TERM_KINDS | TRAITS | {OWL.Ontology}:
            yield f"{show(subject)} is a {show(value)}"


def wrong_kinds(graph: Graph) -> Iterator[str]:
    """A term is one thing, and each side of a triple about terms is of the kind that OWL Lite wants there."""
    for subject in set(graph.subjects()) - set(terms(graph, OWL.Ontology)):
        if len(kinds(graph, subject)) != 1:
            yield f"{show(subject)} is not one of class, object, datatype or annotation property"
    for term, above in graph.subject_objects(RDFS.subClassOf):
        if kinds(graph, term) != {OWL.Class} or kinds(graph, above) != {OWL.Class}:
            yield f"{show(term)} below {show(above)}: not two named classes"
    for term, above in graph.subject_objects(RDFS.subPropertyOf):
        if kinds(graph, term) != kinds(graph, above) or OWL.AnnotationProperty in kinds(graph, term):
            yield f"{show(term)} below {show(above)}: not two properties of one kind"
    for term, domain in graph.subject_objects(RDFS.domain):
        if OWL.AnnotationProperty in kinds(graph, term) or kinds(graph, domain) != {OWL.Class}:
            yield f"domain of {show(term)}: not a class, or of an annotation"
    for term, wanted in graph.subject_objects(RDFS.range):
        named_class = is_a(graph, term, OWL.ObjectProperty) and is_a(graph, wanted, OWL.Class)
        datatype = is_a(graph, term, OWL.DatatypeProperty) and str(wanted).startswith(str(XSD))
        if not (named_class or datatype):
            yield f"range of {show(term)}: not a class of an object property or a datatype of a datatype property"
    for term, other in graph.subject_objects(OWL.inverseOf):
        if not (is_a(graph, term, OWL.ObjectProperty) and is_a(graph, other, OWL.ObjectProperty)):
            yield f"{show(term)} and {show(other)}: not two object properties"
    for trait in (OWL.TransitiveProperty, OWL.SymmetricProperty, OWL.InverseFunctionalProperty):
        for term in graph.subjects(RDF.type, trait):
            if not is_a(graph, term, OWL.ObjectProperty):
                yield f"{show(term)} is {show(trait)} and no object property"


def counted_transitives(graph: Graph) -> Iterator[str]:
    """OWL Lite stays decidable as nothing that counts values stands above or beside a transitive property."""
    for term in graph.subjects(RDF.type, OWL.TransitiveProperty):
        beside = {term, *graph.objects(term, OWL.inverseOf), *graph.subjects(OWL.inverseOf, term)}
        above = {*beside, *(other for one in beside for other in graph.transitive_objects(one, RDFS.subPropertyOf))}
        for other in filter(None, above):
            for trait in (OWL.FunctionalProperty, OWL.InverseFunctionalProperty):
                if is_a(graph, other, trait):
                    yield f"{show(other)} is {show(trait)} and bound to the transitive {show(term)}"


def crooked_inverses(graph: Graph) -> Iterator[str]:
    """The domain of a property is the range of its inverse; a symmetric property has one class at both ends."""
    pairs = [*graph.subject_objects(OWL.inverseOf), *((t, t) for t in graph.subjects(RDF.type, OWL.SymmetricProperty))]
    for term, inverse in pairs:
        for one, other in ((term, inverse), (inverse, term)):
            domain, wanted = set(graph.objects(one, RDFS.domain)), set(graph.objects(other, RDFS.range))
            if domain and wanted and domain != wanted:
                yield f"{show(one)} is for {show(*domain)}, its inverse {show(other)} gives {show(*wanted)}"


def circles(graph: Graph) -> Iterator[str]:
    for predicate in (RDFS.subClassOf, RDFS.subPropertyOf):
        for term in set(graph.subjects(predicate)):
            if any(term in graph.transitive_objects(above, predicate) for above in graph.objects(term, predicate)):
                yield f"{show(term)} stands above itself"


def dated_ranges(graph: Graph) -> Iterator[str]:
    for term in graph.subjects(RDFS.range):
        if is_a(graph, term, OWL.DatatypeProperty) and TIMES.search(str(term)):
            yield f"{show(term)} has a range; years and dates have none"


def undeclared(graph: Graph) -> Iterator[str]:
    """Every IRI that the files use, in any place, is declared in them or built into OWL."""
    for triple in graph:
        used = triple[:2] if triple[1] in ADDRESSES else triple
        for node in used:
            if isinstance(node, URIRef) and (node, RDF.type, None) not in graph and not str(node).startswith(BUILT_IN):
                yield f"{show(node)} is not declared"


LITE: dict[str, Bad] = {
    "a blank node": Bad(blank_nodes, "pg:A a owl:Class ; rdfs:subClassOf [ a owl:Class ] .", "rdfs:subClassOf"),
    "a restriction": Bad(foreign_constructs, "pg:A a owl:Restriction .", "pg:A is a owl:Restriction"),
    "a restricted property": Bad(foreign_constructs, "pg:A owl:onProperty pg:p .", "pg:A has owl:onProperty"),
    "a union": Bad(foreign_constructs, "pg:A a owl:Class ; owl:unionOf pg:B .", "pg:A has owl:unionOf"),
    "an intersection": Bad(foreign_constructs, "pg:A owl:intersectionOf pg:B .", "pg:A has owl:intersectionOf"),
    "a closed list": Bad(foreign_constructs, "pg:A a owl:Class ; owl:oneOf pg:b .", "pg:A has owl:oneOf"),
    "a value": Bad(foreign_constructs, "pg:A owl:hasValue pg:b .", "pg:A has owl:hasValue"),
    "disjointness": Bad(foreign_constructs, "pg:A owl:disjointWith pg:B .", "pg:A has owl:disjointWith"),
    "equivalence": Bad(foreign_constructs, "pg:A owl:equivalentClass pg:B .", "pg:A has owl:equivalentClass"),
    "a class of RDFS": Bad(foreign_constructs, "pg:A a rdfs:Class .", "pg:A is a rdfs:Class"),
    "an individual": Bad(foreign_constructs, "kind:a a skos:Concept .", "kind:a is a skos:Concept"),
    "an ontology with data": Bad(foreign_constructs, "pg:a a owl:Ontology ; pg:year 2026 .", "pg:year, which is no"),
    "a term of two kinds": Bad(wrong_kinds, "pg:a a owl:Class , owl:ObjectProperty .", "pg:a is not one of"),
    "a term of no kind": Bad(wrong_kinds, 'pg:a rdfs:label "a"@en .', "pg:a is not one of"),
    "a class below a property": Bad(
        wrong_kinds, "pg:A a owl:Class ; rdfs:subClassOf pg:p . pg:p a owl:ObjectProperty .", "pg:A below pg:p: not two"
    ),
    "properties of two kinds": Bad(
        wrong_kinds,
        "pg:p a owl:ObjectProperty ; rdfs:subPropertyOf pg:q . pg:q a owl:DatatypeProperty .",
        "pg:p below pg:q: not two",
    ),
    "an annotation below another": Bad(
        wrong_kinds,
        "pg:p a owl:AnnotationProperty ; rdfs:subPropertyOf pg:q . pg:q a owl:AnnotationProperty .",
        "pg:p below pg:q: not two",
    ),
    "a domain that is no class": Bad(wrong_kinds, "pg:p a owl:ObjectProperty ; rdfs:domain pg:p .", "domain of pg:p"),
    "a domain of an annotation": Bad(
        wrong_kinds, "pg:p a owl:AnnotationProperty ; rdfs:domain pg:A . pg:A a owl:Class .", "domain of pg:p"
    ),
    "a datatype of an object property": Bad(
        wrong_kinds, "pg:p a owl:ObjectProperty ; rdfs:range xsd:string .", "range of pg:p"
    ),
    "a class of a datatype property": Bad(
        wrong_kinds, "pg:p a owl:DatatypeProperty ; rdfs:range pg:A . pg:A a owl:Class .", "range of pg:p"
    ),
    "an inverse of a datatype property": Bad(
        wrong_kinds,
        "pg:p a owl:ObjectProperty ; owl:inverseOf pg:q . pg:q a owl:DatatypeProperty .",
        "pg:p and pg:q: not two object",
    ),
    "a transitive datatype property": Bad(
        wrong_kinds, "pg:p a owl:DatatypeProperty , owl:TransitiveProperty .", "pg:p is owl:TransitiveProperty and no"
    ),
    "a symmetric datatype property": Bad(
        wrong_kinds, "pg:p a owl:DatatypeProperty , owl:SymmetricProperty .", "pg:p is owl:SymmetricProperty and no"
    ),
    "an inverse functional datatype property": Bad(
        wrong_kinds, "pg:p a owl:DatatypeProperty , owl:InverseFunctionalProperty .", "InverseFunctionalProperty and no"
    ),
    "transitive and functional": Bad(
        counted_transitives, "pg:p a owl:TransitiveProperty , owl:FunctionalProperty .", "bound to the transitive pg:p"
    ),
    "functional with a transitive inverse": Bad(
        counted_transitives,
        "pg:p a owl:FunctionalProperty ; owl:inverseOf pg:q . pg:q a owl:TransitiveProperty .",
        "pg:p is owl:FunctionalProperty and bound to the transitive pg:q",
    ),
    "functional above a transitive property": Bad(
        counted_transitives,
        "pg:p a owl:TransitiveProperty ; rdfs:subPropertyOf pg:q . pg:q a owl:FunctionalProperty .",
        "pg:q is owl:FunctionalProperty and bound to the transitive pg:p",
    ),
    "a crooked inverse": Bad(
        crooked_inverses,
        "pg:p rdfs:domain pg:A ; owl:inverseOf pg:q . pg:q rdfs:range pg:B .",
        "pg:p is for pg:A, its inverse pg:q gives pg:B",
    ),
    "a crooked symmetric property": Bad(
        crooked_inverses,
        "pg:p a owl:SymmetricProperty ; rdfs:domain pg:A ; rdfs:range pg:B .",
        "pg:p is for pg:A, its inverse pg:p gives pg:B",
    ),
    "a circle of classes": Bad(
        circles, "pg:A rdfs:subClassOf pg:B . pg:B rdfs:subClassOf pg:A .", "pg:A stands above itself"
    ),
    "a circle of properties": Bad(circles, "pg:p rdfs:subPropertyOf pg:p .", "pg:p stands above itself"),
    "a range of a year": Bad(
        dated_ranges, "pg:baselineYear a owl:DatatypeProperty ; rdfs:range xsd:gYear .", "pg:baselineYear has a range"
    ),
    "a range of a date": Bad(
        dated_ranges, "pg:periodStart a owl:DatatypeProperty ; rdfs:range xsd:date .", "pg:periodStart has a range"
    ),
    "an undeclared class": Bad(undeclared, "pg:A a owl:Class ; rdfs:subClassOf pg:Lost .", "pg:Lost is not declared"),
    "an undeclared property": Bad(undeclared, 'pg:A a owl:Class ; pg:lost "a" .', "pg:lost is not declared"),
}


@pytest.mark.parametrize("rule", rules_of(LITE), ids=name_of)
def test_the_ontology_keeps_to_owl_lite(rule: Rule, ontology: Graph) -> None:
    assert sorted(rule(ontology)) == []


@pytest.mark.parametrize("name", LITE)
def test_owl_lite_forbids(name: str) -> None:
    rule, turtle, fault = LITE[name]
    assert fault in "; ".join(rule(read(turtle)))


def test_the_vocabularies_use_declared_terms_only(ontology: Graph, vocabularies: Graph) -> None:
    assert sorted(set(undeclared(ontology + vocabularies))) == []


def test_the_vocabularies_have_no_blank_nodes(vocabularies: Graph) -> None:
    assert list(blank_nodes(vocabularies)) == []


# ---------------------------------------------------------------- what is written about each term


def poorly_documented(graph: Graph) -> Iterator[str]:
    """One label a language, one definition, one example, and where the term is defined."""
    for term in terms(graph, *TERM_KINDS):
        if not str(term).startswith(PG):
            if not list(graph.objects(term, RDFS.label)) or not list(graph.objects(term, RDFS.isDefinedBy)):
                yield f"{show(term)} has no label, or does not say where it is defined"
            continue
        labels = Counter(label.language for label in graph.objects(term, RDFS.label) if isinstance(label, Literal))
        if labels != {"en": 1, "zh": 1}:
            yield f"{show(term)} has labels {dict(labels)}; one in English and one in Chinese"
        for predicate in (SKOS.definition, SKOS.example):
            found = [value.language for value in graph.objects(term, predicate) if isinstance(value, Literal)]
            if found != ["en"]:
                yield f"{show(term)} has {len(found)} {show(predicate)}; one in English"
        if list(graph.objects(term, RDFS.isDefinedBy)) != [ONTOLOGY]:
            yield f"{show(term)} is not said to be defined by the ontology"


def unfinished_sentences(graph: Graph) -> Iterator[str]:
    for term, definition in graph.subject_objects(SKOS.definition):
        if not re.fullmatch(r"[A-Z\"].*[.]", str(definition), re.DOTALL):
            yield f"{show(term)}: its definition is no sentence"


def terms_of_examples_that_are_not_there(graph: Graph) -> Iterator[str]:
    for term in terms(graph, *TERM_KINDS):
        for words in (*graph.objects(term, SKOS.example), *graph.objects(term, SKOS.definition)):
            for name in re.findall(r"\bpg:(\w+)", str(words)):
                if not kinds(graph, PG[name]):
                    yield f"{show(term)} speaks of pg:{name}"


def ambiguous_labels(graph: Graph) -> Iterator[str]:
    """Two classes, or two properties, under one label in one language."""
    for group in ({OWL.Class}, PROPERTY_KINDS):
        seen: dict[Literal, set[Node]] = defaultdict(set)
        for term in terms(graph, *group):
            if str(term).startswith(PG):
                for label in graph.objects(term, RDFS.label):
                    assert isinstance(label, Literal)
                    seen[label].add(term)
        yield from (f"{label!r} is {show(*sorted(found, key=str))}" for label, found in seen.items() if len(found) > 1)


A_TERM = (
    'pg:A a owl:Class ; rdfs:label "a"@en , "甲"@zh ; skos:definition "A."@en ; skos:example "a"@en ; '
    "rdfs:isDefinedBy <https://w3id.org/peakgraph/ontology> ."
)
WRITTEN: dict[str, Bad] = {
    "no Chinese label": Bad(poorly_documented, A_TERM.replace(' , "甲"@zh', ""), "pg:A has labels {'en': 1}"),
    "two English labels": Bad(poorly_documented, A_TERM + 'pg:A rdfs:label "b"@en .', "pg:A has labels {'en': 2"),
    "two definitions": Bad(
        poorly_documented, A_TERM + 'pg:A skos:definition "B."@en .', "pg:A has 2 skos:definition; one in English"
    ),
    "no example": Bad(poorly_documented, A_TERM.replace('skos:example "a"@en ;', ""), "pg:A has 0 skos:example"),
    "no place of definition": Bad(
        poorly_documented, A_TERM.replace("peakgraph/ontology>", "other>"), "pg:A is not said to be defined by"
    ),
    "an outside term without a label": Bad(
        poorly_documented, "skos:Concept a owl:Class .", "skos:Concept has no label"
    ),
    "a definition without a stop": Bad(
        unfinished_sentences, 'pg:A skos:definition "A thing"@en .', "pg:A: its definition is no sentence"
    ),
    "an example with a lost term": Bad(
        terms_of_examples_that_are_not_there,
        'pg:p a owl:ObjectProperty ; skos:example "actor:a pg:q actor:b ."@en .',
        "pg:p speaks of pg:q",
    ),
    "a label of two classes": Bad(ambiguous_labels, A_TERM + 'pg:B a owl:Class ; rdfs:label "a"@en .', "is pg:A pg:B"),
    "a label of two properties": Bad(
        ambiguous_labels,
        'pg:p a owl:ObjectProperty ; rdfs:label "a"@en . pg:q a owl:DatatypeProperty ; rdfs:label "a"@en .',
        "is pg:p pg:q",
    ),
}


@pytest.mark.parametrize("rule", rules_of(WRITTEN), ids=name_of)
def test_every_term_is_documented(rule: Rule, ontology: Graph) -> None:
    assert sorted(rule(ontology)) == []


@pytest.mark.parametrize("name", WRITTEN)
def test_documentation_does_without(name: str) -> None:
    rule, turtle, fault = WRITTEN[name]
    assert fault in "; ".join(rule(read(turtle)))


def test_the_header_is_complete(ontology: Graph) -> None:
    assert terms(ontology, OWL.Ontology) == [ONTOLOGY]
    needed = [DCTERMS.title, DCTERMS.description, DCTERMS.creator, DCTERMS.license, OWL.versionInfo, OWL.versionIRI]
    assert [show(predicate) for predicate in needed if not list(ontology.objects(ONTOLOGY, predicate))] == []
    assert str(ontology.value(ONTOLOGY, VANN.preferredNamespacePrefix)) == "pg"
    assert str(ontology.value(ONTOLOGY, VANN.preferredNamespaceUri)) == PREFIXES["pg"]
    version = str(ontology.value(ONTOLOGY, OWL.versionInfo))
    assert ontology.value(ONTOLOGY, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{version}")


def test_the_prefixes_are_each_for_one_namespace() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)
    lines = [line for line in PREFIX_TEXT.splitlines() if line and not line.startswith("#")]
    assert len(lines) == len(PREFIXES), "a line of prefixes.ttl that is neither a prefix nor a comment"


# ---------------------------------------------------------------- concept schemes


def faulty_concepts(graph: Graph) -> Iterator[str]:
    """A concept has a name in both languages, a definition and one scheme, which is there."""
    for concept in set(graph.subjects(RDF.type, SKOS.Concept)):
        labels = Counter(label.language for label in graph.objects(concept, RDFS.label) if isinstance(label, Literal))
        if labels != {"en": 1, "zh": 1}:
            yield f"{show(concept)} has labels {dict(labels)}; one in English and one in Chinese"
        if len(list(graph.objects(concept, SKOS.definition))) != 1:
            yield f"{show(concept)} needs one definition"
        schemes = list(graph.objects(concept, SKOS.inScheme))
        if len(schemes) != 1 or not is_a(graph, schemes[0], SKOS.ConceptScheme):
            yield f"{show(concept)} is not in one declared scheme"


def faulty_order(graph: Graph) -> Iterator[str]:
    """What is broader is a concept of the same scheme, and nothing is broader than itself."""
    for concept, above in graph.subject_objects(SKOS.broader):
        if not set(graph.objects(concept, SKOS.inScheme)) & set(graph.objects(above, SKOS.inScheme)):
            yield f"{show(concept)} and the broader {show(above)} are of two schemes"
        if concept in graph.transitive_objects(above, SKOS.broader):
            yield f"{show(concept)} is broader than itself"


def names_of_two_concepts(graph: Graph) -> Iterator[str]:
    """Within a scheme, the name of one concept is no name of another, preferred or not."""
    for concept, label in graph.subject_objects(RDFS.label):
        for predicate in (RDFS.label, SKOS.altLabel):
            for other in graph.subjects(predicate, label):
                together = set(graph.objects(concept, SKOS.inScheme)) & set(graph.objects(other, SKOS.inScheme))
                if together and other != concept:
                    yield f"{show(label)} is {show(concept)} and {show(other)}"


def empty_schemes(graph: Graph) -> Iterator[str]:
    for scheme in graph.subjects(RDF.type, SKOS.ConceptScheme):
        if not list(graph.subjects(SKOS.inScheme, scheme)):
            yield f"{show(scheme)} has no concept"


A_SCHEME = "scheme:kinds a skos:ConceptScheme . "
A_CONCEPT = (
    'kind:a a skos:Concept ; rdfs:label "a"@en , "甲"@zh ; skos:definition "A."@en ; skos:inScheme scheme:kinds . '
)
SCHEMES: dict[str, Bad] = {
    "no Chinese label": Bad(
        faulty_concepts, A_SCHEME + A_CONCEPT.replace(' , "甲"@zh', ""), "kind:a has labels {'en': 1}"
    ),
    "two English labels": Bad(
        faulty_concepts, A_SCHEME + A_CONCEPT + 'kind:a rdfs:label "b"@en .', "kind:a has labels {'en': 2"
    ),
    "no definition": Bad(
        faulty_concepts, A_SCHEME + A_CONCEPT.replace('skos:definition "A."@en ;', ""), "kind:a needs one definition"
    ),
    "an undeclared scheme": Bad(faulty_concepts, A_CONCEPT, "kind:a is not in one declared scheme"),
    "two schemes": Bad(
        faulty_concepts, A_SCHEME + A_CONCEPT + "kind:a skos:inScheme scheme:roles .", "kind:a is not in one declared"
    ),
    "broader in another scheme": Bad(
        faulty_order,
        "kind:a skos:inScheme scheme:kinds ; skos:broader role:a . role:a skos:inScheme scheme:roles .",
        "kind:a and the broader role:a are of two schemes",
    ),
    "a circle": Bad(
        faulty_order, "kind:a skos:broader kind:b . kind:b skos:broader kind:a .", "kind:a is broader than itself"
    ),
    "one name for two concepts": Bad(
        names_of_two_concepts,
        'kind:a rdfs:label "plan"@en ; skos:inScheme scheme:kinds . '
        'kind:b rdfs:label "plan"@en ; skos:inScheme scheme:kinds .',
        "'plan' is kind:a and kind:b",
    ),
    "a name that is another's other name": Bad(
        names_of_two_concepts,
        'kind:a rdfs:label "plan"@en ; skos:inScheme scheme:kinds . '
        'kind:b skos:altLabel "plan"@en ; skos:inScheme scheme:kinds .',
        "'plan' is kind:a and kind:b",
    ),
    "an empty scheme": Bad(empty_schemes, A_SCHEME, "scheme:kinds has no concept"),
}


@pytest.mark.parametrize("rule", rules_of(SCHEMES), ids=name_of)
def test_the_vocabularies_are_whole(rule: Rule, vocabularies: Graph) -> None:
    assert sorted(rule(vocabularies)) == []


@pytest.mark.parametrize("name", SCHEMES)
def test_a_vocabulary_does_without(name: str) -> None:
    rule, turtle, fault = SCHEMES[name]
    assert fault in "; ".join(rule(read(turtle)))


# ---------------------------------------------------------------- the data


def terms_as_values(graph: Graph, ontology: Graph) -> Iterator[str]:
    """A class or property of the ontology that data speaks about, where OWL Lite wants individuals."""
    declared = set(terms(ontology, *TERM_KINDS))
    for subject, predicate, value in graph:
        # OWL itself names the property of an annotated statement so: for links, how each is known.
        named = predicate in (RDF.type, OWL.annotatedProperty)
        for node in (subject, *([] if named else [value])):
            if node in declared:
                yield f"{show(subject, predicate, value)}: {show(node)} is no individual"


def individuals_of_no_class(graph: Graph, ontology: Graph) -> Iterator[str]:
    classes = set(terms(ontology, OWL.Class))
    for subject, kind in graph.subject_objects(RDF.type):
        if kind not in classes:
            yield f"{show(subject)} is a {show(kind)}, which is no declared class"


def values_of_the_wrong_sort(graph: Graph, ontology: Graph) -> Iterator[str]:
    """An object property leads to a thing, a datatype property to words, a number or a date."""
    for subject, predicate, value in graph:
        literal = isinstance(value, Literal)
        if is_a(ontology, predicate, OWL.ObjectProperty) and literal:
            yield f"{show(subject, predicate, value)}: an object property with a literal"
        if is_a(ontology, predicate, OWL.DatatypeProperty) and not literal:
            yield f"{show(subject, predicate, value)}: a datatype property with a thing"


def examples_that_are_not_there(graph: Graph, ontology: Graph) -> Iterator[str]:
    """An example of a term is a thing of the graph, so that a reader can look it up."""
    name = re.compile(rf"\b(?:{'|'.join(ENTITY_PREFIXES)}):[A-Za-z0-9][\w-]*")
    known = {show(subject) for subject in graph.subjects()}
    for term, words in ontology.subject_objects(SKOS.example):
        yield from (f"{show(term)} speaks of {found}" for found in name.findall(str(words)) if found not in known)


#: The prefixes of things and concepts, which are individuals.
ENTITY_PREFIXES = [prefix for prefix, namespace in PREFIXES.items() if "/id/" in namespace] + ["unit"]
DATA = (terms_as_values, individuals_of_no_class, values_of_the_wrong_sort, examples_that_are_not_there)


@pytest.fixture(scope="session")
def data(real: Result) -> Graph:
    """All that passages state, that is editorial or of a vocabulary: everything but the ontology's own terms."""
    ontology = {quad.triple for quad in real.dataset.quads if quad.graph_name == ox.NamedNode(ONTOLOGY_GRAPH)}
    of_terms = {triple.subject for triple in ontology if triple.object in OWL_TERMS}
    return as_rdflib(triple for triple in real.dataset.merge if triple.subject not in of_terms)


OWL_TERMS = {ox.NamedNode(str(kind)) for kind in (OWL.Ontology, *TERM_KINDS)}


@pytest.mark.parametrize("rule", DATA, ids=name_of)
def test_the_data_uses_the_ontology_as_owl_lite_does(rule: DataRule, data: Graph, ontology: Graph) -> None:
    assert sorted(rule(data, ontology)) == []


@pytest.mark.parametrize(
    ("rule", "turtle", "fault"),
    [
        (terms_as_values, "measure:a dcterms:subject pg:Measure .", "pg:Measure is no individual"),
        (terms_as_values, "pg:place pg:note pg:a .", "pg:place is no individual"),
        (individuals_of_no_class, "measure:a a pg:Deed .", "measure:a is a pg:Deed, which is no declared class"),
        (values_of_the_wrong_sort, 'measure:a pg:place "Hubei" .', "an object property with a literal"),
        (values_of_the_wrong_sort, "measure:a pg:namedAs place:hubei .", "a datatype property with a thing"),
        (examples_that_are_not_there, "place:beijing a pg:Place .", "pg:Place speaks of place:hubei"),
    ],
)
def test_the_data_does_without(rule: DataRule, turtle: str, fault: str, ontology: Graph) -> None:
    assert fault in "; ".join(rule(read(turtle), ontology))
