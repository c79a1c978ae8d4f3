"""The page's links to open data: what a thing is called elsewhere, how surely, and nothing that is not an address."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from peakgraph.build import Result
from peakgraph.network import network_of
from peakgraph.page import draw_page
from peakgraph.prefixes import ID, LINKS_GRAPH, OWL, SKOS
from peakgraph.terms import value_of
from tests.pages import draw, heading_of, saved
from tests.small_project import ROOT, SmallProject
from tests.web_checks import axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]
pytestmark = pytest.mark.browser

LINKS = """
scheme:wikidata rdfs:label "Wikidata"@en , "维基数据"@zh .
scheme:iso-3166-2 rdfs:label "ISO 3166-2"@en .
scheme:isic-rev4 rdfs:label "ISIC Rev.4"@en .
place:hubei owl:sameAs wd:Q46862 ; skos:exactMatch iso3166-2:CN-HB .
wd:Q46862 skos:inScheme scheme:wikidata ; skos:notation "Q46862" .
iso3166-2:CN-HB skos:inScheme scheme:iso-3166-2 ; skos:notation "CN-HB" .
mapping:place-hubei-wikidata-q46862 a sssom:Mapping ;
    owl:annotatedSource place:hubei ; owl:annotatedProperty owl:sameAs ; owl:annotatedTarget wd:Q46862 ;
    sssom:mapping_justification semapv:ManualMappingCuration ; sssom:confidence 0.93 ;
    sssom:author_label "A reviewer" ; sssom:object_label "湖北省" ; dc:source "a list of divisions" .
