"""What a build leaves: files written aside, synced, swapped one by one, the manifest last.

In: a folder and the bytes of each file. Out: the folder holds all of them, or what it held before.
How: `.new/manifest.json` is written when `.new` is whole; from then on the swap can be finished by anybody.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from peakgraph.errors import PeakGraphError

MANIFEST = "manifest.json"
_NEW = ".new"
_PART = MANIFEST + ".part"
_LOCK = ".lock"


@contextmanager
def locked(dist: Path) -> Iterator[None]:
    """Holds the folder against a second build; raises at once where one is running."""
    from filelock import FileLock, Timeout

    with _told(dist):
        dist.mkdir(parents=True, exist_ok=True)
        lock = FileLock(dist / _LOCK, blocking=False)
        try:
            lock.acquire()
        except Timeout as error:
            raise PeakGraphError(f"{dist}: another build is writing here; wait for it to end") from error
    try:
        yield
    finally:
        lock.release()


def write_dist(dist: Path, files: Mapping[str, bytes]) -> None:
    """Replaces the folder's files by `files`, and the manifest last; on an error the earlier files stay.

    Call it inside `locked`.
    """
    new = dist / _NEW
    with _told(dist):
        finish_swap(dist)
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        try:
            for name, data in files.items():
                _write_synced(new / name, data)
            _write_synced(new / _PART, manifest(files))
            os.replace(new / _PART, new / MANIFEST)  # whole, or not there
            _sync_folder(new)
        except OSError:
            shutil.rmtree(new, ignore_errors=True)
            raise
        finish_swap(dist)


def place_beside(dist: Path, name: str, data: bytes | None) -> None:
    """Writes a file that the page needs beside it, whole or not at all; without one, an older one goes."""
    with _told(dist):
        if data is None:
            (dist / name).unlink(missing_ok=True)
            return
        part = dist / (name + ".part")
        _write_synced(part, data)
        os.replace(part, dist / name)


def manifest(files: Mapping[str, bytes]) -> bytes:
    """The manifest of the files: name to size and SHA-256, as JSON."""
    import hashlib  # here and below: a query checks no hash

    entries = {name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()}
    return (json.dumps({"files": dict(sorted(entries.items()))}, indent=1, sort_keys=True) + "\n").encode()


def finish_swap(dist: Path) -> None:
    """Ends a swap that was begun: a whole `.new` goes to its place; one that is not whole is thrown away."""
    new = dist / _NEW
    try:
        names = sorted(_read_manifest(new))
    except (FileNotFoundError, NotADirectoryError, PeakGraphError):
        shutil.rmtree(new, ignore_errors=True)
        return
    # What the earlier build made and this one does not would pass for a part of this one.
    for name in _listed(dist) - set(names):
        (dist / name).unlink(missing_ok=True)
    for name in [*names, MANIFEST]:
        if (new / name).is_file():
            os.replace(new / name, dist / name)
    _sync_folder(dist)
    shutil.rmtree(new, ignore_errors=True)


def resolve(dist: Path, name: str) -> tuple[Path, str]:
    """The file `name` of the newest whole build and its SHA-256, also amid a swap; raises where there is none."""
    new = dist / _NEW
    whole = new if (new / MANIFEST).is_file() else dist
    try:
        entry = _read_manifest(whole)[name]
    except FileNotFoundError as error:
        raise PeakGraphError(f"{dist}: no graph here yet; run 'peakgraph build'") from error
    except KeyError as error:
        raise PeakGraphError(f"{dist}: the build has no {name}; run 'peakgraph build'") from error
    path = new / name if (new / name).is_file() and whole == new else dist / name
    if not path.is_file():
        raise PeakGraphError(f"{path}: not there; run 'peakgraph build'")
    if path.stat().st_size != entry["bytes"]:
        raise PeakGraphError(f"{path}: not the file that the manifest lists; run 'peakgraph build'")
    return path, cast(str, entry["sha256"])


def read_checked(dist: Path, name: str) -> bytes:
    """The bytes of a file of the build, after its hash is found right."""
    import hashlib

    path, sha256 = resolve(dist, name)
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise PeakGraphError(f"{path}: changed since it was built (its hash differs); run 'peakgraph build'")
    return data


def _listed(folder: Path) -> set[str]:
    """The names in a folder's manifest; none where there is no manifest."""
    try:
        return set(_read_manifest(folder))
    except (FileNotFoundError, PeakGraphError):
        return set()


def _read_manifest(folder: Path) -> dict[str, dict[str, int | str]]:
    try:
        files = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
        if not all(Path(name).name == name and {"bytes", "sha256"} <= entry.keys() for name, entry in files.items()):
            raise ValueError("a name with a folder in it, or an entry without size and hash")
        return cast(dict[str, dict[str, int | str]], files)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PeakGraphError(f"{folder / MANIFEST}: not a manifest; run 'peakgraph build'") from error


def _write_synced(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _told(dist: Path) -> Iterator[None]:
    """An operating system's refusal as one line that says what to do."""
    try:
        yield
    except OSError as error:
        hint = {
            errno.ENOSPC: "the disk is full; free some space, the earlier result is whole",
            errno.EDQUOT: "the disk quota is used up; free some space, the earlier result is whole",
            errno.EROFS: "the disk is read-only; name another folder with --out",
            errno.EACCES: "no right to write here; name another folder with --out",
        }.get(error.errno or 0, f"cannot be written ({error.strerror})")
        raise PeakGraphError(f"{dist}: {hint}") from error
