"""Put the data into a wheel.

In:  the folders of the checkout (or of an unpacked sdist) that hold data.
Out: the same files under `peakgraph/data/` in a standard wheel, and nothing in an editable one, which
     reads the checkout: a copy would go stale.
How: hatchling's `force_include`, filled file by file.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = ("seeds", "ontology", "shapes", "queries", "graph/readings", "graph/entities")
OPTIONAL_FOLDERS = ("graph/links",)  # the graph builds without a reviewed link
BUILT = "graph/dist"
# The page is built by whoever needs it: it holds other people's code.
BUILT_PATTERNS = ("*.nq", "*.nt", "*.trig", "*.ttl", "*.csv", "manifest.json")


def data_files(root: Path) -> list[Path]:
    """List the data files of a checkout, sorted, relative to `root`.

    Raises FileNotFoundError for a folder that is missing or has no files: a wheel without it would
    install and then fail.
    """
    files: list[Path] = []
    for folder in (*FOLDERS, *OPTIONAL_FOLDERS):
        found = [path for path in (root / folder).rglob("*") if path.is_file() and not hidden(path.relative_to(root))]
        if not found and folder not in OPTIONAL_FOLDERS:
            raise FileNotFoundError(f"{root / folder}: no data files to put into the wheel")
        files += found
    for pattern in BUILT_PATTERNS:
        built = list((root / BUILT).glob(pattern))
        if not built:
            raise FileNotFoundError(f"{root / BUILT / pattern}: no such file; run `peakgraph build` first")
        files += built
    return sorted(path.relative_to(root) for path in files)


def hidden(path: Path) -> bool:
    """Say whether a path belongs to an editor, a system or an unfinished build."""
    return any(part.startswith(".") or part.endswith("~") for part in path.parts)


class DataHook(BuildHookInterface[BuilderConfig]):
    """The hook that hatchling calls once for each wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the data files, unless `version` is "editable"."""
        if version == "editable":
            return
        root = Path(self.root)
        for path in data_files(root):
            build_data["force_include"][str(root / path)] = f"peakgraph/data/{path.as_posix()}"
