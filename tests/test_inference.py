"""Inference: each rule seen at work, nothing invented, and the same closure as owlrl's."""

from __future__ import annotations

import warnings
from pathlib import Path

import owlrl
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Namespace, URIRef
from rdflib.term import Node

from peakgraph.build import Result
from peakgraph.errors import PeakGraphError
from peakgraph.inference import infer
from peakgraph.prefixes import ID, read_prefixes
from peakgraph.sources import TextFile
from peakgraph.terms import value_of

ROOT = Path(__file__).resolve().parent.parent
PREFIX_TEXT = (ROOT / "ontology" / "prefixes.ttl").read_text(encoding="utf-8")
PREFIXES = read_prefixes(PREFIX_TEXT)
PG = Namespace(PREFIXES["pg"])
OA = Namespace(PREFIXES["oa"])
RULES = {
    path.stem: TextFile(f"ontology/rules/{path.name}", path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "ontology" / "rules").glob("*.ru"))
}

#: A rule (or several) to a graph and all that follows from it.
EXAMPLES = {
    "subclass": (
        """pg:University rdfs:subClassOf pg:ResearchInstitution .
        pg:ResearchInstitution rdfs:subClassOf pg:Organization , org:Organization .
        actor:wuhan-university a pg:University .""",
        """actor:wuhan-university a pg:ResearchInstitution , pg:Organization , org:Organization .""",
    ),
    "subproperty": (
        """pg:cueInTarget rdfs:subPropertyOf pg:cue . pg:cue rdfs:subPropertyOf pg:words .
        bound:at-least pg:cueInTarget "reach"@en .""",
        """bound:at-least pg:cue "reach"@en ; pg:words "reach"@en .""",
    ),
    "inverse": (
        """pg:issuedBy owl:inverseOf pg:issued .
        plan:a pg:issuedBy actor:miit . actor:ndrc pg:issued plan:b .""",
        """actor:miit pg:issued plan:a . plan:b pg:issuedBy actor:ndrc .""",
    ),
    "symmetric": (
        """pg:cooperatesWith a owl:SymmetricProperty . actor:miit pg:cooperatesWith actor:ndrc .""",
        """actor:ndrc pg:cooperatesWith actor:miit .""",
    ),
    "transitive": (
        """pg:within a owl:TransitiveProperty .
        place:wuchang pg:within place:wuhan . place:wuhan pg:within place:hubei .
        place:hubei pg:within place:china .""",
        """place:wuchang pg:within place:hubei , place:china . place:wuhan pg:within place:china .""",
    ),
    "transitive in a circle": (
        """pg:within a owl:TransitiveProperty . place:a pg:within place:b . place:b pg:within place:a .""",
        "",
    ),
    "inverse of a subproperty": (
        """pg:p rdfs:subPropertyOf pg:q . pg:q owl:inverseOf pg:r . place:a pg:p place:b .""",
        """place:a pg:q place:b . place:b pg:r place:a .""",
    ),
    "transitive inverse of a subproperty": (
        """pg:p rdfs:subPropertyOf pg:q . pg:q a owl:TransitiveProperty ; owl:inverseOf pg:r .
        place:a pg:p place:b . place:c pg:r place:b .""",
        """place:a pg:q place:b , place:c . place:b pg:q place:c ; pg:r place:a . place:c pg:r place:a .""",
    ),
}

#: What is there already, what is meant for readers and not for rules, and what nothing follows from.
NOTHING_FOLLOWS = {
    "a domain": "pg:issuedBy rdfs:domain pg:Policy . event:a pg:issuedBy actor:miit .",
    "a range": "pg:issuedBy rdfs:range pg:Actor . plan:a pg:issuedBy place:hubei .",
    "a functional property": "pg:unit a owl:FunctionalProperty . target:a pg:unit unit:W , unit:NUM .",
    "a class above, without things": "pg:Plan rdfs:subClassOf pg:Policy .",
    "a type that is there": "pg:Plan rdfs:subClassOf pg:Policy . plan:a a pg:Plan , pg:Policy .",
    "an inverse that is there": "pg:p owl:inverseOf pg:q . place:a pg:p place:b . place:b pg:q place:a .",
    "broader concepts": "topic:a skos:broader topic:b . topic:b skos:broader topic:c .",
}


def triples(turtle: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(PREFIX_TEXT + turtle, format=ox.RdfFormat.TURTLE)}


