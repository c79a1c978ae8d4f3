"""The page: one HTML file that draws the network and opens the sentence behind each statement.

In: the dataset and its sources. Out: the text of `network.html`, which asks nobody for anything.
How: pyvis makes nodes, edges and options; our own template takes them as JSON, with our style and script; the script
puts text into the page as text only, and the browser runs no other script than the two whose hashes the page names.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.resources
import json
import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from peakgraph.dataset import Dataset
from peakgraph.errors import PeakGraphError
from peakgraph.network import network_of
from peakgraph.paths import TEMPLATES
from peakgraph.prefixes import DCTERMS, DOCUMENT, EDITORIAL_GRAPH, ID, ONTOLOGY_GRAPH, ORG, PASSAGE, PASSAGES_GRAPH
from peakgraph.prefixes import PG, RDF, RDFS, SKOS, compact
from peakgraph.sources import Sources

if TYPE_CHECKING:
    import networkx

#: What a drawn thing is: name, legend, shape, whether the shape is hollow, whether it is shown at first. Colours are
#: the style sheet's, by name. No two kinds have the same shape and filling, so that nobody needs the colours.
KINDS = (
    ("plan", "Plans", "square", False, True),
    ("actor", "Actors", "dot", False, True),
    ("person", "Persons and offices", "dot", True, True),
    ("place", "Places", "triangleDown", False, True),
    ("industry", "Industries", "hexagon", False, True),
    ("list", "Lists", "square", True, True),
    ("event", "Events", "star", False, True),
    ("measure", "Measures", "triangle", False, False),
    ("target", "Targets", "diamond", False, False),
    ("observation", "Observations", "diamond", True, False),
    ("topic", "Topics and technologies", "hexagon", True, False),
)
_SAME_KIND = {"office": "person", "technology": "topic"}
_VIS = "templates/lib/vis-9.1.2/vis-network.min.js"
#: Directional marks: in a canvas nothing confines them to the text they stand in.
_MARKS = dict.fromkeys([0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_LONGEST_LABEL = 60


def draw_page(dataset: Dataset, sources: Sources) -> str:
    """The page of a dataset, as HTML; its bytes depend on the dataset alone.

    Raises `PeakGraphError` where pyvis's copy of vis-network, which draws, is not to be found.
    """
    import jinja2
    from markupsafe import Markup

    network = network_of(dataset.quads, sources.prefixes)
    facts = _Facts(dataset, network, sources.prefixes)
    vis, script = _vis_network(), _template("network.js")
    hashes = " ".join(f"'sha256-{_sha256(code)}'" for code in (vis, script))
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_template("network.html.j2")).render(
        policy=f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'",
        style=Markup(_template("network.css")),
        vis=Markup(vis),
        script=Markup(script),
        drawing=Markup(_json(_drawing(network, facts))),
        graph=Markup(_json(facts.data())),
        kinds=KINDS,
        counts=_counts(dataset, network),
        kind_counts=Counter(_kind(kind) for _, kind in network.nodes(data="kind")),
    )


def _template(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _vis_network() -> str:
    """The script of vis-network, as a browser reads it: line ends normalised, for its hash; no source map to ask for."""
    try:
        code = (importlib.resources.files("pyvis") / _VIS).read_text(encoding="utf-8")
    except (ModuleNotFoundError, OSError) as error:
        raise PeakGraphError(f"pyvis/{_VIS}: not there, and the page draws with it; run 'pip install pyvis==0.3.2'") from error
    code = code.replace("\r\n", "\n").replace("\r", "\n").partition("//# sourceMappingURL")[0]
    if "</script" in code or "<!--" in code:
        raise PeakGraphError(f"pyvis/{_VIS}: cannot stand inside a page; run 'pip install pyvis==0.3.2'")
    return code


def _sha256(code: str) -> str:
    return base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()


def _json(value: object) -> str:
    """JSON that can stand in a script element: no text in it can end the element or open a comment."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _kind(kind: str) -> str:
    return _SAME_KIND.get(kind, kind)


def _counts(dataset: Dataset, network: networkx.MultiDiGraph[str]) -> list[tuple[str, int]]:
    """What the page's head says that there is, in the order of reading."""
    kinds = Counter(kind for _, kind in network.nodes(data="kind"))
    stated = list(dataset.stated())
    documents = {quad.graph_name.value.removeprefix(PASSAGE).partition("/")[0] for quad in stated}
    names = ("actor", "plan", "measure", "industry", "place", "target", "observation")
    words = ("actors", "plans", "measures", "industries", "places", "targets", "observations")
    return [
        ("documents", len(documents)),
        *((word, kinds[name]) for word, name in zip(words, names, strict=True)),
        ("statements", len({quad.triple for quad in stated})),
    ]


