"""Answers: what a query gave, as rows, and in the formats that people's tools read.

In: a pyoxigraph store and SPARQL. Out: an `Answer`. How: the W3C formats are written by pyoxigraph; an answer that was
changed on the way (evidence added) is put back into a query as VALUES, so that the same writer serves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from peakgraph.errors import PeakGraphError
from peakgraph.prefixes import compact
from peakgraph.sparql import asks_elsewhere, syntax_fault
from peakgraph.terms import Term

if TYPE_CHECKING:
    import pandas

Row = tuple[Term | None, ...]

_W3C = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
#: Rows that a notebook shows of an answer.
_SHOWN_IN_NOTEBOOKS = 50
_NUMBERS = ("#integer", "#decimal", "#double", "#float")


@dataclass(frozen=True)
class Answer:
    """The rows of a SELECT; an ASK is one row with the column `answer`, a CONSTRUCT three columns of terms."""

    columns: tuple[str, ...]
    terms: tuple[Row, ...]

    def __len__(self) -> int:
        return len(self.terms)

    def __repr__(self) -> str:
        return f"<Answer: {len(self)} rows of {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        """The first rows as a table, for notebooks; every cell escaped."""
        from html import escape

        def cells(row: Iterable[str], tag: str) -> str:
            return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in row) + "</tr>"

        rows = "".join(cells(row, "td") for row in self.shown({})[:_SHOWN_IN_NOTEBOOKS])
        return f"<table>{cells(self.columns, 'th')}{rows}</table><p>{len(self)} rows</p>"

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Each row as a dict of Python values: text for IRIs and strings, numbers for numbers, None where unbound."""
        return (dict(zip(self.columns, map(as_python, row), strict=True)) for row in self.terms)

    def to_dataframe(self) -> pandas.DataFrame:
        """The rows as a pandas DataFrame; needs the extra `pandas`."""
        try:
            import pandas
        except ImportError as error:
            raise PeakGraphError("pandas is not installed; run: pip install 'peakgraph[pandas]'") from error
        return pandas.DataFrame(list(self), columns=list(self.columns))

    def to_bytes(self, form: str, prefixes: Mapping[str, str] | None = None) -> bytes:
        """The answer as csv, tsv, json, xml (as SPARQL 1.1 defines them) or markdown (IRIs made compact)."""
        if form == "markdown":
            return self._markdown(prefixes or {}).encode()
        if not self.columns or any(isinstance(t, ox.BlankNode | ox.Triple) for row in self.terms for t in row):
            raise PeakGraphError(
                f"{form} cannot hold this answer (blank nodes, triple terms or no column); ask for IRIs"
            )
        head = " ".join(f"?{column}" for column in self.columns)
        rows = "\n".join(f"({' '.join('UNDEF' if t is None else str(t) for t in row)})" for row in self.terms)
        solutions = ox.Store().query(f"SELECT {head} WHERE {{ VALUES ({head}) {{ {rows} }} }}")
        assert isinstance(solutions, ox.QuerySolutions)
        return solutions.serialize(format=_W3C[form]) or b""

    def shown(self, prefixes: Mapping[str, str]) -> list[tuple[str, ...]]:
        """The rows as text for people: IRIs made compact."""
        return [tuple(as_shown(term, prefixes) for term in row) for row in self.terms]

    def _markdown(self, prefixes: Mapping[str, str]) -> str:
        def line(cells: tuple[str, ...]) -> str:
            return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"

        rule = line(tuple("---" for _ in self.columns))
        return line(self.columns) + rule + "".join(line(row) for row in self.shown(prefixes))


def ask(store: ox.Store, sparql: str, prefixes: Mapping[str, str]) -> Answer:
    """Runs SPARQL (prefixes that it does not declare are ours); raises one line where it does not parse.

    Raises too where the query would ask another endpoint: answering reaches no network.
    """
    if "service" in sparql.casefold() and asks_elsewhere(sparql):
        raise PeakGraphError("SERVICE asks another endpoint, and a query stays on this machine; take it out")
    try:
        found = store.query(sparql.removeprefix("\ufeff"), prefixes=dict(prefixes))
        if isinstance(found, ox.QuerySolutions):
            columns = tuple(variable.value for variable in found.variables)
            return Answer(columns, tuple(tuple(row) for row in found))
        if isinstance(found, ox.QueryTriples):
            rows = sorted(((t.subject, t.predicate, t.object) for t in found), key=str)
            return Answer(("subject", "predicate", "object"), tuple(rows))
        return Answer(("answer",), ((ox.Literal(bool(found)),),))
    except SyntaxError as error:
        raise PeakGraphError(f"not a SPARQL query: {syntax_fault(sparql, prefixes, error)}") from error
    except (RuntimeError, OSError) as error:
        raise PeakGraphError(f"the query failed: {error}") from error


def as_python(term: Term | None) -> Any:
    """Text for an IRI or a string, None for nothing; an int, float or truth value for such a literal.

    A decimal becomes a float; a literal that is not what its datatype says stays text.
    """
    if isinstance(term, ox.Literal) and term.datatype.value.endswith(_NUMBERS):
        try:
            return int(term.value) if term.datatype.value.endswith("#integer") else float(term.value)
        except ValueError:
            return term.value
    if isinstance(term, ox.Literal) and term.datatype.value.endswith("#boolean"):
        return term.value in ("true", "1")
    return None if term is None else getattr(term, "value", str(term))


def as_shown(term: Term | None, prefixes: Mapping[str, str]) -> str:
    """A term for a person to read."""
    if isinstance(term, ox.NamedNode):
        return compact(term.value, prefixes)
    return "" if term is None else getattr(term, "value", str(term))
