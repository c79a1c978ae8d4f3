"""Fingerprints of graphs: the same for the same triples, in whatever form a store gives them back.

In: triples. Out: their number and the SHA-256 of their sorted N-Triples. How: a literal that stores write in another
form for the same value is put into one form first; all else is compared as it stands.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property

import pyoxigraph as ox

from peakgraph.prefixes import XSD
from peakgraph.terms import Term


@dataclass(frozen=True)
class Fingerprint:
    """How many triples, and the SHA-256 of them."""

    triples: int
    sha256: str


@dataclass(frozen=True)
class NamedGraph:
    """A graph of a dataset; the default graph has no name."""

    name: str
    triples: tuple[ox.Triple, ...]

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The triples as sorted N-Triples, as they are sent."""
        return tuple(sorted(f"{triple} .\n" for triple in self.triples))

    @cached_property
    def comparable(self) -> frozenset[str]:
        """The triples with their literals in one form."""
        return comparable(self.triples)

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """Number and hash of the comparable triples."""
        return fingerprint(self.comparable)


def comparable(triples: Iterable[ox.Triple]) -> frozenset[str]:
    """The triples as N-Triples with their literals in one form."""
    return frozenset(f"{triple.subject} {triple.predicate} {one_form(triple.object)} ." for triple in triples)


def fingerprint(lines: frozenset[str]) -> Fingerprint:
    """Number and hash of comparable triples."""
    return Fingerprint(len(lines), hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest())


def one_form(term: Term) -> str:
    """A term as N-Triples; of the forms that one value has, always the same.

    Oxigraph and Virtuoso write 1.0 as 1 (xsd:decimal), 007 as 7 (xsd:integer), 1.0E6 as 1e+06 (xsd:double);
    Virtuoso writes true as 1 (xsd:boolean); Oxigraph writes the zone +00:00 as Z. Tags of languages have no case.
    A whole number of more than 20 digits, or a decimal of more than 15, comes back from Virtuoso as something else:
    that is no other form, and is told as a difference.
    """
    if not isinstance(term, ox.Literal):
        return str(term)
    if term.language:
        return str(ox.Literal(term.value, language=term.language.lower()))
    kind = term.datatype.value.removeprefix(XSD) if term.datatype.value.startswith(XSD) else ""
    return str(ox.Literal(_value(term.value, kind), datatype=term.datatype))


def _value(text: str, kind: str) -> str:
    """The text of a literal in the form chosen for its value; unchanged where it is not what its datatype says."""
    try:
        if kind in ("integer", "decimal"):
            digits = f"{Decimal(text):f}"
            digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
            return "0" if digits == "-0" else digits
        if kind in ("double", "float"):
            number = float(text)
            return repr(number) if math.isfinite(number) else text
    except (ValueError, InvalidOperation):
        return text
    if kind == "boolean":
        return {"1": "true", "0": "false"}.get(text, text)
    if kind in ("dateTime", "time", "date"):
        return re.sub(r"(\.\d*?)0+(?=\D|$)", lambda match: match[1].rstrip("."), re.sub(r"[+-]00:00$", "Z", text))
    return text
