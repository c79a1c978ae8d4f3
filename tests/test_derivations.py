"""Derivations: every inferred statement follows from its premises, by the project's own rules; nothing else does."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peakgraph.build import Result
from peakgraph.dataset import Dataset
from peakgraph.derivations import Derivation, Statement, derive
from peakgraph.errors import PeakGraphError
from peakgraph.inference import infer
from peakgraph.prefixes import ID, INFERRED_GRAPH, ONTOLOGY_GRAPH, PASSAGE, PROPOSED, THING_KINDS, read_prefixes
from peakgraph.sources import TextFile
from peakgraph.statements import Statements
from tests.small_project import ROOT, SmallProject

HEAD = (ROOT / "ontology" / "prefixes.ttl").read_text("utf-8")
PREFIXES = read_prefixes(HEAD)
RULES = [TextFile(path.name, path.read_text("utf-8")) for path in sorted((ROOT / "ontology" / "rules").glob("*.ru"))]

#: Every rule for properties, each on top of another.
CHAIN = """pg:part rdfs:subPropertyOf pg:within . pg:within a owl:TransitiveProperty ; owl:inverseOf pg:holds .
pg:holds rdfs:subPropertyOf pg:near . pg:near a owl:SymmetricProperty ."""


def full(name: str) -> str:
    """The IRI of a compact name."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def statement(text: str) -> Statement:
    """Three compact names; `a` for a type."""
    subject, predicate, value = text.split()
    return full(subject), full("rdf:type" if predicate == "a" else predicate), full(value)


def triples_of(turtle: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(HEAD + turtle, format=ox.RdfFormat.TURTLE)]


def triple(given: Statement) -> ox.Triple:
    return ox.Triple(*map(ox.NamedNode, given))


def dataset_of(ontology: Iterable[ox.Triple], stated: Iterable[ox.Triple], proposed: str = "") -> Dataset:
    """A dataset of an ontology and one passage, with all that follows from them; and what is only proposed."""
    plain = Dataset(frozenset(), Statements()).with_triples(ontology, ONTOLOGY_GRAPH)
    plain = plain.with_triples(stated, PASSAGE + "000_small/0-9")
    plain = plain.with_triples(infer(plain.merge, RULES, PREFIXES), INFERRED_GRAPH)
    return plain.with_triples(triples_of(proposed), PROPOSED + "001_small/0-9")


def inferred(dataset: Dataset) -> list[Statement]:
    return [fact[:3] for fact in dataset.facts if fact.graph == INFERRED_GRAPH and fact.is_iri]


def assert_sound(dataset: Dataset, found: dict[Statement, Derivation]) -> None:
    """Premises are of the merge and none is inferred; each derivation has some, and says by which rules."""
    merge = {fact[:3] for fact in dataset.facts if fact.graph != INFERRED_GRAPH and not fact.graph.startswith(PROPOSED)}
    for wanted, derivation in found.items():
        assert set(derivation.premises) <= merge, wanted
        assert set(derivation.rules) <= {rule.path.removesuffix(".ru") for rule in RULES}, wanted
        assert derivation.premises, wanted
        assert derivation.rules, wanted
        assert wanted not in derivation.premises


def follows(wanted: Statement, premises: Iterable[Statement], ontology: list[ox.Triple]) -> bool:
    """Whether the project's own rules give the statement from these alone."""
    return triple(wanted) in infer([*ontology, *map(triple, premises)], RULES, PREFIXES)


