"""Facets: where each thing is found again, no more than its statements allow; spot checks read by hand."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from peakgraph.build import Result
from peakgraph.dataset import Dataset, assemble
from peakgraph.facets import Facets, facets_of
from peakgraph.prefixes import ID, LINKS_GRAPH, OWL, THING_KINDS
from peakgraph.sources import read_sources
from tests.small_project import CONCEPTS, ENTITIES, SmallProject


class Row(NamedTuple):
    """The facets of one thing, IRIs without what they all begin with."""

    documents: tuple[str, ...]
    provinces: tuple[str, ...]
    industries: tuple[str, ...]
    years: tuple[int, ...]
    reviewed: bool


def row(facets: Facets, name: str) -> Row:
    iri = ID + name
    places = tuple(place.removeprefix(ID + "place/") for place in facets.provinces[iri])
    industries = tuple(industry.removeprefix(ID + "industry/") for industry in facets.industries[iri])
    return Row(facets.documents[iri], places, industries, facets.years[iri], facets.reviewed[iri])


def dataset_of(project: SmallProject) -> Dataset:
    """What the project says, without the checks: much here would not pass them, and none of it needs to."""
    dataset, findings = assemble(read_sources(project.folder))
    assert findings == []
    return dataset


def facets(project: SmallProject, *names: str) -> dict[str, Row]:
    found = facets_of(dataset_of(project), [ID + name for name in names])
    return {name: row(found, name) for name in names}


def provinces(project: SmallProject, name: str) -> tuple[str, ...]:
    return facets(project, name)[name].provinces


def state(project: SmallProject, turtle: str) -> None:
    """Adds statements to the passage that names the plan."""
    project.edit("    pg:targetsIndustry industry:cement .\n", f"    pg:targetsIndustry industry:cement .\n{turtle}\n")


def add_places(project: SmallProject) -> None:
    """Counties in a city in Hubei; a municipality; a circle; what the body is part of."""
    project.entities.write_text(
        ENTITIES
        + """place:wuhan a pg:City ; pg:within place:hubei . place:wuchang a pg:District ; pg:within place:wuhan .
        place:beijing a pg:Municipality ; pg:within place:china .
        place:round a pg:Region ; pg:within place:circle . place:circle a pg:Region ; pg:within place:round .
        actor:office a pg:GovernmentBody ; org:subOrganizationOf actor:hubei-provincial-government .
        office:head a pg:Office ; org:postIn actor:office .
        """,
        "utf-8",
    )


def test_the_small_project(project: SmallProject) -> None:
    names = ("plan/green-plan", "target/000-output-2025", "actor/hubei-provincial-government", "industry/cement")
    assert facets(project, *names, "place/china", "place/hubei") == {
        "plan/green-plan": Row(("small",), ("hubei",), ("cement",), (), True),
        "target/000-output-2025": Row(("small",), ("hubei",), ("cement",), (2025,), True),
        "actor/hubei-provincial-government": Row(("small",), ("hubei",), (), (), True),
        "industry/cement": Row(("small",), (), ("cement",), (), True),
        "place/china": Row((), (), (), (), True),
        "place/hubei": Row((), ("hubei",), (), (), True),
    }


def test_a_thing_that_nothing_is_said_of_has_no_facets(project: SmallProject) -> None:
    assert facets(project, "plan/unknown") == {"plan/unknown": Row((), (), (), (), False)}
    assert facets_of(dataset_of(project), []) == Facets({}, {}, {}, {}, {})


def test_facets_are_frozen(project: SmallProject) -> None:
    found = facets_of(dataset_of(project), [ID + "plan/green-plan"])
    with pytest.raises(FrozenInstanceError):
        found.years = {}  # type: ignore[misc]


def test_a_place_belongs_to_what_it_lies_within_at_any_depth_and_to_nothing_else(project: SmallProject) -> None:
    add_places(project)
    state(project, "place:wuhan pg:about place:beijing .")
    found = facets(project, *(f"place/{name}" for name in ("wuchang", "wuhan", "beijing", "round")))
    assert [each.provinces for each in found.values()] == [("hubei",), ("hubei",), ("beijing",), ()]


@pytest.mark.parametrize(
    "statement", ["plan:green-plan pg:appliesTo place:wuchang .", "plan:green-plan pg:preparedBy place:hubei ."]
)
def test_a_statement_ties_a_thing_to_a_place_and_to_no_other(project: SmallProject, statement: str) -> None:
    add_places(project)
    project.edit("pg:issuedBy actor:hubei-provincial-government ; ", "")
    assert provinces(project, "plan/green-plan") == ()
    state(project, statement)
    assert provinces(project, "plan/green-plan") == ("hubei",)


def test_what_is_tied_to_china_has_no_province_of_its_plan(project: SmallProject) -> None:
    project.edit("pg:year 2025 ;", "pg:year 2025 ; pg:place place:china ;")
    assert provinces(project, "target/000-output-2025") == ()
    assert provinces(project, "plan/green-plan") == ("hubei",)


def test_provinces_are_passed_down_at_any_depth_and_never_up(project: SmallProject) -> None:
    add_places(project)
    state(
        project,
        """measure:000-part a pg:Measure ; dcterms:isPartOf measure:000-whole .
        measure:000-whole a pg:Measure ; pg:measureOf plan:green-plan .
        list:000-parts a pg:Enumeration ; pg:about measure:000-part .
        event:000-talk a pg:Event ; schema:organizer actor:office .
        person:somebody a pg:Person ; org:holds office:head .
        actor:firm a pg:Enterprise . membership:000-firm a org:Membership ; org:member actor:firm ;
            org:organization actor:hubei-provincial-government .
        plan:above a pg:Plan . plan:green-plan pg:implements plan:above .""",
    )
    things: tuple[str, ...] = (
        "measure/000-part",
        "measure/000-whole",
        "list/000-parts",
        "event/000-talk",
        "office/head",
    )
    things += ("person/somebody", "actor/firm", "actor/office")
    assert {name: found.provinces for name, found in facets(project, *things).items()} == dict.fromkeys(
        things, ("hubei",)
    )
    assert provinces(project, "plan/above") == ()


def test_what_hangs_on_two_things_has_the_provinces_of_both(project: SmallProject) -> None:
    add_places(project)
    turtle = """actor:beijing pg:jurisdiction place:beijing .
    event:000-talk a pg:Event ; schema:organizer actor:beijing , actor:office .
    observation:000-talk a pg:Observation ; pg:about event:000-talk ."""
    state(project, turtle)
    assert provinces(project, "observation/000-talk") == ("beijing", "hubei")


def test_things_that_hang_on_each_other_end(project: SmallProject) -> None:
    turtle = """measure:000-a a pg:Measure ; dcterms:isPartOf measure:000-b .
    measure:000-b a pg:Measure ; dcterms:isPartOf measure:000-a , measure:000-b ; pg:implements plan:green-plan ."""
    state(project, turtle)
    assert provinces(project, "measure/000-a") == ("hubei",)


def test_a_list_is_found_under_the_places_that_it_names_and_hands_none_of_them_on(project: SmallProject) -> None:
    add_places(project)
    turtle = """list:000-places a pg:Enumeration ; pg:names place:beijing , place:wuhan ; pg:about plan:green-plan .
    list:000-about a pg:Enumeration ; pg:about list:000-places .
    event:000-fair a pg:Event ; schema:attendee place:beijing .
    observation:000-fair a pg:Observation ; pg:about event:000-fair ."""
    state(project, turtle)
    assert provinces(project, "list/000-places") == ("beijing", "hubei")
    assert provinces(project, "list/000-about") == ()
    assert provinces(project, "event/000-fair") == ("beijing",)
    assert provinces(project, "observation/000-fair") == ()


def test_an_industry_brings_the_broader_ones_and_figures_get_none_of_their_plan(project: SmallProject) -> None:
    concepts = """industry:materials a pg:Industry ; skos:broader industry:making .
    industry:making a pg:Industry ; skos:broader industry:materials . industry:glass a pg:Industry ;
    skos:broader industry:materials ; skos:related industry:cement ."""
    together = CONCEPTS.replace(
        "industry:cement a pg:Industry", "industry:cement skos:broader industry:materials ; a pg:Industry"
    )
    project.write("ontology/vocabularies/concepts.ttl", together + concepts)
    project.edit(" ; pg:industry industry:cement .", " .")
    found = facets(project, "plan/green-plan", "target/000-output-2025", "industry/glass", "industry/making")
    above = ("making", "materials")
    assert [each.industries for each in found.values()] == [("cement", *above), (), ("glass", *above), above]


def test_a_statement_from_the_other_side_counts_alike(project: SmallProject) -> None:
    project.edit("    pg:targetsIndustry industry:cement .\n", "    pg:implements plan:other .\n")
    project.edit(
        "plan:green-plan pg:setsTarget target:000-output-2025 .", "target:000-output-2025 pg:targetOf plan:green-plan ."
    )
    project.edit(
        "actor:hubei-provincial-government pg:namedAs",
        "industry:cement pg:targetedBy plan:green-plan .\nactor:hubei-provincial-government pg:namedAs",
    )
    found = facets(project, "plan/green-plan", "target/000-output-2025")
    assert found["plan/green-plan"].industries == ("cement",)
    assert found["target/000-output-2025"].provinces == ("hubei",)


@pytest.mark.parametrize(
    ("statement", "years"),
    [
        ("pg:year 2023", (2023,)),
        ('dcterms:issued "2023-10-08"^^xsd:date', (2023,)),
        ('pg:periodStart "2021-01-01"^^xsd:date ; pg:periodEnd "2023-12-31"^^xsd:date', (2021, 2022, 2023)),
        ('pg:periodStart "2021-01-01"^^xsd:date', (2021,)),
        ('pg:periodEnd "2021-12-31"^^xsd:date ; pg:periodStart "2023-01-01"^^xsd:date', (2021, 2023)),
        ('schema:startDate "2024-02-18"^^xsd:date', (2024,)),
        ('schema:startDate "2022-12-30"^^xsd:date ; schema:endDate "2024-01-02"^^xsd:date', (2022, 2023, 2024)),
        ('pg:dateAsStated "last year, 2023" ; pg:baselineYear 2020', ()),
        ('pg:year "in 2023"', ()),
    ],
)
def test_years_are_a_things_own(project: SmallProject, statement: str, years: tuple[int, ...]) -> None:
    state(project, f"event:000-talk a pg:Event ; {statement} .")
    assert facets(project, "event/000-talk")["event/000-talk"].years == years


def test_how_others_call_a_thing_changes_no_facet(project: SmallProject) -> None:
    project.edit("status: reviewed", "status: proposed")
    names = ["target/000-output-2025", "industry/cement", "place/hubei"]
    dataset = dataset_of(project)
    mapping, outside = ox.NamedNode(f"{ID}mapping/a"), ox.NamedNode("http://www.wikidata.org/entity/Q1")
    linked = dataset
    for name in names:
        thing = ox.NamedNode(ID + name)
        triples = [ox.Triple(thing, ox.NamedNode(OWL + "sameAs"), outside)]
        triples.append(ox.Triple(mapping, ox.NamedNode(OWL + "annotatedSource"), thing))
        linked = linked.with_triples(triples, LINKS_GRAPH)
    things = [ID + name for name in names]
    assert facets_of(linked, things) == facets_of(dataset, things)


def test_what_only_a_proposed_reading_states_is_not_reviewed(project: SmallProject) -> None:
    project.edit("status: reviewed", "status: proposed")
    found = facets(project, "plan/green-plan", "target/000-output-2025", "actor/hubei-provincial-government")
    assert found == {
        "plan/green-plan": Row(("small",), ("hubei",), ("cement",), (), True),  # its label is in graph/entities
        "target/000-output-2025": Row(("small",), ("hubei",), ("cement",), (2025,), False),
        "actor/hubei-provincial-government": Row(("small",), ("hubei",), (), (), True),
    }


def test_who_speaks_a_passage_belongs_to_its_document(project: SmallProject) -> None:
    project.edit("plan:green-plan pg:setsTarget", "<> pg:spokenBy person:speaker . plan:green-plan pg:setsTarget")
    assert facets(project, "person/speaker")["person/speaker"].documents == ("small",)


@pytest.fixture(scope="module")
def found(real: Result) -> Facets:
    """The facets of every thing of the real graph."""
    kinds = tuple(f"{ID}{kind}/" for kind in THING_KINDS)
    things = {end for fact in real.inferred.facts for end in fact.ends if end.startswith(kinds)}
    return facets_of(real.inferred, things)


#: Read by hand in graph/readings: document, provinces, industries with the broader ones, years.
HUBEI_DOCUMENT, PLANS_DOCUMENT, MIIT_DOCUMENT = "000_dfc4a74bb6ac1407", "001_e51288c9b9f2a400", "004_b1bd098bac2031c1"
ENVIRONMENT = ("energy-conservation-environmental-protection", "green-low-carbon-industries")
BUILDING = ("building-materials", "industry", "manufacturing", "raw-materials")
BY_HAND = {
    "plan/hubei-environmental-industry-2023": Row((HUBEI_DOCUMENT,), ("hubei",), ENVIRONMENT, (2023,), True),
    "event/000-hubei-environmental-industry-conference": Row(
        (HUBEI_DOCUMENT,), ("beijing", "hubei"), ENVIRONMENT, (), True
    ),
    "actor/shenglong-electric-appliances": Row((HUBEI_DOCUMENT,), ("hubei",), (), (), True),
    "place/wuchang-sha-lake-double-carbon-services-area": Row(
        (HUBEI_DOCUMENT,), ("hubei",), ("carbon-services", *ENVIRONMENT), (), True
    ),
    "target/001-jiangsu-industrial-energy-intensity-2025": Row(
        (PLANS_DOCUMENT,), ("jiangsu",), ("industry",), (2025,), True
    ),
    "plan/cement-capacity-replacement-plan": Row(
        (MIIT_DOCUMENT,), (), (*BUILDING[:1], "cement", *BUILDING[1:]), (), True
    ),
    "actor/miit": Row((MIIT_DOCUMENT,), (), (), (), True),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_on_the_real_graph_as_read_by_hand(found: Facets, name: str) -> None:
    assert row(found, name) == BY_HAND[name]


def test_on_the_real_graph_no_industry_topic_or_technology_has_a_province(found: Facets) -> None:
    kinds = tuple(ID + kind for kind in ("industry/", "topic/", "technology/"))
    assert [thing for thing, places in found.provinces.items() if places and thing.startswith(kinds)] == []


def test_on_the_real_graph_the_things_of_cement_are_those_of_building_materials_too(found: Facets) -> None:
    cement, building = (
        {thing for thing, industries in found.industries.items() if ID + f"industry/{name}" in industries}
        for name in ("cement", "building-materials")
    )
    assert cement < building
    assert len(cement) > 5


def test_on_the_real_graph_nothing_depends_on_what_is_inferred_or_on_the_order(real: Result, found: Facets) -> None:
    assert facets_of(real.dataset, sorted(found.years, reverse=True)) == found
    for column in (found.documents, found.provinces, found.industries):
        assert all(tuple(sorted(set(values))) == values for values in column.values())
    assert all(tuple(sorted(set(years))) == years for years in found.years.values())
