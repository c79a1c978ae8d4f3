"""The report: findings as a SHACL validation report, for machines, with the line of the reading, for people.

In: findings. Out: triples. How: each result is named by a hash of what it is about, so that two builds agree.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from peakgraph.coverage import Coverage
from peakgraph.errors import Finding
from peakgraph.prefixes import BASE, RDF, XSD

_SH = "http://www.w3.org/ns/shacl#"
_REPORT = ox.NamedNode(BASE + "report")
_TYPE = ox.NamedNode(RDF + "type")


def conforms(findings: Iterable[Finding]) -> bool:
    """Whether there is no violation; warnings do not count."""
    return all(finding.severity == "warning" for finding in findings)


def report_triples(findings: Iterable[Finding]) -> Iterator[ox.Triple]:
    """An `sh:ValidationReport` with one `sh:ValidationResult` a finding."""
    findings = list(findings)
    yield ox.Triple(_REPORT, _TYPE, ox.NamedNode(_SH + "ValidationReport"))
    truth = ox.Literal(str(conforms(findings)).lower(), datatype=ox.NamedNode(XSD + "boolean"))
    yield ox.Triple(_REPORT, ox.NamedNode(_SH + "conforms"), truth)
    for finding in findings:
        yield from _result(finding)


def _result(finding: Finding) -> Iterator[ox.Triple]:
    about = "\n".join((finding.check, finding.focus, finding.path, finding.value, finding.where, finding.message))
    node = ox.NamedNode(f"{BASE}report/{hashlib.sha256(about.encode()).hexdigest()[:16]}")
    severity = "Warning" if finding.severity == "warning" else "Violation"
    shape = finding.check if "://" in finding.check else f"{BASE}shape/{finding.check}"
    yield ox.Triple(_REPORT, ox.NamedNode(_SH + "result"), node)
    yield ox.Triple(node, _TYPE, ox.NamedNode(_SH + "ValidationResult"))
    yield ox.Triple(node, ox.NamedNode(_SH + "resultSeverity"), ox.NamedNode(_SH + severity))
    yield ox.Triple(node, ox.NamedNode(_SH + "resultMessage"), ox.Literal(str(finding), language="en"))
    yield ox.Triple(node, ox.NamedNode(_SH + "sourceShape"), ox.NamedNode(shape))
    if "://" in finding.focus:
        yield ox.Triple(node, ox.NamedNode(_SH + "focusNode"), ox.NamedNode(finding.focus))
    if "://" in finding.path:
        yield ox.Triple(node, ox.NamedNode(_SH + "resultPath"), ox.NamedNode(finding.path))
    if finding.value:
        is_iri = re.fullmatch(r"https?://[^\s<>\"{}|^`\\]+", finding.value) is not None
        value = ox.NamedNode(finding.value) if is_iri else ox.Literal(finding.value)
        yield ox.Triple(node, ox.NamedNode(_SH + "value"), value)


def coverage_table(coverages: Iterable[Coverage]) -> str:
    """The coverage as CSV: a row a document, non-blank characters by what became of them."""
    from peakgraph.coverage import COLUMNS, LEFT_OVER

    lines = [",".join(("document", "characters", *COLUMNS, LEFT_OVER))]
    for coverage in coverages:
        counts = (coverage.counts.get(kind, 0) for kind in (*COLUMNS, LEFT_OVER))
        lines.append(",".join((coverage.document, str(coverage.characters), *map(str, counts))))
    return "\n".join(lines) + "\n"
