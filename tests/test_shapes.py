"""Every shape, with the smallest graph that conforms to it and the smallest that does not.

`tests/shapes/<file of shapes/>/<shape>.valid.ttl` conforms to all shapes; `<shape>.invalid.ttl` breaks just the shapes
that its head names, with the constraints of each: `# violates: shape:figure-unit maxCount class`. Both may refer to
the things and concepts of `tests/shapes/background.ttl` and to the closed lists of `ontology/vocabularies/` (statuses,
roles, units ...); concepts that come and go with the documents are the background's own.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, XSD, Graph, Namespace, URIRef
from rdflib.namespace import SH
from rdflib.term import BNode, Node

from peakgraph.inference import infer
from peakgraph.prefixes import read_prefixes
from peakgraph.sources import TextFile

ROOT = Path(__file__).parent.parent
FIXTURES = Path(__file__).parent / "shapes"
PREFIXES = (ROOT / "ontology" / "prefixes.ttl").read_text(encoding="utf-8")
SHAPE = Namespace(read_prefixes(PREFIXES)["shape"])
PG = Namespace(read_prefixes(PREFIXES)["pg"])

#: What a shape may have that is no constraint of its own.
NO_CONSTRAINTS = {
    *(SH.path, SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf),
    *(SH.message, SH.severity, SH.flags, SH.ignoredProperties, SH.qualifiedValueShape),
}
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)

#: Shape (without its namespace) to the constraints of it that are broken.
Violations = dict[str, set[str]]


def parse(*paths: Path) -> Graph:
    """Turtle files, the prefixes in front of each, as one graph."""
    graph = Graph(bind_namespaces="none")
    for path in paths:
        graph.parse(data=PREFIXES + path.read_text(encoding="utf-8"), format="turtle")
    return graph


def named(folder: str, pattern: str = "*.ttl") -> list[Path]:
    found = sorted((ROOT / folder).glob(pattern))
    assert found, f"{folder} holds no {pattern}"
    return [path for path in found if path.name != "prefixes.ttl"]


SHAPE_FILES = {path.stem: parse(path) for path in named("shapes")}
VALID = sorted(FIXTURES.glob("*/*.valid.ttl"))
INVALID = sorted(FIXTURES.glob("*/*.invalid.ttl"))


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name.split('.')[0]}"


def constraints(graph: Graph, shape: Node) -> set[str]:
    """The constraints that the shape itself has: `minCount`, `class` ..."""
    found = {predicate for predicate in graph.predicates(shape) if str(predicate).startswith(str(SH))}
    return {str(predicate).removeprefix(str(SH)) for predicate in found - NO_CONSTRAINTS}


def targeted(graph: Graph) -> list[URIRef]:
    """The shapes that look for things themselves; the others are parts of these."""
    shapes = {shape for target in TARGETS for shape in graph.subjects(target)}
    return sorted(shape for shape in shapes if isinstance(shape, URIRef))


@pytest.fixture(scope="session")
def shapes() -> Graph:
    return parse(*named("shapes"))


@pytest.fixture(scope="session")
def vocabularies() -> Graph:
    """The concepts that the background does not describe in its own words."""
    graph, own = parse(*named("ontology/vocabularies")), parse(FIXTURES / "background.ttl")
    for concept in set(own.subjects()):
        graph.remove((concept, None, None))
    return graph


@pytest.fixture(scope="session")
def ontology() -> Graph:
    return parse(*named("ontology"))


@pytest.fixture(scope="session")
def background(ontology: Graph, vocabularies: Graph) -> Graph:
    """The ontology, the things that fixtures may refer to, and the concepts that those name."""
    things = parse(FIXTURES / "background.ttl")
    return ontology + things + concepts_named_in(things, vocabularies)


def concepts_named_in(graph: Graph, vocabularies: Graph) -> Graph:
    """The concepts that a graph names, with those above them: all of them would make each run ten times slower."""
    cut = Graph(bind_namespaces="none")
    waiting = set(graph.all_nodes())
    while waiting:
        node = waiting.pop()
        if (node, None, None) not in cut:
            for triple in vocabularies.triples((node, None, None)):
                cut.add(triple)
                waiting.add(triple[2])
    return cut


def violations(graph: Graph, shapes: Graph) -> Violations:
    """What pySHACL finds, warnings too, as shape to constraints; each result must be one that a report can name."""
    logging.getLogger("pyshacl").setLevel(logging.ERROR)
    _, results, _ = pyshacl.validate(graph, shacl_graph=shapes, inplace=True)
    assert isinstance(results, Graph)
    found: Violations = defaultdict(set)
    for result in results.subjects(RDF.type, SH.ValidationResult):
        shape, component = results.value(result, SH.sourceShape), results.value(result, SH.sourceConstraintComponent)
        assert isinstance(shape, URIRef), "a shape without an IRI cannot be named in a report"
        for place in (SH.focusNode, SH.value):
            assert not isinstance(results.value(result, place), BNode)
        assert results.value(result, SH.resultMessage) == shapes.value(shape, SH.message)
        found[shape.removeprefix(SHAPE)].add(constraint_of(str(component)))
    return dict(found)


def constraint_of(component: str) -> str:
    """`sh:MaxCountConstraintComponent` is the constraint `maxCount`; both ends of a counted value are one."""
    name = component.removeprefix(str(SH)).removesuffix("ConstraintComponent")
    return name[0].lower() + name[1:]


def added(graph: Graph, path: Path, vocabularies: Graph) -> Iterator[Graph]:
    """The graph with a fixture in it, for as long as the caller looks."""
    fixture = parse(path)
    extra = (fixture + concepts_named_in(fixture, vocabularies)) - graph
    assert len(extra), f"{path} adds nothing"
    graph += extra
    try:
        yield graph
    finally:
        graph -= extra


def expected(text: str) -> Violations:
    """What the head of an invalid fixture says that it breaks."""
    heads = re.findall(r"^# violates: shape:(\S+)((?: \w+)+)$", text, re.MULTILINE)
    return {shape: set(words.split()) for shape, words in heads}


@pytest.mark.parametrize("path", VALID, ids=name_of)
def test_the_smallest_graph_that_conforms(path: Path, background: Graph, vocabularies: Graph, shapes: Graph) -> None:
    for graph in added(background, path, vocabularies):
        assert violations(graph, shapes) == {}


@pytest.mark.parametrize("path", INVALID, ids=name_of)
def test_the_smallest_graph_that_does_not(path: Path, background: Graph, vocabularies: Graph, shapes: Graph) -> None:
    says = expected(path.read_text(encoding="utf-8"))
    assert says, f"{path} does not say what it violates"
    for graph in added(background, path, vocabularies):
        assert violations(graph, shapes) == says


def test_the_ontology_the_vocabularies_and_the_background_conform(
    ontology: Graph, vocabularies: Graph, background: Graph, shapes: Graph
) -> None:
    assert violations(ontology + vocabularies + background, shapes) == {}


def test_inference_adds_no_violation(background: Graph, vocabularies: Graph, shapes: Graph) -> None:
    """The checks run again after inference, which adds classes above and inverses and may break no shape by them."""
    graph = background + vocabularies
    for number, path in enumerate(VALID):
        graph += renamed(parse(path), f"{number:03}", background)
    assert violations(graph, shapes) == {}
    rules = [TextFile(path.name, path.read_text(encoding="utf-8")) for path in named("ontology/rules", "*.ru")]
    triples = [quad.triple for quad in ox.parse(graph.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES)]
    follows = ox.serialize(infer(triples, rules, read_prefixes(PREFIXES)), format=ox.RdfFormat.N_TRIPLES)
    graph.parse(data=follows, format="nt")
    assert violations(graph, shapes) == {}


def renamed(fixture: Graph, ending: str, background: Graph) -> Graph:
    """The fixture with an ending on the IRI of each thing of its own, so that many of them fit into one graph."""
    own = {node for node in fixture.subjects() if (node, RDF.type, None) not in background}
    graph = Graph(bind_namespaces="none")
    for subject, predicate, value in fixture:
        ends = (URIRef(f"{node}{ending}") if node in own else node for node in (subject, value))
        graph.add((next(ends), predicate, next(ends)))
    return graph


@pytest.mark.parametrize("file", SHAPE_FILES)
def test_every_constraint_of_every_shape_has_a_graph_that_breaks_it(file: str) -> None:
    graph = SHAPE_FILES[file]
    missing = {}
    for shape in targeted(graph):
        name = shape.removeprefix(SHAPE)
        path = FIXTURES / file / f"{name}.invalid.ttl"
        says = expected(path.read_text(encoding="utf-8")) if path.exists() else {}
        if left := constraints(graph, shape) - says.get(name, set()):
            missing[name] = left
    assert missing == {}, "write a fixture for each, or add to it"


@pytest.mark.parametrize("file", SHAPE_FILES)
def test_every_shape_has_a_graph_that_conforms_and_one_that_does_not(file: str) -> None:
    shapes = {shape.removeprefix(SHAPE) for shape in targeted(SHAPE_FILES[file])}
    for kind in ("valid", "invalid"):
        assert {path.name.split(".")[0] for path in (FIXTURES / file).glob(f"*.{kind}.ttl")} == shapes


def test_no_fixture_is_without_a_file_of_shapes() -> None:
    assert {path.name for path in FIXTURES.iterdir() if path.is_dir()} == set(SHAPE_FILES)


def test_every_part_of_a_shape_is_used(shapes: Graph) -> None:
    """A shape without a target that no other names checks nothing."""
    without_target = set(shapes.subjects(RDF.type, SH.NodeShape)) | set(shapes.subjects(RDF.type, SH.PropertyShape))
    without_target -= set(targeted(shapes))
    assert {shape for shape in without_target if not list(shapes.subjects(None, shape))} == set()


@pytest.mark.parametrize("file", SHAPE_FILES)
def test_every_shape_says_what_is_wrong(file: str) -> None:
    graph = SHAPE_FILES[file]
    for shape in targeted(graph):
        messages = list(graph.objects(shape, SH.message))
        assert len(messages) == 1, f"{shape} needs one sh:message"
        assert str(messages[0]).endswith((".", "?")), f"{shape}: a message is a sentence"


def test_shapes_are_declared_once_and_named() -> None:
    seen: dict[Node, str] = {}
    for file, graph in SHAPE_FILES.items():
        for kind in (SH.NodeShape, SH.PropertyShape):
            for shape in graph.subjects(RDF.type, kind):
                assert isinstance(shape, URIRef)
                assert shape not in seen, f"{shape} stands in {seen[shape]}.ttl and {file}.ttl"
                seen[shape] = file


@pytest.mark.parametrize(("part", "top"), [("a-class-of-actors", "Actor"), ("a-class-of-places", "Place")])
def test_a_list_of_classes_is_that_of_the_ontology(part: str, top: str, shapes: Graph, ontology: Graph) -> None:
    """A class that is added to the ontology is added to the shape, but for those that are too wide for a thing."""
    below = set(ontology.transitive_subjects(RDFS.subClassOf, PG[top])) - {PG[top], PG["Organization"]}
    listed = shapes.value(SHAPE[part], SH["in"])
    assert listed is not None
    assert set(shapes.items(listed)) == below


def test_closed_shapes_agree_with_the_domains(shapes: Graph, ontology: Graph) -> None:
    """What the ontology says a property is for may carry it; what may carry it is above or below that class."""
    wrong = []
    for shape in shapes.subjects(SH.closed):
        target, listed = shapes.value(shape, SH.targetClass), shapes.value(shape, SH.ignoredProperties)
        assert target is not None
        assert listed is not None
        carried = set(shapes.items(listed))
        for term, domain in ontology.subject_objects(RDFS.domain):
            below = target in ontology.transitive_objects(domain, RDFS.subClassOf)
            above = domain in ontology.transitive_objects(target, RDFS.subClassOf)
            if (below and term not in carried) or (term in carried and not (below or above)):
                wrong.append(f"{term} in {shape}")
    assert sorted(wrong) == []


def test_every_property_of_ours_may_be_carried(shapes: Graph, ontology: Graph) -> None:
    """A property that no closed shape lists could never be used."""
    carried = {term for listed in shapes.objects(None, SH.ignoredProperties) for term in shapes.items(listed)}
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    assert {term for kind in kinds for term in ontology.subjects(RDF.type, kind)} - carried == set()


def test_every_functional_property_is_counted(shapes: Graph, ontology: Graph) -> None:
    """By OWL, two values of a functional property would be one thing; the shapes say that there is one value."""
    counted = {shapes.value(shape, SH.path) for shape in shapes.subjects(SH.maxCount, None)}
    assert set(ontology.subjects(RDF.type, OWL.FunctionalProperty)) - counted == set()


def test_shapes_use_declared_terms_only(shapes: Graph, ontology: Graph, vocabularies: Graph) -> None:
    """A shape about a term that nobody declared would hold for ever, as nothing ever carries the term.

    Kinds of list members are the background's: a vocabulary has only those that a document needs.
    """
    background = parse(FIXTURES / "background.ttl")
    known = {subject for graph in (ontology, vocabularies, background, shapes) for subject in graph.subjects()}
    free = tuple(str(namespace) for namespace in (SH, OWL, RDF, RDFS, XSD))
    used = {node for node in set(shapes.objects()) if isinstance(node, URIRef)}
    assert {str(node) for node in used if node not in known and not str(node).startswith(free)} == set()
