"""Prefixes and the IRIs of our own graphs.

In: the text of ontology/prefixes.ttl. Out: a table of prefixes, compact and full names.
How: one pattern over the @prefix lines; no RDF library, so that a query need not load one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

BASE = "https://w3id.org/peakgraph/"
PG = BASE + "ontology#"
DOCUMENT = BASE + "document/"
PASSAGE = BASE + "passage/"
PROPOSED = BASE + "proposed/"
GRAPH = BASE + "graph/"
ID = BASE + "id/"

#: Kinds of things that people look for, by the part of their IRI after /id/: the nodes of the network.
THING_KINDS = (
    *("actor", "person", "office", "place", "plan", "measure", "event", "industry", "topic", "technology"),
    *("target", "observation", "list"),
)

PASSAGES_GRAPH = GRAPH + "passages"
EDITORIAL_GRAPH = GRAPH + "editorial"
ONTOLOGY_GRAPH = GRAPH + "ontology"
INFERRED_GRAPH = GRAPH + "inferred"
LINKS_GRAPH = GRAPH + "links"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DC = "http://purl.org/dc/elements/1.1/"
DCTERMS = "http://purl.org/dc/terms/"
OA = "http://www.w3.org/ns/oa#"
ORG = "http://www.w3.org/ns/org#"
SCHEMA = "https://schema.org/"
SSSOM = "https://w3id.org/sssom/"
VOID = "http://rdfs.org/ns/void#"

_PREFIX_LINE = re.compile(r"^\s*@prefix\s+([\w-]*):\s+<([^<>]*)>\s*\.", re.MULTILINE)
_LOCAL_NAME = re.compile(r"[A-Za-z0-9_](?:[\w-]*[\w])?")


@cache
def read_prefixes(text: str) -> Mapping[str, str]:
    """Prefix to namespace, in the file's order, from the text of `ontology/prefixes.ttl`."""
    return dict(_PREFIX_LINE.findall(text))


def expand(name: str, prefixes: Mapping[str, str]) -> str | None:
    """The full IRI of a compact name such as `place:hubei`; None where the prefix is not known."""
    prefix, colon, local = name.partition(":")
    return prefixes[prefix] + local if colon and prefix in prefixes else None


def compact(iri: str, prefixes: Mapping[str, str]) -> str:
    """The compact name of an IRI, or the IRI itself where no prefix gives one that Turtle can print."""
    best = ""
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and len(namespace) > len(prefixes.get(best, "")):
            best = prefix
    local = iri[len(prefixes[best]) :] if best else ""
    return f"{best}:{local}" if local and _LOCAL_NAME.fullmatch(local) else iri


def as_sparql(prefixes: Mapping[str, str]) -> str:
    """The prefixes as SPARQL `PREFIX` lines."""
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in prefixes.items())
