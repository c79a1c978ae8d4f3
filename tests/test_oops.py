"""OOPS!, the ontology pitfall scanner: each pitfall of its catalogue by its code, looked for in the ontology.

A pitfall that a query can find is a rule: no fault in our ontology, a fault in a small one that has it. Some are found
in the data; the rest need a person's judgement or are no pitfalls in OWL Lite, and stand in a list with the reason.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

import pytest
from rdflib import (
    DCTERMS,
    FOAF,
    ORG,
    OWL,
    PROV,
    RDF,
    RDFS,
    SH,
    SKOS,
    VANN,
    VOID,
    XSD,
    Graph,
    Literal,
    Namespace,
    URIRef,
)
from rdflib.collection import Collection
from rdflib.namespace import DefinedNamespace
from rdflib.term import Node

from peakgraph.build import Result
from peakgraph.prefixes import BASE
from peakgraph.shacl import as_rdflib
from tests.small_project import ROOT
from tests.w3id_rules import BROWSER, read_rules, redirect

PG = Namespace(BASE + "ontology#")
PREFIX_TEXT = (ROOT / "ontology" / "prefixes.ttl").read_text("utf-8")
PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty)
#: Vocabularies whose every term rdflib knows.
KNOWN: tuple[type[DefinedNamespace], ...] = (SKOS, DCTERMS, PROV, ORG, FOAF, VANN, VOID, RDFS, OWL, RDF)
#: All that we may say of a term that is not ours: that it is one, what it is called, and where it is defined.
SAID_OF_OTHERS = {RDF.type, RDFS.label, RDFS.isDefinedBy}
#: Years and dates have no range: each engine would read the values in a way of its own.
TIMES = re.compile(r"(year|date|issued|asstated)$|period(start|end)|dateof", re.IGNORECASE)

NOT_DECIDABLE = {
    "P01": "whether a name has two senses: the definitions were read by people; one label of two terms is P12 and P32",
    "P09": "whether anything of the domain is missing: readings note what a document states and the terms cannot say",
    "P16": "primitive for defined classes: OWL Lite as used here defines no class by conditions, nothing is classified",
}
NOT_FOLLOWED = {
    "P10": "disjoint classes: OWL Lite has no disjointness; the shapes say which types go together",
    "P13": "an inverse for each relation: SPARQL reads a relation both ways (^), and each inverse doubles its triples; "
    "those that people ask for are there",
}

Rule = Callable[[Graph], Iterable[str]]


class Pitfall(NamedTuple):
    """What the pitfall is, in short; what finds it; a small ontology that has it, and words of the fault."""

    what: str
    rule: Rule
    broken: str
    fault: str


def ours(graph: Graph, *kinds: Node) -> list[URIRef]:
    found = {term for kind in kinds or (OWL.Class, *PROPERTY_KINDS) for term in graph.subjects(RDF.type, kind)}
    return sorted(term for term in found if isinstance(term, URIRef) and term.startswith(PG))


def name(term: Node) -> str:
    return str(term).removeprefix(PG)


def labels(graph: Graph, term: Node, language: str = "en") -> list[str]:
    return [str(v) for v in graph.objects(term, RDFS.label) if isinstance(v, Literal) and v.language == language]


def carriers(graph: Graph) -> dict[Node, set[Node]]:
    """Property to the classes whose shapes let it be carried."""
    found: dict[Node, set[Node]] = defaultdict(set)
    for shape, wanted in graph.subject_objects(SH.targetClass):
        paths = [p for inner in graph.objects(shape, SH.property) for p in graph.objects(inner, SH.path)]
        for ignored in graph.objects(shape, SH.ignoredProperties):
            paths += list(Collection(graph, ignored))
        for path in paths:
            found[path].add(wanted)
    return found


def synonyms(graph: Graph) -> Iterator[str]:
    """P02, P31: OWL Lite as used here has no equivalent classes, so each of them is one too many."""
    for one, other in graph.subject_objects(OWL.equivalentClass):
        yield f"{name(one)} and {name(other)}"


def relation_is(graph: Graph) -> Iterator[str]:
    words = {"is", "is a", "isa", "same as", "sameas", "type", "subclass of", "subclassof"}
    yield from (name(t) for t in ours(graph, *PROPERTY_KINDS) if words & {name(t).lower(), *labels(graph, t)})


def unconnected(graph: Graph) -> Iterator[str]:
    links = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.inverseOf)
    connected = {end for p in links for pair in graph.subject_objects(p) for end in pair}
    connected |= set(carriers(graph)) | set(graph.objects(None, SH.targetClass)) | set(graph.objects(None, SH["class"]))
    yield from (name(term) for term in ours(graph) if term not in connected)


def wrong_inverses(graph: Graph) -> Iterator[str]:
    """What can be seen of it: the ends do not fit."""
    for one, other in graph.subject_objects(OWL.inverseOf):
        for first, second in ((one, other), (other, one)):
            domain, wanted = set(graph.objects(first, RDFS.domain)), set(graph.objects(second, RDFS.range))
            if domain and wanted and domain != wanted:
                yield f"{name(first)} and {name(second)}"


def cycles(graph: Graph) -> Iterator[str]:
    for term in ours(graph, OWL.Class):
        if any(
            term in graph.transitive_objects(above, RDFS.subClassOf) for above in graph.objects(term, RDFS.subClassOf)
        ):
            yield name(term)


def merged(graph: Graph) -> Iterator[str]:
    for term in ours(graph, OWL.Class):
        if re.search(r"[a-z](And|Or)[A-Z]", name(term)) or any(
            re.search(r"\b(and|or)\b", x) for x in labels(graph, term)
        ):
            yield name(term)


def without_annotations(graph: Graph) -> Iterator[str]:
    for term in ours(graph):
        for predicate in (RDFS.label, SKOS.definition):
            if not list(graph.objects(term, predicate)):
                yield f"{name(term)} has no {predicate.fragment}"


def without_domain(graph: Graph) -> Iterator[str]:
    """A property of several classes has no domain: two would mean that its things are of both."""
    carried = carriers(graph)
    for term in ours(graph, *PROPERTY_KINDS):
        if not list(graph.objects(term, RDFS.domain)) and len(carried[term]) < 2:
            yield f"{name(term)} has no domain and is carried by {len(carried[term])} classes"


def without_range(graph: Graph) -> Iterator[str]:
    """No range: times, words in a language, and what leads to things of several classes."""
    for term in ours(graph, *PROPERTY_KINDS):
        if list(graph.objects(term, RDFS.range)) or TIMES.search(name(term)):
            continue
        if (term, RDF.type, OWL.DatatypeProperty) in graph:
            example = next((str(words) for words in graph.objects(term, SKOS.example)), "")
            if not example.endswith(("@en", "@zh")):
                yield f"{name(term)} has no range and gives no words in a language"
        elif not leads_to_several(graph, term):
            yield f"{name(term)} has no range and leads to one class"


def leads_to_several(graph: Graph, term: URIRef) -> bool:
    """Whether shapes let it lead to several classes, or it is the inverse of a property of several."""
    several = any(
        (shape, SH["or"], None) in graph or (shape, SH.nodeKind, SH.IRI) in graph
        for shape in graph.subjects(SH.path, term)
    )
    inverses = [*graph.subjects(OWL.inverseOf, term), *graph.objects(term, OWL.inverseOf)]
    return several or any(not list(graph.objects(other, RDFS.domain)) for other in inverses)


def one_label_twice(kinds: tuple[Node, ...]) -> Rule:
    def rule(graph: Graph) -> Iterator[str]:
        for one, other in combinations(ours(graph, *kinds), 2):
            for language in ("en", "zh"):
                if set(labels(graph, one, language)) & set(labels(graph, other, language)):
                    yield f"{name(one)} and {name(other)}"

    return rule


def construct(*predicates: URIRef) -> Rule:
    def rule(graph: Graph) -> Iterator[str]:
        yield from (f"{p.fragment} is used" for p in predicates if (None, p, None) in graph)

    return rule


def several_ends(graph: Graph) -> Iterator[str]:
    for term in ours(graph, *PROPERTY_KINDS):
        for predicate in (RDFS.domain, RDFS.range):
            if len(list(graph.objects(term, predicate))) > 1:
                yield f"{name(term)} has several of {predicate.fragment}"


def misused_annotations(graph: Graph) -> Iterator[str]:
    """A label that is a sentence, a definition that is a name, either left empty, or both the same."""
    for term in ours(graph):
        for label in labels(graph, term):
            if not label.strip() or label.endswith(".") or len(label.split()) > 5:
                yield f"{name(term)}: {label!r} is no label"
        for definition in map(str, graph.objects(term, SKOS.definition)):
            if len(definition.split()) < 3 or definition in labels(graph, term):
                yield f"{name(term)}: {definition!r} is no definition"
    for version in graph.objects(None, OWL.versionInfo):
        if not re.fullmatch(r"\d+\.\d+\.\d+", str(version)):
            yield f"{version} is no version"


def miscellaneous(graph: Graph) -> Iterator[str]:
    words = r"(?i)\b(other|misc|miscellaneous|various|unknown|rest|else)\b"
    for term in ours(graph, OWL.Class):
        if any(
            re.search(words, text) for text in (re.sub(r"([a-z])([A-Z])", r"\1 \2", name(term)), *labels(graph, term))
        ):
            yield name(term)


def naming(graph: Graph) -> Iterator[str]:
    for kinds, pattern in (((OWL.Class,), r"([A-Z][a-z]+)+"), (PROPERTY_KINDS, r"[a-z]+\d*([A-Z][a-z]+)*")):
        yield from (name(term) for term in ours(graph, *kinds) if not re.fullmatch(pattern, name(term)))


def datatypes_as_classes(graph: Graph) -> Iterator[str]:
    names = {
        "string",
        "text",
        "number",
        "integer",
        "decimal",
        "float",
        "boolean",
        "date",
        "time",
        "datetime",
        "year",
        "uri",
    }
    yield from (name(term) for term in ours(graph, OWL.Class) if name(term).lower() in names)


def recursive(graph: Graph) -> Iterator[str]:
    for predicate in (RDFS.subClassOf, OWL.equivalentClass, RDFS.domain, RDFS.range, RDFS.subPropertyOf):
        yield from (name(term) for term in ours(graph) if (term, predicate, term) in graph)


def own_inverse(graph: Graph) -> Iterator[str]:
    yield from (name(one) for one, other in graph.subject_objects(OWL.inverseOf) if one == other)


def inverse_of_symmetric(graph: Graph) -> Iterator[str]:
    symmetric = set(graph.subjects(RDF.type, OWL.SymmetricProperty))
    for one, other in graph.subject_objects(OWL.inverseOf):
        if {one, other} & symmetric:
            yield f"{name(one)} and {name(other)}"


def ends_that_differ(trait: URIRef) -> Rule:
    """A property that holds both ways, or is passed on, joins things of one class."""

    def rule(graph: Graph) -> Iterator[str]:
        for term in graph.subjects(RDF.type, trait):
            if set(graph.objects(term, RDFS.domain)) != set(graph.objects(term, RDFS.range)):
                yield name(term)

    return rule


def silent_doubles(graph: Graph) -> Iterator[str]:
    """A class of ours with the name of an outside one stands below it: OWL Lite as used here says no more."""
    outside = {str(t).rpartition("#")[2].rpartition("/")[2].lower(): t for t in graph.subjects(RDF.type, OWL.Class)
               if not str(t).startswith(PG)}  # fmt: skip
    for term in ours(graph, OWL.Class):
        double = outside.get(name(term).lower())
        if double is not None and double not in graph.transitive_objects(term, RDFS.subClassOf):
            yield f"{name(term)} and {double}"


def short_chains(graph: Graph) -> Iterator[str]:
    for term, chain in graph.subject_objects(OWL.propertyChainAxiom):
        if len(Collection(graph, chain)) < 2:
            yield name(term)


def untyped_classes(graph: Graph) -> Iterator[str]:
    used = {end for pair in graph.subject_objects(RDFS.subClassOf) for end in pair}
    used |= set(graph.objects(None, RDFS.domain)) | set(graph.objects(None, SH.targetClass))
    used |= {end for end in graph.objects(None, RDFS.range) if not str(end).startswith(str(XSD))}
    yield from sorted(str(term) for term in used if (term, RDF.type, OWL.Class) not in graph)


def untyped_properties(graph: Graph) -> Iterator[str]:
    links = (OWL.inverseOf, RDFS.subPropertyOf)
    used = {end for p in links for pair in graph.subject_objects(p) for end in pair} | set(graph.subjects(RDFS.domain))
    used |= {p for p in graph.predicates() if str(p).startswith(PG)}
    typed = {term for kind in (*PROPERTY_KINDS, OWL.AnnotationProperty) for term in graph.subjects(RDF.type, kind)}
    yield from sorted(name(term) for term in used - typed)


def file_in_the_iri(graph: Graph) -> Iterator[str]:
    for ontology in graph.subjects(RDF.type, OWL.Ontology):
        if re.search(r"\.(owl|rdf|rdfs|ttl|n3|rdfxml|jsonld|html?|xml)\b", str(ontology)):
            yield str(ontology)


def no_declaration(graph: Graph) -> Iterator[str]:
    if not list(graph.subjects(RDF.type, OWL.Ontology)):
        yield "no owl:Ontology"


def ambiguous_namespace(graph: Graph) -> Iterator[str]:
    for ontology in graph.subjects(RDF.type, OWL.Ontology):
        namespaces = [str(value) for value in graph.objects(ontology, VANN.preferredNamespaceUri)]
        if not str(ontology).startswith("https://") or namespaces != [f"{ontology}#"]:
            yield f"{ontology} has the namespaces {namespaces}"


def hijacked(graph: Graph) -> Iterator[str]:
    """A term of others that they do not have, or of which we say more than what it is called."""
    for term in sorted({t for t in graph.all_nodes() | set(graph.predicates()) if isinstance(t, URIRef)}):
        for space in KNOWN:
            own = str(term).startswith(str(space)) and str(term) != str(space)
            if own and str(term).removeprefix(str(space)) and term not in space:
                yield f"{term} is not a term of its vocabulary"
    for kind in (OWL.Class, *PROPERTY_KINDS, OWL.AnnotationProperty):
        for term in graph.subjects(RDF.type, kind):
            if not str(term).startswith(PG):
                yield from (f"{term} gets {p} from us" for p in set(graph.predicates(term)) - SAID_OF_OTHERS)


def without_licence(graph: Graph) -> Iterator[str]:
    for ontology in graph.subjects(RDF.type, OWL.Ontology):
        if not list(graph.objects(ontology, DCTERMS.license)):
            yield str(ontology)


A, B = 'pg:A a owl:Class ; rdfs:label "a"@en . ', 'pg:B a owl:Class ; rdfs:label "b"@en . '
P, Q = "pg:p a owl:ObjectProperty . ", "pg:q a owl:ObjectProperty . "
PITFALLS: dict[str, Pitfall] = {
    "P02": Pitfall("synonyms as classes", synonyms, A + B + "pg:A owl:equivalentClass pg:B .", "A and B"),
    "P03": Pitfall("a relation `is`", relation_is, 'pg:p a owl:ObjectProperty ; rdfs:label "is a"@en .', "p"),
    "P04": Pitfall("unconnected elements", unconnected, A, "A"),
    "P05": Pitfall(
        "wrong inverses",
        wrong_inverses,
        P + Q + "pg:p rdfs:domain pg:A ; owl:inverseOf pg:q . pg:q rdfs:range pg:B .",
        "p and q",
    ),
    "P06": Pitfall("cycles of classes", cycles, A + B + "pg:A rdfs:subClassOf pg:B . pg:B rdfs:subClassOf pg:A .", "A"),
    "P07": Pitfall("merged concepts", merged, "pg:PlanAndMeasure a owl:Class .", "PlanAndMeasure"),
    "P08": Pitfall("missing annotations", without_annotations, A, "A has no definition"),
    "P11a": Pitfall("missing domains", without_domain, P, "p has no domain"),
    "P11b": Pitfall("missing ranges", without_range, P, "p has no range"),
    "P12": Pitfall(
        "equivalent properties that are not declared",
        one_label_twice(PROPERTY_KINDS),
        'pg:p a owl:ObjectProperty ; rdfs:label "a"@en . pg:q a owl:DatatypeProperty ; rdfs:label "a"@en .',
        "p and q",
    ),
    "P14": Pitfall(
        "owl:allValuesFrom misused", construct(OWL.allValuesFrom), "pg:A owl:allValuesFrom pg:B .", "is used"
    ),
    "P15": Pitfall("`some not` for `not some`", construct(OWL.complementOf), "pg:A owl:complementOf pg:B .", "is used"),
    "P19": Pitfall(
        "several domains or ranges", several_ends, P + "pg:p rdfs:domain pg:A , pg:B .", "p has several of domain"
    ),
    "P20": Pitfall(
        "annotations misused", misused_annotations, A + 'pg:A skos:definition "a" .', "'a' is no definition"
    ),
    "P21": Pitfall("a miscellaneous class", miscellaneous, "pg:OtherActor a owl:Class .", "OtherActor"),
    "P22": Pitfall("several naming conventions", naming, "pg:a_b a owl:Class . pg:Q a owl:ObjectProperty .", "a_b; Q"),
    "P23": Pitfall("a datatype made again", datatypes_as_classes, "pg:Date a owl:Class .", "Date"),
    "P24": Pitfall("recursive definitions", recursive, P + "pg:p rdfs:domain pg:p .", "p"),
    "P25": Pitfall("an inverse of itself", own_inverse, P + "pg:p owl:inverseOf pg:p .", "p"),
    "P26": Pitfall(
        "an inverse of a symmetric one",
        inverse_of_symmetric,
        P + Q + "pg:p a owl:SymmetricProperty ; owl:inverseOf pg:q .",
        "p and q",
    ),
    "P27": Pitfall(
        "wrong equivalent properties",
        construct(OWL.equivalentProperty),
        "pg:p owl:equivalentProperty pg:q .",
        "is used",
    ),
    "P28": Pitfall(
        "wrong symmetric relations",
        ends_that_differ(OWL.SymmetricProperty),
        "pg:p a owl:SymmetricProperty ; rdfs:domain pg:A ; rdfs:range pg:B .",
        "p",
    ),
    "P29": Pitfall(
        "wrong transitive relations",
        ends_that_differ(OWL.TransitiveProperty),
        "pg:p a owl:TransitiveProperty ; rdfs:domain pg:A ; rdfs:range pg:B .",
        "p",
    ),
    "P30": Pitfall(
        "equivalent classes that are not declared",
        silent_doubles,
        A + "org:a a owl:Class .",
        "A and http://www.w3.org/ns/org#a",
    ),
    "P31": Pitfall("wrong equivalent classes", synonyms, A + "pg:A owl:equivalentClass org:Post .", "A and"),
    "P32": Pitfall(
        "one label of two classes", one_label_twice((OWL.Class,)), A + B + 'pg:B rdfs:label "a"@en .', "A and B"
    ),
    "P33": Pitfall("a chain of one property", short_chains, P + "pg:p owl:propertyChainAxiom ( pg:q ) .", "p"),
    "P34": Pitfall("an untyped class", untyped_classes, A + "pg:A rdfs:subClassOf pg:Lost .", "Lost"),
    "P35": Pitfall("an untyped property", untyped_properties, P + "pg:p owl:inverseOf pg:lost .", "lost"),
    "P36": Pitfall("a file's ending in the IRI", file_in_the_iri, "<https://w3id.org/a.owl> a owl:Ontology .", "a.owl"),
    "P38": Pitfall("no declaration of an ontology", no_declaration, A, "no owl:Ontology"),
    "P39": Pitfall(
        "an ambiguous namespace", ambiguous_namespace, "<https://a.org/b> a owl:Ontology .", "has the namespaces []"
    ),
    "P40a": Pitfall(
        "a term that its vocabulary lacks", hijacked, A + "pg:A rdfs:subClassOf skos:Idea .", "Idea is not a term"
    ),
    "P40b": Pitfall(
        "a term of others redefined",
        hijacked,
        "skos:Concept a owl:Class ; rdfs:subClassOf pg:A .",
        "skos/core#Concept gets http://www.w3.org/2000/01/rdf-schema#subClassOf",
    ),
    "P41": Pitfall("no licence", without_licence, "<https://a.org/b> a owl:Ontology .", "https://a.org/b"),
}
IN_THE_DATA = {"P17", "P18"}
ON_THE_WEB = {"P37"}


def read(text: str) -> Graph:
    return Graph(bind_namespaces="none").parse(data=PREFIX_TEXT + text, format="turtle")


@pytest.fixture(scope="module")
def ontology() -> Graph:
    """The ontology, with the shapes, which say what a property without a domain is carried by."""
    graph = Graph(bind_namespaces="none")
    for path in (*sorted((ROOT / "ontology").glob("*.ttl")), *sorted((ROOT / "shapes").glob("*.ttl"))):
        graph += read(path.read_text("utf-8"))
    return graph


@pytest.mark.parametrize("code", PITFALLS, ids=lambda code: f"{code}: {PITFALLS[code].what}")
def test_the_ontology_is_without(code: str, ontology: Graph) -> None:
    assert sorted(PITFALLS[code].rule(ontology)) == []


@pytest.mark.parametrize("code", PITFALLS)
def test_the_pitfall_is_seen_in_an_ontology_that_has_it(code: str) -> None:
    assert PITFALLS[code].fault in "; ".join(PITFALLS[code].rule(read(PITFALLS[code].broken)))


# ---------------------------------------------------------------- in the data


def classes_without_things(graph: Graph) -> Iterator[str]:
    above = set(graph.objects(None, RDFS.subClassOf))
    for term in ours(graph, OWL.Class):
        if term not in above and (None, RDF.type, term) not in graph:
            yield name(term)


def things_outside_the_ends(graph: Graph) -> Iterator[str]:
    for predicate, of_subject in ((RDFS.domain, True), (RDFS.range, False)):
        for term, wanted in graph.subject_objects(predicate):
            for subject, value in graph.subject_objects(term):
                end = subject if of_subject else value
                if isinstance(end, Literal):
                    fits = (end.datatype or XSD.string) == wanted
                else:
                    fits = any(
                        wanted in graph.transitive_objects(k, RDFS.subClassOf) for k in graph.objects(end, RDF.type)
                    )
                if not fits:
                    yield f"{name(term)}: {end} is no {name(wanted)}"


@pytest.fixture(scope="module")
def data(real: Result) -> Graph:
    """The merge, before inference: types are those that people gave."""
    return as_rdflib(real.dataset.merge)


def test_p17_no_class_is_so_narrow_that_nothing_is_in_it(data: Graph) -> None:
    assert list(classes_without_things(data)) == []


def test_p18_no_domain_or_range_is_narrower_than_its_use(data: Graph) -> None:
    assert sorted(set(things_outside_the_ends(data))) == []


@pytest.mark.parametrize(
    ("rule", "turtle", "fault"),
    [
        (classes_without_things, "pg:A a owl:Class .", "A"),
        (
            things_outside_the_ends,
            "pg:p a owl:ObjectProperty ; rdfs:domain pg:A . place:a a pg:B ; pg:p place:b .",
            "place/a is no A",
        ),
        (
            things_outside_the_ends,
            'pg:p a owl:DatatypeProperty ; rdfs:range xsd:decimal . place:a pg:p "1" .',
            "p: 1 is no http://www.w3.org/2001/XMLSchema#decimal",
        ),
    ],
)
def test_p17_and_p18_are_seen_in_data_that_has_them(rule: Rule, turtle: str, fault: str) -> None:
    assert fault in "; ".join(rule(read(turtle)))


# ---------------------------------------------------------------- on the web, and the whole catalogue


def test_p37_the_ontology_and_its_page_are_where_its_iri_leads() -> None:
    rules = read_rules((ROOT / "w3id" / ".htaccess").read_text("utf-8"))
    for accept, file in ((BROWSER, "ontology.html"), ("text/turtle", "ontology.ttl")):
        found = redirect(rules, "ontology", accept)
        assert found is not None
        assert found[1].endswith(file)


def test_each_pitfall_of_the_catalogue_is_looked_for_or_has_a_reason_why_not() -> None:
    looked_for = {code.rstrip("ab") for code in PITFALLS}
    groups = (looked_for, IN_THE_DATA, ON_THE_WEB, set(NOT_DECIDABLE), set(NOT_FOLLOWED))
    assert set.union(*groups) == {f"P{number:02}" for number in range(1, 42)}
    assert sum(map(len, groups)) == 41
    assert all([*NOT_DECIDABLE.values(), *NOT_FOLLOWED.values()])
