"""Where things are on disk.

In: the place of this package and of the caller. Out: the folders of the data, the page's parts, the project, the cache.
How: three constants that are right in a wheel, an editable install and a bare checkout; nothing here writes.
"""

from __future__ import annotations

from pathlib import Path

from peakgraph.errors import PeakGraphError

_PACKAGE = Path(__file__).resolve().parent

#: Holds seeds/, ontology/, graph/, queries/ and shapes/: inside a wheel, else the checkout that the package lies in.
DATA = _PACKAGE / "data" if (_PACKAGE / "data").is_dir() else _PACKAGE.parent

#: Page templates, styles and scripts of our own.
TEMPLATES = _PACKAGE / "templates"

#: The page's SPARQL engine, with others' code in it: built when the package is, and missing where that had no network.
VENDOR = _PACKAGE / "vendor"


def is_packaged(project: Path) -> bool:
    """Whether the project is the data that came inside an installed package, where nothing may be written."""
    return project == _PACKAGE / "data"


def find_project(start: Path | None = None) -> Path:
    """The folder that holds `graph/readings`: `start` or the nearest folder above it, else the data folder."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "graph" / "readings").is_dir():
            return folder
    return DATA


def named_project(folder: Path) -> Path:
    """The project that the user named; raises where the folder holds no `graph/readings`."""
    if not (folder / "graph" / "readings").is_dir():
        raise PeakGraphError(f"{folder}: no project here (it has no graph/readings folder); name one with --project")
    return folder.resolve()


def cache_folder() -> Path:
    """The user's cache folder for on-disk stores; made by who writes into it."""
    from platformdirs import user_cache_path

    return user_cache_path("peakgraph", appauthor=False)