#: What the ontology says, what is stated, what follows from all of it, and by which rules.
EXAMPLES = {
    "inverse": ("pg:p owl:inverseOf pg:q .", "place:a pg:p place:b", "place:b pg:q place:a", "inverse"),
    "inverse, said of the other": (
        "pg:q owl:inverseOf pg:p .",
        "place:a pg:p place:b",
        "place:b pg:q place:a",
        "inverse",
    ),
    "symmetric": ("pg:p a owl:SymmetricProperty .", "place:a pg:p place:b", "place:b pg:p place:a", "symmetric"),
    "subproperty": ("pg:p rdfs:subPropertyOf pg:q .", "place:a pg:p place:b", "place:a pg:q place:b", "subproperty"),
    "inverse of a subproperty": (
        *("pg:p rdfs:subPropertyOf pg:q . pg:q owl:inverseOf pg:r .", "place:a pg:p place:b"),
        *("place:b pg:r place:a", "subproperty inverse"),
    ),
    "two classes up": (
        *("pg:A rdfs:subClassOf pg:B . pg:B rdfs:subClassOf pg:C .", "place:a a pg:A", "place:a a pg:C", "subclass"),
    ),
    "a path": (
        *(CHAIN, "place:a pg:part place:b ; place:b pg:within place:c ; place:d pg:holds place:c"),
        *("place:a pg:within place:d", "subproperty inverse transitive"),
    ),
    "a path turned round": (
        *(CHAIN, "place:a pg:within place:b ; place:b pg:within place:c", "place:c pg:near place:a"),
        "transitive inverse subproperty",
    ),
    "a path turned round twice": (
        *(CHAIN, "place:a pg:within place:b ; place:b pg:within place:c", "place:a pg:near place:c"),
        "transitive inverse subproperty symmetric",
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_rule_and_their_chains(name: str) -> None:
    ontology, stated, wanted, rules = EXAMPLES[name]
    premises = tuple(statement(text) for text in stated.split(" ; "))
    dataset = dataset_of(triples_of(ontology), map(triple, premises))
    assert derive(dataset, [statement(wanted)]) == {statement(wanted): Derivation(tuple(rules.split()), premises)}


def test_the_shortest_is_given_and_the_same_each_time() -> None:
    stated = """place:a pg:within place:b , place:c . place:b pg:within place:d . place:c pg:within place:d .
    place:d pg:within place:e . place:a pg:part place:d ."""
    dataset = dataset_of(triples_of(CHAIN), triples_of(stated))
    found = derive(dataset, inferred(dataset))
    assert found[statement("place:a pg:within place:d")].premises == (statement("place:a pg:part place:d"),)
    shortest = (statement("place:a pg:part place:d"), statement("place:d pg:within place:e"))
    assert found[statement("place:a pg:within place:e")].premises == shortest
    shuffled = inferred(dataset)
    random.Random(0).shuffle(shuffled)
    assert list(derive(dataset, shuffled).items()) == list(found.items())


def test_of_paths_as_short_the_first_by_name_is_given() -> None:
    stated = """place:a pg:within place:c , place:b . place:b pg:within place:d . place:c pg:within place:d ."""
    dataset = dataset_of(triples_of(CHAIN), triples_of(stated))
    wanted = statement("place:a pg:within place:d")
    between = (statement("place:a pg:within place:b"), statement("place:b pg:within place:d"))
    assert derive(dataset, [wanted])[wanted].premises == between


def test_of_as_many_premises_the_fewest_rules_are_used() -> None:
    ontology = """pg:A rdfs:subClassOf pg:B . pg:B rdfs:subClassOf pg:C .
    pg:p rdfs:subPropertyOf pg:q . pg:q rdfs:subPropertyOf pg:r ."""
    stated = "place:a a pg:A , pg:B ; pg:p place:b ; pg:q place:b ."
    dataset = dataset_of(triples_of(ontology), triples_of(stated))
    for wanted, premise in (("a pg:C", "a pg:B"), ("pg:r place:b", "pg:q place:b")):
        given = statement(f"place:a {wanted}")
        assert derive(dataset, [given])[given].premises == (statement(f"place:a {premise}"),)


def test_of_two_transitive_properties_the_one_with_the_shorter_path_is_taken() -> None:
    ontology = """pg:by-road rdfs:subPropertyOf pg:over . pg:by-road a owl:TransitiveProperty .
    pg:by-sea rdfs:subPropertyOf pg:over . pg:by-sea a owl:TransitiveProperty ."""
    stated = """place:a pg:by-road place:b ; pg:by-sea place:c . place:b pg:by-road place:d .
    place:d pg:by-road place:z . place:c pg:by-sea place:z ."""
    dataset = dataset_of(triples_of(ontology), triples_of(stated))
    wanted = statement("place:a pg:over place:z")
    by_sea = (statement("place:a pg:by-sea place:c"), statement("place:c pg:by-sea place:z"))
    assert derive(dataset, [wanted]) == {wanted: Derivation(("transitive", "subproperty"), by_sea)}


def test_circles_end() -> None:
    ontology = """pg:p rdfs:subPropertyOf pg:q . pg:q rdfs:subPropertyOf pg:p ; owl:inverseOf pg:p ;
    a owl:TransitiveProperty . pg:A rdfs:subClassOf pg:B . pg:B rdfs:subClassOf pg:A ."""
    stated = "place:a pg:p place:b ; a pg:A . place:b pg:p place:c . place:c pg:p place:a ."
    dataset = dataset_of(triples_of(ontology), triples_of(stated))
    found = derive(dataset, inferred(dataset))
    assert_sound(dataset, found)
    assert statement("place:a a pg:B") in found


def test_what_is_only_proposed_is_no_premise() -> None:
    stated = "place:a pg:within place:b . place:b pg:within place:c . place:c pg:within place:d ."
    dataset = dataset_of(triples_of(CHAIN), triples_of(stated), "place:a pg:within place:c .")
    assert_sound(dataset, derive(dataset, inferred(dataset)))


def test_a_statement_that_no_known_rule_gives_is_named() -> None:
    dataset = dataset_of([], []).with_triples(triples_of("place:a pg:near place:b ."), INFERRED_GRAPH)
    with pytest.raises(PeakGraphError, match=r"^no known rule .*place/a \S+near \S+place/b; teach .*$"):
        derive(dataset, inferred(dataset))


def test_a_statement_that_is_not_inferred_is_named() -> None:
    dataset = dataset_of([], triples_of("place:a pg:near place:b ."))
    with pytest.raises(PeakGraphError, match=r"^not an inferred statement .*place/a \S+near \S+place/b; ask .*$"):
        derive(dataset, [statement("place:a pg:near place:b")])


def test_a_new_rule_is_noticed(project: SmallProject) -> None:
    rule = """INSERT { ?body pg:about ?industry . GRAPH graph:inferred { ?body pg:about ?industry } }
    WHERE { ?plan pg:issuedBy ?body ; pg:targetsIndustry ?industry FILTER NOT EXISTS { ?body pg:about ?industry } }"""
    dataset = project.check().inferred
    assert_sound(dataset, derive(dataset, inferred(dataset)))
    project.write("ontology/rules/new.ru", rule)
    dataset = project.check().inferred
    with pytest.raises(PeakGraphError, match=r"hubei-provincial-government .*about .*industry/cement"):
        derive(dataset, inferred(dataset))


NAMES = st.sampled_from([f"place:{letter}" for letter in "abcde"])
PROPERTIES = st.sampled_from([f"pg:{letter}" for letter in "pqrs"])
FACTS = st.lists(st.tuples(NAMES, PROPERTIES, NAMES).map(" ".join), max_size=6)
AXIOMS = st.lists(
    st.tuples(PROPERTIES, st.sampled_from(["rdfs:subPropertyOf", "owl:inverseOf"]), PROPERTIES).map(" ".join)
    | st.tuples(PROPERTIES, st.sampled_from(["a owl:SymmetricProperty", "a owl:TransitiveProperty"])).map(" ".join),
    max_size=5,
)


@given(FACTS, AXIOMS)
@settings(max_examples=400, deadline=None)
def test_whatever_the_rules_infer_follows_from_the_premises_and_from_no_fewer(
    facts: list[str], axioms: list[str]
) -> None:
    ontology = triples_of(" .\n".join([*axioms, ""]))
    stated = sorted({statement(text) for text in facts})
    dataset = dataset_of(ontology, map(triple, stated))
    found = derive(dataset, inferred(dataset))
    assert_sound(dataset, found)
    for wanted, derivation in found.items():
        assert follows(wanted, derivation.premises, ontology)
        for fewer in combinations(stated, len(derivation.premises) - 1):
            assert not follows(wanted, fewer, ontology)


def test_on_the_real_graph_every_inferred_statement_of_a_thing_follows(real: Result) -> None:
    things = tuple(f"{ID}{kind}/" for kind in THING_KINDS)
    wanted = [found for found in inferred(real.inferred) if found[0].startswith(things)]
    found = derive(real.inferred, wanted)
    assert len(wanted) > 1000
    assert set(found) == set(wanted)
    assert_sound(real.inferred, found)
    ontology = [quad.triple for quad in real.dataset.quads if quad.graph_name == ox.NamedNode(ONTOLOGY_GRAPH)]
    by_predicate = defaultdict(list)
    for statement in wanted:
        by_predicate[statement[1]].append(statement)
    assert {full(name) for name in ("rdf:type", "pg:within", "pg:issued", "pg:cooperatesWith")} < set(by_predicate)
    choose = random.Random(0)
    for statements in by_predicate.values():
        for statement in choose.sample(statements, min(25, len(statements))):
            assert follows(statement, found[statement].premises, ontology), statement


def test_everything_inferred_between_iris_follows(real: Result) -> None:
    assert_sound(real.inferred, derive(real.inferred, inferred(real.inferred)))
