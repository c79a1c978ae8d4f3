"""The page: one HTML file that draws the network and opens the sentence behind each statement.

In: the dataset and its sources. Out: the text of `network.html`, which asks nobody for anything.
How: pyvis makes nodes, edges and options; our own template takes them as JSON and the dataset as TriG, with our style
and script; the script puts text into the page as text only, and the browser runs no other script than those whose
hashes the page names and, once the SPARQL view is opened, `engine.js` beside it.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.resources
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from peakgraph.dataset import Dataset
from peakgraph.derivations import derive
from peakgraph.drawing import KINDS, SAME_KIND, drawing_of, kind_of, short
from peakgraph.errors import PeakGraphError
from peakgraph.facets import facets_of
from peakgraph.library import parse_query
from peakgraph.network import network_of
from peakgraph.paths import TEMPLATES
from peakgraph.prefixes import DOCUMENT, ID, INFERRED_GRAPH, PASSAGE, PROPOSED
from peakgraph.sources import Sources, TextFile

if TYPE_CHECKING:
    import networkx

_VIS = "templates/lib/vis-9.1.2/vis-network.min.js"
#: The parts of the page's script, in the order in which they are put together.
SCRIPT = (
    *("elements", "trig", "graph", "address", "filters", "drawing", "labels", "wording", "evidence", "citation"),
    *("elsewhere", "panel", "search", "list", "figures", "documents", "sparql", "exports", "begin"),
)
BACK_TRANSLATION = ID + "basis/back-translation"
#: What HTML forbids, or would take for the end of a script element or a comment in it; TriG and JSON escape alike.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]|<(?=[/!])")


def draw_page(dataset: Dataset, sources: Sources, *, draw_all: bool = False) -> str:
    """The page of a dataset, as HTML; its bytes depend on the dataset alone.

    A large network is drawn in part unless `draw_all`; all else in the page always holds everything. Raises
    `PeakGraphError` where pyvis's copy of vis-network, which draws, is not to be found.
    """
    import jinja2
    from markupsafe import Markup

    network = network_of(dataset.quads, sources.prefixes, everything=True)
    vis, script = _vis_network(), _script()
    hashes = " ".join(f"'sha256-{_sha256(code)}'" for code in (vis, script))
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_template("network.html.j2")).render(
        # engine.js is the one file that the page asks for. From disk 'self' is any file; a hash cannot name one there.
        policy=f"default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {hashes}; worker-src blob:; "
        "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'",
        style=Markup(_template("network.css")),
        vis=Markup(vis),
        script=Markup(script),
        drawing=Markup(_json(drawing_of(network, draw_all=draw_all))),
        more=Markup(_json(_more(dataset, sources, network))),
        trig=Markup(_trig(dataset, sources.prefixes)),
        kinds=KINDS,
        counts=_counts(dataset, network),
        things=_things(network, dataset),
        kind_counts=Counter(kind_of(network, node) for node in network),
    )


def _template(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _script() -> str:
    """The page's own script: its parts in one function, so that they share names with each other and nobody else."""
    parts = "".join(_template(f"explorer/{name}.js") for name in SCRIPT)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


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
    return _escaped(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def _trig(dataset: Dataset, prefixes: Mapping[str, str]) -> str:
    """Every named graph, escaped as TriG allows in literals and IRIs."""
    quads = sorted(dataset.quads, key=lambda quad: (str(quad.graph_name), str(quad)))
    return _escaped((ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=dict(prefixes)) or b"").decode())


def _escaped(text: str) -> str:
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04X}", text)


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


def _things(network: networkx.MultiDiGraph[str], dataset: Dataset) -> dict[str, list[tuple[str, str, str, bool]]]:
    """Kind to the things of it, by name: short IRI, name, Chinese name, whether that is our translation back."""
    ours = {fact.subject for fact in dataset.facts if fact.value == BACK_TRANSLATION}
    found: dict[str, list[tuple[str, str, str, bool]]] = {name: [] for name, *_ in KINDS}
    for node, attributes in network.nodes(data=True):
        made = attributes["kind"] in ("target", "observation", "list")  # its name is put together by the build
        found[kind_of(network, node)].append(
            (short(node), attributes["label"], attributes["label_zh"], node in ours or made)
        )
    return {kind: sorted(things, key=lambda thing: (thing[1].casefold(), thing)) for kind, things in found.items()}


def _more(dataset: Dataset, sources: Sources, network: networkx.MultiDiGraph[str]) -> dict[str, Any]:
    """What the page needs beside drawing and dataset, and what would be too slow to find in a browser."""
    return {
        "base": ID,
        "prefixes": sources.prefixes,
        "proposed": PROPOSED,
        "shapes": {name: shape for name, _, shape, _, _ in KINDS},
        "sameKind": SAME_KIND,
        "facets": _facets(dataset, network, sources.prefixes),
        "derivations": _derivations(dataset, network, sources.prefixes),
        "documents": {
            _compact(DOCUMENT + document.name.removesuffix(".txt"), sources.prefixes): document.text
            for document in sources.documents
        },
        "queries": [_question(file) for file in sources.queries],
    }


def _facets(dataset: Dataset, network: networkx.MultiDiGraph[str], prefixes: Mapping[str, str]) -> dict[str, Any]:
    """What a thing can be filtered by: lists of documents, provinces and industries, and for each thing its numbers."""
    facets = facets_of(dataset, set(network))
    names = ("documents", "provinces", "industries")
    values = {name: sorted({value for found in getattr(facets, name).values() for value in found}) for name in names}
    places = {name: {value: number for number, value in enumerate(found)} for name, found in values.items()}
    things = {
        short(node): [
            *([places[name][value] for value in getattr(facets, name).get(node, ())] for name in names),
            list(facets.years.get(node, ())),
            int(facets.reviewed.get(node, True)),
        ]
        for node in network
    }
    documents = [_compact(DOCUMENT + name, prefixes) for name in values["documents"]]
    return {**{name: list(map(short, values[name])) for name in names}, "documents": documents, "things": things}


def _derivations(
    dataset: Dataset, network: networkx.MultiDiGraph[str], prefixes: Mapping[str, str]
) -> dict[str, dict[str, list[str]]]:
    """What each inferred statement of a thing follows from: ends and predicate, joined by a space."""
    wanted = [
        (fact.subject, fact.predicate, fact.value)
        for fact in dataset.facts
        if fact.graph == INFERRED_GRAPH and fact.subject in network and fact.is_iri
    ]

    def words(triple: Iterable[str]) -> str:
        return " ".join(_compact(iri, prefixes) for iri in triple)

    return {
        words(triple): {"rules": list(found.rules), "premises": [words(one) for one in found.premises]}
        for triple, found in derive(dataset, wanted).items()
    }


def _compact(iri: str, prefixes: Mapping[str, str]) -> str:
    """The page's name of an IRI, by the rule of `namer` in trig.js: the longest prefix, whatever comes after it."""
    if iri.startswith(ID):
        return short(iri)
    found = max(
        (name for name in prefixes if iri.startswith(prefixes[name])), key=lambda n: len(prefixes[n]), default=""
    )
    return f"{found}:{iri[len(prefixes[found]) :]}" if found else iri


def _question(file: TextFile) -> dict[str, Any]:
    query = parse_query(file.path.removeprefix("queries/").removesuffix(".rq"), file.text)
    parameters = [
        {"name": one.name, "default": one.default, "description": one.description} for one in query.parameters.values()
    ]
    return {
        "name": query.name,
        "text": query.text,
        "summary": query.summary,
        "parameters": parameters,
        "empty": query.empty,
    }
