"""The search for links: what is proposed, on what evidence, and when the linker abstains."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from peakgraph.candidates import LinkFiles, pairs, with_rows
from peakgraph.errors import PeakGraphError
from peakgraph.graph import PeakGraph
from peakgraph.kept_answers import KeptRemote
from peakgraph.linkables import Thing, read_things
from peakgraph.linking import choose, search
from peakgraph.lookup import Endpoint
from peakgraph.mappings import REQUIRED, read_mappings
from peakgraph.prefixes import ID
from peakgraph.reconciliation import Service
from peakgraph.remote import RemoteError
from peakgraph.scoring import ABSTAINED, Found, Verdict, abstain_on_shared, forms, judge, one_line, similarity
from tests import hostile
from tests.hostile import Answer, Exchange, Server, reconciliation, sparql_endpoint
from tests.small_project import ROOT, SmallProject

CHINA = frozenset({"China", "中国"})
HUBEI = Thing(ID + "place/hubei", ("Hubei",), ("湖北省",), frozenset({"Place", "Province"}), (CHINA,))
GUCHENG = Thing(
    ID + "place/gucheng",
    ("Gucheng",),
    ("谷城县",),
    frozenset({"Place", "County"}),
    (frozenset({"Xiangyang", "襄阳市"}), frozenset({"Hubei", "湖北省"}), CHINA),
)
CEMENT = Thing(ID + "industry/cement", ("cement",), ("水泥",), frozenset({"Industry"}))
WANG = Thing(ID + "person/wang-wei", ("Wang Wei",), ("王伟",), frozenset({"Actor", "Person"}))


def county(number: int, place: str, english: str = "Gucheng County", chinese: str = "谷城县") -> Found:
    names = {"en": (english,), "zh": (chinese,)}
    return Found(f"http://register.example/{number}", names, ("county of China",), ((place,),), (("China",),))


def test_the_same_names_type_and_place_are_proposed_with_the_evidence() -> None:
    (verdict,) = judge(GUCHENG, [county(1, "Xiangyang")])
    assert verdict.proposed
    assert verdict.confidence > 0.95
    for words in ('English name "Gucheng County"', 'Chinese name "谷城县" the same', "type fits (county of China)"):
        assert words in verdict.evidence
    assert "in the same place (Xiangyang)" in verdict.evidence


def test_a_namesake_in_another_place_is_not_proposed_even_alone() -> None:
    (verdict,) = judge(GUCHENG, [county(1, "Hengshui")])
    assert not verdict.proposed
    assert verdict.confidence <= ABSTAINED
    assert "in another place (Hengshui)" in verdict.evidence


def test_a_description_that_names_the_country_alone_does_not_place_a_namesake() -> None:
    def described(text: str) -> Found:
        return Found("http://register.example/1", {"": ("Gucheng",)}, ("county of China",), description=text)

    (elsewhere,) = judge(GUCHENG, [described("county in Hengshui, Hebei, China")])
    assert not elsewhere.proposed
    (here,) = judge(GUCHENG, [described("county in Xiangyang, Hubei, China")])
    assert here.proposed
    assert "its description names Xiangyang" in here.evidence


def test_a_namesake_of_another_type_is_not_proposed_even_alone() -> None:
    station = Found(
        "http://register.example/1", {"en": ("Hubei",), "zh": ("湖北省",)}, ("railway station",), (), (("China",),)
    )
    (verdict,) = judge(HUBEI, [station])
    assert not verdict.proposed
    assert "type does not fit (railway station)" in verdict.evidence


def test_the_right_one_of_two_namesakes_is_proposed_where_the_place_tells_them_apart() -> None:
    first, second = judge(GUCHENG, [county(1, "Hengshui"), county(2, "Xiangyang")])
    assert (first.found.iri[-1], first.proposed, second.proposed) == ("2", True, False)
    assert second.evidence.startswith("another scores higher; ")


def test_of_homonyms_none_is_proposed_and_all_are_listed() -> None:
    people = [
        Found(f"http://register.example/{n}", {"en": ("Wang Wei",), "zh": ("王伟",)}, ("human",)) for n in (1, 2, 3)
    ]
    verdicts = judge(WANG, people)
    assert len(verdicts) == 3
    assert not any(verdict.proposed for verdict in verdicts)
    assert all(verdict.confidence <= ABSTAINED for verdict in verdicts)
    assert all(verdict.evidence.startswith("homonym: 3 candidates") for verdict in verdicts)


def test_a_namesake_in_one_language_alone_is_no_rival() -> None:
    right = Found("http://register.example/1", {"en": ("Wang Wei",), "zh": ("王伟",)}, ("human",))
    other = Found("http://register.example/2", {"en": ("Wang Wei",), "zh": ("王维",)}, ("human",))
    first = judge(WANG, [other, right])[0]
    assert (first.found.iri[-1], first.proposed) == ("1", True)


def test_a_paper_or_a_page_that_bears_the_name_is_no_candidate() -> None:
    names = {"en": ("clean energy",), "zh": ("清洁能源",)}
    clean = Thing(ID + "topic/clean-energy", *names.values(), frozenset({"Topic"}))
    kinds = ("Wikimedia disambiguation page", "scholarly article", "energy")
    found = [Found(f"http://register.example/{kind[0]}", names, (kind,)) for kind in kinds]
    assert [(verdict.found.iri[-1], verdict.proposed) for verdict in judge(clean, found)] == [("e", True)]


def test_what_is_not_alike_is_not_worth_a_look() -> None:
    assert judge(HUBEI, [Found("http://register.example/1", {"en": ("Hebei",), "zh": ("河北省",)})]) == []


def test_one_thing_of_theirs_is_not_two_of_ours() -> None:
    found = Found("http://register.example/1")
    both = {ID + "place/a": [Verdict(found, True, 0.9, 0.9, "x")], ID + "place/b": [Verdict(found, True, 1, 1, "y")]}
    assert not any(v.proposed for some in abstain_on_shared(both, {}).values() for v in some)
    alone = {ID + "place/a": both[ID + "place/a"]}
    assert abstain_on_shared(alone, {})[ID + "place/a"][0].proposed
    assert abstain_on_shared(alone, {found.iri: ID + "place/a"})[ID + "place/a"][0].proposed
    assert not abstain_on_shared(alone, {found.iri: ID + "place/c"})[ID + "place/a"][0].proposed
    (second,) = abstain_on_shared(alone, {found.iri + "0": ID + "place/a"})[ID + "place/a"]
    assert not second.proposed
    assert f"by a reviewed link it is {found.iri}0 there" in second.evidence
    assert abstain_on_shared(alone, {"https://example.net/x": ID + "place/a"})[ID + "place/a"][0].proposed


def test_two_concepts_may_be_close_to_one() -> None:
    found = Found("http://register.example/1")
    both = {ID + f"industry/{n}": [Verdict(found, True, 0.9, 0.9, "x")] for n in "ab"}
    assert all(v.proposed for some in abstain_on_shared(both, {}).values() for v in some)


@pytest.mark.parametrize(
    ("ours", "theirs", "least", "most"),
    [
        ("Hubei", "HUBEI ", 1, 1),
        ("Tai'an", "Taian", 0.7, 0.99),
        ("Gucheng", "Gucheng County", 0.95, 0.95),
        ("谷城县", "谷城", 0.95, 0.95),
        ("Hubei", "Hebei", 0, 0.8),
        ("湖北省", "河北省", 0, 0.5),
        ("Université", "Universite", 1, 1),
        ("ＧＢ", "GB", 1, 1),
    ],
)
def test_names_are_compared_as_people_compare_them(ours: str, theirs: str, least: float, most: float) -> None:
    assert least <= similarity(ours, theirs, frozenset({"County"})) <= most


def test_a_place_is_looked_for_with_and_without_the_word_for_its_type() -> None:
    assert forms(GUCHENG) == {"en": ("Gucheng", "Gucheng County"), "zh": ("谷城县", "谷城")}
    assert forms(CEMENT) == {"en": ("cement",), "zh": ("水泥",)}


def test_texts_of_others_fit_a_cell() -> None:
    assert one_line("a\tb\nc\x1b[2J\u202e d") == "a b c [2J d"
    assert len(one_line("x" * 10_000_000)) == 200


WORLD = """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix schema: <http://schema.org/> .
@prefix wd: <http://www.wikidata.org/entity/> . @prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix x: <http://register.example/> .
x:province rdfs:label "province of China"@en . x:country rdfs:label "sovereign state"@en .
wd:Q148 rdfs:label "People's Republic of China"@en , "中华人民共和国"@zh ; skos:altLabel "China"@en , "中国"@zh ;
  wdt:P31 x:country .
