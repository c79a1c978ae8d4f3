"""The library of queries: each gives its known answer, the same on three engines, and runs anywhere as it stands.

The known answers, `queries/NAME.csv`, are what `peakgraph query NAME --format csv` prints. After a change of the graph
or of a query, write them anew in the project's folder, then read what has changed before you commit it:

    for query in queries/*.rq; do
        peakgraph query "$(basename "$query" .rq)" --format csv > "${query%.rq}.csv"
    done
    git diff --stat queries
"""

from __future__ import annotations

import re
import time
from decimal import Decimal

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner
from rdflib.query import ResultRow

from peakgraph.answers import Answer, ask
from peakgraph.cli import main
from peakgraph.dist import read_checked
from peakgraph.evidence import row_evidence
from peakgraph.library import Query, bind, read_library
from peakgraph.prefixes import read_prefixes
from peakgraph.store import MERGE, NAMED_GRAPHS, memory_store
from tests.engines import Record, comparable, note, rows, same_rows
from tests.small_project import ROOT

DIST = ROOT / "graph" / "dist"
QUERIES = ROOT / "queries"
LIBRARY = read_library(QUERIES)
PREFIXES = read_prefixes((ROOT / "ontology" / "prefixes.ttl").read_text("utf-8"))
SECONDS_ON_RDFLIB = 2.0

#: Another value for each parameter; its answer is neither empty nor the default one.
OTHER_VALUES = {
    ("actor-profile", "actor"): "actor:ndrc",
    ("evidence", "thing"): "industry:cement",
    ("find", "text"): "碳达峰",
    ("links", "scheme"): "scheme:isic-rev4",
    ("links-of-thing", "thing"): "industry:cement",
    ("measure-tree", "measure"): "measure:004-optimise-industrial-structure",
    ("measures-by-industry", "industry"): "industry:new-energy",
    ("measures-of-actor", "doer"): "place:shandong",
    ("measures-of-plan", "plan"): "plan:hubei-environmental-industry-2023",
    ("observations-of-place", "place"): "place:hubei",
    ("passages-of-document", "document"): "document:001_e51288c9b9f2a400",
    ("path-from-ministry-to-place", "ministry"): "actor:chongqing-development-and-reform-commission",
    ("path-from-ministry-to-place", "place"): "place:shandong",
    ("plan-profile", "plan"): "plan:jiangsu-industrial-carbon-peak",
    ("plans-for-industry", "industry"): "industry:iron-and-steel",
    ("plans-in-period", "from"): "2024",
    ("plans-in-period", "to"): "2019",
    ("province-profile", "place"): "place:jiangsu",
    ("statements-of-document", "document"): "document:001_e51288c9b9f2a400",
    ("target-ledger", "indicator"): "indicator:number-of-green-factories",
    ("targets-due", "year"): "2030",
    ("variants-of-a-name", "thing"): "place:hubei",
}
#: Values for which the right answer is empty.
EMPTY_VALUES = {("plans-in-period", "to")}

#: Answers whose rows no document states between their things: what is not there, our own remarks, names and orders,
#: and quotes that are the rows themselves.
WITHOUT_EVIDENCE = {
    *("contradictions", "not-stated", "notes-on-passages", "set-aside-passages", "translation-repairs"),
    *("chinese-names", "government-bodies-by-level", "industry-taxonomy", "who-says-what"),
    *("links", "links-of-thing", "things-without-links"),
}

#: What a query of the library may call: keywords and functions of SPARQL 1.1 that give the same in every engine.
STANDARD = {
    *("BIND", "COUNT", "DESC", "EXISTS", "FILTER", "HAVING", "IN", "IRI", "MAX", "MIN", "SUM"),
    *("BOUND", "COALESCE", "CONCAT", "CONTAINS", "IF", "LANG", "LCASE", "STR", "STRLEN", "SUBSTR", "UCASE"),
    *("ABS", "ROUND", "STRAFTER", "STRBEFORE", "STRENDS", "STRSTARTS", "YEAR"),
}
FORBIDDEN = ("FROM", "SERVICE", "DEFINE", "LATERAL", "<<", "SELECT *")


