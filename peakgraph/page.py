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

from peakgraph.dataset import Dataset
from peakgraph.errors import PeakGraphError
from peakgraph.network import network_of
from peakgraph.paths import TEMPLATES
from peakgraph.prefixes import (
    DOCUMENT,
    EDITORIAL_GRAPH,
    ID,
    ONTOLOGY_GRAPH,
    PASSAGE,
    PASSAGES_GRAPH,
    PG,
    RDFS,
    SKOS,
    compact,
)
from peakgraph.sources import Sources
from peakgraph.terms import Fact

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
    ("event", "Events", "star", False, True),
    ("list", "Lists", "square", True, False),
    ("measure", "Measures", "triangle", False, False),
    ("target", "Targets", "diamond", False, False),
    ("observation", "Observations", "diamond", True, False),
    ("topic", "Topics and technologies", "hexagon", True, False),
)
_SAME_KIND = {"office": "person", "technology": "topic"}
_VIS = "templates/lib/vis-9.1.2/vis-network.min.js"
#: Marks of direction: in a canvas nothing confines them to the text that they stand in.
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
        drawing=Markup(_json(_drawing(network, facts.numbers))),
        graph=Markup(_json(facts.data())),
        kinds=KINDS,
        counts=_counts(dataset, network),
        kind_counts=Counter(_kind(network, node) for node in network),
    )


