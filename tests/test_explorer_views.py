"""The page's other views in Chromium: filters, paths, list, figures, documents, SPARQL, exports."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import networkx
import pytest

from peakgraph.build import ENGINE, Result
from peakgraph.dataset import Dataset
from peakgraph.drawing import CENTRAL, MOST_DRAWN
from peakgraph.graph import PeakGraph
from peakgraph.library import read_library
from peakgraph.prefixes import PG
from peakgraph.sources import Sources
from peakgraph.terms import value_of
from tests.pages import Elements, draw, heading_of, marks, saved
from tests.small_project import DOCUMENT, READING, ROOT, SmallProject
from tests.web_checks import axe, html_errors

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]
pytestmark = pytest.mark.browser

ALL_KINDS = "kinds=plan,actor,person,place,industry,event,list,measure,target,observation,topic"


def shown_things(page: Page) -> set[str]:
    """What is drawn and linked, by name, from the table that the page saves."""
    rows = csv.DictReader(io.StringIO(saved(page, "csv")))
    return {row[end] for row in rows for end in ("from", "to")}


# ---------------------------------------------------------------- filters


def test_filters_hold_together_and_are_reset(visit: Visit, real_page: str) -> None:
    page = visit(real_page)
    page.get_by_label("Province").select_option(label="Jiangsu")
    page.get_by_role("button", name=re.compile("Show .* more")).click()
    assert {"Jiangsu", "iron and steel"} <= shown_things(page)
    assert "Hubei" not in shown_things(page)
    few = len(shown_things(page))
    page.get_by_label("first year").select_option("2025")
    page.get_by_label("last year").select_option("2025")
    assert 0 < len(shown_things(page)) < few
    assert page.evaluate("location.hash").count("province=place%2Fjiangsu&since=2025&until=2025") == 1
    page.get_by_role("button", name="Reset").click()
    assert page.get_by_label("Province").input_value() == ""
    assert page.locator("#shown").inner_text().startswith("303 of 1,028")
    page.go_back()
    assert page.get_by_label("Province").input_value() == "place/jiangsu"


def test_a_document_is_chosen_and_only_what_it_states_is_left(visit: Visit, real: Result, real_page: str) -> None:
    page = visit(real_page, f"#in=document%3A003_a068e96387affbff&{ALL_KINDS}")
    rows = list(csv.DictReader(io.StringIO(saved(page, "csv"))))
    text = next(document.text for document in real.sources.documents if document.name.startswith("003"))
    stated = [row for row in rows if row["origin"] == "stated"]
    assert len(stated) > 20
    for row in stated:
        assert any(one in text for one in row["quotes"].split(" | "))


def test_inferred_links_are_off_at_first_and_show_what_they_follow_from(visit: Visit, real_page: str) -> None:
    page = visit(real_page, "#node=place%2Fwuchang")
    assert "inferred" not in saved(page, "csv")
    page.get_by_label("inferred").check()
    rows = list(csv.DictReader(io.StringIO(saved(page, "csv"))))
    assert any((row["from"], row["statement"], row["to"]) == ("Wuchang", "within", "China") for row in rows)
    page.evaluate("location.hash = 'from=place/wuchang&by=pg:within&to=place/china&origins=stated,editorial,inferred'")
    heading_of(page, "Wuchang – within – China")
    premises = page.locator("#panel .premise .sentence").all_inner_texts()
    assert [re.sub(r"[^A-Za-z ]", "", one).split() for one in premises] == [
        ["Wuchang", "within", "Wuhan"],
        ["Wuhan", "within", "Hubei"],
        ["Hubei", "within", "China"],
    ]
    assert "transitive" in page.locator("#panel .badge").first.inner_text()


def test_what_is_proposed_is_off_at_first_and_says_that_nobody_reviewed_it(visit: Visit, project: SmallProject) -> None:
    project.edit("status: reviewed", "status: proposed")
    page = visit(draw(project))
    assert page.locator("[value=proposed]").is_visible()
    assert "Green Plan" not in shown_things(page)
    page.get_by_label("proposed").check()
    assert "Green Plan" in shown_things(page)
    edge = "from=plan/green-plan&by=pg:issuedBy&to=actor/hubei-provincial-government"
    page.evaluate(f"location.hash = 'origins=stated,proposed&{edge}'")
    heading_of(page, "issued by")
    assert "nobody has reviewed it" in page.locator("#panel .badge").first.inner_text()
    assert (page.locator("#panel blockquote").first.text_content() or "-") in DOCUMENT


def test_a_project_without_proposals_has_no_filter_for_them(visit: Visit, project: SmallProject) -> None:
    page = visit(draw(project))
    assert not page.locator("[value=proposed]").is_visible()


# ---------------------------------------------------------------- selection


def test_neighbours_are_shown_to_one_step_or_two_and_kept(visit: Visit, real_page: str) -> None:
    page = visit(real_page, "#node=place%2Fwuchang")
    near = "[...document.querySelectorAll('#panel .thing')].length"
    assert page.evaluate(near)
    one = shown_selected(page)
    page.get_by_role("button", name="2 steps").click()
    two = shown_selected(page)
    assert one < two
    page.get_by_role("button", name="1 step").click()
    page.get_by_role("button", name="Keep shown").click()
    page.locator("#panel a", has_text="Wuhan").first.click()
    heading_of(page, "Wuhan")
    assert one <= shown_selected(page)


def shown_selected(page: Page) -> set[str]:
    """What is not faint in the drawing, from the picture of lines that the page saves."""
    return set(re.findall(r'opacity="1"><title>(.*?)</title>', saved(page, "svg")))


def test_a_path_shows_each_step_with_its_evidence(visit: Visit, real_page: str) -> None:
    page = visit(real_page, "#node=actor%2Fmiit")
    page.get_by_role("button", name="Path to …").click()
    page.keyboard.type("Wuhan")
    page.keyboard.press("Enter")
    heading_of(page, "Wuhan")
    steps = page.locator("#panel .entry")
    assert steps.count() == int(re.findall(r"(\d+) steps", page.locator("#panel").inner_text())[0])
    assert "Ministry of Industry" in steps.first.inner_text()
    assert "Wuhan" in steps.last.inner_text()
    assert "stated by documents" in page.locator("#panel .hint").first.inner_text()
    assert page.locator("#panel .badge").count() == 0
    assert page.locator("#panel blockquote").count() >= steps.count() > 0
    page.get_by_label("stated").uncheck()  # now along what the editors added alone
    page.locator("#panel .hint", has_text="not all of it stated").wait_for()


def test_all_statements_between_two_things_are_there(visit: Visit, project: SmallProject) -> None:
    project.edit(
        "pg:targetsIndustry industry:cement .", "pg:targetsIndustry industry:cement ; dcterms:subject industry:cement ."
    )
    page = visit(draw(project), "#from=plan%2Fgreen-plan&by=pg%3AtargetsIndustry&to=industry%2Fcement")
    between = page.locator("#panel h3", has_text="Other statements").locator("+ .entry")
    assert "subject" in between.inner_text()
    assert between.locator("blockquote").first.text_content() in DOCUMENT


# ---------------------------------------------------------------- the list


def test_every_thing_is_in_the_list_by_name_also_without_scripts(real: Result, real_page: str) -> None:
    from peakgraph.network import network_of

    rows = [attributes["data-id"] for tag, attributes in Elements(real_page).found if "data-id" in attributes]
    network = network_of(real.inferred.quads, real.sources.prefixes)
    assert sorted(rows) == sorted(node.partition("/id/")[2] for node in network)
    listed = real_page[real_page.index('id="list"') :]
    for _, name in network.nodes(data="label"):
        assert f"<bdi>{name.replace('&', '&amp;').replace(chr(34), '&#34;').replace(chr(39), '&#39;')}</bdi>" in listed


def test_every_link_is_reached_by_keyboard_and_shows_its_evidence_at_one_key(
    visit: Visit, project: SmallProject
) -> None:
    page = visit(draw(project), "#view=list&origins=stated,editorial,inferred")
    press = page.keyboard.press
    page.locator("#list summary").first.focus()
    press("ArrowRight")  # opens Plans
    press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.id") == "plan/green-plan"
    press("ArrowRight")  # opens its links
    links = page.locator("#list .links .row").all_inner_texts()
    assert any("issued by" in link and "Hubei Provincial Government" in link for link in links)
    for words in links:
        press("ArrowDown")
        assert page.evaluate("document.activeElement.textContent") == words
        press("Enter")
        assert page.evaluate("document.activeElement.id") == "panel"
        kind = page.locator("#panel h2").inner_text()
        assert len(kind.split(" – ")) == 3
        seen = page.locator("#panel blockquote").first
        assert seen.is_visible() or page.locator("#panel .badge").first.is_visible()
        press("Escape")
        assert page.evaluate("document.activeElement.textContent") == words
    press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.id") == "plan/green-plan"
    press("ArrowLeft")
    page.locator("#list .links").wait_for(state="detached")


def test_a_row_stays_open_when_the_browser_is_late_to_tell_of_its_group(visit: Visit, project: SmallProject) -> None:
    page = visit(draw(project), "#view=list")
    page.evaluate("""() => {
      for (const one of ["#list summary", "#list .row"]) {
        const press = new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true });
        document.querySelector(one).dispatchEvent(press);
      }
    }""")
    page.locator("#list details[data-ready]").first.wait_for()
    assert page.locator("#list .row").first.get_attribute("aria-expanded") == "true"


# ---------------------------------------------------------------- figures


def test_the_ledger_holds_every_figure_with_its_words(visit: Visit, real: Result, real_page: str) -> None:
    page = visit(real_page, "#view=figures")
    rows = page.locator("#view-figures table").first.locator("tbody tr")
    facts = [fact for fact in real.inferred.facts if fact.predicate == PG + "asStated"]
    stated: dict[str, set[str]] = {}
    for fact in facts:
        stated.setdefault(fact.subject.partition("/id/")[2], set()).add(fact.value)
    assert rows.count() == len(stated)
    cells = rows.locator("td:nth-child(7)").all_text_contents()
    links = rows.locator("td:nth-child(2) a").evaluate_all("found => found.map((one) => one.hash)")
    for cell, link in zip(cells, links, strict=True):
        assert set(cell.strip("“”").split("” / “")) == stated[unquote(link.removeprefix("#node="))]


def test_the_ledger_is_sorted_by_value_as_numbers_and_saved(visit: Visit, real_page: str) -> None:
    page = visit(real_page, "#view=figures&indicator=indicator%2Fsales-volume")
    page.locator("#view-figures th button", has_text="value").click()
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("value")
    with page.expect_download() as download:
        page.locator("#view-figures .bar button", has_text="CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert len(rows) > 1
    values = [float(row["pg:value"]) for row in rows if row["pg:value"]]
    kinds = [(row["pg:unit"], row["pg:change"]) for row in rows if row["pg:value"]]
    assert list(zip(kinds, values, strict=True)) == sorted(zip(kinds, values, strict=True))
    assert page.locator("#view-figures svg path.target, #view-figures svg path.observation").count() == len(values)


def test_lists_say_how_many_are_stated_and_how_many_named(visit: Visit, real_page: str) -> None:
    page = visit(real_page, "#view=figures")
    lists = page.locator("#view-figures table").last
    row = lists.locator("tr", has_text="8 chain main enterprises")
    assert "8 stated, 2 named" in row.inner_text()
    assert "Shenglong Electric" in row.inner_text()


# ---------------------------------------------------------------- documents


def test_a_document_is_whole_and_every_passage_is_marked(visit: Visit, real: Result, real_page: str) -> None:
    page = visit(real_page)
    for document in real.sources.documents:
        stem = document.name.removesuffix(".txt")
        page.evaluate("to => { location.hash = to }", f"#view=documents&document={quote('document:' + stem)}")
        page.wait_for_function("id => document.getElementById('document')?.value === id", arg=f"document:{stem}")
        shown = page.locator("#view-documents .document")
        assert shown.text_content() == document.text
        marked = " ".join(page.evaluate("[...document.querySelectorAll('.document a')].map((a) => a.dataset.passages)"))
        for iri, passage in real.inferred.statements.passages.items():
            if passage.document == stem:
                assert f"passage:{iri.partition('/passage/')[2]}" in marked.split()


def test_a_sentence_shows_its_statements_and_a_statement_its_sentence(visit: Visit, project: SmallProject) -> None:
    page = visit(draw(project), "#view=documents")
    page.locator(".document a", has_text="issued the").click()
    page.locator("#panel", has_text="What it states").wait_for()
    facts = page.locator("#panel").inner_text()
    assert "issued by" in facts
    assert "Hubei Provincial Government" in facts
    assert page.locator(".document .chosen").inner_text().startswith("The Hubei Provincial Government issued")
    page.evaluate("location.hash = 'node=target/000-output-2025'")
    heading_of(page, "600 billion")
    page.locator("#panel figcaption a").first.click()
    page.locator(".document .chosen").wait_for()
    assert "600 billion" in page.locator(".document .chosen").inner_text()
    page.locator(".document a", has_text="Spring").click()
    page.locator("#panel", has_text="rhetoric").wait_for()


def test_offsets_beyond_the_basic_plane_find_their_place(visit: Visit, project: SmallProject) -> None:
    project.write_document(DOCUMENT.replace("Green news", "𝔾reen 🌱 news").encode())
    project.reading.write_text(READING.replace("Green news", "𝔾reen 🌱 news"), "utf-8")
    page = visit(draw(project), "#view=documents")
    assert "Spring is beautiful." in page.locator(".document a").all_inner_texts()


# ---------------------------------------------------------------- sharing


def copied_citation(page: Page) -> str:
    """What the first "Copy citation" of the panel leaves in the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#panel button", has_text="Copy citation").first.click()
    page.locator("#panel button", has_text="Copied").wait_for()
    cited: str = page.evaluate("navigator.clipboard.readText()")
    return cited


