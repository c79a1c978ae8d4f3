"""The dataset as search engines and research archives describe one: schema.org and RO-Crate, both in JSON-LD.

In: what people wrote about the dataset, its documents, the made files. Out: dataset.jsonld, ro-crate-metadata.json.
How: the same words in two shapes; keys stand in a fixed order and nothing is asked of the network.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from peakgraph import __version__
from peakgraph.dataset import Dataset
from peakgraph.description import DATASET, DCAT, FOAF, Description, file_iri
from peakgraph.documents import Document
from peakgraph.prefixes import BASE, DCTERMS, PG, RDFS
from peakgraph.provenance import BUILD, DIST, RIGHTS, SOFTWARE

CRATE = "ro-crate-metadata.json"
_CRATE_VERSION = "https://w3id.org/ro/crate/1.2"
_FOUNDERS = DATASET + "#founders"
Node = dict[str, Any]


@dataclass(frozen=True)
class Words:
    """The words that both shapes share."""

    description: Description
    dataset: Dataset
    documents: tuple[Document, ...]

    def about(self, name: str, language: str = "en") -> str:
        """A property of the dataset from Dublin Core."""
        return self.description.one(DATASET, DCTERMS + name, language)

    @property
    def version(self) -> str:
        """The version of the dataset."""
        return self.description.one(DATASET, DCAT + "version")

    @property
    def keywords(self) -> list[str]:
        """Words to find the dataset by, in each language."""
        return self.description.all(DATASET, DCAT + "keyword")

    @property
    def languages(self) -> list[str]:
        """The languages of the dataset's names, which are those of its title."""
        return self.description.languages(DATASET, DCTERMS + "title")

    @property
    def period(self) -> str:
        """The years that the dataset speaks of, as an interval."""
        period = self.about("temporal")
        return "/".join(self.description.one(period, DCAT + name) for name in ("startDate", "endDate"))

    @property
    def founders(self) -> Node:
        """Who made the dataset."""
        one = self.description.one
        name, url = one(_FOUNDERS, FOAF + "name"), one(_FOUNDERS, FOAF + "homepage")
        return {"@type": "Organization", "@id": _FOUNDERS, "name": name, "url": url}

    @property
    def place(self) -> Node:
        """Where the dataset speaks of."""
        place = self.about("spatial")
        return {"@type": "Place", "@id": place, "name": self._english(place, RDFS + "label") or place}

    @property
    def indicators(self) -> list[str]:
        """What its figures measure."""
        facts = self.dataset.facts
        used = {fact.value for fact in facts if fact.predicate == PG + "indicator"}
        labels = (f for f in facts if f.subject in used and f.predicate == RDFS + "label" and f.language == "en")
        return sorted({fact.value for fact in labels})

    def document(self, document: Document) -> Node:
        """A document as a work of somebody else's."""
        title = self._english(document.iri, DCTERMS + "title") or document.name
        return {"@type": "CreativeWork", "@id": document.iri, "name": title, "encodingFormat": "text/plain"}

    def file(self, name: str, data: bytes) -> Node:
        """A file: title, media type, size in bytes, hash."""
        size, sha256 = str(len(data)), hashlib.sha256(data).hexdigest()
        return {
            "name": self.description.title(name),
            "description": self.description.one(file_iri(name), DCTERMS + "description", "en"),
            "encodingFormat": self.description.media_type(name),
            "contentSize": size,
            "sha256": sha256,
        }

    def _english(self, subject: str, predicate: str) -> str:
        return self._names.get((subject, predicate), "")

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        """Titles and labels in English, looked up once for all documents."""
        found: dict[tuple[str, str], str] = {}
        for fact in self.dataset.facts:
            if fact.predicate in (RDFS + "label", DCTERMS + "title") and fact.language in ("en", ""):
                found.setdefault((fact.subject, fact.predicate), fact.value)
        return found