wd:Q46862 rdfs:label "Hubei"@mul , "湖北省"@zh-hans ; wdt:P31 x:province ; wdt:P131 wd:Q148 ; wdt:P17 wd:Q148 ;
  schema:description "province in central China"@en , "Provinz"@de .
x:crater rdfs:label "Hubei"@en ; schema:description "crater on Mars"@en .
x:one rdfs:label "湖北省人民政府"@zh . x:two rdfs:label "湖北省人民政府"@zh .
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> SmallProject:
    small = SmallProject(tmp_path_factory.mktemp("linking") / "project")
    small.make()
    done = small.run("build", "-q")
    assert done.returncode == 0, done.stderr
    return small


@pytest.fixture
def files(project: SmallProject) -> Iterator[LinkFiles]:
    yield LinkFiles(project.folder, "2026-11-20")
    for path in (project.folder / "graph" / "links").rglob("*.tsv"):
        path.unlink()


@pytest.fixture(scope="module")
def things(project: SmallProject) -> dict[str, Thing]:
    return read_things(PeakGraph(project.folder))


def client(folder: Path, **options: bool) -> KeptRemote:
    return KeptRemote(folder, timeout=5, pause=0, largest=1 << 20, **options)


def test_things_come_with_their_names_and_the_places_they_lie_in(things: dict[str, Thing]) -> None:
    hubei = things[ID + "place/hubei"]
    assert (hubei.english, hubei.chinese, hubei.places) == (("Hubei",), ("湖北省",), (CHINA,))
    government = things[ID + "actor/hubei-provincial-government"]
    assert government.places == (frozenset({"Hubei", "湖北省"}), CHINA)
    assert "GovernmentBody" in government.classes
    assert things[ID + "industry/cement"].definition == "The making of cement."
    assert {thing.kind for thing in things.values()} == {"place", "actor", "industry", "indicator"}