def test_a_statement_is_cited_with_its_sentence_and_its_place(visit: Visit, project: SmallProject) -> None:
    page = visit(draw(project), "#from=plan%2Fgreen-plan&by=pg%3AissuedBy&to=actor%2Fhubei-provincial-government")
    cited = copied_citation(page)
    assert "Green Plan – issued by – Hubei Provincial Government." in cited
    start = DOCUMENT.index("The Hubei Provincial Government issued")
    assert f"https://w3id.org/peakgraph/passage/small/{start}-" in cited
    assert 'issued the "Green Plan" for the cement industry.”' in cited


def test_what_is_shown_is_saved_as_gexf_and_svg_and_png(visit: Visit, real_page: str) -> None:
    page = visit(real_page, f"#province=place%2Fhunan&{ALL_KINDS}")
    graph = networkx.read_gexf(io.BytesIO(saved(page, "gexf").encode()))
    names = {name for _, name in graph.nodes(data="label")}
    rows = list(csv.DictReader(io.StringIO(saved(page, "csv"))))
    assert {row["from"] for row in rows} <= names
    assert graph.number_of_edges() == len(rows) > 20
    svg = saved(page, "svg")
    assert svg.count("<path transform=") == len(graph)
    with page.expect_download() as download:
        page.locator("[data-export=png]").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


