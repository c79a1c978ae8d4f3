"""The form of a reading: quotes, contexts, blocks, dispositions."""

from __future__ import annotations

import pytest

from peakgraph.readings import Reading, parse_reading

HEAD = "---\ndocument: a.txt\nstatus: proposed\n---\n"


def read(body: str, head: str = HEAD) -> tuple[Reading | None, list[str]]:
    reading, findings = parse_reading("r.md", head + body)
    return reading, [str(finding) for finding in findings]


def test_a_quote_with_a_block_under_it_is_a_group() -> None:
    reading, wrong = read("# Title\n\n> some words\n\n```turtle\na:b a:c a:d .\n```\n")
    assert wrong == []
    assert reading is not None
    (group,) = reading.groups
    assert [quote.text for quote in group.quotes] == ["some words"]
    assert group.blocks[0].text == "a:b a:c a:d ."
    assert (group.quotes[0].line, group.blocks[0].line) == (7, 10)


def test_a_nested_blockquote_is_context_of_the_quotes_beside_it() -> None:
    reading, wrong = read("> > what the Plan is\n>\n> the Plan says\n\n```turtle\na:b a:c a:d .\n```\n")
    assert wrong == []
    assert reading is not None
    (quote,) = reading.groups[0].quotes
    assert quote.text == "the Plan says"
    assert [context.text for context in quote.contexts] == ["what the Plan is"]


def test_blockquotes_directly_above_a_block_all_state_it_and_text_between_ends_them() -> None:
    reading, wrong = read("> one\n\n> two\n\n```turtle\na:b a:c a:d .\n```\n")
    assert wrong == []
    assert reading is not None
    assert [quote.text for quote in reading.groups[0].quotes] == ["one", "two"]
    _, wrong = read("> one\n\nSome prose.\n\n> two\n\n```turtle\na:b a:c a:d .\n```\n")
    assert wrong == [
        "r.md:5: quote with neither a Turtle block nor a disposition; say what it states, or 'Not modelled: <why>'"
    ]


def test_an_editorial_block_belongs_to_the_same_quotes_and_models_nothing() -> None:
    reading, wrong = read("> one\n\n```turtle\na:b a:c a:d .\n```\n\n```turtle editorial\na:b a:n 'x' .\n```\n")
    assert wrong == []
    assert reading is not None
    assert [block.editorial for block in reading.groups[0].blocks] == [False, True]
    _, wrong = read("> one\n\n```turtle editorial\na:b a:n 'x' .\n```\n")
    assert "only an editorial block" in wrong[0]


def test_a_disposition_says_why_and_stands_without_a_block() -> None:
    reading, wrong = read("> one\n\nNot modelled: out of scope -- page furniture\n")
    assert wrong == []
    assert reading is not None
    disposition = reading.groups[0].disposition
    assert disposition is not None
    assert (disposition.kind, disposition.reason) == ("out of scope", "page furniture")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("> one\n\nNot modelled: boring\n", "r.md:7: not a disposition"),
        ("> one\n\nNot modelled\n", "r.md:7: not a disposition"),
        ("Not modelled: rhetoric -- praise\n", "r.md:5: a disposition with no quote"),
        ("```turtle\na:b a:c a:d .\n```\n", "r.md:5: a Turtle block with no quote above it"),
        ("> one\n\n```turtle\na:b\n> two\n", "r.md:9: a line of a block begins with '>'; close the fence of line 7"),
        ("> one\n\n```turtle\na:b\n", "r.md:7: a fence that is never closed"),
        ("> one\n\n```turtle secret\na:b a:c a:d .\n```\n", "r.md:7: a block of kind 'turtle secret'"),
        ("> > only context\n\n```turtle\na:b a:c a:d .\n```\n", "r.md:5: a blockquote with context (> >) and no quote"),
        (
            "> one\n\n```turtle\na:b a:c a:d .\n```\nNot modelled: rhetoric -- praise\n",
            "with both a Turtle block and 'Not modelled'",
        ),
    ],
)
def test_what_is_wrong_with_a_reading_is_said_with_its_line(body: str, said: str) -> None:
    _, wrong = read(body)
    assert any(said in line for line in wrong), wrong


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("# no front matter\n", "no front matter"),
        ("---\nstatus: reviewed\n", "no front matter"),
        ("---\nstatus: reviewed\n---\n", "names no document"),
        ("---\ndocument: a.txt\nstatus: done\n---\n", "status is 'done'"),
    ],
)
def test_a_reading_needs_front_matter(head: str, said: str) -> None:
    reading, wrong = read("> one\n\nNot modelled: rhetoric -- praise\n", head)
    assert reading is None
    assert said in wrong[0]


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    body = HEAD + "> > a\n>\n> b\n\n```turtle\na:b a:c a:d .\n```\n"
    plain = parse_reading("r.md", body)
    assert parse_reading("r.md", "\ufeff" + body.replace("\n", "\r\n")) == plain


def test_other_fences_are_prose() -> None:
    reading, wrong = read("> one\n\nNot modelled: rhetoric -- praise\n\n```python\n> not a quote\n```\n")
    assert reading is not None
    assert wrong == []
    assert len(reading.groups) == 1


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("---\ndocument: a.txt\nstatus: proposed\nreadr: me\n---\n", "has 'readr', which means nothing"),
        ("---\ndocument: a.txt\nstatus: reviewed\nreader: me\n---\n", "names its reader and its reviewer"),
    ],
)
def test_the_front_matter_says_who_read_and_nothing_else(head: str, said: str) -> None:
    _, wrong = read("> one\n\nNot modelled: rhetoric -- praise\n", head)
    assert said in wrong[0]


def test_a_disposition_has_a_reason() -> None:
    _, wrong = read("> one\n\nNot modelled: rhetoric\n")
    assert "a disposition without a reason" in wrong[0]