def _drawing(network: networkx.MultiDiGraph[str], facts: _Facts) -> dict[str, Any]:
    """Nodes, edges and options as pyvis makes them; an edge's id is the number of its statement."""
    from pyvis.network import Network

    from peakgraph.layout import lay_out

    drawn = Network(directed=True)
    shapes = {name: shape for name, _, shape, _, _ in KINDS}
    for node, (x, y) in lay_out(network).items():
        kind = _kind(network.nodes[node]["kind"])
        label = _short_label(network.nodes[node]["label"])
        size = 7 + min(15, round(2.2 * math.sqrt(network.degree(node))))
        drawn.add_node(_short(node), label=label, group=kind, shape=shapes[kind], size=size, x=x, y=y)
    beside: Counter[frozenset[str]] = Counter()
    for subject, value, key, attributes in network.edges(keys=True, data=True):
        ends = frozenset((subject, value))
        # Straight edges between the same two nodes would lie on each other: each one after the first is bent more.
        bend = {"smooth": {"enabled": True, "type": "curvedCW", "roundness": 0.2 * beside[ends]}} if beside[ends] else {}
        beside[ends] += 1
        number = facts.numbers[_short(subject), key, _short(value)]
        drawn.add_edge(_short(subject), _short(value), id=number, dashes=attributes["source"] == "editorial", **bend)
    drawn.toggle_physics(False)
    drawn.toggle_hide_edges_on_drag(len(drawn.edges) > 3000)
    nodes, edges, *_, options = drawn.get_network_data()
    return {"nodes": nodes, "edges": edges, "options": json.loads(options)}


def _short(iri: str) -> str:
    return iri.removeprefix(ID)


def _short_label(label: str) -> str:
    """A label for the drawing: one line, its marks of direction taken out, cut where it is long."""
    line = " ".join(label.translate(_MARKS).split()) or "(no name)"
    return line if len(line) <= _LONGEST_LABEL else line[: _LONGEST_LABEL - 1].rstrip() + "…"



#: Editorial triples that the page shows elsewhere (names, types) or that are about the vocabularies themselves.
_NOT_SHOWN = {RDF + "type", RDFS + "label", RDFS + "isDefinedBy", SKOS + "inScheme", SKOS + "altLabel"}


class _Facts:
    """What the panel shows: statements about nodes with their passages, and the names of all that they speak of."""

    def __init__(self, dataset: Dataset, network: networkx.MultiDiGraph[str], prefixes: Mapping[str, str]) -> None:
        self.network, self.prefixes, self.readings = network, prefixes, dataset.statements
        self.labels: dict[tuple[str, str], str] = {}
        self.values: dict[tuple[str, str], list[str]] = defaultdict(list)
        #: Subject, predicate and object to the passages that state it; none where it is editorial.
        self.evidence: dict[tuple[str, str, Any], set[str]] = defaultdict(set)
        for quad in sorted(dataset.quads, key=str):
            self._take(quad)
        for key in [key for key in self.evidence if RDF + "type" in key and ORG + "Membership" in str(key[2])]:
            self._take_membership(key[0])
        self.used = sorted(
            (key for key in self.evidence if key[0] in network or getattr(key[2], "value", key[2]) in network),
            key=lambda key: (key[0], key[1], str(key[2])),
        )
        #: Subject, predicate and object of each statement between two nodes, to its number.
        self.numbers = {(s, p, getattr(o, "value", o)): number for number, (s, p, o) in enumerate(self.used)}

    def _take(self, quad: ox.Quad) -> None:
        subject, predicate, value, graph = quad.subject.value, quad.predicate.value, quad.object, quad.graph_name.value
        if predicate == RDFS + "label":
            self.labels.setdefault((subject, value.language or ""), value.value)
        elif graph.startswith(PASSAGE):
            self.evidence[subject, predicate, value].add(graph)
        elif graph in (EDITORIAL_GRAPH, ONTOLOGY_GRAPH) and subject in self.network and predicate not in _NOT_SHOWN:
            self.evidence[subject, predicate, value].update()
        elif predicate == PG + "spokenBy":  # a passage is no node: its document is what speaks through somebody
            document = DOCUMENT + subject.removeprefix(PASSAGE).partition("/")[0]
            self.evidence[document, predicate, value].add(subject)
        if not graph.startswith(PROPOSED):
            self.values[subject, predicate].append(value.value)