# ---------------------------------------------------------------- SPARQL


@pytest.fixture
def asking(visit: Visit, real_page: str, tmp_path: Path) -> Page:
    """The real page with the query engine beside it, at its SPARQL view."""
    (tmp_path / "engine.js").write_bytes(ENGINE.read_bytes())
    page = visit(real_page, "#view=sparql", engine=True)
    page.locator("#view-sparql", has_text="Loaded:").wait_for()
    return page


@pytest.mark.slow
def test_every_question_of_the_library_gives_what_it_gives_on_the_command_line(asking: Page) -> None:
    """Each is chosen in the page and read from the CSV that it saves; in the same order where one is asked for."""
    graph = PeakGraph(ROOT)
    for name, query in read_library(ROOT / "queries").items():
        asking.locator("#question").select_option(name)
        asking.locator("#answered", has_text=" ms").wait_for()
        with asking.expect_download() as download:
            asking.locator("#view-sparql .bar button", has_text="CSV").click()
        assert download.value.suggested_filename == f"{name}.csv"
        head, *rows = csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig")))
        answer = graph.query(name)
        assert head == list(answer.columns)
        wanted = [[value_of(term) for term in row] for row in answer.terms]
        assert sorted(rows) == sorted(wanted), name
        if "ORDER BY" in query.text:
            assert rows == wanted, name
        asking.locator("#answered").evaluate("one => { one.textContent = ''; }")


