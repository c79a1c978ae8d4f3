"""`peakgraph query chain-masters` as a whole process, against `python -c pass`.

    python benchmarks/bench_startup.py [RUNS]

Runs both by turns (15 times each by default, after one run that warms the caches), prints the medians and their ratio,
and exits with 1 if the ratio is above 12.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "peakgraph query chain-masters": [sys.executable, "-m", "peakgraph", "query", "chain-masters"],
}
MOST = 12.0


def seconds(command: list[str]) -> float:
    """Wall-clock time of the process, in seconds."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main(runs: int) -> int:
    for command in COMMANDS.values():
        seconds(command)
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs):
        for name, command in COMMANDS.items():
            taken[name].append(seconds(command))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    for name, median in medians.items():
        print(f"{name:32} {median * 1000:7.1f} ms (median of {runs})")
    empty, query = medians.values()
    print(f"ratio {query / empty:.1f}, target {MOST:.0f}")
    return 0 if query / empty <= MOST else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 15))
