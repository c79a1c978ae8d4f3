"""Reviewed links to open data: SSSOM rows become links, and a row that says what cannot be is told with its line."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from peakgraph.errors import PeakGraphError
from peakgraph.links import link_triples, read_links
from peakgraph.mappings import read_mappings
from peakgraph.prefixes import ID, OWL, SKOS, SSSOM

HEAD = """#mapping_set_id: https://w3id.org/peakgraph/links/sample
#curie_map:
#  place: https://w3id.org/peakgraph/id/place/
#  industry: https://w3id.org/peakgraph/id/industry/
#  unit: http://qudt.org/vocab/unit/
#  wd: http://www.wikidata.org/entity/
#  gbt2260: https://w3id.org/peakgraph/id/gbt-2260/
#  ucum: https://w3id.org/peakgraph/id/ucum/
#  iso3166-1: https://w3id.org/peakgraph/id/iso-3166-1/
#  isic: https://unstats.un.org/classifications/ISIC/rev4/
#  owl: http://www.w3.org/2002/07/owl#
#  skos: http://www.w3.org/2004/02/skos/core#
#  semapv: https://w3id.org/semapv/vocab/
"""
COLUMNS = (
    "subject_id subject_label predicate_id object_id mapping_justification confidence author_label comment read_in"
)
SPACES = {
    "http://www.wikidata.org/entity/": ID + "scheme/wikidata",
    ID + "gbt-2260/": ID + "scheme/gbt-2260",
    ID + "ucum/": ID + "scheme/ucum",
    ID + "iso-3166-1/": ID + "scheme/iso-3166-1",
    "https://unstats.un.org/classifications/ISIC/rev4/": ID + "scheme/isic-rev4",
}
LABELS = {
    ID + "place/hubei": "Hubei",
    ID + "place/wuhan": "Wuhan",
    ID + "industry/cement": "cement",
    "http://qudt.org/vocab/unit/PERCENT": "percent",
}


def row(subject: str, relation: str, target: str, **cells: str) -> str:
    said = {
        **{"subject_id": subject, "predicate_id": relation, "object_id": target, "confidence": "0.9"},
        **{"mapping_justification": "semapv:ManualMappingCuration", "author_label": "A reader", **cells},
    }
    return "\t".join(said.get(column, "") for column in COLUMNS.split()) + "\n"


HUBEI = row("place:hubei", "owl:sameAs", "wd:Q46862", subject_label="Hubei", read_in="a table", comment="the province")


def file(*rows: str) -> str:
    return HEAD + COLUMNS.replace(" ", "\t") + "\n" + "".join(rows)


def found_in(*rows: str) -> list[str]:
    mappings, wrong = read_mappings("links.tsv", file(*rows))
    return [str(finding) for finding in [*wrong, *read_links([mappings], SPACES, LABELS)[1]]]


def triples(*rows: str) -> set[ox.Triple]:
    mappings, _ = read_mappings("links.tsv", file(*rows))
    return set(link_triples(read_links([mappings], SPACES, LABELS)[0]))


def test_a_row_becomes_the_link_with_the_code_of_its_target_and_how_it_is_known() -> None:
    wd, mapping = ox.NamedNode("http://www.wikidata.org/entity/Q46862"), ID + "mapping/place-hubei-wikidata-q46862"
    made = triples(HUBEI)
    assert ox.Triple(ox.NamedNode(ID + "place/hubei"), ox.NamedNode(OWL + "sameAs"), wd) in made
    assert ox.Triple(wd, ox.NamedNode(SKOS + "notation"), ox.Literal("Q46862")) in made
    assert ox.Triple(wd, ox.NamedNode(SKOS + "inScheme"), ox.NamedNode(ID + "scheme/wikidata")) in made
    about = {t.predicate.value: t.object for t in made if t.subject == ox.NamedNode(mapping)}
    assert about[OWL + "annotatedTarget"] == wd
    assert about[SSSOM + "confidence"].value == "0.9"
    assert about[SSSOM + "comment"].value == "the province"
    assert about["http://purl.org/dc/elements/1.1/source"].value == "a table"


def test_a_code_that_an_iri_cannot_hold_is_told_as_it_is() -> None:
    made = triples(row("unit:PERCENT", "skos:exactMatch", "ucum:%25"))
    assert "%" in {t.object.value for t in made if t.predicate.value == SKOS + "notation"}
    assert ID + "mapping/unit-percent-ucum-25" in {t.subject.value for t in made}


def test_a_good_row_is_no_finding() -> None:
    assert found_in(HUBEI, row("industry:cement", "skos:broadMatch", "isic:2394")) == []


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (row("place:hubei", "owl:sameAs", "q:Q1"), "object_id q:Q1: not an IRI by the curie_map"),
        (
            row("place:hubei", "owl:sameAs", "place:wuhan"),
            "object_id place:wuhan: in no scheme of graph/links/schemes.ttl",
        ),
        (row("place:hebei", "owl:sameAs", "wd:Q1"), "subject_id place:hebei is not in the graph"),
        (row("place:wuhan", "owl:sameAs", "wd:Q1", subject_label="Hebei"), 'is "Hebei", the graph calls it "Wuhan"'),
        (row("industry:cement", "owl:sameAs", "wd:Q1"), "owl:sameAs is no relation for a thing of kind industry"),
        (row("industry:cement", "skos:exactMatch", "isic:2394"), "skos:exactMatch is no relation for a thing of kind"),
        (row("place:hubei", "skos:broader", "wd:Q1"), "skos:broader is no relation for a thing of kind place"),
        (row("place:wuhan", "owl:sameAs", "wd:Q1", mapping_justification="skos:note"), "not a term of semapv:"),
        (row("place:wuhan", "owl:sameAs", "wd:Q1", confidence="1.5"), "confidence 1.5: not a number from 0 to 1"),
        (row("place:wuhan", "owl:sameAs", "wd:Q1", author_label=""), "author_label is empty"),
        ("place:hubei\towl:sameAs\n", "2 cells in 9 columns"),
    ],
    ids=lambda value: value if isinstance(value, str) and "\t" not in value else "",
)
def test_a_row_that_cannot_be_is_told_with_its_line(bad: str, said: str) -> None:
    (finding,) = found_in(HUBEI, bad)
    assert finding.startswith("links.tsv:16: ")
    assert said in finding


def test_a_target_is_not_two_things() -> None:
    (finding,) = found_in(HUBEI, row("place:wuhan", "owl:sameAs", "wd:Q46862"))
    assert finding == "links.tsv:16: wd:Q46862 cannot be both this and place:hubei (links.tsv:15)"


def test_a_thing_is_not_two_things_of_one_scheme() -> None:
    (finding,) = found_in(HUBEI, row("place:hubei", "owl:sameAs", "wd:Q11746"))
    assert finding == "links.tsv:16: the same as wd:Q11746 and as wd:Q46862 (links.tsv:15); one is another"


def test_a_thing_has_several_codes_in_a_list_that_gives_several() -> None:
    letters, digits = (row("place:hubei", "skos:exactMatch", f"iso3166-1:{code}") for code in ("CN", "156"))
    assert found_in(letters, digits) == []


def test_a_target_is_in_the_scheme_whose_namespace_says_most_of_it() -> None:
    mappings, _ = read_mappings("links.tsv", file(HUBEI))
    spaces = {**SPACES, "http://www.wikidata.org/": ID + "scheme/other"}
    for either in (spaces, dict(reversed(spaces.items()))):
        (link,) = read_links([mappings], either, LABELS)[0]
        assert (link.scheme, link.code) == (ID + "scheme/wikidata", "Q46862")


def test_a_mapping_stands_once() -> None:
    (finding,) = found_in(HUBEI, HUBEI)
    assert finding == "links.tsv:16: the same mapping as at links.tsv:15; keep one"


def test_a_file_is_written_as_it_was_read() -> None:
    text = file(
        row("place:hubei", "owl:sameAs", "wd:Q46862", comment='"""quoted""\u2028 words"'), row("place:wuhan", "a", "b")
    )
    mappings, _ = read_mappings("links.tsv", text)
    assert mappings.rows[0]["comment"] == '"quoted"\u2028 words'
    assert mappings.text() == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("subject_id\n", "no SSSOM metadata"),
        ("#a: [\n", "no SSSOM metadata"),
        ("#curie_map: 3\n", "no table of prefixes"),
        (HEAD + "subject_id\tobject_id\n", "no column predicate_id"),
        (HEAD, "no column subject_id"),
        ("#a: 2023-99-99\n" + HEAD, "no SSSOM metadata"),
        ("#a: " + "[" * 2000 + "\n" + HEAD, "no SSSOM metadata"),
        (file(HUBEI, "x" * 200_000 + "\n"), "links.tsv:16: not a row of a table"),
    ],
    ids=lambda value: "" if "\n" in value else value,
)
def test_a_file_that_is_no_sssom_is_told_in_one_line(text: str, said: str) -> None:
    with pytest.raises(PeakGraphError, match=said) as caught:
        read_mappings("links.tsv", text)
    assert "\n" not in str(caught.value)
