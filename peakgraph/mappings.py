"""Mappings: SSSOM files as values, read and written.

In: the text of a `.sssom.tsv` file. Out: a `MappingSet` with its rows, and findings with file and line.
How: the metadata are YAML in lines that begin with `#`, the rows are tab-separated; IRIs are written as CURIEs.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from peakgraph.errors import Finding, PeakGraphError

#: What a row must say of itself, in SSSOM's words.
REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification", "confidence", "author_label")


@dataclass(frozen=True, slots=True)
class Row:
    """One mapping: the line it stands on and its cells by column."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """The cell of a column; nothing where the file has no such column."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class MappingSet:
    """The metadata lines as they stand, the prefixes that they declare, the columns and the rows."""

    path: str
    head: str
    prefixes: Mapping[str, str]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def expand(self, curie: str) -> str | None:
        """The IRI of a CURIE; None where its prefix is not declared here."""
        prefix, colon, local = curie.partition(":")
        return self.prefixes[prefix] + local if colon and local and prefix in self.prefixes else None

    def with_rows(self, rows: Iterable[Mapping[str, str]]) -> MappingSet:
        """The same set with other rows, in SSSOM's order: by subject, predicate, object."""
        ordered = sorted(rows, key=lambda cells: tuple(cells.get(name, "") for name in _ORDER))
        first = self.head.count("\n") + 2
        return MappingSet(
            self.path, self.head, self.prefixes, self.columns, tuple(Row(first + n, c) for n, c in enumerate(ordered))
        )

    def text(self) -> str:
        """The file's text."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
        writer.writerow(self.columns)
        writer.writerows([row[column] for column in self.columns] for row in self.rows)
        return self.head + out.getvalue()


_ORDER = ("subject_id", "predicate_id", "object_id")


def read_mappings(path: str, text: str) -> tuple[MappingSet, list[Finding]]:
    """The set in a file, and what is wrong with its rows; raises where the metadata or the columns cannot be read."""
    lines = list(io.StringIO(text, newline="\n"))  # splitlines would split at what a cell may hold, such as U+2028
    head = "".join(lines[: _head_length(lines)])
    prefixes = _read_prefixes(path, head)
    table = _cells(path, lines)
    columns = tuple(next(table, (0, []))[1])
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise PeakGraphError(f"{path}: no column {missing[0]}; a SSSOM file has one line with the names of its columns")
    rows, findings = [], []
    for line, cells in table:
        if len(cells) != len(columns):
            message = f"{len(cells)} cells in {len(columns)} columns; are there tabs too many or too few?"
            findings.append(Finding(f"{path}:{line}", "links", message))
            continue
        row = Row(line, dict(zip(columns, cells, strict=True)))
        empty = [name for name in REQUIRED if not row[name].strip()]
        if empty:
            findings.append(Finding(f"{path}:{line}", "links", f"{empty[0]} is empty; a mapping says it"))
            continue
        rows.append(row)
    return MappingSet(path, head, prefixes, columns, tuple(rows)), findings


def _head_length(lines: list[str]) -> int:
    return next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))


def _cells(path: str, lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The line and the cells of each row, the columns' names first."""
    first = _head_length(lines)
    table = csv.reader(lines[first:], delimiter="\t", strict=True)
    try:
        for cells in table:
            yield first + table.line_num, cells
    except csv.Error as error:
        line = first + table.line_num
        raise PeakGraphError(f"{path}:{line}: not a row of a table ({error}); shorten or mend its cells") from error


def _read_prefixes(path: str, head: str) -> dict[str, str]:
    import yaml  # here: only a build or a review reads mappings

    try:
        said = yaml.safe_load("".join(line[1:] for line in head.splitlines(keepends=True)))
        prefixes = said["curie_map"]
        if not isinstance(prefixes, dict) or not all(
            isinstance(part, str) for pair in prefixes.items() for part in pair
        ):
            raise TypeError("curie_map is no table of prefixes")
    # A date that no calendar has is a ValueError to PyYAML; brackets in brackets end its recursion.
    except (yaml.YAMLError, KeyError, TypeError, ValueError, RecursionError) as error:
        said = " ".join(str(error).split())
        raise PeakGraphError(
            f"{path}:1: the lines with # are no SSSOM metadata ({said}); they need a curie_map"
        ) from error
    return dict(prefixes)
