"""The permanent addresses: every IRI of the graph leads to a file that is there, in the form that is asked for."""

from __future__ import annotations

import re

import pytest

from peakgraph.build import Result
from peakgraph.prefixes import BASE, ID, THING_KINDS
from tests.small_project import ROOT
from tests.w3id_rules import BROWSER, OWLAPI, RDFLIB, Rule, read_rules, redirect

HOSTING = "https://hosting.invalid/peakgraph/"
#: What the build leaves in graph/dist, beside what the description names: the page, and the list of files.
ALSO_BUILT = ("network.html", "manifest.json")


@pytest.fixture(scope="module")
def rules() -> list[Rule]:
    return read_rules((ROOT / "w3id" / ".htaccess").read_text("utf-8"))


@pytest.fixture(scope="module")
def built() -> set[str]:
    text = (ROOT / "graph" / "metadata.ttl").read_text("utf-8")
    return {*re.findall(r"^<dataset#([^>]+)> a dcat:Distribution", text, re.MULTILINE), *ALSO_BUILT}


def file_of(rules: list[Rule], path: str, accept: str, built: set[str]) -> str:
    """The file that answers, with what stands after it; it must be one that is there."""
    found = redirect(rules, path, accept)
    assert found is not None, f"{path}: no rule answers {accept}"
    status, address = found
    assert status == 303
    file = address.removeprefix(HOSTING + "graph/dist/")
    if file == address:
        assert (ROOT / address.removeprefix(HOSTING)).is_file(), address
    else:
        assert file.partition("#")[0] in built, file
    return file


@pytest.mark.parametrize(
    ("path", "accept", "file"),
    [
        ("ontology", BROWSER, "ontology.html"),
        ("ontology", "text/turtle", "ontology.ttl"),
        ("ontology", "application/ld+json", "ontology.jsonld"),
        ("ontology", "application/rdf+xml", "ontology.rdf"),
        ("ontology", OWLAPI, "ontology.rdf"),
        ("ontology", RDFLIB, "ontology.rdf"),
        ("ontology", "text/turtle, text/html;q=0.5", "ontology.ttl"),
        ("ontology", "*/*", "ontology.ttl"),
        ("ontology", "", "ontology.ttl"),
        ("ontology/0.1.0", "text/turtle", "ontology.ttl"),
        ("ontology/0.1.0", BROWSER, "ontology.html"),
        ("shapes", "text/turtle", "shapes.ttl"),
        ("shape/policy-properties", "*/*", "shapes.ttl"),
        ("", BROWSER, "network.html"),
        ("", "text/turtle", "void.ttl"),
        ("dataset", "*/*", "void.ttl"),
        ("dataset", BROWSER, "network.html"),
        ("dataset", "application/ld+json", "dataset.jsonld"),
        ("dataset", "text/turtle, text/html;q=0.5", "void.ttl"),
        ("void", "text/turtle", "void.ttl"),
        ("id/place/hubei", BROWSER, "network.html#node=place/hubei"),
        ("id/place/hubei", "text/turtle", "peakgraph.ttl"),
        ("id/place/hubei", "application/n-triples", "peakgraph.nt"),
        ("id/place/hubei", "application/trig", "peakgraph.trig"),
        ("id/place/hubei", RDFLIB, "peakgraph.ttl"),
        ("id/bound/more-than", BROWSER, "ontology.html#bound/more-than"),
        ("id/bound/more-than", "*/*", "peakgraph.ttl"),
        ("id/membership/a", BROWSER, "peakgraph.ttl"),
        ("document/000_a", BROWSER, "network.html#view=documents&document=document:000_a"),
        ("document/000_a", "text/turtle", "peakgraph.ttl"),
        (
            "passage/000_a/1-20",
            BROWSER,
            "network.html#view=documents&document=document:000_a&passage=passage:000_a/1-20",
        ),
        ("passage/000_a/1-20", "application/trig", "peakgraph.trig"),
        ("passage/000_a/1-20", "application/n-quads", "peakgraph.nq"),
        ("passage/000_a/1-20", "*/*", "peakgraph.trig"),
        ("graph/links", "*/*", "peakgraph.trig"),
        ("dist/figures.csv", "*/*", "figures.csv"),
    ],
)
def test_an_address_leads_to_the_file_in_the_form_that_is_asked_for(
    rules: list[Rule], built: set[str], path: str, accept: str, file: str
) -> None:
    assert file_of(rules, path, accept, built) == file