def follows(given_: set[ox.Triple], *rules: str) -> set[ox.Triple]:
    """What the named rules infer; without names, all rules."""
    return infer(given_, [RULES[name] for name in rules or RULES], PREFIXES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_follows(name: str) -> None:
    turtle, inferred = EXAMPLES[name]
    assert follows(triples(turtle)) == triples(inferred)


@pytest.mark.parametrize("name", RULES)
def test_each_rule_does_its_work_alone(name: str) -> None:
    turtle, inferred = EXAMPLES[name]
    assert follows(triples(turtle), name) == triples(inferred)


@pytest.mark.parametrize("name", RULES)
def test_no_rule_does_the_work_of_another(name: str) -> None:
    turtle, _ = EXAMPLES[name]
    assert follows(triples(turtle), *(other for other in RULES if other != name)) == set()


@pytest.mark.parametrize("name", NOTHING_FOLLOWS)
def test_nothing_follows_from(name: str) -> None:
    assert follows(triples(NOTHING_FOLLOWS[name])) == set()


def test_what_follows_is_new_and_complete() -> None:
    for turtle, _ in EXAMPLES.values():
        known = triples(turtle)
        inferred = follows(known)
        assert not inferred & known
        assert follows(known | inferred) == set()


def test_a_rule_that_is_no_update_names_its_file() -> None:
    with pytest.raises(PeakGraphError, match=r"ontology/rules/bad\.ru: not a rule that runs"):
        infer(set(), [TextFile("ontology/rules/bad.ru", "INSERT {")], PREFIXES)


# ---------------------------------------------------------------- owlrl as the oracle


def as_rdflib(given_: set[ox.Triple]) -> Graph:
    return Graph().parse(data=ox.serialize(given_, format=ox.RdfFormat.N_TRIPLES), format="nt")


#: What the rules leave out on purpose: types from domain and range, and the equality of two values.
LEFT_OUT = ((None, RDFS.domain, None), (None, RDFS.range, None), (None, RDF.type, OWL.FunctionalProperty))

#: Annotations, from which nothing follows: without them owlrl is several times faster.
WORDS = tuple((None, term, None) for term in (RDFS.label, RDFS.isDefinedBy, SKOS.definition, SKOS.example, OA.exact))


def closure_by_owlrl(graph: Graph) -> tuple[Graph, list[str]]:
    """OWL 2 RL without axiomatic triples, and what owlrl finds inconsistent."""
    closed = Graph()
    closed += graph
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # owlrl 7.6 calls deprecated names of rdflib
        semantics = owlrl.OWLRL_Semantics(closed, axioms=False, daxioms=False, rdfs=False)
        semantics.closure()
    return closed, semantics.error_messages


def about_things(graph: Graph, schema: Graph) -> set[tuple[Node, Node, Node]]:
    """What a graph says of things in the schema's classes and properties; owlrl also says much about these."""
    properties = {term for kind in PROPERTY_KINDS for term in schema.subjects(RDF.type, kind)}
    classes, said = set(schema.subjects(RDF.type, OWL.Class)), set()
    for subject, predicate, value in graph:
        of_class = predicate == RDF.type and value in classes
        # A thing is never related to itself by a circle: our transitive rule leaves that out.
        if (of_class or (predicate in properties and subject != value)) and (subject, RDF.type, None) not in schema:
            said.add((subject, predicate, value))
    return said


PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty)


def check_against_owlrl(given_: set[ox.Triple], schema: Graph) -> int:
    """Compares both closures; returns the number of inferred statements."""
    asked = as_rdflib(given_)
    for pattern in (*LEFT_OUT, *WORDS):
        asked.remove(pattern)
    closed, errors = closure_by_owlrl(asked)
    assert errors == []
    known = about_things(as_rdflib(given_), schema)
    ours = about_things(as_rdflib(follows(given_)), schema)
    assert ours == about_things(closed, schema) - known
    return len(ours)


@pytest.fixture(scope="module")
def ontology() -> set[ox.Triple]:
    files = [path for path in sorted((ROOT / "ontology").glob("*.ttl")) if path.name != "prefixes.ttl"]
    return {triple for path in files for triple in triples(path.read_text(encoding="utf-8"))}


def test_the_ontology_with_a_small_graph_closes_as_owlrl_closes_it(ontology: set[ox.Triple]) -> None:
    things = triples((ROOT / "tests" / "shapes" / "background.ttl").read_text(encoding="utf-8"))
    things |= triples(
        """plan:sample pg:issuedBy actor:ministry ; pg:targetsIndustry industry:sample ;
            pg:setsTarget target:000-sample ; pg:includesMeasure measure:sample .
        list:sample pg:names actor:enterprise . place:east pg:within place:wuhan .
        bound:sample pg:cueInTarget "reach"@en ; pg:cueInObservation "reached"@en ."""
    )
    assert check_against_owlrl(ontology | things, as_rdflib(ontology)) > 50