def test_an_endpoint_is_asked_by_names_and_its_things_are_described(things: dict[str, Thing], tmp_path: Path) -> None:
    with Server(sparql_endpoint(WORLD)) as server:
        source = Endpoint(client(tmp_path), server.url + "/sparql")
        found, remarks = source.ask([things[ID + "place/hubei"], things[ID + "place/china"]])
    assert remarks == []
    hubei = {one.iri.rpartition("/")[2]: one for one in found[ID + "place/hubei"]}
    assert hubei["Q46862"].names == {"": ("Hubei",), "zh-hans": ("湖北省",)}
    assert hubei["Q46862"].types == ("province of China",)
    assert hubei["Q46862"].places == (("People's Republic of China", "中华人民共和国", "China", "中国"),)
    assert hubei["Q46862"].description == "province in central China"
    assert set(hubei) == {"Q46862", "crater"}
    assert [one.iri.rpartition("/")[2] for one in found[ID + "place/china"]] == ["Q148"]


def test_a_name_with_quotes_and_braces_stays_a_name(tmp_path: Path) -> None:
    odd = Thing(ID + "place/odd", ('"} DROP ALL #\n{',), ("\\",))
    with Server(sparql_endpoint(WORLD)) as server:
        assert Endpoint(client(tmp_path), server.url).ask([odd])[0] == {odd.iri: []}