def dataset_jsonld(words: Words, files: Mapping[str, bytes]) -> bytes:
    """The dataset in schema.org's terms, with what dataset searches ask for."""
    one = words.description.one
    catalogue = BASE + "catalog"
    other = [language for language in words.languages if language != "en"]
    node: Node = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": DATASET,
        "name": words.about("title"),
        "alternateName": [words.about("title", language) for language in other],
        "description": words.about("description"),
        "url": one(DATASET, DCAT + "landingPage"),
        "identifier": words.about("identifier"),
        "version": words.version,
        "datePublished": words.about("issued"),
        "dateModified": words.about("modified"),
        "license": words.about("license"),
        "copyrightNotice": one(RIGHTS, DCTERMS + "description", "en"),
        "isAccessibleForFree": True,
        "inLanguage": words.languages,
        "creator": words.founders,
        "publisher": words.founders,
        "keywords": words.keywords,
        "temporalCoverage": words.period,
        "spatialCoverage": words.place,
        "citation": words.about("bibliographicCitation"),
        "isBasedOn": [words.document(document) for document in words.documents],
        "variableMeasured": [{"@type": "PropertyValue", "name": name} for name in words.indicators],
        "measurementTechnique": one(BUILD, DCTERMS + "description", "en"),
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "@id": catalogue,
            "name": one(catalogue, DCTERMS + "title", "en"),
        },
        "distribution": [
            {"@type": "DataDownload", "contentUrl": DIST + name, **words.file(name, data)}
            for name, data in sorted(files.items())
        ],
    }
    return _written(node)


def ro_crate(words: Words, files: Mapping[str, bytes]) -> bytes:
    """The folder as an RO-Crate: its files, what they were built from, and by what."""
    parts: list[Node] = [
        {"@id": name, "@type": "File", **words.file(name, data)} for name, data in sorted(files.items())
    ]
    documents = [words.document(document) for document in words.documents]
    rights = words.description.one(RIGHTS, DCTERMS + "description", "en")
    graph: list[Node] = [
        {
            "@id": CRATE,
            "@type": "CreativeWork",
            "name": "What is in this folder",
            "conformsTo": {"@id": _CRATE_VERSION},
            "about": {"@id": "./"},
        },
        _root(words, parts, documents),
        *parts,
        *({**document, "copyrightNotice": rights} for document in documents),
        words.founders,
        words.place,
        _licence(words.about("license"), words),
        _build(words, parts, documents),
        {
            "@id": SOFTWARE,
            "@type": "SoftwareApplication",
            "name": "PeakGraph",
            "version": __version__,
            "softwareVersion": __version__,
            "url": words.description.one(SOFTWARE, FOAF + "homepage"),
            "license": {"@id": words.description.one(SOFTWARE, DCTERMS + "license")},
        },
        _licence(words.description.one(SOFTWARE, DCTERMS + "license"), words),
    ]
    return _written({"@context": _CRATE_VERSION + "/context", "@graph": graph})


def _root(words: Words, parts: list[Node], documents: list[Node]) -> Node:
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": words.about("title"),
        "description": words.about("description"),
        "identifier": words.about("identifier"),
        "url": words.description.one(DATASET, DCAT + "landingPage"),
        "version": words.version,
        "datePublished": words.about("issued"),
        "license": {"@id": words.about("license")},
        "author": {"@id": _FOUNDERS},
        "publisher": {"@id": _FOUNDERS},
        "keywords": words.keywords,
        "inLanguage": words.languages,
        "temporalCoverage": words.period,
        "spatialCoverage": {"@id": words.place["@id"]},
        "isBasedOn": _references(documents),
        "mentions": {"@id": BUILD},
        "hasPart": _references(parts),
    }


def _build(words: Words, parts: list[Node], documents: list[Node]) -> Node:
    return {
        "@id": BUILD,
        "@type": "CreateAction",
        "name": words.description.one(BUILD, RDFS + "label", "en"),
        "description": words.description.one(BUILD, DCTERMS + "description", "en"),
        "agent": {"@id": _FOUNDERS},
        "instrument": {"@id": SOFTWARE},
        "object": _references(documents),
        "result": _references(parts),
    }


def _licence(iri: str, words: Words) -> Node:
    name, text = (words.description.one(iri, DCTERMS + part, "en") for part in ("title", "description"))
    return {"@id": iri, "@type": "CreativeWork", "name": name, "description": text, "url": iri}


def _references(nodes: list[Node]) -> list[Node] | Node:
    """References to nodes; one alone stands without brackets, as RO-Crate wants it."""
    found: list[Node] = [{"@id": node["@id"]} for node in nodes]
    return found[0] if len(found) == 1 else found


def _written(node: Node) -> bytes:
    return (json.dumps(node, indent=1, ensure_ascii=False) + "\n").encode()
