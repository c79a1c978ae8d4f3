"""What a build reads: the files of a project, as values.

In: a project folder. Out: `Sources`. How: the only module of the build that opens input files; it checks that each is
a readable text, strictly for documents, forgiving a byte-order mark and CRLF in files that people edit.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from peakgraph.documents import LARGEST_DOCUMENT, Document, decode
from peakgraph.errors import PeakGraphError
from peakgraph.prefixes import read_prefixes

HASHES = "seeds/SHA256SUMS"
METADATA = "graph/metadata.ttl"


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file of the project: its path from the project folder, with slashes, and its text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Sources:
    """All inputs of a build; files of one kind are in the order of their names."""

    prefix_file: TextFile
    ontology: tuple[TextFile, ...]
    rules: tuple[TextFile, ...]
    shapes: tuple[TextFile, ...]
    entities: tuple[TextFile, ...]
    readings: tuple[TextFile, ...]
    documents: tuple[Document, ...]
    hashes: dict[str, str]
    queries: tuple[TextFile, ...]
    links: tuple[TextFile, ...] = ()
    link_schemes: tuple[TextFile, ...] = ()
    metadata: TextFile | None = None

    @property
    def prefixes(self) -> dict[str, str]:
        """Prefix to namespace."""
        return dict(read_prefixes(self.prefix_file.text))


def read_sources(project: Path) -> Sources:
    """Reads a project folder; raises `PeakGraphError` at the first file that cannot be read."""
    documents = tuple(
        Document.from_bytes(path.name, read_bytes(path, f"seeds/{path.name}"))
        for path in _files(project, "seeds", "*.txt")
    )
    return Sources(
        prefix_file=read_text(project, "ontology/prefixes.ttl"),
        ontology=tuple(
            file
            for file in [*_texts(project, "ontology", "*.ttl"), *_texts(project, "ontology/vocabularies", "*.ttl")]
            if file.path != "ontology/prefixes.ttl"
        ),
        rules=tuple(_texts(project, "ontology/rules", "*.ru")),
        shapes=tuple(_texts(project, "shapes", "*.ttl")),
        entities=tuple(_texts(project, "graph/entities", "*.ttl")),
        readings=tuple(_texts(project, "graph/readings", "*.md")),
        documents=documents,
        hashes=_read_hashes(read_text(project, HASHES)),
        queries=_optional(project, "queries", ".rq"),
        links=_optional(project, "graph/links", ".sssom.tsv"),
        link_schemes=_optional(project, "graph/links", ".ttl"),
        metadata=read_text(project, METADATA) if os.path.lexists(project / METADATA) else None,
    )


def read_text(project: Path, relative: str) -> TextFile:
    """One text file of the project; a byte-order mark and CRLF line ends are taken away."""
    text = decode(relative, read_bytes(project / relative, relative))
    return TextFile(relative, text.removeprefix("\ufeff").replace("\r\n", "\n"))


def read_bytes(path: Path, name: str) -> bytes:
    """The bytes of a regular file; `name` is what a message calls it."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise PeakGraphError(f"{name}: not a regular file (a folder, pipe or device); put a text file there")
        with path.open("rb") as file:
            data = file.read(LARGEST_DOCUMENT + 1)
    except FileNotFoundError as error:
        raise PeakGraphError(f"{name}: no such file; restore it or name another project with --project") from error
    except OSError as error:
        raise PeakGraphError(f"{name}: cannot be read ({error.strerror})") from error
    if len(data) > LARGEST_DOCUMENT:
        raise PeakGraphError(f"{name}: more than the {LARGEST_DOCUMENT:,} bytes that a file may have; split it")
    return data


def _files(project: Path, folder: str, pattern: str) -> list[Path]:
    if not (project / folder).is_dir():
        raise PeakGraphError(f"{folder}: no such folder in {project}; restore it or name another with --project")
    found = sorted((project / folder).glob(pattern))
    if not found:
        raise PeakGraphError(f"{folder}: no file matches {pattern}; restore the folder's files")
    return found


def _optional(project: Path, folder: str, ending: str) -> tuple[TextFile, ...]:
    """The files of a folder that a project may do without: questions of a library, links to open data."""
    try:
        names = sorted(name for name in os.listdir(project / folder) if name.endswith(ending))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise PeakGraphError(f"{folder}: cannot be read ({error.strerror}); mend that") from error
    return tuple(read_text(project, f"{folder}/{name}") for name in names)


def _texts(project: Path, folder: str, pattern: str) -> list[TextFile]:
    return [read_text(project, f"{folder}/{path.name}") for path in _files(project, folder, pattern)]


def _read_hashes(file: TextFile) -> dict[str, str]:
    """File name to hash, from lines as `sha256sum` prints them."""
    hashes = {}
    for number, line in enumerate(file.text.splitlines(), 1):
        sha256, _, name = line.partition(" ")
        if len(sha256) != 64 or not name:
            raise PeakGraphError(
                f"{file.path}:{number}: not a line of sha256sum; run 'sha256sum *.txt' in seeds/ again"
            )
        hashes[name.lstrip(" *")] = sha256
    return hashes
