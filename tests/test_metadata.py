"""The dataset describes itself: what is counted, hashed, linked, licensed and said of where it comes from is so."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import DCTERMS, OWL, PROV, RDF, RDFS, SKOS, VOID, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import BNode

from peakgraph import PeakGraphError, __version__
from peakgraph.build import Result, data_files
from peakgraph.dataset import Dataset
from peakgraph.description import read_description
from peakgraph.metadata import metadata_files
from peakgraph.ontology_files import ontology_files
from peakgraph.prefixes import LINKS_GRAPH, ONTOLOGY_GRAPH, PG
from peakgraph.sources import TextFile, read_text
from peakgraph.terms import value_of
from tests.checkers import run_checker
from tests.small_project import ROOT, SmallProject
from tests.web_checks import html_errors

BASE = "https://w3id.org/peakgraph/"
DATASET = URIRef(BASE + "dataset")
DCAT = Namespace("http://www.w3.org/ns/dcat#")  # rdflib's own knows DCAT 2
SPDX = Namespace("http://spdx.org/rdf/terms#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
WRITTEN = read_text(ROOT, "graph/metadata.ttl")
#: What RO-Crate recommends and the crate does without: the founders have no ROR, no DOI and give no contact.
NOT_FOLLOWED = ("ROR identifier", "contactPoint", "PropertyValue entities for identifiers")


def of_the_data(result: Result) -> dict[str, bytes]:
    """The files of the dataset; a build also makes those of the ontology, and the descriptions."""
    description = read_description(WRITTEN, result.sources.prefix_file.text)
    names = {iri.rpartition("#")[2] for iri in description.all(str(DATASET), str(DCAT.distribution))}
    return {name: data for name, data in data_files(result).items() if name in names}


@pytest.fixture(scope="module")
def data(real: Result) -> dict[str, bytes]:
    return of_the_data(real)


@pytest.fixture(scope="module")
def made(real: Result, data: dict[str, bytes]) -> dict[str, bytes]:
    return metadata_files(real.inferred, real.sources, data, WRITTEN)


@pytest.fixture(scope="module")
def void(made: dict[str, bytes]) -> Graph:
    return Graph().parse(data=made["void.ttl"], format="turtle")


@pytest.fixture(scope="module")
def store(real: Result) -> ox.Store:
    """The merge, and the named graphs, to count in by SPARQL what the description counts in its own way."""
    found = ox.Store()
    found.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in real.inferred.merge)
    found.bulk_extend(real.inferred.quads)
    return found


def asked(store: ox.Store, sparql: str) -> dict[str, int]:
    return {row[0].value: int(row[1].value) for row in store.query(sparql)}  # type: ignore[union-attr,index]


def number(graph: Graph, subject: URIRef, predicate: URIRef) -> int:
    value = graph.value(subject, predicate, any=False)
    assert isinstance(value, Literal), (subject, predicate)
    return int(value)


# ---------------------------------------------------------------- files


def test_every_file_is_described_with_its_size_hash_type_licence_and_address(
    void: Graph, data: dict[str, bytes]
) -> None:
    assert {str(iri).rpartition("#")[2] for iri in void.objects(DATASET, DCAT.distribution)} == set(data)
    for name, text in data.items():
        file = URIRef(f"{DATASET}#{name}")
        assert void.value(file, DCAT.byteSize) == Literal(len(text), datatype=XSD.nonNegativeInteger)
        checksum = void.value(file, SPDX.checksum)
        assert str(void.value(checksum, SPDX.checksumValue)) == hashlib.sha256(text).hexdigest()
        assert void.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
        assert void.value(file, DCAT.downloadURL) == URIRef(f"{BASE}dist/{name}")
        assert str(void.value(file, DCAT.mediaType)).startswith("https://www.iana.org/assignments/media-types/")
        assert void.value(file, DCTERMS.license) == void.value(DATASET, DCTERMS.license)
        assert void.value(file, DCTERMS.title) is not None


def test_the_dataset_has_what_dcat_catalogues_ask_for(void: Graph) -> None:
    wanted = ("title", "description", "identifier", "issued", "modified", "creator", "publisher", "license", "rights")
    wanted += ("accessRights", "language", "spatial", "temporal", "conformsTo")
    assert [name for name in wanted if not list(void.objects(DATASET, DCTERMS[name]))] == []
    for name in ("version", "theme", "keyword", "landingPage", "distribution"):
        assert list(void.objects(DATASET, DCAT[name])), name
    for name in (DCTERMS.title, DCTERMS.description):
        languages = {value.language for value in void.objects(DATASET, name) if isinstance(value, Literal)}
        assert languages == {"en", "zh"}
    assert (None, DCAT.dataset, DATASET) in void


def test_the_description_has_no_blank_nodes(made: dict[str, bytes]) -> None:
    for quad in ox.parse(made["void.ttl"], format=ox.RdfFormat.TURTLE):
        assert not any(isinstance(node, ox.BlankNode) for node in (quad.subject, quad.object)), quad


def test_the_versions_are_one(void: Graph) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    citation = re.findall(r"^ *version: (.+)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE)
    said = {str(value) for value in (*void.objects(None, DCAT.version), *void.objects(None, OWL.versionInfo))}
    assert {project, __version__, *citation} == said == {project}


def test_the_dates_are_one(void: Graph, real: Result) -> None:
    released = re.findall(r"^ *date-released: (.+)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE)
    ontology = next(f.value for f in real.inferred.facts if f.predicate == "https://schema.org/datePublished")
    assert {*released, ontology} == {str(void.value(DATASET, DCTERMS.issued))}


# ---------------------------------------------------------------- counts


def test_the_totals_are_those_that_sparql_counts(void: Graph, store: ox.Store) -> None:
    for name, what in (("distinctSubjects", "?s"), ("distinctObjects", "?o"), ("properties", "?p")):
        found = asked(store, f"SELECT ('n' AS ?k) (COUNT(DISTINCT {what}) AS ?n) {{ ?s ?p ?o }}")
        assert number(void, DATASET, VOID[name]) == found["n"], name
    triples = asked(store, "SELECT ('n' AS ?k) (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert number(void, DATASET, VOID.triples) == triples["n"] > 20_000


def test_the_classes_are_those_that_sparql_counts(void: Graph, store: ox.Store) -> None:
    parts = list(void.objects(DATASET, VOID.classPartition))
    said = {str(void.value(part, VOID["class"])): number(void, part, VOID.entities) for part in parts}  # type: ignore[arg-type]
    assert said == asked(store, "SELECT ?class (COUNT(DISTINCT ?s) AS ?n) { ?s a ?class } GROUP BY ?class")
    assert len(parts) == len(said) == number(void, DATASET, VOID.classes)


def test_the_properties_are_those_that_sparql_counts(void: Graph, store: ox.Store) -> None:
    parts = list(void.objects(DATASET, VOID.propertyPartition))
    for name, what in (("triples", "*"), ("distinctSubjects", "DISTINCT ?s"), ("distinctObjects", "DISTINCT ?o")):
        said = {str(void.value(part, VOID.property)): number(void, part, VOID[name]) for part in parts}  # type: ignore[arg-type]
        assert said == asked(store, f"SELECT ?p (COUNT({what}) AS ?n) {{ ?s ?p ?o }} GROUP BY ?p"), name


def test_the_graphs_are_those_that_sparql_counts(void: Graph, store: ox.Store) -> None:
    found = asked(store, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    named = {str(void.value(part, SD.name)): number(void, part, VOID.triples) for part in void.subjects(SD.name)}  # type: ignore[arg-type]
    assert named == {name: found.get(name, 0) for name in named}
    passages = sum(size for name, size in found.items() if name.startswith(BASE + "passage/"))
    assert number(void, URIRef(f"{DATASET}#statements"), VOID.triples) == passages
    undescribed = {name for name in found if not name.startswith((BASE + "passage/", BASE + "proposed/"))} - set(named)
    assert undescribed == set(), "a named graph that graph/metadata.ttl does not describe"


def test_the_passages_of_the_documents_add_up(void: Graph, real: Result) -> None:
    parts = [f"{DATASET}#document-{document.stem}" for document in real.sources.documents]
    sizes = [number(void, URIRef(part), VOID.triples) for part in parts]
    assert sum(sizes) == number(void, URIRef(f"{DATASET}#statements"), VOID.triples)
    assert all(sizes)


def test_the_vocabularies_are_those_of_the_terms_in_use(void: Graph) -> None:
    said = {str(iri) for iri in void.objects(DATASET, VOID.vocabulary)}
    assert {BASE + "ontology", str(DCTERMS), "http://www.w3.org/2004/02/skos/core", "http://www.w3.org/ns/org#"} <= said


def test_the_examples_and_the_place_are_in_the_graph(void: Graph, store: ox.Store) -> None:
    named = [*void.objects(DATASET, VOID.exampleResource), *void.objects(DATASET, DCTERMS.spatial)]
    assert len(named) > 4
    for iri in named:
        assert store.query(f"ASK {{ <{iri}> ?p ?o }}"), iri


def test_the_period_is_that_of_the_figures(void: Graph, store: ox.Store) -> None:
    names = "pg:year|pg:baselineYear|pg:periodStart|pg:periodEnd"
    rows = store.query(f"PREFIX pg: <{PG}> SELECT DISTINCT ?when {{ ?figure a pg:Figure ; {names} ?when }}")
    years = sorted({int(row["when"].value[:4]) for row in rows})  # type: ignore[union-attr,index]
    period = URIRef(f"{DATASET}#period")
    assert [int(str(void.value(period, name))) for name in (DCAT.startDate, DCAT.endDate)] == [years[0], years[-1]]


# ---------------------------------------------------------------- links

LINKS = """
place:hubei owl:sameAs wd:Q46862 ; skos:exactMatch iso3166-2:CN-HB ;
    foaf:homepage <https://www.hubei.gov.cn/> .
