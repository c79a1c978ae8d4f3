"""Queries of the library: header, parameters, and values that cannot break out of their place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peakgraph.answers import ask
from peakgraph.errors import PeakGraphError
from peakgraph.library import ANY, as_iri, as_term, bind, parse_query

PREFIXES = {"place": "https://example.org/place/"}
TEXT = """#+ summary: What lies
#+ summary: in a place?
#+ tags: places, lists
#+ param: place -- the place
#+ param: word -- a word
#+ param: year -- a year
#+ empty: Nothing is said to lie there.
PREFIX place: <https://example.org/place/>
SELECT ?x WHERE {
  VALUES ?place { place:hubei }
  VALUES ?word { "rich"@en }
  VALUES ?year { 2025 }
}
"""


def test_the_header_says_what_a_query_is() -> None:
    query = parse_query("what-lies-in", TEXT)
    assert query.summary == "What lies in a place?"
    assert query.tags == ("places", "lists")
    assert {name: p.default for name, p in query.parameters.items()} == {
        "place": "place:hubei",
        "word": '"rich"@en',
        "year": "2025",
    }
    assert query.empty == "Nothing is said to lie there."


def test_a_parameter_takes_the_place_of_its_default() -> None:
    query = parse_query("q", TEXT)
    bound = bind(query, {"place": "hunan", "word": 'a "b" \\ c', "year": "2030"}, PREFIXES)
    assert "VALUES ?place { <https://example.org/place/hunan> }" in bound
    assert 'VALUES ?word { "a \\"b\\" \\\\ c"@en }' in bound
    assert "VALUES ?year { 2030 }" in bound
    assert "VALUES ?place" not in bind(query, {"place": ANY}, PREFIXES)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s ?x { VALUES ?x { 1 } . ?s ?p ?x }",
        "SELECT ?s ?x { ?s ?p ?x VALUES ?x { 1 } ?s ?q ?y }",
        "SELECT ?s ?x { ?s ?p ?x } VALUES ?x { 1 }",
        "SELECT ?s ?x { { VALUES ?x { 1 } } UNION { ?s ?p ?x } } ORDER BY ?s ?x",
        "SELECT ?s ?x { ?s ?p ?o OPTIONAL { VALUES ?x { 1 } ?s ?p ?x } }",
    ],
)
def test_an_open_parameter_gives_what_an_undefined_value_gives(text: str) -> None:
    import pyoxigraph as ox

    store = ox.Store()
    store.load(b"<urn:a> <urn:p> 1 . <urn:a> <urn:q> 2 . <urn:b> <urn:p> 2 .", format=ox.RdfFormat.TURTLE)
    query = parse_query("q", f"#+ param: x -- a number\n{text}")
    opened, undefined = bind(query, {"x": ANY}, {}), query.text.replace("{ 1 }", "{ UNDEF }")
    assert "VALUES" not in opened
    assert "UNDEF" in undefined
    assert sorted(map(str, ask(store, opened, {}).terms)) == sorted(map(str, ask(store, undefined, {}).terms))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"plce": "hunan"}, "has no parameter 'plce'; it has: place, word, year"),
        ({"place": "a b"}, "is not an IRI"),
        ({"place": "x> } DROP ALL #"}, "is not an IRI"),
        ({"place": "no:where"}, "is not an IRI"),
        ({"place": ""}, "is not an IRI"),
        ({"year": "20 25"}, "is not a number"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(values: dict[str, str], said: str) -> None:
    with pytest.raises(PeakGraphError, match=said):
        bind(parse_query("q", TEXT), values, PREFIXES)


def test_a_header_that_speaks_of_a_parameter_which_is_not_there_is_refused() -> None:
    with pytest.raises(PeakGraphError, match="needs 'name -- text' and VALUES"):
        parse_query("q", "#+ param: place -- x\nSELECT * { ?s ?p ?o }")


@pytest.mark.parametrize("value", ["place:hunan", "hunan", "<https://example.org/place/hunan>"])
def test_an_iri_may_be_written_in_three_ways(value: str) -> None:
    assert as_iri(value, "place:hubei", PREFIXES) == "https://example.org/place/hunan"


@given(st.text())
def test_no_text_breaks_out_of_a_string(text: str) -> None:
    import pyoxigraph as ox

    if text == ANY or "\ud800" <= max(text, default="a") <= "\udfff":
        return
    term = as_term(text, '"x"@en', {})
    answer = ask(ox.Store(), f"SELECT ?x WHERE {{ VALUES ?x {{ {term} }} }}", {})
    assert [row["x"] for row in answer] == [text]


def test_a_value_is_never_looked_for_parameters() -> None:
    text = '#+ param: a -- x\n#+ param: b -- y\nSELECT * { VALUES ?a { "1" } VALUES ?b { "2" } }'
    query = parse_query("two", text)
    bound = bind(query, {"a": "VALUES ?b { 1 }", "b": " } VALUES ?injected { 42 } VALUES ?c { "}, {})
    import pyoxigraph as ox

    assert ask(ox.Store(), bound, {}).columns == ("a", "b")


@pytest.mark.parametrize("value", ["1://x", "http://[x", "http://a/%zz"])
def test_what_looks_like_an_iri_and_is_none_is_refused(value: str) -> None:
    with pytest.raises(PeakGraphError, match="is not an IRI"):
        as_iri(value, "place:hubei", PREFIXES)
