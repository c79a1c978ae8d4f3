"""The query library: one question a file, its parameters in VALUES, its header in `#+` comments.

In: the text of a .rq file. Out: a `Query`, and SPARQL with parameters bound.
How: a parameter is a `VALUES ?name { default }` of one term; another value replaces the default as a term of the same
sort, so the file is plain SPARQL that runs anywhere as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from peakgraph.errors import PeakGraphError
from peakgraph.prefixes import expand
from peakgraph.project_files import read_utf8
from peakgraph.terms import is_iri

_HEADER = re.compile(r"^#\+ *([a-z]+): *(.*?) *$", re.MULTILINE)
_PARAMETER = re.compile(r"(?P<name>\w+)\s+--\s+(?P<text>.+)")
_ILLEGAL_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}

#: A parameter's value that leaves it open.
ANY = "any"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: the term it stands for if nothing is given, as SPARQL, and what it is."""

    name: str
    default: str
    description: str


@dataclass(frozen=True, slots=True)
class Query:
    """One question of the library.

    `evidence` names the query that shows the passages behind an aggregated answer; `empty` is what an answer without
    rows means.
    """

    name: str
    text: str
    summary: str = ""
    tags: tuple[str, ...] = ()
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    evidence: str = ""
    empty: str = ""


def read_library(folder: Path) -> dict[str, Query]:
    """Name to query, for each .rq file of the folder, in the order of their names."""
    return {name: parse_query(name, read_utf8(folder / f"{name}.rq")) for name in _names(folder)}


def read_query(folder: Path, name: str) -> Query:
    """The query of that name; raises with the names near it."""
    names = _names(folder)
    if name in names:
        return parse_query(name, read_utf8(folder / f"{name}.rq"))
    from difflib import get_close_matches

    near = get_close_matches(name, names, 3, 0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else "'peakgraph query' lists all"
    raise PeakGraphError(f"no query '{name}' in the library; {hint}")


def _names(folder: Path) -> list[str]:
    names = sorted(path.stem for path in folder.glob("*.rq"))
    if not names:
        raise PeakGraphError(f"{folder}: no query library here (no .rq file); name another project with --project")
    return names


def parse_query(name: str, text: str) -> Query:
    """The query in `text`; raises where its header speaks of a parameter that its body does not have."""
    header: dict[str, list[str]] = {}
    for key, value in _HEADER.findall(text):
        header.setdefault(key, []).append(value)
    parameters = {}
    for line in header.get("param", []):
        match = _PARAMETER.fullmatch(line)
        place = _values(match["name"]).search(text) if match else None
        if match is None or place is None:
            raise PeakGraphError(f"{name}.rq: '#+ param: {line}' needs 'name -- text' and VALUES ?name {{ default }}")
        parameters[match["name"]] = Parameter(match["name"], place[2], match["text"])
    return Query(
        name,
        text,
        summary=" ".join(header.get("summary", [])),
        tags=tuple(tag.strip() for tag in ",".join(header.get("tags", [])).split(",") if tag.strip()),
        parameters=parameters,
        evidence=" ".join(header.get("evidence", [])),
        empty=" ".join(header.get("empty", [])),
    )


def bind(query: Query, values: Mapping[str, str], prefixes: Mapping[str, str]) -> str:
    """The query's SPARQL with the given parameter values; raises where a name or a value does not fit.

    For `any` an empty group stands in the place of the VALUES clause: it gives what UNDEF would.
    """
    spans = []
    for name, value in values.items():
        if name not in query.parameters:
            known = ", ".join(query.parameters) or "none"
            raise PeakGraphError(f"query '{query.name}' has no parameter '{name}'; it has: {known}")
        place = _values(name).search(query.text)  # in the query's own text, never in a value that was put in
        assert place is not None, "parse_query found it there"
        if value == ANY:
            # Virtuoso 7 answers wrongly after UNDEF. Nothing takes its place behind a query, where no group may stand.
            spans.append((*place.span(), "{}" if "}" in query.text[place.end() :] else ""))
        else:
            spans.append((*place.span(2), as_term(value, query.parameters[name].default, prefixes)))
    text = query.text
    for start, end, term in sorted(spans, reverse=True):
        text = text[:start] + term + text[end:]
    return text


def names_a_thing(default: str) -> bool:
    """Whether a parameter with this default stands for an IRI, and not for words or a number."""
    return not default.startswith('"') and not _NUMBER.fullmatch(default)


def as_term(value: str, default: str, prefixes: Mapping[str, str]) -> str:
    """The value as a SPARQL term of the default's sort (IRI, string, number)."""
    if default.startswith('"'):
        return '"' + "".join(_ESCAPES.get(c, c) for c in value) + '"' + default[default.rindex('"') + 1 :]
    if _NUMBER.fullmatch(default):
        if not _NUMBER.fullmatch(value):
            raise PeakGraphError(f"'{value}' is not a number; the default is {default}")
        return value
    return f"<{as_iri(value, default, prefixes)}>"


def as_iri(value: str, default: str, prefixes: Mapping[str, str]) -> str:
    """The IRI that `value` means: a full one, a compact one, or a local name under the default's prefix."""
    plain = value.removeprefix("<").removesuffix(">")
    iri = plain if "://" in plain else expand(plain, prefixes)
    if iri is None and ":" not in plain:
        iri = expand(f"{default.partition(':')[0]}:{plain}", prefixes)
    if iri is None or not plain or _ILLEGAL_IN_IRI.search(iri) or not is_iri(iri):
        raise PeakGraphError(f"'{value}' is not an IRI; write it like the default, {default}, or in full")
    return iri


def _values(name: str) -> re.Pattern[str]:
    return re.compile(rf"(VALUES\s+\?{name}\s*\{{\s*)(\"(?:[^\"\\]|\\.)*\"[^\s}}]*|[^\s}}]+)(\s*\}})")
