"""Derivations: for each inferred statement, the statements that it follows from.

In: a `Dataset` with its inferred graph, and the inferred statements wanted. Out: a `Derivation` for each of them.
How: the rules of ontology/rules read backwards; a property holds in few ways, and a transitive one along a path.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from peakgraph.dataset import Dataset
from peakgraph.errors import PeakGraphError
from peakgraph.prefixes import INFERRED_GRAPH, OWL, PROPOSED, RDF, RDFS

#: Subject, predicate and value: three IRIs.
Statement = tuple[str, str, str]

_TYPE = RDF + "type"
_SUBPROPERTY, _SUBCLASS, _INVERSE = RDFS + "subPropertyOf", RDFS + "subClassOf", OWL + "inverseOf"


@dataclass(frozen=True, slots=True)
class Derivation:
    """What a statement follows from.

    `rules` names the rules used, as their files in ontology/rules are named, each once, from the premises to the
    statement; `premises` are statements of the merge that are not inferred, in reading order: along a transitive
    property each ends where the next begins. What the ontology says of properties and classes is no premise.
    """

    rules: tuple[str, ...]
    premises: tuple[Statement, ...]


def derive(dataset: Dataset, wanted: Iterable[Statement]) -> dict[Statement, Derivation]:
    """The shortest derivation of each wanted statement: fewest premises, then fewest rules, then by name.

    Nothing that is only proposed is a premise. Raises `PeakGraphError` where a wanted statement is not in the
    inferred graph, or follows by none of the rules that this module knows.
    """
    rules = _Rules.of(dataset)
    found = {}
    for statement in sorted(set(wanted)):  # by subject: paths from one thing are searched once
        name = " ".join(statement)
        if statement not in rules.inferred:
            raise PeakGraphError(f"not an inferred statement between things: {name}; ask only for what is inferred")
        derivation = rules.single(statement) or rules.path(statement)
        if derivation is None:
            raise PeakGraphError(
                f"no known rule gives the inferred statement {name}; teach peakgraph/derivations.py the rule that does"
            )
        found[statement] = derivation
    return found


@dataclass(frozen=True, slots=True)
class _Way:
    """A property that, read forwards or backwards, says what another one says; the rules from it to the other."""

    predicate: str
    backwards: bool
    rules: tuple[str, ...]

    def statement(self, subject: str, value: str) -> Statement:
        """What the way's own property says where the other says `subject` ... `value`."""
        return (value, self.predicate, subject) if self.backwards else (subject, self.predicate, value)


