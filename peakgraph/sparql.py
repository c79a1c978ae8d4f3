"""The text of a query: what it names, whom it asks, what is wrong with it.

In: SPARQL as text. Out: names, truth values, one line on a fault. How: patterns over the query without its strings,
IRIs and comments; they are made when first used, as most queries need none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_LONGEST_FAULT = 240


#: What holds no keyword of a query: strings, IRIs, comments, escaped characters.
_NOT_CODE = (
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n\r]|\\.)*"'
    r"|'(?:[^'\\\n\r]|\\.)*'"
    r"|<[^<>\"{}|^`\\\x00-\x20]*>|#[^\n\r]*|\\."
)
#: `?a<?b)#>` looks like an IRI and is a comparison with a comment; only one with `://` can be nothing but an IRI.
_MAYBE_IRI = r"<[^<>\"{}|^`\\\x00-\x20]*>"


def asks_elsewhere(sparql: str) -> bool:
    """Whether the query has the keyword SERVICE, which asks another endpoint, or might hide it."""
    service = re.search(r"(?<![\w:?$-])SERVICE(?![\w:-])", code_of(sparql), re.IGNORECASE)
    unsure = (found for found in re.findall(_MAYBE_IRI, sparql) if not re.match(r"<[A-Za-z][\w+.-]*://", found))
    return bool(service) or any(not set(")#'").isdisjoint(found) for found in unsure)


def names_in(sparql: str, prefixes: Mapping[str, str]) -> set[str]:
    """The full IRIs of the compact names in a query whose prefixes are ours."""
    return {prefixes[prefix] + local for prefix, local in _names(sparql) if prefix in prefixes}


def form_of(sparql: str) -> str | None:
    """SELECT, ASK, CONSTRUCT or DESCRIBE, whichever the query has first; None where it has none of them."""
    found = re.search(r"(?<![\w:?$-])(SELECT|ASK|CONSTRUCT|DESCRIBE)(?![\w:-])", code_of(sparql), re.IGNORECASE)
    return found[1].upper() if found else None


def undeclared(sparql: str) -> set[str]:
    """The prefixes that the query's names have and that it does not declare itself."""
    declared = re.findall(r"PREFIX\s+([\w-]*)\s*:", code_of(sparql), re.IGNORECASE)
    return {prefix for prefix, _ in _names(sparql)} - set(declared)


def syntax_fault(sparql: str, prefixes: Mapping[str, str], error: SyntaxError) -> str:
    """What is wrong with a query, in words that help: the parser's own name every token that it would have taken."""
    code = code_of(sparql)
    declared = set(re.findall(r"PREFIX\s+([\w-]*):", code, re.IGNORECASE)) | set(prefixes)
    unknown = sorted({prefix for prefix, _ in _names(sparql)} - declared)
    if unknown:
        return f"the prefix {unknown[0]}: is not known; declare it, or use one of ontology/prefixes.ttl"
    if not re.search(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", code, re.IGNORECASE):
        found = re.search(r"\b(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD)\b", code, re.IGNORECASE)
        what = f"{found[1].upper()} changes a graph" if found else "it has no SELECT, ASK, CONSTRUCT or DESCRIBE"
        return f"{what}; ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
    words = " ".join(str(error.msg or error).split())
    return words if len(words) <= _LONGEST_FAULT else words[:_LONGEST_FAULT] + " ..."


def _names(sparql: str) -> list[tuple[str, str]]:
    """Prefix and local part of each compact name."""
    return re.findall(r"(?<![\w?$:-])([A-Za-z][\w-]*|):([A-Za-z0-9_](?:[\w.-]*[\w-])?)", code_of(sparql))


def code_of(sparql: str) -> str:
    """The query without strings, IRIs and comments: what is left holds keywords and names."""
    return re.sub(_NOT_CODE, " ", sparql, flags=re.DOTALL)
