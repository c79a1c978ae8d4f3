"""The page: what stands in its file, and what a reader sees of it in Chromium."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx
import pytest

from peakgraph import page as page_module
from peakgraph.build import Result
from peakgraph.errors import PeakGraphError
from peakgraph.layout import lay_out
from peakgraph.page import KINDS, draw_page
from peakgraph.prefixes import THING_KINDS
from tests.small_project import DOCUMENT, ENTITIES, READING, ROOT, SmallProject

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: Texts that would do harm in a page that takes text for markup; each sets a flag that the browser tests look for.
HARMFUL = (
    "</script><script>window.harmed=1</script>",
    "<img src=x onerror=window.harmed=2>",
    "<!--<script>",
    "javascript:window.harmed=3",
    "'\"><svg onload=window.harmed=4>",
    "{{ 7 * 7 }} ${7 * 7} `backtick`",
    "\u202eright to left\u202c \u2067isolated",
    "line\u2028and\u2029paragraph",
    "x" * 10_000,
)
HARM = " ".join(HARMFUL[:-1])


def draw(project: SmallProject) -> str:
    result = project.check()
    return draw_page(result.inferred, result.sources)


@pytest.fixture
def harmful(project: SmallProject) -> SmallProject:
    """A project whose document, names, notes and repairs all hold the harmful texts."""
    turtle = json.dumps(HARM, ensure_ascii=False)  # a JSON string is a Turtle string, but for its surrogates
    sentence = f"The {HARM} Plan of {HARMFUL[-1]} is good."
    project.write_document(f"{DOCUMENT}\n{' '.join(sentence.splitlines())}\n".encode())
    quoted = " ".join(sentence.splitlines())
    block = f"""
> {quoted}

```turtle
<> pg:spokenBy actor:__proto__ .
plan:green-plan pg:namedAs {turtle}@en ; pg:issuedBy actor:__proto__ , actor:constructor .
```

```turtle editorial
<> pg:note {turtle}@en .
repair:harm a pg:TranslationNote ; pg:repairs <> ; pg:asPrinted {turtle}@en ; pg:readAs {turtle}@en ;
    pg:rationale {turtle}@en ; pg:confidence confidence:high .
```
"""
    project.reading.write_text(READING + block, "utf-8")
    named = f"""
actor:__proto__ a pg:GovernmentBody ; rdfs:label {turtle}@en , {turtle}@zh .
actor:constructor a pg:GovernmentBody ; rdfs:label "{HARMFUL[-1]}"@en .
"""
    project.entities.write_text(ENTITIES + named, "utf-8")
    return project


class Elements(HTMLParser):
    """The elements of a page with their attributes, and the text of its scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            self.texts.append((self.cdata_elem, data))

    def data(self, name: str) -> Any:
        """The JSON of a data block."""
        number = [attributes.get("id") for tag, attributes in self.found if tag == "script"].index(name)
        return json.loads([text for tag, text in self.texts if tag == "script"][number])


# ---------------------------------------------------------------- the file


def test_the_same_inputs_give_the_same_bytes_whatever_the_hash_seed(project: SmallProject) -> None:
    code = (
        "import sys; from pathlib import Path; from peakgraph.build import check_project; "
        "from peakgraph.page import draw_page; result = check_project(Path(sys.argv[1])); "
        "sys.stdout.buffer.write(draw_page(result.inferred, result.sources).encode())"
    )
    pages = {
        subprocess.run(
            [sys.executable, "-c", code, str(project.folder)],
            capture_output=True,
            cwd=ROOT,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": "Asia/Shanghai"},
        ).stdout
        for seed in ("1", "2")
    }
    assert pages == {draw(project).encode()}


def test_no_text_of_the_data_becomes_an_element(harmful: SmallProject) -> None:
    page = Elements(draw(harmful))
    assert [tag for tag, _ in page.found if tag == "script"] == ["script"] * 4
    assert not [tag for tag, _ in page.found if tag == "img"]
    assert not [name for _, attributes in page.found for name in attributes if name.startswith("on")]
    labels = page.data("graph")["labels"]
    assert labels["actor/__proto__"]["en"] == HARM
    assert labels["actor/constructor"]["en"] == HARMFUL[-1]


