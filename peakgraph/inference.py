"""Inference: what follows from the merge, as triples of a graph of their own.

In: triples and rules (SPARQL updates of ontology/rules). Out: the new triples.
How: the rules run over the default graph of a store in memory until none of them adds anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from peakgraph.errors import PeakGraphError
from peakgraph.prefixes import INFERRED_GRAPH, as_sparql
from peakgraph.sources import TextFile


def infer(triples: Iterable[ox.Triple], rules: Iterable[TextFile], prefixes: Mapping[str, str]) -> set[ox.Triple]:
    """The triples that follow and are not there; a rule must add to the default graph and to graph:inferred alike."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    head, updates = as_sparql(prefixes), list(rules)
    for rule in updates:
        if re.search(r"\b(LOAD|SERVICE)\b", rule.text, re.IGNORECASE):
            raise PeakGraphError(f"{rule.path}: a rule with LOAD or SERVICE; a build reaches no network")
    before = -1
    while len(store) != before:
        before = len(store)
        for rule in updates:
            try:
                store.update(head + rule.text)
            except (SyntaxError, OSError, RuntimeError) as error:
                raise PeakGraphError(f"{rule.path}: not a rule that runs: {' '.join(str(error).split())}") from error
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(INFERRED_GRAPH))}
