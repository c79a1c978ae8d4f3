"""The package's structure: imports go one way, heavy libraries come late, files stay short."""

from __future__ import annotations

import ast
import subprocess
import sys

from tests.small_project import ROOT

PACKAGE = ROOT / "peakgraph"

#: From the bottom up: a module imports only modules that stand before it.
ORDER = (
    *("errors", "terms", "prefixes", "paths", "project_files", "documents", "readings", "sources"),
    *("statements", "inference", "labels", "mappings", "links", "dataset", "derivations", "facets"),
    *("lexicon", "periods", "grammar", "wording", "quantities", "figures"),
    *("checks", "figure_checks", "size_checks", "coverage", "shacl", "report", "tables", "dist"),
    *("description", "void", "provenance", "schema_org", "ontology_files", "metadata"),
    *("library", "network", "floorplan", "regions", "layout", "drawing", "page", "build", "summary"),
    *("sparql", "answers", "evidence", "store", "graph", "printing", "options", "progress"),
    *("credentials", "connections", "remote", "endpoint", "service_block", "federation", "asking"),
    *("linkables", "scoring", "kept_answers", "reconciliation", "lookup", "candidates", "linking", "review"),
    *("store_addresses", "fingerprints", "graph_store", "survey", "publishing"),
    *("rdf_exports", "jsonld", "trusty", "nanopublications", "network_exports", "exports"),
    *("query_command", "link_command", "publish_command", "command_group", "cli", "__main__"),
)
HEAVY = ("rdflib", "networkx", "pyshacl", "pyvis", "pandas", "igraph", "jinja2", "yaml", "pyld", "SPARQLWrapper")
HEAVY += ("urllib.request", "http.client")


def imports(name: str) -> set[str]:
    """Modules of ours that a module imports anywhere, but for type checkers."""
    tree = ast.parse((PACKAGE / f"{name}.py").read_text("utf-8"))
    typing_only = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node not in typing_only and (node.module or "").startswith("peakgraph"):
            parts = (node.module or "").split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
    return found - {"__version__"}


def test_every_module_has_its_place_in_the_order() -> None:
    assert {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"} == set(ORDER)


def test_a_module_imports_only_what_stands_below_it() -> None:
    for place, name in enumerate(ORDER):
        assert imports(name) <= set(ORDER[:place]), name


def test_a_query_loads_no_heavy_library() -> None:
    code = (
        "import sys; from peakgraph.cli import main\n"
        "try: main(['query', 'chain-masters', '--format', 'csv'])\n"
        f"except SystemExit: pass\nprint([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=ROOT, check=True)
    assert done.stderr.strip() == "[]"


def test_files_stay_under_300_lines_and_functions_under_40() -> None:
    for path in sorted(PACKAGE.glob("*.py")):
        text = path.read_text("utf-8")
        assert text.count("\n") <= 300, path.name
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 45, f"{path.name}: {node.name}"
