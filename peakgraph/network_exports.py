"""The network as tables, GEXF and GraphML.

In: a networkx graph; `ontology/tables.json`, which says what columns the tables have. Out: file names and bytes.
How: the csv module and a Frictionless description of the tables; networkx writes the other two.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peakgraph.errors import PeakGraphError
from peakgraph.project_files import read_json

if TYPE_CHECKING:
    import networkx

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
#: What no XML file can hold, not even escaped.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Attributes that tools rank by; a column has one type, so a value of 5 is 5.0.
_NUMBERS = {"value": float, "year": int, "statedSize": int}


def tables(network: networkx.MultiDiGraph[str], project: Path) -> dict[str, bytes]:
    """Nodes and edges as CSV, and the data package that describes their columns."""
    nodes = ({"id": node, **facts} for node, facts in network.nodes(data=True))
    edges = ({"source": a, "target": b, **_edge(facts)} for a, b, facts in network.edges(data=True))
    files = {
        f"{name}.csv": _csv(rows, columns(project, name), name) for name, rows in (("nodes", nodes), ("edges", edges))
    }
    return files | {"datapackage.json": data_package(project, files)}


def columns(project: Path, table: str) -> list[str]:
    """The columns that `ontology/tables.json` describes for a table, in its order."""
    (found,) = (part for part in _described(project)["resources"] if part["name"] == table)
    return [field["name"] for field in found["schema"]["fields"]]


def data_package(project: Path, files: Mapping[str, bytes]) -> bytes:
    """The Frictionless data package of these tables: what `ontology/tables.json` says, with size and hash of each."""
    described = _described(project)
    parts = [part for part in described["resources"] if part["path"] in files]
    for part in parts:
        data = files[part["path"]]
        part |= {"bytes": len(data), "hash": "sha256:" + hashlib.sha256(data).hexdigest()}
    return (json.dumps({**described, "resources": parts}, ensure_ascii=False, indent=1) + "\n").encode()


def _described(project: Path) -> dict[str, Any]:
    path, found = read_json(project, "ontology/tables.json")
    try:
        names = [(part["name"], part["path"]) for part in found["resources"] if part["schema"]["fields"]]
        described = [field["name"] for part in found["resources"] for field in part["schema"]["fields"]]
        if not {("nodes", "nodes.csv"), ("edges", "edges.csv")} <= set(names) or len(dict(names)) < len(names):
            raise ValueError("nodes.csv and edges.csv are not described, each once")
        if not all(isinstance(name, str) for name in described):
            raise ValueError("a column's name is no text")
    except (KeyError, TypeError, ValueError) as error:
        raise PeakGraphError(f"{path}: no description of tables ({error}); restore it") from error
    return found


def _csv(rows: Iterable[Mapping[str, str]], names: list[str], table: str) -> bytes:
    """The rows under the columns; raises where a row has what no column is described for."""
    out = io.StringIO()
    writer = csv.DictWriter(out, names, lineterminator="\n", restval="")
    writer.writeheader()
    try:
        writer.writerows(rows)
    except ValueError as error:
        raise PeakGraphError(
            f"ontology/tables.json: {table}.csv needs another column ({error}); describe it"
        ) from error
    return _BYTE_ORDER_MARK + out.getvalue().encode()


def gexf(network: networkx.MultiDiGraph[str]) -> bytes:
    """The network for Gephi."""
    import networkx

    out = io.BytesIO()
    networkx.write_gexf(_for_xml(network), out)
    # networkx writes today's date; the same graph should give the same bytes on any day
    return re.sub(rb' lastmodifieddate="[^"]*"', b"", out.getvalue(), count=1)


def graphml(network: networkx.MultiDiGraph[str]) -> bytes:
    """The network for Cytoscape, yEd and R."""
    import networkx

    out = io.BytesIO()
    networkx.write_graphml(_for_xml(network), out)
    return out.getvalue()


def _for_xml(network: networkx.MultiDiGraph[str]) -> networkx.MultiDiGraph[str]:
    """The network with numbers where tools rank, with plain keys, and without what XML cannot hold."""
    import networkx

    renamed: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for node, facts in network.nodes(data=True):
        renamed.add_node(node, **{name: value for name, value in _numbers(facts).items() if value is not None})
    for number, (a, b, facts) in enumerate(network.edges(data=True)):
        renamed.add_edge(a, b, key=f"e{number}", **{name: _plain(text) for name, text in _edge(facts).items()})
    return renamed


def _plain(text: str) -> str:
    """The text with a mark in the place of each character that no XML file can hold."""
    return _NOT_IN_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _numbers(facts: Mapping[str, str]) -> dict[str, Any]:
    """Texts, and numbers where tools rank by them; none for a number that has several values."""
    return {name: _number(name, text) if name in _NUMBERS else _plain(text) for name, text in facts.items()}


def _number(name: str, text: str) -> float | int | None:
    try:
        return int(text) if _NUMBERS[name] is int else float(text)
    except ValueError:
        return None


def _edge(facts: Mapping[str, str]) -> dict[str, str]:
    """`source` would be taken for the edge's end, so where a statement comes from is `origin` in files."""
    return {"origin" if name == "source" else name: value for name, value in facts.items()}