def test_rows_lead_to_things_and_to_their_evidence(asking: Page) -> None:
    asking.locator("#question").select_option("chain-masters")
    asking.locator("#answered", has_text="2 rows").wait_for()
    asking.locator(".answer button", has_text="statements").first.click()
    assert asking.evaluate("document.activeElement.id") == "panel"
    assert asking.locator("#panel blockquote").count()
    asking.locator(".answer a", has_text="Shenglong Electric").first.click()
    assert heading_of(asking, "Shenglong Electric")


def test_ones_own_query_is_in_the_address_and_a_mistake_is_told_in_one_line(asking: Page) -> None:
    editor = asking.get_by_role("textbox", name="SPARQL query")
    editor.click()
    asking.keyboard.press("Control+a")
    asking.keyboard.type("ASK { place:hubei pg:within place:china }")
    asking.keyboard.press("Control+Enter")
    asking.locator(".answer", has_text="true").wait_for()
    assert "sparql=ASK" in asking.evaluate("location.hash")
    asking.keyboard.press("Control+a")
    asking.keyboard.type("SELECT WHERE")
    asking.locator("button.run").click()
    asking.locator("#answered", has_text="line 1, column").wait_for()
    assert "\n" not in asking.locator("#answered").inner_text()
    assert asking.locator(".answer table").count() == 0
    asking.go_back()
    asking.get_by_role("textbox", name="SPARQL query").get_by_text("ASK").wait_for()
    assert asking.locator(".answer table").count() == 0  # of the query that stood there before


