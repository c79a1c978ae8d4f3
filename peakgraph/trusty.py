"""Trusty URIs: a name for a set of quads that holds their hash, so that nobody can change them unseen.

In: quads in which a placeholder stands for the name. Out: the artifact code (`RA...`). How: module RA of the Trusty
URI specification: quads with a blank for the code, in order, as text, under SHA-256.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

import pyoxigraph as ox

from peakgraph.terms import value_of

#: Where the code will stand in an IRI.
PLACEHOLDER = "RA-----------------------------------------"

_Line = tuple[str, str, str, bool, str, str, str]


def artifact_code(quads: Iterable[ox.Quad]) -> str:
    """The code of the quads, none of which may hold a blank node."""
    text = "".join(map(_text, sorted({_line(quad) for quad in quads})))
    digest = hashlib.sha256(text.encode()).digest()
    return "RA" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _line(quad: ox.Quad) -> _Line:
    """What the specification sorts by: graph, subject, predicate; IRIs before literals, these by value first."""
    graph, subject, predicate = (_blank(value_of(part)) for part in (quad.graph_name, quad.subject, quad.predicate))
    value = quad.object
    if not isinstance(value, ox.Literal):
        return graph, subject, predicate, False, _blank(value_of(value)), "", ""
    if value.language:
        return graph, subject, predicate, True, value.value, "", value.language
    return graph, subject, predicate, True, value.value, value.datatype.value, ""


def _blank(iri: str) -> str:
    return iri.replace(PLACEHOLDER, " ")


def _text(line: _Line) -> str:
    graph, subject, predicate, is_literal, value, datatype, language = line
    if is_literal:
        escaped = value.replace("\\", "\\\\").replace("\n", "\\n")
        value = f"@{language.lower()} {escaped}" if language else f"^{datatype} {escaped}"
    return f"{graph}\n{subject}\n{predicate}\n{value}\n"
