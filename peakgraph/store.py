"""Stores to query: the dataset in memory or on disk, named graphs and the merge as default graph.

In: a dist folder. Out: a pyoxigraph store. How: the on-disk store lies in the user's cache, named by the data's hash,
made when it is not there, opened read-only, so that many processes may read it at once.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pyoxigraph as ox

from peakgraph.dist import read_checked, resolve
from peakgraph.errors import PeakGraphError
from peakgraph.paths import cache_folder

NAMED_GRAPHS = "peakgraph.nq"
MERGE = "peakgraph.nt"

#: Stores that stay in the cache: the newest, for people who go back and forth between graphs.
_KEPT = 4


def memory_store(dist: Path) -> ox.Store:
    """The dataset in memory: named graphs, and the merge as default graph."""
    store = ox.Store()
    _load(store, dist)
    return store


def open_store(dist: Path) -> ox.Store:
    """The dataset on disk, read-only; in memory where the cache cannot be written."""
    folder = cache_folder() / _name(dist)
    if not folder.is_dir():
        try:
            _make(folder, dist)
        except OSError:
            return memory_store(dist)
    try:
        return ox.Store.read_only(str(folder))
    except OSError:
        return memory_store(dist)


def _name(dist: Path) -> str:
    """The store's name: the hashes of what it holds."""
    return "store-" + "-".join(resolve(dist, name)[1][:16] for name in (NAMED_GRAPHS, MERGE))


def _make(folder: Path, dist: Path) -> None:
    """Made aside and renamed: a folder of that name is whole; of two makers at once, one wins and nothing is lost."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix="making-", dir=folder.parent))
    try:
        store = ox.Store(str(aside))
        _load(store, dist)
        if _name(dist) != folder.name:
            raise OSError("a build came between")  # the caller loads what is there now into memory
        store.optimize()
        store.flush()
        del store
        os.rename(aside, folder)
    except OSError:
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    for old in sorted(folder.parent.glob("store-*"), key=os.path.getmtime)[:-_KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _load(store: ox.Store, dist: Path) -> None:
    try:
        store.bulk_load(read_checked(dist, NAMED_GRAPHS), format=ox.RdfFormat.N_QUADS)
        store.bulk_load(read_checked(dist, MERGE), format=ox.RdfFormat.N_TRIPLES)
    except SyntaxError as error:
        raise PeakGraphError(f"{dist}: the graph's files do not parse ({error.msg}); run 'peakgraph build'") from error
