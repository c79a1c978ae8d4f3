"""Runs the notebook and writes it back with its outputs: the same graph and versions give the same bytes.

In: notebooks/peakgraph.ipynb. Out: the same file, its outputs anew, or the file that is named.
How: nbclient in a folder that is thrown away, over sockets in it; then all that a run leaves behind (times, counters)
is taken out.

    python notebooks/execute.py
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

NOTEBOOK = Path(__file__).resolve().parent / "peakgraph.ipynb"


def executed(path: Path) -> str:
    """The notebook's text after a run from top to bottom; raises where a cell fails."""
    import nbformat
    from nbclient import NotebookClient
    from traitlets.config import Config

    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["IPYTHONDIR"] = folder
        client = NotebookClient(
            notebook,
            timeout=120,
            kernel_name="python3",
            record_timing=False,
            resources={"metadata": {"path": folder}},
            config=Config({"KernelManager": {"transport": "ipc", "ip": str(Path(folder, "kernel"))}}),
        )
        client.execute()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata = {}
    return str(nbformat.writes(notebook, indent=1)).rstrip() + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else NOTEBOOK
    target.write_text(executed(NOTEBOOK), "utf-8")