def _template(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _vis_network() -> str:
    """The script of vis-network as a browser hashes it, line ends normalised, and without a source map to ask for."""
    advice = "run 'pip install --force-reinstall pyvis==0.3.2'"
    try:
        code = (importlib.resources.files("pyvis") / _VIS).read_text(encoding="utf-8")
    except (ModuleNotFoundError, OSError) as error:
        raise PeakGraphError(f"pyvis/{_VIS}: not there, and the page draws with it; {advice}") from error
    code = code.replace("\r\n", "\n").replace("\r", "\n").partition("//# sourceMappingURL")[0]
    code = code.replace("\x85", "\\x85")  # in a string; HTML may not hold the character itself
    if "</script" in code or "<!--" in code:
        raise PeakGraphError(f"pyvis/{_VIS}: not the file that it was, it cannot stand in a page; {advice}")
    return code


def _sha256(code: str) -> str:
    return base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()


def _json(value: object) -> str:
    """JSON that can stand in a script element: no text in it can end the element or open a comment."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _counts(dataset: Dataset, network: networkx.MultiDiGraph[str]) -> list[tuple[str, int]]:
    """What the head of the page says that there is, in the order of reading."""
    kinds = Counter(kind for _, kind in network.nodes(data="kind"))
    words = {"actor": "actors", "plan": "plans", "measure": "measures", "industry": "industries", "place": "places"}
    words |= {"target": "targets", "observation": "observations"}
    return [
        ("documents", len({passage.document for passage in dataset.statements.passages.values()})),
        *((word, kinds[kind]) for kind, word in words.items()),
        ("statements", len({fact[:3] for fact in dataset.facts if fact.graph.startswith(PASSAGE)})),
    ]


def _drawing(network: networkx.MultiDiGraph[str], numbers: Mapping[tuple[str, str, _End], int]) -> dict[str, Any]:
    """Nodes, edges and options as pyvis makes them; an edge's id is the number of its statement."""
    from pyvis.network import Network

    from peakgraph.layout import lay_out

    drawn = Network(directed=True)
    shapes = {name: shape for name, _, shape, _, _ in KINDS}
    seen_first = {name for name, *_, first in KINDS if first}
    places = lay_out(network, [node for node in network if _kind(network, node) in seen_first])
    for node, (x, y) in places.items():
        kind = _kind(network, node)
        label = _short_label(network.nodes[node]["label"])
        size = 9 + min(15, round(2.2 * math.sqrt(network.degree(node))))
        drawn.add_node(_short(node), label=label, group=kind, shape=shapes[kind], size=size, x=x, y=y)
    beside: Counter[frozenset[str]] = Counter()
    for subject, value, key, attributes in network.edges(keys=True, data=True):
        ends = frozenset((subject, value))
        # Straight edges between the same two nodes would lie on each other: each one after the first is bent more.
        smooth = {"enabled": True, "type": "curvedCW", "roundness": round(0.2 * beside[ends], 1)}
        bent = {"smooth": smooth} if beside[ends] else {}
        beside[ends] += 1
        editorial = attributes["source"] == "editorial"
        drawn.add_edge(_short(subject), _short(value), id=numbers[subject, key, value], dashes=editorial, **bent)
    drawn.toggle_physics(False)
    drawn.toggle_hide_edges_on_drag(len(drawn.edges) > 3000)
    nodes, edges, *_, options = drawn.get_network_data()
    return {"nodes": nodes, "edges": edges, "options": json.loads(options)}


def _kind(network: networkx.MultiDiGraph[str], node: str) -> str:
    kind: str = network.nodes[node]["kind"]
    return _SAME_KIND.get(kind, kind)


def _short(iri: str) -> str:
    return iri.removeprefix(ID)


def _short_label(label: str) -> str:
    """A label for the drawing: one line, its marks of direction taken out, cut where it is long."""
    line = " ".join(label.translate(_MARKS).split()) or "(no name)"
    return line if len(line) <= _LONGEST_LABEL else line[: _LONGEST_LABEL - 1].rstrip() + "…"


#: The other end of a statement: an IRI, or a text and its language.
_End = str | tuple[str, str]
#: Graphs of what people added; what of it is about the vocabularies; what is about passages.
_EDITORIAL = (EDITORIAL_GRAPH, ONTOLOGY_GRAPH, PASSAGES_GRAPH)
_NOT_SHOWN = {RDFS + "label", RDFS + "isDefinedBy", SKOS + "inScheme"}
_ABOUT_PASSAGES = {PG + "spokenBy", PG + "readWith", PG + "note"}


class _Facts:
    """The statements that the panel shows, each with its passages, and the names of all that they speak of."""

    def __init__(self, dataset: Dataset, network: networkx.MultiDiGraph[str], prefixes: Mapping[str, str]) -> None:
        self.network, self.prefixes, self.passages = network, prefixes, dataset.statements.passages
        self.labels: dict[str, dict[str, str]] = defaultdict(dict)
        #: Subject, predicate and object to the passages that state it; to none where it is editorial.
        self.evidence: dict[tuple[str, str, _End], set[str]] = defaultdict(set)
        for fact in dataset.facts:
            self._take(fact)
        for member, body, key, edge in network.edges(keys=True, data=True):
            if edge["predicate"] == "org:role":  # a membership: here one statement, with the role in its predicate
                self.evidence[member, key, body].update(edge["passages"].split())
                self.labels[key]["en"] = edge["label"]
        self.statements = sorted(self.evidence, key=lambda key: (key[0], key[1], str(key[2])))
        self.numbers = {key: number for number, key in enumerate(self.statements)}

    def _take(self, fact: Fact) -> None:
        subject, predicate, value, graph, is_iri, language = fact
        if predicate == RDFS + "label" and graph in _EDITORIAL:
            self.labels[subject][language] = value
        key = subject, predicate, value if is_iri else (value, language)
        shown = (
            subject in self.network or subject.startswith((DOCUMENT, ID + "repair/")) or predicate in _ABOUT_PASSAGES
        )
        if (
            graph.startswith(PASSAGE)
            and (shown or value in self.network)
            and not subject.startswith(ID + "membership/")
        ):
            self.evidence[key].add(graph)
        elif shown and graph in _EDITORIAL and predicate not in _NOT_SHOWN:
            self.evidence[key].update()

    def data(self) -> dict[str, Any]:
        """All of it as JSON has it: things by name, passages by number."""
        passages = sorted(self.passages.values())
        numbers = {passage.iri: number for number, passage in enumerate(passages)}
        named = {end for key in self.statements for end in key if isinstance(end, str)} | set(self.network)
        return {
            "labels": {self._name(iri): self.labels[iri] for iri in named & self.labels.keys()},
            "passages": [
                (self._name(p.iri), self._name(DOCUMENT + p.document), p.start, p.end, p.exact) for p in passages
            ],
            "statements": [
                (*map(self._name, key), sorted(numbers[iri] for iri in self.evidence[key])) for key in self.statements
            ],
        }

    def _name(self, end: _End) -> _End:
        return end if isinstance(end, tuple) else _short(end) if end.startswith(ID) else compact(end, self.prefixes)