def test_every_iri_of_ours_leads_to_a_file(rules: list[Rule], built: set[str], real: Result) -> None:
    ours = {end for fact in real.inferred.facts for end in (*fact.ends, fact.predicate) if end.startswith(BASE)}
    ours |= {fact.graph for fact in real.inferred.facts}
    assert len(ours) > 2_000
    for iri in sorted(ours):
        for accept in (BROWSER, "text/turtle"):
            file_of(rules, iri.removeprefix(BASE).partition("#")[0], accept, built)


def test_every_described_file_lies_where_its_address_leads(rules: list[Rule], built: set[str]) -> None:
    for name in sorted(built):
        assert file_of(rules, f"dist/{name}", BROWSER, built) == name


def test_every_file_that_the_build_reads_has_an_address(rules: list[Rule], built: set[str]) -> None:
    for path in ("ontology/prefixes.ttl", "ontology/vocabularies/units.ttl", "shapes/place.ttl", "graph/metadata.ttl"):
        assert file_of(rules, f"source/{path}", "*/*", built) == HOSTING + path
    for reading in (ROOT / "graph" / "readings").glob("*.md"):
        file_of(rules, f"source/graph/readings/{reading.name}", "*/*", built)


@pytest.mark.parametrize(
    "path",
    [
        "source/seeds/000_dfc4a74bb6ac1407.txt",
        "source/graph/../../../etc/passwd",
        "source/ontology/../secret.ttl",
        "dist/../peakgraph.nq",
        "dist/.lock",
        "dist/",
        "nothing",
        "ontology/0.2.0",
        "ontologyX",
    ],
)
def test_no_rule_answers_for_what_is_not_ours_to_give(rules: list[Rule], path: str) -> None:
    assert redirect(rules, path, BROWSER) is None


@pytest.mark.parametrize("name", ["x\r\nSet-Cookie: y", "x&view=documents", "<script>", "x y"])
def test_what_is_no_name_of_ours_gets_into_no_fragment(rules: list[Rule], name: str) -> None:
    for path in (f"id/place/{name}", f"id/unit/{name}", f"document/{name}", f"passage/{name}/1-2"):
        found = redirect(rules, path, BROWSER)
        assert found is None or "#" not in found[1]


def test_people_see_each_kind_of_thing_in_the_network(rules: list[Rule]) -> None:
    for kind in THING_KINDS:
        found = redirect(rules, f"id/{kind}/a", BROWSER)
        assert found is not None
        assert found[1].endswith(f"network.html#node={kind}/a")


def test_people_see_each_concept_in_the_page_of_the_ontology(rules: list[Rule], real: Result) -> None:
    concepts = {fact.subject for fact in real.inferred.facts if fact.predicate.endswith("core#inScheme")}
    kinds = {iri.removeprefix(ID).partition("/")[0] for iri in concepts if iri.startswith(ID)}
    in_the_page = {"unit", "bound", "role", "status", "level", "commitment"}
    assert in_the_page <= kinds
    for kind in in_the_page:
        found = redirect(rules, f"id/{kind}/a", BROWSER)
        assert found is not None
        assert found[1].endswith(f"ontology.html#{kind}/a")


def test_the_host_stands_in_one_place_alone() -> None:
    lines = [
        line
        for line in (ROOT / "w3id" / ".htaccess").read_text("utf-8").splitlines()
        if "://" in line and not line.startswith("#")
    ]
    assert len(lines) == 1
    assert "HOSTING:" in lines[0]
    readme = (ROOT / "w3id" / "README.md").read_text("utf-8")
    assert "HOSTING" in readme
    assert "Maintainers" in readme


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("RewriteRule ^a$ b [R=303,L,QSA]", "1: not understood"),
        ("RewriteRule ^a$", "1: not understood"),
        ("Redirect /a /b", "1: not understood"),
        ("RewriteCond %{HTTP_ACCEPT} a", "a condition without a rule"),
        ("RewriteRule ^(a$ b [L]", "unterminated|missing"),
    ],
)
def test_a_rule_that_is_not_understood_is_refused(text: str, fault: str) -> None:
    with pytest.raises((ValueError, re.error), match=fault):
        read_rules(text)


@pytest.mark.parametrize(
    "rule", ["RewriteRule ^a$ /b [L]", "RewriteRule ^a$ /b [R=303]", "RewriteRule ^a$ /b#c [R=303,L]"]
)
def test_a_redirect_says_so_ends_and_keeps_its_fragment(rule: str) -> None:
    with pytest.raises(AssertionError):
        redirect(read_rules(rule), "a")
