"""From readings to statements: each quote found in its document, each block's triples put into its passage's graph.

In: readings, documents, prefixes. Out: quads with the line that each passage comes from, dispositions, findings.
How: a block is parsed once with a stand-in for `<>`, then stated by every passage of its group.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

import pyoxigraph as ox

from peakgraph.documents import Document, Passage
from peakgraph.errors import Finding
from peakgraph.prefixes import (
    DCTERMS,
    DOCUMENT,
    EDITORIAL_GRAPH,
    ID,
    OA,
    PASSAGE,
    PASSAGES_GRAPH,
    PG,
    PROPOSED,
    RDF,
    XSD,
)
from peakgraph.readings import Block, Group, Quote, Reading

#: Words shorter than this stand in too many places to help.
_SHORTEST_HINT = 8
_RELATIVE = "https://this.invalid/"
_THIS = _RELATIVE + "passage/"
_TYPE = ox.NamedNode(RDF + "type")


@dataclass(slots=True)
class Statements:
    """What the readings state, and where each passage stands in them.

    `places` maps a passage's IRI to `file:line`; `contexts` maps it to the passages it is read with; `modelled`,
    `contextual` and `disposed` hold the passages of each document for the coverage.
    """

    quads: set[ox.Quad] = field(default_factory=set)
    passages: dict[str, Passage] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    contexts: dict[str, set[str]] = field(default_factory=dict)
    modelled: set[str] = field(default_factory=set)
    disposed: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What one reading's groups share."""

    reading: Reading
    document: Document
    turtle_head: str


def state(readings: list[Reading], documents: Mapping[str, Document], prefix_text: str) -> Statements:
    """The statements of all readings; `documents` maps file names to documents."""
    statements = Statements()
    for reading in readings:
        document = documents.get(reading.document)
        if document is None:
            message = f"no document seeds/{reading.document}; the front matter must name a file that is there"
            statements.findings.append(Finding(f"{reading.path}:1", "reading-form", message))
            continue
        scope = _Scope(reading, document, prefix_text + "\n")
        _describe_document(scope, statements)
        for group in reading.groups:
            _state_group(group, scope, statements)
    for iri in sorted(statements.modelled & statements.disposed.keys()):
        message = "this quote is modelled in one place and disposed of in another; keep one of them"
        statements.findings.append(Finding(statements.places[iri], "reading-form", message))
    return statements


def _describe_document(scope: _Scope, statements: Statements) -> None:
    """The document's type, hash and reading, as they stand in the front matter: our own words about it."""
    node, graph = ox.NamedNode(scope.document.iri), ox.NamedNode(PASSAGES_GRAPH)
    front_matter = scope.reading.front_matter
    described = {
        PG + "sha256": scope.document.sha256,
        PG + "readingStatus": front_matter["status"],
        PG + "reader": front_matter.get("reader", ""),
        PG + "reviewer": front_matter.get("reviewer", ""),
        DCTERMS + "identifier": scope.document.name,
    }
    statements.quads.add(ox.Quad(node, _TYPE, ox.NamedNode(PG + "SourceDocument"), graph))
    for predicate, text in described.items():
        if text:
            statements.quads.add(ox.Quad(node, ox.NamedNode(predicate), ox.Literal(text), graph))


def _state_group(group: Group, scope: _Scope, statements: Statements) -> None:
    found: list[tuple[Passage, Quote]] = []
    for quote in group.quotes:
        passage = _locate(quote, scope, statements)
        if passage is None:
            continue
        found.append((passage, quote))
        for context in quote.contexts:
            if other := _locate(context, scope, statements):
                statements.contexts.setdefault(passage.iri, set()).add(other.iri)
    if group.disposition is not None:
        for passage, _ in found:
            _dispose(passage, group, statements)
    for block in group.blocks:
        triples = _parse_block(block, scope, statements)
        for passage, _ in found:
            if not block.editorial:
                statements.modelled.add(passage.iri)
            statements.quads.update(_stated(triples, block, passage, scope.reading.proposed))


def _locate(quote: Quote, scope: _Scope, statements: Statements) -> Passage | None:
    """The passage of a quote that stands exactly once; otherwise a finding that helps to mend it."""
    where = f"{scope.reading.path}:{quote.line}"
    offsets = scope.document.find(quote.text)
    if len(offsets) == 1:
        passage = scope.document.passage(offsets[0], offsets[0] + len(quote.text))
        statements.passages[passage.iri] = passage
        statements.places.setdefault(passage.iri, where)
        return passage
    name = f"seeds/{scope.document.name}"
    if offsets:
        message = f"quote stands {len(offsets)} times in {name} (at {', '.join(map(str, offsets))}); lengthen it"
    else:
        message = f"quote not found in {name}; {_nearest(quote.text, scope.document.text)}"
    statements.findings.append(Finding(where, "quote", message, value=quote.text))
    return None


def _nearest(quote: str, text: str) -> str:
    """A hint where a quote that is not there departs from the document: its longest beginning that stands there."""
    length = bisect.bisect_left(range(len(quote)), True, key=lambda size: quote[: size + 1] not in text)
    if length < _SHORTEST_HINT:
        match = SequenceMatcher(None, text, quote[:2000], autojunk=False).find_longest_match()
        if match.size < _SHORTEST_HINT:
            return "nothing near it stands there; is it the right document?"
        start = max(0, match.a - match.b)
        return f'nearest is at {start} ("{text[start : start + 60]}")'
    start = text.index(quote[:length])
    there, here = text[start + length : start + length + 20], quote[length : length + 20]
    return f'nearest is at {start}; after "{quote[:length][-30:]}" the document has "{there}" and the quote "{here}"'


