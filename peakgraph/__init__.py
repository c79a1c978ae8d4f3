"""PeakGraph: a knowledge graph of actors, plans and industries in China's green industrial policy.

>>> import peakgraph
>>> graph = peakgraph.open()
>>> for row in graph.query("chain-masters"):
...     print(row["enterprise_label"])
Shenglong Electric
Yangtze River Ecological and Environmental Protection Group
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from peakgraph.errors import PeakGraphError

if TYPE_CHECKING:
    from peakgraph.graph import PeakGraph

__version__ = "0.1.0"
__all__ = ["PeakGraphError", "__version__", "open"]


def open(project: str | Path | None = None, *, in_memory: bool = False) -> PeakGraph:
    """The built graph of a project folder; without one, of the folder around the caller, else the data of the package.

    `in_memory` loads it whole for many fast queries. Raises `peakgraph.errors.PeakGraphError` where nothing is built.
    """
    from peakgraph.graph import PeakGraph
    from peakgraph.paths import named_project

    return PeakGraph(named_project(Path(project)) if project else None, in_memory=in_memory)
