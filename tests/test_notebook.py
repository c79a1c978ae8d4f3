"""The notebook: it runs from top to bottom without a network, and its outputs are those of the graph as it is."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from peakgraph.graph import PeakGraph
from tests.small_project import ROOT
from tests.test_federation import untyped

NOTEBOOKS = ROOT / "notebooks"

#: Proxies that nobody answers at: whatever asks for a page fails.
NO_NETWORK = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")


@pytest.fixture(scope="module")
def committed() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((NOTEBOOKS / "peakgraph.ipynb").read_text("utf-8"))
    return found


def test_the_outputs_are_those_of_a_fresh_run(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.ipynb"
    command = [sys.executable, str(NOTEBOOKS / "execute.py"), str(fresh)]
    environment = {**os.environ, **NO_NETWORK}
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert fresh.read_bytes() == (NOTEBOOKS / "peakgraph.ipynb").read_bytes(), "run: python notebooks/execute.py"


def test_it_asks_plots_joins_and_exports(committed: dict[str, Any]) -> None:
    source = "".join("".join(cell["source"]) for cell in committed["cells"])
    for word in ("peakgraph.open(", "evidence=True", "vegalite_to_svg", "answer_federated", '"gexf"'):
        assert word in source
    outputs = [output for cell in committed["cells"] for output in cell.get("outputs", [])]
    kinds = [kind for output in outputs for kind in output.get("data", {})]
    assert kinds.count("image/svg+xml") == 2
    assert kinds.count("text/html") >= 3
    assert not [output for output in outputs if output["output_type"] == "error"]


def texts(cell: dict[str, Any]) -> list[str]:
    """The words of a cell's drawing."""
    drawings = [output["data"]["image/svg+xml"] for output in cell["outputs"] if "data" in output]
    return re.findall(r"<text[^>]*>([^<]*)</text>", "".join(map("".join, drawings)))


def test_what_it_counts_is_counted_once_and_by_its_class(committed: dict[str, Any]) -> None:
    asked = [text for cell in committed["cells"] if "SELECT" in (text := "".join(cell["source"]))]
    assert asked
    assert [untyped(text) for text in asked] == [[]] * len(asked)
    words = "".join("".join(cell["source"]) for cell in committed["cells"])
    assert "pg:Municipality" in words, "Chongqing is asked for as well as Hubei"
    assert "plans that" not in words
    assert "that plans" not in words


def test_each_target_is_seen_at_its_place_with_its_bound(committed: dict[str, Any]) -> None:
    cell = next(cell for cell in committed["cells"] if "all-targets" in "".join(cell["source"]))
    ledger = list(PeakGraph(ROOT, in_memory=True).query("all-targets"))
    shares = {row["target"]: row for row in ledger if row["unit_label"] == "percent" and row["value"] is not None}
    drawn = texts(cell)
    assert {str(row["place_label"]) for row in shares.values()} <= set(drawn)
    for row in shares.values():
        label = " ".join(str(row[key]) for key in ("change_label", "bound_label") if row[key])
        assert f"{label} {float(str(row['value'])):g}" in drawn
    assert sum(bool(re.search(r"(least|more than|exactly) [\d.]+$", text)) for text in drawn) == len(shares)
    assert len({(row["place_label"], row["indicator_label"]) for row in shares.values()}) == len(shares)
    printed = "".join(next(output["text"] for output in cell["outputs"] if "text" in output))
    assert f"{len(ledger)} rows" in printed
    assert f"{len({row['target'] for row in ledger})} targets" in printed


def test_nothing_of_the_machine_that_ran_it_stands_in_it(committed: dict[str, Any]) -> None:
    text = json.dumps(committed)
    assert str(ROOT) not in text
    assert "/tmp/" not in text
    assert all(cell["metadata"] == {} for cell in committed["cells"])
    assert "https://cdn" not in text
    assert "<script" not in text
