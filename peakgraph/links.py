"""Links: reviewed mappings to open data as the graph of links.

In: SSSOM files, the schemes that they lead to, what the dataset describes. Out: triples and findings.
How: each row is checked and becomes the link itself, what the target is called where, and how the link is known.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

import pyoxigraph as ox

from peakgraph.errors import Finding
from peakgraph.mappings import MappingSet, Row
from peakgraph.prefixes import DC, ID, OWL, RDF, RDFS, SKOS, SSSOM, VOID, XSD
from peakgraph.terms import is_iri, value_of

SAME_AS = OWL + "sameAs"
EXACT = SKOS + "exactMatch"
#: Relations that say that both ends are one and the same.
IDENTITIES = (SAME_AS, EXACT)
#: Relations of things that are alike, wider or narrower.
NEAR = tuple(SKOS + name for name in ("closeMatch", "broadMatch", "narrowMatch", "relatedMatch"))
_HOMEPAGE = "http://xmlns.com/foaf/0.1/homepage"
_OF_THINGS = (*IDENTITIES, *NEAR, _HOMEPAGE)
#: Kind of thing, by its IRI, to the relations that its links may have. What a concept covers is drawn otherwise in each
#: classification, so that no concept of ours is the same as one of theirs; a unit is.
RELATIONS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("actor", "person", "office", "place", "event", "plan"), _OF_THINGS),
    **dict.fromkeys(("industry", "topic", "technology", "indicator", "measure"), NEAR),
    "unit": (EXACT, *NEAR),
}
_QUDT_UNIT = "http://qudt.org/vocab/unit/"
_JUSTIFICATION = re.compile(r"https://w3id\.org/semapv/vocab/[A-Z][A-Za-z]+")
_TYPE = ox.NamedNode(RDF + "type")


@dataclass(frozen=True, slots=True)
class Link:
    """A row with its IRIs in full, the scheme of its target, and the target's code there."""

    where: str
    subject: str
    predicate: str
    target: str
    scheme: str
    code: str
    row: Row
    justification: str

    @property
    def iri(self) -> str:
        """The IRI of the mapping: `.../id/mapping/place-hubei-wikidata-q46862`."""
        scheme = self.scheme.rpartition("/")[2] or "homepage"
        code = re.sub(r"[^a-z0-9]+", "-", self.code.lower()).strip("-") or self.code.encode().hex()
        return f"{ID}mapping/{kind_of(self.subject)}-{_slug(self.subject)}-{scheme}-{code}"


def kind_of(iri: str) -> str:
    """The kind of a thing by its IRI: `place`, `actor`, `unit` ..."""
    return "unit" if iri.startswith(_QUDT_UNIT) else iri.removeprefix(ID).partition("/")[0]


