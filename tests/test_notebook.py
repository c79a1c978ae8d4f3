"""The notebook: it runs from top to bottom without a network, and its outputs are those of the graph as it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.small_project import ROOT

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


def test_nothing_of_the_machine_that_ran_it_stands_in_it(committed: dict[str, Any]) -> None:
    text = json.dumps(committed)
    assert str(ROOT) not in text
    assert "/tmp/" not in text
    assert all(cell["metadata"] == {} for cell in committed["cells"])
    assert "https://cdn" not in text
    assert "<script" not in text