industry:cement skos:broadMatch isic:2394 .
isic:2394 skos:inScheme scheme:isic-rev4 ; skos:notation "2394" .
"""

#: What is no address of the web, or is one of ours, or one that would take a name and a password along.
NO_ADDRESSES = (
    "javascript:window.harmed=1",
    "JaVaScRiPt:window.harmed=2",
    "data:text/html,<p>",
    "vbscript:harm",
    "file:///etc/passwd",
    "https://somebody:secret@www.wikidata.org/entity/Q1",
    f"{ID}iso-3166-2/CN-XX",
)


def with_links(project: SmallProject, turtle: str = LINKS) -> str:
    """The page of the project with these triples as its graph of links."""
    result = project.check()
    head = (ROOT / "ontology" / "prefixes.ttl").read_text("utf-8")
    triples = [quad.triple for quad in ox.parse(head + turtle, format=ox.RdfFormat.TURTLE)]
    return draw_page(result.inferred.with_triples(triples, LINKS_GRAPH), result.sources)


def test_a_thing_shows_what_it_is_called_elsewhere_and_how_that_is_known(visit: Visit, project: SmallProject) -> None:
    page = visit(with_links(project), "#node=place%2Fhubei")
    rows = page.locator("#panel .outward")
    assert rows.all_inner_texts() == ["Wikidata Q46862 ↗ 湖北省\nthe same thing", "ISO 3166-2 CN-HB\nits code"]
    assert rows.locator("[lang=zh]").inner_text() == "湖北省"
    link = rows.locator("a")
    assert link.count() == 1  # a code list of ours has no address to open
    names = ("href", "rel", "target")
    assert [link.get_attribute(name) for name in names] == [
        "http://www.wikidata.org/entity/Q46862",
        "noopener noreferrer",
        "_blank",
    ]
    link.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    said = rows.first.locator("dl").inner_text().split("\n")
    assert said == [
        *("confidence", "0.93", "known by", "manual mapping curation"),
        *("author", "A reviewer", "read in", "a list of divisions"),
    ]
    page.evaluate("location.hash = 'node=industry/cement'")
    heading_of(page, "cement")
    assert rows.all_inner_texts() == ["ISIC Rev.4 2394 ↗\na broader one"]


def test_how_near_a_link_comes_is_printed(visit: Visit, project: SmallProject) -> None:
    page = visit(with_links(project), "#node=place%2Fhubei")
    page.emulate_media(media="print")
    assert page.locator("#panel .outward").get_by_text("the same thing").is_visible()
    assert page.locator("#panel .outward dl").evaluate("one => one.checkVisibility()")


def test_links_are_no_statements_and_are_not_drawn(visit: Visit, project: SmallProject) -> None:
    def seen(html: str) -> list[str]:
        page = visit(html, "#node=place%2Fhubei&origins=stated,editorial,inferred")
        page.get_by_role("button", name="2 steps").click()
        said = page.locator("#panel h4, #panel .entry:not(.outward)").all_inner_texts()
        return [*said, page.locator(".filters").inner_text(), saved(page, "csv"), saved(page, "svg")]

    assert seen(with_links(project)) == seen(draw(project))


def test_only_an_address_of_the_web_becomes_a_link(visit: Visit, project: SmallProject) -> None:
    links = "\n".join(f"place:hubei owl:sameAs <{iri}> . <{iri}> skos:notation '{iri}' ." for iri in NO_ADDRESSES)
    page = visit(with_links(project, links.replace("<p>", "%3Cp%3E")), "#node=place%2Fhubei")
    assert page.locator("#panel .outward").count() == len(NO_ADDRESSES)
    assert page.locator("#panel .outward a").count() == 0
    assert all(iri.replace("<p>", "%3Cp%3E") in page.locator("#panel").inner_text() for iri in NO_ADDRESSES)


def test_search_finds_a_thing_by_its_whole_code_elsewhere(visit: Visit, project: SmallProject) -> None:
    page = visit(with_links(project))
    for typed, name in {"Q46862": "Hubei", "cn-hb": "Hubei", "2394": "cement"}.items():
        page.locator("#search").fill(typed)
        assert page.locator("#results button").first.inner_text().startswith(f"{name} ")
    page.locator("#search").fill("Q468")
    assert page.locator("#found").inner_text() == "0 found"


@pytest.mark.parametrize("width", [1440, 320])
def test_links_are_for_everybody(visit: Visit, project: SmallProject, width: int) -> None:
    page = visit(with_links(project), "#node=place%2Fhubei", width=width)
    assert page.locator("#panel .outward summary").count() == 1  # where there is a mapping
    page.locator("#panel .outward summary").click()
    assert axe(page) == []
    page.emulate_media(color_scheme="dark")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_shows_every_link_of_the_graph_and_leads_nowhere_else(
    visit: Visit, real: Result, real_page: str
) -> None:
    things = {node.removeprefix(ID) for node in network_of(real.inferred.quads, real.sources.prefixes)}
    wanted: dict[str, set[str]] = {}
    for quad in real.inferred.quads:
        outward = quad.predicate.value == OWL + "sameAs" or quad.predicate.value.endswith("Match")
        thing = value_of(quad.subject).removeprefix(ID)
        if quad.graph_name == ox.NamedNode(LINKS_GRAPH) and outward and thing in things:
            wanted.setdefault(thing, set()).add(value_of(quad.object))
    assert len(wanted) > 100
    codes = {
        value_of(quad.subject): value_of(quad.object)
        for quad in real.inferred.quads
        if quad.predicate.value == SKOS + "notation"
    }
    page = visit(real_page)
    for thing in sorted(wanted)[::8]:
        page.evaluate("thing => { location.hash = new URLSearchParams({ node: thing }) }", thing)
        page.locator("#panel .iri", has_text=thing).wait_for()
        shown = page.locator("#panel .outward > div").all_inner_texts()
        assert len(shown) == len(wanted[thing])
        for iri in wanted[thing]:
            assert any(f" {codes[iri]}" in words for words in shown), (thing, iri)
        links = page.locator("a:not([href^='#'])")
        assert set(links.evaluate_all("all => all.map((one) => one.getAttribute('href'))")) == {
            iri for iri in wanted[thing] if not iri.startswith(ID)
        }
        assert set(links.evaluate_all("all => all.map((one) => one.rel)")) <= {"noopener noreferrer"}