@pytest.mark.slow
def test_the_whole_graph_closes_as_owlrl_closes_it(real: Result, ontology: set[ox.Triple]) -> None:
    """And it is consistent: owlrl finds nothing wrong with it on the way.

    Without owl:sameAs, which our rules do not follow: what is said of a thing here is not said of it elsewhere. And
    without how each link is known, from which nothing follows.
    """
    merge = {
        triple
        for triple in real.dataset.merge
        if triple.predicate.value != str(OWL.sameAs) and not value_of(triple.subject).startswith(ID + "mapping/")
    }
    assert check_against_owlrl(merge, as_rdflib(ontology)) > 1000


def test_a_figure_and_a_conference_stay_what_they_are(ontology: set[ox.Triple]) -> None:
    """Domains and ranges would make a figure of whatever has a year or an indicator."""
    things = triples("event:a a pg:Event ; pg:value 3.0 ; pg:issuedBy place:hubei . place:hubei a pg:Province .")
    inferred = as_rdflib(follows(ontology | things))
    event, province = URIRef(PREFIXES["event"] + "a"), URIRef(PREFIXES["place"] + "hubei")
    assert set(inferred.objects(event, RDF.type)) == {URIRef(PREFIXES["schema"] + "Event")}
    assert set(inferred.objects(province, RDF.type)) == {PG.Place}


CLASSES = [PG[f"C{number}"] for number in range(3)]
PROPERTIES = [PG[f"p{number}"] for number in range(2)]
THINGS = [URIRef(PREFIXES["place"] + name) for name in "abcd"]

#: An axiom of a random ontology: every construct that the rules read, and domains and ranges, which they do not.
AXIOM = st.one_of(
    st.tuples(st.sampled_from(CLASSES), st.just(RDFS.subClassOf), st.sampled_from(CLASSES)),
    st.tuples(
        st.sampled_from(PROPERTIES),
        st.sampled_from([RDFS.subPropertyOf, OWL.inverseOf]),
        st.sampled_from(PROPERTIES),
    ),
    st.tuples(
        st.sampled_from(PROPERTIES),
        st.just(RDF.type),
        st.sampled_from([OWL.SymmetricProperty, OWL.TransitiveProperty]),
    ),
    st.tuples(st.sampled_from(PROPERTIES), st.sampled_from([RDFS.domain, RDFS.range]), st.sampled_from(CLASSES)),
)
FACT = st.one_of(
    st.tuples(st.sampled_from(THINGS), st.just(RDF.type), st.sampled_from(CLASSES)),
    st.tuples(st.sampled_from(THINGS), st.sampled_from(PROPERTIES), st.sampled_from(THINGS)),
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(AXIOM, min_size=1, max_size=6), st.lists(FACT, min_size=3, max_size=8))
def test_random_ontologies_close_as_owlrl_closes_them(
    axioms: list[tuple[URIRef, URIRef, URIRef]], facts: list[tuple[URIRef, URIRef, URIRef]]
) -> None:
    schema = Graph()
    for term, kind in [(c, OWL.Class) for c in CLASSES] + [(p, OWL.ObjectProperty) for p in PROPERTIES]:
        schema.add((term, RDF.type, kind))
    graph = Graph()
    for statement in (*schema, *axioms, *facts):
        graph.add(statement)
    check_against_owlrl(triples(graph.serialize(format="nt")), schema)


# ---------------------------------------------------------------- consistency


def inconsistencies(graph: Graph) -> list[str]:
    """What owlrl finds inconsistent; two names may always mean one thing, so the shapes count values."""
    return closure_by_owlrl(graph)[1]


def test_the_ontology_with_a_small_graph_is_consistent(ontology: set[ox.Triple]) -> None:
    things = triples((ROOT / "tests" / "shapes" / "background.ttl").read_text(encoding="utf-8"))
    assert inconsistencies(as_rdflib(ontology | things)) == []


@pytest.mark.parametrize(
    "turtle",
    [
        """pg:unit a owl:FunctionalProperty . target:a pg:unit unit:W , unit:NUM .
        unit:W owl:differentFrom unit:NUM .""",
        """pg:Actor owl:disjointWith pg:Place . place:a a pg:Actor , pg:Place .""",
    ],
)
def test_owlrl_finds_an_inconsistency(turtle: str) -> None:
    assert inconsistencies(as_rdflib(triples(turtle)))
