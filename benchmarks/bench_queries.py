"""Every query of the library on pyoxigraph and on rdflib, warm, in memory, on the same dataset.

    python benchmarks/bench_queries.py [NAME ...]

Prints a table, slowest ratio first, and exits with 1 if a query takes more than a sixth of rdflib's time or more than
two seconds on rdflib. Times are of the process's CPU, from SPARQL text to the last row, so that other work on the
machine does not count; the least of several runs stands.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from peakgraph.graph import PeakGraph  # noqa: E402 -- needs the path above in a bare checkout

LEAST_RATIO = 6.0
MOST_SECONDS = 2.0


def least(run: Callable[[], Any], times: int) -> float:
    """The least CPU time of several runs, in seconds; the first run warms up and does not count."""
    run()
    found = []
    for _ in range(times):
        start = time.process_time()
        run()
        found.append(time.process_time() - start)
    return min(found)


def main(names: list[str]) -> int:
    graph = PeakGraph(ROOT, in_memory=True)
    dataset = graph.to_rdflib()
    rows = []
    for name in names or graph.library:
        text = graph.library[name].text
        ours = least(lambda text=text: list(graph.store.query(text)), 7)
        theirs = least(lambda text=text: list(dataset.query(text)), 2)
        rows.append((theirs / ours, ours, theirs, name))
    rows.sort()
    print(f"{'query':32} {'pyoxigraph':>12} {'rdflib':>11} {'ratio':>7}")
    for ratio, ours, theirs, name in rows:
        mark = "" if ratio >= LEAST_RATIO and theirs <= MOST_SECONDS else "  too slow"
        print(f"{name:32} {ours * 1000:9.2f} ms {theirs * 1000:8.0f} ms {ratio:6.1f}x{mark}")
    slow = [name for ratio, _, theirs, name in rows if ratio < LEAST_RATIO or theirs > MOST_SECONDS]
    print(f"{len(rows)} queries, {len(slow)} too slow; worst ratio {rows[0][0]:.1f}, target {LEAST_RATIO:.0f}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