def test_a_name_that_too_many_have_is_told_and_not_cut(things: dict[str, Thing], tmp_path: Path) -> None:
    many = "".join(
        f'<http://register.example/{n}> <http://www.w3.org/2000/01/rdf-schema#label> "Hubei"@en .\n'
        for n in range(2100)
    )
    with Server(sparql_endpoint(WORLD + many)) as server:
        found, remarks = Endpoint(client(tmp_path), server.url).ask([HUBEI, things[ID + "place/china"]])
    assert remarks == [f"Hubei: 2000 things or more have this name at {server.url}; too many"]
    assert HUBEI.iri not in found
    assert len(found[ID + "place/china"]) == 1


def test_a_server_that_gives_more_rows_than_it_was_asked_for_is_left(tmp_path: Path) -> None:
    row = '{"item":{"type":"uri","value":"http://register.example/%d"},"name":{"type":"literal","value":"x"}}'
    rows = '{"head":{"vars":["item","name"]},"results":{"bindings":[' + ",".join(row % n for n in range(2001)) + "]}}"
    answer: Answer = lambda exchange: exchange.reply(200, rows, "application/sparql-results+json")  # noqa: E731
    with Server(answer) as server, pytest.raises(RemoteError, match="gives more rows than it was asked for"):
        Endpoint(client(tmp_path), server.url).ask([HUBEI])
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_answers_in_other_columns_is_left(tmp_path: Path) -> None:
    rows = '{"head":{"vars":["item"]},"results":{"bindings":[{"item":{"type":"uri","value":"http://register.example/1"}}]}}'
    answer: Answer = lambda exchange: exchange.reply(200, rows, "application/sparql-results+json")  # noqa: E731
    with Server(answer) as server, pytest.raises(RemoteError, match="other columns than asked for"):
        Endpoint(client(tmp_path), server.url).ask([HUBEI])


@pytest.mark.parametrize(
    "address",
    [
        *("urn:isbn:1", "a:b", "javascript:alert(1)", "http://host.example", "http://me:word@host.example/1"),
        *("http://host.example/\u202ex", "http://host.example/\u2028/x", "http://host.example/" + "x" * 2000),
        HUBEI.iri,
    ],
)
def test_what_no_file_can_hold_or_is_our_own_is_left_out_and_told(
    address: str, things: dict[str, Thing], files: LinkFiles
) -> None:
    class There:
        name, batch = "http://there.example/", 10

        def ask(self, wanted: Sequence[Thing]) -> tuple[dict[str, list[Found]], list[str]]:
            return {HUBEI.iri: [Found(address, {"en": ("Hubei",)})]}, []

    outcome = search([things[HUBEI.iri]], There(), files, lambda count: None)
    assert (outcome.new, outcome.nothing) == (0, 1)
    assert outcome.remarks == ("1 left out, as no web address of others (http, https) names it",)