def test_data_blocks_hold_no_character_that_could_end_them(harmful: SmallProject) -> None:
    blocks = re.findall(r'<script type="application/json" id="\w+">(.*?)</script>', draw(harmful), re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        assert not set(block) & set("<>&\u2028\u2029")


def test_the_page_allows_its_own_two_scripts_and_nothing_else(project: SmallProject) -> None:
    page = Elements(draw(project))
    policy = next(a["content"] for tag, a in page.found if a.get("http-equiv") == "Content-Security-Policy") or ""
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    scripts = [text for tag, text in page.texts if tag == "script"][2:]
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert rules["script-src"].split() == [f"'sha256-{found}'" for found in hashes]
    assert "connect-src" not in rules
    assert not [rule for rule in rules.values() if "http" in rule or "unsafe-eval" in rule]


def test_the_page_names_no_outside_resource(project: SmallProject) -> None:
    page = Elements(draw(project))
    named = [value for _, a in page.found for key, value in a.items() if key in ("src", "href", "srcset", "action")]
    assert named == ["data:,"]
    for tag, text in page.texts:
        if tag == "style":
            assert "url(" not in text
            assert "@import" not in text


def test_every_kind_of_node_is_in_the_legend_with_a_look_of_its_own() -> None:
    assert {page_module._SAME_KIND.get(kind, kind) for kind in THING_KINDS} == {kind for kind, *_ in KINDS}
    assert len({(shape, hollow) for _, _, shape, hollow, _ in KINDS}) == len(KINDS)


def test_no_colour_is_too_near_to_its_ground() -> None:
    style = (ROOT / "peakgraph/templates/network.css").read_text("utf-8")

    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05

    schemes = [dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", block)) for block in style.split("prefers-color-scheme")]
    assert len(schemes) == 2
    for colours in schemes:
        for names, grounds, least in (
            (("edge", "quote", *(name for name, *_ in KINDS)), ("ground", "card"), 3),
            (("text", "quiet", "accent"), ("ground", "side", "card"), 4.5),
        ):
            for name in names:
                for ground in grounds:
                    low, high = sorted((light(colours[name]), light(colours[ground])))
                    assert high / low >= least, (name, ground, high / low)


def test_the_page_holds_no_character_that_html_forbids(project: SmallProject) -> None:
    assert re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", draw(project)) is None


def test_without_vis_network_a_message_says_what_to_do(project: SmallProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "_VIS", "templates/lib/gone.js")
    with pytest.raises(PeakGraphError, match=r"pyvis/templates/lib/gone\.js: not there.*pip install"):
        draw(project)


def test_the_real_page_is_small_and_its_quotes_stand_in_the_documents(real: Result) -> None:
    html = draw_page(real.inferred, real.sources)
    assert len(html.encode()) < 4_000_000
    texts = {f"document:{document.stem}": document.text for document in real.sources.documents}
    page = Elements(html)
    graph, drawing = page.data("graph"), page.data("drawing")
    assert graph["passages"]
    for _, document, start, end, quote in graph["passages"]:
        assert texts[document][start:end] == quote
    ends = {node["id"] for node in drawing["nodes"]}
    for edge in drawing["edges"]:
        subject, _, value, passages = graph["statements"][edge["id"]]
        assert (edge["from"], edge["to"]) == (subject, value)
        assert edge["dashes"] == (not passages)
        assert {subject, value} <= ends
    assert drawing["options"]["physics"]["enabled"] is False


# ---------------------------------------------------------------- the layout


def some_network(size: int) -> networkx.MultiDiGraph[int]:
    dice = random.Random(size)
    graph: networkx.MultiDiGraph[int] = networkx.MultiDiGraph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from((node, int(node * dice.random() ** 2)) for node in range(1, size) if dice.random() < 0.95)
    graph.add_edges_from((dice.randrange(size), dice.randrange(size)) for _ in range(size // 2))
    return graph


@pytest.mark.parametrize("size", [0, 1, 2, 9, 10, 300])
def test_nodes_stand_apart_at_whole_numbers(size: int) -> None:
    graph = some_network(size)
    places = lay_out(graph, [node for node in graph if node % 3])
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


def test_nodes_that_are_seen_first_have_room_for_labels() -> None:
    graph = some_network(400)
    first = [node for node in graph if node % 2]
    places = lay_out(graph, first)
    crowded = sum(
        abs(places[a][0] - places[b][0]) < 100 and abs(places[a][1] - places[b][1]) < 60
        for a in first
        for b in first
        if a < b
    )
    assert crowded <= len(first) // 50


def test_five_thousand_nodes_are_laid_out_in_seconds() -> None:
    graph = some_network(5000)
    started = time.perf_counter()
    lay_out(graph, [node for node in graph if node % 3 == 0])
    assert time.perf_counter() - started < 20  # 1.5 s on a quiet machine


# ---------------------------------------------------------------- the page in a browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("PEAKGRAPH_CHROMIUM")
    if not path:
        pytest.fail(
            "PEAKGRAPH_CHROMIUM is not set: run the tests by 'python3 bootstrap.py test', or set it to a Chromium"
        )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = ["--disable-gpu", "--disable-background-networking", "--no-first-run"]
        browser = playwright.chromium.launch(executable_path=path, args=options, chromium_sandbox=False)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Opens a page from disk; at the end it must have asked for nothing, complained of nothing and run no harm."""
    trouble: list[str] = []
    opened: list[Page] = []

    def visit_page(html: str, fragment: str = "", width: int = 1440, script: str = "") -> Page:
        file = tmp_path / "network.html"
        file.write_bytes(html.encode())
        context = chromium.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: trouble.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("dialog", lambda dialog: trouble.append(dialog.message))
        page.on("request", lambda request: trouble.append(request.url))
        if script:
            page.add_init_script(script)
        page.goto(file.as_uri() + fragment)
        trouble[:] = [line for line in trouble if not line.startswith((file.as_uri(), "data:,"))]
        opened.append(page)
        return page

    yield visit_page
    for page in opened:
        assert page.evaluate("window.harmed") is None
        page.context.close()
    assert trouble == []


@pytest.fixture(scope="module")
def real_page(real: Result) -> str:
    return draw_page(real.inferred, real.sources)


def heading_of(page: Page, words: str) -> str:
    """The panel's heading, once it holds the words: the page follows its address a moment later."""
    heading = page.locator("#panel h2", has_text=words)
    heading.wait_for()
    return heading.inner_text()


@pytest.mark.browser
def test_search_finds_hubei_by_its_chinese_name_and_enter_selects_it(
    visit: Callable[..., Page], real_page: str
) -> None:
    page = visit(real_page)
    page.keyboard.press("/")
    page.keyboard.type("湖北")
    assert re.match(r"\d+ found", page.locator("#found").inner_text())
    assert "Hubei" in page.locator("#results button").first.inner_text()
    page.keyboard.press("Enter")
    assert heading_of(page, "Hubei") == "Hubei"
    assert page.locator("#panel .zh").get_attribute("lang") == "zh"
    assert page.evaluate("location.hash") == "#node=place%2Fhubei"


@pytest.mark.browser
def test_search_folds_case_and_accents_and_knows_names_as_printed(
    visit: Callable[..., Page], project: SmallProject
) -> None:
    project.edit('pg:namedAs "Hubei Provincial Government"@en', 'pg:namedAs "Hūběi Provincial Government"@en')
    page = visit(draw(project))
    for typed in ("HUBEI PROVINCIAL", "hūběi", "省人民"):
        page.locator("#search").fill(typed)
        assert "Hubei Provincial Government" in page.locator("#results").inner_text()
    page.locator("#search").fill("no such thing")
    assert page.locator("#found").inner_text() == "0 found"


@pytest.mark.browser
def test_a_plan_shows_its_statements_with_quotes_that_stand_in_the_document(
    visit: Callable[..., Page], project: SmallProject
) -> None:
    page = visit(draw(project), "#node=plan%2Fgreen-plan")
    panel = page.locator("#panel")
    assert panel.locator("h2").inner_text() == "Green Plan"
    assert panel.locator("h4").all_inner_texts() == ["issued by", "sets target", "targets industry"]
    for quote in panel.locator("blockquote").all_text_contents():
        assert quote in DOCUMENT
    issued = panel.locator("h4", has_text="issued by").locator("+ .entry")
    issued.locator("summary").click()
    assert "issued the" in issued.locator("blockquote").inner_text()
    start = DOCUMENT.index("The Hubei Provincial Government issued")
    assert f"Green news, characters {start}–" in issued.locator("figcaption").inner_text()
    issued.get_by_role("button", name="Hubei Provincial Government").click()
    heading_of(page, "Hubei Provincial Government")
    assert "editorial" in panel.locator("h4", has_text="jurisdiction").locator("+ .entry").inner_text()


@pytest.mark.browser
def test_every_quote_of_a_real_plan_stands_in_a_document(
    visit: Callable[..., Page], real: Result, real_page: str
) -> None:
    page = visit(real_page, "#node=plan%2Fhunan-industrial-green-development-14th-five-year")
    quotes = page.locator("#panel blockquote").all_text_contents()
    assert len(quotes) > 10
    for quote in quotes:
        assert any(quote in document.text for document in real.sources.documents)


@pytest.mark.browser
def test_a_figure_and_a_list_say_what_they_hold_in_words(visit: Callable[..., Page], project: SmallProject) -> None:
    project.edit(
        "plan:green-plan pg:setsTarget",
        "list:plans a pg:Enumeration ; pg:statedSize 8 ;\n"
        "    pg:names plan:green-plan , actor:hubei-provincial-government .\n"
        "plan:green-plan pg:setsTarget",
    )
    page = visit(draw(project), "#node=target%2F000-output-2025")
    assert page.locator("#panel .words").inner_text() == "at least 600,000,000,000 yuan, 2025"
    page.evaluate("location.hash = 'node=list%2Fplans'")
    page.locator("#panel .iri", has_text="list/plans").wait_for()
    assert page.locator("#panel .words").inner_text() == "8 stated, 2 named"


@pytest.mark.browser
def test_the_legend_switches_kinds_on_and_off_and_a_selection_shows_hidden_ones(
    visit: Callable[..., Page], project: SmallProject
) -> None:
    page = visit(draw(project))
    shown = page.locator("#shown")
    assert shown.inner_text() == "5 of 6 drawn"  # the target is off at first
    page.get_by_label("Targets").check()
    assert shown.inner_text() == "6 of 6 drawn"
    page.get_by_label("Targets").uncheck()
    page.get_by_label("Places").uncheck()
    assert shown.inner_text() == "3 of 6 drawn"
    page.evaluate("location.hash = 'node=target%2F000-output-2025'")
    heading_of(page, "600 billion")
    assert shown.inner_text() == "4 of 6 drawn"


@pytest.mark.browser
def test_the_address_restores_a_node_and_a_statement_and_back_works(
    visit: Callable[..., Page], project: SmallProject
) -> None:
    html = draw(project)
    edge = "#from=plan%2Fgreen-plan&by=pg%3AissuedBy&to=actor%2Fhubei-provincial-government"
    page = visit(html, edge)
    assert heading_of(page, "issued by") == "Green Plan – issued by – Hubei Provincial Government"
    assert (page.locator("#panel blockquote").first.text_content() or "-") in DOCUMENT
    page.locator("#panel button", has_text="Green Plan").first.click()
    page.locator("#panel .kind", has_text="plan").wait_for()
    assert heading_of(page, "Green Plan") == "Green Plan"
    page.go_back()
    heading_of(page, "issued by")
    assert page.evaluate("location.hash") == edge


@pytest.mark.browser
@pytest.mark.parametrize(
    "fragment",
    [
        "#node=place%2Fnowhere",
        "#node=__proto__",
        "#node=%3Cimg%20src=x%20onerror=window.harmed=5%3E",
        "#%",
        "#from=a&by=b&to=c",
    ],
)
def test_an_address_that_names_nothing_known_shows_the_beginning(
    visit: Callable[..., Page], project: SmallProject, fragment: str
) -> None:
    page = visit(draw(project), fragment)
    assert page.locator("#panel h2").inner_text() == "Choose something"


@pytest.mark.browser
def test_harmful_texts_are_shown_as_text_and_run_nothing(visit: Callable[..., Page], harmful: SmallProject) -> None:
    page = visit(draw(harmful))
    for thing in ("plan/green-plan", "actor/__proto__", "actor/constructor", "place/hubei"):
        page.evaluate("thing => { location.hash = new URLSearchParams({ node: thing }) }", thing)
        page.locator("#panel .iri", has_text=thing).wait_for()
        page.evaluate("document.querySelectorAll('#panel details:not([open]) > summary').forEach((one) => one.click())")
        page.mouse.move(500, 500)
    page.locator("#search").fill("<img")
    page.locator("#results button").first.hover()
    page.locator("#results button").first.click()
    assert HARMFUL[1] in page.locator("#panel").inner_text()
    assert page.locator("#panel img, #panel script, #panel a").count() == 0


@pytest.mark.browser
def test_everything_in_the_panel_is_reached_by_keyboard(visit: Callable[..., Page], project: SmallProject) -> None:
    page = visit(draw(project))
    press = page.keyboard.press
    press("/")
    page.keyboard.type("green")
    press("ArrowDown")
    assert "Green Plan" in page.evaluate("document.activeElement.textContent")
    press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "search"
    press("Enter")
    heading_of(page, "Green Plan")
    assert page.evaluate("document.activeElement.id") == "panel"
    press("Tab")  # the sentence of the first card
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    for _ in range(20):
        press("Tab")
        if "Hubei Provincial Government" in page.evaluate("document.activeElement.textContent"):
            break
    press("Enter")
    heading_of(page, "Hubei Provincial Government")
    assert page.evaluate("document.activeElement.id") == "panel"


@pytest.mark.browser
def test_the_page_fits_a_phone_and_has_its_landmarks(visit: Callable[..., Page], real_page: str) -> None:
    page = visit(real_page, "#node=place%2Fhubei", width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("h1").count() == 1
    assert page.locator("header, main, search").count() == 3
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.browser
def test_search_takes_initials_and_words_in_any_order_and_punctuation(
    visit: Callable[..., Page], project: SmallProject
) -> None:
    page = visit(draw(project))
    assert page.locator("#found").evaluate("one => getComputedStyle(one).display") != "none"  # or it is not read out
    for typed in ("HPG", "government hubei", "hubei-provincial", '"Hubei provincial'):
        page.locator("#search").fill(typed)
        first = page.locator("#results button").first.inner_text()
        assert first.startswith("Hubei Provincial Government 湖北省人民政府")
    page.locator("#search").fill("%")
    assert page.locator("#found").inner_text() == "0 found"


@pytest.mark.browser
def test_the_legend_is_quiet_only_where_it_is_off(visit: Callable[..., Page], project: SmallProject) -> None:
    page = visit(draw(project))
    colours = [
        page.locator(".legend label", has_text=kind).evaluate("one => getComputedStyle(one).color")
        for kind in ("Plans", "Targets")
    ]
    assert colours[0] == page.evaluate("getComputedStyle(document.body).color") != colours[1]


@pytest.mark.browser
def test_other_names_have_their_language(visit: Callable[..., Page], project: SmallProject) -> None:
    project.entities.write_text(ENTITIES + 'place:hubei skos:altLabel "荆楚"@zh .\n', "utf-8")
    page = visit(draw(project), "#node=place%2Fhubei")
    assert page.locator("#panel .names").inner_text() == "also: 荆楚"
    assert page.locator("#panel .names [lang=zh]").inner_text() == "荆楚"


@pytest.mark.browser
def test_a_narrow_panel_breaks_no_word(visit: Callable[..., Page], project: SmallProject) -> None:
    page = visit(draw(project), "#node=place%2Fhubei", width=320)
    assert page.locator("#panel dd", has_text="province").evaluate("one => one.offsetHeight") < 30  # one line


@pytest.mark.browser
def test_print_is_dark_on_white_and_holds_every_quote(visit: Callable[..., Page], project: SmallProject) -> None:
    page = visit(draw(project), "#node=plan%2Fgreen-plan")
    assert page.locator("#panel details:not([open])").count()
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 33, 39)"
    assert not page.locator(".canvas").is_visible()
    assert page.evaluate("[...document.querySelectorAll('#panel blockquote')].every((one) => one.checkVisibility())")


@pytest.mark.browser
def test_without_scripts_the_page_says_where_the_data_are(
    chromium: Browser, project: SmallProject, tmp_path: Path
) -> None:
    file = tmp_path / "network.html"
    file.write_bytes(draw(project).encode())
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    assert "peakgraph.ttl" in page.locator("main").inner_text()
    assert not page.locator(".legend, .canvas, .lines, .side").locator("visible=true").count()
    context.close()


#: Keeps what is written into the drawing: each row of a label with its box, and the scale of the frame.
ROWS = """
const { scale, fillText, clearRect } = CanvasRenderingContext2D.prototype;
Object.assign(CanvasRenderingContext2D.prototype, {
  clearRect(...box) { window.rows = []; return clearRect.apply(this, box); },
  scale(x, y) { window.drawnScale = 1 / x; return scale.call(this, x, y); },
  fillText(text, x, y) {
    const half = this.measureText(text).width / 2;
    window.rows.push([x - half, y, x + half, y + 15]);
    return fillText.call(this, text, x, y);
  },
});
"""


@pytest.mark.browser
def test_all_of_few_neighbours_are_named(visit: Callable[..., Page], real_page: str) -> None:
    page = visit(real_page, "#node=target%2F000-environmental-industry-income-2025", script=ROWS)
    page.wait_for_function("window.rows?.length")
    assert len({tuple(row) for row in page.evaluate("window.rows")}) >= 6  # two labels of three rows


@pytest.mark.browser
@pytest.mark.parametrize("selected", ["", "place/hubei", "plan/hunan-industrial-green-development-14th-five-year"])
def test_labels_cover_no_other_and_not_what_is_selected(
    visit: Callable[..., Page], real_page: str, selected: str
) -> None:
    page = visit(real_page, f"#node={selected}", script=ROWS)
    page.wait_for_function("window.rows?.length > 10")
    rows, scale = page.evaluate("[window.rows, window.drawnScale]")

    def apart(a: list[float], b: list[float]) -> bool:
        return a[2] <= b[0] or a[0] >= b[2] or a[3] <= b[1] or a[1] >= b[3]

    seen_first = {name for name, *_, first in KINDS if first}
    boxes = {}
    for node in Elements(real_page).data("drawing")["nodes"]:
        x, y, size = (node[name] * scale for name in ("x", "y", "size"))
        if node["group"] in seen_first:
            boxes[node["id"]] = [x - size, y - size, x + size, y + size]
    for number, row in enumerate(rows):
        assert all(apart(row, other) for other in rows[:number])
    if selected:
        assert all(apart(row, boxes[selected]) for row in rows)
    else:  # only the labels of the heaviest nodes may cover marks
        assert sum(not all(apart(row, box) for box in boxes.values()) for row in rows) <= 25


def marks(page: Page, colour: str) -> tuple[int, float, float]:
    """How many pixels of the drawing have a colour, and their middle on the page."""
    found: list[list[int]] = page.evaluate(
        """async (colour) => {
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          const drawing = document.querySelector("#network canvas");
          const { width, height } = drawing;
          const copy = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
          copy.drawImage(drawing, 0, 0);
          const { data } = copy.getImageData(0, 0, width, height);
          const wanted = colour.match(/../g).map((part) => parseInt(part, 16));
          const pixels = Array.from({ length: width * height }, (_, pixel) => pixel);
          return pixels
            .filter((pixel) => wanted.every((part, number) => data[4 * pixel + number] === part))
            .map((pixel) => [pixel % width, Math.floor(pixel / width)]);
        }""",
        colour,
    )
    box = page.locator("#network canvas").bounding_box()
    assert box
    if not found:
        return 0, 0, 0
    count = len(found)
    return count, box["x"] + sum(x for x, _ in found) / count, box["y"] + sum(y for _, y in found) / count


PLAN = "b93815"


@pytest.mark.browser
def test_a_node_that_was_dragged_looks_like_the_others(visit: Callable[..., Page], project: SmallProject) -> None:
    page = visit(draw(project))
    before, x, y = marks(page, PLAN)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 20, steps=4)
    page.mouse.up()
    page.locator("#network").hover(position={"x": 5, "y": 5})
    after, moved, _ = marks(page, PLAN)
    assert abs(moved - x - 60) < 5
    assert abs(after - before) < before / 20
    assert page.evaluate("location.hash") == ""


@pytest.mark.browser
def test_the_name_under_the_pointer_goes_with_the_pointer(visit: Callable[..., Page], project: SmallProject) -> None:
    page = visit(draw(project))
    _, x, y = marks(page, PLAN)
    name = page.locator(".vis-tooltip", has_text="Green Plan")
    page.mouse.move(x, y)
    name.wait_for()
    page.locator("#search").hover()
    name.wait_for(state="hidden")
    page.mouse.move(x, y)
    name.wait_for()
    page.mouse.wheel(0, 100)
    name.wait_for(state="hidden")
    page.locator("#whole").click()
    _, x, y = marks(page, PLAN)  # once it is drawn
    page.mouse.move(x, y)
    name.wait_for()
    page.evaluate("location.hash = 'node=place%2Fchina'")
    name.wait_for(state="hidden")


@pytest.mark.browser
def test_zooming_ends_before_there_is_nothing_to_see(visit: Callable[..., Page], project: SmallProject) -> None:
    page = visit(draw(project))
    before, x, y = marks(page, PLAN)
    page.mouse.move(x, y)
    for step in (100, -100):
        for _ in range(60):
            page.mouse.wheel(0, step)
        count, *_ = marks(page, PLAN)
        assert 0 < count < before * 20
    page.locator("#whole").click()
    for _ in range(20):
        page.locator("#farther").click()
    assert 0 < marks(page, PLAN)[0] < before


@pytest.mark.browser
def test_repairs_of_a_context_stand_with_it(visit: Callable[..., Page], project: SmallProject) -> None:
    note = """```turtle editorial
repair:000-name a pg:TranslationNote ; pg:repairs <> ; pg:asPrinted "Green Plan"@en ; pg:readAs "Verdant Plan"@en ;
    pg:rationale "A test."@en ; pg:confidence confidence:high .
```
"""
    project.edit("> The Green Plan proposes", f"{note}\n> The Green Plan proposes")
    context = 'The Hubei Provincial Government issued the "Green Plan" for the cement industry.'
    project.edit("> The Green Plan proposes", f"> > {context}\n>\n> The Green Plan proposes")
    page = visit(draw(project), "#node=target%2F000-output-2025")
    figure = page.locator("#panel figure", has_text="output value will reach").first
    assert "Verdant Plan" in (figure.locator(".with").first.text_content() or "")
