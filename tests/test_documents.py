"""Documents and passages: what is a text, and where its words stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peakgraph.documents import LARGEST_DOCUMENT, Document, Passage
from peakgraph.errors import PeakGraphError


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        (b"a\0b", "a NUL byte at offset 1"),
        ("é".encode("latin-1"), "not UTF-8 (byte 0xE9 at offset 0)"),
        ("text".encode("utf-16"), "is UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00", "NUL"),
        (b"a" * (LARGEST_DOCUMENT + 1), "more than the"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(data: bytes, said: str) -> None:
    with pytest.raises(PeakGraphError) as caught:
        Document.from_bytes("a.txt", data)
    assert said in str(caught.value)
    assert str(caught.value).startswith("seeds/a.txt: ")
    assert "\n" not in str(caught.value)


@given(st.text(min_size=1).filter(lambda text: text.strip() and "\0" not in text), st.data())
def test_a_passage_holds_the_words_at_its_offsets(text: str, data: st.DataObject) -> None:
    document = Document("a.txt", text, "")
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if not text[start:end].strip():
        return
    passage = document.passage(start, end)
    assert text[passage.start : passage.end] == passage.exact
    assert (passage.before + passage.exact + passage.after) in text
    assert start in document.find(passage.exact)


def test_a_passage_whose_words_do_not_fill_its_place_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="does not hold"):
        Passage("a", 3, 7, "abc", "", "")
    with pytest.raises(ValueError, match="does not hold"):
        Passage("a", 3, 5, "  ", "", "")


def test_offsets_count_code_points_and_places_that_overlap_are_found() -> None:
    document = Document("a.txt", "湖北𠮷 aaa", "")
    assert document.find("aa") == (4, 5)
    assert document.passage(2, 3).exact == "𠮷"
    assert document.passage(2, 3).iri == "https://w3id.org/peakgraph/passage/a/2-3"