def test_a_search_writes_candidates_with_their_evidence(
    things: dict[str, Thing], files: LinkFiles, tmp_path: Path
) -> None:
    wanted = choose(things, files, (), ("place", "actor"), "")
    with Server(sparql_endpoint(WORLD)) as server:
        outcome = search(wanted, Endpoint(client(tmp_path), server.url + "/sparql"), files, lambda count: None)
    assert (outcome.looked_for, outcome.proposed, outcome.homonyms) == (3, 2, 1)
    rows = {row["object_id"]: row for row in files.candidates.rows}
    assert rows["wd:Q46862"]["predicate_id"] == "owl:sameAs"
    assert rows["wd:Q46862"]["subject_id"] == "place:hubei"
    assert float(rows["wd:Q46862"]["confidence"]) >= 0.85
    assert "in the same country (China)" in rows["wd:Q46862"]["comment"]
    assert rows["wd:Q46862"]["read_in"] == server.url + "/sparql"
    assert (rows["wd:Q46862"]["mapping_tool"], rows["wd:Q46862"]["mapping_date"]) == ("peakgraph link", "2026-11-20")
    assert rows["x-register-example:one"]["predicate_id"] == "rdfs:seeAlso"
    assert rows["x-register-example:two"]["comment"].startswith("homonym: 2 candidates that cannot be told apart")
    again = LinkFiles(files.project, "2026-11-21")
    assert again.candidates.text() == files.candidates.text()
    assert again.candidates.expand("x-register-example:one") == "http://register.example/one"


def test_a_second_search_adds_nothing_and_changes_nothing(
    things: dict[str, Thing], files: LinkFiles, tmp_path: Path
) -> None:
    with Server(sparql_endpoint(WORLD)) as server:
        search(things.values(), Endpoint(client(tmp_path), server.url), files, lambda count: None)
        first = files.candidates.text()
        later = LinkFiles(files.project, "2030-01-01")
        outcome = search(things.values(), Endpoint(client(tmp_path), server.url), later, lambda count: None)
    assert outcome.new == 0
    assert LinkFiles(files.project, "2030-01-01").candidates.text() == first


def test_what_a_person_refused_or_wrote_stays(things: dict[str, Thing], files: LinkFiles, tmp_path: Path) -> None:
    def run() -> LinkFiles:
        current = LinkFiles(files.project, "2026-11-20")
        with Server(sparql_endpoint(WORLD)) as server:
            search(things.values(), Endpoint(client(tmp_path, refresh=True), server.url), current, lambda count: None)
        return LinkFiles(files.project, "2026-11-20")

    found = run().candidates
    path = files.project / found.path
    refused = [row for row in found.rows if row["object_id"] == "wd:Q46862"]
    (path.parent / "rejected.sssom.tsv").write_text(found.with_rows(row.cells for row in refused).text(), "utf-8")
    edited = found.text().replace("peakgraph link\t", "A person\t").replace("homonym:", "Mine, homonym:")
    path.write_text(edited, "utf-8")
    after = run().candidates
    assert "wd:Q46862" not in {row["object_id"] for row in after.rows}
    assert any(row["comment"].startswith("Mine, homonym:") for row in after.rows)


def test_a_set_whose_prefixes_stand_on_one_line_is_told_and_not_spoilt() -> None:
    head = '#curie_map: {place: "https://w3id.org/peakgraph/id/place/", owl: "http://www.w3.org/2002/07/owl#"}\n'
    mappings, _ = read_mappings("links.tsv", head + "\t".join(REQUIRED) + "\n")
    row = {"subject_id": "place:hubei", "predicate_id": "owl:sameAs", "object_id": "wd:Q46862"}
    with pytest.raises(PeakGraphError, match=r"links\.tsv: write the curie_map with a line for each prefix"):
        with_rows(mappings, [row], {"wd": "http://www.wikidata.org/entity/"})


def test_schemes_that_cannot_be_read_are_told_in_one_line(
    things: dict[str, Thing], files: LinkFiles, tmp_path: Path
) -> None:
    schemes = files.folder / "schemes.ttl"
    schemes.parent.mkdir(exist_ok=True)
    schemes.write_text("scheme:wikidata void:uriSpace", "utf-8")
    try:
        with (
            Server(sparql_endpoint(WORLD)) as server,
            pytest.raises(PeakGraphError, match=r"schemes\.ttl: Turtle does"),
        ):
            search(things.values(), Endpoint(client(tmp_path), server.url), files, lambda count: None)
    finally:
        schemes.unlink()