@pytest.fixture(scope="module")
def merge() -> ox.Store:
    """The named graphs, and the merge as default graph: what `peakgraph query` asks."""
    return memory_store(DIST)


@pytest.fixture(scope="module")
def union() -> ox.Store:
    """The named graphs alone: asked as a union, a triple comes once for each graph that holds it."""
    store = ox.Store()
    store.bulk_load(read_checked(DIST, NAMED_GRAPHS), format=ox.RdfFormat.N_QUADS)
    return store


@pytest.fixture(scope="module")
def dataset() -> rdflib.Dataset:
    """The same dataset in rdflib."""
    both = rdflib.Dataset(default_union=False)
    both.parse(data=read_checked(DIST, NAMED_GRAPHS), format="nquads")
    both.default_graph.parse(data=read_checked(DIST, MERGE), format="nt")
    return both


every_query = pytest.mark.parametrize("query", LIBRARY.values(), ids=LIBRARY.keys())


def body(query: Query) -> str:
    """The query without strings, IRIs and comments."""
    return re.sub(r'"(?:[^"\\]|\\.)*"|<[^<>\s]*>|#[^\n]*', "", query.text)


# Answers


def test_there_are_enough_questions_and_each_has_a_known_answer() -> None:
    assert len(LIBRARY) >= 45
    assert {path.stem for path in QUERIES.glob("*.csv")} == set(LIBRARY)


@every_query
def test_the_known_answer_is_given(query: Query, merge: ox.Store, record_property: Record) -> None:
    answer = ask(merge, query.text, {})
    known = (QUERIES / f"{query.name}.csv").read_bytes()
    note(record_property, query.name, "pyoxigraph", len(answer), answer.to_bytes("csv") == known)
    assert answer.to_bytes("csv") == known, f"read the difference, then write queries/{query.name}.csv anew (see above)"


@pytest.mark.parametrize("name", ["chain-masters", "find", "target-ledger"])
def test_the_known_answer_is_what_the_command_prints(name: str) -> None:
    printed = CliRunner().invoke(main, ["query", name, "--format", "csv", "--project", str(ROOT)])
    assert printed.exit_code == 0
    assert printed.stdout_bytes == (QUERIES / f"{name}.csv").read_bytes()


@every_query
def test_rdflib_gives_the_same_answer_in_two_seconds(
    query: Query, merge: ox.Store, dataset: rdflib.Dataset, record_property: Record
) -> None:
    start = time.process_time()
    found = [row for row in dataset.query(query.text) if isinstance(row, ResultRow)]
    seconds = time.process_time() - start
    answer = ask(merge, query.text, {})
    theirs = [tuple(comparable(row[column]) for column in answer.columns) for row in found]
    note(record_property, query.name, "rdflib", len(theirs), same_rows(theirs, rows(answer)))
    assert sorted(map(repr, theirs)) == sorted(map(repr, rows(answer)))
    assert seconds < SECONDS_ON_RDFLIB


