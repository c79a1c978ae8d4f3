"""The page's SPARQL engine and editor, as built, in Chromium: from a file, under the page's policy, asking nobody."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from peakgraph.paths import VENDOR
from peakgraph.prefixes import PROPOSED, read_prefixes
from tests.small_project import ROOT
from tests.web_checks import axe

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; style-src 'unsafe-inline'; "
    "img-src data: blob:; base-uri 'none'; form-action 'none'"
)
HTML = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>Engine</title>
<style>
:root {{ --ground: #fff; --card: #fff; --text: #1b2127; --quiet: #56606b; --line: #d5d9de; --accent: #0b57b0;
  --edge: #8a949f; --mark: #fff3c4; --quote: #8a5a00; }}
</style>
<script src="engine.js"></script>
</head>
<body><main><h1>Engine</h1><button type="button" id="before" style="margin: 2em; padding: 1em">Before</button>
<div id="editor"></div><button type="button" id="after" style="margin: 2em; padding: 1em">After</button></main></body>
</html>
"""
PREFIXES = dict(read_prefixes((ROOT / "ontology" / "prefixes.ttl").read_text("utf-8")))
OPEN = """async ([trig, options]) => {
  window.engine = PeakGraphEngine.open(trig, options);
  return engine.ready;
}"""
ASK = "text => engine.query(text).catch(error => ({ error: error.message }))"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the engine and a page, and nothing else."""
    if not (VENDOR / "engine.js").is_file():
        pytest.fail("peakgraph/vendor/engine.js is not there: run 'python3 bootstrap.py test', which builds it")
    made = tmp_path_factory.mktemp("engine")
    shutil.copy(VENDOR / "engine.js", made)
    (made / "page.html").write_text(HTML, "utf-8")
    return made


@pytest.fixture(scope="module")
def page(chromium: Browser, folder: Path) -> Iterator[Page]:
    """A page with the engine, and with the real data in it; at its end it has said nothing and asked nobody."""
    opened = chromium.new_page()
    heard: list[str] = []
    asked: list[str] = []
    opened.on("console", lambda message: heard.append(message.text))
    opened.on("pageerror", lambda error: heard.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto((folder / "page.html").as_uri())
    trig = (ROOT / "graph" / "dist" / "peakgraph.trig").read_text("utf-8")
    opened.evaluate(OPEN, [trig, {"proposed": PROPOSED, "prefixes": PREFIXES}])
    yield opened
    opened.close()
    assert heard == []
    elsewhere = [address for address in asked if not address.startswith("blob:null/")]  # the worker
    assert elsewhere == [(folder / name).as_uri() for name in ("page.html", "engine.js")]


def answer(page: Page, text: str) -> dict[str, Any]:
    """What the engine answers; the message of an error under `error`."""
    said: dict[str, Any] = page.evaluate(ASK, text)
    return said


def cells(rows: list[list[dict[str, str] | None]]) -> list[list[str]]:
    return [["" if term is None else term["value"] for term in row] for row in rows]


def test_the_default_graph_is_the_merge_each_triple_once(page: Page) -> None:
    lines = (ROOT / "graph" / "dist" / "peakgraph.nt").read_text("utf-8").count("\n")
    counted = answer(page, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    assert counted == {
        "form": "select",
        "columns": ["n"],
        "rows": [[{"type": "literal", "value": str(lines), "datatype": integer}]],
    }


def test_proposed_graphs_stay_out_of_the_merge(page: Page) -> None:
    trig = f"<{PROPOSED}1> {{ <a:a> <a:b> 1 }} <a:g> {{ <a:a> <a:b> 2 }} <a:h> {{ <a:a> <a:b> 2 }}"
    open_small = """async ([trig, options]) => {
      const small = PeakGraphEngine.open(trig, options);
      const loaded = await small.ready;
      return [loaded, await small.query("SELECT ?o { ?s ?p ?o }"), await small.query("SELECT ?g { GRAPH ?g {} }")];
    }"""
    loaded, merged, named = page.evaluate(open_small, [trig, {"proposed": PROPOSED, "prefixes": {}}])
    assert loaded == {"quads": 4}
    assert cells(merged["rows"]) == [["2"]]
    assert sorted(cells(named["rows"])) == [["a:g"], ["a:h"], [f"{PROPOSED}1"]]


def test_broken_data_is_not_loaded(page: Page) -> None:
    said = page.evaluate(
        "options => PeakGraphEngine.open('<a', options).ready.catch(error => error.message)",
        {"proposed": PROPOSED, "prefixes": {}},
    )
    assert said.startswith("the graph could not be loaded: ")


def test_it_answers_the_library_as_the_command_line_does(page: Page) -> None:
    queries = sorted((ROOT / "queries").glob("*.rq"))
    assert queries
    for query in queries:
        said = answer(page, query.read_text("utf-8"))
        columns, *rows = csv.reader(io.StringIO(query.with_suffix(".csv").read_text("utf-8")))
        assert (said["columns"], sorted(cells(said["rows"]))) == (columns, sorted(rows)), query.name


def test_the_three_forms_of_an_answer(page: Page) -> None:
    assert answer(page, "ASK { ?plan a pg:Plan }") == {"form": "ask", "answer": True}
    assert answer(page, "ASK { ?plan a pg:Nothing }") == {"form": "ask", "answer": False}
    subject, predicate = {"type": "uri", "value": "a:a"}, {"type": "uri", "value": "a:b"}
    built = answer(page, 'CONSTRUCT { <a:a> <a:b> ?o } { VALUES ?o { "x"@en "x"@en "x" 1 } }')
    objects = [row.pop() for row in built["rows"]]
    assert built == {"form": "graph", "rows": [[subject, predicate]] * 3}
    assert {"type": "literal", "value": "x", "language": "en"} in objects
    assert {"type": "literal", "value": "x"} in objects
    described = answer(page, "DESCRIBE place:hubei")
    assert described["form"] == "graph"
    assert described["rows"]
    empty = answer(page, "SELECT ?a ?b { ?a a pg:Nothing }")
    assert empty == {"form": "select", "columns": ["a", "b"], "rows": []}
    assert answer(page, "SELECT ?a ?b { VALUES ?a { <a:a> } }")["rows"] == [[subject, None]]


def test_a_query_may_declare_a_prefix_for_itself(page: Page) -> None:
    said = answer(page, "PREFIX pg: <a:> SELECT (pg:a AS ?mine) (skos:Concept AS ?ours) {}")
    assert cells(said["rows"]) == [["a:a", "http://www.w3.org/2004/02/skos/core#Concept"]]
    assert answer(page, "PREFIX construct: <a:> SELECT (construct:a AS ?ask) {}")["form"] == "select"
    assert answer(page, "PREFIX select: <a:> BASE <a:ask> CONSTRUCT { <> select:a ?b } {}")["form"] == "graph"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * {\n  ?s ?p\n}", "line 3, column 2: expected"),
        ("SELECT * {\n  ?s nobody:x ?o }", "line 2, column 14: the prefix nobody: is not known; declare it"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "line 1, column 10: INSERT changes a graph; ask with SELECT"),
        ("", "line 1, column 1: it has no SELECT, ASK, CONSTRUCT or DESCRIBE"),
        ("SELECT (<a:f>(1) AS ?x) {}", "The custom function <a:f> is not supported"),
        ("SELECT * {" + "{" * 5000 + "}" * 5000 + "}", "the query is too large or too deeply nested for this page"),
    ],
)
def test_a_fault_is_one_plain_line(page: Page, text: str, message: str) -> None:
    said = answer(page, text)
    assert said["error"].startswith(message)
    assert "\n" not in said["error"]
    assert answer(page, "ASK {}") == {"form": "ask", "answer": True}  # and the engine goes on


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("SELECT * { SERVICE <https://example.org/> { ?s ?p ?o } }", True),
        ("SELECT * { service silent <https://example.org/> { ?s ?p ?o } }", True),
        ("SELECT * { # <\n SERVICE ?x {} }", True),
        ("SELECT * { ?a ?b ?c FILTER(?a<?b)#>\n SERVICE ?x {} }", True),
        ("SELECT ('SERVICE' AS ?SERVICE) ('''a ' SERVICE''' AS ?b) {} # SERVICE", False),
        ('SELECT (<a:SERVICE> AS ?a) ("\\" SERVICE " AS ?b) {}', False),
        ("PREFIX service: <a:> SELECT (service:service AS ?a) (pg:SERVICE AS ?b) {}", False),
    ],
)
def test_no_query_asks_another_endpoint(page: Page, text: str, refused: bool) -> None:
    said = answer(page, text)
    assert (said == {"error": "SERVICE asks another endpoint, and this page asks nobody"}) == refused
    assert ("rows" in said) != refused


def test_an_endless_query_is_stopped_and_the_next_one_answered(page: Page) -> None:
    workers = len(page.workers)
    page.evaluate("text => { window.ended = engine.query(text).catch(error => error.message); }", ENDLESS)
    page.wait_for_timeout(300)
    assert page.evaluate("1 + 1") == 2  # the page is not frozen
    page.evaluate("engine.stop()")
    assert page.evaluate("ended") == "stopped"
    assert answer(page, "ASK { ?plan a pg:Plan }") == {"form": "ask", "answer": True}
    for _ in range(100):  # Chromium gives a busy worker two seconds
        if len(page.workers) == workers:
            break
        page.wait_for_timeout(100)
    assert len(page.workers) == workers  # the old one does not go on counting
    page.evaluate("engine.stop()")  # with nothing running it does nothing
    assert answer(page, "ASK {}") == {"form": "ask", "answer": True}


def test_it_says_its_versions(page: Page) -> None:
    lock = json.loads((ROOT / "peakgraph" / "frontend" / "package-lock.json").read_text("utf-8"))["packages"]
    assert page.evaluate("PeakGraphEngine.versions") == {
        "oxigraph": lock["node_modules/oxigraph"]["version"],
        "codemirror": lock["node_modules/@codemirror/view"]["version"],
    }


LIGHT = {
    "card": "#fff",
    "text": "#1b2127",
    "quiet": "#56606b",
    "accent": "#0b57b0",
    "mark": "#fff3c4",
    "quote": "#8a5a00",
}
DARK = {
    "card": "#14181d",
    "text": "#e8ebee",
    "quiet": "#a3adb8",
    "accent": "#86b7ff",
    "mark": "#4b3d12",
    "quote": "#e0b55c",
}
EDIT = """text => {
  window.runs = 0;
  window.editor = PeakGraphEngine.editor(document.getElementById("editor"), {
    text, label: "Query", prefixes: { pg: "a:" }, onRun: () => { window.runs += 1; },
    terms: [
      { name: "pg:issuedBy", label: "issued by", kind: "property" },
      { name: "pg:setsTarget", label: "sets target", kind: "property" },
      { name: "skos:Concept", label: "concept", kind: "class" },
    ],
  });
  editor.focus();
}"""
FOCUS = "document.activeElement.id || document.activeElement.className"


@pytest.fixture
def edit(page: Page) -> Iterator[Callable[[str], None]]:
    """Opens an editor on a text and puts the cursor at its end."""

    def open_editor(text: str) -> None:
        page.evaluate(EDIT, text)
        page.keyboard.press("Control+End")

    yield open_editor
    page.evaluate("document.getElementById('editor').replaceChildren()")


def offered(page: Page) -> list[str]:
    """What completion offers, once it does."""
    page.locator(".cm-tooltip-autocomplete").wait_for()
    return page.locator(".cm-tooltip-autocomplete li .cm-completionLabel").all_inner_texts()


def test_the_text_goes_in_and_out(page: Page, edit: Callable[[str], None]) -> None:
    edit("ASK {}")
    page.keyboard.type(" # 一")
    assert page.evaluate("editor.text") == "ASK {} # 一"
    page.evaluate("editor.text = 'SELECT *\\n{}'")
    assert page.evaluate("[editor.text, editor.element.querySelector('.cm-content').innerText]") == ["SELECT *\n{}"] * 2
    assert page.get_by_role("textbox", name="Query", exact=True).count() == 1


def test_a_key_runs_the_query(page: Page, edit: Callable[[str], None]) -> None:
    edit("ASK {}")
    page.keyboard.press("Control+Enter")
    assert page.evaluate("[runs, editor.text]") == [1, "ASK {}"]


def test_tab_goes_through_the_editor(page: Page, edit: Callable[[str], None]) -> None:
    edit("ASK {}")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS) == "after"
    page.keyboard.press("Shift+Tab")
    assert "cm-content" in page.evaluate(FOCUS)
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUS) == "before"
    page.keyboard.press("Tab")
    page.keyboard.type(" pg:")
    offered(page)
    page.keyboard.press("Tab")  # also while it offers something
    assert page.evaluate(FOCUS) == "after"


def test_completion_offers_the_terms_of_the_page(page: Page, edit: Callable[[str], None]) -> None:
    edit("SELECT * { ?s ")
    page.keyboard.type("pg:")
    assert set(offered(page)) >= {"pg:issuedBy", "pg:setsTarget"}
    page.keyboard.type("sets")
    page.locator(".cm-tooltip-autocomplete li", has_text="pg:issuedBy").wait_for(state="detached")
    assert offered(page)[0] == "pg:setsTarget"
    page.wait_for_timeout(150)  # it takes no key before a reader could have seen it
    page.keyboard.press("Enter")
    assert page.evaluate("editor.text") == "SELECT * { ?s pg:setsTarget"


def test_completion_finds_a_term_without_its_prefix(page: Page, edit: Callable[[str], None]) -> None:
    edit("SELECT * { ?s ")
    page.keyboard.type("issued")
    assert offered(page) == ["pg:issuedBy"]
    assert page.locator(".cm-completionDetail").all_inner_texts() == ["issued by"]


@pytest.mark.parametrize("text", ["# ", "'", "?", "<"])
def test_completion_is_silent_where_no_term_can_stand(page: Page, edit: Callable[[str], None], text: str) -> None:
    edit("SELECT * { ?s ")
    page.keyboard.type(f"{text}issued")
    page.wait_for_timeout(400)
    assert page.locator(".cm-tooltip-autocomplete").count() == 0


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_editor_is_for_everybody(page: Page, edit: Callable[[str], None], colours: dict[str, str]) -> None:
    for name, colour in {**colours, "ground": colours["card"]}.items():
        page.evaluate("([name, colour]) => document.body.style.setProperty(name, colour)", [f"--{name}", colour])
    page.evaluate("document.body.style.background = 'var(--ground)'; document.body.style.color = 'var(--text)'")
    edit('# a comment\nSELECT ?s ("text"@en AS ?t) { ?s a pg:Plan ; <a:b> 1 . FILTER(?t > 1) } ')
    assert axe(page) == []
    page.keyboard.type("pg:")
    offered(page)
    assert axe(page) == []