@dataclass(slots=True)
class _Rules:
    """The statements that are not inferred, by their ends, and what the merge says of properties and classes."""

    inferred: set[Statement] = field(default_factory=set)
    given: set[Statement] = field(default_factory=set)
    values: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    subjects: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    below: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    kinds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    known_ways: dict[str, tuple[_Way, ...]] = field(default_factory=dict)
    known_classes: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    start: str = ""
    searched: dict[tuple[str, bool], dict[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, dataset: Dataset) -> _Rules:
        rules = cls()
        for subject, predicate, value, graph, is_iri, _ in dataset.facts:
            if not is_iri or graph.startswith(PROPOSED):
                continue
            if graph == INFERRED_GRAPH:
                rules.inferred.add((subject, predicate, value))
            else:
                rules.given.add((subject, predicate, value))
                rules.values[subject, predicate].add(value)
                rules.subjects[value, predicate].add(subject)
            if predicate in (_SUBPROPERTY, _SUBCLASS, _INVERSE):
                rules.below[value, predicate].add(subject)
            if predicate == _INVERSE:
                rules.below[subject, predicate].add(value)
            if predicate == _TYPE and value.startswith(OWL):
                rules.kinds[value].add(subject)
        return rules

    def single(self, statement: Statement) -> Derivation | None:
        """The derivation from one premise: by subproperties, inverses, symmetry and subclasses."""
        subject, predicate, value = statement
        best: list[tuple[int, tuple[str, ...], Statement]] = []
        for target, steps in self.classes(value) if predicate == _TYPE else ((value, 0),):
            for way in self.ways(predicate):
                premise = way.statement(subject, target)
                if premise in self.given:
                    rules = (*way.rules, *(("subclass",) if steps else ()))
                    best.append((len(way.rules) + steps, rules, premise))
        if not best:
            return None
        _, rules, premise = min(best)
        return Derivation(_once(rules), (premise,))

    def classes(self, above: str) -> tuple[tuple[str, int], ...]:
        """A class and those below it, each with the number of steps down to it."""
        if above not in self.known_classes:
            steps, queue = {above: 0}, deque([above])
            while queue:
                current = queue.popleft()
                for other in sorted(self.below.get((current, _SUBCLASS), ())):
                    if other not in steps:
                        steps[other] = steps[current] + 1
                        queue.append(other)
            self.known_classes[above] = tuple(steps.items())
        return self.known_classes[above]

    def ways(self, predicate: str) -> tuple[_Way, ...]:
        """The property itself and all that say what it says, those with the fewest rules first."""
        if predicate not in self.known_ways:
            ways = {(predicate, False): _Way(predicate, False, ())}
            queue = deque(ways.values())
            while queue:
                way = queue.popleft()
                for other, turned, rule in self.one_rule_before(way.predicate):
                    key = (other, way.backwards != turned)
                    if key not in ways:
                        ways[key] = _Way(*key, (rule, *way.rules))
                        queue.append(ways[key])
            self.known_ways[predicate] = tuple(ways.values())
        return self.known_ways[predicate]

    def one_rule_before(self, predicate: str) -> Iterator[tuple[str, bool, str]]:
        """Properties from which one rule gives this one, whether it turns them round, and the rule."""
        for other in sorted(self.below.get((predicate, _SUBPROPERTY), ())):
            yield other, False, "subproperty"
        for other in sorted(self.below.get((predicate, _INVERSE), ())):
            yield other, True, "inverse"
        if predicate in self.kinds[OWL + "SymmetricProperty"]:
            yield predicate, True, "symmetric"

    def path(self, statement: Statement) -> Derivation | None:
        """The derivation from several premises: the shortest path along a transitive property that says it."""
        subject, predicate, value = statement
        best: list[tuple[int, int, tuple[str, ...], tuple[Statement, ...]]] = []
        for way in self.ways(predicate):
            if way.predicate not in self.kinds[OWL + "TransitiveProperty"]:
                continue
            nodes = self.nodes(subject, value, way)
            edges = [self.edge(first, way.predicate, second) for first, second in pairwise(nodes)]
            if edges:
                rules = _once((*(rule for edge, _ in edges for rule in edge.rules), "transitive", *way.rules))
                best.append((len(edges), len(rules), rules, tuple(premise for _, premise in edges)))
        if not best:
            return None
        _, _, rules, premises = min(best)
        return Derivation(rules, premises)

    def edge(self, first: str, predicate: str, second: str) -> tuple[_Way, Statement]:
        """The first way in which one thing follows another directly; there is one."""
        found = ((way, way.statement(first, second)) for way in self.ways(predicate))
        return next((way, premise) for way, premise in found if premise in self.given)

    def nodes(self, subject: str, value: str, way: _Way) -> list[str]:
        """The things on the shortest path along the way's property, as it points; none where there is no path."""
        if subject != self.start:  # one thing's paths are asked for together: those of the last one are not kept
            self.start, self.searched = subject, {}
        key = (way.predicate, way.backwards)
        if key not in self.searched:
            self.searched[key] = self.search(subject, *key)
        before = self.searched[key]
        if value not in before:
            return []
        nodes = [value]
        while nodes[-1] != subject:
            nodes.append(before[nodes[-1]])
        return nodes if way.backwards else nodes[::-1]

    def search(self, start: str, predicate: str, backwards: bool) -> dict[str, str]:
        """Each thing that paths from `start` reach to the thing before it on the shortest; the first by name."""
        before, queue = {start: start}, deque([start])
        ways = [(way.predicate, way.backwards != backwards) for way in self.ways(predicate)]
        while queue:
            current = queue.popleft()
            ends = [(self.subjects if turned else self.values).get((current, name), ()) for name, turned in ways]
            for other in sorted(set().union(*ends)):
                if other not in before:
                    before[other] = current
                    queue.append(other)
        return before


def _once(rules: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rules))