@every_query
def test_triples_that_repeat_change_nothing(query: Query, merge: ox.Store, union: ox.Store) -> None:
    found = union.query(query.text, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    assert [tuple(map(comparable, row)) for row in found] == rows(ask(merge, query.text, {}))


@every_query
def test_the_order_is_total(query: Query, merge: ox.Store) -> None:
    answer = ask(merge, query.text, {})
    tail = query.text[query.text.rindex("ORDER BY") :]
    keys = [answer.columns.index(name) for name in re.findall(r"\?(\w+)", tail) if name in answer.columns]
    ordered = [tuple(row[key] for key in keys) for row in rows(answer)]
    assert len(set(ordered)) == len(ordered) == len(set(rows(answer)))


# Header and form


@every_query
def test_the_header_is_complete(query: Query) -> None:
    assert query.text.startswith("#+ summary: ")
    assert query.summary.partition("?")[1] == "?", "the summary asks"
    assert query.tags
    assert query.empty.endswith(".")
    assert not query.evidence or query.evidence in LIBRARY
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", query.name)


@every_query
def test_it_declares_the_prefixes_that_it_uses_and_no_others(query: Query) -> None:
    declared = dict(re.findall(r"^PREFIX (\w+): <([^>]+)>$", query.text, re.MULTILINE))
    used = set(re.findall(r"(?<![\w?$:-])([a-z]\w*):", re.sub(r"^PREFIX.*$", "", body(query), flags=re.MULTILINE)))
    assert set(declared) == used
    assert declared.items() <= PREFIXES.items()
    assert list(declared) == [prefix for prefix in PREFIXES if prefix in declared], "in the order of prefixes.ttl"


@every_query
def test_it_is_plain_sparql(query: Query) -> None:
    text = body(query)
    called = set(re.findall(r"(?<![\w:?])([A-Za-z_][\w]*)\s*\(", text))
    assert called <= STANDARD, "functions are written in capitals"
    assert not [word for word in FORBIDDEN if re.search(rf"(?<![\w?]){re.escape(word)}(?![\w])", text)]
    assert "SELECT DISTINCT" in text or "GROUP BY" in text


@every_query
def test_no_line_is_too_long(query: Query) -> None:
    assert max(map(len, query.text.splitlines())) <= 120


# Parameters


def test_every_parameter_is_tried_with_another_value() -> None:
    assert set(OTHER_VALUES) == {(query.name, name) for query in LIBRARY.values() for name in query.parameters}


@pytest.mark.parametrize(("name", "parameter"), OTHER_VALUES, ids="/".join)
def test_another_value_gives_another_answer(name: str, parameter: str, merge: ox.Store, union: ox.Store) -> None:
    query = LIBRARY[name]
    sparql = bind(query, {parameter: OTHER_VALUES[name, parameter]}, PREFIXES)
    answer = ask(merge, sparql, {})
    assert rows(answer) != rows(ask(merge, query.text, {}))
    assert bool(answer.terms) == ((name, parameter) not in EMPTY_VALUES)
    repeated = union.query(sparql, use_default_graph_as_union=True)
    assert isinstance(repeated, ox.QuerySolutions)
    assert [tuple(map(comparable, row)) for row in repeated] == rows(answer)


# Evidence


@every_query
def test_every_answer_leads_to_passages(query: Query, merge: ox.Store) -> None:
    shown = LIBRARY[query.evidence] if query.evidence else query
    terms = ask(merge, shown.text, {}).terms
    assert any(row_evidence(merge, row) for row in terms) or query.name in WITHOUT_EVIDENCE


# What the texts say, looked up by hand


def column(answer: Answer, name: str) -> list[str]:
    index = answer.columns.index(name)
    return [getattr(row[index], "value", "") for row in answer.terms]


def known(name: str, store: ox.Store) -> Answer:
    return ask(store, LIBRARY[name].text, {})


def test_eight_chain_masters_two_named(merge: ox.Store) -> None:
    answer = known("chain-masters", merge)
    assert answer.columns[:6] == ("list", "list_label", "stated_size", "named", "enterprise", "enterprise_label")
    assert set(column(answer, "stated_size")) == {"8"}
    assert set(column(answer, "named")) == {"2"}
    assert [iri.rpartition("/")[2] for iri in column(answer, "enterprise")] == [
        "shenglong-electric-appliances",
        "yangtze-river-ecological-environmental-protection-group",
    ]


def test_eight_innovation_institutions_four_named(merge: ox.Store) -> None:
    answer = known("innovation-institutions", merge)
    assert (set(column(answer, "stated_size")), set(column(answer, "named"))) == ({"8"}, {"4"})
    assert len(set(column(answer, "institution"))) == 4


def test_the_ministry_is_named_as_issuer_of_nothing(merge: ox.Store) -> None:
    answer = known("miit-plans", merge)
    by_status: dict[str, set[str]] = {}
    for plan, status in zip(column(answer, "plan"), column(answer, "status_label"), strict=True):
        by_status.setdefault(status, set()).add(plan.rpartition("/")[2])
    assert by_status["in preparation"] >= {"petrochemical-guiding-opinions-14th-five-year", "steel-guiding-opinions"}
    assert by_status["under study"] == {
        "carbon-reduction-roadmap-automobiles-papermaking-textiles",
        "power-equipment-green-innovation-action-plan",
    }
    assert "national-industrial-green-development-14th-five-year" in by_status["issued"]
    assert "industrial-energy-efficiency-action-plan" in by_status["formulated"]
    assert all(tie.startswith("by the document only") for tie in column(answer, "tie"))


def test_three_provinces_set_a_target_on_energy_for_industrial_value_added(merge: ox.Store) -> None:
    answer = known("target-ledger", merge)
    names = ("place_label", "value", "change_label", "baseline_year", "year")
    assert list(zip(*(column(answer, name) for name in names), strict=True)) == [
        ("Chongqing", "14.5", "decrease by", "2020", "2025"),
        ("Hunan", "14.5", "decrease by", "", "2025"),
        ("Jiangsu", "17", "decrease by", "2020", "2025"),
    ]


def test_hubei_has_90_billion_yuan_to_go(merge: ox.Store) -> None:
    answer = known("targets-against-observations", merge)
    gaps = dict(zip(column(answer, "target"), column(answer, "gap"), strict=True))
    iri = PREFIXES["target"] + "000-environmental-industry-income-2025"
    assert Decimal(gaps[iri]) == 90_000_000_000


def test_a_contradiction_is_found() -> None:
    pg, iri = PREFIXES["pg"], "https://example.org/"
    figures = "".join(
        f"<{iri}{name}> a <{pg}Target> ; <{pg}indicator> <{iri}income> ; <{pg}year> 2025 ; <{pg}unit> <{iri}yuan> ;"
        f' <{pg}value> {value} ; <{pg}asStated> "{value} yuan" ; <{pg}place> <{iri}{place}> .'
        for name, value, place in [("a", 1.0, "hubei"), ("b", 2.0, "hubei"), ("c", 3.0, "hunan"), ("d", 1.0, "hubei")]
    )
    store = ox.Store()
    store.load(figures.encode(), format=ox.RdfFormat.TURTLE)
    answer = known("contradictions", store)
    pairs = list(zip(column(answer, "first"), column(answer, "second"), strict=True))
    assert pairs == [(iri + "a", iri + "b"), (iri + "b", iri + "d")]


def test_chongqing_has_three_joint_issuers(merge: ox.Store) -> None:
    answer = known("joint-issuers", merge)
    bodies = [
        found
        for plan, relation, found in zip(*(column(answer, n) for n in ("plan", "relation", "body")), strict=True)
        if plan.endswith("/chongqing-industrial-carbon-peak") and relation.endswith("issuedBy")
    ]
    assert len(bodies) == 3


def test_the_head_of_the_department_speaks(merge: ox.Store) -> None:
    answer = known("hubei-ecology-department", merge)
    pairs = zip(column(answer, "how"), column(answer, "thing"), strict=True)
    things = {thing.rpartition("/")[2] for how, thing in pairs if how == "said by its head"}
    assert {"000-enterprises-2023", "000-operating-income-2023", "000-three-chain-mechanism"} <= things


def test_no_name_is_broken_where_a_header_wraps() -> None:
    for path in sorted((ROOT / "queries").glob("*.rq")):
        header = [line for line in path.read_text("utf-8").splitlines() if line.startswith("#+")]
        assert not [line for line in header if line.endswith("-")], path.name