place:china owl:sameAs wd:Q148 .
industry:cement skos:closeMatch isic:2394 .
wd:Q46862 skos:inScheme scheme:wikidata ; skos:notation "Q46862" .
wd:Q148 skos:inScheme scheme:wikidata ; skos:notation "Q148" .
iso3166-2:CN-HB skos:inScheme scheme:iso-3166-2 ; skos:notation "CN-HB" .
isic:2394 skos:inScheme scheme:isic-rev4 ; skos:notation "2394" .
scheme:wikidata rdfs:label "Wikidata"@en ; void:uriSpace "http://www.wikidata.org/entity/" .
"""


def linked(dataset: Dataset, prefixes: str, links: str = LINKS) -> Dataset:
    kept = frozenset(quad for quad in dataset.quads if value_of(quad.graph_name) != LINKS_GRAPH)
    triples = [quad.triple for quad in ox.parse(prefixes + links, format=ox.RdfFormat.TURTLE)]
    return replace(dataset, quads=kept).with_triples(triples, LINKS_GRAPH)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """A project small enough to be described many times."""
    project = SmallProject(tmp_path_factory.mktemp("small") / "project")
    project.make()
    return project.check()


def described(result: Result, links: str = LINKS) -> Graph:
    dataset = linked(result.inferred, result.sources.prefix_file.text, links)
    made = metadata_files(dataset, result.sources, of_the_data(result), WRITTEN)
    return Graph().parse(data=made["void.ttl"], format="turtle")


def linksets(graph: Graph) -> set[tuple[str, str, int]]:
    return {
        (
            str(graph.value(part, VOID.objectsTarget)).rpartition("/")[2],
            str(graph.value(part, VOID.linkPredicate)).rpartition("#")[2],
            number(graph, part, VOID.triples),  # type: ignore[arg-type]
        )
        for part in graph.subjects(RDF.type, VOID.Linkset)
    }


def test_each_scheme_and_relation_is_a_linkset_and_a_homepage_is_none(small: Result) -> None:
    graph = described(small)
    assert linksets(graph) == {
        ("wikidata", "sameAs", 2),
        ("iso-3166-2", "exactMatch", 1),
        ("isic-rev4", "closeMatch", 1),
    }
    for part in graph.subjects(RDF.type, VOID.Linkset):
        assert (DATASET, VOID.subset, part) in graph
        assert graph.value(part, VOID.subjectsTarget) == DATASET
        assert (graph.value(part, VOID.objectsTarget), RDF.type, VOID.Dataset) in graph


def test_a_linkset_leads_to_what_the_graph_says_of_the_scheme(small: Result) -> None:
    graph = described(small)
    wikidata = URIRef(BASE + "id/scheme/wikidata")
    assert graph.value(wikidata, RDFS.label) == Literal("Wikidata", lang="en")
    assert graph.value(wikidata, VOID.uriSpace) == Literal("http://www.wikidata.org/entity/")


def test_a_graph_without_links_has_no_linkset(small: Result) -> None:
    assert linksets(described(small, "")) == set()


def test_every_link_is_in_a_linkset(void: Graph, real: Result) -> None:
    matches = ("sameAs", "exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
    links = Counter(
        fact.predicate.rpartition("#")[2]
        for fact in real.inferred.facts
        if fact.graph == LINKS_GRAPH and fact.predicate.rpartition("#")[2] in matches
    )
    counted = Counter[str]()
    for _, predicate, size in linksets(void):
        counted[predicate] += size
    assert counted == links


# ---------------------------------------------------------------- where it comes from


def test_the_build_used_every_file_that_it_read_and_generated_every_file_that_is_there(
    void: Graph, data: dict[str, bytes], made: dict[str, bytes]
) -> None:
    build = URIRef(f"{DATASET}#build")
    used = {str(iri) for iri in void.objects(build, PROV.used)}
    patterns = ("ontology/*.ttl", "ontology/*/*", "shapes/*.ttl", "graph/readings/*.md", "graph/entities/*.ttl")
    patterns += ("graph/links/*.sssom.tsv", "graph/links/*.ttl")
    there = {str(path.relative_to(ROOT)) for pattern in patterns for path in ROOT.glob(pattern)}
    documents = {f"{BASE}document/{path.stem}" for path in (ROOT / "seeds").glob("*.txt")}
    assert {BASE + "source/" + path for path in there} | documents == used - {BASE + "source/graph/metadata.ttl"}
    own = {"void.ttl", "dataset.jsonld", "ro-crate-metadata.json"}
    names = {str(iri).rpartition("#")[2] for iri in void.objects(build, PROV.generated)}
    assert names == (set(data) | set(made)) - own
    assert (DATASET, PROV.wasGeneratedBy, build) in void
    agents = [str(void.value(agent, OWL.versionInfo)) for agent in void.objects(build, PROV.wasAssociatedWith)]
    assert __version__ in agents


def test_the_hash_of_a_file_that_was_read_is_that_of_the_file(void: Graph) -> None:
    for path in ("graph/readings/000-hubei.md", "ontology/peakgraph.ttl", "shapes/place.ttl"):
        checksum = void.value(URIRef(f"{BASE}source/{path}"), SPDX.checksum)
        assert str(void.value(checksum, SPDX.checksumValue)) == hashlib.sha256((ROOT / path).read_bytes()).hexdigest()


def test_a_document_is_somebody_elses_and_has_rights_and_no_licence(void: Graph, real: Result) -> None:
    for document in real.sources.documents:
        iri = URIRef(document.iri)
        assert list(void.objects(iri, DCTERMS.license)) == []
        statement = void.value(iri, DCTERMS.rights)
        assert (statement, RDF.type, DCTERMS.RightsStatement) in void
        assert "other" in str(void.value(statement, DCTERMS.description))
        assert str(void.value(void.value(iri, SPDX.checksum), SPDX.checksumValue)) == document.sha256
        assert (DATASET, PROV.wasDerivedFrom, iri) in void
        part = URIRef(f"{DATASET}#document-{document.stem}")
        assert void.value(part, PROV.wasDerivedFrom) == iri
        assert void.value(part, DCTERMS.license) == void.value(DATASET, DCTERMS.license)


def test_a_proposed_reading_is_not_described_as_published(project: SmallProject) -> None:
    project.edit("status: reviewed", "status: proposed")
    graph = described(project.check(), "")
    assert number(graph, URIRef(f"{DATASET}#statements"), VOID.triples) == 0
    assert list(graph.triples((URIRef(f"{DATASET}#document-small"), None, None))) == []
    assert (URIRef(BASE + "document/small"), DCTERMS.rights, None) in graph


# ---------------------------------------------------------------- what people must write


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("<dataset#figures.csv> a dcat", "<dataset#figure.csv> a dcat", "no description of the file figures.csv"),
        ("", '<dataset#a.csv> dcat:mediaType "text/csv" .', "describes a.csv, which the build does not make"),
        ('dcat:version "0.1.0" ;', "", "0 values of http://www.w3.org/ns/dcat#version"),
        ("<catalog> a", "<catalog> b", "graph/metadata.ttl:5: Turtle does not parse"),
        ("<catalog> a", "[] a", "a blank node"),
        ("", "<a> <b> <<( <a> <b> <c> )>> .", "a triple term"),
        ("dcat:landingPage <", 'dcat:landingPage "here" ; rdfs:seeAlso <', 'has "here" for'),
    ],
)
def test_a_description_that_lacks_something_is_told_in_one_line(
    small: Result, before: str, after: str, message: str
) -> None:
    text = WRITTEN.text.replace(before, after, 1) if before else WRITTEN.text + after
    assert text != WRITTEN.text
    with pytest.raises(PeakGraphError, match=re.escape(message)) as raised:
        metadata_files(small.inferred, small.sources, of_the_data(small), TextFile(WRITTEN.path, text))
    assert "\n" not in str(raised.value)


# ---------------------------------------------------------------- schema.org


def test_a_dataset_search_finds_all_that_it_asks_for(made: dict[str, bytes], data: dict[str, bytes]) -> None:
    node: dict[str, Any] = json.loads(made["dataset.jsonld"])
    assert (node["@context"], node["@type"]) == ("https://schema.org/", "Dataset")
    assert 50 <= len(node["description"]) <= 5000
    wanted = ("name", "alternateName", "url", "identifier", "version", "license", "keywords", "creator", "publisher")
    wanted += ("temporalCoverage", "spatialCoverage", "citation", "isBasedOn", "variableMeasured", "datePublished")
    wanted += ("measurementTechnique", "includedInDataCatalog", "isAccessibleForFree", "inLanguage")
    assert [key for key in wanted if not node.get(key)] == []
    assert {file["contentUrl"].rpartition("/")[2] for file in node["distribution"]} == set(data)
    for file in node["distribution"]:
        text = data[file["contentUrl"].rpartition("/")[2]]
        assert (int(file["contentSize"]), file["sha256"]) == (len(text), hashlib.sha256(text).hexdigest())
        assert re.fullmatch(r"[a-z]+/[a-z+-]+", file["encodingFormat"])
    assert "operating income" in [variable["name"] for variable in node["variableMeasured"]]


def test_the_description_for_searches_is_json_ld(made: dict[str, bytes]) -> None:
    node = json.loads(made["dataset.jsonld"])
    node["@context"] = {"@vocab": "https://schema.org/"}  # the real one would be fetched
    graph = Graph().parse(data=json.dumps(node), format="json-ld")
    assert (DATASET, RDF.type, URIRef("https://schema.org/Dataset")) in graph


# ---------------------------------------------------------------- RO-Crate and CITATION.cff


def crate(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


FAULTS = (
    ('"datePublished": "2026-11-20",', "", "datePublished"),
    ('"@id": "peakgraph.nq"', '"@id": "lost.nq"', "lost.nq"),
    ('"copyrightNotice"', '"ourOwnWord"', "ourOwnWord"),
)


def test_the_folder_is_an_ro_crate_and_with_faults_it_is_none(small: Result, tmp_path: Path) -> None:
    files = of_the_data(small)
    whole = crate(tmp_path / "whole", {**files, **metadata_files(small.inferred, small.sources, files, WRITTEN)})
    broken = shutil.copytree(whole, tmp_path / "broken") / "ro-crate-metadata.json"
    text = broken.read_text("utf-8")
    for before, after, _ in FAULTS:
        assert before in text
        text = text.replace(before, after)
    broken.write_text(text, "utf-8")
    script = str(ROOT / "tests" / "ro_crate_check.py")
    done = run_checker("linked-data", "python", script, str(whole), str(broken.parent))
    assert done.returncode == 0, done.stderr
    found: dict[str, list[tuple[str, str]]] = json.loads(done.stdout.splitlines()[-1])
    assert [issue for issue in found[str(whole)] if not any(words in issue[1] for words in NOT_FOLLOWED)] == []
    issues = [message for severity, message in found[str(broken.parent)] if severity == "REQUIRED"]
    for _, _, complaint in FAULTS:
        assert any(complaint in message for message in issues), (complaint, issues)


def test_the_crate_lists_every_file_beside_it(made: dict[str, bytes], data: dict[str, bytes]) -> None:
    graph = {node["@id"]: node for node in json.loads(made["ro-crate-metadata.json"])["@graph"]}
    parts = {part["@id"] for part in graph["./"]["hasPart"]}
    assert parts == (set(data) | set(made)) - {"ro-crate-metadata.json"}
    for name in parts:
        text = {**data, **made}[name]
        assert (graph[name]["contentSize"], graph[name]["sha256"]) == (str(len(text)), hashlib.sha256(text).hexdigest())


def test_the_citation_is_valid_and_a_broken_one_is_not(tmp_path: Path) -> None:
    citation = ROOT / "CITATION.cff"
    done = run_checker("citation", "cffconvert", "--validate", "-i", str(citation))
    assert done.returncode == 0, done.stdout + done.stderr
    broken = tmp_path / "CITATION.cff"
    broken.write_text(citation.read_text("utf-8").replace("authors:", "writers:", 1), "utf-8")
    assert run_checker("citation", "cffconvert", "--validate", "-i", str(broken)).returncode != 0


# ---------------------------------------------------------------- the ontology for the web


@pytest.fixture(scope="module")
def forms(real: Result) -> dict[str, bytes]:
    return ontology_files(real.inferred, real.sources)


def test_the_forms_of_the_ontology_say_the_same(forms: dict[str, bytes], real: Result) -> None:
    wanted = {quad.triple for quad in real.inferred.quads if value_of(quad.graph_name) == ONTOLOGY_GRAPH}
    readers = {"ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD, "rdf": ox.RdfFormat.RDF_XML}
    for ending, form in readers.items():
        assert {quad.triple for quad in ox.parse(forms[f"ontology.{ending}"], format=form)} == wanted, ending


def test_the_page_of_the_ontology_has_every_term_and_concept_at_its_name(forms: dict[str, bytes], real: Result) -> None:
    page = forms["ontology.html"].decode()
    anchors = set(re.findall(r' id="([^"]+)"', page))
    kinds = {str(kind) for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, SKOS.Concept)}
    for fact in real.inferred.facts:
        of_ours = fact.graph == ONTOLOGY_GRAPH and fact.subject.startswith((PG, BASE + "id/"))
        if of_ours and fact.predicate == str(RDF.type) and fact.value in kinds:
            assert fact.subject.removeprefix(PG).removeprefix(BASE + "id/") in anchors
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors


def test_the_page_of_the_ontology_is_valid_html_that_loads_nothing(forms: dict[str, bytes]) -> None:
    page = forms["ontology.html"].decode()
    assert html_errors(page) == []
    assert re.findall(r"<(?:script|link|img|iframe|object)\b|url\(|@import", page) == []


def test_a_name_that_looks_like_html_is_shown_as_it_is_written(project: SmallProject) -> None:
    file = project.folder / "ontology" / "vocabularies" / "concepts.ttl"
    file.write_text(file.read_text("utf-8").replace('"The making of cement."', '"<script>alert(1)</script>."'), "utf-8")
    result = project.check()
    page = ontology_files(result.inferred, result.sources)["ontology.html"].decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_shapes_in_one_file_are_those_in_their_files(forms: dict[str, bytes], real: Result) -> None:
    def said(graph: Graph) -> Counter[tuple[str, str]]:
        return Counter((str(p), "" if isinstance(o, BNode) else str(o)) for _, p, o in graph)

    several = Graph()
    for file in real.sources.shapes:
        several.parse(data=real.sources.prefix_file.text + file.text, format="turtle")
    one = said(Graph().parse(data=forms["shapes.ttl"], format="turtle"))
    assert one == said(several)
    assert one.total() > 500