def _dispose(passage: Passage, group: Group, statements: Statements) -> None:
    assert group.disposition is not None
    node, graph = ox.NamedNode(passage.iri), ox.NamedNode(PASSAGES_GRAPH)
    kind = ox.NamedNode(f"{ID}disposition/{group.disposition.kind.replace(' ', '-')}")
    statements.disposed[passage.iri] = group.disposition.kind
    statements.quads.add(ox.Quad(node, ox.NamedNode(PG + "disposition"), kind, graph))
    if group.disposition.reason:
        reason = ox.Literal(group.disposition.reason)
        statements.quads.add(ox.Quad(node, ox.NamedNode(PG + "dispositionReason"), reason, graph))


def _parse_block(block: Block, scope: _Scope, statements: Statements) -> list[ox.Triple]:
    """The block's triples with `_THIS` for the passage; findings for what Turtle allows and a reading does not."""
    try:
        quads = list(ox.parse(scope.turtle_head + block.text, format=ox.RdfFormat.TURTLE, base_iri=_THIS))
    except SyntaxError as error:
        offset = scope.turtle_head.count("\n")
        line = block.line + max(0, (error.lineno or offset + 1) - offset - 1)
        message = f"Turtle does not parse: {plain_syntax_error(error)}"
        statements.findings.append(Finding(f"{scope.reading.path}:{line}", "turtle", message))
        return []
    triples = [quad.triple for quad in quads]
    where = f"{scope.reading.path}:{block.line}"
    if re.search(r"^\s*@?(prefix|base|version)\b", block.text, re.MULTILINE | re.IGNORECASE):
        message = "a block declares no prefix and no base; the prefixes stand in ontology/prefixes.ttl"
        statements.findings.append(Finding(where, "turtle", message))
    if not triples:
        statements.findings.append(Finding(where, "turtle", "an empty Turtle block; state something or dispose of it"))
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, ox.Triple):
                message = "a triple term; say it in plain triples"
                statements.findings.append(Finding(where, "turtle", message))
            elif isinstance(term, ox.Literal) and term.datatype.value.startswith(_RELATIVE):
                message = f"a relative datatype in {term}; write it with a prefix, such as xsd:date"
                statements.findings.append(Finding(where, "turtle", message))
            elif isinstance(term, ox.BlankNode):
                message = "a blank node; give the thing an IRI of its own"
                statements.findings.append(Finding(where, "turtle", message))
            elif isinstance(term, ox.NamedNode) and term.value.startswith(_RELATIVE) and term.value != _THIS:
                message = f"a relative IRI, <{term.value.removeprefix(_THIS)}>; only <> (the passage) may be relative"
                statements.findings.append(Finding(where, "turtle", message))
    return triples


def plain_syntax_error(error: SyntaxError) -> str:
    """The parser's message without its own line numbers, which count the prefixes too."""
    text = str(error.msg or error)
    return re.sub(r"^Parser error (at|between) line.*?: ", "", text)


def _stated(triples: list[ox.Triple], block: Block, passage: Passage, proposed: bool) -> Iterator[ox.Quad]:
    """The triples as quads of the right graph, `<>` replaced by the passage."""
    this = ox.NamedNode(passage.iri)
    own = ox.NamedNode((PROPOSED if proposed else PASSAGE) + passage.name)
    for triple in triples:
        subject, predicate, value = (_replace(t, this) for t in (triple.subject, triple.predicate, triple.object))
        if proposed:
            graph = own
        elif block.editorial:
            graph = ox.NamedNode(EDITORIAL_GRAPH)
        else:
            graph = ox.NamedNode(PASSAGES_GRAPH) if subject == this else own
        yield ox.Quad(subject, predicate, value, graph)


def _replace(term: Any, this: ox.NamedNode) -> Any:
    return this if isinstance(term, ox.NamedNode) and term.value == _THIS else term


def describe_passages(statements: Statements) -> Iterator[ox.Quad]:
    """Each passage as a Web Annotation selector, in the graph of passages: words, place, document, contexts."""
    graph = ox.NamedNode(PASSAGES_GRAPH)
    integer = ox.NamedNode(XSD + "integer")
    for iri, passage in statements.passages.items():
        node = ox.NamedNode(iri)
        yield ox.Quad(node, _TYPE, ox.NamedNode(PG + "Passage"), graph)
        yield ox.Quad(node, ox.NamedNode(OA + "exact"), ox.Literal(passage.exact), graph)
        yield ox.Quad(node, ox.NamedNode(OA + "prefix"), ox.Literal(passage.before), graph)
        yield ox.Quad(node, ox.NamedNode(OA + "suffix"), ox.Literal(passage.after), graph)
        yield ox.Quad(node, ox.NamedNode(OA + "start"), ox.Literal(str(passage.start), datatype=integer), graph)
        yield ox.Quad(node, ox.NamedNode(OA + "end"), ox.Literal(str(passage.end), datatype=integer), graph)
        source = ox.NamedNode(DOCUMENT + passage.document)
        yield ox.Quad(node, ox.NamedNode(OA + "hasSource"), source, graph)
        for other in statements.contexts.get(iri, ()):
            yield ox.Quad(node, ox.NamedNode(PG + "readWith"), ox.NamedNode(other), graph)