def test_what_is_linked_is_not_looked_for_again(things: dict[str, Thing], files: LinkFiles) -> None:
    row = {
        **{"subject_id": "place:hubei", "predicate_id": "skos:exactMatch", "object_id": "gbt2260:420000"},
        **{"mapping_justification": "semapv:ManualMappingCuration", "confidence": "0.9", "author_label": "A"},
    }
    files.write(with_rows(files.empty("places"), [row], files.prefixes))
    linked = LinkFiles(files.project, "2026-11-20")
    assert [thing.label for thing in choose(things, linked, (), ("place",), "")] == ["China"]
    assert [thing.label for thing in choose(things, linked, (), ("place",), "wd")] == ["China", "Hubei"]
    assert [thing.label for thing in choose(things, linked, ("湖北省",), (), "")] == ["Hubei"]


@pytest.mark.parametrize(
    ("entities", "lacking", "words"),
    [
        (("place:hube",), "", "did you mean place:hubei"),
        ((), "no-such", "--lacking no-such: no prefix"),
    ],
)
def test_a_name_of_nothing_is_told(
    things: dict[str, Thing], files: LinkFiles, entities: tuple[str, ...], lacking: str, words: str
) -> None:
    with pytest.raises(PeakGraphError, match=words):
        choose(things, files, entities, (), lacking)


def candidate(number: str, name: str, **more: object) -> dict[str, object]:
    return {"id": number, "name": name, "type": [{"id": "Q1", "name": "province"}], "score": 99, "match": True, **more}


def test_a_reconciliation_service_is_asked_in_both_languages_by_its_protocol(tmp_path: Path) -> None:
    known = {
        "Hubei": [candidate("Q46862", "Hubei", description="province of China")],
        "湖北省": [candidate("Q46862", "湖北省"), candidate("Q9", "河北省", type=[])],
    }
    with Server(reconciliation(known)) as server:
        found, _ = Service(client(tmp_path), server.url, ("Q1615742",)).ask([HUBEI])
    assert [one.iri for one in found[HUBEI.iri]] == [f"http://www.wikidata.org/entity/{q}" for q in ("Q46862", "Q9")]
    assert found[HUBEI.iri][0].names == {"": ("Hubei", "湖北省")}
    (verdict,) = judge(HUBEI, found[HUBEI.iri])
    assert verdict.proposed
    assert "its description names China" in verdict.evidence
    query = json.loads(server.received[1].form["queries"])["q0-en"]
    assert query == {
        **{"query": "Hubei", "limit": 5, "type": "Q1615742", "type_strict": "any"},
        "properties": [{"pid": "P131", "v": "China"}],
    }


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (hostile.html, "answers 200 with a web page; is it a reconciliation service?"),
        (hostile.json_reply([]), "with JSON that is no object"),
        (hostile.json_reply({"name": "x"}), "its manifest has no identifierSpace"),
        (hostile.json_reply({"identifierSpace": "file:///etc/"}), "its manifest has no identifierSpace"),
        (reconciliation({}, versions=["1.0"]), "another version of the protocol"),
        (lambda e: e.reply(200, "[" * 100_000), "answers 200 with no JSON"),
        (lambda e: e.reply(200, ""), "answers 200 with nothing"),
    ],
)
def test_what_is_no_reconciliation_service_is_told(answer: Answer, words: str, tmp_path: Path) -> None:
    with Server(answer) as server, pytest.raises(RemoteError) as caught:
        Service(client(tmp_path), server.url)
    assert words in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("results", "words"),
    [
        ({"q0-en": {"result": "x"}}, "without a list of results"),
        ({"q0-en": {"result": [{"name": "x"}]}}, "a candidate without id and name"),
        ({"q0-en": {"result": [{"name": "x", "id": "\ud800"}]}}, "a candidate with an id that is none"),
        ({"q0-en": {"result": [{"name": "x", "id": ""}]}}, "a candidate with an id that is none"),
        ({"other": {"result": []}}, "answers what was not asked"),
    ],
)
def test_results_that_break_the_protocol_are_told(results: object, words: str, tmp_path: Path) -> None:
    manifest = {"versions": ["0.2"], "name": "x", "identifierSpace": "http://register.example/"}
    answer = hostile.in_turn(hostile.json_reply(manifest), hostile.json_reply(results))
    with Server(answer) as server, pytest.raises(RemoteError, match=words):
        Service(client(tmp_path), server.url).ask([HUBEI])