def test_a_parameter_takes_another_value(asking: Page) -> None:
    asking.locator("#question").select_option("plans-for-industry")
    asking.locator("#answered", has_text="ms").wait_for()
    field = asking.locator(".parameters input").first
    field.fill("no such industry")
    field.press("Enter")
    asking.locator("#answered", has_text="is nothing that industry can be").wait_for()
    field.fill("水泥")
    field.press("Enter")
    assert "id/industry/cement>" in asking.evaluate("decodeURIComponent(location.hash)")
    expected = PeakGraph(ROOT).query("plans-for-industry", industry="cement")
    asking.locator("#answered", has_text=f"{len(expected.terms)} row").wait_for()
    asking.reload()  # the question with another value is asked as the question is
    asking.locator("#answered", has_text=f"{len(expected.terms)} row").wait_for()
    assert asking.locator(".parameters input").first.input_value() == "industry:cement"


def test_without_the_engine_the_page_says_where_it_is(visit: Visit, project: SmallProject) -> None:
    page = visit(draw(project), "#view=sparql", engine=True)
    page.locator("#view-sparql .notice", has_text="engine.js").wait_for()


# ---------------------------------------------------------------- everybody


STATES = {
    "first view": "",
    "selection": "#node=plan%2Fhubei-environmental-industry-2023",
    "statement": "#from=place%2Fhubei&by=pg%3Awithin&to=place%2Fchina",
    "list": "#view=list",
    "ledger": "#view=figures&indicator=indicator%2Foperating-income",
    "document": "#view=documents&passage=passage%3A000_dfc4a74bb6ac1407%2F5253-5519",
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing(visit: Visit, real_page: str, state: str, width: int) -> None:
    page = visit(real_page, STATES[state], width=width)
    page.evaluate(
        "document.querySelectorAll('#list details').forEach((one) => { one.open = one.dataset.kind === 'plan'; })"
    )
    assert axe(page) == []


def test_axe_finds_nothing_after_a_search_and_in_the_dark(visit: Visit, real_page: str) -> None:
    page = visit(real_page)
    page.locator("#search").fill("green")
    assert axe(page) == []
    page.emulate_media(color_scheme="dark")
    assert axe(page) == []


def test_axe_finds_nothing_at_sparql(asking: Page) -> None:
    asking.locator("#question").select_option("chain-masters")
    asking.locator("#answered", has_text="2 rows").wait_for()
    assert axe(asking) == []


def test_the_page_is_valid_html(real_page: str) -> None:
    assert html_errors(real_page) == []


@pytest.mark.parametrize("state", STATES)
def test_at_200_percent_and_on_a_phone_nothing_is_cut_off(visit: Visit, real_page: str, state: str) -> None:
    page = visit(real_page, STATES[state], width=390)
    for width in (390, 320, 720, 390):  # one after another, as who turns a phone or changes the zoom
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_shortcut_can_be_switched_off(visit: Visit, project: SmallProject) -> None:
    page = visit(draw(project))
    page.get_by_label("brings you here").uncheck()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "search"


def test_forced_colours_leave_marks_to_be_seen(visit: Visit, project: SmallProject) -> None:
    page = visit(draw(project))
    page.emulate_media(forced_colors="active")
    assert page.locator(".legend .mark").first.evaluate("one => getComputedStyle(one).forcedColorAdjust") == "none"


# ---------------------------------------------------------------- size


@pytest.fixture(scope="module")
def generated() -> tuple[Dataset, Sources]:
    """A graph of more things than are drawn."""
    from benchmarks.generated import generate

    return generate(MOST_DRAWN + 200)


@pytest.fixture(scope="module")
def large(generated: tuple[Dataset, Sources]) -> tuple[str, int]:
    """The page of a generated graph that is drawn in part, and how many things there are."""
    from peakgraph.page import draw_page

    html = draw_page(*generated)
    return html, html.count("data-id=")


def test_of_a_large_network_the_most_central_things_are_drawn_and_all_are_found(
    visit: Visit, large: tuple[str, int]
) -> None:
    html, things = large
    page = visit(html)
    drawn = {node["id"] for node in Elements(html).data("drawing")["nodes"]}
    assert len(drawn) == CENTRAL < MOST_DRAWN < things
    assert f"1,500 of {things:,}" in page.locator("#shown").inner_text()
    left_out = next(row for row in Elements(html).data("more")["facets"]["things"] if row not in drawn)
    name = page.locator(f'#list [data-id="{left_out}"] bdi').first.text_content() or ""
    page.locator("#search").fill(name)
    assert name in page.locator("#results").inner_text()
    page.evaluate("id => { location.hash = new URLSearchParams({ node: id }) }", left_out)
    heading_of(page, name)
    assert name in shown_selected(page)  # with its neighbourhood, which comes into the drawing


def test_all_is_drawn_where_that_is_asked_for(generated: tuple[Dataset, Sources]) -> None:
    from peakgraph.page import draw_page

    page = Elements(draw_page(*generated, draw_all=True))
    assert len(page.data("drawing")["nodes"]) == len(page.data("more")["facets"]["things"]) > MOST_DRAWN
    assert page.data("drawing")["rest"] == []


# ---------------------------------------------------------------- what reviews found


def test_what_is_only_proposed_passes_nowhere_for_reviewed(visit: Visit, project: SmallProject) -> None:
    project.edit("status: reviewed", "status: proposed")
    html = draw(project)
    page = visit(html, "#view=documents")
    page.locator(".document a", has_text="issued the").click()
    heading = page.locator("#panel h3", has_text="proposes that it states, not reviewed")
    heading.wait_for()
    assert page.locator("#panel h3", has_text=re.compile("^What it states")).count() == 0
    page = visit(html, "#node=target%2F000-output-2025")
    heading_of(page, "output value")
    assert not page.locator("#panel .words").is_visible()
    assert visit(html, "#view=figures").locator("#figures tbody tr").count() == 0


def test_an_inferred_type_shows_what_it_follows_from(visit: Visit, real_page: str) -> None:
    page = visit(real_page, "#node=place%2Fhubei&origins=stated,editorial,inferred")
    card = page.locator("#panel .entry", has_text="inferred (subclass)").first
    assert "province" in card.locator(".premise .sentence").first.inner_text()
    assert page.locator("#panel .badge", has_text="inferred ()").count() == 0


def test_a_double_click_keeps_the_neighbours_of_what_was_clicked(visit: Visit, project: SmallProject) -> None:
    page = visit(draw(project))
    for _ in range(10):  # on a busy machine two clicks may come too far apart to be a double one
        _, x, y = marks(page, "b93815")
        page.mouse.dblclick(x, y)
        page.wait_for_timeout(600)  # the view has moved by then
        if page.get_by_text("Kept:").count():
            break
    assert unquote(page.evaluate("location.hash")) == "#node=plan/green-plan&open=plan/green-plan"


def test_a_choice_in_an_answer_leaves_the_answer_and_what_is_typed(asking: Page) -> None:
    asking.locator("#question").select_option("chain-masters")
    asking.locator("#answered", has_text="2 rows").wait_for()
    asking.get_by_role("textbox", name="SPARQL query").click()
    asking.keyboard.press("Control+End")
    asking.keyboard.type("# typed and not asked")
    asking.locator(".answer a", has_text="Shenglong Electric").first.click()
    heading_of(asking, "Shenglong Electric")
    assert asking.locator(".answer tbody tr").count() == 2
    assert "# typed and not asked" in asking.get_by_role("textbox", name="SPARQL query").inner_text()
    asking.locator("#question").select_option("")
    asking.locator("#answered", has_text="Run asks it").wait_for()
    assert asking.locator(".answer tbody tr").count() == 0


def test_a_query_in_a_link_waits_to_be_run(visit: Visit, real_page: str, tmp_path: Path) -> None:
    (tmp_path / "engine.js").write_bytes(ENGINE.read_bytes())
    page = visit(real_page, "#view=sparql&sparql=" + quote("ASK { ?s ?p <javascript:alert(1)> }"), engine=True)
    page.locator("#answered", has_text="Run asks it").wait_for()
    page.locator("button.run").click()
    page.locator(".answer", has_text="false").wait_for()


def test_a_choice_in_the_ledger_leaves_the_table_and_the_focus_in_it(visit: Visit, real_page: str) -> None:
    page = visit(real_page, "#view=figures")
    link = page.locator("#figures td:nth-child(2) a").nth(12)
    link.focus()
    page.keyboard.press("Enter")
    page.locator("#panel .words").wait_for()
    assert page.evaluate("document.activeElement.id") == "panel"
    page.keyboard.press("Escape")
    assert link.evaluate("one => one === document.activeElement")
    page.locator("#figures th button", has_text="value").click()
    page.reload()
    page.locator("html[data-ready]").wait_for(state="attached")
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("value")


def test_the_keyboard_goes_where_a_link_leads(visit: Visit, real_page: str) -> None:
    page = visit(real_page, "#view=figures")
    page.locator("#figures td:nth-child(8) a").first.focus()
    page.keyboard.press("Enter")
    page.locator(".document .chosen").first.wait_for()
    assert page.evaluate("document.activeElement.classList.contains('chosen')")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel"
    page.go_back()
    page.locator("#figures").wait_for()
    assert page.evaluate("document.activeElement.tagName") != "BODY"
    page = visit(real_page, "#node=place%2Fwuchang")
    page.get_by_role("button", name="2 steps").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "2 steps"


def test_the_ledger_keeps_months_thresholds_and_baselines(visit: Visit, real_page: str) -> None:
    page = visit(real_page, "#view=figures")
    words = page.locator("#figures tbody").inner_text()
    assert "January–July 2022" in words
    assert "2022–2022" not in words
    assert "times times" not in words
    assert "3, each with 30,000,000,000 yuan" in words
    assert "decrease by at least 20 percent against 2020" in words


def test_the_ledger_of_an_industry_has_its_own_figures_alone(visit: Visit, real_page: str) -> None:
    page = visit(real_page, "#view=figures&industry=industry%2Firon-and-steel")
    of = page.locator("#figures tbody tr td:nth-child(3)").all_inner_texts()
    assert of
    assert all("steel" in one for one in of)


def test_a_link_to_a_thing_survives_what_is_pressed_before_the_data_are_there(
    visit: Visit, project: SmallProject
) -> None:
    early = """addEventListener("DOMContentLoaded", () => {
      document.querySelector("[value=place]").click();
      document.querySelector("[data-export=csv]").click();
      document.querySelector("#network canvas").click();
    });"""
    page = visit(draw(project), "#node=plan%2Fgreen-plan", script=early)
    assert heading_of(page, "Green Plan") == "Green Plan"
    assert not page.get_by_label("Places").is_checked()


@pytest.mark.parametrize("width", [390, 720])
def test_on_a_narrow_screen_a_choice_brings_its_panel_and_a_button_goes_back(
    visit: Visit, real_page: str, width: int
) -> None:
    page = visit(real_page, "#view=documents", width=width)
    sentence = page.locator(".document a").nth(30)
    sentence.click()
    heading = page.locator("#panel h2")
    assert heading.evaluate(
        "one => one.getBoundingClientRect().top >= 0 && one.getBoundingClientRect().top < innerHeight"
    )
    page.locator("#up").click()
    assert sentence.evaluate(
        "one => one.getBoundingClientRect().top >= 0 && one.getBoundingClientRect().top < innerHeight"
    )


def test_nothing_shown_is_not_saved(visit: Visit, project: SmallProject) -> None:
    page = visit(draw(project), "#kinds=none")
    assert page.locator("#shown").inner_text() == "0 of 6 things drawn"
    assert page.locator("[data-export=svg]").is_disabled()


def test_a_name_that_the_address_gets_wrong_is_told(visit: Visit, project: SmallProject) -> None:
    page = visit(draw(project), "#node=plan%2Fgrey-plan&in=document%3Aunknown&since=no")
    assert "plan/grey-plan" in page.locator("#panel .notice").inner_text()
    assert page.locator("#shown").inner_text() == "5 of 6 things drawn"


def test_enter_within_a_chinese_word_chooses_nothing(visit: Visit, project: SmallProject) -> None:
    page = visit(draw(project))
    page.locator("#search").fill("hubei")
    press = "one => one.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    page.locator("#search").evaluate(press)
    assert page.evaluate("location.hash") == ""


def test_chinese_names_of_our_own_are_marked(visit: Visit, project: SmallProject) -> None:
    page = visit(draw(project), "#node=plan%2Fgreen-plan")
    assert "our translation back" in page.locator("#panel .zh").inner_text()
    assert "≈ 绿色规划" in page.locator("#list").text_content()
    page.locator("#panel a", has_text="Hubei Provincial Government").first.click()
    heading_of(page, "Hubei Provincial Government")
    assert "our translation back" not in page.locator("#panel .zh").inner_text()


def test_the_same_statement_made_by_one_sentence_is_cited_whole(visit: Visit, project: SmallProject) -> None:
    page = visit(draw(project), "#node=target%2F000-output-2025")
    cited = copied_citation(page)
    assert "value – 600000000000" in cited
    assert "year – 2025" in cited


@pytest.mark.parametrize("name", ["report.v2", "a..b", "x-"])
def test_a_document_may_be_named_as_the_build_allows(visit: Visit, project: SmallProject, name: str) -> None:
    project.document.rename(project.document.with_name(f"{name}.txt"))
    sums = project.folder / "seeds" / "SHA256SUMS"
    sums.write_text(sums.read_text("utf-8").replace("small.txt", f"{name}.txt"), "utf-8")
    project.edit("document: small.txt", f"document: {name}.txt")
    project.edit("document:small dcterms", f"<https://w3id.org/peakgraph/document/{name}> dcterms")
    page = visit(draw(project), "#view=documents")
    assert page.locator("#document-title").inner_text() == "Green news"
    assert page.locator(".document a").count() == 4
    page.locator(".document a", has_text="issued the").click()
    page.locator("#panel h3", has_text="What it states").wait_for()


def test_a_decimal_without_its_nought_is_a_number(visit: Visit, project: SmallProject) -> None:
    project.edit("output value will reach 600 billion yuan.", "output value will reach 0.5 yuan.")
    project.write_document(DOCUMENT.replace("600 billion yuan", "0.5 yuan").encode())
    project.edit('pg:asStated "600 billion yuan" ; pg:value 600000000000.0', 'pg:asStated "0.5 yuan" ; pg:value .5')
    page = visit(draw(project), "#node=target%2F000-output-2025")
    assert page.locator("#panel .words").inner_text() == "at least 0.5 yuan, 2025"


@pytest.mark.parametrize("damaged", [b"", b"<!doctype html>"])
def test_an_engine_that_is_not_whole_is_told_of(
    visit: Visit, project: SmallProject, tmp_path: Path, damaged: bytes
) -> None:
    (tmp_path / "engine.js").write_bytes(damaged)
    if damaged:
        (tmp_path / "engine.js").write_bytes(b"/* " + damaged + b" */")
    page = visit(draw(project), "#view=sparql", engine=True)
    page.locator("#view-sparql .notice", has_text="engine.js").wait_for()


def test_a_long_word_in_a_link_does_not_stop_the_page(visit: Visit, real_page: str, tmp_path: Path) -> None:
    (tmp_path / "engine.js").write_bytes(ENGINE.read_bytes())
    for length in (45_000, 900_000):
        page = visit(real_page, "#view=sparql&sparql=" + "a" * length, engine=True)
        page.set_default_timeout(5_000)
        page.locator("#view-sparql", has_text="Loaded:").wait_for()
        page.locator("#search").fill("hubei")
        page.locator("#found", has_text="found").wait_for()


def test_words_of_ten_thousand_letters_break_no_view(visit: Visit, harmful: SmallProject) -> None:
    html = draw(harmful)
    for view in ("list", "documents", "figures"):
        page = visit(html, f"#view={view}", width=390)
        page.evaluate("document.querySelectorAll('#list details').forEach((one) => { one.open = true; })")
        page.locator("#search").fill("xxx")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_marks_of_direction_turn_nothing_beside_them(visit: Visit, project: SmallProject) -> None:
    project.entities.write_text(project.entities.read_text("utf-8").replace('"Hubei"@en', '"\\u202eiebuH"@en'), "utf-8")
    project.edit("pg:year 2025 ; pg:industry", "pg:year 2025 ; pg:place place:hubei ; pg:industry")
    page = visit(draw(project), "#view=figures")
    row = page.locator("#figures tbody tr").inner_text()
    assert "\u202e" not in row
    assert "iebuH" in row
