"""The text of a query: what might reach the network is refused, and nothing harmless is."""

from __future__ import annotations

import pytest

from peakgraph.prefixes import PG
from peakgraph.sparql import asks_elsewhere, names_in

URL = "<http://127.0.0.1:1/s>"


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ SERVICE {URL} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ service silent {URL} {{ ?s ?p ?o }} }}",
        f'SELECT * {{ BIND("""\\"""" AS ?a) SERVICE {URL} {{ ?s ?p ?o }} BIND("" AS ?y) }}',
        f"SELECT * {{ ?s e:a\\# ?o }} SERVICE {URL} {{ ?s ?p ?o }}",
        f"SELECT * {{ # c\r SERVICE {URL} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ FILTER(?a<?b)SERVICE#>\n{URL} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ FILTER(?a<?b)#>'''\nSERVICE {URL} {{ ?s ?p ?o }} #'''\n }}",
    ],
)
def test_a_query_that_asks_another_endpoint_is_known_by_whatever_hides_it(query: str) -> None:
    assert asks_elsewhere(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service pg:service 'SERVICE' }",
        'SELECT ?x { VALUES ?x { "SERVICE" """a SERVICE""" } } # SERVICE <x>',
        "SELECT ?x { ?x <http://example.org/SERVICE#a> ?y FILTER(?x < ?y && ?y > 3) }",
    ],
)
def test_a_query_that_only_speaks_of_service_is_not_refused(query: str) -> None:
    assert not asks_elsewhere(query)


def test_names_are_found_outside_strings_and_iris() -> None:
    found = names_in('SELECT ?x { ?x pg:issuedBy "pg:no" ; <pg:no> pg:status }', {"pg": PG})
    assert found == {PG + "issuedBy", PG + "status"}
