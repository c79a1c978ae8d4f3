"""The page's file: what stands in it, and what does not."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys

import pyoxigraph as ox
import pytest

from peakgraph import page as page_module
from peakgraph.build import Result
from peakgraph.drawing import KINDS, SAME_KIND
from peakgraph.errors import PeakGraphError
from peakgraph.network import ORIGINS
from peakgraph.page import draw_page
from peakgraph.prefixes import THING_KINDS
from tests.pages import HARM, Elements, draw, draw_anew
from tests.small_project import ROOT, SmallProject


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
    assert pages == {draw_anew(project).encode()}


def test_no_text_of_the_data_becomes_an_element(harmful: SmallProject) -> None:
    page = Elements(draw(harmful))
    assert [a.get("id") for tag, a in page.found if tag == "script"] == ["drawing", "more", "trig", None, None]
    assert not [tag for tag, _ in page.found if tag == "img"]
    assert not [name for _, attributes in page.found for name in attributes if name.startswith("on")]
    names = [text for tag, attributes in page.found if (text := attributes.get("data-id") or "") and tag == "a"]
    assert "actor/__proto__" in names


def test_data_blocks_hold_no_character_that_could_end_them(harmful: SmallProject) -> None:
    blocks = re.findall(r'<script type="application/\w+" id="\w+">(.*?)</script>', draw(harmful), re.DOTALL)
    assert len(blocks) == 3
    for block in blocks:
        assert not re.search(r"</|<!|[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]", block)


def test_the_data_travel_as_trig_and_are_whole(harmful: SmallProject) -> None:
    result = harmful.check()
    html = draw_page(result.inferred, result.sources)
    trig = html.partition('<script type="application/trig" id="trig">')[2].partition("</script>")[0]
    assert set(ox.parse(trig, format=ox.RdfFormat.TRIG)) == result.inferred.quads
    assert HARM in {quad.object.value for quad in result.inferred.quads if isinstance(quad.object, ox.Literal)}


def test_the_page_allows_its_own_scripts_and_the_engine_beside_it_and_nothing_else(project: SmallProject) -> None:
    page = Elements(draw(project))
    policy = next(a["content"] for tag, a in page.found if a.get("http-equiv") == "Content-Security-Policy") or ""
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    scripts = [text for tag, text in page.texts if tag == "script"][3:]
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert rules["script-src"].split() == ["'self'", "'wasm-unsafe-eval'", *(f"'sha256-{found}'" for found in hashes)]
    assert rules["worker-src"] == "blob:"
    assert "connect-src" not in rules
    assert not [rule for rule in rules.values() if "http" in rule or "'unsafe-eval'" in rule]


def test_the_page_names_no_outside_resource(project: SmallProject) -> None:
    page = Elements(draw(project))
    named = [value for _, a in page.found for key, value in a.items() if key in ("src", "href", "srcset", "action")]
    assert [value for value in named if not (value or "").startswith("#")] == ["data:,"]
    for tag, text in page.texts:
        if tag == "style":
            assert "url(" not in text
            assert "@import" not in text


def test_every_kind_of_node_is_in_the_legend_with_a_look_of_its_own() -> None:
    assert {SAME_KIND.get(kind, kind) for kind in THING_KINDS} == {kind for kind, *_ in KINDS}
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
        draw_anew(project)


def test_the_real_page_is_small_and_its_quotes_stand_in_the_documents(real: Result) -> None:
    html = draw_page(real.inferred, real.sources)
    assert len(html.encode()) < 4_000_000
    page = Elements(html)
    texts, drawing = page.data("more")["documents"], page.data("drawing")
    assert texts == {f"document:{document.stem}": document.text for document in real.sources.documents}
    for passage in real.inferred.statements.passages.values():
        assert texts[f"document:{passage.document}"][passage.start : passage.end] == passage.exact
    ends = {node["id"] for node in drawing["nodes"]}
    assert ends == set(page.data("more")["facets"]["things"])
    assert not drawing["rest"]
    for edge in drawing["edges"]:
        assert edge["origin"] in ORIGINS
        assert {edge["from"], edge["to"]} <= ends
    assert drawing["options"]["physics"]["enabled"] is False