def test_the_address_of_a_candidate_keeps_its_fragment_and_its_query(tmp_path: Path) -> None:
    for space in ("http://register.example/places#", "http://register.example/places?id="):
        manifest = {"versions": ["0.2"], "name": "x", "identifierSpace": space}
        results = {"q0-en": {"result": [{"name": "Hubei", "id": "a b"}]}, "q0-zh": {"result": []}}
        answer = hostile.in_turn(hostile.json_reply(manifest), hostile.json_reply(results))
        with Server(answer) as server:
            found, _ = Service(client(tmp_path), server.url).ask([HUBEI])
        assert [one.iri for one in found[HUBEI.iri]] == [space + "a%20b"]


@pytest.mark.parametrize("kept", ["", "{}", "[" * 100_000, '{"status": 200}\nhalf'])
def test_a_kept_answer_that_cannot_be_read_is_asked_for_again(kept: str, tmp_path: Path) -> None:
    with Server(sparql_endpoint(WORLD)) as server:
        first, _ = Endpoint(client(tmp_path), server.url).ask([HUBEI])
        for path in tmp_path.iterdir():
            path.write_text(kept, "utf-8")
        assert Endpoint(client(tmp_path), server.url).ask([HUBEI])[0] == first


def test_an_answer_is_kept_once_it_could_be_read_and_only_then(tmp_path: Path) -> None:
    broken = hostile.in_turn(hostile.html, sparql_endpoint(WORLD))
    with Server(broken) as server:
        with pytest.raises(RemoteError, match="web page"):
            Endpoint(client(tmp_path), server.url).ask([HUBEI])
        first = client(tmp_path)
        found = Endpoint(first, server.url).ask([HUBEI])
        again = client(tmp_path)
        assert Endpoint(again, server.url).ask([HUBEI]) == found
        assert (first.asked, first.kept, again.asked, again.kept) == (2, 0, 0, 2)
        for path in tmp_path.iterdir():
            path.write_bytes(path.read_bytes()[:-3])  # as a full disk leaves a file
        assert Endpoint(client(tmp_path), server.url).ask([HUBEI]) == found
        refreshed = client(tmp_path, refresh=True)
        assert Endpoint(refreshed, server.url).ask([HUBEI]) == found
    assert refreshed.asked == 2


def test_what_was_found_before_a_failure_is_written(things: dict[str, Thing], files: LinkFiles, tmp_path: Path) -> None:
    world = sparql_endpoint(WORLD)
    answers = 0

    def fails_at_third(exchange: Exchange) -> None:
        nonlocal answers
        answers += 1
        if answers > 2:
            exchange.reply(500, "out of memory")
        else:
            world(exchange)

    with Server(fails_at_third) as server:
        source = Endpoint(client(tmp_path), server.url)
        source.batch = 1
        with pytest.raises(RemoteError, match="500 Internal Server Error: out of memory"):
            search([things[ID + "place/hubei"], things[ID + "place/china"]], source, files, lambda count: None)
    found = LinkFiles(files.project, "2026-11-20").candidates
    assert (ID + "place/hubei", "http://www.wikidata.org/entity/Q46862") in pairs(found)


def test_the_real_graph_has_things_to_link() -> None:
    things = read_things(PeakGraph(ROOT))
    assert len(things) > 300
    assert not any("ActorGroup" in thing.classes for thing in things.values())
