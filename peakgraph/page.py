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
from peakgraph.documents import Passage
from peakgraph.errors import PeakGraphError
from peakgraph.network import network_of
from peakgraph.paths import TEMPLATES
from peakgraph.prefixes import (
    DCTERMS,
    DOCUMENT,
    EDITORIAL_GRAPH,
    ID,
    ONTOLOGY_GRAPH,
    PASSAGE,
    PASSAGES_GRAPH,
    PG,
    RDF,
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
    ("list", "Lists", "square", True, True),
    ("event", "Events", "star", False, True),
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
    places: dict[str, tuple[int, int]] = lay_out(network)
    for node, (x, y) in places.items():
        kind = _kind(network, node)
        label = _short_label(network.nodes[node]["label"])
        size = 7 + min(15, round(2.2 * math.sqrt(network.degree(node))))
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
#: Editorial triples that the page shows elsewhere (names, types) or that are about the vocabularies themselves.
_NOT_SHOWN = {RDF + "type", RDFS + "label", RDFS + "isDefinedBy", SKOS + "inScheme", SKOS + "altLabel"}


class _Facts:
    """What the panel shows: statements about nodes, the passages that make them, and the names of all in them."""

    def __init__(self, dataset: Dataset, network: networkx.MultiDiGraph[str], prefixes: Mapping[str, str]) -> None:
        self.network, self.prefixes, self.readings = network, prefixes, dataset.statements
        self.labels: dict[tuple[str, str], str] = {}
        self.values: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.repairs: dict[str, list[str]] = defaultdict(list)
        #: Subject, predicate and object to the passages that state it; to none where it is editorial.
        self.evidence: dict[tuple[str, str, _End], set[str]] = defaultdict(set)
        for fact in dataset.facts:
            self._take(fact)
        self._take_memberships()
        keys = [key for key in self.evidence if key[0] in network or key[2] in network]
        self.statements = sorted(keys, key=lambda key: (key[0], key[1], str(key[2])))
        self.numbers = {key: number for number, key in enumerate(self.statements)}

    def _take(self, fact: Fact) -> None:
        subject, predicate, value, graph, is_iri, language = fact
        stated = graph.startswith(PASSAGE)
        if not stated and graph not in (EDITORIAL_GRAPH, ONTOLOGY_GRAPH, PASSAGES_GRAPH):
            return
        if value not in self.values[subject, predicate]:
            self.values[subject, predicate].append(value)
        end = value if is_iri else (value, language)
        if predicate == RDFS + "label":
            self.labels[subject, language] = value
        elif predicate == PG + "spokenBy":  # a passage is no node: its document is, so to say, what is spoken in
            self.evidence[DOCUMENT + subject.removeprefix(PASSAGE).partition("/")[0], predicate, end].add(subject)
        elif predicate == PG + "repairs":
            self.repairs[value].append(subject)
        elif stated or (subject in self.network and predicate not in _NOT_SHOWN):
            self.evidence[subject, predicate, end].update([graph] if stated else [])

    def _take_memberships(self) -> None:
        """A membership is shown as the network draws it: as one statement, with the role in its predicate."""
        for membership in [key for key in self.evidence if key[0].startswith(ID + "membership/")]:
            del self.evidence[membership]
        for member, body, key, edge in self.network.edges(keys=True, data=True):
            if edge["predicate"] == "org:role":
                self.evidence[member, key, body].update(edge["passages"].split())
                self.labels[key, ""] = edge["label"]

    def data(self) -> dict[str, Any]:
        """All of it as JSON has it, with the short names of things and numbers for passages."""
        stating = {iri for key in self.statements for iri in self.evidence[key]}
        contexts = {iri for passage in stating for iri in self.readings.contexts.get(passage, ())}
        passages = sorted(self.readings.passages[iri] for iri in stating | contexts)
        numbers = {passage.iri: number for number, passage in enumerate(passages)}
        others = {iri for key in self.statements for iri in key if isinstance(iri, str) and iri not in self.network}
        others |= {iri for passage in stating for iri in self.values.get((passage, PG + "spokenBy"), ())}
        return {
            "things": {_short(node): self._thing(node) for node in self.network},
            "labels": {self._name(iri): self._label(iri) for iri in sorted(others)},
            "statements": [
                [*map(self._name, key), sorted(numbers[iri] for iri in self.evidence[key])] for key in self.statements
            ],
            "passages": [self._passage(passage, numbers) for passage in passages],
            "documents": {self._name(iri): self._document(iri) for iri in {DOCUMENT + p.document for p in passages}},
        }

    def _thing(self, node: str) -> dict[str, Any]:
        types = [iri for iri in self.values.get((node, RDF + "type"), ()) if iri != SKOS + "Concept"]
        found = {
            "label": self._label(node),
            "zh": self.labels.get((node, "zh"), ""),
            "kind": _kind(self.network, node),
            "type": ", ".join(sorted(map(self._label, types))),
            "printed": self.values.get((node, PG + "namedAs"), []),
            "also": self.values.get((node, SKOS + "altLabel"), []),
        }
        return {name: value for name, value in found.items() if value}

    def _passage(self, passage: Passage, numbers: Mapping[str, int]) -> dict[str, Any]:
        found = {
            "document": self._name(DOCUMENT + passage.document),
            "start": passage.start,
            "end": passage.end,
            "text": passage.exact,
            "speakers": [self._name(iri) for iri in self.values.get((passage.iri, PG + "spokenBy"), ())],
            "with": sorted(numbers[iri] for iri in self.readings.contexts.get(passage.iri, ()) if iri in numbers),
            "repairs": [self._repair(iri) for iri in self.repairs.get(passage.iri, ())],
            "notes": self.values.get((passage.iri, PG + "note"), []),
        }
        return {name: value for name, value in found.items() if value not in ("", [])}

    def _repair(self, iri: str) -> dict[str, str]:
        parts = {part: self._first(iri, PG + part) for part in ("asPrinted", "readAs", "rationale", "confidence")}
        return parts | {"confidence": self._label(parts["confidence"])}

    def _document(self, iri: str) -> dict[str, str]:
        publisher = self._first(iri, DCTERMS + "publisher")
        return {
            "title": self._label(iri),
            "file": self._first(iri, DCTERMS + "identifier"),
            "issued": self._first(iri, DCTERMS + "issued"),
            "publisher": self._label(publisher) if publisher else "",
        }

    def _first(self, iri: str, predicate: str) -> str:
        return next(iter(self.values.get((iri, predicate), ())), "")

    def _name(self, part: _End) -> _End:
        if not isinstance(part, str):
            return part
        return _short(part) if part.startswith(ID) else compact(part, self.prefixes)

    def _label(self, iri: str) -> str:
        return self.labels.get((iri, "en")) or self.labels.get((iri, "")) or compact(iri, self.prefixes)
