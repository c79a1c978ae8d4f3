"""Coverage: what became of each non-blank character of a document.

In: statements and documents. Out: counts by document (modelled, context, disposed by reason, left over), findings.
How: each character belongs to the strongest of the passages that hold it: modelled, then disposed, then context.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from peakgraph.documents import Document
from peakgraph.errors import Finding
from peakgraph.readings import DISPOSITIONS
from peakgraph.statements import Statements

COLUMNS = ("modelled", *DISPOSITIONS, "context")
LEFT_OVER = "left over"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Characters of one document: all non-blank ones, and how many of them are of each kind."""

    document: str
    characters: int
    counts: dict[str, int]
    left_over: tuple[tuple[int, int], ...]


def cover(documents: Iterable[Document], statements: Statements) -> list[Coverage]:
    """The coverage of each document, in the documents' order."""
    return [_cover(document, statements) for document in documents]


def _cover(document: Document, statements: Statements) -> Coverage:
    kinds: list[str] = [LEFT_OVER] * len(document.text)
    rank = {kind: place for place, kind in enumerate(COLUMNS)}
    for iri, passage in statements.passages.items():
        if passage.document != document.stem:
            continue
        kind = "modelled" if iri in statements.modelled else statements.disposed.get(iri, "context")
        for offset in range(passage.start, passage.end):
            if rank[kind] < rank.get(kinds[offset], len(COLUMNS)):
                kinds[offset] = kind
    shown = [kind for kind, character in zip(kinds, document.text, strict=True) if _printed(character)]
    return Coverage(document.name, len(shown), dict(Counter(shown)), tuple(_left_over(document.text, kinds)))


def _printed(character: str) -> bool:
    """Blank are spaces of all kinds, the zero-width ones and the byte-order mark too."""
    return not character.isspace() and character not in "\ufeff\u200b\u200c\u200d"


def _left_over(text: str, kinds: list[str]) -> Iterable[tuple[int, int]]:
    """The stretches that no quote holds, blanks at their ends cut off."""
    mask = "".join("x" if kind == LEFT_OVER else " " for kind in kinds)
    for match in re.finditer("x+", mask):
        start, end = match.span()
        while start < end and not _printed(text[start]):
            start += 1
        while end > start and not _printed(text[end - 1]):
            end -= 1
        if start < end:
            yield start, end


def left_over_findings(coverages: Iterable[Coverage], documents: Iterable[Document], read: set[str]) -> list[Finding]:
    """A violation for each stretch that a read document has left over."""
    texts = {document.name: document.text for document in documents}
    findings = []
    for coverage in coverages:
        for start, end in coverage.left_over if coverage.document in read else ():
            words = texts[coverage.document][start:end]
            shown = words if len(words) <= 60 else words[:57] + "..."
            message = f'{end - start} characters at {start} are in no quote ("{shown}"); model or dispose of them'
            findings.append(Finding(f"seeds/{coverage.document}", "coverage", message))
    return findings
