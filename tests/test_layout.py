"""The layout: where nodes stand, in which region, and that regions keep apart."""

from __future__ import annotations

import itertools
import json
import os
import random
import subprocess
import sys
import time

import networkx
import pytest

from peakgraph.build import Result
from peakgraph.floorplan import FIRST_ROOM, RATIO, Box
from peakgraph.layout import lay_out
from peakgraph.network import network_of
from peakgraph.prefixes import ID
from peakgraph.regions import FEWEST, MOST_PROVINCES, region_boxes, regions_of
from tests.small_project import ROOT

SEEN_FIRST = ("plan", "actor", "person", "office", "place", "industry", "event")


def some_network(size: int) -> networkx.MultiDiGraph[int]:
    dice = random.Random(size)
    graph: networkx.MultiDiGraph[int] = networkx.MultiDiGraph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from((node, int(node * dice.random() ** 2)) for node in range(1, size) if dice.random() < 0.95)
    graph.add_edges_from((dice.randrange(size), dice.randrange(size)) for _ in range(size // 2))
    return graph


def some_regions(size: int, count: int) -> dict[int, str]:
    """Regions of very different sizes."""
    dice = random.Random(count)
    return {node: f"region {int(count * dice.random() ** 2)}" for node in range(size)}


def assert_apart(boxes: dict[str, Box]) -> None:
    for (one, a), (other, b) in itertools.combinations(boxes.items(), 2):
        clear = a.right < b.left or b.right < a.left or a.bottom < b.top or b.bottom < a.top
        assert clear, (one, a, other, b)


def inside(place: tuple[float, float], box: Box) -> bool:
    return box.left < place[0] < box.right and box.top < place[1] < box.bottom


def ratio(box: Box) -> float:
    return box.size[0] / box.size[1]


def whole(boxes: dict[str, Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes.values(), strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


# ---------------------------------------------------------------- the places


@pytest.mark.parametrize("size", [0, 1, 2, 9, 10, 300])
@pytest.mark.parametrize("regions", [None, 1, 5, 400])
def test_nodes_stand_apart_at_whole_numbers(size: int, regions: int | None) -> None:
    graph = some_network(size)
    places = lay_out(graph, [node for node in graph if node % 3], regions and some_regions(size, regions))
    assert set(places) == set(graph)
    assert len(set(places.values())) == size
    assert all(isinstance(number, int) for place in places.values() for number in place)


def test_a_layout_is_the_same_again_and_leaves_the_random_numbers_alone() -> None:
    import igraph

    random.seed(7)
    before = random.getstate()
    first: dict[int, tuple[int, int]] = lay_out(some_network(200))
    assert random.getstate() == before
    igraph.Graph.Erdos_Renyi(20, 0.5)
    assert random.getstate() != before  # igraph draws from Python's generator again
    assert lay_out(some_network(200)) == first


@pytest.mark.parametrize("regions", [None, 1, 7, 150])
def test_nodes_that_are_seen_first_have_room_for_labels(regions: int | None) -> None:
    graph = some_network(400)
    first = [node for node in graph if node % 2]
    places = lay_out(graph, first, regions and some_regions(400, regions))
    for a, b in itertools.combinations(first, 2):
        across, down = abs(places[a][0] - places[b][0]), abs(places[a][1] - places[b][1])
        assert across >= 0.7 * FIRST_ROOM[0] or down >= 0.6 * FIRST_ROOM[1]


def test_what_is_linked_is_near() -> None:
    graph = networkx.grid_2d_graph(15, 10)
    places = lay_out(graph)
    linked = [abs(places[a][0] - places[b][0]) + abs(places[a][1] - places[b][1]) for a, b in graph.edges()]
    others = [
        abs(x - other_x) + abs(y - other_y) for (x, y), (other_x, other_y) in itertools.combinations(places.values(), 2)
    ]
    assert sum(linked) / len(linked) < 0.35 * sum(others) / len(others)


@pytest.mark.slow
@pytest.mark.parametrize(("size", "seconds"), [(5000, 3), (20000, 15)])
@pytest.mark.parametrize("regions", [None, 12, 300])
def test_many_nodes_are_laid_out_in_seconds(size: int, seconds: int, regions: int | None) -> None:
    graph = some_network(size)
    started = time.perf_counter()
    places = lay_out(graph, [node for node in graph if node % 3 == 0], regions and some_regions(size, regions))
    assert time.perf_counter() - started < 5 * seconds  # on a quiet machine less than a fifth of it
    assert len(set(places.values())) == size


# ---------------------------------------------------------------- the regions of a layout


@pytest.mark.parametrize("size", [1, 2, 3, 30, 300])
@pytest.mark.parametrize("count", [1, 2, 7, 12, 17, 400])
def test_regions_do_not_overlap_and_hold_what_is_theirs(size: int, count: int) -> None:
    graph, regions = some_network(size), some_regions(size, count)
    first = [node for node in graph if node % 3 != 1]
    places = lay_out(graph, first, regions)
    boxes = region_boxes(places, regions, first)
    assert set(boxes) == {regions[node] for node in first}
    assert_apart(boxes)
    assert all(inside(places[node], boxes[regions[node]]) for node in first)


def test_the_whole_is_as_wide_as_a_screen() -> None:
    graph, regions = some_network(300), some_regions(300, 9)
    boxes = region_boxes(lay_out(graph, None, regions), regions, list(graph))
    assert ratio(whole(boxes)) == pytest.approx(RATIO, rel=0.1)
    assert all(1 / 3 < ratio(box) < 4 for box in boxes.values())


def test_much_linked_regions_are_neighbours() -> None:
    ring = [f"region {number}" for number in range(8)]
    regions = {node: ring[node // 10] for node in range(80)}
    graph: networkx.Graph[int] = networkx.Graph()
    graph.add_nodes_from(regions)
    # Region 0 with region 7, 1 with 6 and so on, which stand far apart when they stand in order.
    graph.add_edges_from((node, 79 - node) for node in range(40))
    boxes = region_boxes(lay_out(graph, None, regions), regions, list(graph))
    for number in range(4):
        (ax, ay), (bx, by) = boxes[ring[number]].middle, boxes[ring[7 - number]].middle
        assert abs(ax - bx) + abs(ay - by) < 0.4 * sum(whole(boxes).size)


def test_what_is_not_seen_first_stands_in_its_own_region_while_there_is_room() -> None:
    graph, regions = some_network(600), some_regions(600, 6)
    first = [node for node in graph if node % 2]
    places = lay_out(graph, first, regions)
    boxes = region_boxes(places, regions, first)
    others = [node for node in graph if not node % 2]
    assert sum(inside(places[node], boxes[regions[node]]) for node in others) > 0.9 * len(others)


def test_a_region_of_nothing_seen_first_has_no_box() -> None:
    regions = {0: "seen", 1: "seen", 2: "not", 3: "not"}
    places = lay_out(networkx.path_graph(4), [0, 1], regions)
    assert set(region_boxes(places, regions, [0, 1])) == {"seen"}


# ---------------------------------------------------------------- which region a thing is in


def network(things: dict[str, str], *statements: tuple[str, str, str]) -> networkx.MultiDiGraph[str]:
    """Things with their types; a thing's kind is the start of its name."""
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for name, type_ in things.items():
        graph.add_node(name, kind=name.partition("/")[0], type=type_, label=name.partition("/")[2].title())
    for subject, predicate, value in statements:
        graph.add_edge(subject, value, predicate=predicate)
    return graph


def provinces(sizes: list[int]) -> networkx.MultiDiGraph[str]:
    """Provinces with so many towns each."""
    towns = {f"place/p{number}-{town}": f"place/p{number}" for number, size in enumerate(sizes) for town in range(size)}
    types = dict.fromkeys(towns.values(), "pg:Province") | dict.fromkeys(towns, "pg:City")
    return network(types, *((town, "pg:within", province) for town, province in towns.items()))


def test_without_provinces_things_are_told_by_their_kind() -> None:
    assert regions_of(networkx.MultiDiGraph()) == region_boxes({}, {}, []) == {}
    graph = network({"plan/a": "", "actor/b": "", "industry/c": "", "topic/d": "", "measure/e": "", "target/f": ""})
    graph.add_edge("plan/a", "measure/e", predicate="pg:includesMeasure")
    graph.add_edge("measure/e", "topic/d", predicate="dcterms:subject")
    assert regions_of(graph) == {
        "plan/a": "National",
        "actor/b": "Other actors",
        "industry/c": "Industries",
        "topic/d": "Industries",
        "measure/e": "National",
        "target/f": "Elsewhere and general",
    }


def test_a_thing_of_two_provinces_is_in_neither() -> None:
    graph = provinces([9, 9])
    graph.add_node("plan/both", kind="plan", type="pg:Plan", label="Both")
    graph.add_node("place/both", kind="place", type="pg:Region", label="Both")
    for thing, predicate in (("plan/both", "pg:appliesTo"), ("place/both", "pg:within")):
        graph.add_edge(thing, "place/p0-1", predicate=predicate)
        graph.add_edge(thing, "place/p1-1", predicate=predicate)
    regions = regions_of(graph)
    assert (regions["plan/both"], regions["place/both"]) == ("National", "National")
    assert (regions["place/p0-1"], regions["place/p1-1"]) == ("P0", "P1")


def test_what_a_thing_is_for_says_more_than_who_issued_it() -> None:
    graph = provinces([9, 9])
    for name in ("plan/a", "actor/b", "office/c", "person/d", "event/e"):
        graph.add_node(name, kind=name.partition("/")[0], type="", label=name)
    graph.add_edge("actor/b", "place/p1", predicate="pg:jurisdiction")
    graph.add_edge("plan/a", "actor/b", predicate="pg:issuedBy")
    graph.add_edge("plan/a", "place/p0-3", predicate="pg:appliesTo")
    graph.add_edge("office/c", "actor/b", predicate="org:postIn")
    graph.add_edge("person/d", "office/c", predicate="org:holds")
    graph.add_edge("event/e", "actor/b", predicate="schema:organizer")
    graph.add_edge("event/e", "place/p0", predicate="schema:location")
    regions = regions_of(graph)
    assert regions["plan/a"] == "P0"
    assert {regions[name] for name in ("actor/b", "office/c", "person/d", "event/e")} == {"P1"}


def test_small_provinces_are_taken_together() -> None:
    regions = regions_of(provinces([FEWEST, FEWEST - 2, FEWEST - 2]))
    assert set(regions.values()) == {"P0", "Other provinces"}
    assert set(regions_of(provinces([FEWEST, 1])).values()) == {"P0", "P1"}


def test_hundreds_of_provinces_make_a_dozen_regions_at_most() -> None:
    graph = provinces([5 + number % 7 for number in range(300)])
    regions = regions_of(graph)
    assert len(set(regions.values())) == MOST_PROVINCES + 1
    assert_apart(region_boxes(lay_out(graph, None, regions), regions, list(graph)))


def test_a_long_chain_of_places_is_no_trouble() -> None:
    graph = provinces([9])
    graph.add_nodes_from((f"place/{number}", {"kind": "place", "type": "", "label": ""}) for number in range(5000))
    graph.add_edges_from((f"place/{n}", f"place/{n - 1}", {"predicate": "pg:within"}) for n in range(1, 5000))
    graph.add_edge("place/0", "place/p0", predicate="pg:within")
    graph.add_edge("place/0", "place/4999", predicate="pg:within")  # a circle
    assert set(regions_of(graph).values()) == {"P0"}


def test_what_is_only_proposed_moves_nothing() -> None:
    graph = provinces([9])
    graph.add_node("plan/a", kind="plan", type="", label="A")
    graph.add_edge("plan/a", "place/p0", predicate="pg:appliesTo", source="proposed")
    assert regions_of(graph)["plan/a"] == "National"


# ---------------------------------------------------------------- the real graph


def test_the_real_regions_are_provinces_the_nation_and_industries(real: Result) -> None:
    graph = network_of(real.inferred.quads, real.sources.prefixes)
    first = [node for node in graph if graph.nodes[node]["kind"] in SEEN_FIRST]
    regions = regions_of(graph)
    assert set(regions) == set(graph)
    for name, region in {
        "place/wuhan": "Hubei",
        "actor/hubei-department-of-ecology-and-environment": "Hubei",
        "person/zhou-naixiang": "Shandong",
        "actor/miit": "National",
        "person/xi-jinping": "National",
        "industry/cement": "Industries",
        "actor/enterprises": "Other actors",
    }.items():
        assert regions[ID + name] == region, name
    places = lay_out(graph, first, regions)
    boxes = region_boxes(places, regions, first)
    assert len(boxes) <= 12
    assert_apart(boxes)
    assert all(inside(places[node], boxes[regions[node]]) for node in first)
    assert ratio(whole(boxes)) == pytest.approx(RATIO, rel=0.1)
    assert all(0.7 < ratio(box) < 3 for box in boxes.values())


def test_the_real_layout_is_the_same_whatever_the_hash_seed(real: Result) -> None:
    code = (
        "import json, networkx, sys; from peakgraph.layout import lay_out; from peakgraph.regions import regions_of; "
        "graph = networkx.node_link_graph(json.load(sys.stdin), edges='edges'); regions = regions_of(graph); "
        "print(regions, lay_out(graph, [n for n in graph if graph.nodes[n]['kind'] != 'measure'], regions))"
    )
    graph = networkx.node_link_data(network_of(real.inferred.quads, real.sources.prefixes), edges="edges")
    command, given = [sys.executable, "-c", code], json.dumps(graph).encode()
    one, other = (
        subprocess.run(command, input=given, stdout=subprocess.PIPE, cwd=ROOT, check=True, env={**os.environ, **seed})
        for seed in ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2"})
    )
    assert one.stdout == other.stdout
