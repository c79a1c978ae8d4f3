"""The link files of the project: SSSOM that the sssom package reads whole, and links that say no more than is known."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from pathlib import Path

import pytest

from peakgraph.build import Result
from peakgraph.links import IDENTITIES, kind_of
from peakgraph.mappings import read_mappings
from peakgraph.prefixes import LINKS_GRAPH, PG, RDF
from tests.checkers import run_checker

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "graph" / "links").rglob("*.sssom.tsv"))
REVIEWED = [path for path in FILES if path.parent.name == "links"]

#: The package ends well where it drops a row, so what it read is counted.
COUNT = """
import io, json, sys, logging
from sssom.parsers import parse_sssom_table
from sssom.validators import validate
from sssom.constants import SchemaValidationType
counts = {}
for path in sys.argv[1:]:
    found = parse_sssom_table(path)
    reports = validate(found, [SchemaValidationType.JsonSchema, SchemaValidationType.PrefixMapCompleteness], False)
    faults = [str(result) for report in reports.values() for result in report.results]
    counts[path] = [len(found.df), faults]
print(json.dumps(counts))
"""


def rows(path: Path) -> list[dict[str, str]]:
    mappings, findings = read_mappings(path.name, path.read_text("utf-8"))
    assert findings == []
    return [dict(row.cells) for row in mappings.rows]


def read_by_sssom(*paths: Path) -> dict[str, tuple[int, list[str]]]:
    done = run_checker("linked-data", "python", "-c", COUNT, *map(str, paths))
    assert done.returncode == 0, done.stderr
    return {path: (count, faults) for path, (count, faults) in json.loads(done.stdout.splitlines()[-1]).items()}


def test_the_sssom_package_reads_every_row_and_finds_no_fault(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sssom.tsv"
    good = REVIEWED[0].read_text("utf-8")
    broken.write_text(good.replace("skos:relatedMatch", "skos relatedMatch").replace("\t0.", "\t7."), "utf-8")
    found = read_by_sssom(*FILES, broken)
    worse = found.pop(str(broken))
    assert found == {str(path): (len(rows(path)), []) for path in FILES}
    assert worse != (len(rows(REVIEWED[0])), [])


def links(real: Result) -> dict[str, dict[str, set[str]]]:
    """Subject to relation to targets, of the links graph."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for fact in real.inferred.facts:
        if fact.graph == LINKS_GRAPH and fact.is_iri:
            found[fact.subject][fact.predicate].add(fact.value)
    return found


def of_class(real: Result, *names: str) -> set[str]:
    classes = {PG + name for name in names}
    return {f.subject for f in real.inferred.facts if f.predicate == RDF + "type" and f.value in classes}


def test_every_province_municipality_city_and_county_is_linked_to_what_is_the_same(real: Result) -> None:
    found = links(real)
    divisions = of_class(real, "Country", "Province", "Municipality", "City", "County", "District")
    assert len(divisions) >= 20
    assert [place for place in sorted(divisions) if not any(found[place][relation] for relation in IDENTITIES)] == []


def test_every_province_and_municipality_has_its_register_codes(real: Result) -> None:
    found = links(real)
    for place in of_class(real, "Province", "Municipality"):
        targets = {target for relation in IDENTITIES for target in found[place][relation]}
        spaces = ("http://www.wikidata.org/", "https://sws.geonames.org/", "iso-3166-2/", "gbt-2260/")
        assert [space for space in spaces if not any(space in target for target in targets)] == [], place


def codes(real: Result) -> dict[str, str]:
    """Place to its code in GB/T 2260."""
    return {
        place: target.rpartition("/")[2]
        for place, relations in links(real).items()
        for relation in IDENTITIES
        for target in relations[relation]
        if "/id/gbt-2260/" in target
    }


def test_a_division_and_its_code_are_of_one_level(real: Result) -> None:
    """GB/T 2260: a province ends in 0000, a prefecture in 00, a county in neither."""
    code = codes(real)
    for place in of_class(real, "Province", "Municipality"):
        assert code[place].endswith("0000"), place
    for place in of_class(real, "City", "County", "District"):
        assert not code[place].endswith("0000"), place
    counties = {place.rpartition("/")[2] for place in of_class(real, "City") if not code[place].endswith("00")}
    assert counties == {"laohekou"}  # a city of the county's level
    assert [place for place in of_class(real, "County", "District") if code[place].endswith("00")] == []


def test_a_division_lies_within_what_its_code_begins_with(real: Result) -> None:
    code = codes(real)
    checked = 0
    for fact in real.inferred.facts:
        if fact.predicate == PG + "within" and fact.subject in code and fact.value in code:
            around = code[fact.value]
            assert code[fact.subject].startswith(around[:2] if around.endswith("0000") else around[:4]), fact.subject
            checked += 1
    assert checked >= 8


def test_nothing_but_places_bodies_persons_and_units_is_the_same_as_something_elsewhere(real: Result) -> None:
    same = [subject for subject, relations in links(real).items() if any(relations[r] for r in IDENTITIES)]
    assert {kind_of(subject) for subject in same} <= {"place", "actor", "person", "unit"}


def test_a_seat_is_not_its_division() -> None:
    seats = [row for path in REVIEWED for row in rows(path) if "seat of the division" in row["comment"]]
    assert len(seats) >= 5
    assert {row["predicate_id"] for row in seats} == {"skos:relatedMatch"}


def test_a_candidate_is_no_link(real: Result) -> None:
    made = {(row["subject_id"], row["object_id"]) for path in REVIEWED for row in rows(path)}
    waiting = {(row["subject_id"], row["object_id"]) for path in FILES if path not in REVIEWED for row in rows(path)}
    assert waiting
    assert made & waiting == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_rows_are_in_order_and_say_where_the_identifier_was_read(path: Path) -> None:
    found = rows(path)
    keys = [(row["subject_id"], row["predicate_id"], row["object_id"]) for row in found]
    assert keys == sorted(set(keys))
    assert [row["object_id"] for row in found if not row["read_in"].strip()] == []


def test_what_is_not_linked_has_a_reason_and_no_link() -> None:
    with (ROOT / "graph" / "links" / "not-linked.tsv").open(encoding="utf-8", newline="") as file:
        left = list(csv.DictReader(file, delimiter="\t"))
    assert left
    assert [row for row in left if len(row["reason"]) < 10 or not (row["identifier"] and row["scheme"])] == []
    sets = [read_mappings(path.name, path.read_text("utf-8"))[0] for path in REVIEWED]
    made = {mappings.expand(row["object_id"]) for mappings in sets for row in mappings.rows}
    assert [row["iri"] for row in left if row["iri"] in made] == []
