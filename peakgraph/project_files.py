"""Files of a project and of the user, one at a time: read as UTF-8 or JSON, written whole or not at all.

In: a path. Out: its text or values; the file. How: light, as a query reads files too; a build reads in `sources`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from peakgraph.errors import PeakGraphError
from peakgraph.paths import DATA


def read_utf8(path: Path) -> str:
    """The text of a file of the project, a byte-order mark taken away; raises one line where it is not UTF-8."""
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise PeakGraphError(f"{path}: no such file; restore it") from error
    except UnicodeDecodeError as error:
        raise PeakGraphError(f"{path}: not UTF-8 (at byte {error.start}); save it as UTF-8") from error


def read_json(project: Path, relative: str) -> tuple[Path, dict[str, Any]]:
    """The object in a JSON file and where it stands: in the project, or among the data that came along.

    Raises one line where it is no JSON object.
    """
    path = project / relative
    if not path.exists():
        path = DATA / relative
    try:
        found = json.loads(read_utf8(path))
    except (ValueError, RecursionError) as error:
        raise PeakGraphError(f"{path}: not JSON ({error}); restore it") from error
    if not isinstance(found, dict):
        raise PeakGraphError(f"{path}: no JSON object with its definitions in it; restore it")
    return path, found


def write_whole(path: Path, data: bytes) -> Path:
    """Writes a file aside and puts it in place, so that a failure leaves what was there.

    A pipe or device is written into as it is. Returns the path in full.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return path
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_bytes(data)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return path
