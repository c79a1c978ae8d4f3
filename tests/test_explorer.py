"""The page in Chromium: what a reader sees of it, and does with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from peakgraph.build import Result
from peakgraph.drawing import KINDS
from tests.pages import HARMFUL, ROWS, Elements, draw, heading_of, marks, saved
from tests.small_project import DOCUMENT, ENTITIES, SmallProject

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


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
    assert page.locator("#panel .zh [lang=zh]").inner_text() == "湖北省"
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
    issued.get_by_role("link", name="Hubei Provincial Government").click()
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
    assert shown.inner_text() == "5 of 6 things drawn"  # the target is off at first
    page.get_by_label("Targets").check()
    assert shown.inner_text() == "6 of 6 things drawn"
    page.get_by_label("Targets").uncheck()
    page.get_by_label("Places").uncheck()
    assert shown.inner_text() == "3 of 6 things drawn"
    page.get_by_label("Persons").wait_for(state="detached")  # of which there are none
    page.locator("#search").fill("600 billion")
    page.keyboard.press("Enter")
    heading_of(page, "600 billion")
    assert page.locator("#shown").inner_text() == "4 of 6 things drawn"
    rows = saved(page, "csv").splitlines()
    assert any("sets target" in row and "600 billion" in row for row in rows)  # the target is drawn all the same


@pytest.mark.browser
def test_the_address_restores_a_node_and_a_statement_and_back_works(
    visit: Callable[..., Page], project: SmallProject
) -> None:
    html = draw(project)
    edge = "#from=plan%2Fgreen-plan&by=pg%3AissuedBy&to=actor%2Fhubei-provincial-government"
    page = visit(html, edge)
    assert heading_of(page, "issued by") == "Green Plan – issued by – Hubei Provincial Government"
    assert (page.locator("#panel blockquote").first.text_content() or "-") in DOCUMENT
    page.locator("#panel a", has_text="Green Plan").first.click()
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
    assert page.locator("#panel img, #panel script").count() == 0
    assert page.evaluate("[...document.querySelectorAll('a')].every((one) => one.getAttribute('href').startsWith('#'))")


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
    for _ in range(30):
        press("Tab")
        tag, words = page.evaluate("[document.activeElement.tagName, document.activeElement.textContent]")
        if tag == "A" and "Hubei Provincial Government" in words:
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
    assert not page.locator(".canvas").is_visible()  # in its place there is a drawing of lines
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#printed svg").is_visible()
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
    assert not page.locator(".scripted").locator("visible=true").count()
    page.locator("summary", has_text="Plans").click()
    assert page.locator("#list").get_by_text("Green Plan").is_visible()
    context.close()


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