def _slug(iri: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", iri.rpartition("/")[2].lower()).strip("-")


def read_links(
    sets: Iterable[MappingSet], spaces: Mapping[str, str], labels: Mapping[str, str]
) -> tuple[list[Link], list[Finding]]:
    """The links of all sets, and what is wrong with them.

    `spaces` is namespace of a scheme to its IRI; `labels` is the English name of each thing that is described.
    """
    links: list[Link] = []
    findings: list[Finding] = []
    for mappings in sets:
        for row in mappings.rows:
            link = _resolve(mappings, row, spaces)
            if isinstance(link, Finding):
                findings.append(link)
                continue
            links.append(link)
            findings += [Finding(link.where, "links", message) for message in _faults(link, labels)]
    return links, findings + list(_clashes(links))


def _resolve(mappings: MappingSet, row: Row, spaces: Mapping[str, str]) -> Link | Finding:
    where = f"{mappings.path}:{row.line}"
    found = {}
    for column in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
        iri = mappings.expand(row[column])
        if iri is None or not is_iri(iri):
            return Finding(
                where, "links", f"{column} {row[column]}: not an IRI by the curie_map; declare its prefix there"
            )
        found[column] = iri
    target = found["object_id"]
    space = max((space for space in spaces if target.startswith(space)), key=len, default="")
    if not space and found["predicate_id"] != _HOMEPAGE:
        message = f"object_id {row['object_id']}: in no scheme of graph/links/schemes.ttl; describe its scheme there"
        return Finding(where, "links", message)
    code = unquote(target.removeprefix(space)).removesuffix("/") if space else re.sub(r"^https?://(www\.)?", "", target)
    return Link(
        where,
        found["subject_id"],
        found["predicate_id"],
        target,
        spaces.get(space, ""),
        code,
        row,
        found["mapping_justification"],
    )


def _faults(link: Link, labels: Mapping[str, str]) -> Iterator[str]:
    row, kind = link.row, kind_of(link.subject)
    if link.subject not in labels:
        yield f"subject_id {row['subject_id']} is not in the graph; correct it, or take the row away"
    elif row["subject_label"] and row["subject_label"] != labels[link.subject]:
        yield f'subject_label is "{row["subject_label"]}", the graph calls it "{labels[link.subject]}"'
    if link.predicate not in RELATIONS.get(kind, ()):
        yield f"{row['predicate_id']} is no relation for a thing of kind {kind or row['subject_id']}"
    if not _JUSTIFICATION.fullmatch(link.justification):
        yield f"mapping_justification {row['mapping_justification']}: not a term of semapv:"
    if not re.fullmatch(r"0(\.\d+)?|1(\.0+)?", row["confidence"]):
        yield f"confidence {row['confidence']}: not a number from 0 to 1"
    if row["predicate_modifier"]:
        yield "predicate_modifier: what was refused stands in graph/links/candidates/rejected.sssom.tsv"


def _clashes(links: list[Link]) -> Iterator[Finding]:
    """A mapping made twice; one target that is two things; one thing that is two of a scheme."""
    made: dict[str, Link] = {}
    same: dict[str, Link] = {}
    twice: dict[tuple[str, str], Link] = {}
    for link in links:
        if link.iri in made:
            yield Finding(link.where, "links", f"the same mapping as at {made[link.iri].where}; keep one")
            continue
        made[link.iri] = link
        if link.predicate not in IDENTITIES:
            continue
        other = same.setdefault(link.target, link)
        if other.subject != link.subject:
            message = f"{link.row['object_id']} cannot be both this and {other.row['subject_id']} ({other.where})"
            yield Finding(link.where, "links", message)
        other = twice.setdefault((link.subject, link.scheme), link)
        if other.target != link.target and link.scheme not in _SEVERAL:
            message = (
                f"the same as {link.row['object_id']} and as {other.row['object_id']} ({other.where}); one is another"
            )
            yield Finding(link.where, "links", message)


#: Schemes that give one thing several codes: letters, other letters, digits.
_SEVERAL = (ID + "scheme/iso-3166-1", ID + "scheme/iso-4217")


def link_triples(links: Iterable[Link]) -> Iterator[ox.Triple]:
    """Each link, its target's scheme and code, and the mapping: how it is known, how sure, by whom, read where."""
    for link in links:
        target, mapping = ox.NamedNode(link.target), ox.NamedNode(link.iri)
        yield ox.Triple(ox.NamedNode(link.subject), ox.NamedNode(link.predicate), target)
        if link.scheme:
            yield ox.Triple(target, ox.NamedNode(SKOS + "inScheme"), ox.NamedNode(link.scheme))
            yield ox.Triple(target, ox.NamedNode(SKOS + "notation"), ox.Literal(link.code))
        yield ox.Triple(mapping, _TYPE, ox.NamedNode(SSSOM + "Mapping"))
        for name, iri in (
            (OWL + "annotatedSource", link.subject),
            (OWL + "annotatedProperty", link.predicate),
            (OWL + "annotatedTarget", link.target),
            (SSSOM + "mapping_justification", link.justification),
        ):
            yield ox.Triple(mapping, ox.NamedNode(name), ox.NamedNode(iri))
        decimal = ox.NamedNode(XSD + "decimal")
        yield ox.Triple(
            mapping, ox.NamedNode(SSSOM + "confidence"), ox.Literal(link.row["confidence"], datatype=decimal)
        )
        for name, column in _SAID:
            if link.row[column]:
                yield ox.Triple(mapping, ox.NamedNode(name), ox.Literal(link.row[column]))


_SAID = (
    (SSSOM + "author_label", "author_label"),
    (SSSOM + "reviewer_label", "reviewer_label"),
    (SSSOM + "object_label", "object_label"),
    (SSSOM + "comment", "comment"),
    (DC + "source", "read_in"),
)


def uri_spaces(schemes: Iterable[ox.Triple]) -> dict[str, str]:
    """Namespace to scheme, from the description of the schemes."""
    return {value_of(t.object): value_of(t.subject) for t in schemes if t.predicate.value == VOID + "uriSpace"}


def english_labels(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """The English name of each thing that has one."""
    found: dict[str, str] = defaultdict(str)
    for triple in triples:
        if triple.predicate.value == RDFS + "label" and getattr(triple.object, "language", None) == "en":
            found[value_of(triple.subject)] = value_of(triple.object)
    return dict(found)
