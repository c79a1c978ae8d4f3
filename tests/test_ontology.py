"""The ontology keeps to OWL Lite, declares all it uses and documents each term; the vocabularies are whole.

Each rule is a function from a graph to its faults: none in the ontology, some in a small bad one given as text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

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


def terms(graph: Graph, *wanted: URIRef) -> set[Node]:
    return {term for kind in wanted for term in graph.subjects(RDF.type, kind)}


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
    for subject in set(graph.subjects()) - terms(graph, OWL.Ontology):
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
        for other in {above for one in beside for above in graph.transitive_objects(one, RDFS.subPropertyOf)}:
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
            if isinstance(node, URIRef) and not node.startswith(str(ONTOLOGY) + "/"):
                if (node, RDF.type, None) not in graph and not str(node).startswith(BUILT_IN):
                    yield f"{show(node)} is not declared"


LITE: dict[str, tuple[Rule, str]] = {
    "no blank nodes": (blank_nodes, "pg:A a owl:Class ; rdfs:subClassOf [ a owl:Restriction ] ."),
    "no restriction": (foreign_constructs, "pg:A a owl:Restriction ; owl:onProperty pg:p ."),
    "no union": (foreign_constructs, "pg:A a owl:Class ; owl:unionOf ( pg:B pg:C ) ."),
    "no enumeration": (foreign_constructs, "pg:A a owl:Class ; owl:oneOf ( pg:b ) ."),
    "no value": (foreign_constructs, "pg:A owl:hasValue pg:b ."),
    "no disjointness": (foreign_constructs, "pg:A a owl:Class ; owl:disjointWith pg:B ."),
    "no equivalence": (foreign_constructs, "pg:A a owl:Class ; owl:equivalentClass pg:B ."),
    "no RDFS class": (foreign_constructs, "pg:A a rdfs:Class ."),
    "an ontology with annotations only": (foreign_constructs, "pg:a a owl:Ontology ; dcterms:issued 2026 ."),
    "a term of two kinds": (wrong_kinds, "pg:a a owl:Class , owl:ObjectProperty ."),
    "a term of no kind": (wrong_kinds, 'pg:a rdfs:label "a"@en .'),
    "a class below a property": (wrong_kinds, "pg:A a owl:Class ; rdfs:subClassOf pg:p . pg:p a owl:ObjectProperty ."),
    "properties of two kinds": (
        wrong_kinds,
        "pg:p a owl:ObjectProperty ; rdfs:subPropertyOf pg:q . pg:q a owl:DatatypeProperty .",
    ),
    "a domain that is no class": (wrong_kinds, "pg:p a owl:ObjectProperty ; rdfs:domain pg:p ."),
    "a domain of an annotation": (
        wrong_kinds,
        "pg:p a owl:AnnotationProperty ; rdfs:domain pg:A . pg:A a owl:Class .",
    ),
    "a datatype of an object property": (wrong_kinds, "pg:p a owl:ObjectProperty ; rdfs:range xsd:string ."),
    "a class of a datatype property": (
        wrong_kinds,
        "pg:p a owl:DatatypeProperty ; rdfs:range pg:A . pg:A a owl:Class .",
    ),
    "an inverse of a datatype property": (
        wrong_kinds,
        "pg:p a owl:ObjectProperty ; owl:inverseOf pg:q . pg:q a owl:DatatypeProperty .",
    ),
    "a transitive datatype property": (wrong_kinds, "pg:p a owl:DatatypeProperty , owl:TransitiveProperty ."),
    "an inverse functional datatype property": (
        wrong_kinds,
        "pg:p a owl:DatatypeProperty , owl:InverseFunctionalProperty .",
    ),
    "transitive and functional": (
        counted_transitives,
        "pg:p a owl:ObjectProperty , owl:TransitiveProperty , owl:FunctionalProperty .",
    ),
    "functional with a transitive inverse": (
        counted_transitives,
        "pg:p a owl:ObjectProperty , owl:FunctionalProperty ; owl:inverseOf pg:q . pg:q a owl:TransitiveProperty .",
    ),
    "functional above a transitive property": (
        counted_transitives,
        "pg:p a owl:TransitiveProperty ; rdfs:subPropertyOf pg:q . pg:q a owl:FunctionalProperty .",
    ),
    "a crooked inverse": (
        crooked_inverses,
        "pg:p rdfs:domain pg:A ; owl:inverseOf pg:q . pg:q rdfs:range pg:B .",
    ),
    "a crooked symmetric property": (
        crooked_inverses,
        "pg:p a owl:SymmetricProperty ; rdfs:domain pg:A ; rdfs:range pg:B .",
    ),
    "a circle of classes": (circles, "pg:A rdfs:subClassOf pg:B . pg:B rdfs:subClassOf pg:A ."),
    "a range of a year": (dated_ranges, "pg:baselineYear a owl:DatatypeProperty ; rdfs:range xsd:gYear ."),
    "a range of a date": (dated_ranges, "pg:periodStart a owl:DatatypeProperty ; rdfs:range xsd:date ."),
    "an undeclared class": (undeclared, "pg:A a owl:Class ; rdfs:subClassOf pg:Missing ."),
    "an undeclared property": (undeclared, 'pg:A a owl:Class ; pg:missing "a" .'),
}


@pytest.mark.parametrize("rule", sorted({rule for rule, _ in LITE.values()}, key=lambda rule: rule.__name__))
def test_the_ontology_keeps_to_owl_lite(rule: Rule, ontology: Graph) -> None:
    assert sorted(rule(ontology)) == []


@pytest.mark.parametrize("name", LITE)
def test_the_rule_finds(name: str) -> None:
    rule, bad = LITE[name]
    assert list(rule(read(bad)))


def test_the_vocabularies_use_declared_terms_only(ontology: Graph, vocabularies: Graph) -> None:
    assert sorted(set(undeclared(ontology + vocabularies))) == []


def test_the_vocabularies_have_no_blank_nodes(vocabularies: Graph) -> None:
    assert list(blank_nodes(vocabularies)) == []


# ---------------------------------------------------------------- what is written about each term


def poorly_documented(graph: Graph) -> Iterator[str]:
    """One label a language, one definition, one example, and where the term is defined."""
    for term in sorted(terms(graph, *TERM_KINDS)):
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
        yield from (f"{label!r} is {show(*sorted(found))}" for label, found in seen.items() if len(found) > 1)


WRITTEN: dict[str, tuple[Rule, str]] = {
    "no Chinese label": (
        poorly_documented,
        'pg:A a owl:Class ; rdfs:label "a"@en ; skos:definition "A."@en ; skos:example "a"@en ; '
        "rdfs:isDefinedBy <https://w3id.org/peakgraph/ontology> .",
    ),
    "two definitions": (
        poorly_documented,
        'pg:A a owl:Class ; rdfs:label "a"@en , "甲"@zh ; skos:definition "A."@en , "B."@en ; skos:example "a"@en ; '
        "rdfs:isDefinedBy <https://w3id.org/peakgraph/ontology> .",
    ),
    "no example": (
        poorly_documented,
        'pg:A a owl:Class ; rdfs:label "a"@en , "甲"@zh ; skos:definition "A."@en ; '
        "rdfs:isDefinedBy <https://w3id.org/peakgraph/ontology> .",
    ),
    "no place of definition": (
        poorly_documented,
        'pg:A a owl:Class ; rdfs:label "a"@en , "甲"@zh ; skos:definition "A."@en ; skos:example "a"@en .',
    ),
    "an outside term without a label": (poorly_documented, "skos:Concept a owl:Class ."),
    "a definition without a stop": (unfinished_sentences, 'pg:A skos:definition "A thing"@en .'),
    "an example with a lost term": (
        terms_of_examples_that_are_not_there,
        'pg:p a owl:ObjectProperty ; skos:example "actor:a pg:q actor:b ."@en .',
    ),
    "a label of two classes": (
        ambiguous_labels,
        'pg:A a owl:Class ; rdfs:label "a"@en . pg:B a owl:Class ; rdfs:label "a"@en .',
    ),
}


@pytest.mark.parametrize("rule", sorted({rule for rule, _ in WRITTEN.values()}, key=lambda rule: rule.__name__))
def test_every_term_is_documented(rule: Rule, ontology: Graph) -> None:
    assert sorted(rule(ontology)) == []


@pytest.mark.parametrize("name", WRITTEN)
def test_the_rule_finds_poor_documentation(name: str) -> None:
    rule, bad = WRITTEN[name]
    assert list(rule(read(bad)))


def test_the_header_is_complete(ontology: Graph) -> None:
    assert terms(ontology, OWL.Ontology) == {ONTOLOGY}
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
    """Within a scheme a name in one language, preferred or not, leads to one concept."""
    seen: dict[tuple[Node | None, str, str | None], set[Node]] = defaultdict(set)
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        for name in (*graph.objects(concept, RDFS.label), *graph.objects(concept, SKOS.altLabel)):
            assert isinstance(name, Literal)
            seen[graph.value(concept, SKOS.inScheme), str(name).casefold(), name.language].add(concept)
    yield from (f"{key[1]!r} is {show(*sorted(found))}" for key, found in seen.items() if len(found) > 1)


def empty_schemes(graph: Graph) -> Iterator[str]:
    for scheme in graph.subjects(RDF.type, SKOS.ConceptScheme):
        if not list(graph.subjects(SKOS.inScheme, scheme)):
            yield f"{show(scheme)} has no concept"


A_CONCEPT = 'kind:a a skos:Concept ; rdfs:label "a"@en , "甲"@zh ; skos:definition "A."@en ; skos:inScheme scheme:kinds .'
SCHEMES: dict[str, tuple[Rule, str]] = {
    "no Chinese label": (faulty_concepts, A_CONCEPT.replace(' , "甲"@zh', "") + "scheme:kinds a skos:ConceptScheme ."),
    "two English labels": (faulty_concepts, A_CONCEPT + 'scheme:kinds a skos:ConceptScheme . kind:a rdfs:label "b"@en .'),
    "no definition": (
        faulty_concepts,
        A_CONCEPT.replace('skos:definition "A."@en ;', "") + "scheme:kinds a skos:ConceptScheme .",
    ),
    "an undeclared scheme": (faulty_concepts, A_CONCEPT),
    "two schemes": (
        faulty_concepts,
        A_CONCEPT + "scheme:kinds a skos:ConceptScheme . kind:a skos:inScheme scheme:roles .",
    ),
    "broader in another scheme": (
        faulty_order,
        "kind:a skos:inScheme scheme:kinds ; skos:broader role:a . role:a skos:inScheme scheme:roles .",
    ),
    "a circle": (
        faulty_order,
        "kind:a skos:inScheme scheme:kinds ; skos:broader kind:b . kind:b skos:inScheme scheme:kinds ; skos:broader kind:a .",
    ),
    "one name for two concepts": (
        names_of_two_concepts,
        'kind:a a skos:Concept ; rdfs:label "plan"@en . kind:b a skos:Concept ; skos:altLabel "Plan"@en .',
    ),
    "an empty scheme": (empty_schemes, "scheme:kinds a skos:ConceptScheme ."),
}


@pytest.mark.parametrize("rule", sorted({rule for rule, _ in SCHEMES.values()}, key=lambda rule: rule.__name__))
def test_the_vocabularies_are_whole(rule: Rule, vocabularies: Graph) -> None:
    assert sorted(rule(vocabularies)) == []


@pytest.mark.parametrize("name", SCHEMES)
def test_the_rule_finds_a_fault_of_a_vocabulary(name: str) -> None:
    rule, bad = SCHEMES[name]
    assert list(rule(read(bad)))


# ---------------------------------------------------------------- the data


def terms_as_values(graph: Graph, ontology: Graph) -> Iterator[str]:
    """A class or property of the ontology that data speaks about, where OWL Lite wants individuals."""
    declared = terms(ontology, *TERM_KINDS)
    for subject, predicate, value in graph:
        for node in (subject, *([] if predicate == RDF.type else [value])):
            if node in declared:
                yield f"{show(subject, predicate, value)}: {show(node)} is no individual"


def individuals_of_no_class(graph: Graph, ontology: Graph) -> Iterator[str]:
    classes = terms(ontology, OWL.Class)
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


DATA = (terms_as_values, individuals_of_no_class, values_of_the_wrong_sort)


@pytest.fixture(scope="session")
def data(real: Result, vocabularies: Graph) -> Graph:
    """All that is stated, editorial or of a vocabulary: everything but the ontology itself."""
    quads = (quad for quad in real.dataset.quads if quad.graph_name.value != ONTOLOGY_GRAPH)
    return as_rdflib({ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads}) + vocabularies


@pytest.mark.parametrize("rule", DATA, ids=lambda rule: rule.__name__)
def test_the_data_uses_the_ontology_as_owl_lite_does(
    rule: Callable[[Graph, Graph], Iterable[str]], data: Graph, ontology: Graph
) -> None:
    assert sorted(rule(data, ontology)) == []


@pytest.mark.parametrize(
    ("rule", "bad"),
    [
        (terms_as_values, "measure:a dcterms:subject pg:Measure ."),
        (terms_as_values, "pg:Measure pg:note pg:place ."),
        (individuals_of_no_class, "measure:a a pg:Deed ."),
        (values_of_the_wrong_sort, 'measure:a pg:place "Hubei" .'),
        (values_of_the_wrong_sort, "measure:a pg:namedAs place:hubei ."),
    ],
)
def test_the_rule_finds_a_fault_of_the_data(
    rule: Callable[[Graph, Graph], Iterable[str]], bad: str, ontology: Graph
) -> None:
    assert list(rule(read(bad), ontology))
